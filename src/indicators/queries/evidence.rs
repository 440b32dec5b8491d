//! Evidence: files by requirement, period and area, with their history.

use crate::indicators::model::State;
use crate::platform::auth::{AreaScope, InArea};
use crate::platform::db::{find_global, insert_row, save_row};
use crate::platform::page::downwards;
use chrono::NaiveDate;
use entity::{evidence, evidence_event};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Select,
};
use std::collections::HashSet;
use uuid::Uuid;

impl InArea for evidence::Entity {
    fn area_column() -> evidence::Column {
        evidence::Column::AreaId
    }
}

/// Evidence of one requirement, one span of days and one state.
#[derive(Clone, Debug)]
pub(in crate::indicators) struct Counted {
    pub requirement_code: String,
    pub from_on: String,
    pub to_on: String,
    pub state: String,
    pub count: i64,
}

/// Evidence inside a scope whose period meets the days, counted by requirement, days and state.
pub(in crate::indicators) async fn counts(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<Counted>, DbErr> {
    use evidence::Column;
    let rows: Vec<(String, String, String, String, i64)> = scope
        .find::<evidence::Entity>()
        .select_only()
        .columns([
            Column::RequirementCode,
            Column::FromOn,
            Column::ToOn,
            Column::State,
        ])
        .expr(Expr::col(Column::Id).count())
        .filter(Column::FromOn.lte(to.to_string()))
        .filter(Column::ToOn.gte(from.to_string()))
        .group_by(Column::RequirementCode)
        .group_by(Column::FromOn)
        .group_by(Column::ToOn)
        .group_by(Column::State)
        .into_tuple()
        .all(db)
        .await?;
    let counted = |(requirement_code, from_on, to_on, state, count)| Counted {
        requirement_code,
        from_on,
        to_on,
        state,
        count,
    };
    Ok(rows.into_iter().map(counted).collect())
}

/// Which evidence to list.
#[derive(Clone, Debug, Default)]
pub(in crate::indicators) struct Wanted {
    pub requirement: Option<String>,
    /// Days that its period meets.
    pub days: Option<(NaiveDate, NaiveDate)>,
    pub state: Option<&'static str>,
}

impl Wanted {
    fn select(&self, scope: &AreaScope) -> Select<evidence::Entity> {
        use evidence::Column;
        let mut select = scope.find::<evidence::Entity>();
        if let Some(requirement) = &self.requirement {
            select = select.filter(Column::RequirementCode.eq(requirement.as_str()));
        }
        if let Some((from, to)) = self.days {
            select = select
                .filter(Column::FromOn.lte(to.to_string()))
                .filter(Column::ToOn.gte(from.to_string()));
        }
        if let Some(state) = self.state {
            select = select.filter(Column::State.eq(state));
        }
        select
    }
}

/// Evidence inside a scope, the latest filed first.
pub(in crate::indicators) async fn list(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    wanted: &Wanted,
    (after, limit): (Option<(i64, Uuid)>, u64),
) -> Result<Vec<evidence::Model>, DbErr> {
    use evidence::Column;
    let order = (Column::FiledAt, Column::Id);
    let ordered = downwards(wanted.select(scope), order, after);
    ordered.limit(limit).all(db).await
}

/// One piece of evidence inside a scope.
pub(in crate::indicators) async fn find(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    id: Uuid,
) -> Result<Option<evidence::Model>, DbErr> {
    let mine = scope.find::<evidence::Entity>();
    mine.filter(evidence::Column::Id.eq(id)).one(db).await
}

/// The same bytes, filed before for the same requirement, period and area and not withdrawn.
pub(in crate::indicators) async fn twin(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    row: &evidence::Model,
) -> Result<Option<evidence::Model>, DbErr> {
    use evidence::Column;
    scope
        .find::<evidence::Entity>()
        .filter(Column::EditionId.eq(row.edition_id))
        .filter(Column::RequirementCode.eq(row.requirement_code.as_str()))
        .filter(Column::Period.eq(row.period.as_str()))
        .filter(Column::AreaId.eq(row.area_id))
        .filter(Column::Sha256.eq(row.sha256.clone()))
        .filter(Column::State.ne(State::Withdrawn.code()))
        .one(db)
        .await
}

/// Adds a piece of evidence.
pub(in crate::indicators) async fn insert(
    tx: &impl ConnectionTrait,
    row: evidence::Model,
) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// Writes the state of a piece of evidence.
pub(in crate::indicators) async fn save(
    tx: &impl ConnectionTrait,
    row: &evidence::Model,
) -> Result<(), DbErr> {
    save_row(tx, row.clone()).await
}

/// Adds a line to a history.
pub(in crate::indicators) async fn insert_event(
    tx: &impl ConnectionTrait,
    row: evidence_event::Model,
) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// The history of a piece of evidence, oldest first.
pub(in crate::indicators) async fn events_of(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Vec<evidence_event::Model>, DbErr> {
    find_global::<evidence_event::Entity>()
        .filter(evidence_event::Column::EvidenceId.eq(id))
        .order_by_asc(evidence_event::Column::Number)
        .all(db)
        .await
}

/// Which of these files some evidence stands for, wherever it lies.
pub(in crate::indicators) async fn known(
    db: &impl ConnectionTrait,
    files: Vec<[u8; 32]>,
) -> Result<HashSet<[u8; 32]>, DbErr> {
    let whole_city = AreaScope::whole_city("looks for files without evidence");
    let files: Vec<Vec<u8>> = files.iter().map(|hash| hash.to_vec()).collect();
    let found: Vec<Vec<u8>> = whole_city
        .find::<evidence::Entity>()
        .select_only()
        .column(evidence::Column::Sha256)
        .filter(evidence::Column::Sha256.is_in(files))
        .into_tuple()
        .all(db)
        .await?;
    let hashes = found.into_iter().filter_map(|hash| hash.try_into().ok());
    Ok(hashes.collect())
}
