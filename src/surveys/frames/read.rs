//! The CSV file of doors, row by row. Only the columns of a door are taken: a file that carries anything else, for
//! example names, is refused by its header.

use crate::areas::Territory;
use crate::platform::auth::{AreaScope, Level};
use crate::surveys::wire::frames::FrameFault;
use aws_lc_rs::digest;
use entity::dwelling;
use sea_orm::ActiveValue::{NotSet, Set};
use serde::Deserialize;
use std::io::Read;
use tokio::sync::mpsc::Sender;

/// Rows of a batch; 10 values each, below both engines' limit of bound values.
const BATCH: usize = 3_000;
/// Longest code.
const CODE_LETTERS: usize = 64;
/// Longest building, unit, door or floor.
const PART_LETTERS: usize = 40;

const NEEDED: [&str; 5] = ["dwelling_code", "building", "door", "lat", "lng"];
const OPTIONAL: [&str; 5] = [
    "unit",
    "floor",
    "dwelling_type",
    "grid_code",
    "community_code",
];

/// A door that could be read.
#[derive(Debug)]
pub(super) struct Door {
    pub row: u64,
    pub code: String,
    pub area_id: i64,
    building: String,
    unit: String,
    number: String,
    floor: String,
    dwelling_type: String,
    lng: f64,
    lat: f64,
}

impl Door {
    /// As a row of the table, without its frame.
    pub fn model(&self) -> dwelling::ActiveModel {
        dwelling::ActiveModel {
            frame_id: NotSet,
            code: Set(self.code.clone()),
            area_id: Set(self.area_id),
            building: Set(self.building.clone()),
            unit: Set(self.unit.clone()),
            door: Set(self.number.clone()),
            floor: Set(self.floor.clone()),
            dwelling_type: Set(self.dwelling_type.clone()),
            lng: Set(self.lng),
            lat: Set(self.lat),
        }
    }
}

/// Rows that were read together.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub doors: Vec<Door>,
    pub outside: Vec<FrameFault>,
    pub invalid: Vec<FrameFault>,
    pub other_grid: Vec<FrameFault>,
}

impl Batch {
    fn len(&self) -> usize {
        self.doors.len() + self.outside.len() + self.invalid.len()
    }
}

#[derive(Deserialize)]
struct Row {
    dwelling_code: String,
    building: String,
    #[serde(default)]
    unit: String,
    door: String,
    #[serde(default)]
    floor: String,
    #[serde(default)]
    dwelling_type: String,
    lat: String,
    lng: String,
    #[serde(default)]
    grid_code: String,
}

/// Feeds a digest with what is read.
struct Hashing<R> {
    inner: R,
    digest: digest::Context,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.inner.read(buffer)?;
        if let Some(read) = buffer.get(..length) {
            self.digest.update(read);
        }
        Ok(length)
    }
}

/// Reads all rows and hands them on in batches; answers the SHA-256 of the file. Stops when nobody takes them.
pub(super) fn read(
    source: impl Read,
    territory: &Territory,
    scope: Option<&AreaScope>,
    batches: &Sender<Batch>,
) -> [u8; 32] {
    let mut hashing = Hashing {
        inner: source,
        digest: digest::Context::new(&digest::SHA256),
    };
    let mut table = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(&mut hashing);
    let mut batch = Batch::default();
    if let Some(faults) = header_faults(&mut table) {
        batch.invalid = faults;
    } else {
        let mut row = csv::StringRecord::new();
        let headers = table.headers().cloned().unwrap_or_default();
        loop {
            let next = table.position().record() + 1;
            match table.read_record(&mut row) {
                Ok(false) => break,
                Ok(true) => {
                    let number = row.position().map_or(next, |at| at.record() + 1);
                    match row.deserialize::<Row>(Some(&headers)) {
                        Ok(read) => take(read, number, (territory, scope), &mut batch),
                        Err(_bad) => batch.invalid.push(FrameFault::new(number, "", "row")),
                    }
                }
                Err(error) => {
                    let number = error.position().map_or(next, |at| at.record() + 1);
                    batch.invalid.push(FrameFault::new(number, "", "row"));
                    if error.is_io_error() {
                        break;
                    }
                }
            }
            if batch.len() >= BATCH && batches.blocking_send(std::mem::take(&mut batch)).is_err() {
                break;
            }
        }
    }
    let _nobody_takes_it = batches.blocking_send(batch);
    drop(table);
    let mut digest = [0; 32];
    digest.copy_from_slice(hashing.digest.finish().as_ref());
    digest
}

/// Columns that are missing or that no door has; none when the header is sound.
fn header_faults<R: Read>(table: &mut csv::Reader<R>) -> Option<Vec<FrameFault>> {
    let Ok(headers) = table.headers() else {
        return Some(vec![FrameFault::new(1, "", "row")]);
    };
    let missing = NEEDED
        .iter()
        .filter(|needed| !headers.iter().any(|header| header == **needed))
        .map(|needed| FrameFault::new(1, "", needed));
    let strange = headers
        .iter()
        .filter(|header| !NEEDED.contains(header) && !OPTIONAL.contains(header))
        .map(|header| FrameFault::new(1, "", &header.chars().take(40).collect::<String>()));
    let faults: Vec<FrameFault> = missing.chain(strange).collect();
    (!faults.is_empty()).then_some(faults)
}

fn take(
    row: Row,
    number: u64,
    (territory, scope): (&Territory, Option<&AreaScope>),
    batch: &mut Batch,
) {
    let fits = |text: &str, most: usize| text.chars().count() <= most && !text.contains('\0');
    let wrong = if row.dwelling_code.is_empty() || !fits(&row.dwelling_code, CODE_LETTERS) {
        Some("dwelling_code")
    } else if row.building.is_empty() || !fits(&row.building, PART_LETTERS) {
        Some("building")
    } else if row.door.is_empty() || !fits(&row.door, PART_LETTERS) {
        Some("door")
    } else if !fits(&row.unit, PART_LETTERS) {
        Some("unit")
    } else if !fits(&row.floor, PART_LETTERS) {
        Some("floor")
    } else if !fits(&row.dwelling_type, PART_LETTERS) {
        Some("dwelling_type")
    } else {
        None
    };
    let code: String = row.dwelling_code.chars().take(CODE_LETTERS).collect();
    if let Some(column) = wrong {
        batch.invalid.push(FrameFault::new(number, &code, column));
        return;
    }
    let degrees =
        |text: &str, most: f64| text.parse::<f64>().ok().filter(|value| value.abs() <= most);
    let (Some(lat), Some(lng)) = (degrees(&row.lat, 90.0), degrees(&row.lng, 180.0)) else {
        batch.invalid.push(FrameFault::new(number, &code, "lat"));
        return;
    };
    let grid = territory
        .locate(lng, lat)
        .filter(|area| area.level == Level::Grid)
        .filter(|area| scope.is_none_or(|scope| scope.contains_path(&area.path)));
    let Some(grid) = grid else {
        batch.outside.push(FrameFault::new(number, &code, "lat"));
        return;
    };
    if !row.grid_code.is_empty() && row.grid_code != grid.code {
        batch
            .other_grid
            .push(FrameFault::new(number, &code, "grid_code"));
    }
    batch.doors.push(Door {
        row: number,
        code,
        area_id: grid.id,
        building: row.building,
        unit: row.unit,
        number: row.door,
        floor: row.floor,
        dwelling_type: row.dwelling_type,
        lng,
        lat,
    });
}
