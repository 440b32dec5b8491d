//! The draw: plan, lot, and the proof that the told seed gives the same doors again.
//!
//! The hash of the seed enters the audit log and the survey in the transaction that stores the doors, so it is published
//! before anybody can know one of them. The seed is told when the survey is closed; then anybody may draw again.

use super::reach::{Reach, held};
use super::setup::Planning;
use crate::areas::{Area, Territory};
use crate::platform::audit::{self, Event};
use crate::platform::auth::{AreaScope, Level, Permission};
use crate::platform::keys::{random_bytes, sha256};
use crate::platform::num;
use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem};
use crate::surveys::draw::{
    self, Allocation, Design, Draw, FrameCluster, FrameStratum, Plan, Stages, StratumSize,
};
use crate::surveys::error::SurveyError;
use crate::surveys::model::{AllotBy, DesignSettings, StrataBy, SurveyKind, natural};
use crate::surveys::queries::surveys::{self as rows, DrawnRows, FrameDoor};
use crate::surveys::queries::{doors, frames};
use entity::{dwelling, survey, survey_cluster, survey_door, survey_stratum};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The part of a frame that lies in a survey's area, as the lot wants it.
struct Urn {
    strata: Vec<FrameStratum>,
    /// What the numbers in `strata` stand for.
    doors: Vec<FrameDoor>,
}

impl Planning<'_> {
    /// What a draw by these settings would come to.
    pub async fn plan(
        &self,
        frame_id: Uuid,
        area_code: &str,
        settings: &DesignSettings,
    ) -> Result<Plan, SurveyError> {
        let territory = self.territories.current();
        let scope = self.who.scope().clone().areas_only();
        let area = territory
            .by_code(area_code)
            .filter(|area| scope.contains_path(&area.path))
            .ok_or_else(|| fault("/area_code", FieldCode::UnknownArea))?;
        if frames::find(self.who.read(), frame_id).await?.is_none() {
            return Err(fault("/frame_id", FieldCode::UnknownFrame));
        }
        let inside = AreaScope::subtrees([area.path.clone()]);
        let counts = frames::counts(self.who.read(), &inside, frame_id).await?;
        let sizes = sizes(&counts, settings.strata, &territory);
        draw::plan(&sizes, &design_of(settings)).map_err(SurveyError::Design)
    }

    /// Draws the doors, once for ever; a street intercept just begins.
    pub async fn draw(&self, id: Uuid) -> Result<survey::Model, SurveyError> {
        let who = self.who;
        let territory = self.territories.current();
        let reach = Reach::of(who.read(), who.actor(), Permission::PlanSurveys).await?;
        let survey = held(who.read(), &reach, &territory, id).await?;
        if survey.state != "draft" {
            return Err(SurveyError::Plain(Code::SurveyDrawn));
        }
        let (seed, rows) = if survey.kind == SurveyKind::Household.code() {
            let seed = random_bytes().map_err(|error| SurveyError::Broken(error.into()))?;
            let drawn = lot(who.read(), &survey, &territory, seed).await?;
            (Some(seed), drawn.rows(&survey, || who.new_id()))
        } else {
            (None, DrawnRows::default())
        };
        let now = who.now();
        who.write(async |tx| {
            let current = held(tx, &reach, &territory, id).await?;
            if current.state != "draft" {
                return Err(SurveyError::Plain(Code::SurveyDrawn));
            }
            if current.version != survey.version {
                return Err(SurveyError::Plain(Code::SurveyChanged));
            }
            let mut after = current;
            "field".clone_into(&mut after.state);
            after.version += 1;
            after.drawn_at = Some(now.0);
            after.seed = seed.map(|seed| seed.to_vec());
            after.seed_sha256 = seed.map(|seed| sha256(&seed).to_vec());
            rows::begin(tx, &after).await?;
            let event = Event::new(Some(who.actor()), "draw_survey", format!("survey:{id}"))
                .detail(json!({
                "seed_sha256": after.seed_sha256.as_ref().map(hex::encode),
                "doors": rows.doors.len(), "frame": after.frame_id, "design": after.design}));
            rows::insert_draw(tx, rows).await?;
            audit::record(tx, &who.state().clock, event).await?;
            Ok(after)
        })
        .await
    }
}

/// Draws again from the told seed and compares with what was drawn. Answers whether all is the same, and how many doors.
pub async fn redraw(
    db: &impl ConnectionTrait,
    survey: &survey::Model,
    territory: &Territory,
) -> Result<(bool, usize), SurveyError> {
    let seed = survey
        .seed
        .as_deref()
        .and_then(|seed| <[u8; 32]>::try_from(seed).ok());
    let Some(seed) = seed.filter(|_| survey.state == "closed") else {
        return Err(SurveyError::Plain(Code::SurveyNotClosed));
    };
    let drawn = lot(db, survey, territory, seed).await?;
    let again = drawn.rows(survey, Uuid::nil).doors;
    let before = doors::everywhere(db, survey.id).await?;
    let key = |door: &survey_door::Model| {
        (
            door.dwelling_code.clone(),
            door.stratum.clone(),
            door.cluster,
            door.probability.to_bits(),
            door.draw_order,
            door.reserve_order,
        )
    };
    let same = before.len() == again.len()
        && before.iter().map(key).eq(again.iter().map(key))
        && survey.seed_sha256.as_deref() == Some(sha256(&seed).as_slice());
    Ok((same, again.len()))
}

fn fault(pointer: &str, code: FieldCode) -> SurveyError {
    SurveyError::Fields(vec![FieldProblem::new(pointer, code)])
}

/// A draw with the dwellings it met.
#[derive(Debug)]
pub struct Drawn {
    draw: Draw,
    strata: Vec<String>,
    codes: Vec<String>,
    dwellings: HashMap<String, (dwelling::Model, String)>,
}

pub async fn lot(
    db: &impl ConnectionTrait,
    survey: &survey::Model,
    territory: &Territory,
    seed: [u8; 32],
) -> Result<Drawn, SurveyError> {
    let frame_id = survey
        .frame_id
        .ok_or_else(|| fault("/frame_id", FieldCode::MissingField))?;
    let settings: Option<DesignSettings> = serde_json::from_str(&survey.design)?;
    let settings = settings.ok_or_else(|| fault("/design", FieldCode::MissingField))?;
    let area = territory
        .by_id(survey.area_id)
        .ok_or(SurveyError::Plain(Code::SurveyNotFound))?;
    let inside = AreaScope::subtrees([area.path.clone()]);
    let all = rows::frame_doors(db, &inside, frame_id).await?;
    let urn = urn(all, settings.strata, territory);
    let design = design_of(&settings);
    let (draw, urn) = actix_web::web::block(move || (draw::draw(&urn.strata, &design, &seed), urn))
        .await
        .map_err(|error| SurveyError::Broken(error.into()))?;
    let draw = draw.map_err(SurveyError::Design)?;
    let codes: Vec<String> = draw
        .doors
        .iter()
        .filter_map(|door| {
            Some(
                urn.doors
                    .get(num::usize_from_i64(i64::from(door.door)))?
                    .code
                    .clone(),
            )
        })
        .collect();
    let found = rows::dwellings(db, &inside, frame_id, &codes).await?;
    let community = |area_id: i64| {
        let area = territory.by_id(area_id);
        let above = area.and_then(|area| territory.at_level(area, Level::Community).or(Some(area)));
        above.map(|area| area.code.clone()).unwrap_or_default()
    };
    Ok(Drawn {
        draw,
        strata: urn.strata.into_iter().map(|stratum| stratum.code).collect(),
        codes,
        dwellings: found
            .into_iter()
            .map(|row| (row.code.clone(), (row.clone(), community(row.area_id))))
            .collect(),
    })
}

impl Drawn {
    /// The rows to store; `new_id` gives each door its id.
    pub fn rows(&self, survey: &survey::Model, new_id: impl Fn() -> Uuid) -> DrawnRows {
        let stratum = |at: usize| self.strata.get(at).cloned().unwrap_or_default();
        let strata = self
            .draw
            .strata
            .iter()
            .enumerate()
            .map(|(at, one)| survey_stratum::Model {
                survey_id: survey.id,
                code: stratum(at),
                dwellings: i64::from(one.dwellings),
                clusters: i64::from(one.clusters),
                drawn_clusters: i64::from(one.drawn_clusters),
                drawn: i64::from(one.drawn),
                reserve: i64::from(one.reserve),
            });
        let clusters = self.draw.clusters.iter().map(|one| survey_cluster::Model {
            survey_id: survey.id,
            stratum: stratum(one.stratum),
            cluster: i64::from(one.cluster),
            dwellings: i64::from(one.dwellings),
            drawn: i64::from(one.drawn),
            probability: one.probability,
        });
        let doors = self
            .draw
            .doors
            .iter()
            .zip(&self.codes)
            .filter_map(|(one, code)| {
                let (dwelling, community) = self.dwellings.get(code)?.clone();
                Some(survey_door::Model {
                    id: new_id(),
                    survey_id: survey.id,
                    area_id: dwelling.area_id,
                    community_code: community,
                    dwelling_code: dwelling.code,
                    building: dwelling.building,
                    unit: dwelling.unit,
                    door: dwelling.door,
                    floor: dwelling.floor,
                    dwelling_type: dwelling.dwelling_type,
                    lng: dwelling.lng,
                    lat: dwelling.lat,
                    stratum: stratum(one.stratum),
                    cluster: one.cluster.map(i64::from),
                    probability: one.probability,
                    draw_order: i64::from(one.order),
                    reserve_order: one.reserve_order.map(i64::from),
                })
            });
        let mut doors: Vec<survey_door::Model> = doors.collect();
        doors.sort_by_key(|door| door.draw_order);
        DrawnRows {
            strata: strata.collect(),
            clusters: clusters.collect(),
            doors,
        }
    }
}

/// The area that makes the stratum of a grid.
fn stratum_of<'a>(area: &'a Area, by: StrataBy, territory: &'a Territory) -> &'a Area {
    let level = match by {
        StrataBy::Street => Level::Street,
        StrataBy::Community => Level::Community,
    };
    territory.at_level(area, level).unwrap_or(area)
}

/// Doors and communities by stratum, in the order of the tree.
fn sizes(counts: &BTreeMap<i64, u64>, by: StrataBy, territory: &Territory) -> Vec<StratumSize> {
    let mut strata: BTreeMap<&str, (StratumSize, std::collections::BTreeSet<&str>)> =
        BTreeMap::new();
    for (area_id, doors) in counts {
        let Some(area) = territory.by_id(*area_id) else {
            continue;
        };
        let above = stratum_of(area, by, territory);
        let cluster = territory.at_level(area, Level::Community).unwrap_or(area);
        let (size, clusters) = strata.entry(above.path.as_str()).or_insert_with(|| {
            let size = StratumSize {
                code: above.code.clone(),
                dwellings: 0,
                clusters: 0,
            };
            (size, std::collections::BTreeSet::new())
        });
        size.dwellings += u32::try_from(*doors).unwrap_or(u32::MAX);
        if clusters.insert(cluster.path.as_str()) {
            size.clusters += 1;
        }
    }
    strata.into_values().map(|(size, _)| size).collect()
}

/// Sorts a frame into strata and clusters, the doors as one would walk along them.
fn urn(mut all: Vec<FrameDoor>, by: StrataBy, territory: &Territory) -> Urn {
    let path = |door: &FrameDoor| {
        territory
            .by_id(door.area_id)
            .map_or("", |area| area.path.as_str())
    };
    all.sort_by_cached_key(|door| {
        (
            path(door).to_owned(),
            natural(&door.building),
            natural(&door.unit),
            natural(&door.floor),
            natural(&door.door),
            door.code.clone(),
        )
    });
    let mut strata: Vec<FrameStratum> = vec![];
    for (at, door) in all.iter().enumerate() {
        let Some(area) = territory.by_id(door.area_id) else {
            continue;
        };
        let above = stratum_of(area, by, territory);
        let cluster = territory.at_level(area, Level::Community).unwrap_or(area);
        if strata.last().is_none_or(|last| last.code != above.code) {
            strata.push(FrameStratum {
                code: above.code.clone(),
                clusters: vec![],
            });
        }
        let Some(stratum) = strata.last_mut() else {
            continue;
        };
        if stratum
            .clusters
            .last()
            .is_none_or(|last| last.code != cluster.code)
        {
            stratum.clusters.push(FrameCluster {
                code: cluster.code.clone(),
                doors: vec![],
            });
        }
        if let Some(cluster) = stratum.clusters.last_mut() {
            cluster.doors.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
    }
    Urn { strata, doors: all }
}

fn design_of(settings: &DesignSettings) -> Design {
    Design {
        allocation: match settings.allocation {
            AllotBy::Proportional => Allocation::Proportional,
            AllotBy::Equal => Allocation::Equal,
            AllotBy::Neyman => Allocation::Neyman(settings.expected.clone()),
            AllotBy::Given => Allocation::Given(settings.given.clone()),
        },
        stages: match settings.cluster_size {
            Some(cluster_size) if settings.stages == 2 => Stages::Two { cluster_size },
            _ => Stages::One,
        },
        margin: settings.margin,
        expected_rate: settings.expected_rate,
        deff: settings.deff,
        response_rate: settings.response_rate,
        reserve_share: settings.reserve_share,
    }
}

/// A design that cannot be drawn, as people read it.
pub fn design_problem(error: &draw::DrawError) -> Problem {
    Problem::new(Code::DesignRefused)
        .with("why", error.to_string())
        .at(vec![FieldProblem::new("/design", FieldCode::NotADesign)])
}
