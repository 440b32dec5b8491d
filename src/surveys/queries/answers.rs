//! Answers that count, without their doors.

use crate::platform::auth::AreaScope;
use crate::platform::db::find_global;
use crate::records::Flag;
use entity::{record_flag, survey_answer_set, survey_cluster};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

/// Answer sets of a survey that count, in a scope, in the order they came: those behind `after` (number in the change log),
/// at most `most`.
/// Checks of interviews do not count, nor what is replaced by a correction or another interview at the same door, nor what
/// claims an impossible time or place.
pub async fn counting(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    survey_id: Uuid,
    (after, most): (i64, u64),
) -> Result<Vec<survey_answer_set::Model>, DbErr> {
    use survey_answer_set::Column;
    scope
        .find::<survey_answer_set::Entity>()
        .filter(Column::SurveyId.eq(survey_id))
        .filter(Column::IsBackCheck.eq(false))
        .filter(Column::Seq.gt(after))
        .filter(Column::RecordId.not_in_subquery(not_counting()))
        .order_by_asc(Column::Seq)
        .limit(most)
        .all(db)
        .await
}

/// Answer sets that count in nothing.
pub fn not_counting() -> SelectStatement {
    let flags = [
        Flag::Superseded.code(),
        Flag::Future.code(),
        Flag::NullIsland.code(),
        Flag::InterviewedBefore.code(),
    ];
    Query::select()
        .column(record_flag::Column::RecordId)
        .from(record_flag::Entity)
        .and_where(Expr::col(record_flag::Column::Flag).is_in(flags))
        .and_where(Expr::col(record_flag::Column::ClearedAt).is_null())
        .to_owned()
}

/// What the draw of a survey did, by cluster; none when doors were drawn directly.
pub async fn clusters(
    db: &impl ConnectionTrait,
    survey_id: Uuid,
) -> Result<Vec<survey_cluster::Model>, DbErr> {
    find_global::<survey_cluster::Entity>()
        .filter(survey_cluster::Column::SurveyId.eq(survey_id))
        .order_by_asc(survey_cluster::Column::Stratum)
        .order_by_asc(survey_cluster::Column::Cluster)
        .all(db)
        .await
}

/// Versions of the form that were answered in a survey.
pub async fn versions(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    survey_id: Uuid,
) -> Result<Vec<Uuid>, DbErr> {
    scope
        .find::<survey_answer_set::Entity>()
        .select_only()
        .column(survey_answer_set::Column::FormVersionId)
        .distinct()
        .filter(survey_answer_set::Column::SurveyId.eq(survey_id))
        .order_by_asc(survey_answer_set::Column::FormVersionId)
        .into_tuple()
        .all(db)
        .await
}

/// How many answer sets that count lie in each cell of the draw, with the chance of their doors.
pub async fn by_cell(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    survey_id: Uuid,
) -> Result<Vec<(Option<String>, Option<i64>, Option<f64>, i64)>, DbErr> {
    use survey_answer_set::Column;
    scope
        .find::<survey_answer_set::Entity>()
        .select_only()
        .columns([Column::Stratum, Column::Cluster, Column::Probability])
        .column_as(Column::RecordId.count(), "sets")
        .filter(Column::SurveyId.eq(survey_id))
        .filter(Column::IsBackCheck.eq(false))
        .filter(Column::RecordId.not_in_subquery(not_counting()))
        .group_by(Column::Stratum)
        .group_by(Column::Cluster)
        .group_by(Column::Probability)
        .into_tuple()
        .all(db)
        .await
}
