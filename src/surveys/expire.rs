//! What expires: where phones were at visits, how long questions took, and which interviews were checked, 90 days after the last day of the survey. Answers
//! and visits stay. Source: retention terms of the privacy charter.

use super::queries;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use sea_orm::{ConnectionTrait, DbErr};

/// Days after the last day of the survey.
const DAYS: i64 = 90;

/// How many rows went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Expired {
    /// Positions of visits.
    pub positions: u64,
    /// Timings of interviews.
    pub timings: u64,
    /// Checks of interviews.
    pub back_checks: u64,
}

/// Empties what is past its term. Call inside the retention job's transaction, which holds the permit the triggers ask for.
pub async fn expire(
    tx: &impl ConnectionTrait,
    now: UtcMillis,
    zone: Zone,
) -> Result<Expired, DbErr> {
    let last_day = zone.day_of(now.plus_days(-DAYS)).to_string();
    let (positions, timings) = queries::visits::expire(tx, &last_day).await?;
    let back_checks = queries::checks::expire(tx, &last_day).await?;
    Ok(Expired {
        positions,
        timings,
        back_checks,
    })
}
