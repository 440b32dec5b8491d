//! Setting up a survey, and closing it.

use super::reach::{Reach, held};
use crate::areas::{Territories, Territory};
use crate::platform::audit::{self, Event};
use crate::platform::auth::markers::PlanSurveys;
use crate::platform::auth::{Allowed, Permission};
use crate::platform::input::FieldProblems;
use crate::platform::problem::{Code, FieldCode};
use crate::surveys::error::SurveyError;
use crate::surveys::forms::Forms;
use crate::surveys::model::{Measure, settle_margins, settle_measures};
use crate::surveys::queries::{forms as form_rows, frames, surveys as rows};
use crate::surveys::wire::surveys::{NewQuota, NewSurvey};
use entity::{survey, survey_quota};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;
use xlsform::Form;

/// What every use case of planning works with.
#[derive(Clone, Copy, Debug)]
pub struct Planning<'a> {
    /// The caller.
    pub who: &'a Allowed<PlanSurveys>,
    /// The area tree in use.
    pub territories: &'a Territories,
    /// Published definitions.
    pub forms: &'a Forms,
}

/// A survey as asked for, held against what is there.
struct Settled {
    area_id: i64,
    form_version_id: Uuid,
    measures: Vec<Measure>,
    quotas: Vec<survey_quota::Model>,
}

impl<'a> Planning<'a> {
    /// What a handler was given.
    pub fn new(
        who: &'a Allowed<PlanSurveys>,
        territories: &'a Territories,
        forms: &'a Forms,
    ) -> Self {
        Self {
            who,
            territories,
            forms,
        }
    }

    /// Makes a draft.
    pub async fn create(&self, body: NewSurvey) -> Result<survey::Model, SurveyError> {
        let who = self.who;
        let id = who.new_id();
        let settled = self.settle(id, &body).await?;
        let draft = survey::Model {
            id,
            area_id: settled.area_id,
            kind: body.kind.code().to_owned(),
            state: "draft".to_owned(),
            title_zh: String::new(),
            title_en: String::new(),
            form_version_id: None,
            frame_id: None,
            starts_on: String::new(),
            ends_on: String::new(),
            wave: 1,
            previous_id: None,
            measures: String::new(),
            design: String::new(),
            version: 1,
            seed_sha256: None,
            seed: None,
            made_at: who.now().0,
            made_by: Some(who.actor().account_id),
            drawn_at: None,
            closed_at: None,
        };
        let draft = filled(draft, &body, &settled)?;
        let event = Event::new(Some(who.actor()), "create_survey", format!("survey:{id}"))
            .detail(json!({"title": body.title.zh, "area": body.area_code}));
        who.write(async |tx| {
            rows::insert(tx, draft.clone()).await?;
            rows::replace_quotas(tx, id, settled.quotas).await?;
            audit::record(tx, &who.state().clock, event).await?;
            Ok(draft)
        })
        .await
    }

    /// Changes a draft.
    pub async fn update(&self, id: Uuid, body: NewSurvey) -> Result<survey::Model, SurveyError> {
        let who = self.who;
        let territory = self.territories.current();
        let reach = Reach::of(who.read(), who.actor(), Permission::PlanSurveys).await?;
        held(who.read(), &reach, &territory, id).await?;
        let settled = self.settle(id, &body).await?;
        who.write(async |tx| {
            let before = held(tx, &reach, &territory, id).await?;
            if before.state != "draft" {
                return Err(SurveyError::Plain(Code::SurveyDrawn));
            }
            if body.seen_version != Some(before.version) {
                return Err(SurveyError::Plain(Code::SurveyChanged));
            }
            let mut after = filled(before.clone(), &body, &settled)?;
            after.version += 1;
            rows::save(tx, &after).await?;
            rows::replace_quotas(tx, id, settled.quotas).await?;
            let event = Event::new(Some(who.actor()), "update_survey", format!("survey:{id}"))
                .detail(json!({"version": after.version}));
            audit::record(tx, &who.state().clock, event).await?;
            Ok(after)
        })
        .await
    }

    /// Ends the field work; the seed is told from now on.
    pub async fn close(&self, id: Uuid) -> Result<survey::Model, SurveyError> {
        let who = self.who;
        let territory = self.territories.current();
        let reach = Reach::of(who.read(), who.actor(), Permission::PlanSurveys).await?;
        let now = who.now();
        who.write(async |tx| {
            let mut survey = held(tx, &reach, &territory, id).await?;
            if survey.state != "field" {
                return Err(SurveyError::Plain(Code::SurveyNotInField));
            }
            "closed".clone_into(&mut survey.state);
            survey.version += 1;
            survey.closed_at = Some(now.0);
            rows::close(tx, &survey).await?;
            let event = Event::new(Some(who.actor()), "close_survey", format!("survey:{id}"))
                .detail(json!({"seed": survey.seed.as_ref().map(hex::encode)}));
            audit::record(tx, &who.state().clock, event).await?;
            Ok(survey)
        })
        .await
    }

    /// Holds a survey against areas, frames, forms and the survey before it.
    async fn settle(&self, id: Uuid, body: &NewSurvey) -> Result<Settled, SurveyError> {
        let (db, territory) = (self.who.read(), self.territories.current());
        let mut found = FieldProblems::default();
        let scope = self.who.scope().clone().areas_only();
        let area = territory
            .by_code(&body.area_code)
            .filter(|area| scope.contains_path(&area.path));
        if area.is_none() {
            found.add("/area_code", FieldCode::UnknownArea);
        }
        if let Some(frame_id) = body.frame_id
            && frames::find(db, frame_id).await?.is_none()
        {
            found.add("/frame_id", FieldCode::UnknownFrame);
        }
        let mut measures = body.measures.clone();
        let version = self.form(db, body, &mut found).await?;
        if let Some((_, form)) = &version {
            settle_measures(&mut measures, form, &mut found);
            let design = body.design.as_ref();
            settle_margins(design.map_or(&[], |of| &of.margins), form, &mut found);
        }
        if let Some(previous) = body.previous_id {
            let reach = Reach::of(db, self.who.actor(), Permission::PlanSurveys).await?;
            let known = rows::find(db, previous).await?;
            if previous == id || !known.is_some_and(|survey| reach.sees(&survey, &territory)) {
                found.add("/previous_id", FieldCode::UnknownSurvey);
            }
        }
        let inside = area.map(|area| area.path.clone()).unwrap_or_default();
        let quotas = self.quotas(id, &body.quotas, &territory, &inside, &mut found);
        match (area, version) {
            (Some(area), Some((form_version_id, _))) if found.0.is_empty() => Ok(Settled {
                area_id: area.id,
                form_version_id,
                measures,
                quotas,
            }),
            _ => Err(SurveyError::Fields(found.0)),
        }
    }

    async fn form(
        &self,
        db: &impl ConnectionTrait,
        body: &NewSurvey,
        found: &mut FieldProblems,
    ) -> Result<Option<(Uuid, std::sync::Arc<Form>)>, SurveyError> {
        let version = form_rows::published_id(db, body.form_id, &body.form_version).await?;
        let Some(version_id) = version else {
            found.add("/form_version", FieldCode::UnknownVersion);
            return Ok(None);
        };
        let form = self.forms.get(db, version_id).await?;
        Ok(form.map(|form| (version_id, form)))
    }

    fn quotas(
        &self,
        survey_id: Uuid,
        quotas: &[NewQuota],
        territory: &Territory,
        inside: &str,
        found: &mut FieldProblems,
    ) -> Vec<survey_quota::Model> {
        let mut rows = vec![];
        for (at, quota) in quotas.iter().enumerate() {
            let area = territory
                .by_code(&quota.area_code)
                .filter(|area| area.path.starts_with(inside));
            let Some(area) = area else {
                found.add(format!("/quotas/{at}/area_code"), FieldCode::UnknownArea);
                continue;
            };
            rows.push(survey_quota::Model {
                id: self.who.new_id(),
                survey_id,
                area_id: area.id,
                groups: json!(quota.groups).to_string(),
                target: i64::from(quota.target),
            });
        }
        rows
    }
}

/// The row with everything that was asked for.
fn filled(
    row: survey::Model,
    body: &NewSurvey,
    settled: &Settled,
) -> Result<survey::Model, SurveyError> {
    Ok(survey::Model {
        area_id: settled.area_id,
        kind: body.kind.code().to_owned(),
        title_zh: body.title.zh.trim().to_owned(),
        title_en: body.title.en.trim().to_owned(),
        form_version_id: Some(settled.form_version_id),
        frame_id: body.frame_id,
        starts_on: body.from.to_string(),
        ends_on: body.to.to_string(),
        wave: body.wave,
        previous_id: body.previous_id,
        measures: serde_json::to_string(&settled.measures)?,
        design: serde_json::to_string(&body.design)?,
        ..row
    })
}
