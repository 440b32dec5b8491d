//! Interviews that are checked, and the visits that check them.

use crate::platform::auth::AreaScope;
use crate::platform::db::{delete_global, execute_all, find_global, inserts_of};
use entity::{survey, survey_answer_set, survey_back_check, survey_visit};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, IntoActiveModel, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

/// Checks of a survey in a scope.
pub async fn of_survey(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    survey_id: Uuid,
) -> Result<Vec<survey_back_check::Model>, DbErr> {
    scope
        .find::<survey_back_check::Entity>()
        .filter(survey_back_check::Column::SurveyId.eq(survey_id))
        .order_by_asc(survey_back_check::Column::DrawnAt)
        .order_by_asc(survey_back_check::Column::RecordId)
        .all(db)
        .await
}

/// Checks given to a person.
pub async fn of_checker(
    db: &impl ConnectionTrait,
    account_id: Uuid,
) -> Result<Vec<survey_back_check::Model>, DbErr> {
    find_global::<survey_back_check::Entity>()
        .filter(survey_back_check::Column::CheckerId.eq(account_id))
        .order_by_asc(survey_back_check::Column::RecordId)
        .all(db)
        .await
}

/// Which of these doors a person checks.
pub async fn doors_of(
    db: &impl ConnectionTrait,
    account_id: Uuid,
    doors: &[Uuid],
) -> Result<Vec<Uuid>, DbErr> {
    find_global::<survey_back_check::Entity>()
        .select_only()
        .column(survey_back_check::Column::DoorId)
        .filter(survey_back_check::Column::CheckerId.eq(account_id))
        .filter(survey_back_check::Column::DoorId.is_in(doors.to_vec()))
        .into_tuple()
        .all(db)
        .await
}

/// Stores checks.
pub async fn insert(
    tx: &impl ConnectionTrait,
    rows: Vec<survey_back_check::Model>,
) -> Result<(), DbErr> {
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    let rows: Vec<survey_back_check::ActiveModel> = rows.collect();
    execute_all(tx, inserts_of(rows)).await
}

/// Visits of a survey that check others, the latest first.
pub async fn visits(
    db: &impl ConnectionTrait,
    survey_id: Uuid,
) -> Result<Vec<survey_visit::Model>, DbErr> {
    find_global::<survey_visit::Entity>()
        .filter(survey_visit::Column::SurveyId.eq(survey_id))
        .filter(survey_visit::Column::BackCheckOf.is_not_null())
        .order_by_desc(survey_visit::Column::Seq)
        .all(db)
        .await
}

/// The answers of these visits in a scope. No doors.
pub async fn answers(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    ids: &[Uuid],
) -> Result<Vec<survey_answer_set::Model>, DbErr> {
    let mut found = vec![];
    for chunk in ids.chunks(1_000) {
        let rows = scope
            .find::<survey_answer_set::Entity>()
            .filter(survey_answer_set::Column::RecordId.is_in(chunk.to_vec()))
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Deletes the checks of surveys that ended before a local day; how many went.
pub async fn expire(tx: &impl ConnectionTrait, last_day: &str) -> Result<u64, DbErr> {
    let ended = Query::select()
        .column(survey::Column::Id)
        .from(survey::Entity)
        .and_where(Expr::col(survey::Column::EndsOn).lt(last_day))
        .to_owned();
    let gone = delete_global::<survey_back_check::Entity>()
        .filter(survey_back_check::Column::SurveyId.in_subquery(ended))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected)
}
