//! Duty plans.

use crate::platform::auth::AreaScope;
use crate::platform::db::{find_global, insert_row, update_global};
use crate::platform::page::upwards;
use entity::{duty_plan, team};
use sea_orm::sea_query::{Cond, Condition, Expr, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::HashSet;
use uuid::Uuid;

/// Plans of teams under a condition.
fn of_teams(within: Condition) -> Condition {
    let teams = Query::select()
        .column(team::Column::Id)
        .from(team::Entity)
        .cond_where(within)
        .to_owned();
    Cond::all().add(duty_plan::Column::TeamId.in_subquery(teams))
}

/// What a list of plans is asked for.
#[derive(Default)]
pub(in crate::dissuasion) struct PlansAsked {
    pub area: Option<AreaScope>,
    pub team: Option<Uuid>,
    pub is_ended: Option<bool>,
    pub after: Option<(String, Uuid)>,
}

/// At most `limit` plans of teams under a condition, by name.
pub(in crate::dissuasion) async fn list(
    db: &impl ConnectionTrait,
    teams: Condition,
    asked: &PlansAsked,
    limit: u64,
) -> Result<Vec<duty_plan::Model>, DbErr> {
    let mut select = find_global::<duty_plan::Entity>().filter(of_teams(teams));
    if let Some(area) = &asked.area {
        select = select.filter(duty_plan::Column::AreaId.in_subquery(area.areas()));
    }
    if let Some(team) = asked.team {
        select = select.filter(duty_plan::Column::TeamId.eq(team));
    }
    select = match asked.is_ended {
        Some(true) => select.filter(duty_plan::Column::EndedAt.is_not_null()),
        Some(false) => select.filter(duty_plan::Column::EndedAt.is_null()),
        None => select,
    };
    upwards(
        select,
        (duty_plan::Column::Title, duty_plan::Column::Id),
        asked.after.clone(),
    )
    .limit(limit)
    .all(db)
    .await
}

/// One plan of a team under a condition.
pub(in crate::dissuasion) async fn find(
    db: &impl ConnectionTrait,
    id: Uuid,
    teams: Condition,
) -> Result<Option<duty_plan::Model>, DbErr> {
    find_global::<duty_plan::Entity>()
        .filter(duty_plan::Column::Id.eq(id))
        .filter(of_teams(teams))
        .one(db)
        .await
}

/// Every plan that still makes shifts, of teams that still work.
pub(in crate::dissuasion) async fn standing(
    db: &impl ConnectionTrait,
) -> Result<Vec<duty_plan::Model>, DbErr> {
    let working = Cond::all().add(team::Column::EndedAt.is_null());
    find_global::<duty_plan::Entity>()
        .filter(duty_plan::Column::EndedAt.is_null())
        .filter(of_teams(working))
        .order_by_asc(duty_plan::Column::Id)
        .all(db)
        .await
}

/// Writes a new plan.
pub(in crate::dissuasion) async fn insert(
    tx: &impl ConnectionTrait,
    row: duty_plan::Model,
) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// Writes a changed plan if its version is still `seen`; says whether it was.
pub(in crate::dissuasion) async fn save(
    tx: &impl ConnectionTrait,
    row: &duty_plan::Model,
    seen: i64,
) -> Result<bool, DbErr> {
    use duty_plan::Column;
    let done = update_global::<duty_plan::Entity>()
        .col_expr(Column::AreaId, Expr::value(row.area_id))
        .col_expr(Column::Title, Expr::value(row.title.clone()))
        .col_expr(Column::Rules, Expr::value(row.rules.clone()))
        .col_expr(Column::StartsOn, Expr::value(row.starts_on.clone()))
        .col_expr(Column::EndsOn, Expr::value(row.ends_on.clone()))
        .col_expr(Column::StartMinute, Expr::value(row.start_minute))
        .col_expr(Column::Minutes, Expr::value(row.minutes))
        .col_expr(Column::PlaceKind, Expr::value(row.place_kind.clone()))
        .col_expr(Column::PlaceCode, Expr::value(row.place_code.clone()))
        .col_expr(Column::PlaceZh, Expr::value(row.place_zh.clone()))
        .col_expr(Column::PlaceEn, Expr::value(row.place_en.clone()))
        .col_expr(Column::PlaceLine, Expr::value(row.place_line.clone()))
        .col_expr(Column::Needed, Expr::value(row.needed))
        .col_expr(Column::EndedAt, Expr::value(row.ended_at))
        .col_expr(Column::Version, Expr::value(seen + 1))
        .filter(Column::Id.eq(row.id))
        .filter(Column::Version.eq(seen))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ids of these plans with their versions now.
pub(in crate::dissuasion) async fn versions(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<HashSet<(Uuid, i64)>, DbErr> {
    let rows: Vec<(Uuid, i64)> = find_global::<duty_plan::Entity>()
        .select_only()
        .columns([duty_plan::Column::Id, duty_plan::Column::Version])
        .filter(duty_plan::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}
