//! Question types: every spelling the convention allows, and those we refuse by name.

use crate::tree::As;
use serde::{Deserialize, Serialize};

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the convention")]
pub enum Kind {
    Group,
    Repeat,
    Text,
    Integer,
    Decimal,
    Note,
    SelectOne,
    SelectMultiple,
    Rank,
    Range,
    Date,
    Time,
    #[serde(rename = "datetime")]
    DateTime,
    Calculate,
    Hidden,
    Image,
    File,
    Audio,
    Geopoint,
    Barcode,
    Acknowledge,
    Start,
    End,
    Today,
    #[serde(rename = "deviceid")]
    DeviceId,
    Username,
    #[serde(rename = "phonenumber")]
    PhoneNumber,
    Email,
    StartGeopoint,
    Audit,
    CsvExternal,
}

impl Kind {
    /// Groups and repeats.
    pub fn is_block(self) -> bool {
        matches!(self, Self::Group | Self::Repeat)
    }

    /// One of several choices of a list.
    pub fn is_select(self) -> bool {
        matches!(self, Self::SelectOne | Self::SelectMultiple | Self::Rank)
    }

    /// Filled by the device, never asked.
    pub fn is_metadata(self) -> bool {
        matches!(
            self,
            Self::Start
                | Self::End
                | Self::Today
                | Self::DeviceId
                | Self::Username
                | Self::PhoneNumber
                | Self::Email
                | Self::StartGeopoint
                | Self::Audit
        )
    }

    /// Never on a screen: needs no label, takes no answer by hand.
    pub fn is_unseen(self) -> bool {
        self.is_metadata() || matches!(self, Self::Calculate | Self::Hidden | Self::CsvExternal)
    }

    /// Holds no answer.
    pub fn is_silent(self) -> bool {
        self.is_block() || matches!(self, Self::Note | Self::CsvExternal)
    }

    /// What its answer reads as in an expression.
    pub fn reads_as(self) -> As {
        match self {
            Self::Group | Self::Repeat => As::Nodes,
            Self::Integer | Self::Decimal | Self::Range => As::Number,
            Self::SelectMultiple | Self::Rank => As::List,
            Self::Date | Self::Today => As::Date,
            Self::Time => As::Time,
            Self::DateTime | Self::Start | Self::End => As::Instant,
            Self::Geopoint | Self::StartGeopoint => As::Point,
            Self::Calculate | Self::Hidden => As::Any,
            _ => As::Text,
        }
    }
}

/// What a cell of the `type` column says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// A question or something computed.
    Question(Kind),
    /// A question about choices.
    Select(Select),
    /// A block begins.
    Begin(Kind),
    /// A block ends.
    End(Kind),
    /// Known to the convention, not to us.
    Unsupported(String),
    /// Nobody knows it.
    Unknown,
}

/// A question about choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Select {
    /// One, several or an order.
    pub kind: Kind,
    /// The list, the file, or `${…}`; empty when the cell names none.
    pub list: String,
    /// The list is a file.
    pub is_file: bool,
    /// A virtual choice `other` is offered too.
    pub or_other: bool,
}

const PLAIN: [(&str, Kind); 56] = [
    ("text", Kind::Text),
    ("string", Kind::Text),
    ("q string", Kind::Text),
    ("integer", Kind::Integer),
    ("int", Kind::Integer),
    ("q int", Kind::Integer),
    ("decimal", Kind::Decimal),
    ("q decimal", Kind::Decimal),
    ("note", Kind::Note),
    ("q note", Kind::Note),
    ("date", Kind::Date),
    ("q date", Kind::Date),
    ("time", Kind::Time),
    ("q time", Kind::Time),
    ("datetime", Kind::DateTime),
    ("date time", Kind::DateTime),
    ("q datetime", Kind::DateTime),
    ("calculate", Kind::Calculate),
    ("calculation", Kind::Calculate),
    ("q calculate", Kind::Calculate),
    ("hidden", Kind::Hidden),
    ("image", Kind::Image),
    ("photo", Kind::Image),
    ("picture", Kind::Image),
    ("q image", Kind::Image),
    ("add image prompt", Kind::Image),
    ("file", Kind::File),
    ("add file prompt", Kind::File),
    ("audio", Kind::Audio),
    ("q audio", Kind::Audio),
    ("add audio prompt", Kind::Audio),
    ("geopoint", Kind::Geopoint),
    ("location", Kind::Geopoint),
    ("gps", Kind::Geopoint),
    ("q location", Kind::Geopoint),
    ("q geopoint", Kind::Geopoint),
    ("barcode", Kind::Barcode),
    ("q barcode", Kind::Barcode),
    ("acknowledge", Kind::Acknowledge),
    ("acknowledgement", Kind::Acknowledge),
    ("trigger", Kind::Acknowledge),
    ("q acknowledge", Kind::Acknowledge),
    ("start", Kind::Start),
    ("start time", Kind::Start),
    ("end", Kind::End),
    ("end time", Kind::End),
    ("today", Kind::Today),
    ("deviceid", Kind::DeviceId),
    ("device id", Kind::DeviceId),
    ("username", Kind::Username),
    ("phonenumber", Kind::PhoneNumber),
    ("phone number", Kind::PhoneNumber),
    ("email", Kind::Email),
    ("start-geopoint", Kind::StartGeopoint),
    ("range", Kind::Range),
    ("audit", Kind::Audit),
];

const UNSUPPORTED: [&str; 27] = [
    "geotrace",
    "geoshape",
    "video",
    "q video",
    "background-audio",
    "background-geopoint",
    "xml-external",
    "signature",
    "draw",
    "annotate",
    "osm",
    "q geotrace",
    "q geoshape",
    "cascading select",
    "printer",
    "simserial",
    "subscriberid",
    "get device id",
    "get phone number",
    "imei",
    "uri:deviceid",
    "caseid",
    "add video prompt",
    "select one external",
    "begin loop",
    "end loop",
    "loop",
];

/// Words that begin a question about choices, longest first.
const SELECTS: [(&str, Kind, bool); 18] = [
    ("select one from file", Kind::SelectOne, true),
    ("select multiple from file", Kind::SelectMultiple, true),
    ("select all that apply from", Kind::SelectMultiple, false),
    ("select all that apply", Kind::SelectMultiple, false),
    (
        "add select multiple prompt using",
        Kind::SelectMultiple,
        false,
    ),
    ("add select one prompt using", Kind::SelectOne, false),
    ("select multiple from", Kind::SelectMultiple, false),
    ("select multiple using", Kind::SelectMultiple, false),
    ("select multiple", Kind::SelectMultiple, false),
    ("select one from", Kind::SelectOne, false),
    ("select one using", Kind::SelectOne, false),
    ("select one", Kind::SelectOne, false),
    ("q select multiple", Kind::SelectMultiple, false),
    ("q select1", Kind::SelectOne, false),
    ("q select", Kind::SelectMultiple, false),
    ("select1", Kind::SelectOne, false),
    ("select", Kind::SelectMultiple, false),
    ("rank", Kind::Rank, false),
];

/// Reads a type cell, with any spelling of spaces and `_` and any case.
pub fn parse(cell: &str) -> Type {
    let given: Vec<&str> = cell.split_whitespace().collect();
    let joined = given.join(" ");
    let words = joined.to_lowercase().replace('_', " ");
    if let Some((_, kind)) = PLAIN.iter().find(|(name, _)| *name == words) {
        return Type::Question(*kind);
    }
    if words == "csv-external" {
        return Type::Question(Kind::CsvExternal);
    }
    if UNSUPPORTED.contains(&words.as_str())
        || words.starts_with("begin loop")
        || words.starts_with("select one external")
        || words.starts_with("osm ")
        || words.starts_with("ex:")
    {
        return Type::Unsupported(joined);
    }
    if let Some(block) = block(&words) {
        return block;
    }
    for (prefix, kind, is_file) in SELECTS {
        // `words` and `joined` have the same length in characters up to the end of the ASCII prefix.
        let is_prefix = words.starts_with(prefix);
        let rest = joined.get(prefix.len()..).unwrap_or("");
        if is_prefix && (rest.is_empty() || rest.starts_with(' ')) {
            return Type::Select(select(kind, rest.trim(), is_file));
        }
    }
    Type::Unknown
}

fn block(words: &str) -> Option<Type> {
    let is_end = words.starts_with("end ");
    let rest = words
        .strip_prefix("begin ")
        .or_else(|| words.strip_prefix("end "))?;
    let kind = match rest {
        "group" | "lgroup" => Kind::Group,
        "repeat" => Kind::Repeat,
        _ => return None,
    };
    Some(if is_end {
        Type::End(kind)
    } else {
        Type::Begin(kind)
    })
}

fn select(kind: Kind, rest: &str, is_file: bool) -> Select {
    let lower = rest.to_lowercase();
    let mut list = rest;
    let mut or_other = false;
    for suffix in [" or_other", " or other", " or specify other"] {
        if lower.ends_with(suffix) {
            or_other = true;
            list = rest.get(..rest.len() - suffix.len()).unwrap_or(rest).trim();
            break;
        }
    }
    Select {
        kind,
        list: list.to_owned(),
        is_file,
        or_other,
    }
}

/// Spellings of types, for finding the nearest.
pub fn spellings() -> impl Iterator<Item = &'static str> {
    let plain = PLAIN.iter().map(|(name, _)| *name);
    plain.chain([
        "select_one",
        "select_multiple",
        "begin_group",
        "end_group",
        "begin_repeat",
        "end_repeat",
        "select_one_from_file",
        "select_multiple_from_file",
        "rank",
        "csv-external",
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_type_is_known() {
        for cell in ["begin_group", "Begin  Group", "begin group"] {
            assert_eq!(parse(cell), Type::Begin(Kind::Group), "{cell}");
        }
        let one = |cell: &str| match parse(cell) {
            Type::Select(select) => (select.kind, select.list, select.or_other),
            other => (Kind::Note, format!("{other:?}"), false),
        };
        for cell in [
            "select_one L",
            "select one from L",
            "select1 L",
            "SELECT_ONE  L",
        ] {
            assert_eq!(
                one(cell),
                (Kind::SelectOne, "L".to_owned(), false),
                "{cell}"
            );
        }
        assert_eq!(
            one("select all that apply from L or_other"),
            (Kind::SelectMultiple, "L".to_owned(), true)
        );
        assert_eq!(one("select_one").1, "");
        assert_eq!(parse("selekt_one yes_no"), Type::Unknown);
        assert_eq!(parse("start-geopoint"), Type::Question(Kind::StartGeopoint));
        assert!(matches!(parse("geoshape"), Type::Unsupported(_)));
    }

    #[test]
    fn letters_that_grow_in_lower_case_do_not_shift_the_list() {
        assert_eq!(parse("İselect_one L"), Type::Unknown);
        assert!(matches!(parse("select_one İİİ or_other"), Type::Select(_)));
    }
}
