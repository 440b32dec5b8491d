//! Cases, records and sites in bulk, written past the intake: only their number matters.

use entity::{account, case_file, change, record, site};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DbErr, IntoActiveModel as _, QueryFilter as _,
};
use uuid::Uuid;
use wenxun::app::Service;
use wenxun::areas::Area;
use wenxun::platform::auth::Level;
use wenxun::platform::db::{execute_all, find_global, inserts_of};

/// Cases of the goals.
pub const CASES: i64 = 200_000;
/// Records of the goals.
pub const RECORDS: i64 = 1_000_000;
/// Number in the change log after which records are written: the demo's own are below.
const SEQ: i64 = 100_000;
const AT_ONCE: i64 = 10_000;
const HOUR_MS: i64 = 3_600_000;
/// One case in so many is open.
const OPEN_OF: i64 = 10;

/// How much to write.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    pub cases: i64,
    pub records: i64,
    pub sites: i64,
}

/// Writes them; answers the last number of the change log.
pub async fn fill(service: &Service, sizes: Sizes) -> i64 {
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
    let Sizes {
        cases,
        records,
        sites,
    } = sizes;
    for first in (0..records.max(cases)).step_by(usize::try_from(AT_ONCE).unwrap()) {
        let span = first..first + AT_ONCE;
        let of = |number: i64| grids[usize::try_from(number).unwrap() % grids.len()];
        let rows = span
            .clone()
            .filter(|number| *number < records)
            .map(|number| record_row(number, of(number).id, desk, now));
        let rows: Vec<_> = rows.collect();
        let places = span.clone().filter(|number| *number < sites);
        let places: Vec<_> = places.map(|number| site_row(number, of(number))).collect();
        let files = span.filter(|number| *number < cases).map(|number| {
            let unit = units[usize::try_from(number).unwrap() % units.len()];
            case_row(number, of(number), unit, (desk, now))
        });
        let files: Vec<_> = files.collect();
        let written: Result<(), DbErr> = service
            .db
            .write(async |tx| {
                execute_all(tx, inserts_of(rows)).await?;
                execute_all(tx, inserts_of(places)).await?;
                execute_all(tx, inserts_of(files)).await
            })
            .await;
        written.unwrap();
    }
    let last = change::Model {
        seq: SEQ + records,
        record_id: record_id(records - 1),
        what: "created".to_owned(),
        at: now,
    };
    let row = last.into_active_model().reset_all();
    let written: Result<(), DbErr> = service
        .db
        .write(async |tx| execute_all(tx, inserts_of(vec![row])).await)
        .await;
    written.unwrap();
    SEQ + records
}

fn record_id(number: i64) -> Uuid {
    Uuid::from_u128(u128::try_from(number).unwrap() + 1)
}

fn site_row(number: i64, grid: &Area) -> site::ActiveModel {
    site::Model {
        code: format!("B{number}"),
        id: record_id(number),
        kind: "point".to_owned(),
        site_type: "market".to_owned(),
        name_zh: format!("点位{number}"),
        name_en: format!("Site {number}"),
        lng: grid.centre.0,
        lat: grid.centre.1,
        area_id: grid.id,
        is_active: true,
    }
    .into_active_model()
    .reset_all()
}

fn record_row(number: i64, area_id: i64, author_id: Uuid, now: i64) -> record::ActiveModel {
    let at = now - number % 8_760 * HOUR_MS;
    record::Model {
        id: record_id(number),
        seq: SEQ + number + 1,
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
        id: record_id(number),
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
