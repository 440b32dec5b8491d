//! Incidents added up.

use super::IncidentFilter;
use crate::platform::num;
use entity::{incident, record};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, JoinType, QuerySelect as _,
    RelationDef,
};

/// Incidents of one behaviour in one area.
#[derive(Clone, Debug)]
pub(in crate::incidents) struct Sum {
    pub area_id: i64,
    pub category: String,
    pub count: u64,
}

/// How many incidents of the filter there are, by area row and behaviour.
pub(in crate::incidents) async fn sums(
    db: &impl ConnectionTrait,
    filter: &IncidentFilter,
) -> Result<Vec<Sum>, DbErr> {
    let payload: RelationDef = record::Entity::belongs_to(incident::Entity)
        .from(record::Column::Id)
        .to(incident::Column::RecordId)
        .into();
    let rows: Vec<(i64, String, i64)> = filter
        .select()
        .select_only()
        .column(record::Column::AreaId)
        .column(incident::Column::Category)
        .column_as(record::Column::Id.count(), "n")
        .join(JoinType::InnerJoin, payload)
        .group_by(record::Column::AreaId)
        .group_by(incident::Column::Category)
        .into_tuple()
        .all(db)
        .await?;
    let sum = |(area_id, category, count)| Sum {
        area_id,
        category,
        count: num::to_count(count),
    };
    Ok(rows.into_iter().map(sum).collect())
}
