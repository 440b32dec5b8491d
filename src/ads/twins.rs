//! Photos that show nearly the same: the later record is flagged, and the earlier one named.
//!
//! Compared are photos of the same site, of the same author, and the same bytes. A second photo of the same board from
//! about the same spot differs in more places of the fingerprint than a copy that was shrunk again.

use super::queries::twins as queries;
use crate::photos::derive::DHash;
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::jobs::{Job, Runner};
use crate::records::{self, Flag};
use entity::ad_photo;
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How often new photos are compared, in seconds.
const COMPARE_EVERY_S: i64 = 60;
/// Photos compared in one go.
const AT_ONCE: u64 = 200;
/// Fingerprints that differ in at most so many of 64 places show the same. Assumption: re-encoding changes up to three.
const SAME_WITHIN: u32 = 3;

pub use queries::begin_comparing_after;

/// Compares photos whose fingerprints are known by now.
#[derive(Debug, Serialize, Deserialize)]
struct CompareAdPhotos {}

impl Job for CompareAdPhotos {
    const NAME: &'static str = "compare_ad_photos";
    const MAX_TRIES: i64 = 1;

    fn dedup_key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Says how the work is done and how often.
pub(super) fn register(runner: &mut Runner, db: &Db, clock: &Clock) {
    let (db, clock) = (db.clone(), clock.clone());
    runner.handle(move |_: CompareAdPhotos| {
        let (db, clock) = (db.clone(), clock.clone());
        async move {
            compare(&db, &clock).await?;
            Ok(())
        }
    });
    runner.repeat(COMPARE_EVERY_S, || CompareAdPhotos {});
}

async fn compare(db: &Db, clock: &Clock) -> Result<(), DbErr> {
    loop {
        let waiting = queries::waiting(db.read(), AT_ONCE).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        for (photo, dhash) in waiting {
            compare_one(db, clock, &photo, dhash).await?;
        }
    }
}

/// A later and an earlier record with nearly the same photo.
struct Pair {
    later: (Uuid, Vec<u8>),
    earlier: Uuid,
    distance: u32,
}

async fn compare_one(
    db: &Db,
    clock: &Clock,
    photo: &ad_photo::Model,
    dhash: i64,
) -> Result<(), DbErr> {
    let own = DHash::from_row(dhash);
    let others = if own.is_telling() {
        queries::comparable(db.read(), photo).await?
    } else {
        queries::same_bytes(db.read(), photo).await?
    };
    let mut pairs = vec![];
    let mut nearest: Option<Pair> = None;
    for other in &others {
        let distance = other
            .dhash
            .map(|dhash| own.distance(DHash::from_row(dhash)));
        let Some(distance) = distance.filter(|distance| *distance <= SAME_WITHIN) else {
            continue;
        };
        if records::corrects_other(db.read(), photo.record_id, other.record_id).await? {
            // A correction rightly shows the photo of the record it replaces.
            continue;
        }
        if other.seq > photo.seq {
            pairs.push(Pair {
                later: (other.record_id, other.sha256.clone()),
                earlier: photo.record_id,
                distance,
            });
        } else if nearest.as_ref().is_none_or(|pair| distance < pair.distance) {
            nearest = Some(Pair {
                later: (photo.record_id, photo.sha256.clone()),
                earlier: other.record_id,
                distance,
            });
        }
    }
    pairs.extend(nearest);
    db.write::<_, DbErr>(async |tx| {
        queries::set_compared(tx, photo, dhash).await?;
        for pair in &pairs {
            let (record_id, sha256) = &pair.later;
            queries::set_twin(tx, *record_id, sha256, pair.earlier, pair.distance).await?;
            records::set_flag(tx, *record_id, Flag::PhotoReused, clock.now()).await?;
        }
        Ok(())
    })
    .await
}
