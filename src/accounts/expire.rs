//! Sign-ins past their term: refresh tokens and devices go 90 days after the device was used last, guesses after a day.
//! Source: retention terms of the privacy charter.

use crate::platform::clock::UtcMillis;
use crate::platform::db::{delete_global, find_global};
use entity::{device, refresh_token, session, sign_in_guess};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QuerySelect as _, QueryTrait as _,
};

/// Days after the last use.
const UNUSED_DAYS: i64 = 90;

/// Removes what is past its term. Call inside the retention job's transaction. Returns how many devices went.
pub async fn expire(tx: &impl ConnectionTrait, now: UtcMillis) -> Result<u64, DbErr> {
    let unused = device::Column::LastSeenAt.lt(now.plus_days(-UNUSED_DAYS).0);
    let devices = find_global::<device::Entity>()
        .select_only()
        .column(device::Column::Id)
        .filter(unused.clone());
    let sessions = find_global::<session::Entity>()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::DeviceId.in_subquery(devices.clone().into_query()));
    delete_global::<refresh_token::Entity>()
        .filter(refresh_token::Column::SessionId.in_subquery(sessions.into_query()))
        .exec(tx)
        .await?;
    delete_global::<session::Entity>()
        .filter(session::Column::DeviceId.in_subquery(devices.into_query()))
        .exec(tx)
        .await?;
    delete_global::<sign_in_guess::Entity>()
        .filter(sign_in_guess::Column::Since.lt(now.plus_days(-1).0))
        .exec(tx)
        .await?;
    let gone = delete_global::<device::Entity>()
        .filter(unused)
        .exec(tx)
        .await?;
    Ok(gone.rows_affected)
}
