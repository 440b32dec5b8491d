//! Calls out cases whose time runs out: at 50, 80, 100 and 150 % of it.

use super::notices;
use super::queries::news;
use super::service::{steps, watch_of};
use super::vocabulary;
use crate::platform::audit;
use crate::platform::clock::Clock;
use crate::platform::days::Zone;
use crate::platform::db::{Db, Lock, hold};
use crate::platform::ids::Ids;
use crate::platform::jobs::{Job, Runner};
use crate::platform::num;
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// How often it is looked, in seconds.
const EVERY_S: i64 = 60;
/// Cases called out in one transaction.
const AT_ONCE: u64 = 200;

/// One look at the clocks.
#[derive(Debug, Serialize, Deserialize)]
struct CallOutCases {}

impl Job for CallOutCases {
    const NAME: &'static str = "call_out_cases";
    const MAX_TRIES: i64 = 3;

    fn dedup_key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Says how the work is done and how often.
pub fn register_jobs(runner: &mut Runner, db: &Db, (clock, ids): (&Clock, &Ids), zone: Zone) {
    let (db, clock, ids) = (db.clone(), clock.clone(), ids.clone());
    runner.handle(move |_: CallOutCases| {
        let (db, clock, ids) = (db.clone(), clock.clone(), ids.clone());
        async move {
            call_out(&db, (&clock, &ids), zone).await?;
            Ok(())
        }
    });
    runner.repeat(EVERY_S, || CallOutCases {});
}

/// Calls out everything that is to be by now. A level that was slept through is called out once, at the highest.
async fn call_out(db: &Db, (clock, ids): (&Clock, &Ids), zone: Zone) -> Result<usize, DbErr> {
    let calendar = vocabulary::calendar(zone);
    let mut called = 0;
    loop {
        let now = clock.now();
        let waiting = news::to_call(db.read(), now.0, AT_ONCE).await?;
        if waiting.is_empty() {
            return Ok(called);
        }
        let done = db
            .write::<_, DbErr>(async |tx| {
                hold(tx, Lock::Changes).await?;
                let mut done = 0;
                for row in &waiting {
                    let watch = watch_of(row);
                    let mut level = row.called_percent;
                    while let Some((next, at)) = watch.next_level(&calendar, level)
                        && at <= now
                    {
                        level = next;
                    }
                    let next = watch.next_level(&calendar, level).map(|(_, at)| at.0);
                    if !news::set_called(tx, row, (level, next)).await?
                        || level == row.called_percent
                    {
                        continue;
                    }
                    let detail = json!({"percent": level});
                    steps::append(tx, row, "call_out", (None, now), &detail).await?;
                    notices::call_out(tx, (clock, ids), row, level).await?;
                    done += 1;
                }
                if done > 0 {
                    let event = audit::Event::new(None, "job:call_out_cases", "cases");
                    audit::record(tx, clock, event.detail(json!({"called": done}))).await?;
                }
                Ok(done)
            })
            .await?;
        called += done;
        if num::u64_from_usize(waiting.len()) < AT_ONCE {
            return Ok(called);
        }
    }
}
