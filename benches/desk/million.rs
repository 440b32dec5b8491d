//! A million incidents, 200,000 cases with their timelines and 3,000 sites beside the demo city, written past the intake.

use crate::rows::{account_of, id_of, record_row, write};
use entity::{case_event, case_file, change, incident, record, record_position, site};
use uuid::Uuid;
use wenxun::app::Service;
use wenxun::areas::{Area, morton};
use wenxun::platform::auth::Level;

/// Cases unless a number is given.
const CASES: i64 = 200_000;
/// Records unless a number is given.
const RECORDS: i64 = 1_000_000;
/// Sites.
pub const SITES: usize = 3_000;
/// Number in the change log behind every record.
pub const LAST: i64 = 20_000_000;
const AT_ONCE: i64 = 10_000;
const HOUR_MS: i64 = 3_600_000;
/// One case in so many is open.
const OPEN_OF: i64 = 10;
/// Behaviours of the records, in turn.
const CATEGORIES: [&str; 4] = ["littering", "spitting", "jaywalking", "littering"];

/// How much is written.
#[derive(Clone, Copy)]
pub struct Sizes {
    pub cases: i64,
    pub records: i64,
}

impl Sizes {
    /// What is asked for behind `--`.
    pub fn asked() -> Self {
        let mut numbers = std::env::args().filter_map(|argument| argument.parse::<i64>().ok());
        Self {
            cases: numbers.next().unwrap_or(CASES),
            records: numbers.next().unwrap_or(RECORDS),
        }
    }
}

/// Whose rows they are, and when.
#[derive(Clone, Copy)]
struct Hand {
    desk: Uuid,
    now: i64,
}

/// Writes them, spread over the year that ends now, and the sites; at last the change with which the index takes in all.
pub async fn fill(service: &Service, sizes: Sizes) {
    let territory = service.territories.current();
    let areas = territory.areas().iter();
    let grids: Vec<&Area> = areas.filter(|area| area.level == Level::Grid).collect();
    let handlers = units_of(service).await;
    let hand = Hand {
        desk: account_of(service, "city.demo").await,
        now: service.clock.now().0,
    };
    for first in (0..sizes.records.max(sizes.cases)).step_by(usize::try_from(AT_ONCE).unwrap()) {
        let span = first..first + AT_ONCE;
        let grid = |number: i64| grids[usize::try_from(number).unwrap() % grids.len()];
        let unit = |number: i64| handlers[usize::try_from(number).unwrap() % handlers.len()];
        let records = || span.clone().filter(|number| *number < sizes.records);
        let cases = || span.clone().filter(|number| *number < sizes.cases);
        let closed = || cases().filter(|number| number % OPEN_OF != 0);
        write(
            service,
            records().map(|n| incident_record(n, grid(n).id, hand)),
        )
        .await;
        write(service, records().map(incident_row)).await;
        write(service, records().map(|n| position_row(n, grid(n), hand))).await;
        write(
            service,
            cases().map(|n| case_row(n, grid(n), unit(n), hand)),
        )
        .await;
        write(service, closed().flat_map(|n| events_of(n, hand))).await;
    }
    let places = grids.iter().cycle().take(SITES).enumerate();
    write(service, places.map(|(number, grid)| site_row(number, grid))).await;
    let last = change::Model {
        seq: LAST,
        record_id: Uuid::from_u128(1),
        what: "created".to_owned(),
        at: hand.now,
    };
    write(service, [last].into_iter()).await;
}

async fn units_of(service: &Service) -> Vec<Uuid> {
    let books = service.shelf.current(service.db.read()).await.unwrap();
    books.units.keys().copied().collect()
}

fn site_row(number: usize, grid: &Area) -> site::Model {
    site::Model {
        code: format!("B{number}"),
        id: id_of(i64::try_from(number).unwrap()),
        kind: "point".to_owned(),
        site_type: "market".to_owned(),
        name_zh: format!("点位{number}"),
        name_en: format!("Site {number}"),
        lng: grid.centre.0,
        lat: grid.centre.1,
        area_id: grid.id,
        is_active: true,
    }
}

/// Some hundred metres around the middle of the grid, so that some places are crowded and others not.
fn position_row(number: i64, grid: &Area, hand: Hand) -> record_position::Model {
    let step = |every: i64| f64::from(i32::try_from(number / 600 % every).unwrap()) * 0.000_05;
    let (lng, lat) = (grid.centre.0 + step(37), grid.centre.1 + step(23));
    record_position::Model {
        record_id: id_of(number),
        lng,
        lat,
        cell: morton::cell_of(lng, lat),
        accuracy_m: 10.0,
        altitude_m: None,
        speed_mps: None,
        fix_age_ms: None,
        datum: "wgs84".to_owned(),
        raw_lng: None,
        raw_lat: None,
        kept_since: hand.now,
    }
}

fn incident_record(number: i64, area_id: i64, Hand { desk, now }: Hand) -> record::Model {
    let at = now - number % 8_760 * HOUR_MS;
    record_row(number, "incident", (area_id, desk), at)
}

fn incident_row(number: i64) -> incident::Model {
    let category = CATEGORIES[usize::try_from(number).unwrap() % CATEGORIES.len()];
    incident::Model {
        record_id: id_of(number),
        category: category.to_owned(),
        count: 1,
        outcome: "corrected".to_owned(),
        severity: 1,
    }
}

/// The steps of a case that was closed two days after it was opened.
fn events_of(number: i64, Hand { desk, now }: Hand) -> Vec<case_event::Model> {
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
    let event = |(at, (action, stage)): (i64, (&str, &str))| case_event::Model {
        case_id: id_of(number),
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
    };
    (0..).zip(steps).map(event).collect()
}

fn case_row(number: i64, grid: &Area, unit: Uuid, Hand { desk, now }: Hand) -> case_file::Model {
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
        id: id_of(number),
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
        closed_at: (!is_open).then_some(opened_at + 48 * HOUR_MS),
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
}
