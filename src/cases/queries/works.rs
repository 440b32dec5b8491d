//! What units did in a period: one row for each step that tells of it.

use super::sums::event;
use crate::platform::auth::AreaScope;
use crate::platform::db::find_global;
use entity::{case_event, case_file};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, JoinType, QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

/// A step of a case of a unit: unit, action, facts as JSON.
pub(in crate::cases) type Work = (Uuid, String, String);

/// Steps of `actions` in `[from, until)` (epoch milliseconds) of cases in an area that belong to a unit.
pub(in crate::cases) async fn works(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    actions: &[&str],
    (from, until): (i64, i64),
) -> Result<Vec<Work>, DbErr> {
    find_global::<case_file::Entity>()
        .join(JoinType::InnerJoin, event())
        .select_only()
        .column(case_file::Column::UnitId)
        .column(case_event::Column::Action)
        .column(case_event::Column::Detail)
        .filter(case_event::Column::Action.is_in(actions.iter().copied()))
        .filter(case_event::Column::At.gte(from))
        .filter(case_event::Column::At.lt(until))
        .filter(case_file::Column::UnitId.is_not_null())
        .filter(case_file::Column::MergedInto.is_null())
        .filter(case_file::Column::AreaId.in_subquery(scope.areas()))
        .into_tuple()
        .all(db)
        .await
}
