//! Use cases of units: reading, changing, explaining, trying out.

mod aliases;
mod changes;
mod words;

pub(super) use aliases::change_aliases;
pub(super) use changes::{Known, change_contacts, create, put_duty, rules_of, save_rules, update};
pub(super) use words::{Names, duty_words, rule_view};

use super::books::{Books, Situation};
use super::error::UnitError;
use super::model::{Duty, Resolution, Rule};
use super::queries;
use super::wire::{
    ContactView, DutyView, ExplainQuery, Explained, ExplainedRule, RuleMoves, RuleSetView,
    UnitDetail, UnitMove, UnitRef, UnitRow,
};
use crate::accounts;
use crate::areas::course::Course;
use crate::areas::{Territory, sites};
use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::problem::FieldCode;
use chrono::NaiveDate;
use entity::{place_duty, unit};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Incidents that a changed set is tried on.
const TRIED_AT_MOST: u64 = 50_000;
/// Days of incidents that a changed set is tried on.
const TRIED_DAYS: i64 = 30;

/// Units as lists show them.
pub(super) async fn rows(
    db: &impl ConnectionTrait,
    books: &Books,
    territory: &Territory,
    units: Vec<unit::Model>,
) -> Result<Vec<UnitRow>, DbErr> {
    let ids = units.iter().map(|row| row.id).collect();
    let mut counts: HashMap<Uuid, usize> = HashMap::new();
    for contact in queries::contacts_of(db, ids).await? {
        *counts.entry(contact.unit_id).or_default() += 1;
    }
    let row = |row: unit::Model| {
        let parent = row.parent_id.and_then(|id| books.units.get(&id).cloned());
        let contacts = counts.get(&row.id).copied().unwrap_or_default();
        UnitRow::new(row, parent, contacts, territory)
    };
    Ok(units.into_iter().map(row).collect())
}

/// A unit with its people, rules and places.
pub(super) async fn detail(
    db: &impl ConnectionTrait,
    books: &Books,
    territory: &Territory,
    unit: unit::Model,
    today: NaiveDate,
) -> Result<UnitDetail, DbErr> {
    let id = unit.id;
    let contacts = queries::contacts_of(db, vec![id]).await?;
    let accounts: HashSet<Uuid> = contacts.iter().filter_map(|one| one.account_id).collect();
    let names = accounts::names_of(db, accounts).await?;
    let people = contacts.into_iter().map(|one| ContactView {
        id: one.id,
        name: one
            .account_id
            .and_then(|account| names.get(&account).cloned())
            .or(one.name)
            .unwrap_or_default(),
        account_id: one.account_id,
        phone: one.phone,
        since: UtcMillis(one.from_at),
    });
    let people: Vec<ContactView> = people.collect();
    let everywhere = AreaScope::subtrees(territory.roots().map(|root| root.path.clone()));
    let today = today.to_string();
    let standing = queries::duties::list(db, &everywhere, (&today, Some(id)), None, 200).await?;
    let places = duty_views(db, books, standing).await?;
    let words = Names::load(db, books, territory).await?;
    let rules = books.rules.rules().iter();
    let rules = rules.filter(|rule| rule.unit == id && rule.ordinal > 0);
    Ok(UnitDetail {
        rules: rules.map(|rule| rule_view(rule, books, &words)).collect(),
        row: rows(db, books, territory, vec![unit])
            .await?
            .pop()
            .ok_or_else(|| DbErr::RecordNotFound("the unit's row".to_owned()))?,
        aliases: aliases::views(db, id).await?,
        people,
        places,
    })
}

/// Names of units by id.
pub fn unit_refs(books: &Books, id: Option<Uuid>) -> Option<UnitRef> {
    books.units.get(&id?).cloned()
}

/// Duties as lists show them.
pub(super) async fn duty_views(
    db: &impl ConnectionTrait,
    books: &Books,
    rows: Vec<place_duty::Model>,
) -> Result<Vec<DutyView>, DbErr> {
    let roads: HashSet<&str> = rows
        .iter()
        .filter(|row| row.place_kind == "road")
        .map(|row| row.place_code.as_str())
        .collect();
    let mut names: HashMap<String, (String, String)> = queries::roads_named(db, &roads)
        .await?
        .into_iter()
        .map(|road| (road.code, (road.name_zh, road.name_en)))
        .collect();
    let sites: HashSet<&str> = rows
        .iter()
        .filter(|row| row.place_kind == "site")
        .map(|row| row.place_code.as_str())
        .collect();
    let sites = queries::sites_named(db, &sites).await?.into_iter();
    names.extend(sites.map(|site| (site.code, (site.name_zh, site.name_en))));
    let view = |row: place_duty::Model| {
        let duties: Vec<Duty> = row.duties.split(' ').filter_map(Duty::parse).collect();
        let (words_zh, words_en) = duty_words(&duties);
        let (place_name_zh, place_name_en) =
            names.get(&row.place_code).cloned().unwrap_or_default();
        DutyView {
            id: row.id,
            place_kind: row.place_kind,
            place_code: row.place_code,
            place_name_zh,
            place_name_en,
            unit: books.units.get(&row.unit_id).cloned(),
            duties: duties.into_iter().map(Duty::code).collect(),
            words_zh,
            words_en,
            from: row.from_on,
            to: row.to_on,
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// The rules in use, each with its sentence.
pub(super) async fn rule_set(
    db: &impl ConnectionTrait,
    books: &Books,
    territory: &Territory,
) -> Result<RuleSetView, DbErr> {
    let names = Names::load(db, books, territory).await?;
    let rules = books.rules.rules().iter().filter(|rule| rule.ordinal > 0);
    Ok(RuleSetView {
        version: books.set_id,
        rules: rules.map(|rule| rule_view(rule, books, &names)).collect(),
    })
}

/// The situation that a query describes, inside the caller's areas.
pub(super) async fn situation(
    db: &impl ConnectionTrait,
    territory: &Territory,
    scope: &AreaScope,
    asked: &ExplainQuery,
) -> Result<Situation, UnitError> {
    if crate::incidents::Vocabulary::get()
        .category(&asked.category)
        .is_none()
    {
        return Err(UnitError::query("/category", FieldCode::UnknownCategory));
    }
    let mut what = Situation {
        category: asked.category.clone(),
        ..Situation::default()
    };
    if let Some(code) = &asked.site {
        let site = sites::find(db, scope, code).await?;
        let site = site.ok_or_else(|| UnitError::query("/site", FieldCode::UnknownSite))?;
        what.position = Some((site.lng, site.lat));
        what.site = Some((site.code, site.site_type));
    }
    match (asked.lng, asked.lat) {
        (Some(lng), Some(lat)) if lng.abs() <= 180.0 && lat.abs() <= 90.0 => {
            what.position = Some((lng, lat));
        }
        (None, None) => {}
        _ => return Err(UnitError::query("/lng", FieldCode::OutOfRange)),
    }
    let area = match (what.position, &asked.area) {
        (Some((lng, lat)), _) => territory.locate(lng, lat),
        (None, Some(code)) => territory.by_code(code),
        (None, None) => return Err(UnitError::query("/lng", FieldCode::MissingField)),
    };
    let area = area.filter(|area| scope.contains_path(&area.path));
    let pointer = if what.position.is_some() {
        "/lng"
    } else {
        "/area"
    };
    what.area_id = Some(
        area.ok_or_else(|| UnitError::query(pointer, FieldCode::UnknownArea))?
            .id,
    );
    Ok(what)
}

/// Why the matter belongs to its unit.
pub async fn explain(
    db: &impl ConnectionTrait,
    books: &Books,
    territory: &Territory,
    what: &Situation,
    day: NaiveDate,
) -> Result<Explained, DbErr> {
    let names = Names::load(db, books, territory).await?;
    let found = books.resolve(territory, what, day);
    let ground = books.ground(territory, what);
    let candidates = found.candidates.iter().enumerate().filter_map(|(at, one)| {
        Some(ExplainedRule {
            unit: books.units.get(&one.rule.unit).cloned()?,
            rule: rule_view(one.rule, books, &names),
            is_beside: one.is_beside,
            is_equal: at < found.equals,
        })
    });
    let candidates: Vec<ExplainedRule> = candidates.collect();
    let (why_zh, why_en) = words::why(&found, &candidates);
    Ok(Explained {
        unit: candidates.first().map(|first| first.unit.clone()),
        why_zh,
        why_en,
        is_coordination: found.is_coordination(),
        area_code: ground
            .areas
            .last()
            .map(|code| (*code).to_owned())
            .unwrap_or_default(),
        roads: ground.roads.iter().map(|code| (*code).to_owned()).collect(),
        version: books.set_id,
        candidates,
    })
}

/// What `set` would have done to the incidents of the last 30 days.
pub(super) async fn try_out(
    db: &impl ConnectionTrait,
    (books, territory): (&Books, &Territory),
    scope: &AreaScope,
    set: Vec<Rule>,
    (zone, now): (Zone, UtcMillis),
) -> Result<RuleMoves, DbErr> {
    let named = set.iter().map(|rule| rule.territory.parts());
    let roads: HashSet<&str> = named
        .filter(|(kind, _)| *kind == "road")
        .map(|(_, code)| code)
        .collect();
    let courses = queries::roads_named(db, &roads)
        .await?
        .iter()
        .map(Course::of)
        .collect();
    let then = books.under(set, courses);
    let since = now.plus_days(-TRIED_DAYS);
    let past = queries::rules::incidents_since(db, scope, since.0, TRIED_AT_MOST).await?;
    let known = sites_by_id(db).await?;
    let mut tried = Tried::default();
    let incidents = past.len();
    for one in past {
        let day = zone.day_of(UtcMillis(one.happened_at));
        let what = Situation {
            position: one.position,
            area_id: Some(one.area_id),
            site: one.site_id.and_then(|id| known.get(&id).cloned()),
            category: one.category,
        };
        tried.count(
            &books.resolve(territory, &what, day),
            &then.resolve(territory, &what, day),
        );
    }
    let named = |id: Option<Uuid>| unit_refs(books, id);
    let pairs = tried.moves.into_iter().map(|((from, to), count)| UnitMove {
        from: named(from),
        to: named(to),
        count,
    });
    let mut moves: Vec<UnitMove> = pairs.collect();
    let code = |unit: &Option<UnitRef>| unit.as_ref().map(|unit| unit.code.clone());
    moves.sort_by_key(|one| (std::cmp::Reverse(one.count), code(&one.from), code(&one.to)));
    Ok(RuleMoves {
        since,
        incidents,
        is_cut: incidents >= usize::try_from(TRIED_AT_MOST).unwrap_or(usize::MAX),
        unchanged: tried.unchanged,
        moves,
        coordination_now: tried.coordination.0,
        coordination_then: tried.coordination.1,
        without_unit_now: tried.without_unit.0,
        without_unit_then: tried.without_unit.1,
    })
}

/// Counts of a trial; pairs are now and then.
#[derive(Default)]
struct Tried {
    unchanged: usize,
    coordination: (usize, usize),
    without_unit: (usize, usize),
    moves: HashMap<(Option<Uuid>, Option<Uuid>), usize>,
}

impl Tried {
    fn count(&mut self, was: &Resolution<'_>, is: &Resolution<'_>) {
        let unit = |found: &Resolution<'_>| found.winner().map(|rule| rule.unit);
        let (from, to) = (unit(was), unit(is));
        self.coordination.0 += usize::from(was.is_coordination());
        self.coordination.1 += usize::from(is.is_coordination());
        self.without_unit.0 += usize::from(from.is_none());
        self.without_unit.1 += usize::from(to.is_none());
        if from == to {
            self.unchanged += 1;
        } else {
            *self.moves.entry((from, to)).or_default() += 1;
        }
    }
}

async fn sites_by_id(db: &impl ConnectionTrait) -> Result<HashMap<Uuid, (String, String)>, DbErr> {
    let rows = queries::every_site(db).await?;
    Ok(rows
        .into_iter()
        .map(|site| (site.id, (site.code, site.site_type)))
        .collect())
}
