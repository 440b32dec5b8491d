//! Who inspects what, and in which order.

use super::reach::in_field;
use super::setup::street_of;
use crate::accounts;
use crate::areas::geometry::distance_m;
use crate::areas::{NamedArea, Territory};
use crate::inspections::error::InspectionError;
use crate::inspections::queries::{found, sites as rows};
use crate::inspections::wire::{
    InspectorView, InspectorsByStreet, InspectorsOfArea, NewInspectors, StreetInspectors,
};
use crate::platform::audit::{self, Event};
use crate::platform::auth::markers::PlanInspections;
use crate::platform::auth::{Allowed, AreaScope};
use crate::platform::problem::{FieldCode, FieldProblem};
use entity::{inspection_round, inspection_site, inspection_task};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Gives the sites of areas, and single ones, to pairs of people; sites with an inspection keep theirs.
pub async fn assign(
    who: &Allowed<PlanInspections>,
    territory: &Territory,
    id: Uuid,
    body: &NewInspectors,
) -> Result<inspection_round::Model, InspectionError> {
    let round = in_field(who.read(), (who, territory), id, None).await?;
    check(who.read(), territory, &round, &body.items).await?;
    let now = who.now();
    who.write(async |tx| {
        let round = in_field(tx, (who, territory), id, None).await?;
        let inspected = found::of_round(tx, id).await?;
        let inspected: HashSet<Uuid> = inspected.iter().map(|row| row.round_site_id).collect();
        let mut sites = rows::of_round(tx, id).await?;
        sites.retain(|site| !inspected.contains(&site.id));
        let pairs = pairs(&sites, &body.items, territory);
        let given: Vec<Uuid> = pairs.keys().copied().collect();
        let tasks = tasks(round.id, &sites, &pairs, now.0);
        let detail = json!({"sites": given.len(), "tasks": tasks.len()});
        rows::assign(tx, &given, tasks).await?;
        let subject = format!("inspection_round:{id}");
        let event = Event::new(Some(who.actor()), "assign_inspectors", subject).detail(detail);
        audit::record(tx, &who.state().clock, event).await?;
        Ok(round)
    })
    .await
}

/// Areas must lie in the round, people must be able to inspect there.
async fn check(
    db: &impl ConnectionTrait,
    territory: &Territory,
    round: &inspection_round::Model,
    items: &[InspectorsOfArea],
) -> Result<(), InspectionError> {
    let known = inspectors(db, round, territory).await?;
    let known: HashSet<Uuid> = known.into_iter().map(|(id, _)| id).collect();
    let sites = rows::of_round(db, round.id).await?;
    let sites: HashSet<Uuid> = sites.into_iter().map(|site| site.id).collect();
    let mut faults = vec![];
    for (at, item) in items.iter().enumerate() {
        if item.round_site_id.is_some_and(|id| !sites.contains(&id)) {
            let pointer = format!("/items/{at}/round_site_id");
            faults.push(FieldProblem::new(pointer, FieldCode::UnknownRoundSite));
        }
        if item
            .area_code
            .as_ref()
            .is_some_and(|code| !is_inside(code, round, territory))
        {
            let pointer = format!("/items/{at}/area_code");
            faults.push(FieldProblem::new(pointer, FieldCode::UnknownArea));
        }
        let unknown = item.account_ids.iter().enumerate();
        faults.extend(
            unknown
                .filter(|(_, id)| !known.contains(id))
                .map(|(who, _)| {
                    let pointer = format!("/items/{at}/account_ids/{who}");
                    FieldProblem::new(pointer, FieldCode::UnknownAccount)
                }),
        );
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(InspectionError::Fields(faults))
    }
}

fn is_inside(code: &str, round: &inspection_round::Model, territory: &Territory) -> bool {
    let both = territory.by_code(code).zip(territory.by_id(round.area_id));
    both.is_some_and(|(area, whole)| area.path.starts_with(&whole.path))
}

/// The pair of each site that the assignment names; later parts go over earlier ones.
fn pairs<'a>(
    sites: &[inspection_site::Model],
    items: &'a [InspectorsOfArea],
    territory: &Territory,
) -> HashMap<Uuid, &'a [Uuid]> {
    let path_of = |id| territory.by_id(id).map_or("", |area| area.path.as_str());
    let mut pairs = HashMap::new();
    for item in items {
        let area = item
            .area_code
            .as_ref()
            .and_then(|code| territory.by_code(code));
        let is_meant = |site: &&inspection_site::Model| {
            item.round_site_id == Some(site.id)
                || area.is_some_and(|area| path_of(site.area_id).starts_with(&area.path))
        };
        let meant = sites.iter().filter(is_meant);
        pairs.extend(meant.map(|site| (site.id, item.account_ids.as_slice())));
    }
    pairs
}

/// Tasks of every pair, each with its own route.
pub fn tasks(
    round_id: Uuid,
    sites: &[inspection_site::Model],
    pairs: &HashMap<Uuid, &[Uuid]>,
    now: i64,
) -> Vec<inspection_task::Model> {
    let mut by_pair: BTreeMap<&[Uuid], Vec<&inspection_site::Model>> = BTreeMap::new();
    for site in sites {
        if let Some(pair) = pairs.get(&site.id) {
            by_pair.entry(*pair).or_default().push(site);
        }
    }
    let task =
        |site: &inspection_site::Model, account_id: Uuid, order: i64| inspection_task::Model {
            round_site_id: site.id,
            account_id,
            round_id,
            route_order: order,
            assigned_at: now,
        };
    let mut tasks = vec![];
    for (pair, sites) in by_pair {
        for (site, order) in route(sites).into_iter().zip(1..) {
            tasks.extend(pair.iter().map(|account| task(site, *account, order)));
        }
    }
    tasks
}

/// A walk over the sites: from the westernmost on, always to the nearest that is left; of equally near ones to the one drawn
/// first.
fn route(mut left: Vec<&inspection_site::Model>) -> Vec<&inspection_site::Model> {
    left.sort_by(|a, b| {
        a.lng
            .total_cmp(&b.lng)
            .then(a.draw_order.cmp(&b.draw_order))
    });
    let mut walk: Vec<&inspection_site::Model> = vec![];
    while !left.is_empty() {
        let next = walk.last().map_or(0, |last| {
            let far = |site: &inspection_site::Model| {
                distance_m((last.lng, last.lat), (site.lng, site.lat))
            };
            let nearest = left.iter().enumerate().min_by(|(_, a), (_, b)| {
                far(a)
                    .total_cmp(&far(b))
                    .then(a.draw_order.cmp(&b.draw_order))
            });
            nearest.map_or(0, |(at, _)| at)
        });
        walk.push(left.remove(next));
    }
    walk
}

/// People who may be given sites of a round, by name.
pub async fn inspectors(
    db: &impl ConnectionTrait,
    round: &inspection_round::Model,
    territory: &Territory,
) -> Result<Vec<(Uuid, String)>, DbErr> {
    let Some(area) = territory.by_id(round.area_id) else {
        return Ok(vec![]);
    };
    let inside = AreaScope::subtrees([area.path.clone()]);
    let above = territory.ancestors(area);
    let above = above.iter().map(|area| area.path.clone()).collect();
    rows::inspectors(db, &inside, above).await
}

/// How many sites of a round each person has.
pub async fn given(
    db: &impl ConnectionTrait,
    round_id: Uuid,
) -> Result<HashMap<Uuid, usize>, DbErr> {
    let mut given = HashMap::new();
    for task in rows::tasks(db, round_id).await? {
        *given.entry(task.account_id).or_default() += 1;
    }
    Ok(given)
}

/// Who inspects where, by street.
pub async fn assignments(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    territory: &Territory,
) -> Result<InspectorsByStreet, DbErr> {
    let sites = rows::of_round(db, round_id).await?;
    let tasks = rows::tasks(db, round_id).await?;
    let names = accounts::names_of(db, tasks.iter().map(|task| task.account_id).collect()).await?;
    let mut people: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for task in &tasks {
        people
            .entry(task.round_site_id)
            .or_default()
            .push(task.account_id);
    }
    let mut streets: BTreeMap<String, (usize, BTreeMap<Uuid, usize>)> = BTreeMap::new();
    for site in &sites {
        let street = street_of(site.area_id, territory);
        let code = street.map(|street| street.code.clone()).unwrap_or_default();
        let (sites, given) = streets.entry(code).or_default();
        *sites += 1;
        for account in people.get(&site.id).into_iter().flatten() {
            *given.entry(*account).or_default() += 1;
        }
    }
    let inspector = |(id, sites): (Uuid, usize)| InspectorView {
        id,
        name: names.get(&id).cloned().unwrap_or_default(),
        sites,
    };
    let items = streets
        .into_iter()
        .map(|(code, (sites, given))| StreetInspectors {
            area: NamedArea::by_code(&code, territory),
            sites,
            inspectors: given.into_iter().map(inspector).collect(),
        });
    Ok(InspectorsByStreet {
        items: items.collect(),
        unassigned: sites
            .iter()
            .filter(|site| !people.contains_key(&site.id))
            .count(),
    })
}
