//! The weight of each interview in figures, for files of answers: whoever reckons with a file gets our rates.
use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr};
use xlsform::Form;

use super::input::{AT_ONCE, fieldwork, margins_of, read_values};
use super::margins::{Raking, rake_to};
use super::questions::{Values, chosen};
use super::weighting::{Cell, weights};
use crate::areas::Territory;
use crate::platform::num;
use crate::rates::design::{Draw, Fpc};
use crate::surveys::error::SurveyError;
use crate::surveys::forms::Forms;
use crate::surveys::model::{KnownMargin, SurveyKind};
use crate::surveys::queries::answers;
use crate::surveys::service::reach::Reach;
use entity::survey;

/// Weights by what decides them: the cell, and the answers whose distribution is known.
#[derive(Debug, Default)]
pub struct Weights {
    by_cell: HashMap<Cell, f64>,
    /// Questions of known distributions that the weights meet.
    questions: Vec<String>,
    raked: HashMap<(Cell, Vec<String>), f64>,
}

impl Weights {
    /// The weight of an interview; none where nobody was drawn and nothing is known.
    pub fn of(&self, cell: &Cell, values: &Values) -> Option<f64> {
        if self.questions.is_empty() {
            return self.by_cell.get(cell).copied();
        }
        let questions = self.questions.iter().map(String::as_str);
        let key = (cell.clone(), answers_to(questions, values));
        self.raked.get(&key).copied()
    }
}

fn answers_to<'q>(questions: impl Iterator<Item = &'q str>, values: &Values) -> Vec<String> {
    let first = |question| chosen(values, question).first().copied();
    questions
        .map(|question| first(question).unwrap_or_default().to_owned())
        .collect()
}

/// Interviews that weigh the same: one of each is kept, and of the others only which it is.
#[derive(Default)]
struct Alike {
    kinds: Vec<(Cell, Values)>,
    known: HashMap<(Cell, Vec<String>), usize>,
    of_unit: Vec<usize>,
}

/// Reckons the weights of a survey as far as the caller sees it.
pub async fn exported_weights(
    db: &impl ConnectionTrait,
    forms: &Forms,
    (reach, territory): (&Reach, &Territory),
    survey: &survey::Model,
) -> Result<Weights, SurveyError> {
    let by_cell = weights_by_cell(db, reach, survey).await?;
    let unraked = Weights {
        by_cell,
        ..Weights::default()
    };
    let margins = margins_of(survey)?;
    let form = match survey.form_version_id {
        Some(version) => forms.get(db, version).await?,
        None => None,
    };
    match form {
        Some(form) if !margins.is_empty() && reach.holds(survey, territory) => {
            let alike = Alike::read(db, reach, (survey, &margins)).await?;
            Ok(alike.raked(unraked, &margins, &form))
        }
        _ => Ok(unraked),
    }
}

impl Alike {
    async fn read(
        db: &impl ConnectionTrait,
        reach: &Reach,
        (survey, margins): (&survey::Model, &[KnownMargin]),
    ) -> Result<Self, SurveyError> {
        let questions = || margins.iter().map(|margin| margin.question.as_str());
        let wanted = questions().collect();
        let (mut alike, mut after) = (Self::default(), 0);
        loop {
            let rows = answers::counting(db, &reach.scope, survey.id, (after, AT_ONCE)).await?;
            let is_last = num::u64_from_usize(rows.len()) < AT_ONCE;
            after = rows.last().map_or(after, |row| row.seq);
            for row in rows {
                let values = read_values(&row.answers, &wanted)?;
                let cell = (row.stratum.unwrap_or_default(), row.cluster);
                let key = (cell.clone(), answers_to(questions(), &values));
                let next = alike.kinds.len();
                let kind = *alike.known.entry(key).or_insert(next);
                if kind == next {
                    alike.kinds.push((cell, values));
                }
                alike.of_unit.push(kind);
            }
            if is_last {
                return Ok(alike);
            }
        }
    }

    /// The weights that meet what is known; those there were where it cannot be met, as in figures.
    fn raked(self, unraked: Weights, margins: &[KnownMargin], form: &Form) -> Weights {
        let kinds = || self.of_unit.iter().filter_map(|kind| self.kinds.get(*kind));
        let mut draw = Draw::default();
        let stratum = draw.stratum(None);
        let cluster = draw.cluster(stratum, None);
        for _ in &self.of_unit {
            draw.unit(cluster, Some(1.0));
        }
        let weight = |cell: &Cell| unraked.by_cell.get(cell).copied().unwrap_or(1.0);
        let before = kinds().map(|(cell, _)| weight(cell)).collect();
        let sample = draw.finish(Fpc::None).with_weights(before);
        let values: Vec<&Values> = kinds().map(|(_, values)| values).collect();
        let (sample, how) = rake_to(sample, margins, &values, form);
        if how != Raking::Done {
            return unraked;
        }
        let questions = || margins.iter().map(|margin| margin.question.as_str());
        let key = |(cell, values): &(Cell, Values)| (cell.clone(), answers_to(questions(), values));
        let raked = kinds().map(key).zip(sample.weights().iter().copied());
        Weights {
            raked: raked.collect(),
            questions: questions().map(str::to_owned).collect(),
            by_cell: unraked.by_cell,
        }
    }
}

/// The weight of the answers of each cell before anything is raked; empty for a street intercept.
async fn weights_by_cell(
    db: &impl ConnectionTrait,
    reach: &Reach,
    survey: &survey::Model,
) -> Result<HashMap<Cell, f64>, DbErr> {
    if survey.kind != SurveyKind::Household.code() {
        return Ok(HashMap::new());
    }
    let work = fieldwork(db, &reach.scope, survey.id).await?;
    let rows = answers::by_cell(db, &reach.scope, survey.id).await?;
    let cells: Vec<(Cell, f64, usize)> = rows
        .into_iter()
        .map(|(stratum, cluster, probability, sets)| {
            let cell = (stratum.unwrap_or_default(), cluster);
            let sets = usize::try_from(sets).unwrap_or_default();
            (cell, probability.unwrap_or(1.0), sets)
        })
        .collect();
    let each = || {
        cells
            .iter()
            .flat_map(|(cell, chance, sets)| std::iter::repeat_n((cell, *chance), *sets))
    };
    let weights = weights(&work, each());
    Ok(each().map(|(cell, _)| cell.clone()).zip(weights).collect())
}
