//! Frames over the wire.

use crate::platform::clock::UtcMillis;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// How to import.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FrameImportQuery {
    /// What the frame is called, at most 100 characters.
    #[param(example = "2026 年住户框")]
    pub title: Option<String>,
    /// Only the report is made.
    #[serde(default)]
    pub dry_run: bool,
}

/// A row with a fault.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FrameFault {
    /// Row as a spreadsheet shows it, the header is 1.
    pub row: u64,
    /// Code of the dwelling, if there is one.
    pub code: String,
    /// Column that is wrong; `row` when the whole row cannot be read.
    pub column: String,
}

impl FrameFault {
    /// A fault.
    pub fn new(row: u64, code: &str, column: &str) -> Self {
        Self {
            row,
            code: code.to_owned(),
            column: column.to_owned(),
        }
    }
}

/// Faults of one sort.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct FrameFaults {
    /// How many in all.
    pub count: u64,
    /// The first hundred.
    pub first: Vec<FrameFault>,
}

impl FrameFaults {
    /// Counts one and names it while there is room.
    pub fn add(&mut self, row: u64, code: &str, column: &str, named: usize) {
        self.add_all(vec![FrameFault::new(row, code, column)], named);
    }

    /// Counts all and names those for which there is room.
    pub fn add_all(&mut self, faults: Vec<FrameFault>, named: usize) {
        self.count += crate::platform::num::u64_from_usize(faults.len());
        let room = named.saturating_sub(self.first.len());
        self.first.extend(faults.into_iter().take(room));
    }
}

/// Doors of an area.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StreetCount {
    /// Code of the area.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// How many doors.
    pub dwellings: u64,
}

/// What an import found and did.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct FrameReport {
    /// Whether the file is sound.
    pub is_accepted: bool,
    /// Whether the frame is there now.
    pub was_applied: bool,
    /// The new frame.
    pub frame_id: Option<Uuid>,
    /// Doors that were read, each code once.
    pub dwellings: u64,
    /// Doors by street.
    pub streets: Vec<StreetCount>,
    /// Codes that stand in the file before; they block.
    pub duplicates: FrameFaults,
    /// Positions in no grid of the caller's areas; they block.
    pub outside: FrameFaults,
    /// Rows and columns that cannot be read, and columns that no door has; they block.
    pub invalid: FrameFaults,
    /// Rows that name another grid than the one that holds their position; the position counts.
    pub other_grid: FrameFaults,
}

/// A frame in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FrameRow {
    /// Id.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// How many doors in all.
    pub dwellings: i64,
    /// When it was imported.
    pub made_at: UtcMillis,
}

/// Frames, the newest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FrameList {
    /// Those with doors in the caller's areas.
    pub items: Vec<FrameRow>,
}

/// A frame with its doors counted inside the caller's areas.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FrameDetail {
    /// What the list says of it.
    #[serde(flatten)]
    pub frame: FrameRow,
    /// By street.
    pub streets: Vec<StreetCount>,
    /// By community.
    pub communities: Vec<StreetCount>,
}
