//! The visits of a survey as the notes see them. Answers and doors are read apart and never leave this place together.
use std::collections::{HashMap, HashSet};

use entity::{survey_visit, survey_visit_position};
use sea_orm::{ConnectionTrait, DbErr};
use serde::Deserialize;
use uuid::Uuid;
use xlsform::Form;

use super::notes::{Fix, Visit};
use crate::areas::Territory;
use crate::platform::auth::{AreaScope, Level};
use crate::surveys::error::SurveyError;
use crate::surveys::figures::questions::{Question, Values};
use crate::surveys::queries::{answers, doors, quality, visits};

/// Answer sets read at once.
const AT_ONCE: u64 = 2_000;

/// Reads the visits that count, in a scope.
pub async fn visits_of(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    survey_id: Uuid,
    form: &Form,
    territory: &Territory,
) -> Result<Vec<Visit>, SurveyError> {
    let rows = visits::counting(db, scope, survey_id).await?;
    let ids: HashSet<Uuid> = rows.iter().map(|row| row.record_id).collect();
    let mut timings = timings(db, survey_id, &ids).await?;
    let mut fixes = fixes(quality::positions(db, survey_id).await?);
    let places = places(db, scope, survey_id).await?;
    let at_door = quality::doors_of_visits(db, &ids.iter().copied().collect::<Vec<_>>()).await?;
    let mut answered = answered(db, scope, survey_id, form).await?;
    let made = rows.into_iter().map(|row| {
        let id = row.record_id;
        let door = at_door.get(&id).and_then(|door| places.get(door).copied());
        visit(
            row,
            territory,
            (timings.remove(&id), fixes.remove(&id).unwrap_or_default()),
            (door, answered.remove(&id)),
        )
    });
    Ok(made.collect())
}

/// Milliseconds by the path of a question.
type OfQuestions = Vec<(String, i64)>;

fn visit(
    row: survey_visit::Model,
    territory: &Territory,
    (timings, (start, end)): (Option<OfQuestions>, (Option<Fix>, Option<Fix>)),
    (door, answers): (Option<(f64, f64)>, Option<Values>),
) -> Visit {
    let area = territory.by_id(row.area_id);
    let street = area.and_then(|area| territory.at_level(area, Level::Street));
    Visit {
        id: row.record_id,
        surveyor: row.author_id,
        area_id: row.area_id,
        street: street.map(|area| area.code.clone()).unwrap_or_default(),
        started_at: row.started_at,
        ended_at: row.ended_at,
        disposition: row.disposition,
        timings: timings.unwrap_or_default(),
        start,
        end,
        door,
        answers,
    }
}

#[derive(Deserialize)]
struct Timing {
    path: String,
    ms: i64,
}

/// Milliseconds by question, by record.
type Timings = HashMap<Uuid, OfQuestions>;

async fn timings(
    db: &impl ConnectionTrait,
    survey_id: Uuid,
    ids: &HashSet<Uuid>,
) -> Result<Timings, SurveyError> {
    let mut found = HashMap::new();
    for row in quality::timings(db, survey_id).await? {
        if ids.contains(&row.record_id) {
            let timings: Vec<Timing> = serde_json::from_str(&row.timings)?;
            let timings = timings.into_iter().map(|one| (one.path, one.ms)).collect();
            found.insert(row.record_id, timings);
        }
    }
    Ok(found)
}

type Fixes = HashMap<Uuid, (Option<Fix>, Option<Fix>)>;

fn fixes(rows: Vec<survey_visit_position::Model>) -> Fixes {
    let mut found = Fixes::new();
    for row in rows {
        let fix = Some(Fix {
            lng: row.lng,
            lat: row.lat,
            accuracy_m: row.accuracy_m,
        });
        let slot = found.entry(row.record_id).or_default();
        if row.moment == "start" {
            slot.0 = fix;
        } else {
            slot.1 = fix;
        }
    }
    found
}

async fn places(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    survey_id: Uuid,
) -> Result<HashMap<Uuid, (f64, f64)>, DbErr> {
    let doors = doors::of_survey(db, scope, survey_id).await?;
    let place = |door: entity::survey_door::Model| (door.id, (door.lng, door.lat));
    Ok(doors.into_iter().map(place).collect())
}

/// Answers to questions with a list, by record.
async fn answered(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    survey_id: Uuid,
    form: &Form,
) -> Result<HashMap<Uuid, Values>, SurveyError> {
    #[derive(Deserialize)]
    struct Stored {
        values: Values,
    }
    let (mut found, mut after) = (HashMap::new(), 0);
    let listed: HashSet<&str> = Question::all(form)
        .map(|question| question.path())
        .collect();
    loop {
        let rows = answers::counting(db, scope, survey_id, (after, AT_ONCE)).await?;
        let Some(last) = rows.last() else {
            return Ok(found);
        };
        after = last.seq;
        for row in rows {
            let mut stored: Stored = serde_json::from_str(&row.answers)?;
            stored
                .values
                .retain(|path, _| listed.contains(path.as_str()));
            found.insert(row.record_id, stored.values);
        }
    }
}
