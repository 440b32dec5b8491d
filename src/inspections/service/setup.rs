//! Setting rounds up, and what could be drawn.

use super::draw::{cells_in, stratum_of};
use super::reach::planned;
use crate::areas::{Area, NamedArea, Territory};
use crate::inspections::error::InspectionError;
use crate::inspections::import::unknown;
use crate::inspections::lot::Cells;
use crate::inspections::model::{Rubric, StrataBy};
use crate::inspections::queries::{rounds, rubrics};
use crate::inspections::rubrics::Rubrics;
use crate::inspections::wire::{
    FrameStratumView, FrameTypeView, FrameView, NewRound, NewRoundType,
};
use crate::platform::audit::{self, Event};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::PlanInspections;
use crate::platform::input::FieldProblems;
use crate::platform::problem::{Code, FieldCode};
use entity::inspection_round;
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// How the sites of a round are drawn, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundDesign {
    /// Which areas make the strata.
    pub strata: String,
    /// How many sites of each kind.
    pub types: Vec<NewRoundType>,
    /// Code of the area that is one stratum where a number is too small to give a site to each; none for rounds set up
    /// before that rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<String>,
}

impl RoundDesign {
    /// Which areas make the strata.
    pub fn by(&self) -> StrataBy {
        StrataBy::parse(&self.strata).unwrap_or(StrataBy::Whole)
    }
}

/// What setting up works with.
#[derive(Debug)]
pub struct Planning<'a> {
    /// Who plans.
    pub who: &'a Allowed<PlanInspections>,
    /// The area tree in use.
    pub territory: &'a Territory,
    /// Rubrics.
    pub rubrics: &'a Rubrics,
}

impl Planning<'_> {
    /// Sets a round up.
    pub async fn create(&self, body: NewRound) -> Result<inspection_round::Model, InspectionError> {
        let who = self.who;
        let area = self.settle(&body).await?;
        let blank = inspection_round::Model {
            id: who.new_id(),
            area_id: area.id,
            kind: String::new(),
            state: "draft".to_owned(),
            version: 1,
            title_zh: String::new(),
            title_en: String::new(),
            rubric_id: body.rubric_id,
            starts_on: String::new(),
            ends_on: String::new(),
            design: String::new(),
            makes_cases: String::new(),
            case_severity: 1,
            planner_id: Some(who.actor().account_id),
            seed: None,
            made_at: who.now().0,
            drawn_at: None,
            published_at: None,
        };
        let row = filled(blank, &body, area)?;
        who.write(async |tx| {
            rounds::insert(tx, row.clone()).await?;
            self.note(tx, "create_inspection_round", &row).await?;
            Ok(row)
        })
        .await
    }

    /// Changes a draft.
    pub async fn update(
        &self,
        id: Uuid,
        body: NewRound,
    ) -> Result<inspection_round::Model, InspectionError> {
        let seen = Some(body.seen_version.unwrap_or_default());
        planned(self.who.read(), (self.who, self.territory), id, seen).await?;
        let area = self.settle(&body).await?;
        self.who
            .write(async |tx| {
                let before = planned(tx, (self.who, self.territory), id, seen).await?;
                if before.drawn_at.is_some() {
                    return Err(InspectionError::Plain(Code::RoundDrawn));
                }
                let mut after = filled(before, &body, area)?;
                after.version += 1;
                rounds::save(tx, &after).await?;
                self.note(tx, "update_inspection_round", &after).await?;
                Ok(after)
            })
            .await
    }

    async fn note(
        &self,
        tx: &impl ConnectionTrait,
        operation: &'static str,
        row: &inspection_round::Model,
    ) -> Result<(), DbErr> {
        let subject = format!("inspection_round:{}", row.id);
        let detail = json!({"kind": row.kind, "version": row.version, "design": row.design});
        let event = Event::new(Some(self.who.actor()), operation, subject).detail(detail);
        audit::record(tx, &self.who.state().clock, event).await
    }

    /// Holds a round against areas and the rubric; its area.
    async fn settle(&self, body: &NewRound) -> Result<&Area, InspectionError> {
        let mut found = FieldProblems::default();
        let area = self.territory.by_code(&body.area_code);
        let area = area.filter(|area| self.who.scope().contains_path(&area.path));
        if area.is_none() {
            found.add("/area_code", FieldCode::UnknownArea);
        }
        match self.rubrics.get(self.who.read(), body.rubric_id).await? {
            None => found.add("/rubric_id", FieldCode::UnknownRubric),
            Some(rubric) => check_types(body, &rubric, &mut found),
        }
        area.filter(|_| found.0.is_empty())
            .ok_or(InspectionError::Fields(found.0))
    }

    /// The sites that could be drawn in an area.
    pub async fn frame(&self, code: &str, by: StrataBy) -> Result<FrameView, InspectionError> {
        let area = self.territory.by_code(code);
        let area = area.filter(|area| self.who.scope().contains_path(&area.path));
        let area = area.ok_or_else(|| InspectionError::query("/area", FieldCode::UnknownArea))?;
        let newest = rubrics::newest(self.who.read()).await?;
        let newest = newest.ok_or_else(unknown)?;
        let rubric = self.rubrics.get(self.who.read(), newest.id).await?;
        let rubric = rubric.ok_or_else(unknown)?;
        let types = rubric.types.iter().map(|one| one.code.clone()).collect();
        let (_, cells) = cells_in(self.who.read(), types, (area, by), self.territory).await?;
        Ok(frame_view(&cells, &rubric, self.territory))
    }
}

fn check_types(body: &NewRound, rubric: &Arc<Rubric>, found: &mut FieldProblems) {
    for (at, one) in body.types.iter().enumerate() {
        if rubric.site_type(&one.site_type).is_none() {
            found.add(format!("/types/{at}/site_type"), FieldCode::UnknownValue);
        }
    }
}

fn filled(
    mut row: inspection_round::Model,
    body: &NewRound,
    area: &Area,
) -> Result<inspection_round::Model, InspectionError> {
    row.area_id = area.id;
    row.kind.clone_from(&body.kind);
    body.title_zh.trim().clone_into(&mut row.title_zh);
    body.title_en.trim().clone_into(&mut row.title_en);
    row.rubric_id = body.rubric_id;
    row.starts_on = body.from.to_string();
    row.ends_on = body.to.to_string();
    row.design = serde_json::to_string(&RoundDesign {
        strata: body.strata.clone(),
        types: body.types.clone(),
        whole: Some(area.code.clone()),
    })?;
    row.makes_cases.clone_from(&body.makes_cases);
    row.case_severity = body.case_severity;
    Ok(row)
}

fn frame_view(cells: &Cells, rubric: &Rubric, territory: &Territory) -> FrameView {
    let named = |code: &str, sites: usize| {
        let of = rubric.site_type(code);
        FrameTypeView {
            code: code.to_owned(),
            name_zh: of.map(|one| one.name_zh.clone()).unwrap_or_default(),
            name_en: of.map(|one| one.name_en.clone()).unwrap_or_default(),
            sites,
        }
    };
    let mut strata: BTreeMap<&str, Vec<FrameTypeView>> = BTreeMap::new();
    let mut types = vec![];
    for one in &rubric.types {
        let of_type = cells.get(&one.code).map(Vec::as_slice).unwrap_or_default();
        let all: usize = of_type.iter().map(|cell| cell.sites.len()).sum();
        if all > 0 {
            types.push(named(&one.code, all));
        }
        for cell in of_type {
            let of_stratum = strata.entry(cell.stratum.as_str()).or_default();
            of_stratum.push(named(&one.code, cell.sites.len()));
        }
    }
    let stratum = |(code, types): (&str, Vec<FrameTypeView>)| FrameStratumView {
        area: NamedArea::by_code(code, territory),
        types,
    };
    FrameView {
        sites: types.iter().map(|one| one.sites).sum(),
        types,
        strata: strata.into_iter().map(stratum).collect(),
    }
}

/// The area that makes the stratum of a site, for those who group by it.
pub fn street_of(area_id: i64, territory: &Territory) -> Option<&Area> {
    let area = territory.by_id(area_id)?;
    Some(stratum_of(area, StrataBy::Street, area, territory))
}
