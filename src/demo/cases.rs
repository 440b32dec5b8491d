//! The demo's cases: some hundred of the last weeks at every stage, made of the history's incidents. The same each time.

use std::collections::HashMap;

use entity::{account, incident, record};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::units::unit_id;
use crate::areas::Territory;
use crate::cases::{Action, Outcome, PastCase, PlantedCase, calendar};
use crate::incidents::Vocabulary;
use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::db::find_global;
use crate::platform::keys::sha256;
use crate::records;
use crate::units::{Books, Situation};

/// The latest incidents that are looked at, of which each [`EACH`]th becomes a case.
const LATEST: u64 = 2_000;
const EACH: usize = 9;
/// The street whose unit has a demo account, and its incidents looked at for that unit.
const HOME_STREET: &str = "439802002000";
const HOME_LATEST: u64 = 400;
/// Cases of that unit, at most.
const HOME_CASES: usize = 24;
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 3_600_000;

/// An incident that becomes a case.
struct Seed {
    record: record::Model,
    category: String,
    severity: i64,
}

/// Who decides, who handles for the home unit.
struct People {
    desk: Option<Uuid>,
    handler: Option<Uuid>,
}

/// Puts the cases together. Accounts, units and records must be there; `pictures` are content addresses of the gallery.
pub(super) async fn prepare(
    db: &impl ConnectionTrait,
    (territory, books): (&Territory, &Books),
    pictures: &[Vec<u8>],
    (zone, now): (Zone, UtcMillis),
) -> Result<Vec<PlantedCase>, DbErr> {
    let seeds = seeds(db, territory).await?;
    let ids = || seeds.iter().map(|seed| seed.record.id);
    let places = records::positions_of(db, ids()).await?;
    let mut photos = records::photos_of(db, ids()).await?;
    let people = people(db).await?;
    let calendar = calendar(zone);
    let mut days: HashMap<String, i64> = HashMap::new();
    let maker = Maker {
        territory,
        books,
        pictures,
        people: &people,
        when: (zone, now),
    };
    let mut made = Vec::with_capacity(seeds.len());
    for (at, seed) in seeds.iter().enumerate() {
        let place = places
            .get(&seed.record.id)
            .map(|place| (place.lng, place.lat));
        let before = photos.remove(&seed.record.id).unwrap_or_default();
        let before = before.first().map(|photo| photo.sha256.to_vec());
        let past = maker.past((at, seed), place, before, &mut days);
        made.push(PlantedCase::of(&past, &calendar));
    }
    Ok(made)
}

/// What every case of the demo is made with.
struct Maker<'a> {
    territory: &'a Territory,
    books: &'a Books,
    pictures: &'a [Vec<u8>],
    people: &'a People,
    when: (Zone, UtcMillis),
}

impl Maker<'_> {
    fn past(
        &self,
        (at, seed): (usize, &Seed),
        place: Option<(f64, f64)>,
        before: Option<Vec<u8>>,
        days: &mut HashMap<String, i64>,
    ) -> PastCase {
        let ((zone, now), record) = (self.when, &seed.record);
        let what = Situation {
            position: place,
            area_id: Some(record.area_id),
            site: None,
            category: seed.category.clone(),
        };
        let happened = zone.day_of(UtcMillis(record.happened_at));
        let found = self.books.resolve(self.territory, &what, happened);
        let unit = found.winner().map(|rule| rule.unit);
        let opened_at = (record.happened_at + 20 * MINUTE_MS).min(now.0 - 2 * HOUR_MS);
        let day = zone
            .day_of(UtcMillis(opened_at))
            .format("%Y%m%d")
            .to_string();
        let count = days.entry(day.clone()).or_default();
        *count += 1;
        let story = Story::of(at, record.id, (opened_at, now.0));
        let is_home = unit == Some(unit_id(&format!("urban_management.{HOME_STREET}")));
        let sender = self.people.handler.filter(|_| story.has_proof());
        PastCase {
            id: demo_id(record.id),
            number: format!("{day}-{count:05}"),
            category: seed.category.clone(),
            severity: seed.severity,
            area_id: record.area_id,
            position: place,
            unit: (unit, found.is_coordination()),
            record: (record.id, record.author_id, record.happened_at),
            before: before.map(|hash| (hash, record.author_id)),
            after: sender.and_then(|sender| {
                let picture = self
                    .pictures
                    .get(story.number % self.pictures.len().max(1))?;
                let (lng, lat) = place?;
                Some((picture.clone(), sender, (lng + story.shift_degrees(), lat)))
            }),
            opened_at,
            people: (self.people.desk, self.people.handler.filter(|_| is_home)),
            verifier: self.people.desk,
            outcome: story.outcome,
            steps: story.steps,
        }
    }
}

fn demo_id(record: Uuid) -> Uuid {
    let digest = sha256(format!("wenxun demo case {record}").as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(digest.first_chunk::<16>().unwrap_or(&[0; 16]));
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

async fn people(db: &impl ConnectionTrait) -> Result<People, DbErr> {
    let rows = find_global::<account::Entity>()
        .filter(account::Column::Account.is_in(["city.demo", "unit.demo"]))
        .all(db)
        .await?;
    let find = |name: &str| {
        rows.iter()
            .find(|row| row.account == name)
            .map(|row| row.id)
    };
    Ok(People {
        desk: find("city.demo"),
        handler: find("unit.demo"),
    })
}

/// Who handles cases in the demo.
pub(super) async fn handler(db: &impl ConnectionTrait) -> Result<Option<Uuid>, DbErr> {
    Ok(people(db).await?.handler)
}

/// Each [`EACH`]th of the latest incidents with a photo, and more of the home unit's, the latest first.
async fn seeds(db: &impl ConnectionTrait, territory: &Territory) -> Result<Vec<Seed>, DbErr> {
    let city = AreaScope::subtrees(territory.roots().map(|root| root.path.clone()));
    let home = territory
        .by_code(HOME_STREET)
        .map(|street| city.narrowed_to(&street.path));
    let mut rows: Vec<record::Model> = latest(db, &city, LATEST)
        .await?
        .into_iter()
        .step_by(EACH)
        .collect();
    if let Some(home) = home {
        rows.extend(latest(db, &home, HOME_LATEST).await?);
    }
    let matters = find_global::<incident::Entity>()
        .filter(incident::Column::RecordId.is_in(rows.iter().map(|row| row.id)))
        .all(db)
        .await?;
    let mut matters: HashMap<Uuid, incident::Model> = matters
        .into_iter()
        .map(|row| (row.record_id, row))
        .collect();
    let words = Vocabulary::get();
    let (mut seeds, mut of_home) = (vec![], 0_usize);
    for (at, record) in rows.into_iter().enumerate() {
        let Some(matter) = matters.remove(&record.id) else {
            continue;
        };
        let is_more =
            u64::try_from(at).is_ok_and(|at| at * u64::try_from(EACH).unwrap_or(1) >= LATEST);
        let service = words
            .category(&matter.category)
            .map(|word| word.handled_by.as_str());
        if is_more {
            if of_home == HOME_CASES || service != Some("urban_management") {
                continue;
            }
            of_home += 1;
        }
        seeds.push(Seed {
            category: matter.category,
            severity: matter.severity,
            record,
        });
    }
    seeds.sort_by_key(|seed| (std::cmp::Reverse(seed.record.happened_at), seed.record.id));
    Ok(seeds)
}

async fn latest(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    limit: u64,
) -> Result<Vec<record::Model>, DbErr> {
    scope
        .find::<record::Entity>()
        .filter(record::Column::Kind.eq("incident"))
        .filter(record::Column::ClaimedPhotos.gt(0))
        .order_by_desc(record::Column::HappenedAt)
        .order_by_desc(record::Column::Id)
        .limit(limit)
        .all(db)
        .await
}

/// The last step of the `at`th latest case; `Void` for one that nobody has looked at yet.
fn ending(at: usize, number: usize) -> Action {
    match (at, number % 8) {
        (..=10, _) => Action::Void,
        (11..=24, _) => Action::File,
        (25..=60, 0) => Action::Hold,
        (25..=60, 1) => Action::AskExtension,
        (25..=60, 2 | 3) => Action::Start,
        (25..=60, _) => Action::Dispatch,
        (61..=90, 0 | 1) => Action::Verify,
        (61..=90, _) => Action::Report,
        (_, 0) => Action::Decline,
        (_, _) => Action::Close,
    }
}

/// What came of a case.
fn outcome(number: usize) -> Outcome {
    if number.is_multiple_of(11) {
        Outcome::Gone
    } else {
        Outcome::Fixed
    }
}

/// How a case went.
struct Story {
    number: usize,
    steps: Vec<(Action, i64, Option<String>)>,
    outcome: Outcome,
}

impl Story {
    /// The `at`th latest case: young ones are on their way, old ones have ended.
    fn of(at: usize, record: Uuid, (opened_at, now): (i64, i64)) -> Self {
        let digest = sha256(record.as_bytes());
        let number = usize::from(digest.first().copied().unwrap_or_default());
        let share = i64::try_from(number).unwrap_or_default();
        let end = ending(at, number);
        let is_young = at <= 90;
        // Young cases were dispatched so that some are early, some due today and some late.
        let dispatched = if is_young {
            (now - (1 + share % 40) * HOUR_MS).max(opened_at + HOUR_MS)
        } else {
            opened_at + HOUR_MS
        };
        let step = |action, at: i64| (action, at.min(now - MINUTE_MS), None);
        let noted =
            |action, at: i64, note: &str| (action, at.min(now - MINUTE_MS), Some(note.to_owned()));
        let mut steps = vec![];
        match end {
            Action::Void => {}
            Action::Decline => steps.push(noted(
                Action::Decline,
                opened_at + HOUR_MS,
                "现场已恢复，不再立案",
            )),
            _ => steps.push(step(Action::File, opened_at + 30 * MINUTE_MS)),
        }
        if !matches!(end, Action::Void | Action::Decline | Action::File) {
            steps.push(step(Action::Dispatch, dispatched));
        }
        match end {
            Action::Hold => steps.push(noted(Action::Hold, dispatched + HOUR_MS, "等施工结束")),
            Action::AskExtension => steps.push(noted(
                Action::AskExtension,
                dispatched + HOUR_MS,
                "人手不够，申请一天",
            )),
            Action::Start | Action::Report | Action::Verify | Action::Close => {
                steps.push(step(Action::Start, dispatched + HOUR_MS / 2));
            }
            _ => {}
        }
        let reported = dispatched + (1 + share % 9) * HOUR_MS / 2 + HOUR_MS;
        if matches!(end, Action::Report | Action::Verify | Action::Close) {
            steps.push(noted(Action::Report, reported, "已处理，附照片"));
        }
        if matches!(end, Action::Verify | Action::Close) {
            steps.push(step(Action::Verify, reported + 2 * HOUR_MS));
        }
        if end == Action::Close {
            steps.push(step(Action::Close, reported + 3 * HOUR_MS));
        }
        Self {
            number,
            steps,
            outcome: outcome(number),
        }
    }

    fn has_proof(&self) -> bool {
        self.steps
            .iter()
            .any(|(action, ..)| *action == Action::Report)
    }

    /// Most photos are taken at the place; one in sixteen too far away.
    fn shift_degrees(&self) -> f64 {
        if self.number % 16 == 3 {
            0.0018
        } else {
            0.000_06
        }
    }
}
