//! Times of questions, positions and doors of visits. None of these reads answers.

use crate::platform::db::find_global;
use entity::{survey_visit_door, survey_visit_position, survey_visit_quality};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _};
use std::collections::HashMap;
use uuid::Uuid;

/// Ids asked for in one statement.
const AT_ONCE: usize = 1_000;

/// Times of questions of a survey's visits.
pub async fn timings(
    db: &impl ConnectionTrait,
    survey_id: Uuid,
) -> Result<Vec<survey_visit_quality::Model>, DbErr> {
    find_global::<survey_visit_quality::Entity>()
        .filter(survey_visit_quality::Column::SurveyId.eq(survey_id))
        .all(db)
        .await
}

/// Positions of a survey's visits.
pub async fn positions(
    db: &impl ConnectionTrait,
    survey_id: Uuid,
) -> Result<Vec<survey_visit_position::Model>, DbErr> {
    find_global::<survey_visit_position::Entity>()
        .filter(survey_visit_position::Column::SurveyId.eq(survey_id))
        .all(db)
        .await
}

/// The door of each of these visits.
pub async fn doors_of_visits(
    db: &impl ConnectionTrait,
    visits: &[Uuid],
) -> Result<HashMap<Uuid, Uuid>, DbErr> {
    let mut found = HashMap::new();
    for chunk in visits.chunks(AT_ONCE) {
        let rows = find_global::<survey_visit_door::Entity>()
            .filter(survey_visit_door::Column::RecordId.is_in(chunk.to_vec()))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| (row.record_id, row.door_id)));
    }
    Ok(found)
}
