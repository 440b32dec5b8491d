//! A million incidents and 200,000 cases with their timelines beside the demo city, written past the intake.

use entity::{account, case_event, case_file, incident, record};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DbErr, IntoActiveModel as _, QueryFilter as _,
};
use uuid::Uuid;
use wenxun::app::Service;
use wenxun::areas::Area;
use wenxun::platform::auth::Level;
use wenxun::platform::db::{execute_all, find_global, inserts_of};

/// Cases unless a number is given.
pub const CASES: i64 = 200_000;
/// Records unless a number is given.
pub const RECORDS: i64 = 1_000_000;
const AT_ONCE: i64 = 10_000;
const HOUR_MS: i64 = 3_600_000;
/// One case in so many is open.
const OPEN_OF: i64 = 10;
/// Behaviours of the records, in turn.
const CATEGORIES: [&str; 4] = ["littering", "spitting", "jaywalking", "littering"];

/// How many cases and records are asked for behind `--`.
pub fn asked() -> (i64, i64) {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<i64>().ok());
    let cases = numbers.next().unwrap_or(CASES);
    (cases, numbers.next().unwrap_or(RECORDS))
}

/// Writes them, spread over the year that ends now.
pub async fn fill(service: &Service, cases: i64, records: i64) {
    let territory = service.territories.current();
    let grids: Vec<&Area> = territory
        .areas()
        .iter()
        .filter(|area| area.level == Level::Grid)
        .collect();
    let found = find_global::<account::Entity>()
        .filter(account::Column::Account.eq("city.demo"))
        .one(service.db.read())
        .await;
    let desk = found.unwrap().unwrap().id;
    let units: Vec<Uuid> = service
        .shelf
        .current(service.db.read())
        .await
        .unwrap()
        .units
        .keys()
        .copied()
        .collect();
    let now = service.clock.now().0;
    for first in (0..records.max(cases)).step_by(usize::try_from(AT_ONCE).unwrap()) {
        let span = first..first + AT_ONCE;
        let of = |number: i64| grids[usize::try_from(number).unwrap() % grids.len()];
        let rows = span
            .clone()
            .filter(|number| *number < records)
            .map(|number| record_row(number, of(number).id, desk, now));
        let rows: Vec<_> = rows.collect();
        let payloads = span
            .clone()
            .filter(|number| *number < records)
            .map(incident_row);
        let payloads: Vec<_> = payloads.collect();
        let events = span
            .clone()
            .filter(|number| *number < cases && number % OPEN_OF != 0)
            .flat_map(|number| events_of(number, desk, now));
        let events: Vec<_> = events.collect();
        let files = span.filter(|number| *number < cases).map(|number| {
            let unit = units[usize::try_from(number).unwrap() % units.len()];
            case_row(number, of(number), unit, (desk, now))
        });
        let files: Vec<_> = files.collect();
        let written: Result<(), DbErr> = service
            .db
            .write(async |tx| {
                execute_all(tx, inserts_of(rows)).await?;
                execute_all(tx, inserts_of(payloads)).await?;
                execute_all(tx, inserts_of(files)).await?;
                execute_all(tx, inserts_of(events)).await
            })
            .await;
        written.unwrap();
    }
}

fn record_row(number: i64, area_id: i64, author_id: Uuid, now: i64) -> record::ActiveModel {
    let at = now - number % 8_760 * HOUR_MS;
    record::Model {
        id: Uuid::from_u128(u128::try_from(number).unwrap() + 1),
        seq: 10_000_000 + number,
        kind: "incident".to_owned(),
        author_id,
        captured_at: at,
        captured_offset_min: 480,
        happened_at: at,
        received_at: at,
        area_id,
        believed_area_code: None,
        placed_by: "gps".to_owned(),
        shift_id: None,
        site_id: None,
        corrects: None,
        correction_reason: None,
        content_sha256: vec![0; 32],
        receipt: format!("B{number:08}"),
        app_version: String::new(),
        device_id: String::new(),
        claimed_photos: 0,
        imported_by: None,
    }
    .into_active_model()
    .reset_all()
}

fn incident_row(number: i64) -> incident::ActiveModel {
    let category = CATEGORIES[usize::try_from(number).unwrap() % CATEGORIES.len()];
    incident::Model {
        record_id: Uuid::from_u128(u128::try_from(number).unwrap() + 1),
        category: category.to_owned(),
        count: 1,
        outcome: "corrected".to_owned(),
        severity: 1,
    }
    .into_active_model()
    .reset_all()
}

/// The steps of a case that was closed two days after it was opened.
fn events_of(number: i64, desk: Uuid, now: i64) -> Vec<case_event::ActiveModel> {
    let opened_at = now - number % 8_760 * HOUR_MS;
    let steps = [
        ("accept", "accepted"),
        ("file", "filed"),
        ("dispatch", "dispatched"),
        ("start", "handling"),
        ("report", "reported"),
        ("verify", "verified"),
        ("close", "closed"),
    ];
    let event = |(at, (action, stage)): (i64, (&str, &str))| {
        case_event::Model {
            case_id: Uuid::from_u128(u128::try_from(number).unwrap() + 1),
            number: at + 1,
            at: opened_at + at * 8 * HOUR_MS,
            actor_id: Some(desk),
            action: action.to_owned(),
            from_stage: None,
            to_stage: stage.to_owned(),
            unit_id: None,
            note: None,
            outcome: None,
            detail: format!("{{\"used_percent\":{}}}", number % 130),
        }
        .into_active_model()
        .reset_all()
    };
    (0..).zip(steps).map(event).collect()
}

fn case_row(
    number: i64,
    grid: &Area,
    unit: Uuid,
    (desk, now): (Uuid, i64),
) -> case_file::ActiveModel {
    let is_open = number % OPEN_OF == 0;
    let stage = match (is_open, number / OPEN_OF % 4) {
        (false, _) => "closed",
        (true, 0) => "filed",
        (true, 1) => "dispatched",
        (true, 2) => "handling",
        (true, _) => "reported",
    };
    let opened_at = now - number % 8_760 * HOUR_MS;
    let due_at = is_open.then(|| now + (number % 200 - 60) * HOUR_MS);
    case_file::Model {
        id: Uuid::from_u128(u128::try_from(number).unwrap() + 1),
        number: format!("3000-{number:08}"),
        source: "record".to_owned(),
        source_ref: None,
        category: "littering".to_owned(),
        severity: 1,
        note: None,
        area_id: grid.id,
        lng: Some(grid.centre.0),
        lat: Some(grid.centre.1),
        site_code: None,
        unit_id: Some(unit),
        is_coordination: false,
        stage: stage.to_owned(),
        side: None,
        outcome: None,
        is_open,
        version: 1,
        opened_at,
        dispatched_at: Some(opened_at),
        reported_at: None,
        closed_at: None,
        allowance_ms: 48 * HOUR_MS,
        is_working: false,
        used_ms: 0,
        running_since: is_open.then_some(opened_at),
        due_at,
        due_key: due_at.unwrap_or(i64::MAX),
        called_percent: 150,
        call_at: None,
        asked_hours: None,
        made_by: Some(desk),
        dispatched_by: Some(desk),
        handled_by: None,
        verified_by: None,
        before_sha256: None,
        after_sha256: None,
        is_flagged: false,
        merged_into: None,
        recheck: None,
    }
    .into_active_model()
    .reset_all()
}
