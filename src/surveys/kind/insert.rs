//! Storing visits: each part in its own table.

use super::SurveyVisitKind;
use super::payload::{Examination, SurveyVisit};
use super::state::{Slot, part_of, sum};
use crate::platform::clock::UtcMillis;
use crate::platform::db::{execute_all, inserts_of};
use crate::records::{self, Flag, FoundFlags, NewRecord};
use crate::surveys::queries::{checks, doors};
use entity::{
    survey_answer_set, survey_attachment, survey_visit, survey_visit_door, survey_visit_position,
    survey_visit_quality,
};
use sea_orm::ActiveValue::Set;
use sea_orm::{DatabaseTransaction, DbErr};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

type Row<'a> = NewRecord<'a, SurveyVisit>;

pub(super) async fn insert(
    kind: &SurveyVisitKind,
    tx: &DatabaseTransaction,
    rows: &[Row<'_>],
) -> Result<FoundFlags, DbErr> {
    let mut examined = Vec::with_capacity(rows.len());
    for row in rows {
        let examination = row
            .payload
            .examined
            .get()
            .ok_or_else(|| DbErr::Custom("a visit was not examined".to_owned()))?;
        examined.push((row, examination));
    }
    let mut inserts = inserts_of(examined.iter().map(visit_row).collect());
    inserts.extend(inserts_of(examined.iter().filter_map(door_row).collect()));
    inserts.extend(inserts_of(examined.iter().filter_map(answer_row).collect()));
    inserts.extend(inserts_of(
        examined.iter().flat_map(attachment_rows).collect(),
    ));
    inserts.extend(inserts_of(
        examined.iter().flat_map(position_rows).collect(),
    ));
    inserts.extend(inserts_of(quality_rows(&examined)?));
    execute_all(tx, inserts).await?;
    let mut found: FoundFlags = examined
        .iter()
        .flat_map(|(row, examination)| own_flags(kind, row, examination))
        .collect();
    found.extend(not_assigned(tx, &examined).await?);
    found.extend(add_up(kind, tx, &examined).await?);
    Ok(found)
}

fn area_of(row: &Row<'_>, examination: &Examination) -> i64 {
    examination.area_id.unwrap_or(row.area_id)
}

fn visit_row((row, examination): &(&Row<'_>, &Examination)) -> survey_visit::ActiveModel {
    let visit = row.payload;
    let call_back = visit.call_back.map(super::payload::CallBack::columns);
    survey_visit::ActiveModel {
        record_id: Set(row.id),
        survey_id: Set(visit.survey_id),
        author_id: Set(row.author_id),
        area_id: Set(area_of(row, examination)),
        happened_at: Set(row.happened_at.0),
        seq: Set(row.seq),
        visit_number: Set(visit.visit_number),
        disposition: Set(visit.disposition.code().to_owned()),
        form_version_id: Set(examination.stored.as_ref().map(|stored| stored.version_id)),
        language: Set(visit.language.clone()),
        call_back_on: Set(call_back.as_ref().map(|(day, _)| day.clone())),
        call_back_part: Set(call_back.map(|(_, part)| part)),
        started_at: Set(visit.started_at.0),
        ended_at: Set(visit.ended_at.0),
        has_handbook: Set(visit.has_handbook),
        quota_id: Set(visit.quota_id),
        back_check_of: Set(visit.back_check_of),
    }
}

fn door_row(
    (row, examination): &(&Row<'_>, &Examination),
) -> Option<survey_visit_door::ActiveModel> {
    Some(survey_visit_door::ActiveModel {
        record_id: Set(row.id),
        door_id: Set(examination.door.as_ref()?.id),
    })
}

fn answer_row(
    (row, examination): &(&Row<'_>, &Examination),
) -> Option<survey_answer_set::ActiveModel> {
    let stored = examination.stored.as_ref()?;
    let door = examination.door.as_ref();
    Some(survey_answer_set::ActiveModel {
        record_id: Set(row.id),
        survey_id: Set(row.payload.survey_id),
        form_version_id: Set(stored.version_id),
        wave: Set(examination.survey.wave),
        area_id: Set(area_of(row, examination)),
        stratum: Set(door.map(|door| door.stratum.clone())),
        cluster: Set(door.and_then(|door| door.cluster)),
        probability: Set(door.map(|door| door.probability)),
        is_partial: Set(row.payload.disposition.code() != "interview"),
        is_back_check: Set(row.payload.back_check_of.is_some()),
        seq: Set(row.seq),
        answers: Set(stored.text.clone()),
    })
}

/// What answers name beside photos: a picture of a document travels as a photo of the record.
fn attachment_rows<'a>(
    (row, examination): &'a (&Row<'_>, &Examination),
) -> impl Iterator<Item = survey_attachment::ActiveModel> + 'a {
    let named = examination.stored.iter();
    let named = named.flat_map(|stored| &stored.attachments);
    let named = named.filter(|(_, sha256)| !row.photos.contains(sha256));
    named.map(|(path, sha256)| survey_attachment::ActiveModel {
        record_id: Set(row.id),
        path: Set(path.clone()),
        survey_id: Set(row.payload.survey_id),
        area_id: Set(area_of(row, examination)),
        seq: Set(row.seq),
        sha256: Set(sha256.to_vec()),
    })
}

fn position_rows<'a>(
    (row, _): &'a (&Row<'_>, &Examination),
) -> impl Iterator<Item = survey_visit_position::ActiveModel> + 'a {
    let moments = ["start", "end"].into_iter().zip(row.payload.fixes);
    moments.filter_map(|(moment, fix)| {
        let fix = fix?;
        Some(survey_visit_position::ActiveModel {
            record_id: Set(row.id),
            moment: Set(moment.to_owned()),
            survey_id: Set(row.payload.survey_id),
            lng: Set(fix.lng),
            lat: Set(fix.lat),
            accuracy_m: Set(fix.accuracy_m),
        })
    })
}

fn quality_rows(
    examined: &[(&Row<'_>, &Examination)],
) -> Result<Vec<survey_visit_quality::ActiveModel>, DbErr> {
    let timed = examined
        .iter()
        .filter(|(row, _)| !row.payload.timings.is_empty());
    timed
        .map(|(row, _)| {
            let timings = serde_json::to_string(&row.payload.timings)
                .map_err(|error| DbErr::Json(error.to_string()))?;
            Ok(survey_visit_quality::ActiveModel {
                record_id: Set(row.id),
                survey_id: Set(row.payload.survey_id),
                timings: Set(timings),
            })
        })
        .collect()
}

/// What is odd about a visit by itself.
fn own_flags(
    kind: &SurveyVisitKind,
    row: &Row<'_>,
    examination: &Examination,
) -> Vec<(Uuid, Flag)> {
    let mut flags = vec![];
    if examination
        .stored
        .as_ref()
        .is_some_and(|stored| stored.is_inconsistent)
    {
        flags.push((row.id, Flag::AnswersInconsistent));
    }
    let survey = &examination.survey;
    let day = kind.zone.day_of(row.happened_at).to_string();
    let is_late = survey
        .closed_at
        .is_some_and(|closed| row.happened_at.0 > closed);
    if day < survey.starts_on || day > survey.ends_on || is_late {
        flags.push((row.id, Flag::OutsideSurveyPeriod));
    }
    flags
}

/// Visits to doors that were given to somebody else, while the survey is in the field.
async fn not_assigned(
    tx: &DatabaseTransaction,
    examined: &[(&Row<'_>, &Examination)],
) -> Result<FoundFlags, DbErr> {
    let mut by_author: HashMap<Uuid, Vec<(Uuid, Uuid)>> = HashMap::new();
    for (row, examination) in examined {
        if let Some(door) = &examination.door
            && examination.survey.state == "field"
            && row.payload.back_check_of.is_none()
        {
            by_author
                .entry(row.author_id)
                .or_default()
                .push((row.id, door.id));
        }
    }
    let mut found = vec![];
    for (author_id, visits) in by_author {
        let doors: Vec<Uuid> = visits.iter().map(|(_, door)| *door).collect();
        let mut given = doors::given_to(tx, author_id, &doors).await?;
        given.extend(checks::doors_of(tx, author_id, &doors).await?);
        let others = visits.into_iter().filter(|(_, door)| !given.contains(door));
        found.extend(others.map(|(id, _)| (id, Flag::NotAssigned)));
    }
    Ok(found)
}

/// Which visits a correction replaces. Nobody is asked when all of them are new and none corrects another.
async fn replaced(
    tx: &DatabaseTransaction,
    examined: &[(&Row<'_>, &Examination)],
    visits: &HashMap<Uuid, Vec<survey_visit::Model>>,
) -> Result<HashSet<Uuid>, DbErr> {
    let all = visits.values().flatten();
    let ids: Vec<Uuid> = all.map(|visit| visit.record_id).collect();
    let corrects = examined.iter().any(|(row, _)| row.corrects.is_some());
    let at_doors = examined
        .iter()
        .filter(|(_, examination)| examination.door.is_some());
    if !corrects && ids.len() == at_doors.count() {
        return Ok(HashSet::new());
    }
    records::replaced(tx, &ids).await
}

/// Makes anew what the visits to the touched doors come to, and says which interviews do not count.
async fn add_up(
    kind: &SurveyVisitKind,
    tx: &DatabaseTransaction,
    examined: &[(&Row<'_>, &Examination)],
) -> Result<FoundFlags, DbErr> {
    let new: HashSet<Uuid> = examined.iter().map(|(row, _)| row.id).collect();
    let survey_of: HashMap<Uuid, Uuid> = examined
        .iter()
        .filter_map(|(row, examination)| {
            Some((examination.door.as_ref()?.id, row.payload.survey_id))
        })
        .collect();
    let touched: Vec<Uuid> = survey_of.keys().copied().collect();
    let visits = doors::visits_at(tx, &touched).await?;
    let replaced = replaced(tx, examined, &visits).await?;
    let slot_of = |visit: &survey_visit::Model| -> Slot {
        let at = UtcMillis(visit.happened_at);
        (
            kind.zone.day_of(at),
            part_of(kind.zone.weekday_and_hour(at).1),
        )
    };
    let now = examined
        .first()
        .map_or(UtcMillis(0), |(row, _)| row.received_at);
    let (mut states, mut emptied, mut found) = (vec![], vec![], vec![]);
    for (door_id, visits) in &visits {
        let Some(survey_id) = survey_of.get(door_id) else {
            continue;
        };
        let sum = sum(*survey_id, *door_id, visits, &replaced, slot_of);
        match sum.state {
            Some(state) => states.push(state),
            None => emptied.push(*door_id),
        }
        for id in sum.others {
            if new.contains(&id) {
                found.push((id, Flag::InterviewedBefore));
            } else {
                records::set_flag(tx, id, Flag::InterviewedBefore, now).await?;
            }
        }
        if let Some(id) = sum
            .counting
            .filter(|id| !new.contains(id) && visits.len() > 1)
        {
            records::clear_flag(tx, id, Flag::InterviewedBefore, now).await?;
        }
    }
    doors::save_states(tx, states, &emptied).await?;
    Ok(found)
}
