//! Removes attachments whose rows were never written.

use crate::platform::blobs::{BlobKey, Blobs, SWEEP_EVERY_S, sweep};
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::jobs::{Job, Runner};
use crate::surveys::queries::attachments;
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
struct SweepAttachments {}

impl Job for SweepAttachments {
    const NAME: &'static str = "sweep_attachments";
    const MAX_TRIES: i64 = 3;

    fn dedup_key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Says how bytes without a row are removed, and how often.
pub fn register_jobs(runner: &mut Runner, db: &Db, blobs: &Blobs, clock: &Clock) {
    let shop = (db.clone(), blobs.clone(), clock.clone());
    runner.handle(move |_: SweepAttachments| {
        let (db, blobs, clock) = shop.clone();
        async move {
            let wanted = async |hashes| attachments::kept(db.read(), hashes).await;
            sweep(&blobs, clock.now(), BlobKey::Attachment, wanted).await?;
            Ok(())
        }
    });
    runner.repeat(SWEEP_EVERY_S, || SweepAttachments {});
}
