//! What an import may find wrong, in words for people.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Piece;

/// Whether a problem stops the import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing is imported.
    Error,
    /// Imported all the same; somebody should look.
    Warning,
}

/// What is wrong. The word on the wire is the name in snake case.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// The file is not a GeoJSON feature collection, or a feature is not what it should be.
    NotGeojson,
    /// A property that must be there is absent or of the wrong type.
    MissingProperty,
    /// `level` is none of the five words.
    UnknownLevel,
    /// A code stands twice in the file.
    DuplicateCode,
    /// A code has not the digits of its level.
    WrongCodeLength,
    /// `parent_code` names an area that is not in the file.
    Orphan,
    /// The parent does not stand higher than the area.
    WrongParentLevel,
    /// A ring is open, too short, or meets itself.
    InvalidRing,
    /// Longitude and latitude look exchanged.
    SwappedAxes,
    /// A coordinate lies beyond the globe.
    OutOfRange,
    /// A part of the area lies outside its parent.
    OutsideParent,
    /// A part of the parent belongs to none of its children.
    Gap,
    /// Two areas of one parent claim the same ground.
    Overlap,
    /// An area of an earlier version has no successor.
    Unmapped,
    /// A site or road lies outside every area.
    OutsideCity,
    /// The file asks for more work than an honest one does.
    TooComplex,
}

impl ProblemCode {
    /// One short line for people: Chinese, English.
    pub fn titles(self) -> (&'static str, &'static str) {
        match self {
            Self::NotGeojson => ("不是能读的 GeoJSON", "Not readable as GeoJSON"),
            Self::MissingProperty => ("缺少属性", "A property is missing"),
            Self::UnknownLevel => ("层级不认识", "Unknown level"),
            Self::DuplicateCode => ("代码重复", "The code stands twice"),
            Self::WrongCodeLength => ("代码位数不对", "Wrong number of digits in the code"),
            Self::Orphan => ("上级不存在", "The parent does not exist"),
            Self::WrongParentLevel => ("上级层级不对", "The parent has the wrong level"),
            Self::InvalidRing => (
                "边界自相交或未闭合",
                "The outline crosses itself or is open",
            ),
            Self::SwappedAxes => ("经纬度写反了", "Longitude and latitude are swapped"),
            Self::OutOfRange => ("坐标超出范围", "Coordinates out of range"),
            Self::OutsideParent => ("超出上级边界", "Reaches outside its parent"),
            Self::Gap => ("中间有缝", "A gap"),
            Self::Overlap => ("和旁边重叠", "Overlaps its neighbour"),
            Self::Unmapped => ("旧区划没有对应", "An earlier area has no successor"),
            Self::OutsideCity => ("不在任何区划内", "Outside every area"),
            Self::TooComplex => ("文件过于复杂", "The file is too complex"),
        }
    }
}

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Makes a [`Text`].
pub fn text(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text {
        zh: zh.into(),
        en: en.into(),
    }
}

/// One thing found, with the area and the place.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Whether it stops the import.
    pub severity: Severity,
    /// What it is.
    pub code: ProblemCode,
    /// The area it is about; empty when it is about the file.
    pub area_code: String,
    /// The other area, if two are involved.
    pub other_code: Option<String>,
    /// Size of the gap or overlap in square metres.
    pub area_m2: Option<f64>,
    /// Where to look: WGS-84 longitude and latitude in degrees.
    pub place: Option<(f64, f64)>,
    /// The ground in question.
    pub piece: Option<Piece>,
    /// What exactly, for people.
    pub detail: Text,
}

impl Problem {
    /// An error about one area (or the file, with an empty code).
    pub fn error(code: ProblemCode, area_code: &str, detail: Text) -> Self {
        Self {
            severity: Severity::Error,
            code,
            area_code: area_code.to_owned(),
            other_code: None,
            area_m2: None,
            place: None,
            piece: None,
            detail,
        }
    }

    /// The same with another area named.
    #[must_use]
    pub fn and(mut self, other_code: &str) -> Self {
        self.other_code = Some(other_code.to_owned());
        self
    }

    /// The same with a place.
    #[must_use]
    pub fn at(mut self, place: (f64, f64)) -> Self {
        self.place = Some(place);
        self
    }

    /// The same as a warning.
    #[must_use]
    pub fn as_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// The same about a piece of ground: its size, its place, its outline.
    #[must_use]
    pub fn about(mut self, piece: Piece) -> Self {
        self.area_m2 = Some(piece.area_m2());
        self.place = Some(piece.place());
        self.piece = Some(piece);
        self
    }
}

/// An area in words: `0.8 公顷` above 1,000 m², else `12 m²`; English likewise.
pub fn size_text(area_m2: f64) -> Text {
    if area_m2 >= 1_000.0 {
        let hectares = area_m2 / 10_000.0;
        text(format!("{hectares:.1} 公顷"), format!("{hectares:.1} ha"))
    } else {
        text(format!("{area_m2:.0} m²"), format!("{area_m2:.0} m²"))
    }
}
