//! Brings a tree of areas into use: all of it or nothing. The file is examined without any lock, its rows are
//! staged in small transactions, and one small transaction switches to them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Instant;

use entity::{area, area_version};
use sea_orm::DbErr;

use super::geometry::examine::examine;
use super::geometry::parse::AreaDraft;
use super::geometry::problem::{Problem, ProblemCode, text};
use super::geometry::tiling::MAX_PROBLEMS;
use super::mapping::{Known, Reason, find_successors};
use super::territory::{Territories, Territory};
use super::wire::{Changes, ImportReport, LevelCount, Move};
use super::{STAND_IN, queries, sites};
use crate::platform::audit;
use crate::platform::auth::{Actor, Level};
use crate::platform::clock::Clock;
use crate::platform::db::{Db, Lock, hold};
use crate::platform::keys::sha256;

/// Rows of one version have ids from `version × this` on; no file holds as many areas.
const IDS_PER_VERSION: i64 = 1_000_000;
/// Areas staged in one transaction, so that nobody waits long for the writer.
const STAGED_AT_ONCE: usize = 200;
/// A staged version older than this was abandoned, in seconds.
const ABANDONED_S: i64 = 3_600;
/// Attempts when another import wins the race.
const ATTEMPTS: u8 = 3;

/// A file somebody wants to import.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Its name, for the list of versions.
    pub name: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Only report, change nothing.
    pub is_dry_run: bool,
}

/// What an import works with.
#[derive(Debug, Clone, Copy)]
pub struct Importer<'a> {
    /// The database.
    pub db: &'a Db,
    /// Time.
    pub clock: &'a Clock,
    /// The tree in use.
    pub territories: &'a Territories,
    /// Who imports; `None` on the command line.
    pub actor: Option<&'a Actor>,
}

/// A file examined against the tree in use.
struct Plan {
    /// Ids, version and successor are still 0.
    rows: Vec<area::Model>,
    /// Version it was compared with.
    based_on: i64,
    /// Id of an area that ends, and the position in `rows` of its successor.
    moves: Vec<(i64, usize)>,
    report: ImportReport,
}

impl Importer<'_> {
    /// Examines an areas file and, unless it has errors or only a report is wanted, brings it into use.
    /// Refusal is not an error: the report says so.
    pub async fn import_areas(&self, upload: &Upload) -> Result<ImportReport, DbErr> {
        for _ in 0..ATTEMPTS {
            self.territories.refresh(self.db).await?;
            let (bytes, territory) = (Arc::clone(&upload.bytes), self.territories.current());
            let mut plan = tokio::task::spawn_blocking(move || make_plan(&bytes, &territory))
                .await
                .map_err(|error| DbErr::Custom(format!("examining the areas failed: {error}")))?;
            if upload.is_dry_run || !plan.report.is_accepted {
                return Ok(plan.report);
            }
            let version = self.stage(&mut plan, upload).await?;
            if self.switch(&plan, version, upload).await? {
                self.territories.refresh(self.db).await?;
                sites::relocate(self.db, &self.territories.current()).await?;
                plan.report.was_applied = true;
                plan.report.version = Some(version);
                return Ok(plan.report);
            }
        }
        Err(DbErr::Custom(
            "another import of areas kept coming first".to_owned(),
        ))
    }

    /// Writes the rows of the next version, not yet in use, and gives them their ids.
    async fn stage(&self, plan: &mut Plan, upload: &Upload) -> Result<i64, DbErr> {
        let now = self.clock.now();
        let version = area_version::Model {
            id: 0,
            imported_at: now.0,
            imported_by: self.actor.map(|actor| actor.account_id),
            source_name: upload.name.clone(),
            sha256: sha256(&upload.bytes).to_vec(),
            activated_at: None,
        };
        let version = self
            .db
            .write(async |tx| {
                hold(tx, Lock::Areas).await?;
                queries::delete_abandoned(tx, now.plus_s(-ABANDONED_S).0).await?;
                queries::insert_version(tx, version).await
            })
            .await?;
        for (row, id) in plan.rows.iter_mut().zip(version * IDS_PER_VERSION..) {
            (row.id, row.now_id, row.version_id) = (id, id, version);
        }
        for chunk in plan.rows.chunks(STAGED_AT_ONCE) {
            self.db
                .write(async |tx| queries::insert_areas(tx, chunk).await)
                .await?;
        }
        Ok(version)
    }

    /// Brings the staged version into use; false when another import came first (then the staged rows are gone).
    async fn switch(&self, plan: &Plan, version: i64, upload: &Upload) -> Result<bool, DbErr> {
        let (previous, started) = (self.territories.current(), Instant::now());
        let is_switched = self
            .db
            .write(async |tx| {
                hold(tx, Lock::Areas).await?;
                if queries::current_version(tx).await?.unwrap_or_default() != plan.based_on {
                    queries::delete_version(tx, version).await?;
                    return Ok(false);
                }
                queries::map_same_codes(tx, version).await?;
                for (from, to) in &plan.moves {
                    if let Some(row) = plan.rows.get(*to) {
                        queries::map_rows(tx, *from, row.id, &row.path).await?;
                    }
                }
                // Rows of older versions whose successor's code lives on.
                let by_code: HashMap<&str, &area::Model> = plan.rows.iter().map(|row| (row.code.as_str(), row)).collect();
                for successor in queries::list_outdated_successors(tx, version).await? {
                    let code = previous.by_id(successor).map(|area| area.code.as_str());
                    if let Some(row) = code.and_then(|code| by_code.get(code)) {
                        queries::map_rows(tx, successor, row.id, &row.path).await?;
                    }
                }
                if let (STAND_IN, Some(root)) = (plan.based_on, widest_root(&plan.rows)) {
                    queries::map_rows(tx, STAND_IN, root.id, &root.path).await?;
                }
                queries::activate_version(tx, version, self.clock.now().0).await?;
                let event = audit::Event::new(self.actor, "import_areas", format!("area_version:{version}"));
                let detail = serde_json::json!({"areas": plan.rows.len(), "source_name": upload.name, "sha256": hex::encode(sha256(&upload.bytes))});
                audit::record(tx, self.clock, event.detail(detail)).await?;
                Ok::<bool, DbErr>(true)
            })
            .await?;
        let held_ms = started.elapsed().as_millis();
        tracing::info!(
            area.version = version,
            area.switch_ms = held_ms,
            "area tree switched in {held_ms} ms"
        );
        Ok(is_switched)
    }
}

/// Where roles go that were granted before the first import: the city, or else the largest area without parent.
fn widest_root(rows: &[area::Model]) -> Option<&area::Model> {
    let roots = rows.iter().filter(|row| row.parent_code.is_none());
    roots.max_by(|a, b| {
        let key = |row: &area::Model| (row.level == Level::City.code(), row.area_m2);
        let ((a_city, a_m2), (b_city, b_m2)) = (key(a), key(b));
        a_city.cmp(&b_city).then(a_m2.total_cmp(&b_m2))
    })
}

fn make_plan(bytes: &[u8], territory: &Territory) -> Plan {
    let examined = examine(bytes);
    let is_accepted = examined.is_acceptable();
    let counts = Level::ALL
        .into_iter()
        .map(|level| LevelCount {
            level: level.code(),
            imported: examined
                .drafts
                .iter()
                .filter(|draft| draft.level == level)
                .count(),
            in_use: territory
                .areas()
                .iter()
                .filter(|area| area.level == level)
                .count(),
        })
        .collect();
    let mut problems = examined.problems;
    let mut changes = differences(&examined.drafts, territory);
    let moves = if is_accepted {
        find_moves(&examined.drafts, territory, &mut changes, &mut problems)
    } else {
        Vec::new()
    };
    let rows = if is_accepted {
        rows_of(&examined.drafts)
    } else {
        Vec::new()
    };
    problems.truncate(MAX_PROBLEMS);
    Plan {
        rows,
        based_on: territory.version(),
        moves,
        report: ImportReport {
            is_accepted,
            was_applied: false,
            version: None,
            counts,
            problems: problems.into_iter().map(Into::into).collect(),
            changes,
        },
    }
}

/// Codes that come and codes that end.
fn differences(drafts: &[AreaDraft], territory: &Territory) -> Changes {
    let new: BTreeSet<&str> = drafts.iter().map(|draft| draft.code.as_str()).collect();
    let old: BTreeSet<&str> = territory
        .areas()
        .iter()
        .map(|area| area.code.as_str())
        .collect();
    Changes {
        added: new
            .difference(&old)
            .map(|code| (*code).to_owned())
            .collect(),
        removed: old
            .difference(&new)
            .map(|code| (*code).to_owned())
            .collect(),
        moved: Vec::new(),
    }
}

/// Successors of areas that end, as id and position among the drafts; also noted in `changes`, and as a warning
/// where nothing covers the old ground.
fn find_moves(
    drafts: &[AreaDraft],
    territory: &Territory,
    changes: &mut Changes,
    problems: &mut Vec<Problem>,
) -> Vec<(i64, usize)> {
    let positions: Vec<usize> = drafts
        .iter()
        .zip(0..)
        .filter(|(draft, _)| draft.shape.is_some())
        .map(|(_, at)| at)
        .collect();
    let current: Vec<Known<'_>> = drafts.iter().filter_map(known_of).collect();
    let earlier: Vec<Known<'_>> = territory
        .areas()
        .iter()
        .map(|area| Known {
            code: &area.code,
            parent_code: area.parent_code.as_deref(),
            level: area.level,
            shape: &area.shape,
        })
        .collect();
    let mut moves = Vec::new();
    for (area, successor) in territory
        .areas()
        .iter()
        .zip(find_successors(&earlier, &current))
    {
        let reason = successor.map_or(Reason::Parent, |successor| successor.reason);
        // Without any successor the first root stands in.
        let to = successor.map(|successor| successor.to).unwrap_or_default();
        let Some((position, draft)) = positions
            .get(to)
            .and_then(|at| Some((*at, drafts.get(*at)?)))
        else {
            continue;
        };
        let overlap_share = match reason {
            Reason::SameCode => continue,
            Reason::Overlap(share) => share,
            Reason::Parent => 0.0,
        };
        if reason == Reason::Parent {
            let detail = text(
                format!("原来 {} 的记录改归 {}", area.code, draft.code),
                format!("Records of {} will count for {}", area.code, draft.code),
            );
            let problem = Problem::error(ProblemCode::Unmapped, &area.code, detail);
            problems.push(problem.and(&draft.code).at(area.centre).as_warning());
        }
        moves.push((area.id, position));
        changes.moved.push(Move {
            from: area.code.clone(),
            to: draft.code.clone(),
            overlap_share,
        });
    }
    moves
}

fn known_of(draft: &AreaDraft) -> Option<Known<'_>> {
    Some(Known {
        code: &draft.code,
        parent_code: draft.parent_code.as_deref(),
        level: draft.level,
        shape: draft.shape.as_ref()?,
    })
}

/// Rows in the order of the drafts, each with its path; ids are given when they are staged.
fn rows_of(drafts: &[AreaDraft]) -> Vec<area::Model> {
    let parents: HashMap<&str, Option<&str>> = drafts
        .iter()
        .map(|draft| (draft.code.as_str(), draft.parent_code.as_deref()))
        .collect();
    let path_of = |code: &str| {
        let mut codes = vec![code];
        let mut above = parents.get(code).copied().flatten();
        while let Some(parent) = above.filter(|_| codes.len() < Level::ALL.len()) {
            codes.push(parent);
            above = parents.get(parent).copied().flatten();
        }
        codes.reverse();
        format!("/{}/", codes.join("/"))
    };
    drafts
        .iter()
        .filter_map(|draft| {
            let shape = draft.shape.as_ref()?;
            let [west, south, east, north] = shape.bounds().degrees();
            Some(area::Model {
                id: 0,
                version_id: 0,
                code: draft.code.clone(),
                parent_code: draft.parent_code.clone(),
                level: draft.level.code().to_owned(),
                name_zh: draft.name_zh.clone(),
                name_en: draft.name_en.clone(),
                population: draft.population,
                households: draft.households,
                area_m2: shape.area_m2(),
                west,
                south,
                east,
                north,
                geometry: shape.to_geojson(),
                now_id: 0,
                path: path_of(&draft.code),
            })
        })
        .collect()
}
