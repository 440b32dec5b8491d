//! Freezes the reports of the whole city once their periods are over, as the schedule says. Safe to run twice and beside
//! people who freeze: one of a period and area is kept, by whoever comes first.

use super::error::ReportError;
use super::queries;
use super::service::{BY_SERVICE, ReportMaker};
use super::wire::ReportSchedule;
use crate::platform::auth::AreaScope;
use crate::platform::db::Db;
use crate::platform::jobs::{Job, Runner};
use crate::records::was_captured;
use chrono::Days;
use serde::{Deserialize, Serialize};

/// How often it is looked, in seconds.
const EVERY_S: i64 = 600;
/// A period that the city began to record in later than so many days after its first is left to people: its figures
/// would be those of a part of it.
const BEGUN_WITHIN_DAYS: u64 = 7;

/// One look at what is due.
#[derive(Debug, Serialize, Deserialize)]
struct FreezeReports {}

impl Job for FreezeReports {
    const NAME: &'static str = "freeze_reports";
    const MAX_TRIES: i64 = 3;

    fn dedup_key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Says how the work is done and how often.
pub fn register_jobs(runner: &mut Runner, db: &Db, maker: &ReportMaker) {
    let (db, maker) = (db.clone(), maker.clone());
    runner.handle(move |_: FreezeReports| {
        let (db, maker) = (db.clone(), maker.clone());
        async move { freeze_due(&db, &maker).await }
    });
    runner.repeat(EVERY_S, || FreezeReports {});
}

/// Freezes what is due and not frozen, one after the other.
async fn freeze_due(db: &Db, maker: &ReportMaker) -> anyhow::Result<()> {
    let schedule = ReportSchedule::read(db.read()).await?;
    for period in schedule.due(maker.clock.now(), maker.zone) {
        for root in maker.territories.current().roots() {
            let period = period.to_string();
            if !queries::is_frozen(db.read(), (&period, root.id)).await? {
                freeze(db, maker, (&period, &root.code)).await?;
            }
        }
    }
    Ok(())
}

async fn freeze(db: &Db, maker: &ReportMaker, (period, code): (&str, &str)) -> anyhow::Result<()> {
    let everywhere = AreaScope::whole_city("the service freezes the reports of whole cities");
    let Ok(asked) = maker.asked((period, Some(code)), &everywhere) else {
        return Ok(());
    };
    let span = asked.span();
    let begun = span.from.checked_add_days(Days::new(BEGUN_WITHIN_DAYS));
    let begun_by = span.zone.start_of(begun.unwrap_or(span.to));
    let was = async |from, until| was_captured(db.read(), &span.scope, (from, until)).await;
    let has_begun = was(0, begun_by.0).await?;
    let (from, until) = crate::sections::bounds(span);
    if !has_begun || !was(from, until).await? {
        return Ok(());
    }
    let freezing = maker.freezing(db.read(), &asked, BY_SERVICE).await?;
    let kept = db
        .write::<_, ReportError>(async |tx| freezing.keep(tx, &maker.clock, None).await)
        .await;
    match kept {
        Ok(row) => tracing::info!(report.id = %row.id, "froze the report of {period}"),
        // Somebody was first.
        Err(ReportError::Frozen(_)) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
