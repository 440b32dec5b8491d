//! What is done about evidence in the background.

use super::queries::evidence as rows;
use crate::platform::blobs::{BlobKey, Blobs, SWEEP_EVERY_S};
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
        async move { sweep(&db, &blobs, &clock).await }
    });
    runner.repeat(SWEEP_EVERY_S, || SweepEvidence {});
}

async fn sweep(db: &Db, blobs: &Blobs, clock: &Clock) -> anyhow::Result<()> {
    let unwanted = async |keys: Vec<BlobKey>| -> anyhow::Result<Vec<BlobKey>> {
        let known = rows::known(db.read(), keys.iter().map(|key| key.hash())).await?;
        Ok(keys
            .into_iter()
            .filter(|key| !known.contains(&key.hash()))
            .collect())
    };
    let removed = blobs.sweep(&["evidence"], clock.now(), unwanted).await?;
    if removed > 0 {
        tracing::info!(
            evidence.blobs_removed = removed,
            "removed {removed} files that belong to no evidence"
        );
    }
    Ok(())
}
