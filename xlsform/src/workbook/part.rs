//! The package: parts by name, unpacked under caps, and the list of sheets.

use super::{damaged, too_large};
use crate::fault::Fault;
use crate::limits;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Bytes that are reserved at once for a part, whatever its stated size.
const MOST_RESERVED: usize = 32 * 1024 * 1024;

/// An opened package that counts what it unpacks.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left_bytes: u64,
}

/// Where one sheet lies.
pub struct Entry {
    pub name: String,
    pub path: String,
}

/// What the workbook part says.
pub struct Listed {
    pub sheets: Vec<Entry>,
    pub strings: String,
    pub styles: String,
    pub is_1904: bool,
}

impl<'a> Package<'a> {
    /// Opens the directory of the package; refuses one with a senseless number of parts before reading it.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Box<Fault>> {
        if stated_parts(bytes).is_none_or(|parts| parts > limits::PARTS) {
            return Err(damaged());
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_error| damaged())?;
        Ok(Self {
            archive,
            left_bytes: limits::UNPACKED_BYTES,
        })
    }

    /// The text of a part; none when there is no such part.
    pub fn text(&mut self, path: &str) -> Result<Option<String>, Box<Fault>> {
        let name = path.trim_start_matches('/');
        let known = self
            .archive
            .file_names()
            .flatten()
            .find(|known| known.eq_ignore_ascii_case(name))
            .map(std::borrow::Cow::into_owned);
        let Some(known) = known else {
            return Ok(None);
        };
        let file = self.archive.by_name(&known).map_err(|_error| damaged())?;
        let cap = limits::PART_BYTES.min(self.left_bytes);
        // The stated size is only a hint: what is unpacked is counted.
        let stated = usize::try_from(file.size().min(cap)).unwrap_or(0);
        let mut bytes = Vec::with_capacity(stated.min(MOST_RESERVED));
        file.take(cap + 1)
            .read_to_end(&mut bytes)
            .map_err(|_error| damaged())?;
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if size > cap {
            return Err(too_large(
                "文件展开后过大",
                "the file is too large when unpacked",
            ));
        }
        self.left_bytes -= size;
        let text = String::from_utf8(bytes).map_err(|_error| damaged())?;
        Ok(Some(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        }))
    }
}

/// The number of parts stated at the end of the package; none when there is no such end.
fn stated_parts(bytes: &[u8]) -> Option<u64> {
    let tail = bytes.len().saturating_sub(65_557);
    let window = bytes.get(tail..)?;
    let end = window.windows(4).rposition(|mark| mark == b"PK\x05\x06")?;
    let count = window.get(end + 10..end + 12)?;
    Some(u64::from(u16::from_le_bytes(count.try_into().ok()?)))
}

/// A reader of a part with many small elements. Its end tags are not held against their names: nothing rests on them.
pub fn fast_reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    reader
}

/// The value of an attribute whose local name is `name`, with entities resolved.
pub fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    start.attributes().flatten().find_map(|attribute| {
        let key: &str = attribute.key.local_name().into_inner();
        (key == name).then(|| match quick_xml::escape::unescape(&attribute.value) {
            Ok(text) => text.into_owned(),
            Err(_broken) => attribute.value.clone().into_owned(),
        })
    })
}

/// Reads the workbook part and its relations.
pub fn sheets(package: &mut Package<'_>) -> Result<Listed, Box<Fault>> {
    let start = "xl/workbook.xml";
    let (folder, text, relations) = match package.text(start)? {
        Some(text) => ("xl/", text, "xl/_rels/workbook.xml.rels".to_owned()),
        None => return Err(damaged()),
    };
    let targets = relations_of(package, &relations, folder)?;
    let mut listed = Listed {
        sheets: vec![],
        strings: "xl/sharedStrings.xml".to_owned(),
        styles: "xl/styles.xml".to_owned(),
        is_1904: false,
    };
    for (kind, target) in targets.values() {
        if kind.ends_with("/sharedStrings") {
            listed.strings.clone_from(target);
        } else if kind.ends_with("/styles") {
            listed.styles.clone_from(target);
        }
    }
    let mut reader = Reader::from_str(&text);
    loop {
        match reader.read_event().map_err(|_error| damaged())? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().into_inner() {
                "sheet" => {
                    let name = attribute(&tag, "name")
                        .unwrap_or_default()
                        .trim()
                        .to_owned();
                    let target = attribute(&tag, "id").and_then(|id| targets.get(&id));
                    if let Some((kind, path)) = target
                        && kind.ends_with("/worksheet")
                    {
                        listed.sheets.push(Entry {
                            name,
                            path: path.clone(),
                        });
                    }
                }
                "workbookPr" => {
                    listed.is_1904 = attribute(&tag, "date1904")
                        .is_some_and(|value| value == "1" || value == "true");
                }
                _ => {}
            },
            Event::Eof => return Ok(listed),
            _ => {}
        }
    }
}

/// Relations by id: kind and path inside the package.
fn relations_of(
    package: &mut Package<'_>,
    path: &str,
    folder: &str,
) -> Result<BTreeMap<String, (String, String)>, Box<Fault>> {
    let text = package.text(path)?.ok_or_else(damaged)?;
    let mut found = BTreeMap::new();
    let mut reader = Reader::from_str(&text);
    loop {
        match reader.read_event().map_err(|_error| damaged())? {
            Event::Start(tag) | Event::Empty(tag)
                if tag.local_name().into_inner() == "Relationship" =>
            {
                let is_outside =
                    attribute(&tag, "TargetMode").is_some_and(|mode| mode == "External");
                let parts = (
                    attribute(&tag, "Id"),
                    attribute(&tag, "Type"),
                    attribute(&tag, "Target"),
                );
                if let (false, (Some(id), Some(kind), Some(target))) = (is_outside, parts) {
                    let path = match target.strip_prefix('/') {
                        Some(absolute) => absolute.to_owned(),
                        None => format!("{folder}{target}"),
                    };
                    found.insert(id, (kind, path));
                }
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}
