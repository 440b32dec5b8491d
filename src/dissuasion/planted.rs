//! Teams, plans, measures and confirmed hours that come from outside: the demo city, a move from another system.

use super::queries::{figures, hours, plans, shifts, teams};
use super::service::done;
use super::service::shifts::proposal;
use crate::platform::auth::AreaScope;
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::ids::Ids;
use entity::{duty_plan, hours_entry, measure, team, team_stint};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashSet;
use uuid::Uuid;

/// Shifts whose hours are confirmed in one transaction.
const AT_ONCE: usize = 200;

/// What is planted; rows whose id is there already stay as they are.
#[derive(Clone, Debug, Default)]
pub struct Planted {
    /// Teams.
    pub teams: Vec<team::Model>,
    /// Who belongs to them.
    pub stints: Vec<team_stint::Model>,
    /// Duty plans, with rules that were checked.
    pub plans: Vec<duty_plan::Model>,
    /// What was done where since when.
    pub measures: Vec<measure::Model>,
}

/// Writes what is not there yet.
pub async fn plant(tx: &impl ConnectionTrait, planted: &Planted) -> Result<(), DbErr> {
    let ids = planted.teams.iter().map(|row| row.id).collect();
    let known: HashSet<Uuid> = teams::by_ids(tx, ids).await?.into_keys().collect();
    for row in planted.teams.iter().filter(|row| !known.contains(&row.id)) {
        teams::insert(tx, row.clone()).await?;
    }
    let new = planted
        .stints
        .iter()
        .filter(|row| !known.contains(&row.team_id));
    teams::insert_stints(tx, new.cloned().collect()).await?;
    let ids = planted.plans.iter().map(|row| row.id).collect();
    let known: HashSet<Uuid> = plans::versions(tx, ids)
        .await?
        .into_iter()
        .map(|(id, _)| id)
        .collect();
    for row in planted.plans.iter().filter(|row| !known.contains(&row.id)) {
        plans::insert(tx, row.clone()).await?;
    }
    let known = figures::measure_ids(tx).await?;
    for row in planted
        .measures
        .iter()
        .filter(|row| !known.contains(&row.id))
    {
        figures::insert_measure(tx, row.clone()).await?;
    }
    Ok(())
}

/// Confirms the hours of everybody who was at a shift made on a phone that ended before `until` (UTC epoch milliseconds) and has
/// none, as a leader's default would. Answers how many entries were written. Running it again writes nothing.
pub async fn confirm_history(
    db: &Db,
    (clock, ids): (&Clock, &Ids),
    until: i64,
) -> Result<usize, DbErr> {
    let everything = AreaScope::whole_city("history is confirmed for the whole city at once");
    let past = shifts::past(db.read(), &everything, until).await?;
    let mut written = 0;
    for some in past.chunks(AT_ONCE) {
        let shift_ids: Vec<Uuid> = some.iter().map(|shift| shift.id).collect();
        let all = done::load(db.read(), &shift_ids).await?;
        let confirmed = hours::confirmed_pairs(db.read(), &shift_ids).await?;
        let mut rows = vec![];
        for shift in some {
            let Some(done) = all.get(&shift.id) else {
                continue;
            };
            let of_shift = confirmed.get(&shift.id);
            let open = done
                .present
                .iter()
                .filter(|id| !of_shift.is_some_and(|of| of.contains(id)));
            for account in open {
                let Some(proposed) = proposal(shift, done, *account) else {
                    continue;
                };
                rows.push(hours_entry::Model {
                    id: ids.next(clock),
                    account_id: *account,
                    shift_id: shift.id,
                    team_id: shift.team_id,
                    area_id: shift.area_id,
                    kind: "confirmed".to_owned(),
                    day: shift.day.clone(),
                    minutes: proposed.capped_min,
                    reason: None,
                    corrects: None,
                    by_id: None,
                    at: shift.ends_at,
                });
            }
        }
        written += rows.len();
        db.write(async |tx| hours::insert_all(tx, rows).await)
            .await?;
    }
    Ok(written)
}
