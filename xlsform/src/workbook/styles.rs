//! Which cell styles show a number as a date.

use super::damaged;
use super::part::{Package, attribute};
use crate::fault::Fault;
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use std::collections::BTreeSet;

/// For each cell style, whether it shows dates or times.
pub fn date_styles(package: &mut Package<'_>, path: &str) -> Result<Vec<bool>, Box<Fault>> {
    let Some(text) = package.text(path)? else {
        return Ok(vec![]);
    };
    let mut reader = Reader::from_str(&text);
    let mut own_formats: BTreeSet<u32> = BTreeSet::new();
    let mut styles = vec![];
    let mut is_inside = false;
    loop {
        match reader.read_event().map_err(|_error| damaged())? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().into_inner() {
                "numFmt" => {
                    let id = attribute(&tag, "numFmtId").and_then(|id| id.parse().ok());
                    let code = attribute(&tag, "formatCode").unwrap_or_default();
                    if let (Some(id), true) = (id, shows_date(&code)) {
                        own_formats.insert(id);
                    }
                }
                "cellXfs" => is_inside = true,
                "xf" if is_inside => {
                    let id: u32 = attribute(&tag, "numFmtId")
                        .and_then(|id| id.parse().ok())
                        .unwrap_or(0);
                    styles.push(
                        matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
                            || own_formats.contains(&id),
                    );
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().into_inner() == "cellXfs" => is_inside = false,
            Event::Eof => return Ok(styles),
            _ => {}
        }
    }
}

/// True when a number format shows a day or a time: such a letter stands outside quotes and brackets.
fn shows_date(code: &str) -> bool {
    let mut is_quoted = false;
    let mut is_bracketed = false;
    let mut is_escaped = false;
    for letter in code.chars() {
        if is_escaped {
            is_escaped = false;
            continue;
        }
        match letter {
            '\\' | '_' | '*' => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '[' if !is_quoted => is_bracketed = true,
            ']' => is_bracketed = false,
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S'
                if !is_quoted && !is_bracketed =>
            {
                return true;
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_days_are_told_from_formats_of_numbers() {
        assert!(shows_date("yyyy-mm-dd") && shows_date("[$-804]h:mm"));
        assert!(!shows_date("0.00\"days\"") && !shows_date("[Red]0") && !shows_date("#,##0_m"));
    }
}
