//! Cases as lists, details, counts, maps and paper show them.

use super::{Ground, stage_of, steps, watch_of};
use crate::accounts;
use crate::areas::Territory;
use crate::cases::error::CaseError;
use crate::cases::model::{Action, Outcome, PhotoRule, STEPS, Side, Source, Stage, Step, Target};
use crate::cases::queries::{self, Reach, lists, parts};
use crate::cases::wire::{
    CaseClock, CaseCounts, CaseDetail, CaseEventView, CasePhotoView, CasePosition, CasePrint,
    CaseReportView, CaseRow, CaseStepView, CaseStepsView, CaseWord, PrintedStage, ProofCheckView,
    ProofView, StageCount,
};
use crate::incidents::Vocabulary;
use crate::photos::derive::DHash;
use crate::platform::auth::{Actor, Level};
use crate::platform::clock::UtcMillis;
use crate::units::unit_refs;
use entity::{case_event, case_file, case_photo};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;

/// A case as a list shows it.
pub(in crate::cases) fn row_view(
    row: case_file::Model,
    ground: &Ground,
    now: UtcMillis,
) -> CaseRow {
    let area = ground.territory.by_id(row.area_id);
    let used_percent = watch_of(&row).percent_at(&ground.calendar, now);
    CaseRow {
        unit: unit_refs(&ground.books, row.unit_id),
        area_code: area.map(|area| area.code.clone()).unwrap_or_default(),
        area_name_zh: area.map(|area| area.name_zh.clone()).unwrap_or_default(),
        area_name_en: area.map(|area| area.name_en.clone()).unwrap_or_default(),
        position: row
            .lng
            .zip(row.lat)
            .map(|(lng, lat)| CasePosition { lng, lat }),
        is_late: row.due_key < now.0,
        used_percent,
        before_photo: row.before_sha256.map(hex::encode),
        after_photo: row.after_sha256.map(hex::encode),
        id: row.id,
        number: row.number,
        source: row.source,
        source_ref: row.source_ref,
        category: row.category,
        severity: row.severity,
        stage: row.stage,
        side: row.side,
        outcome: row.outcome,
        is_coordination: row.is_coordination,
        site_code: row.site_code,
        opened_at: UtcMillis(row.opened_at),
        due_at: row.due_at.map(UtcMillis),
        is_flagged: row.is_flagged,
        recheck: row.recheck,
        version: row.version,
    }
}

/// A case in full, as `actor` may see it.
pub(in crate::cases) async fn detail(
    db: &impl ConnectionTrait,
    ground: &Ground,
    (actor, reach): (&Actor, &Reach),
    row: case_file::Model,
    now: UtcMillis,
) -> Result<CaseDetail, DbErr> {
    let photos = parts::photos_of(db, row.id).await?;
    let hashes = photos.iter().map(|photo| photo.sha256.clone()).collect();
    let known = parts::fingerprints(db, hashes).await?;
    let events = parts::events_of(db, row.id).await?;
    let reports = parts::reports_of(db, row.id).await?;
    let area = ground.territory.by_id(row.area_id);
    let is_supervised = area.is_some_and(|area| reach.areas.contains_path(&area.path));
    let people: HashSet<Uuid> = events
        .iter()
        .filter_map(|event| event.actor_id)
        .chain(reports.iter().filter_map(|report| report.account_id))
        .collect();
    let names = accounts::names_of(db, people).await?;
    let merged_into = match row.merged_into {
        Some(id) => lists::numbers_of(db, vec![id]).await?.remove(&id),
        None => None,
    };
    let views = photos.iter().map(|photo| photo_view(photo, &known));
    let report = |report: entity::case_report::Model| CaseReportView {
        author_name: report
            .account_id
            .filter(|_| is_supervised)
            .and_then(|id| names.get(&id).cloned()),
        source: report.source,
        source_ref: report.source_ref,
        record_id: report.record_id,
        at: UtcMillis(report.at),
    };
    Ok(CaseDetail {
        note: row.note.clone(),
        clock: clock(&row, ground, now),
        proof: proof(&row, &photos, &known),
        photos: views.collect(),
        timeline: events
            .into_iter()
            .map(|event| event_view(event, ground, &names))
            .collect(),
        reports: reports.into_iter().map(report).collect(),
        steps: steps::open_steps(actor, ground, reach, &row)
            .into_iter()
            .map(step_view)
            .collect(),
        merged_into,
        row: row_view(row, ground, now),
    })
}

fn clock(row: &case_file::Model, ground: &Ground, now: UtcMillis) -> CaseClock {
    let watch = watch_of(row);
    CaseClock {
        allowed_min: row.allowance_ms / MINUTE_MS,
        is_working: row.is_working,
        used_min: watch.used_at(&ground.calendar, now) / MINUTE_MS,
        is_running: row.running_since.is_some(),
        called_percent: row.called_percent,
        asked_hours: row.asked_hours,
    }
}

type Fingerprints = HashMap<Vec<u8>, (Option<i64>, bool)>;

fn photo_view(photo: &case_photo::Model, known: &Fingerprints) -> CasePhotoView {
    CasePhotoView {
        sha256: hex::encode(&photo.sha256),
        role: photo.role.clone(),
        taken_at: photo.taken_at.map(UtcMillis),
        distance_m: photo
            .distance_m
            .map(|metres| (metres * 10.0).round() / 10.0),
        has_derivative: known
            .get(&photo.sha256)
            .is_some_and(|(_, derived)| *derived),
    }
}

/// Before and after side by side; the after-photo is the one that the row names.
fn proof(row: &case_file::Model, photos: &[case_photo::Model], known: &Fingerprints) -> ProofView {
    let named = |hash: &Option<Vec<u8>>, role: &str| {
        let hash = hash.as_ref()?;
        photos
            .iter()
            .rfind(|photo| photo.sha256 == *hash && photo.role == role)
    };
    let (before, after) = (
        named(&row.before_sha256, "before"),
        named(&row.after_sha256, "after"),
    );
    let checks = after.map(|after| {
        let print =
            |photo: &case_photo::Model| known.get(&photo.sha256).and_then(|(dhash, _)| *dhash);
        let pair = before.and_then(print).zip(print(after));
        let differs_in = pair
            .map(|(one, two)| (DHash::from_row(one), DHash::from_row(two)))
            .filter(|(one, _)| one.is_telling())
            .map(|(one, two)| one.distance(two));
        let mut proof = steps::proof_of(row, after);
        proof.differs_in = differs_in;
        proof.checks()
    });
    let view = |check: crate::cases::model::ProofCheck| ProofCheckView {
        code: check.code,
        is_ok: check.is_ok,
        words_zh: check.words_zh,
        words_en: check.words_en,
    };
    ProofView {
        before: before.map(|photo| photo_view(photo, known)),
        after: after.map(|photo| photo_view(photo, known)),
        checks: checks.unwrap_or_default().into_iter().map(view).collect(),
    }
}

fn event_view(
    event: case_event::Model,
    ground: &Ground,
    names: &HashMap<Uuid, String>,
) -> CaseEventView {
    let (name_zh, name_en) = match event.action.as_str() {
        "accept" => ("受理", "accepted"),
        "call_out" => ("催办", "called out"),
        "merge" => ("并入其他案件", "merged into another case"),
        "merged" => ("并入了另一个案件", "took in another case"),
        other => Action::parse(other).map_or(("", ""), Action::names),
    };
    CaseEventView {
        number: event.number,
        at: UtcMillis(event.at),
        name_zh: name_zh.to_owned(),
        name_en: name_en.to_owned(),
        action: event.action,
        from: event.from_stage,
        to: event.to_stage,
        actor_name: event.actor_id.and_then(|id| names.get(&id).cloned()),
        unit: unit_refs(&ground.books, event.unit_id),
        note: event.note,
        outcome: event.outcome,
        detail: serde_json::from_str(&event.detail).unwrap_or_default(),
    }
}

/// A line of the table.
fn step_view(step: &Step) -> CaseStepView {
    let (name_zh, name_en) = step.action.names();
    CaseStepView {
        action: step.action.code(),
        name_zh,
        name_en,
        from: step.from.iter().map(|stage| stage.code()).collect(),
        to: match step.target {
            Target::To(stage) => Some(stage.code()),
            Target::Stays => None,
        },
        permission: step.permission.code(),
        needs_note: step.needs_note,
        photo: match step.photo {
            PhotoRule::None => "none",
            PhotoRule::AfterWork => "after_work",
            PhotoRule::Held => "held",
        },
    }
}

/// The whole table with its words.
pub(in crate::cases) fn table() -> CaseStepsView {
    let word = |code, (name_zh, name_en): (&'static str, &'static str)| CaseWord {
        code,
        name_zh,
        name_en,
    };
    CaseStepsView {
        steps: STEPS.iter().map(step_view).collect(),
        stages: Stage::ALL
            .iter()
            .map(|one| word(one.code(), one.names()))
            .collect(),
        sides: Side::ALL
            .iter()
            .map(|one| word(one.code(), one.names()))
            .collect(),
        outcomes: Outcome::ALL
            .iter()
            .map(|one| word(one.code(), one.names()))
            .collect(),
        sources: Source::ALL
            .iter()
            .map(|one| word(one.code(), one.names()))
            .collect(),
    }
}

/// Counts of a filter by stage and lateness.
pub(in crate::cases) async fn counts(
    db: &impl ConnectionTrait,
    filter: &lists::CaseFilter,
    now: UtcMillis,
) -> Result<CaseCounts, DbErr> {
    let all = lists::count_by_stage(db, filter).await?;
    let before = |instant: i64| lists::CaseFilter {
        due_before: Some(instant),
        is_open: Some(true),
        ..filter.clone()
    };
    let late = lists::count_by_stage(db, &before(now.0)).await?;
    let soon = lists::count_by_stage(db, &before(now.0.saturating_add(DAY_MS))).await?;
    let of = |counts: &HashMap<String, i64>, stage: &Stage| {
        counts.get(stage.code()).copied().unwrap_or_default()
    };
    let count = |stage: &Stage| {
        let (name_zh, name_en) = stage.names();
        StageCount {
            stage: stage.code(),
            name_zh,
            name_en,
            count: of(&all, stage),
            late: of(&late, stage),
            due_soon: of(&soon, stage) - of(&late, stage),
        }
    };
    let stages: Vec<StageCount> = Stage::ALL.iter().map(count).collect();
    Ok(CaseCounts {
        open: Stage::ALL
            .iter()
            .filter(|stage| stage.is_open())
            .map(|stage| of(&all, stage))
            .sum(),
        late: late.values().sum(),
        stages,
    })
}

fn area_path(territory: &Territory, area_id: i64, is_chinese: bool) -> String {
    let area = territory.by_id(area_id);
    let names = [Level::Street, Level::Community]
        .into_iter()
        .filter_map(|level| {
            let above = territory.at_level(area?, level)?;
            Some(if is_chinese {
                above.name_zh.as_str()
            } else {
                above.name_en.as_str()
            })
        });
    names.collect::<Vec<_>>().join(" · ")
}

/// The case as it is printed.
pub(in crate::cases) async fn print(
    db: &impl ConnectionTrait,
    ground: &Ground,
    (actor, reach): (&Actor, &Reach),
    id: Uuid,
    now: UtcMillis,
) -> Result<CasePrint, CaseError> {
    let row = queries::find(db, reach, id)
        .await?
        .ok_or(CaseError::NotFound(id))?;
    let events = parts::events_of(db, id).await?;
    let word = Vocabulary::get().category(&row.category);
    let last = |stage: Stage| {
        let of_stage = events
            .iter()
            .rfind(|event| steps::reached(event) == Some(stage));
        of_stage.map(|event| UtcMillis(event.at))
    };
    let seven = Stage::ALL.iter().take(7).copied();
    let stages = seven.map(|stage| {
        let (name_zh, name_en) = stage.names();
        PrintedStage {
            stage: stage.code(),
            name_zh,
            name_en,
            at: last(stage).filter(|_| stage <= stage_of(&row)),
        }
    });
    Ok(CasePrint {
        category_zh: word.map(|word| word.name_zh.clone()).unwrap_or_default(),
        category_en: word.map(|word| word.name_en.clone()).unwrap_or_default(),
        area_path_zh: area_path(&ground.territory, row.area_id, true),
        area_path_en: area_path(&ground.territory, row.area_id, false),
        stages: stages.collect(),
        printed_at: now,
        printed_by: actor.name.clone(),
        case: detail(db, ground, (actor, reach), row, now).await?,
    })
}
