//! The surveys of the demo city: two closed waves whose visits come from the history, and a running one that is really drawn.

use super::forms;
use super::model::{
    AllotBy, DesignSettings, Measure, StrataBy, WantedSide, WantedTarget, settle_measures,
};
use super::queries::{doors as door_rows, forms as form_rows, frames, surveys as rows};
use super::service::draw::lot;
use super::wire::Bilingual;
use crate::areas::Territory;
use crate::platform::audit::{self, Event};
use crate::platform::auth::{AreaScope, Level};
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::ids::Ids;
use crate::platform::input::FieldProblems;
use crate::platform::keys::{random_bytes, sha256};
use crate::platform::num;
use chrono::NaiveDate;
use entity::{dwelling, survey, survey_door, survey_form, survey_stratum, survey_task};
use sea_orm::DbErr;
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// What planting works with.
#[derive(Debug)]
pub struct Planter<'a> {
    /// The database.
    pub db: &'a Db,
    /// Time.
    pub clock: &'a Clock,
    /// New identifiers.
    pub ids: &'a Ids,
    /// The area tree in use.
    pub territory: &'a Territory,
    frame_id: Uuid,
    version_id: Uuid,
    measures: Vec<Measure>,
}

/// A wave of the history.
#[derive(Debug)]
pub struct Wave {
    /// Its number.
    pub number: i64,
    /// First local day.
    pub from: NaiveDate,
    /// Last local day.
    pub to: NaiveDate,
    /// Codes of the dwellings that were visited, in the order of their first visit.
    pub visited: Vec<String>,
}

/// A survey that visits can name.
#[derive(Debug)]
pub struct PlantedSurvey {
    /// Survey.
    pub survey_id: Uuid,
    /// Door by code of its dwelling.
    pub doors: HashMap<String, Uuid>,
}

/// The same id each time the demo is loaded.
fn fixed_id(what: &str) -> Uuid {
    let digest = sha256(&[b"wenxun demo survey", what.as_bytes()].concat());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(digest.first_chunk::<16>().unwrap_or(&[0; 16]));
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Publishes a workbook, unless it is there; answers the questionnaire and the version.
pub async fn plant_form(db: &Db, clock: &Clock, workbook: Vec<u8>) -> Result<(Uuid, Uuid), DbErr> {
    let compiled = forms::compile(workbook, &xlsform::Files::new())
        .map_err(|error| DbErr::Custom(error.to_string()))?;
    let form = &compiled.form;
    let form_id = fixed_id(&form.form);
    if let Some(id) = form_rows::published_id(db.read(), form_id, &form.version).await? {
        return Ok((form_id, id));
    }
    let ids = (
        form_id,
        fixed_id(&format!("{} {}", form.form, form.version)),
    );
    let draft = forms::draft_row(&compiled, ids, clock.now());
    let base = survey_form::Model {
        id: form_id,
        code: form.form.clone(),
        made_at: draft.made_at,
    };
    let version_id = draft.id;
    db.write(async |tx| {
        form_rows::keep_form(tx, base).await?;
        forms::publish_draft(tx, draft, clock.now(), None).await
    })
    .await?;
    Ok((form_id, version_id))
}

fn measure(
    code: &str,
    (zh, en): (&str, &str),
    question: &str,
    counts: &[&str],
    target: Option<f64>,
) -> Measure {
    Measure {
        code: code.to_owned(),
        name: Bilingual {
            zh: zh.to_owned(),
            en: en.to_owned(),
        },
        question: question.to_owned(),
        counts: counts.iter().map(|value| (*value).to_owned()).collect(),
        valid: None,
        target: target.map(|value| WantedTarget {
            comparator: WantedSide::AtLeast,
            value,
        }),
        formula: Bilingual::default(),
    }
}

/// What the household surveys measure. Targets of awareness, support and satisfaction: `demo/vocabulary/targets.csv`.
fn measures() -> Vec<Measure> {
    vec![
        measure(
            "awareness",
            ("知晓率", "Awareness"),
            "main/awareness/aware",
            &["yes"],
            Some(1.0),
        ),
        measure(
            "support",
            ("支持率", "Support"),
            "main/support_group/support",
            &["strong", "support"],
            Some(0.8),
        ),
        measure(
            "satisfaction",
            ("满意率", "Satisfaction"),
            "main/satisfaction_group/sat_overall",
            &["5", "4"],
            Some(0.9),
        ),
        measure(
            "participation",
            ("参与率", "Participation"),
            "main/support_group/activities",
            &["volunteer", "cleaning", "festival", "lecture"],
            None,
        ),
        measure(
            "handbook",
            ("手册入户率", "Handbook received"),
            "main/awareness/handbook_received",
            &["yes"],
            None,
        ),
        measure(
            "food",
            ("食品安全满意率", "Food safety"),
            "main/satisfaction_group/sat_food",
            &["5", "4"],
            None,
        ),
    ]
}

impl<'a> Planter<'a> {
    /// Surveys with one form and one frame.
    pub async fn new(
        db: &'a Db,
        (clock, ids): (&'a Clock, &'a Ids),
        territory: &'a Territory,
        (frame_id, version_id): (Uuid, Uuid),
    ) -> Result<Self, DbErr> {
        let definition = form_rows::definition(db.read(), version_id).await?;
        let form = forms::read_definition(&definition.unwrap_or_default())?;
        let (mut measures, mut faults) = (measures(), FieldProblems::default());
        settle_measures(&mut measures, &form, &mut faults);
        if let Some(fault) = faults.0.first() {
            return Err(DbErr::Custom(format!(
                "the demo measures what is not asked: {}",
                fault.pointer
            )));
        }
        Ok(Self {
            db,
            clock,
            ids,
            territory,
            frame_id,
            version_id,
            measures,
        })
    }
}

impl Planter<'_> {
    fn survey(&self, wave: &Wave, design: &DesignSettings) -> Result<survey::Model, DbErr> {
        let root = self.territory.roots().next().map_or(0, |area| area.id);
        let json = |error: serde_json::Error| DbErr::Json(error.to_string());
        Ok(survey::Model {
            id: fixed_id(&format!("wave {}", wave.number)),
            area_id: root,
            kind: "household".to_owned(),
            state: "field".to_owned(),
            title_zh: format!("创建知晓与支持入户调查 第 {} 轮", wave.number),
            title_en: format!("Awareness and support, wave {}", wave.number),
            form_version_id: Some(self.version_id),
            frame_id: Some(self.frame_id),
            starts_on: wave.from.to_string(),
            ends_on: wave.to.to_string(),
            wave: wave.number,
            previous_id: (wave.number > 1).then(|| fixed_id(&format!("wave {}", wave.number - 1))),
            measures: serde_json::to_string(&self.measures).map_err(json)?,
            design: serde_json::to_string(&Some(design)).map_err(json)?,
            version: 1,
            seed_sha256: None,
            seed: None,
            made_at: self.clock.now().0,
            made_by: None,
            drawn_at: Some(self.clock.now().0),
            closed_at: None,
        })
    }

    fn everywhere(&self) -> AreaScope {
        AreaScope::subtrees(self.territory.roots().map(|area| area.path.clone()))
    }

    /// A closed wave whose doors are those that the history visited: by street, each with the same chance.
    pub async fn plant_wave(&self, wave: &Wave, closed_at: i64) -> Result<PlantedSurvey, DbErr> {
        let scope = self.everywhere();
        let counts = frames::counts(self.db.read(), &scope, self.frame_id).await?;
        let street = |area_id: i64| self.street(area_id);
        let mut frame: BTreeMap<String, u64> = BTreeMap::new();
        for (area_id, doors) in counts {
            *frame.entry(street(area_id)).or_default() += doors;
        }
        let dwellings =
            rows::dwellings(self.db.read(), &scope, self.frame_id, &wave.visited).await?;
        let by_code: HashMap<&str, &dwelling::Model> = dwellings
            .iter()
            .map(|row| (row.code.as_str(), row))
            .collect();
        let mut drawn: BTreeMap<String, u64> = BTreeMap::new();
        for row in &dwellings {
            *drawn.entry(street(row.area_id)).or_default() += 1;
        }
        let design = design_of(&drawn, 0.0);
        let mut survey = self.survey(wave, &design)?;
        "closed".clone_into(&mut survey.state);
        survey.closed_at = Some(closed_at);
        survey.drawn_at = Some(survey.made_at.min(closed_at));
        let doors = (1..).zip(&wave.visited).filter_map(|(order, code)| {
            let row = by_code.get(code.as_str())?;
            let stratum = street(row.area_id);
            let chance =
                num::from_u64(*drawn.get(&stratum)?) / num::from_u64(*frame.get(&stratum)?);
            Some(self.door(&survey, row, (stratum, chance), order))
        });
        let doors: Vec<survey_door::Model> = doors.collect();
        let strata = drawn.iter().map(|(code, drawn)| survey_stratum::Model {
            survey_id: survey.id,
            code: code.clone(),
            dwellings: count(frame.get(code).copied().unwrap_or_default()),
            clusters: self.communities(code),
            drawn_clusters: 0,
            drawn: count(*drawn),
            reserve: 0,
        });
        let by_code = doors
            .iter()
            .map(|door| (door.dwelling_code.clone(), door.id));
        let planted = PlantedSurvey {
            survey_id: survey.id,
            doors: by_code.collect(),
        };
        let drawn = rows::DrawnRows {
            strata: strata.collect(),
            clusters: vec![],
            doors,
        };
        self.store(survey, drawn, vec![]).await?;
        Ok(planted)
    }

    /// How many communities a street has.
    fn communities(&self, street: &str) -> i64 {
        let street = self.territory.by_code(street);
        let below = street.map(|street| self.territory.children(street).count());
        num::i64_from_usize(below.unwrap_or_default())
    }

    /// Code of the street that holds a grid.
    fn street(&self, area_id: i64) -> String {
        let area = self.territory.by_id(area_id);
        let street =
            area.and_then(|area| self.territory.at_level(area, Level::Street).or(Some(area)));
        street.map(|area| area.code.clone()).unwrap_or_default()
    }

    fn door(
        &self,
        survey: &survey::Model,
        row: &dwelling::Model,
        (stratum, probability): (String, f64),
        draw_order: i64,
    ) -> survey_door::Model {
        let area = self.territory.by_id(row.area_id);
        let community = area.and_then(|area| self.territory.at_level(area, Level::Community));
        survey_door::Model {
            id: fixed_id(&format!("{} {}", survey.id, row.code)),
            survey_id: survey.id,
            area_id: row.area_id,
            community_code: community.map(|area| area.code.clone()).unwrap_or_default(),
            dwelling_code: row.code.clone(),
            building: row.building.clone(),
            unit: row.unit.clone(),
            door: row.door.clone(),
            floor: row.floor.clone(),
            dwelling_type: row.dwelling_type.clone(),
            lng: row.lng,
            lat: row.lat,
            stratum,
            cluster: None,
            probability,
            draw_order,
            reserve_order: None,
        }
    }

    /// A survey in the field, drawn now: so many doors by street; those of `street` are given to one surveyor.
    pub async fn plant_running(
        &self,
        wave: &Wave,
        by_street: &BTreeMap<String, u64>,
        (street, surveyor): (&str, Uuid),
    ) -> Result<(), DbErr> {
        let mut survey = self.survey(wave, &design_of(by_street, 0.3))?;
        if rows::find(self.db.read(), survey.id).await?.is_some() {
            return Ok(());
        }
        let broken = |error: &dyn std::fmt::Display| DbErr::Custom(error.to_string());
        let seed = random_bytes().map_err(|error| broken(&error))?;
        let drawn = lot(self.db.read(), &survey, self.territory, seed)
            .await
            .map_err(|error| broken(&error))?;
        survey.seed = Some(seed.to_vec());
        survey.seed_sha256 = Some(sha256(&seed).to_vec());
        let drawn = drawn.rows(&survey, || self.ids.next(self.clock));
        let mut walk: Vec<&survey_door::Model> = drawn
            .doors
            .iter()
            .filter(|door| door.reserve_order.is_none() && door.stratum == street)
            .collect();
        walk.sort_by_cached_key(|door| super::service::assign::walk_key(door, self.territory));
        let tasks = (1..).zip(walk).map(|(order, door)| survey_task::Model {
            door_id: door.id,
            survey_id: survey.id,
            account_id: surveyor,
            walk_order: order,
            assigned_at: self.clock.now().0,
        });
        let tasks = tasks.collect();
        self.store(survey, drawn, tasks).await
    }

    async fn store(
        &self,
        survey: survey::Model,
        drawn: rows::DrawnRows,
        tasks: Vec<survey_task::Model>,
    ) -> Result<(), DbErr> {
        if rows::find(self.db.read(), survey.id).await?.is_some() {
            return Ok(());
        }
        let event = Event::new(None, "command:load_demo", format!("survey:{}", survey.id)).detail(json!({
            "seed_sha256": survey.seed_sha256.as_ref().map(hex::encode), "doors": drawn.doors.len()}));
        self.db
            .write(async |tx| {
                rows::insert(tx, survey).await?;
                rows::insert_draw(tx, drawn).await?;
                door_rows::assign(tx, &[], tasks).await?;
                audit::record(tx, self.clock, event).await
            })
            .await
    }
}

fn count(doors: u64) -> i64 {
    i64::try_from(doors).unwrap_or(i64::MAX)
}

fn design_of(by_street: &BTreeMap<String, u64>, reserve_share: f64) -> DesignSettings {
    let given = by_street
        .iter()
        .map(|(code, doors)| (code.clone(), u32::try_from(*doors).unwrap_or(u32::MAX)));
    DesignSettings {
        strata: StrataBy::Street,
        allocation: AllotBy::Given,
        given: given.collect(),
        expected: BTreeMap::new(),
        stages: 1,
        cluster_size: None,
        margin: 0.03,
        expected_rate: 0.7,
        deff: 1.2,
        response_rate: 0.7,
        reserve_share,
        margins: vec![],
    }
}
