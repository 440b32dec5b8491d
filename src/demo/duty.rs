//! The demo's dissuasion teams: one in each community, with a duty every Friday, and on the 15th at junctions and stops.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{account, duty_plan, measure, site, team, team_stint};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::accounts::normalise_account;
use crate::areas::{Area, Territory};
use crate::dissuasion::Planted;
use crate::exchange::{ImportLine, Shift};
use crate::platform::auth::Level;
use crate::platform::clock::UtcMillis;
use crate::platform::db::find_global;
use crate::platform::keys::sha256;

/// The community whose team the demo's people belong to.
const HOME: &str = "439802002001";
/// Who of the demo's people belongs to it, the leader first.
const PEOPLE: [&str; 3] = ["leader.demo", "volunteer.demo", "grid.demo"];
/// Pseudonyms of a community.
const WORKERS: usize = 5;
/// Kinds of places where teams stand, the best first.
const PLACES: [&str; 4] = ["junction", "bus_stop", "market", "school"];

/// What was done against uncivil behaviour, as `truth.json` tells.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Intervention {
    community_code: String,
    what: String,
    date: NaiveDate,
}

/// Which team the sessions of a pseudonym belong to, and which of the demo's people were there.
#[derive(Debug, Default)]
pub(super) struct Duty {
    teams: HashMap<String, Uuid>,
    home: Vec<Uuid>,
    /// What is to be written.
    pub(super) planted: Planted,
}

impl Duty {
    /// Puts the teams together. The accounts of the pseudonyms must be there.
    pub(super) async fn prepare(
        db: &impl ConnectionTrait,
        territory: &Territory,
        interventions: &[Intervention],
        shift: Shift,
        (first_day, now): (NaiveDate, UtcMillis),
    ) -> Result<Self, DbErr> {
        let people = Accounts::load(db, territory).await?;
        let sites = sites_by_community(db, territory).await?;
        let mut duty = Self {
            home: PEOPLE.iter().filter_map(|name| people.find(name)).collect(),
            ..Self::default()
        };
        for community in communities(territory) {
            let members = people.of_community(community, &duty.home);
            let Some(leader) = members.first().copied() else {
                continue;
            };
            let site = sites.get(&community.code);
            let team = team_of(territory, community, leader, site, now);
            duty.teams.insert(worker(community, 1), team.id);
            duty.planted
                .stints
                .extend(stints(&team, &members, first_day));
            if let Some(site) = site {
                duty.planted
                    .plans
                    .extend(plans(&team, site, first_day, now));
            }
            duty.planted.teams.push(team);
        }
        for one in interventions {
            if let Some(area) = territory.by_code(&one.community_code) {
                duty.planted.measures.push(measure::Model {
                    id: demo_id("measure", &one.community_code),
                    area_id: area.id,
                    title: one.what.clone(),
                    starts_on: shift.day(one.date).to_string(),
                    made_by: None,
                    made_at: now.0,
                });
            }
        }
        Ok(duty)
    }

    /// Gives a session its team; the demo's people were at those of their own.
    pub(super) fn adorn(&self, line: &mut ImportLine) {
        let Some(team) = self.teams.get(&normalise_account(&line.worker)) else {
            return;
        };
        let is_home = *team == demo_id("team", HOME);
        let Some(payload) = line.envelope.get_mut("payload") else {
            return;
        };
        if let Some(ad_hoc) = payload.get_mut("ad_hoc") {
            ad_hoc["team_id"] = json!(team);
        }
        if let Some(others) = payload
            .get("others")
            .and_then(Value::as_i64)
            .filter(|_| is_home)
        {
            let there: Vec<&Uuid> = self.home.iter().take(2).collect();
            payload["others"] = json!((others - 2).max(0));
            payload["members"] = json!(there);
        }
    }
}

/// The same id at every start of every demo.
fn demo_id(what: &str, code: &str) -> Uuid {
    let digest = sha256(format!("wenxun demo {what} {code}").as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(digest.first_chunk::<16>().unwrap_or(&[0; 16]));
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

fn communities(territory: &Territory) -> impl Iterator<Item = &Area> {
    let areas = territory.areas().iter();
    areas.filter(|area| area.level == Level::Community)
}

/// Account name of a pseudonym.
fn worker(community: &Area, number: usize) -> String {
    let digits = community.code.get(4..12).unwrap_or_default();
    normalise_account(&format!("W-{digits}-{number:02}"))
}

struct Accounts(HashMap<String, Uuid>);

impl Accounts {
    async fn load(db: &impl ConnectionTrait, territory: &Territory) -> Result<Self, DbErr> {
        let mut names: Vec<String> = PEOPLE.iter().map(|name| (*name).to_owned()).collect();
        for community in communities(territory) {
            names.extend((1..=WORKERS).map(|number| worker(community, number)));
        }
        let mut found = HashMap::new();
        for some in names.chunks(500) {
            let rows = find_global::<account::Entity>()
                .filter(account::Column::Account.is_in(some.to_vec()))
                .all(db)
                .await?;
            found.extend(rows.into_iter().map(|row| (row.account, row.id)));
        }
        Ok(Self(found))
    }

    fn find(&self, name: &str) -> Option<Uuid> {
        self.0.get(name).copied()
    }

    /// Members of a community's team, the leader first.
    fn of_community(&self, community: &Area, home: &[Uuid]) -> Vec<Uuid> {
        let workers = (1..=WORKERS).filter_map(|number| self.find(&worker(community, number)));
        if community.code == HOME {
            home.iter().copied().chain(workers).collect()
        } else {
            workers.collect()
        }
    }
}

/// The best place of each community, by its code.
async fn sites_by_community(
    db: &impl ConnectionTrait,
    territory: &Territory,
) -> Result<HashMap<String, site::Model>, DbErr> {
    let rows = find_global::<site::Entity>()
        .filter(site::Column::IsActive.eq(true))
        .filter(site::Column::Kind.is_in(PLACES))
        .order_by_asc(site::Column::Code)
        .all(db)
        .await?;
    let rank = |site: &site::Model| PLACES.iter().position(|kind| *kind == site.kind);
    let mut best: HashMap<String, site::Model> = HashMap::new();
    for site in rows {
        let Some(community) = territory
            .by_id(site.area_id)
            .and_then(|area| territory.at_level(area, Level::Community))
        else {
            continue;
        };
        let is_better = best
            .get(&community.code)
            .is_none_or(|known| rank(&site) < rank(known));
        if is_better {
            best.insert(community.code.clone(), site);
        }
    }
    Ok(best)
}

fn team_of(
    territory: &Territory,
    community: &Area,
    leader: Uuid,
    site: Option<&site::Model>,
    now: UtcMillis,
) -> team::Model {
    let street = territory.at_level(community, Level::Street);
    let street = street
        .map(|street| street.name_zh.as_str())
        .unwrap_or_default();
    team::Model {
        id: demo_id("team", &community.code),
        title: format!("{}文明劝导队", community.name_zh),
        home_unit: format!("{street}办事处"),
        leader_id: leader,
        area_id: community.id,
        site_code: site.map(|site| site.code.clone()),
        version: 1,
        created_at: now.0,
        ended_at: None,
    }
}

fn stints(
    team: &team::Model,
    members: &[Uuid],
    first_day: NaiveDate,
) -> impl Iterator<Item = team_stint::Model> {
    let from = first_day.and_time(chrono::NaiveTime::MIN).and_utc();
    members.iter().map(move |account| team_stint::Model {
        id: demo_id("stint", &format!("{} {account}", team.id)),
        team_id: team.id,
        account_id: *account,
        from_at: from.timestamp_millis(),
        until_at: None,
    })
}

/// Every Friday afternoon; at junctions and stops also on the 15th.
fn plans(
    team: &team::Model,
    site: &site::Model,
    first_day: NaiveDate,
    now: UtcMillis,
) -> Vec<duty_plan::Model> {
    let plan =
        |what: &str, title: &str, rules: &str, start_minute: i64, minutes: i64| duty_plan::Model {
            id: demo_id("plan", &format!("{what} {}", team.id)),
            team_id: team.id,
            area_id: site.area_id,
            title: title.to_owned(),
            rules: rules.to_owned(),
            starts_on: first_day.to_string(),
            ends_on: None,
            start_minute,
            minutes,
            place_kind: "site".to_owned(),
            place_code: Some(site.code.clone()),
            place_zh: site.name_zh.clone(),
            place_en: site.name_en.clone(),
            place_line: json!([[site.lng, site.lat]]).to_string(),
            needed: 4,
            version: 1,
            created_at: now.0,
            ended_at: None,
        };
    let mut all = vec![plan(
        "friday",
        "周五文明劝导",
        "FREQ=WEEKLY;BYDAY=FR",
        16 * 60 + 30,
        120,
    )];
    match site.kind.as_str() {
        "junction" => all.push(plan(
            "fifteenth",
            "红绿灯文明劝导日",
            "FREQ=MONTHLY;BYMONTHDAY=15",
            7 * 60 + 30,
            90,
        )),
        "bus_stop" => all.push(plan(
            "fifteenth",
            "排队让座推动日",
            "FREQ=MONTHLY;BYMONTHDAY=15",
            7 * 60 + 30,
            90,
        )),
        _ => {}
    }
    all
}
