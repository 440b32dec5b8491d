//! Shared texts: runs joined, reading aids of East Asian scripts dropped.

use super::part::{Package, fast_reader};
use super::{damaged, too_large};
use crate::fault::Fault;
use crate::limits;
use quick_xml::events::{BytesRef, Event};
use std::sync::Arc;

/// All shared texts in their order, trimmed; none when the part is missing.
pub fn read(package: &mut Package<'_>, path: &str) -> Result<Vec<Arc<str>>, Box<Fault>> {
    let Some(text) = package.text(path)? else {
        return Ok(vec![]);
    };
    let mut reader = fast_reader(&text);
    let mut found: Vec<Arc<str>> = vec![];
    let mut current = Runs::default();
    loop {
        match reader.read_event().map_err(|_error| damaged())? {
            Event::Start(tag) => {
                let name = tag.local_name();
                if name.into_inner() == "si" {
                    current.clear();
                } else {
                    current.open(name.into_inner());
                }
            }
            Event::End(tag) => {
                let name = tag.local_name();
                if name.into_inner() == "si" {
                    found.push(current.finish());
                } else {
                    current.close(name.into_inner());
                }
            }
            Event::Empty(tag) if tag.local_name().into_inner() == "si" => found.push(Arc::from("")),
            Event::Text(part) => current.push(&part),
            Event::CData(part) => current.push(&part),
            Event::GeneralRef(part) => current.reference(&part),
            Event::Eof => return Ok(found),
            _ => {}
        }
        if found.len() > limits::SHARED_TEXTS {
            return Err(too_large("文字单元格过多", "there are too many texts"));
        }
    }
}

/// Gathers the text of one cell or shared text.
#[derive(Default)]
pub struct Runs {
    text: String,
    is_inside: bool,
    phonetic: usize,
}

impl Runs {
    /// An element begins.
    pub fn open(&mut self, name: &str) {
        match name {
            "t" => self.is_inside = self.phonetic == 0,
            "rPh" => self.phonetic += 1,
            _ => {}
        }
    }

    /// An element ends.
    pub fn close(&mut self, name: &str) {
        match name {
            "t" => self.is_inside = false,
            "rPh" => self.phonetic = self.phonetic.saturating_sub(1),
            _ => {}
        }
    }

    /// Text between tags.
    pub fn push(&mut self, text: &str) {
        if self.is_inside && self.text.len() <= limits::CELL_BYTES {
            self.text.push_str(text);
        }
    }

    /// An entity: the five of XML and characters by number; others are left out.
    pub fn reference(&mut self, part: &BytesRef<'_>) {
        if let Some(letter) = resolve(part) {
            self.push(letter.encode_utf8(&mut [0; 4]));
        }
    }

    /// The text, trimmed, with `_x000D_` and the like resolved.
    pub fn finish(&mut self) -> Arc<str> {
        if self.text.contains("_x") {
            Arc::from(unescape(&self.text).trim())
        } else {
            Arc::from(self.text.trim())
        }
    }

    /// Begins anew in the same memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.is_inside = false;
        self.phonetic = 0;
    }
}

/// The character of an entity.
pub fn resolve(part: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(letter)) = part.resolve_char_ref() {
        return Some(letter);
    }
    let name: &str = part;
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// `_xHHHH_` stands for a character that XML cannot hold.
fn unescape(text: &str) -> String {
    let mut left = text;
    let mut out = String::with_capacity(text.len());
    while let Some(at) = left.find("_x") {
        let (before, rest) = left.split_at(at);
        out.push_str(before);
        let code = rest
            .get(2..6)
            .filter(|_| rest.get(6..7) == Some("_"))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32);
        let taken = if let Some(letter) = code {
            out.push(letter);
            7
        } else {
            out.push_str("_x");
            2
        };
        left = rest.get(taken..).unwrap_or("");
    }
    out.push_str(left);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_characters_are_resolved_and_others_stay() {
        assert_eq!(unescape("a_x000A_b_xyz_"), "a\nb_xyz_");
        assert_eq!(unescape("_x"), "_x");
        assert_eq!(unescape("_x公公_"), "_x公公_");
    }
}
