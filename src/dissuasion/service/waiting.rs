//! Hours that were stood and wait for a leader's word.

use super::done;
use super::shifts::proposal;
use crate::dissuasion::queries::{field, hours, shifts};
use crate::platform::clock::UtcMillis;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashSet;
use uuid::Uuid;

/// Minutes of one account in shifts since `from` that are not confirmed, capped as a leader's default.
pub(in crate::dissuasion) async fn of_account(
    db: &impl ConnectionTrait,
    account: Uuid,
    from: UtcMillis,
    now: UtcMillis,
) -> Result<i64, DbErr> {
    let span = (from.0, now.0);
    let checks = field::checks_by_people(db, &[account], span).await?;
    let named = field::reports_naming(db, &[account], span).await?;
    let attended: HashSet<Uuid> = checks
        .iter()
        .map(|check| check.shift_id)
        .chain(named.into_iter().map(|(_, shift)| shift))
        .collect();
    let ids: Vec<Uuid> = attended.into_iter().collect();
    let confirmed = hours::confirmed_pairs(db, &ids).await?;
    let open: Vec<Uuid> = ids
        .into_iter()
        .filter(|id| !confirmed.get(id).is_some_and(|of| of.contains(&account)))
        .collect();
    let shifts = shifts::by_ids(db, open.clone()).await?;
    let all = done::load(db, &open).await?;
    let minutes = shifts.values().filter_map(|shift| {
        let done = all.get(&shift.id)?;
        Some(proposal(shift, done, account)?.capped_min)
    });
    Ok(minutes.sum())
}
