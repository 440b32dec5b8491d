//! Teams and who belongs to them.

use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::db::{find_global, insert_row, insert_rows, update_global};
use crate::platform::page::upwards;
use entity::{team, team_stint, volunteer};
use sea_orm::sea_query::{
    Cond, Condition, Expr, ExprTrait as _, LikeExpr, OnConflict, Query, SelectStatement,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Teams to which an account belongs now, as leader or member.
fn joined(account_id: Uuid) -> SelectStatement {
    Query::select()
        .column(team_stint::Column::TeamId)
        .from(team_stint::Entity)
        .and_where(team_stint::Column::AccountId.eq(account_id))
        .and_where(team_stint::Column::UntilAt.is_null())
        .to_owned()
}

/// Teams of an account, as leader or member, by name.
pub(in crate::dissuasion) async fn of_account(
    db: &impl ConnectionTrait,
    account_id: Uuid,
) -> Result<Vec<team::Model>, DbErr> {
    let own = Cond::any()
        .add(team::Column::LeaderId.eq(account_id))
        .add(team::Column::Id.in_subquery(joined(account_id)));
    find_global::<team::Entity>()
        .filter(own)
        .order_by_asc(team::Column::Title)
        .order_by_asc(team::Column::Id)
        .all(db)
        .await
}

/// Whether an account leads a team or is a member of it now.
pub(in crate::dissuasion) async fn belongs_to(
    db: &impl ConnectionTrait,
    team_id: Uuid,
    account_id: Uuid,
) -> Result<bool, DbErr> {
    Ok(of_account(db, account_id)
        .await?
        .iter()
        .any(|team| team.id == team_id))
}

/// The condition for teams inside a scope or among `ids`.
pub(in crate::dissuasion) fn within(scope: &AreaScope, ids: &[Uuid]) -> Condition {
    let among = Cond::any().add(team::Column::Id.is_in(ids.to_vec()));
    if scope.has_no_area() {
        among
    } else {
        among.add(team::Column::AreaId.in_subquery(scope.areas()))
    }
}

/// One team under a condition.
pub(in crate::dissuasion) async fn find(
    db: &impl ConnectionTrait,
    id: Uuid,
    within: Condition,
) -> Result<Option<team::Model>, DbErr> {
    find_global::<team::Entity>()
        .filter(team::Column::Id.eq(id))
        .filter(within)
        .one(db)
        .await
}

/// What a list of teams is asked for.
#[derive(Default)]
pub(in crate::dissuasion) struct TeamsAsked {
    pub area: Option<AreaScope>,
    pub text: Option<String>,
    pub is_ended: Option<bool>,
    pub after: Option<(String, Uuid)>,
}

/// At most `limit` teams by name.
pub(in crate::dissuasion) async fn list(
    db: &impl ConnectionTrait,
    within: Condition,
    asked: &TeamsAsked,
    limit: u64,
) -> Result<Vec<team::Model>, DbErr> {
    let mut select = find_global::<team::Entity>().filter(within);
    if let Some(area) = &asked.area {
        select = select.filter(team::Column::AreaId.in_subquery(area.areas()));
    }
    if let Some(text) = &asked.text {
        let escaped = text
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        select = select.filter(
            team::Column::Title
                .into_expr()
                .like(LikeExpr::new(format!("%{escaped}%")).escape('\\')),
        );
    }
    select = match asked.is_ended {
        Some(true) => select.filter(team::Column::EndedAt.is_not_null()),
        Some(false) => select.filter(team::Column::EndedAt.is_null()),
        None => select,
    };
    upwards(
        select,
        (team::Column::Title, team::Column::Id),
        asked.after.clone(),
    )
    .limit(limit)
    .all(db)
    .await
}

/// Teams by id.
pub(in crate::dissuasion) async fn by_ids(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, team::Model>, DbErr> {
    let rows = find_global::<team::Entity>()
        .filter(team::Column::Id.is_in(ids))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Every stint in these teams, past ones too, in order of joining.
pub(in crate::dissuasion) async fn stints_of(
    db: &impl ConnectionTrait,
    teams: Vec<Uuid>,
) -> Result<Vec<team_stint::Model>, DbErr> {
    find_global::<team_stint::Entity>()
        .filter(team_stint::Column::TeamId.is_in(teams))
        .order_by_asc(team_stint::Column::FromAt)
        .order_by_asc(team_stint::Column::AccountId)
        .all(db)
        .await
}

/// Register numbers of accounts that have one.
pub(in crate::dissuasion) async fn register_numbers(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, String>, DbErr> {
    let rows = find_global::<volunteer::Entity>()
        .filter(volunteer::Column::AccountId.is_in(ids))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.account_id, row.register_number?)))
        .collect())
}

/// Writes a register number, or none.
pub(in crate::dissuasion) async fn set_register_number(
    tx: &impl ConnectionTrait,
    account_id: Uuid,
    number: Option<String>,
    now: UtcMillis,
) -> Result<(), DbErr> {
    let row = volunteer::ActiveModel {
        account_id: Set(account_id),
        register_number: Set(number),
        changed_at: Set(now.0),
    };
    let again = OnConflict::column(volunteer::Column::AccountId)
        .update_columns([
            volunteer::Column::RegisterNumber,
            volunteer::Column::ChangedAt,
        ])
        .to_owned();
    volunteer::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a new team.
pub(in crate::dissuasion) async fn insert(
    tx: &impl ConnectionTrait,
    row: team::Model,
) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// Writes a changed team if its version is still `seen`; says whether it was.
pub(in crate::dissuasion) async fn save(
    tx: &impl ConnectionTrait,
    row: &team::Model,
    seen: i64,
) -> Result<bool, DbErr> {
    let done = update_global::<team::Entity>()
        .col_expr(team::Column::Title, Expr::value(row.title.clone()))
        .col_expr(team::Column::HomeUnit, Expr::value(row.home_unit.clone()))
        .col_expr(team::Column::LeaderId, Expr::value(row.leader_id))
        .col_expr(team::Column::AreaId, Expr::value(row.area_id))
        .col_expr(team::Column::SiteCode, Expr::value(row.site_code.clone()))
        .col_expr(team::Column::EndedAt, Expr::value(row.ended_at))
        .col_expr(team::Column::Version, Expr::value(seen + 1))
        .filter(team::Column::Id.eq(row.id))
        .filter(team::Column::Version.eq(seen))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Lets people join; who is a member already stays so.
pub(in crate::dissuasion) async fn join(
    tx: &impl ConnectionTrait,
    team_id: Uuid,
    people: Vec<(Uuid, Uuid)>,
    now: UtcMillis,
) -> Result<(), DbErr> {
    let present: HashSet<Uuid> = stints_of(tx, vec![team_id])
        .await?
        .into_iter()
        .filter(|stint| stint.until_at.is_none())
        .map(|stint| stint.account_id)
        .collect();
    let rows: Vec<team_stint::ActiveModel> = people
        .into_iter()
        .filter(|(_, account)| !present.contains(account))
        .map(|(id, account_id)| team_stint::ActiveModel {
            id: Set(id),
            team_id: Set(team_id),
            account_id: Set(account_id),
            from_at: Set(now.0),
            until_at: Set(None),
        })
        .collect();
    if !rows.is_empty() {
        team_stint::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Lets people go.
pub(in crate::dissuasion) async fn leave(
    tx: &impl ConnectionTrait,
    team_id: Uuid,
    people: Vec<Uuid>,
    now: UtcMillis,
) -> Result<(), DbErr> {
    update_global::<team_stint::Entity>()
        .col_expr(team_stint::Column::UntilAt, Expr::value(now.0))
        .filter(team_stint::Column::TeamId.eq(team_id))
        .filter(team_stint::Column::AccountId.is_in(people))
        .filter(team_stint::Column::UntilAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes stints as they are.
pub(in crate::dissuasion) async fn insert_stints(
    tx: &impl ConnectionTrait,
    rows: Vec<team_stint::Model>,
) -> Result<(), DbErr> {
    insert_rows(tx, rows).await
}
