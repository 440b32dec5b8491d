//! Sites that may be drawn, drawn sites, and who inspects them.

use crate::accounts;
use crate::platform::auth::{AreaScope, Permission, Role};
use crate::platform::db::{delete_global, find_global, insert_row, insert_rows};
use entity::{area, inspection_frame, inspection_site, inspection_task, role_grant, site};
use sea_orm::sea_query::{Cond, Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Ids in one statement.
const IDS_AT_ONCE: usize = 1_000;

/// Sites in use inside a scope that are of some of these kinds, by code.
pub async fn in_frame(
    db: &impl ConnectionTrait,
    inside: &AreaScope,
    types: Vec<String>,
) -> Result<Vec<site::Model>, DbErr> {
    inside
        .find::<site::Entity>()
        .filter(site::Column::IsActive.eq(true))
        .filter(site::Column::SiteType.is_in(types))
        .order_by_asc(site::Column::Code)
        .all(db)
        .await
}

/// Adds the drawn sites of a round.
pub async fn insert(
    tx: &impl ConnectionTrait,
    rows: Vec<inspection_site::Model>,
) -> Result<(), DbErr> {
    insert_rows(tx, rows).await
}

/// Keeps what a round was drawn from.
pub async fn insert_frame(
    tx: &impl ConnectionTrait,
    row: inspection_frame::Model,
) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// What a round was drawn from.
pub async fn frame(
    db: &impl ConnectionTrait,
    round_id: Uuid,
) -> Result<Option<inspection_frame::Model>, DbErr> {
    find_global::<inspection_frame::Entity>()
        .filter(inspection_frame::Column::RoundId.eq(round_id))
        .one(db)
        .await
}

/// The drawn sites of a round, in the order of the draw.
pub async fn of_round(
    db: &impl ConnectionTrait,
    round_id: Uuid,
) -> Result<Vec<inspection_site::Model>, DbErr> {
    find_global::<inspection_site::Entity>()
        .filter(inspection_site::Column::RoundId.eq(round_id))
        .order_by_asc(inspection_site::Column::DrawOrder)
        .all(db)
        .await
}

/// Ids of the drawn sites of a round inside a scope.
pub async fn ids_inside(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    round_id: Uuid,
) -> Result<Vec<Uuid>, DbErr> {
    scope
        .find::<inspection_site::Entity>()
        .select_only()
        .column(inspection_site::Column::Id)
        .filter(inspection_site::Column::RoundId.eq(round_id))
        .into_tuple()
        .all(db)
        .await
}

/// Drawn sites by id.
pub async fn by_ids(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, inspection_site::Model>, DbErr> {
    let mut found = HashMap::new();
    for ids in ids.chunks(IDS_AT_ONCE) {
        let rows = find_global::<inspection_site::Entity>()
            .filter(inspection_site::Column::Id.is_in(ids.to_vec()))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

/// Who inspects what in a round, in the order of the routes.
pub async fn tasks(
    db: &impl ConnectionTrait,
    round_id: Uuid,
) -> Result<Vec<inspection_task::Model>, DbErr> {
    find_global::<inspection_task::Entity>()
        .filter(inspection_task::Column::RoundId.eq(round_id))
        .order_by_asc(inspection_task::Column::RouteOrder)
        .order_by_asc(inspection_task::Column::AccountId)
        .all(db)
        .await
}

/// Who inspects these drawn sites.
pub async fn tasks_at(
    db: &impl ConnectionTrait,
    sites: &[Uuid],
) -> Result<Vec<inspection_task::Model>, DbErr> {
    let mut found = vec![];
    for sites in sites.chunks(IDS_AT_ONCE) {
        let rows = find_global::<inspection_task::Entity>()
            .filter(inspection_task::Column::RoundSiteId.is_in(sites.to_vec()))
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// What an account is to inspect, in the order of its routes.
pub async fn tasks_of(
    db: &impl ConnectionTrait,
    account_id: Uuid,
) -> Result<Vec<inspection_task::Model>, DbErr> {
    find_global::<inspection_task::Entity>()
        .filter(inspection_task::Column::AccountId.eq(account_id))
        .order_by_asc(inspection_task::Column::RoundId)
        .order_by_asc(inspection_task::Column::RouteOrder)
        .all(db)
        .await
}

/// Gives sites to people anew.
pub async fn assign(
    tx: &impl ConnectionTrait,
    sites: &[Uuid],
    tasks: Vec<inspection_task::Model>,
) -> Result<(), DbErr> {
    for sites in sites.chunks(IDS_AT_ONCE) {
        delete_global::<inspection_task::Entity>()
            .filter(inspection_task::Column::RoundSiteId.is_in(sites.to_vec()))
            .exec(tx)
            .await?;
    }
    insert_rows(tx, tasks).await
}

/// People with a role that captures records inside `inside`, or in an area above it, by name.
pub async fn inspectors(
    db: &impl ConnectionTrait,
    inside: &AreaScope,
    above: Vec<String>,
) -> Result<Vec<(Uuid, String)>, DbErr> {
    let may = |role: &Role| role.reach(Permission::CaptureRecords).is_some();
    let place = Cond::any()
        .add(role_grant::Column::AreaId.in_subquery(inside.areas()))
        .add(role_grant::Column::AreaId.in_subquery(at(above)));
    accounts::holders(db, may, place).await
}

/// People with a role that plans rounds in one of these areas, by name.
pub async fn planners(
    db: &impl ConnectionTrait,
    areas: Vec<String>,
) -> Result<Vec<(Uuid, String)>, DbErr> {
    let may = |role: &Role| role.reach(Permission::PlanInspections).is_some();
    accounts::holders(
        db,
        may,
        Cond::all().add(role_grant::Column::AreaId.in_subquery(at(areas))),
    )
    .await
}

/// Ids of the areas with these paths.
fn at(paths: Vec<String>) -> SelectStatement {
    Query::select()
        .column(area::Column::Id)
        .from(area::Entity)
        .and_where(area::Column::Path.is_in(paths))
        .to_owned()
}
