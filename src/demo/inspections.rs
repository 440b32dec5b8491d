//! Monthly supervision of the demo city: two published rounds and one in the field. What was found is invented by a fixed lot.

use anyhow::{Context as _, bail};
use chrono::NaiveDate;
use entity::{account, inspection_site};
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::exchange::RecordImporter;
use crate::inspections::{
    CheckItem, CheckItemKind, PastRound, PlantedRound, PlantedSite, RoundPlanter, Rubrics, named_id,
};
use crate::platform::auth::load_roles;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::db::find_global;
use crate::platform::keys::sha256;
use crate::platform::num;
use crate::platform::problem::Language;
use crate::records::{Author, Imported, Outcome};
use crate::units::Shelf;

/// The street whose sites of the open round the demo's grid worker inspects.
const HOME_STREET: &str = "439802002000";
/// One site in so many of each kind is drawn.
const ONE_IN: usize = 4;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Days before today on which a round begins, ends and is published; and which part of its sites is inspected, in percent.
const ROUNDS: [(i64, i64, Option<i64>, u64); 3] = [
    (62, 46, Some(43), 100),
    (32, 16, Some(13), 100),
    (4, -10, None, 45),
];

/// Who takes part.
struct People {
    planner: Uuid,
    assessor: Uuid,
    home: Uuid,
    elsewhere: Uuid,
}

/// What inspections are made with.
struct Maker<'a> {
    records: &'a RecordImporter,
    round: &'a PlantedRound,
    /// Content addresses of pictures, hexadecimal.
    pictures: &'a [String],
    number: usize,
    /// When the first and the last inspection happen.
    span: (i64, i64),
}

/// Makes the rounds; what is there stays. Answers who sent pictures.
pub(super) async fn plant(
    records: &RecordImporter,
    zone: Zone,
    pictures: &[String],
) -> anyhow::Result<Vec<Uuid>> {
    let people = people(records).await?;
    let territory = records.territories.current();
    let books = Shelf::default().current(records.db.read()).await?;
    let planter = RoundPlanter {
        db: &records.db,
        territory: &territory,
        books: &books,
        zone,
        rubrics: Rubrics::default(),
    };
    let city = territory.roots().next().context("the demo has no city")?;
    let now = records.clock.now().0;
    let today = zone.day_of(UtcMillis(now));
    for (number, (begin, end, published, percent)) in (1..).zip(ROUNDS) {
        let past = past_round(number, today, (begin, end), (now, people.planner));
        let round = planter.draw(&past, city).await?;
        let home = territory
            .by_code(HOME_STREET)
            .map(|street| street.path.clone());
        let pair_of = |site: &inspection_site::Model| {
            let path = territory.by_id(site.area_id).map(|area| area.path.clone());
            let is_home = path
                .zip(home.as_ref())
                .is_some_and(|(own, home)| own.starts_with(home));
            [
                people.assessor,
                if is_home {
                    people.home
                } else {
                    people.elsewhere
                },
            ]
        };
        planter.assign(&round, &pair_of, past.drawn_at).await?;
        let maker = Maker {
            records,
            round: &round,
            pictures,
            number,
            span: (
                now - begin * DAY_MS,
                (now - end * DAY_MS).min(now - 2 * HOUR_MS),
            ),
        };
        maker.inspect(percent, pair_of).await?;
        if let Some(days) = published {
            planter.publish(round.id, now - days * DAY_MS).await?;
        }
    }
    Ok(vec![people.assessor, people.home, people.elsewhere])
}

fn past_round(
    number: usize,
    today: NaiveDate,
    (begin, end): (i64, i64),
    (now, planner): (i64, Uuid),
) -> PastRound {
    let day = |ago: i64| (today - chrono::Duration::days(ago)).to_string();
    PastRound {
        name: format!("round {number}"),
        titles: (
            format!("第 {number} 轮月度督查"),
            format!("Monthly supervision, round {number}"),
        ),
        days: (day(begin), day(end)),
        one_in: ONE_IN,
        drawn_at: now - (begin + 1) * DAY_MS,
        planner,
    }
}

async fn people(records: &RecordImporter) -> anyhow::Result<People> {
    let names = ["city.demo", "assessor.demo", "grid.demo", "grid2.demo"];
    let rows = find_global::<account::Entity>()
        .filter(account::Column::Account.is_in(names))
        .all(records.db.read())
        .await?;
    let find = |name: &str| {
        let row = rows.iter().find(|row| row.account == name);
        row.map(|row| row.id)
            .with_context(|| format!("the demo has no {name}"))
    };
    Ok(People {
        planner: find("city.demo")?,
        assessor: find("assessor.demo")?,
        home: find("grid.demo")?,
        elsewhere: find("grid2.demo")?,
    })
}

/// A number from 0 to 999 that the same words always give.
fn lot(words: &str) -> u64 {
    let digest = sha256(format!("wenxun demo finding {words}").as_bytes());
    u64::from_be_bytes(*digest.first_chunk::<8>().unwrap_or(&[0; 8])) % 1_000
}

impl Maker<'_> {
    /// Sends what both people of each pair found, at the first `percent` of the sites.
    async fn inspect(
        &self,
        percent: u64,
        pair_of: impl Fn(&inspection_site::Model) -> [Uuid; 2],
    ) -> anyhow::Result<()> {
        let sites = self.round.sites.iter().enumerate();
        let chosen: Vec<(usize, &PlantedSite)> = sites
            .filter(|(_, one)| lot(&format!("done {}", one.site.code)) < percent * 10)
            .collect();
        let mut inspectors: Vec<Uuid> = chosen
            .iter()
            .flat_map(|(_, one)| pair_of(&one.site))
            .collect();
        inspectors.sort_unstable();
        inspectors.dedup();
        for inspector in inspectors {
            let own = chosen
                .iter()
                .filter(|(_, one)| pair_of(&one.site).contains(&inspector));
            let made: Result<Vec<Imported>, serde_json::Error> = own
                .map(|(at, one)| self.imported(*at, one, inspector))
                .collect();
            let roles = load_roles(&self.records.db, inspector).await?;
            let author = Author::from_roles(inspector, &roles);
            for chunk in chunks(made?) {
                let taken = self
                    .records
                    .intake
                    .import(&author, chunk, Language::Chinese);
                let taken = taken
                    .await
                    .map_err(|problem| anyhow::anyhow!("{problem:?}"))?;
                let is_in = |one: &crate::records::RecordResult| {
                    matches!(one.outcome, Outcome::Created | Outcome::Duplicate)
                };
                if let Some(fault) = taken.iter().find(|one| !is_in(one)) {
                    bail!("a demo inspection was not taken: {fault:?}");
                }
            }
        }
        Ok(())
    }

    fn imported(
        &self,
        at: usize,
        one: &PlantedSite,
        inspector: Uuid,
    ) -> Result<Imported, serde_json::Error> {
        let site = &one.site;
        let count = num::i64_from_usize(self.round.sites.len().max(1));
        let (first, last) = self.span;
        let minutes = i64::try_from(lot(&format!("minute {} {inspector}", site.code))).unwrap_or(0);
        let share = (last - first) / count * num::i64_from_usize(at);
        let happened = UtcMillis((first + share + minutes * 20_000).min(last));
        let picture = self.pictures.get(at % self.pictures.len().max(1));
        let items: Vec<Value> = one
            .items
            .iter()
            .map(|item| self.answer(site, item, inspector, picture))
            .collect();
        let is_shown = items
            .iter()
            .any(|item| item["photos"].as_array().is_some_and(|all| !all.is_empty()));
        let photos: Vec<Value> = picture
            .filter(|_| is_shown)
            .map(|hash| json!({"sha256": hash, "taken_at": happened.to_rfc3339(), "role": "scene"}))
            .into_iter()
            .collect();
        let id = named_id(&format!("record {} {} {inspector}", self.number, site.code));
        let envelope = json!({
            "id": id, "kind": "site_inspection", "captured_at": happened.to_rfc3339(),
            "position": {"lng": site.lng, "lat": site.lat, "accuracy_m": 9.0}, "placed_by": "gps",
            "site_id": site.site_id, "photos": photos, "app": {"version": "demo", "device_id": "demo"},
            "payload": {"round_site_id": site.id, "rubric_id": self.round.rubric_id,
                "started_at": UtcMillis(happened.0 - 12 * 60_000).to_rfc3339(), "items": items}});
        Ok(Imported {
            envelope: RawValue::from_string(envelope.to_string())?,
            received_at: UtcMillis(happened.0 + 30_000),
            claimed_photos: num::i64_from_usize(photos.len()),
        })
    }

    /// Whether the inspector finds an item wanting: sites differ, rounds get better, and inspectors mostly agree.
    fn is_failed(&self, site: &inspection_site::Model, item: &CheckItem, inspector: Uuid) -> bool {
        let quality = 760 + lot(&format!("quality {}", site.code)) / 6;
        let better = 15 * num::u64_from_usize(self.number);
        let wanting = 1_000_u64.saturating_sub(quality + better);
        let chance = match (item.is_veto, item.fail_severity) {
            (true, _) => wanting / 6,
            (_, 3) => wanting / 3,
            (_, 2) => wanting * 2 / 3,
            _ => wanting,
        };
        let seen = lot(&format!("{} {} {}", self.number, site.code, item.code)) < chance;
        let slip = lot(&format!(
            "slip {} {} {} {inspector}",
            self.number, site.code, item.code
        ));
        if item.is_veto {
            seen
        } else {
            seen != (slip < 25)
        }
    }

    fn answer(
        &self,
        site: &inspection_site::Model,
        item: &CheckItem,
        inspector: Uuid,
        picture: Option<&String>,
    ) -> Value {
        let number = lot(&format!("number {} {}", site.code, item.code));
        if item.may_be_not_applicable && number < 15 {
            return json!({"code": item.code, "answer": "not_applicable"});
        }
        let is_failed = self.is_failed(site, item, inspector);
        let photos: Vec<&String> = picture
            .filter(|_| is_failed && item.needs_photo)
            .into_iter()
            .collect();
        let mut answer = match item.kind {
            CheckItemKind::YesNo => json!({"answer": if is_failed { "fail" } else { "pass" }}),
            CheckItemKind::Sample => {
                let seen = 8 + number % 13;
                let bad = if is_failed { 2 + number % 4 } else { 0 };
                json!({"answer": "counted", "seen": seen, "good": seen - bad})
            }
            CheckItemKind::CountMinimum => {
                let minimum = item.minimum.unwrap_or(1);
                let count = if is_failed {
                    minimum - 1
                } else {
                    minimum + i64::from(number > 500)
                };
                json!({"answer": "counted", "count": count})
            }
            CheckItemKind::NoOccurrence | CheckItemKind::PenaltyEach => {
                json!({"answer": "counted", "count": if is_failed { 1 + number % 3 } else { 0 }})
            }
        };
        if let Some(answer) = answer.as_object_mut() {
            answer.insert("code".to_owned(), json!(item.code));
            answer.insert("photos".to_owned(), json!(photos));
        }
        answer
    }
}

/// Records in portions of which the intake takes one at a time.
fn chunks(mut all: Vec<Imported>) -> Vec<Vec<Imported>> {
    let mut chunks = vec![];
    while !all.is_empty() {
        let rest = all.split_off(all.len().min(100));
        chunks.push(std::mem::replace(&mut all, rest));
    }
    chunks
}
