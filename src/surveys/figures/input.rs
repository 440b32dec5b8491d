//! What figures are made of: the draw, what became of the doors, and the answers that count.
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use entity::survey;
use sea_orm::{ConnectionTrait, DbErr};
use xlsform::Form;

use super::margins::{Raking, rake_to};
use super::questions::Values;
use super::weighting::{ClusterDrawn, Fieldwork, Respondent, StratumDrawn, Tried, weigh};
use crate::areas::Territory;
use crate::platform::auth::AreaScope;
use crate::platform::num;
use crate::platform::problem::Code;
use crate::rates::design::{Draw, Fpc, Sample};
use crate::surveys::error::SurveyError;
use crate::surveys::forms::Forms;
use crate::surveys::model::{DesignSettings, KnownMargin, Measure, SurveyKind};
use crate::surveys::queries::{answers, doors, surveys};
use crate::surveys::service::reach::Reach;

/// Answer sets read at once.
pub(super) const AT_ONCE: u64 = 2_000;
/// Outcomes of doors where nobody lives.
const NOT_LIVED_IN: [&str; 2] = ["vacant", "no_such_dwelling"];

/// A survey with its weighted answers.
pub struct Input {
    /// The survey.
    pub survey: survey::Model,
    /// Its form as planned.
    pub form: Arc<Form>,
    /// What it measures.
    pub measures: Vec<Measure>,
    /// The weighted sample; its units are `sets` in their order.
    pub sample: Sample,
    /// Whether doors were drawn by lot.
    pub is_sampled: bool,
    /// Whether communities were drawn first.
    pub is_two_stage: bool,
    /// The interviews.
    pub sets: Vec<AnswerSet>,
    /// What is known of the people.
    pub margins: Vec<KnownMargin>,
    /// What became of it.
    pub raking: Raking,
}

/// One interview that counts.
pub struct AnswerSet {
    /// Community.
    pub area_id: i64,
    /// The answers asked for.
    pub values: Values,
}

/// Reads a survey for figures, as far as the caller sees it. `paths` are the questions needed beside those of measures and
/// known distributions.
/// * Errors: `survey_not_found` while it has no form; the database's.
pub async fn load(
    db: &impl ConnectionTrait,
    forms: &Forms,
    (reach, territory): (&Reach, &Territory),
    survey: survey::Model,
    paths: &[&str],
) -> Result<Input, SurveyError> {
    let scope = &reach.scope;
    let form = match survey.form_version_id {
        Some(version) => forms.get(db, version).await?,
        None => None,
    };
    let form = form.ok_or(SurveyError::Plain(Code::SurveyNotFound))?;
    let measures: Vec<Measure> = serde_json::from_str(&survey.measures)?;
    let margins = margins_of(&survey)?;
    let wanted: HashSet<&str> = measures
        .iter()
        .map(|measure| measure.question.as_str())
        .chain(margins.iter().map(|margin| margin.question.as_str()))
        .chain(paths.iter().copied())
        .collect();
    let (sets, respondents) = read_sets(db, scope, survey.id, &wanted).await?;
    let is_sampled = survey.kind == SurveyKind::Household.code();
    let work = if is_sampled {
        fieldwork(db, scope, survey.id).await?
    } else {
        Fieldwork::default()
    };
    let sample = if is_sampled {
        weigh(&work, &respondents)
    } else {
        plain(sets.len())
    };
    let values: Vec<&Values> = sets.iter().map(|set| &set.values).collect();
    let (sample, raking) = if margins.is_empty() || reach.holds(&survey, territory) {
        rake_to(sample, &margins, &values, &form)
    } else {
        (sample, Raking::Partly)
    };
    Ok(Input {
        margins,
        raking,
        is_two_stage: !work.clusters.is_empty(),
        survey,
        form,
        measures,
        sample,
        is_sampled,
        sets,
    })
}

/// What is known of the people of a survey's area.
pub(super) fn margins_of(survey: &survey::Model) -> Result<Vec<KnownMargin>, SurveyError> {
    let design: Option<DesignSettings> = serde_json::from_str(&survey.design)?;
    Ok(design.map(|design| design.margins).unwrap_or_default())
}

/// People asked in the street all weigh the same.
fn plain(people: usize) -> Sample {
    let mut draw = Draw::default();
    let stratum = draw.stratum(None);
    for _ in 0..people {
        let cluster = draw.cluster(stratum, None);
        draw.unit(cluster, Some(1.0));
    }
    draw.finish(Fpc::None)
}

async fn read_sets(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    survey_id: uuid::Uuid,
    wanted: &HashSet<&str>,
) -> Result<(Vec<AnswerSet>, Vec<Respondent>), SurveyError> {
    let (mut sets, mut respondents, mut after) = (vec![], vec![], 0);
    loop {
        let rows = answers::counting(db, scope, survey_id, (after, AT_ONCE)).await?;
        let is_last = num::u64_from_usize(rows.len()) < AT_ONCE;
        after = rows.last().map_or(after, |row| row.seq);
        for row in rows {
            respondents.push(Respondent {
                cell: (row.stratum.unwrap_or_default(), row.cluster),
                probability: row.probability.unwrap_or(1.0),
            });
            sets.push(AnswerSet {
                area_id: row.area_id,
                values: read_values(&row.answers, wanted)?,
            });
        }
        if is_last {
            return Ok((sets, respondents));
        }
    }
}

pub(super) fn read_values(text: &str, wanted: &HashSet<&str>) -> Result<Values, SurveyError> {
    #[derive(serde::Deserialize)]
    struct Stored {
        values: Values,
    }
    let mut stored: Stored = serde_json::from_str(text)?;
    stored
        .values
        .retain(|path, _| wanted.contains(path.as_str()));
    Ok(stored.values)
}

/// The draw and what became of its doors, by cell. Inside a scope the answers of a cell carry its doors there, and cells without
/// a door there have no part.
pub(super) async fn fieldwork(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    survey_id: uuid::Uuid,
) -> Result<Fieldwork, DbErr> {
    let strata = surveys::strata(db, survey_id).await?;
    let clusters = answers::clusters(db, survey_id).await?;
    let count = |number: i64| u64::try_from(number).unwrap_or_default();
    let states = doors::states(db, survey_id).await?;
    let replacements = doors::replacements(db, &[survey_id]).await?;
    let stand_in: HashSet<_> = replacements.iter().map(|row| row.by_door_id).collect();
    let mut tried: BTreeMap<_, Tried> = BTreeMap::new();
    let outcomes: HashMap<_, _> = states
        .into_iter()
        .map(|(door, state)| (door, state.outcome))
        .collect();
    let inside: HashSet<_> = doors::of_survey(db, scope, survey_id)
        .await?
        .into_iter()
        .map(|door| door.id)
        .collect();
    let mut cells = HashSet::new();
    for door in doors::everywhere(db, survey_id).await? {
        if door.reserve_order.is_some() && !stand_in.contains(&door.id) {
            continue;
        }
        let outcome = outcomes.get(&door.id).map_or("", String::as_str);
        let cell = (door.stratum, door.cluster);
        let is_inside = inside.contains(&door.id);
        if is_inside {
            cells.insert(cell.clone());
        }
        let counts = tried.entry(cell).or_default();
        counts.fielded += 1;
        counts.eligible += u64::from(is_inside && !NOT_LIVED_IN.contains(&outcome));
    }
    tried.retain(|cell, _| cells.contains(cell));
    Ok(Fieldwork {
        strata: strata
            .into_iter()
            .map(|row| StratumDrawn {
                code: row.code,
                dwellings: count(row.dwellings),
                drawn: count(row.drawn),
            })
            .collect(),
        clusters: clusters
            .into_iter()
            .map(|row| ClusterDrawn {
                stratum: row.stratum,
                number: row.cluster,
                dwellings: count(row.dwellings),
                drawn: count(row.drawn),
                probability: row.probability,
            })
            .collect(),
        tried,
    })
}
