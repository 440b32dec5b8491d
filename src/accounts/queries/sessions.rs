//! Rows of `device`, `session` and `refresh_token`.

use crate::accounts::wire::{Client, NewDevice};
use crate::platform::clock::UtcMillis;
use crate::platform::db::{find_global, update_global};
use entity::{device, refresh_token, session};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

/// A link of a session's token chain.
pub(in crate::accounts) mod state {
    pub(in crate::accounts) const UNUSED: &str = "unused";
    pub(in crate::accounts) const USED: &str = "used";
    pub(in crate::accounts) const VOID: &str = "void";
}

/// The device when it has not ended.
pub(in crate::accounts) async fn live_device(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<device::Model>, DbErr> {
    find_global::<device::Entity>()
        .filter(device::Column::Id.eq(id))
        .filter(device::Column::EndedAt.is_null())
        .one(db)
        .await
}

/// Devices of an account that have not ended, the last seen first.
pub(in crate::accounts) async fn list_devices(
    db: &impl ConnectionTrait,
    account_id: Uuid,
) -> Result<Vec<device::Model>, DbErr> {
    find_global::<device::Entity>()
        .filter(device::Column::AccountId.eq(account_id))
        .filter(device::Column::EndedAt.is_null())
        .order_by_desc(device::Column::LastSeenAt)
        .order_by_desc(device::Column::Id)
        .all(db)
        .await
}

pub(in crate::accounts) async fn create_device(
    tx: &impl ConnectionTrait,
    id: Uuid,
    account_id: Uuid,
    new: &NewDevice,
    secret_hash: Vec<u8>,
    now: UtcMillis,
) -> Result<(), DbErr> {
    device::ActiveModel {
        id: Set(id),
        account_id: Set(account_id),
        label_id: Set(new.id),
        name: Set(new.name.clone()),
        secret_hash: Set(secret_hash),
        first_seen_at: Set(now.0),
        last_seen_at: Set(now.0),
        ended_at: Set(None),
    }
    .insert(tx)
    .await?;
    Ok(())
}

/// Notes that the device is in use, under the name it gives itself now.
pub(in crate::accounts) async fn device_was_seen(
    tx: &impl ConnectionTrait,
    id: Uuid,
    renamed: Option<&NewDevice>,
    now: UtcMillis,
) -> Result<(), DbErr> {
    let mut update = update_global::<device::Entity>()
        .col_expr(device::Column::LastSeenAt, Expr::value(now.0))
        .filter(device::Column::Id.eq(id));
    if let Some(new) = renamed {
        update = update
            .col_expr(device::Column::Name, Expr::value(new.name.as_str()))
            .col_expr(device::Column::LabelId, Expr::value(new.id));
    }
    update.exec(tx).await?;
    Ok(())
}

/// Which devices or sessions of an account end.
#[derive(Clone, Copy, Debug)]
pub(in crate::accounts) enum Which {
    /// All.
    All,
    /// All but one.
    AllBut(Uuid),
    /// One.
    Only(Uuid),
}

impl Which {
    fn of(self, column: impl sea_orm::ColumnTrait) -> sea_orm::Condition {
        let any = sea_orm::Condition::all();
        match self {
            Self::All => any,
            Self::AllBut(id) => any.add(column.ne(id)),
            Self::Only(id) => any.add(column.eq(id)),
        }
    }
}

/// Ends devices of an account and every session on them. Answers how many devices ended.
pub(in crate::accounts) async fn end_devices(
    tx: &impl ConnectionTrait,
    account_id: Uuid,
    which: Which,
    reason: &'static str,
    now: UtcMillis,
) -> Result<u64, DbErr> {
    let ended = update_global::<device::Entity>()
        .col_expr(device::Column::EndedAt, Expr::value(now.0))
        .filter(device::Column::AccountId.eq(account_id))
        .filter(which.of(device::Column::Id))
        .filter(device::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    update_global::<session::Entity>()
        .col_expr(session::Column::EndedAt, Expr::value(now.0))
        .col_expr(session::Column::EndReason, Expr::value(reason))
        .filter(session::Column::AccountId.eq(account_id))
        .filter(which.of(session::Column::DeviceId))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected)
}

/// Ends sessions of an account but leaves its devices known.
pub(in crate::accounts) async fn end_sessions(
    tx: &impl ConnectionTrait,
    account_id: Uuid,
    which: Which,
    reason: &'static str,
    now: UtcMillis,
) -> Result<(), DbErr> {
    update_global::<session::Entity>()
        .col_expr(session::Column::EndedAt, Expr::value(now.0))
        .col_expr(session::Column::EndReason, Expr::value(reason))
        .filter(session::Column::AccountId.eq(account_id))
        .filter(which.of(session::Column::Id))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

pub(in crate::accounts) async fn create_session(
    tx: &impl ConnectionTrait,
    (id, account_id, device_id): (Uuid, Uuid, Uuid),
    client: Client,
    now: UtcMillis,
    expires_at: UtcMillis,
) -> Result<(), DbErr> {
    session::ActiveModel {
        id: Set(id),
        account_id: Set(account_id),
        device_id: Set(device_id),
        client: Set(client.code().to_owned()),
        created_at: Set(now.0),
        expires_at: Set(expires_at.0),
        ended_at: Set(None),
        end_reason: Set(None),
    }
    .insert(tx)
    .await?;
    Ok(())
}

/// The session when it has not ended or expired.
pub(in crate::accounts) async fn live_session(
    db: &impl ConnectionTrait,
    id: Uuid,
    now: UtcMillis,
) -> Result<Option<session::Model>, DbErr> {
    find_global::<session::Entity>()
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now.0))
        .one(db)
        .await
}

pub(in crate::accounts) async fn create_token(
    tx: &impl ConnectionTrait,
    hash: Vec<u8>,
    session_id: Uuid,
    parent: Option<Vec<u8>>,
    now: UtcMillis,
    expires_at: UtcMillis,
) -> Result<(), DbErr> {
    refresh_token::ActiveModel {
        token_hash: Set(hash),
        session_id: Set(session_id),
        parent_hash: Set(parent),
        state: Set(state::UNUSED.to_owned()),
        created_at: Set(now.0),
        expires_at: Set(expires_at.0),
    }
    .insert(tx)
    .await?;
    Ok(())
}

pub(in crate::accounts) async fn find_token(
    db: &impl ConnectionTrait,
    hash: &[u8],
) -> Result<Option<refresh_token::Model>, DbErr> {
    find_global::<refresh_token::Entity>()
        .filter(refresh_token::Column::TokenHash.eq(hash.to_vec()))
        .one(db)
        .await
}

/// Marks an unused token used; answers whether it still was unused.
pub(in crate::accounts) async fn use_token(
    tx: &impl ConnectionTrait,
    hash: &[u8],
) -> Result<bool, DbErr> {
    let used = update_global::<refresh_token::Entity>()
        .col_expr(refresh_token::Column::State, Expr::value(state::USED))
        .filter(refresh_token::Column::TokenHash.eq(hash.to_vec()))
        .filter(refresh_token::Column::State.eq(state::UNUSED))
        .exec(tx)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Voids the unused children of `parent`.
pub(in crate::accounts) async fn void_unused_children(
    tx: &impl ConnectionTrait,
    session_id: Uuid,
    parent: &[u8],
) -> Result<(), DbErr> {
    update_global::<refresh_token::Entity>()
        .col_expr(refresh_token::Column::State, Expr::value(state::VOID))
        .filter(refresh_token::Column::SessionId.eq(session_id))
        .filter(refresh_token::Column::ParentHash.eq(parent.to_vec()))
        .filter(refresh_token::Column::State.eq(state::UNUSED))
        .exec(tx)
        .await?;
    Ok(())
}

/// Whether a child of `parent` was used.
pub(in crate::accounts) async fn has_used_child(
    db: &impl ConnectionTrait,
    session_id: Uuid,
    parent: &[u8],
) -> Result<bool, DbErr> {
    let used = find_global::<refresh_token::Entity>()
        .filter(refresh_token::Column::SessionId.eq(session_id))
        .filter(refresh_token::Column::ParentHash.eq(parent.to_vec()))
        .filter(refresh_token::Column::State.eq(state::USED))
        .count(db)
        .await?;
    Ok(used > 0)
}

/// How many devices of each account have not ended.
pub(in crate::accounts) async fn count_devices(
    db: &impl ConnectionTrait,
    accounts: &[Uuid],
) -> Result<Vec<(Uuid, i64)>, DbErr> {
    find_global::<device::Entity>()
        .select_only()
        .column(device::Column::AccountId)
        .column_as(device::Column::Id.count(), "devices")
        .filter(device::Column::AccountId.is_in(accounts.iter().copied()))
        .filter(device::Column::EndedAt.is_null())
        .group_by(device::Column::AccountId)
        .into_tuple()
        .all(db)
        .await
}
