//! Failed items become cases, as their round says.

use super::cases::wanted;
use super::queries::found;
use super::rubrics::Rubrics;
use crate::cases::CaseMaker;
use crate::platform::audit::{self, Event};
use crate::platform::clock::Clock;
use crate::platform::db::{Db, Lock, hold};
use crate::platform::jobs::{Job, Runner, enqueue};
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// Makes the cases of one inspection.
#[derive(Debug, Serialize, Deserialize)]
struct MakeInspectionCases {
    record_id: Uuid,
}

impl Job for MakeInspectionCases {
    const NAME: &'static str = "make_inspection_cases";
    const MAX_TRIES: i64 = 5;

    fn dedup_key(&self) -> Option<String> {
        Some(self.record_id.to_string())
    }
}

/// Lets the cases of these inspections be made after the transaction.
pub(super) async fn ask_for_cases(
    tx: &impl ConnectionTrait,
    clock: &Clock,
    records: &[Uuid],
) -> Result<(), DbErr> {
    for record_id in records {
        let job = MakeInspectionCases {
            record_id: *record_id,
        };
        // A record asks once in its life, so its id may be that of the job.
        enqueue(tx, *record_id, &job, clock.now(), clock.now()).await?;
    }
    Ok(())
}

/// Says how the work is done.
pub fn register_jobs(runner: &mut Runner, db: &Db, (rubrics, maker): (&Rubrics, &CaseMaker)) {
    let (db, rubrics, maker) = (db.clone(), rubrics.clone(), maker.clone());
    runner.handle(move |job: MakeInspectionCases| {
        let (db, rubrics, maker) = (db.clone(), rubrics.clone(), maker.clone());
        async move {
            make_cases(&db, &rubrics, &maker, job.record_id).await?;
            Ok(())
        }
    });
}

async fn make_cases(
    db: &Db,
    rubrics: &Rubrics,
    maker: &CaseMaker,
    record_id: Uuid,
) -> Result<(), DbErr> {
    let Some(inspection) = found::find(db.read(), record_id).await? else {
        return Ok(());
    };
    let items = wanted(db.read(), rubrics, &inspection).await?;
    if items.is_empty() {
        return Ok(());
    }
    db.write::<_, DbErr>(async |tx| {
        hold(tx, Lock::Changes).await?;
        let made = maker.make(tx, None, items).await?;
        let numbers: Vec<&str> = made.iter().map(|case| case.number.as_str()).collect();
        let subject = format!("record:{record_id}");
        let event = Event::new(None, "job:make_inspection_cases", subject);
        audit::record(tx, &maker.clock, event.detail(json!({"cases": numbers}))).await
    })
    .await
}
