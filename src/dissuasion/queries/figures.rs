//! Sums over many shifts, and records outside shifts by area.

use super::field;
use crate::incidents::IncidentKind;
use crate::platform::auth::AreaScope;
use crate::platform::db::{find_global, insert_row};
use crate::records::RecordKind as _;
use entity::{measure, record};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Value,
};
use std::collections::HashSet;
use std::fmt::Write as _;
use uuid::Uuid;

/// Which shifts are summed up: inside a scope, of a team if asked, starting within `from..until`.
#[derive(Clone, Debug)]
pub(in crate::dissuasion) struct Summed {
    pub scope: AreaScope,
    pub team: Option<Uuid>,
    pub from: i64,
    pub until: i64,
}

impl Summed {
    /// A clause over the shift `s`; its values are put behind those there are.
    pub(super) fn sql(&self, values: &mut Vec<Value>) -> String {
        let (areas, scoped) = self.scope.sql("s.area_id", values.len() + 1);
        values.extend(scoped);
        values.push(self.from.into());
        values.push(self.until.into());
        let at = values.len();
        let mut clause = format!(
            "{areas} AND s.starts_at >= ${} AND s.starts_at < ${at}",
            at - 1
        );
        if let Some(team) = self.team {
            values.push(team.into());
            // Writing into a String cannot fail.
            let _ = write!(clause, " AND s.team_id = ${}", values.len());
        }
        clause
    }
}

/// Incidents outside shifts within `from..until`, by row of the area.
pub(in crate::dissuasion) async fn outside_shifts(
    db: &impl ConnectionTrait,
    (from, until): (i64, i64),
) -> Result<Vec<(i64, i64)>, DbErr> {
    field::everywhere()
        .find::<record::Entity>()
        .select_only()
        .column(record::Column::AreaId)
        .column_as(record::Column::Id.count(), "n")
        .filter(record::Column::Kind.eq(IncidentKind::NAME))
        .filter(record::Column::ShiftId.is_null())
        .filter(record::Column::HappenedAt.gte(from))
        .filter(record::Column::HappenedAt.lt(until))
        .filter(record::Column::Id.not_in_subquery(field::not_counting()))
        .group_by(record::Column::AreaId)
        .into_tuple()
        .all(db)
        .await
}

/// Measures inside a scope, newest first.
pub(in crate::dissuasion) async fn measures(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    limit: u64,
) -> Result<Vec<measure::Model>, DbErr> {
    scope
        .find::<measure::Entity>()
        .order_by_desc(measure::Column::StartsOn)
        .order_by_desc(measure::Column::Id)
        .limit(limit)
        .all(db)
        .await
}

/// Areas with a measure and its first day, wherever they lie.
pub(in crate::dissuasion) async fn all_measures(
    db: &impl ConnectionTrait,
) -> Result<Vec<(i64, String)>, DbErr> {
    find_global::<measure::Entity>()
        .select_only()
        .columns([measure::Column::AreaId, measure::Column::StartsOn])
        .into_tuple()
        .all(db)
        .await
}

/// Writes a new measure.
pub(in crate::dissuasion) async fn insert_measure(
    tx: &impl ConnectionTrait,
    row: measure::Model,
) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// Ids of all measures.
pub(in crate::dissuasion) async fn measure_ids(
    db: &impl ConnectionTrait,
) -> Result<HashSet<Uuid>, DbErr> {
    let ids: Vec<Uuid> = find_global::<measure::Entity>()
        .select_only()
        .column(measure::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().collect())
}
