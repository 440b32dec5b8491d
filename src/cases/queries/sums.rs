//! Cases added up, and what of them figures leave out.

use super::lists::CaseFilter;
use crate::cases::model::Action;
use crate::platform::num;
use entity::{case_event, case_file};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, FromQueryResult, JoinType,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationDef,
};
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// How many cases of the filter there are, by area row.
pub(in crate::cases) async fn by_area(
    db: &impl ConnectionTrait,
    filter: &CaseFilter,
) -> Result<Vec<(i64, u64)>, DbErr> {
    let rows: Vec<(i64, i64)> = filter
        .select()
        .select_only()
        .column(case_file::Column::AreaId)
        .column_as(case_file::Column::Id.count(), "n")
        .group_by(case_file::Column::AreaId)
        .into_tuple()
        .all(db)
        .await?;
    let count = |(area_id, count)| (area_id, num::to_count(count));
    Ok(rows.into_iter().map(count).collect())
}

fn event() -> RelationDef {
    case_file::Entity::belongs_to(case_event::Entity)
        .from(case_file::Column::Id)
        .to(case_event::Column::CaseId)
        .into()
}

/// For each case of the filter whose fix was reported: its area row, and whether the last report came in time.
pub(in crate::cases) async fn in_time(
    db: &impl ConnectionTrait,
    filter: &CaseFilter,
) -> Result<Vec<(i64, bool)>, DbErr> {
    let rows: Vec<(Uuid, i64, String)> = filter
        .select()
        .select_only()
        .column(case_file::Column::Id)
        .column(case_file::Column::AreaId)
        .column(case_event::Column::Detail)
        .join(JoinType::InnerJoin, event())
        .filter(case_event::Column::Action.eq(Action::Report.code()))
        .order_by_asc(case_event::Column::Number)
        .into_tuple()
        .all(db)
        .await?;
    let mut last: HashMap<Uuid, (i64, bool)> = HashMap::new();
    for (id, area_id, detail) in rows {
        if let Some(used) = used_percent(&detail) {
            last.insert(id, (area_id, used <= 100));
        }
    }
    Ok(last.into_values().collect())
}

/// The share of the time that was used when a step was taken.
fn used_percent(detail: &str) -> Option<i64> {
    let detail: Value = serde_json::from_str(detail).ok()?;
    detail.get("used_percent")?.as_i64()
}

/// A case that was made void: by whom, why, when.
#[derive(Clone, Debug, FromQueryResult)]
pub(in crate::cases) struct Voided {
    pub id: Uuid,
    pub number: String,
    pub actor_id: Option<Uuid>,
    pub note: Option<String>,
    pub at: i64,
}

/// The latest cases of the filter that were made void.
pub(in crate::cases) async fn voided(
    db: &impl ConnectionTrait,
    filter: &CaseFilter,
    limit: u64,
) -> Result<Vec<Voided>, DbErr> {
    filter
        .select()
        .select_only()
        .columns([case_file::Column::Id, case_file::Column::Number])
        .columns([
            case_event::Column::ActorId,
            case_event::Column::Note,
            case_event::Column::At,
        ])
        .join(JoinType::InnerJoin, event())
        .filter(case_event::Column::Action.eq(Action::Void.code()))
        .order_by_desc(case_event::Column::At)
        .order_by_desc(case_file::Column::Id)
        .limit(limit)
        .into_model::<Voided>()
        .all(db)
        .await
}
