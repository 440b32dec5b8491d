//! What the binary carries of the demo city.

use std::collections::HashMap;
use std::io::Read;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "demo/"]
#[include = "city/*"]
#[include = "questionnaires/*.xlsx"]
#[include = "pictures/*.jpg"]
#[include = "pictures/pictures.csv"]
struct Pack;

/// The pack inside the binary is not what it should be; only a broken build can cause it.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// A file is absent.
    #[error("the demo pack lacks {0}")]
    Missing(String),
    /// A file cannot be read.
    #[error("read {name} of the demo pack")]
    Unreadable {
        /// Path inside the pack.
        name: &'static str,
        /// Why.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// The bytes of one file of the pack, by its path below `demo/`.
pub fn file(path: &str) -> Result<Vec<u8>, PackError> {
    Pack::get(path)
        .map(|found| found.data.into_owned())
        .ok_or_else(|| PackError::Missing(path.to_owned()))
}

/// The files of the year's history, in the order they are imported; each is named by its path below `demo/`.
pub const HISTORY: [&str; 5] = [
    "city/incidents.jsonl.br",
    "city/tallies.jsonl.br",
    "city/ad_inspections.jsonl.br",
    super::surveys::ANSWERS,
    SESSIONS,
];
/// The ad sites that the history's inspections are about, one a line.
pub const AD_SITES: &str = "city/ad_sites.jsonl.br";
/// The one that tells of sessions of dissuasion teams; it comes after the incidents, whose authors make the teams.
pub const SESSIONS: &str = "city/sessions.jsonl.br";

/// One file of the history as JSON lines (UTF-8, up to 7 MB), as `docs/IMPORT.md` describes them.
pub fn history(name: &'static str) -> Result<Vec<u8>, PackError> {
    let packed = file(name)?;
    let mut lines = Vec::with_capacity(packed.len() * 8);
    brotli::Decompressor::new(packed.as_slice(), 64 * 1024)
        .read_to_end(&mut lines)
        .map_err(|cause| PackError::Unreadable {
            name,
            cause: cause.into(),
        })?;
    Ok(lines)
}

/// Which pictures (paths inside the pack) may stand for a category, by the category's code.
pub fn pictures() -> Result<HashMap<String, Vec<String>>, PackError> {
    const NAME: &str = "pictures/pictures.csv";
    let table = file(NAME)?;
    let mut rows = csv::Reader::from_reader(table.as_slice());
    let mut pictures = HashMap::new();
    for row in rows.deserialize::<(String, String)>() {
        let (category, names) = row.map_err(|cause| PackError::Unreadable {
            name: NAME,
            cause: cause.into(),
        })?;
        let paths = names
            .split(';')
            .map(|name| format!("pictures/{name}.jpg"))
            .collect();
        pictures.insert(category, paths);
    }
    Ok(pictures)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::photos::structure::check_structure;

    #[test]
    fn the_pack_holds_twenty_thousand_lines_of_json() {
        let lines = history("city/incidents.jsonl.br").unwrap();
        let mut count = 0;
        for line in lines
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
        {
            let incident: serde_json::Value = serde_json::from_slice(line).unwrap();
            assert!(incident.get("client_id").is_some());
            count += 1;
        }
        assert_eq!(count, 20_000);
    }

    #[test]
    fn every_category_has_a_picture_and_every_picture_is_a_small_whole_photo() {
        let mapping = pictures().unwrap();
        let categories = include_str!("../../demo/vocabulary/behaviour_categories.csv");
        for category in categories.lines().skip(1) {
            let code = category.split(',').next().unwrap();
            assert!(mapping.contains_key(code), "{code}");
        }
        let paths: std::collections::BTreeSet<&String> = mapping.values().flatten().collect();
        assert!((40..=50).contains(&paths.len()));
        for path in paths {
            let bytes = file(path).unwrap();
            assert!(
                bytes.len() <= 60_000 && check_structure(&bytes).is_ok(),
                "{path}"
            );
        }
    }
}
