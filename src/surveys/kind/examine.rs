//! Visits held against surveys, doors, questionnaires and the visits they correct, before anything is stored.

use super::SurveyVisitKind;
use super::answers::{Binding, Sieve};
use super::payload::{Answered, Disposition, Examination, StoredAnswers, SurveyVisit};
use crate::areas::Territory;
use crate::platform::auth::Level;
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::records::Examined;
use crate::surveys::model::{CORRECTION_MS, SurveyKind};
use crate::surveys::queries::{doors, forms, surveys, visits};
use entity::{survey, survey_door, survey_quota};
use sea_orm::{DatabaseConnection, DbErr};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;
use xlsform::Form;

/// What the visits at hand refer to.
struct Known {
    surveys: HashMap<Uuid, Arc<survey::Model>>,
    doors: HashMap<Uuid, survey_door::Model>,
    quotas: HashMap<Uuid, survey_quota::Model>,
    versions: HashMap<(Uuid, String), (Uuid, Arc<Form>)>,
    /// Questionnaire of each survey.
    form_of: HashMap<Uuid, Uuid>,
    earlier: HashMap<Uuid, visits::Earlier>,
}

type Faults = Vec<FieldProblem>;

pub(super) async fn examine(
    kind: &SurveyVisitKind,
    db: &DatabaseConnection,
    author_id: Uuid,
    records: &[Examined<'_, SurveyVisit>],
) -> Result<Vec<(Uuid, FieldProblem)>, DbErr> {
    let known = known(kind, db, records).await?;
    let territory = kind.territories.current();
    let sieves: HashMap<Uuid, Sieve<'_>> = known
        .versions
        .values()
        .map(|(id, form)| (*id, Sieve::new(form)))
        .collect();
    let mut faults = vec![];
    for record in records {
        let found = match one(kind, &known, &sieves, &territory, record) {
            Ok(examination) => {
                let _set_before = record.payload.examined.set(examination);
                correction(&known, author_id, record)
            }
            Err(found) => found,
        };
        faults.extend(found.into_iter().map(|fault| (record.id, fault)));
    }
    if faults.is_empty() {
        return Ok(faults);
    }
    // What is stored already stays stored, whatever came after it.
    let refused: Vec<Uuid> = faults.iter().map(|(id, _)| *id).collect();
    let stored: HashSet<Uuid> = visits::earlier(db, &refused).await?.into_keys().collect();
    faults.retain(|(id, _)| !stored.contains(id));
    Ok(faults)
}

async fn known(
    kind: &SurveyVisitKind,
    db: &DatabaseConnection,
    records: &[Examined<'_, SurveyVisit>],
) -> Result<Known, DbErr> {
    let payloads = || records.iter().map(|record| record.payload);
    let distinct = |ids: HashSet<Uuid>| ids.into_iter().collect::<Vec<Uuid>>();
    let survey_ids = distinct(payloads().map(|visit| visit.survey_id).collect());
    let door_ids = distinct(payloads().filter_map(|visit| visit.door_id).collect());
    let named = records.iter().filter_map(|record| record.corrects);
    let named = named.chain(payloads().filter_map(|visit| visit.back_check_of));
    let earlier_ids = distinct(named.collect());
    let found = surveys::find_all(db, &survey_ids).await?;
    let version_ids: Vec<Uuid> = found
        .iter()
        .filter_map(|survey| survey.form_version_id)
        .collect();
    let published = forms::names_of(db, &version_ids).await?;
    let form_of = found
        .iter()
        .filter_map(|survey| Some((survey.id, published.get(&survey.form_version_id?)?.0.id)));
    let mut versions = HashMap::new();
    for answered in payloads().filter_map(|visit| visit.answered.as_ref()) {
        let key = (answered.form_id, answered.version.clone());
        if versions.contains_key(&key) {
            continue;
        }
        if let Some(id) = forms::published_id(db, key.0, &key.1).await?
            && let Some(form) = kind.forms.get(db, id).await?
        {
            versions.insert(key, (id, form));
        }
    }
    let quotas = surveys::quotas(db, &survey_ids).await?;
    Ok(Known {
        form_of: form_of.collect(),
        surveys: found
            .into_iter()
            .map(|survey| (survey.id, Arc::new(survey)))
            .collect(),
        doors: doors::by_id(db, &door_ids).await?,
        quotas: quotas.into_iter().map(|quota| (quota.id, quota)).collect(),
        versions,
        earlier: visits::earlier(db, &earlier_ids).await?,
    })
}

fn fault(pointer: &str, code: FieldCode) -> Faults {
    vec![FieldProblem::new(pointer, code)]
}

fn one(
    kind: &SurveyVisitKind,
    known: &Known,
    sieves: &HashMap<Uuid, Sieve<'_>>,
    territory: &Territory,
    record: &Examined<'_, SurveyVisit>,
) -> Result<Examination, Faults> {
    let visit = record.payload;
    let survey = known
        .surveys
        .get(&visit.survey_id)
        .filter(|survey| survey.state != "draft")
        .ok_or_else(|| fault("/payload/survey_id", FieldCode::UnknownSurvey))?;
    let door = door_of(known, survey, visit)?;
    let quota = match visit.quota_id {
        None => None,
        Some(id) => {
            let quota = known
                .quotas
                .get(&id)
                .filter(|quota| quota.survey_id == survey.id);
            Some(quota.ok_or_else(|| fault("/payload/quota_id", FieldCode::UnknownQuota))?)
        }
    };
    if let Some(checked) = visit.back_check_of {
        let earlier = known.earlier.get(&checked);
        if !earlier.is_some_and(|earlier| {
            earlier.survey_id == survey.id && earlier.door_id == visit.door_id
        }) {
            return Err(fault("/payload/back_check_of", FieldCode::UnknownVisit));
        }
    }
    let dwelling_code = door.as_ref().map_or("", |door| door.dwelling_code.as_str());
    let binding = Binding {
        dwelling_code,
        day: kind.zone.day_of(visit.started_at).to_string(),
        visit_number: visit.visit_number,
        started_at: visit.started_at.to_rfc3339(),
        ended_at: visit.ended_at.to_rfc3339(),
    };
    let answered = visit.answered.as_ref();
    let stored = answered.map(|answered| stored(known, sieves, visit, answered, &binding));
    let stored = stored.transpose()?;
    let place = door
        .as_ref()
        .map(|door| door.area_id)
        .or(quota.map(|quota| quota.area_id));
    let community = place.and_then(|id| territory.by_id(id)).map(|area| {
        let above = territory.at_level(area, Level::Community);
        above.unwrap_or(area).id
    });
    Ok(Examination {
        survey: Arc::clone(survey),
        door,
        area_id: community,
        stored,
    })
}

/// Answers that any published version of the survey's questionnaire could have given; a check of an interview may use
/// another, shorter one.
fn stored(
    known: &Known,
    sieves: &HashMap<Uuid, Sieve<'_>>,
    visit: &SurveyVisit,
    answered: &Answered,
    binding: &Binding<'_>,
) -> Result<StoredAnswers, Faults> {
    let is_own_form = known.form_of.get(&visit.survey_id) == Some(&answered.form_id);
    if !is_own_form && visit.back_check_of.is_none() {
        return Err(fault("/payload/form_id", FieldCode::UnknownForm));
    }
    let key = (answered.form_id, answered.version.clone());
    let (version_id, sieve) = known
        .versions
        .get(&key)
        .and_then(|(id, _)| Some((*id, sieves.get(id)?)))
        .ok_or_else(|| fault("/payload/form_version", FieldCode::UnknownVersion))?;
    // A check asks the short form: what it leaves out is open and no contradiction.
    let is_whole = visit.disposition == Disposition::Interview && visit.back_check_of.is_none();
    sieve.take(version_id, answered, is_whole, binding)
}

fn door_of(
    known: &Known,
    survey: &survey::Model,
    visit: &SurveyVisit,
) -> Result<Option<survey_door::Model>, Faults> {
    if survey.kind != SurveyKind::Household.code() {
        return match visit.door_id {
            None => Ok(None),
            Some(_) => Err(fault("/payload/door_id", FieldCode::NotAllowedHere)),
        };
    }
    let door_id = visit
        .door_id
        .ok_or_else(|| fault("/payload/door_id", FieldCode::MissingField))?;
    let door = known
        .doors
        .get(&door_id)
        .filter(|door| door.survey_id == survey.id);
    door.cloned()
        .map(Some)
        .ok_or_else(|| fault("/payload/door_id", FieldCode::UnknownDoor))
}

/// A correction is the author's own, about the same door, within 24 hours of the receipt of the first.
fn correction(known: &Known, author_id: Uuid, record: &Examined<'_, SurveyVisit>) -> Faults {
    let Some(target) = record.corrects.and_then(|id| known.earlier.get(&id)) else {
        return vec![];
    };
    let visit = record.payload;
    let is_same = target.author_id == author_id
        && target.survey_id == visit.survey_id
        && target.door_id == visit.door_id
        && target.back_check_of == visit.back_check_of;
    if !is_same {
        return fault("/corrects", FieldCode::CorrectsOther);
    }
    if record.received_at.0 - target.first_received_at > CORRECTION_MS {
        return fault("/corrects", FieldCode::CorrectionTooLate);
    }
    vec![]
}
