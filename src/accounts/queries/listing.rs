//! Lists of accounts for administrators.

use crate::accounts::wire::administration::{AccountCounts, AccountState};
use crate::platform::auth::{AreaScope, InArea, Role, path_upper_bound};
use crate::platform::clock::UtcMillis;
use crate::platform::db::find_global;
use crate::platform::num;
use entity::{account, area, role_grant};
use sea_orm::sea_query::{Expr, ExprTrait as _, Func, LikeExpr, SelectStatement};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _,
};

/// Days without a sign of life after which an account counts as idle.
const IDLE_DAYS: i64 = 30;

/// A grant lies in its area; everybody sees the own ones.
impl InArea for role_grant::Entity {
    fn area_column() -> role_grant::Column {
        role_grant::Column::AreaId
    }

    fn author_column() -> Option<role_grant::Column> {
        Some(role_grant::Column::AccountId)
    }
}

/// Which accounts, but for their state.
#[derive(Clone, Debug, Default)]
pub(in crate::accounts) struct Wanted {
    /// Part of account or name.
    pub(in crate::accounts) text: Option<String>,
    /// Role held now.
    pub(in crate::accounts) role: Option<Role>,
    /// Path of an area in whose subtree a role is held now.
    pub(in crate::accounts) path: Option<String>,
}

/// Accounts that have or had a role inside `visible`; all without it.
pub(super) fn visible_to(visible: Option<&AreaScope>) -> Condition {
    match visible {
        None => Condition::all(),
        Some(scope) => {
            let grants = scope.find::<role_grant::Entity>();
            Condition::all().add(account::Column::Id.in_subquery(account_ids(grants)))
        }
    }
}

fn account_ids(grants: sea_orm::Select<role_grant::Entity>) -> SelectStatement {
    grants
        .select_only()
        .column(role_grant::Column::AccountId)
        .into_query()
}

impl Wanted {
    fn condition(&self) -> Condition {
        let mut all = Condition::all();
        if let Some(text) = &self.text {
            let escaped = text
                .to_lowercase()
                .replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_");
            let like = || LikeExpr::new(format!("%{escaped}%")).escape('\\');
            let name = Expr::expr(Func::lower(Expr::col(account::Column::Name)));
            all = all.add(
                Condition::any()
                    .add(Expr::col(account::Column::Account).like(like()))
                    .add(name.like(like())),
            );
        }
        if self.role.is_none() && self.path.is_none() {
            return all;
        }
        let mut grants =
            find_global::<role_grant::Entity>().filter(role_grant::Column::RevokedAt.is_null());
        if let Some(role) = self.role {
            grants = grants.filter(role_grant::Column::Role.eq(role.code()));
        }
        if let Some(path) = &self.path {
            let areas = find_global::<area::Entity>()
                .select_only()
                .column(area::Column::Id)
                .filter(area::Column::Path.gte(path.as_str()))
                .filter(area::Column::Path.lt(path_upper_bound(path)))
                .into_query();
            grants = grants.filter(role_grant::Column::AreaId.in_subquery(areas));
        }
        all.add(account::Column::Id.in_subquery(account_ids(grants)))
    }
}

fn in_state(state: AccountState, now: UtcMillis) -> Condition {
    let all = Condition::all();
    let active = || Condition::all().add(account::Column::IsActive.eq(true));
    match state {
        AccountState::All => all,
        AccountState::Active => active(),
        AccountState::Disabled => all.add(account::Column::IsActive.eq(false)),
        AccountState::NeverUsed => active().add(account::Column::LastSeenAt.is_null()),
        AccountState::Idle30d => {
            active().add(account::Column::LastSeenAt.lt(now.plus_days(-IDLE_DAYS).0))
        }
        AccountState::NoRole => {
            let held =
                find_global::<role_grant::Entity>().filter(role_grant::Column::RevokedAt.is_null());
            active().add(account::Column::Id.not_in_subquery(account_ids(held)))
        }
    }
}

/// Accounts after the sign-in name `after`, by sign-in name; one more than `limit`.
pub(in crate::accounts) async fn list(
    db: &impl ConnectionTrait,
    visible: Option<&AreaScope>,
    wanted: &Wanted,
    (state, now): (AccountState, UtcMillis),
    (after, limit): (Option<String>, usize),
) -> Result<Vec<account::Model>, DbErr> {
    let mut query = find_global::<account::Entity>()
        .filter(visible_to(visible))
        .filter(wanted.condition())
        .filter(in_state(state, now));
    if let Some(after) = after {
        query = query.filter(account::Column::Account.gt(after));
    }
    query
        .order_by_asc(account::Column::Account)
        .limit(num::u64_from_usize(limit) + 1)
        .all(db)
        .await
}

/// How many accounts each state has.
pub(in crate::accounts) async fn count(
    db: &impl ConnectionTrait,
    visible: Option<&AreaScope>,
    wanted: &Wanted,
    now: UtcMillis,
) -> Result<AccountCounts, DbErr> {
    let count = async |state: AccountState| {
        find_global::<account::Entity>()
            .filter(visible_to(visible))
            .filter(wanted.condition())
            .filter(in_state(state, now))
            .count(db)
            .await
    };
    Ok(AccountCounts {
        all: count(AccountState::All).await?,
        never_used: count(AccountState::NeverUsed).await?,
        idle_30d: count(AccountState::Idle30d).await?,
        no_role: count(AccountState::NoRole).await?,
        disabled: count(AccountState::Disabled).await?,
    })
}
