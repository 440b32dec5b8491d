//! Inspections for the offline pack: the sites given to the caller in the order of the route, and the items to check.

use super::model::RoundKind;
use super::queries::{found, rounds, rubrics as rubric_rows, sites};
use super::rubrics::Rubrics;
use super::wire::RubricTypeView;
use crate::areas::{NamedArea, Territories, Territory};
use crate::records::{FieldPackPart, PackCaller};
use entity::{inspection_round, inspection_site, inspection_task};
use futures_util::future::LocalBoxFuture;
use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Part `inspections`.
#[derive(Clone, Debug)]
pub struct InspectionsPart {
    /// The area tree in use.
    pub territories: Territories,
    /// Rubrics.
    pub rubrics: Rubrics,
}

#[derive(Serialize)]
struct Part {
    rounds: Vec<PackedRound>,
    rubrics: Vec<PackedRubric>,
}

#[derive(Serialize)]
struct PackedRubric {
    id: Uuid,
    number: i64,
    types: Vec<RubricTypeView>,
}

#[derive(Serialize)]
struct PackedRound {
    id: Uuid,
    kind: String,
    kind_zh: &'static str,
    kind_en: &'static str,
    title_zh: String,
    title_en: String,
    from: String,
    to: String,
    rubric_id: Uuid,
    makes_cases: String,
    sites: Vec<PackedSite>,
}

#[derive(Serialize)]
struct PackedSite {
    id: Uuid,
    site_id: Uuid,
    code: String,
    name_zh: String,
    name_en: String,
    site_type: String,
    lng: f64,
    lat: f64,
    area_code: String,
    area_zh: String,
    area_en: String,
    order: i64,
    is_done: bool,
    done_record_id: Option<Uuid>,
    last_score: Option<f64>,
}

impl FieldPackPart for InspectionsPart {
    fn name(&self) -> &'static str {
        "inspections"
    }

    fn build<'a>(&'a self, caller: &'a PackCaller) -> LocalBoxFuture<'a, Result<Vec<u8>, DbErr>> {
        Box::pin(async {
            let part = self.make(caller.db.read(), caller.actor.account_id).await?;
            serde_json::to_vec(&part).map_err(|error| DbErr::Json(error.to_string()))
        })
    }
}

/// What the sites of a caller are packed with.
struct Route<'a> {
    territory: &'a Territory,
    sites: HashMap<Uuid, inspection_site::Model>,
    /// Own inspections that count, by drawn site.
    done: HashMap<Uuid, Uuid>,
}

impl InspectionsPart {
    async fn make(&self, db: &impl ConnectionTrait, me: Uuid) -> Result<Part, DbErr> {
        let mut by_round: BTreeMap<Uuid, Vec<inspection_task::Model>> = BTreeMap::new();
        for task in sites::tasks_of(db, me).await? {
            by_round.entry(task.round_id).or_default().push(task);
        }
        let territory = self.territories.current();
        let mut part = Part {
            rounds: vec![],
            rubrics: vec![],
        };
        let mut types: BTreeMap<Uuid, BTreeSet<String>> = BTreeMap::new();
        for (id, tasks) in by_round {
            let Some(round) = rounds::find(db, id).await? else {
                continue;
            };
            if round.state != "field" {
                continue;
            }
            let ids: Vec<Uuid> = tasks.iter().map(|task| task.round_site_id).collect();
            let route = Route {
                territory: &territory,
                sites: sites::by_ids(db, &ids).await?,
                done: done(db, &ids, me).await?,
            };
            let needed = route.sites.values().map(|site| site.site_type.clone());
            types.entry(round.rubric_id).or_default().extend(needed);
            let last = self.last_scores(db, &round).await?;
            part.rounds.push(packed(round, &tasks, &route, &last));
        }
        for (id, types) in types {
            part.rubrics.extend(self.rubric(db, id, &types).await?);
        }
        Ok(part)
    }

    async fn rubric(
        &self,
        db: &impl ConnectionTrait,
        id: Uuid,
        types: &BTreeSet<String>,
    ) -> Result<Option<PackedRubric>, DbErr> {
        let row = rubric_rows::find(db, id).await?;
        let rubric = self.rubrics.get(db, id).await?;
        let Some((row, rubric)) = row.zip(rubric) else {
            return Ok(None);
        };
        let needed = rubric.types.iter().filter(|one| types.contains(&one.code));
        Ok(Some(PackedRubric {
            id,
            number: row.number,
            types: needed.map(RubricTypeView::from).collect(),
        }))
    }

    /// Published scores of the round of the same kind and area before, by code of the site.
    async fn last_scores(
        &self,
        db: &impl ConnectionTrait,
        round: &inspection_round::Model,
    ) -> Result<HashMap<String, f64>, DbErr> {
        let earlier = rounds::all(db).await?.into_iter().filter(|one| {
            one.kind == round.kind && one.area_id == round.area_id && one.published_at.is_some()
        });
        let Some(last) = earlier.max_by_key(|one| (one.published_at, one.id)) else {
            return Ok(HashMap::new());
        };
        let results = found::results(db, last.id).await?;
        let ids: Vec<Uuid> = results.iter().map(|row| row.round_site_id).collect();
        let sites = sites::by_ids(db, &ids).await?;
        let scored = results.iter().filter_map(|row| {
            let code = sites.get(&row.round_site_id)?.code.clone();
            Some((code, super::wire::points(row.score?)))
        });
        Ok(scored.collect())
    }
}

/// Own inspections that count, by drawn site.
async fn done(
    db: &impl ConnectionTrait,
    sites: &[Uuid],
    me: Uuid,
) -> Result<HashMap<Uuid, Uuid>, DbErr> {
    let mut own = found::of_sites(db, sites).await?;
    own.retain(|one| one.author_id == me);
    let ids: Vec<Uuid> = own.iter().map(|one| one.record_id).collect();
    let left_out = found::left_out(db, &ids).await?;
    let excluded = found::excluded(db, &ids).await?;
    own.retain(|one| !left_out.contains_key(&one.record_id) && !excluded.contains(&one.record_id));
    Ok(own
        .into_iter()
        .map(|one| (one.round_site_id, one.record_id))
        .collect())
}

fn packed(
    round: inspection_round::Model,
    tasks: &[inspection_task::Model],
    route: &Route<'_>,
    last: &HashMap<String, f64>,
) -> PackedRound {
    let (kind_zh, kind_en) = RoundKind::parse(&round.kind).map_or(("", ""), RoundKind::names);
    let site = |task: &inspection_task::Model| {
        let site = route.sites.get(&task.round_site_id)?;
        let area = NamedArea::by_id(site.area_id, route.territory);
        let done = route.done.get(&site.id).copied();
        Some(PackedSite {
            id: site.id,
            site_id: site.site_id,
            code: site.code.clone(),
            name_zh: site.title_zh.clone(),
            name_en: site.title_en.clone(),
            site_type: site.site_type.clone(),
            lng: site.lng,
            lat: site.lat,
            area_code: area.code,
            area_zh: area.name_zh,
            area_en: area.name_en,
            order: task.route_order,
            is_done: done.is_some(),
            done_record_id: done,
            last_score: last.get(&site.code).copied(),
        })
    };
    PackedRound {
        id: round.id,
        kind_zh,
        kind_en,
        sites: tasks.iter().filter_map(site).collect(),
        kind: round.kind,
        title_zh: round.title_zh,
        title_en: round.title_en,
        from: round.starts_on,
        to: round.ends_on,
        rubric_id: round.rubric_id,
        makes_cases: round.makes_cases,
    }
}
