//! Bringing in a frame: a list of doors, streamed from a CSV file in constant memory, all or nothing, with a report.
//!
//! Rows are staged in chunks under a frame that nobody sees; when the whole file is sound one small transaction makes it
//! visible. A faulty file leaves nothing behind. A frame never changes afterwards; a newer list is a new frame.

mod pipe;
mod read;

use super::queries::frames as rows;
use super::wire::frames::{FrameFaults, FrameReport, StreetCount};
use crate::areas::{Territories, Territory};
use crate::platform::audit::{self, Event};
use crate::platform::auth::{Actor, AreaScope, Level};
use crate::platform::clock::{Clock, UtcMillis};
use crate::platform::db::Db;
use crate::platform::ids::Ids;
use entity::{dwelling, survey_frame};
pub use pipe::pipe;
use read::{Batch, Door};
use sea_orm::{ConnectionTrait as _, DbErr};
use serde_json::json;
use std::collections::{BTreeMap, HashSet};
use std::io::Read;
use std::sync::Arc;
use uuid::Uuid;

/// Faults of one sort that a report names; the rest is counted.
const NAMED: usize = 100;
/// Batches on their way from the reader to the database.
const AHEAD: usize = 4;
/// Staged rows of an import that broke off are swept after so many hours.
const STALE_HOURS: i64 = 24;

/// What an import of doors works with.
#[derive(Debug)]
pub struct FrameImporter<'a> {
    /// The database.
    pub db: &'a Db,
    /// Time.
    pub clock: &'a Clock,
    /// New identifiers.
    pub ids: &'a Ids,
    /// The area tree in use.
    pub territories: &'a Territories,
    /// Who imports; nobody for commands.
    pub actor: Option<&'a Actor>,
    /// Where doors may lie; anywhere for commands.
    pub scope: Option<AreaScope>,
    /// Only the report is wanted.
    pub is_dry_run: bool,
}

/// What the staging found.
#[derive(Debug, Default)]
struct Staged {
    dwellings: u64,
    by_area: BTreeMap<i64, u64>,
    duplicates: FrameFaults,
    outside: FrameFaults,
    invalid: FrameFaults,
    other_grid: FrameFaults,
}

impl Staged {
    fn is_sound(&self) -> bool {
        self.dwellings > 0
            && self.duplicates.count == 0
            && self.outside.count == 0
            && self.invalid.count == 0
    }
}

impl FrameImporter<'_> {
    /// Reads doors from `source` and, unless the file has errors or only a report is wanted, makes a frame of them.
    pub async fn import(
        &self,
        title: &str,
        source: impl Read + Send + 'static,
    ) -> Result<FrameReport, DbErr> {
        self.territories.refresh(self.db).await?;
        let territory = self.territories.current();
        self.sweep().await?;
        let now = self.clock.now();
        let frame = survey_frame::Model {
            id: self.ids.next(self.clock),
            title: title.to_owned(),
            source_sha256: vec![],
            dwellings: 0,
            state: "loading".to_owned(),
            made_at: now.0,
            made_by: self.actor.map(|actor| actor.account_id),
        };
        self.db
            .write::<_, DbErr>(async |tx| rows::insert(tx, frame.clone()).await)
            .await?;
        let (sender, batches) = tokio::sync::mpsc::channel(AHEAD);
        let (tree, scope) = (Arc::clone(&territory), self.scope.clone());
        let reading =
            tokio::task::spawn_blocking(move || read::read(source, &tree, scope.as_ref(), &sender));
        let staged = self.stage(frame.id, batches).await;
        let digest = reading
            .await
            .map_err(|error| DbErr::Custom(format!("reading the doors failed: {error}")))?;
        match staged {
            Ok(staged) => self.end(frame, staged, digest, &territory).await,
            Err(error) => {
                self.clear(frame.id).await?;
                Err(error)
            }
        }
    }

    /// Makes the frame visible, or takes everything back.
    async fn end(
        &self,
        mut frame: survey_frame::Model,
        staged: Staged,
        digest: [u8; 32],
        territory: &Territory,
    ) -> Result<FrameReport, DbErr> {
        let is_accepted = staged.is_sound();
        let was_applied = is_accepted && !self.is_dry_run;
        if was_applied {
            frame.dwellings = i64::try_from(staged.dwellings).unwrap_or(i64::MAX);
            frame.source_sha256 = digest.to_vec();
            "ready".clone_into(&mut frame.state);
            self.db
                .write::<_, DbErr>(async |tx| {
                    rows::finish(tx, &frame).await?;
                    let event =
                        Event::new(self.actor, "import_frame", format!("frame:{}", frame.id))
                            .detail(json!({"title": frame.title, "dwellings": frame.dwellings,
                                "sha256": hex::encode(digest)}));
                    audit::record(tx, self.clock, event).await
                })
                .await?;
        } else {
            self.clear(frame.id).await?;
        }
        Ok(FrameReport {
            is_accepted,
            was_applied,
            frame_id: was_applied.then_some(frame.id),
            dwellings: staged.dwellings,
            streets: by_street(&staged.by_area, territory),
            duplicates: staged.duplicates,
            outside: staged.outside,
            invalid: staged.invalid,
            other_grid: staged.other_grid,
        })
    }

    async fn stage(
        &self,
        frame_id: Uuid,
        mut batches: tokio::sync::mpsc::Receiver<Batch>,
    ) -> Result<Staged, DbErr> {
        let mut staged = Staged::default();
        while let Some(batch) = batches.recv().await {
            staged.outside.add_all(batch.outside, NAMED);
            staged.invalid.add_all(batch.invalid, NAMED);
            staged.other_grid.add_all(batch.other_grid, NAMED);
            let repeated = self.insert(frame_id, &batch.doors).await?;
            for door in &batch.doors {
                if repeated.contains(&door.row) {
                    staged
                        .duplicates
                        .add(door.row, &door.code, "dwelling_code", NAMED);
                } else {
                    staged.dwellings += 1;
                    *staged.by_area.entry(door.area_id).or_default() += 1;
                }
            }
        }
        Ok(staged)
    }

    /// Stages a batch; answers the rows whose code stands in the file before.
    async fn insert(&self, frame_id: Uuid, doors: &[Door]) -> Result<HashSet<u64>, DbErr> {
        if doors.is_empty() {
            return Ok(HashSet::new());
        }
        let model = |door: &Door| dwelling::ActiveModel {
            frame_id: sea_orm::ActiveValue::Set(frame_id),
            ..door.model()
        };
        let all: Vec<dwelling::ActiveModel> = doors.iter().map(model).collect();
        let fast = self
            .db
            .write::<_, Clash>(async |tx| {
                let inserted = tx.execute(&rows::staging(all)).await?.rows_affected();
                if inserted == crate::platform::num::u64_from_usize(doors.len()) {
                    Ok(())
                } else {
                    Err(Clash::Repeated)
                }
            })
            .await;
        match fast {
            Ok(()) => return Ok(HashSet::new()),
            Err(Clash::Db(error)) => return Err(error),
            Err(Clash::Repeated) => {}
        }
        // Rolled back: now say which rows they are.
        let codes: Vec<&str> = doors.iter().map(|door| door.code.as_str()).collect();
        let mut known = rows::known_codes(self.db.read(), frame_id, &codes).await?;
        let (mut fresh, mut repeated) = (vec![], HashSet::new());
        for door in doors {
            if known.insert(door.code.clone()) {
                fresh.push(model(door));
            } else {
                repeated.insert(door.row);
            }
        }
        if !fresh.is_empty() {
            self.db
                .write::<_, DbErr>(async |tx| tx.execute(&rows::staging(fresh)).await.map(|_| ()))
                .await?;
        }
        Ok(repeated)
    }

    /// Takes back what was staged, a little at a time.
    async fn clear(&self, frame_id: Uuid) -> Result<(), DbErr> {
        loop {
            let gone = self
                .db
                .write::<_, DbErr>(async |tx| rows::unstage(tx, frame_id).await)
                .await?;
            if gone == 0 {
                break;
            }
        }
        self.db
            .write::<_, DbErr>(async |tx| rows::forget(tx, frame_id).await)
            .await
    }

    /// Takes back what imports left that broke off.
    async fn sweep(&self) -> Result<(), DbErr> {
        let before = UtcMillis(self.clock.now().0 - STALE_HOURS * 3_600_000);
        for frame_id in rows::stale(self.db.read(), before).await? {
            self.clear(frame_id).await?;
        }
        Ok(())
    }
}

/// Why a batch was not staged at once.
#[derive(Debug)]
enum Clash {
    Repeated,
    Db(DbErr),
}

impl From<DbErr> for Clash {
    fn from(error: DbErr) -> Self {
        Self::Db(error)
    }
}

/// Doors by street, in the order of the tree.
pub fn by_street(by_area: &BTreeMap<i64, u64>, territory: &Territory) -> Vec<StreetCount> {
    by_level(by_area, territory, Level::Street)
}

/// Doors by area of one level, in the order of the tree.
pub fn by_level(
    by_area: &BTreeMap<i64, u64>,
    territory: &Territory,
    level: Level,
) -> Vec<StreetCount> {
    let mut counts: BTreeMap<&str, StreetCount> = BTreeMap::new();
    for (area_id, dwellings) in by_area {
        let area = territory.by_id(*area_id);
        let Some(above) = area.and_then(|area| territory.at_level(area, level).or(Some(area)))
        else {
            continue;
        };
        let count = counts
            .entry(above.path.as_str())
            .or_insert_with(|| StreetCount {
                code: above.code.clone(),
                name_zh: above.name_zh.clone(),
                name_en: above.name_en.clone(),
                dwellings: 0,
            });
        count.dwellings += dwellings;
    }
    counts.into_values().collect()
}
