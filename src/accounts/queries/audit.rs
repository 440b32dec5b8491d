//! Reading the audit log.

use crate::accounts::wire::administration::AuditFilter;
use crate::platform::db::find_global;
use crate::platform::num;
use entity::audit_event::{Column, Entity, Model};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

/// Events before number `before`, the newest first; one more than `limit`, so that the caller sees whether there are more.
pub(in crate::accounts) async fn list(
    db: &impl ConnectionTrait,
    filter: &AuditFilter,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<Model>, DbErr> {
    let mut query = find_global::<Entity>();
    if let Some(subject) = &filter.subject {
        query = query.filter(Column::Subject.eq(subject.as_str()));
    }
    if let Some(actor) = filter.actor {
        query = query.filter(Column::ActorId.eq(actor));
    }
    if let Some(operation) = &filter.operation {
        query = query.filter(Column::Operation.eq(operation.as_str()));
    }
    if let Some(before) = before {
        query = query.filter(Column::Number.lt(before));
    }
    query
        .order_by_desc(Column::Number)
        .limit(num::u64_from_usize(limit) + 1)
        .all(db)
        .await
}
