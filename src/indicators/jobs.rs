//! What is done about evidence in the background.

use super::queries::evidence as rows;
use crate::platform::blobs::{BlobKey, Blobs, SWEEP_EVERY_S, sweep};
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::jobs::{Job, Runner};
use serde::{Deserialize, Serialize};

/// Removes files that never got a row, or whose rows are gone.
#[derive(Debug, Serialize, Deserialize)]
struct SweepEvidence {}

impl Job for SweepEvidence {
    const NAME: &'static str = "sweep_evidence";
    const MAX_TRIES: i64 = 3;

    fn dedup_key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Says how the jobs of evidence are done and how often.
pub fn register_jobs(runner: &mut Runner, db: &Db, blobs: &Blobs, clock: &Clock) {
    let (db, blobs, clock) = (db.clone(), blobs.clone(), clock.clone());
    runner.handle(move |_: SweepEvidence| {
        let (db, blobs, clock) = (db.clone(), blobs.clone(), clock.clone());
        async move {
            let wanted = async |hashes: Vec<[u8; 32]>| rows::known(db.read(), hashes).await;
            sweep(&blobs, clock.now(), BlobKey::Evidence, wanted).await?;
            Ok(())
        }
    });
    runner.repeat(SWEEP_EVERY_S, || SweepEvidence {});
}
