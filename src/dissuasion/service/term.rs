//! The term of attendance and hours: what says who was at a shift goes, and what figures and certificates need stays.
//! Source: privacy charter, "attendance and hours … deleted with their term".

use super::sums::{count, keep};
use crate::dissuasion::queries::{hours, shifts, sums, term};
use crate::platform::clock::UtcMillis;
use crate::platform::num;
use entity::{hours_entry, hours_kept};
use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Shifts of one run; a run holds the writer, and the next day brings another.
const AT_ONCE: u64 = 300;
/// However short a term is set, leaders have so many days to confirm hours.
const SHORTEST_DAYS: i64 = 90;

/// What one run removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Expired {
    /// Shifts of which nothing says any more who was there.
    pub shifts: u64,
    /// Rows of the ledger that went into a sum.
    pub hours_entries: u64,
    /// Stays of people in teams that ended before the term.
    pub stints: u64,
}

/// Removes who was at shifts that ended more than `days` days (at least 90) before `now`. Call inside the retention
/// job's transaction, which holds the permit the triggers ask for.
pub async fn expire(
    tx: &impl ConnectionTrait,
    now: UtcMillis,
    days: u32,
) -> Result<Expired, DbErr> {
    let before = now.plus_days(-i64::from(days).max(SHORTEST_DAYS));
    let stints = term::remove_stints(tx, before).await?;
    let due = shifts::ended_before(tx, before, AT_ONCE).await?;
    if due.is_empty() {
        return Ok(Expired {
            stints,
            ..Expired::default()
        });
    }
    let ids: Vec<Uuid> = due.iter().map(|shift| shift.id).collect();
    let counted = count(tx, due, now).await?;
    let entries = term::entries_of(tx, &ids).await?;
    keep(tx, &counted).await?;
    move_hours(tx, &entries).await?;
    for one in &counted {
        shifts::keep_number(tx, one.shift.id, one.present).await?;
    }
    term::remove_persons(tx, &ids).await?;
    Ok(Expired {
        shifts: num::u64_from_usize(ids.len()),
        hours_entries: num::u64_from_usize(entries.len()),
        stints,
    })
}

/// Adds minutes to the sums of persons and of shifts.
async fn move_hours(
    tx: &impl ConnectionTrait,
    entries: &[hours_entry::Model],
) -> Result<(), DbErr> {
    let mut by_shift: HashMap<Uuid, i64> = HashMap::new();
    let mut by_person: BTreeMap<Uuid, (i64, &str)> = BTreeMap::new();
    for entry in entries {
        *by_shift.entry(entry.shift_id).or_default() += entry.minutes;
        let (minutes, until) = by_person.entry(entry.account_id).or_default();
        *minutes += entry.minutes;
        *until = entry.day.as_str().max(*until);
    }
    for (shift_id, minutes) in by_shift {
        sums::add_removed(tx, shift_id, minutes).await?;
    }
    let people: Vec<Uuid> = by_person.keys().copied().collect();
    let kept = hours::kept(tx, &people).await?;
    for (account_id, (minutes, until)) in by_person {
        let row = hours_kept::Model {
            account_id,
            minutes: minutes + kept.get(&account_id).copied().unwrap_or_default(),
            until_day: until.to_owned(),
        };
        term::put_kept(tx, row).await?;
    }
    Ok(())
}
