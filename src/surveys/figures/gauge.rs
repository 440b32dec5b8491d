//! Rates of surveys as figures for requirements.
use std::collections::BTreeMap;

use entity::survey;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sea_orm::{DatabaseConnection, DbErr};

use super::input::{Input, load};
use super::rates::share_of;
use super::shown::may_tell;
use crate::areas::{Territories, Territory};
use crate::gauges::{Gauge, Method, Offer, Reading, Span};
use crate::surveys::error::SurveyError;
use crate::surveys::forms::Forms;
use crate::surveys::model::{Measure, SurveyKind};
use crate::surveys::queries::surveys;
use crate::surveys::service::reach::Reach;

/// Longest code of a rate.
const MAX_CODE: usize = 40;

/// Rates of door-to-door surveys by their word: in a period, of the latest survey that was in the field then.
/// Assumption: a street intercept, which is no probability sample, measures no requirement.
#[derive(Clone, Debug)]
pub struct SurveyGauge {
    /// Published questionnaires.
    pub forms: Forms,
    /// The area tree in use.
    pub territories: Territories,
}

impl SurveyGauge {
    async fn read_span(&self, db: &DatabaseConnection, span: &Span) -> Result<Vec<Reading>, DbErr> {
        let territory = self.territories.current();
        let reach = Reach::over(span.scope.clone());
        let mut found: BTreeMap<String, Reading> = BTreeMap::new();
        // The latest survey stands first.
        for survey in surveys::all(db).await? {
            if !was_asked(&survey, span, (&reach, &territory))
                || measured(&survey)
                    .iter()
                    .all(|of| found.contains_key(&of.code))
            {
                continue;
            }
            let link = format!("/surveys/{}/rates", survey.id);
            let input = match load(db, &self.forms, (&reach, &territory), survey, &[]).await {
                Ok(input) => input,
                Err(SurveyError::Db(error)) => return Err(error),
                // A survey without a readable form has no figures.
                Err(_) => continue,
            };
            for measure in &input.measures {
                if let Some(reading) = reading(&input, measure, &link) {
                    found.entry(measure.code.clone()).or_insert(reading);
                }
            }
        }
        Ok(found.into_values().collect())
    }
}

/// Whether doors of the span's areas were drawn and the field work met the span's days.
pub(super) fn was_asked(
    survey: &survey::Model,
    span: &Span,
    (reach, territory): (&Reach, &Territory),
) -> bool {
    survey.kind == SurveyKind::Household.code()
        && survey.drawn_at.is_some()
        && span.meets(&survey.starts_on, &survey.ends_on)
        && reach.sees(survey, territory)
}

fn measured(survey: &survey::Model) -> Vec<Measure> {
    serde_json::from_str(&survey.measures).unwrap_or_default()
}

fn reading(input: &Input, measure: &Measure, link: &str) -> Option<Reading> {
    let share = share_of(input, measure, None);
    let is_told = may_tell(&share);
    Some(Reading {
        code: measure.code.clone(),
        rate: Some(share?.rate()).filter(|_| is_told),
        formula_zh: measure.formula.zh.clone(),
        formula_en: measure.formula.en.clone(),
        link: link.to_owned(),
    })
}

impl Gauge for SurveyGauge {
    fn source(&self) -> &'static str {
        "survey_rate"
    }

    fn names(&self) -> (&'static str, &'static str) {
        ("入户调查", "household survey")
    }

    fn method(&self) -> Method {
        Method::Questionnaire
    }

    fn knows(&self, code: &str) -> bool {
        let is_letter =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
        (1..=MAX_CODE).contains(&code.len()) && code.chars().all(is_letter)
    }

    fn offers<'a>(
        &'a self,
        db: &'a DatabaseConnection,
    ) -> BoxFuture<'a, Result<Vec<Offer>, DbErr>> {
        async move {
            let mut offers: BTreeMap<String, Offer> = BTreeMap::new();
            for measure in surveys::all(db).await?.iter().flat_map(measured) {
                offers.entry(measure.code.clone()).or_insert(Offer {
                    code: measure.code,
                    name_zh: measure.name.zh,
                    name_en: measure.name.en,
                });
            }
            Ok(offers.into_values().collect())
        }
        .boxed()
    }

    fn read<'a>(
        &'a self,
        db: &'a DatabaseConnection,
        span: &'a Span,
    ) -> BoxFuture<'a, Result<Vec<Reading>, DbErr>> {
        self.read_span(db, span).boxed()
    }
}
