//! What happens to photos after the answer was sent.

use std::sync::Arc;

use anyhow::Context as _;
use bytes::Bytes;
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use super::derive::{Derivatives, derive};
use super::model::{Copy, PhotoHash, state};
use super::structure::check_structure;
use super::{flags, queries, service};
use crate::platform::blobs::{BlobKey, Blobs, SWEEP_EVERY_S};
use crate::platform::clock::{Clock, UtcMillis};
use crate::platform::db::Db;
use crate::platform::jobs::{Job, Runner};
use crate::platform::settings;

/// Photos above this size are decoded one at a time.
const LARGE_PIXELS: i64 = 16_000_000;
/// How often records are looked through for missing and reused photos, in seconds.
const FLAG_EVERY_S: i64 = 60;
/// Records looked through in one go.
const RECORDS_AT_ONCE: u64 = 500;
/// Where the bytes of photos lie.
const FOLDERS: [&str; 3] = ["original", "thumb", "screen"];

/// Bookmarks: up to which record reuse and absence were looked at.
const REUSE_SEQ: &str = "photos:reuse_seq";
const MISSING_SEQ: &str = "photos:missing_seq";

/// Leaves all present records unflagged: in the demo many records show the same few pictures.
pub async fn begin_flagging_after(tx: &impl ConnectionTrait) -> Result<(), DbErr> {
    let last = queries::last_record_seq(tx, &service::every_record()).await?;
    settings::write(tx, REUSE_SEQ, &last.to_string()).await?;
    settings::write(tx, MISSING_SEQ, &last.to_string()).await
}

/// Makes the two copies of one photo.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct DerivePhoto {
    /// Which, in hexadecimal.
    pub(super) sha256: String,
}

impl Job for DerivePhoto {
    const NAME: &'static str = "derive_photo";
    const MAX_TRIES: i64 = 5;

    fn dedup_key(&self) -> Option<String> {
        Some(self.sha256.clone())
    }
}

/// Looks through new records for photos that did not come or were used before.
#[derive(Debug, Serialize, Deserialize)]
struct FlagPhotos {}

impl Job for FlagPhotos {
    const NAME: &'static str = "flag_photos";
    const MAX_TRIES: i64 = 1;

    fn dedup_key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Removes blobs that never got a row.
#[derive(Debug, Serialize, Deserialize)]
struct SweepPhotos {}

impl Job for SweepPhotos {
    const NAME: &'static str = "sweep_photos";
    const MAX_TRIES: i64 = 3;

    fn dedup_key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// What photo jobs work with.
#[derive(Clone)]
struct Workshop {
    db: Db,
    blobs: Blobs,
    clock: Clock,
    /// Room for one large decode.
    large: Arc<Semaphore>,
}

/// Says how photo jobs are done and how often.
pub fn register_jobs(runner: &mut Runner, db: &Db, blobs: &Blobs, clock: &Clock) {
    let workshop = Workshop {
        db: db.clone(),
        blobs: blobs.clone(),
        clock: clock.clone(),
        large: Arc::new(Semaphore::new(1)),
    };
    let shop = workshop.clone();
    runner.handle(move |job: DerivePhoto| {
        let shop = shop.clone();
        async move { shop.derive(&job).await }
    });
    let shop = workshop.clone();
    runner.handle(move |_: FlagPhotos| {
        let shop = shop.clone();
        async move { shop.flag().await }
    });
    runner.handle(move |_: SweepPhotos| {
        let shop = workshop.clone();
        async move { shop.sweep().await }
    });
    runner.repeat(FLAG_EVERY_S, || FlagPhotos {});
    runner.repeat(SWEEP_EVERY_S, || SweepPhotos {});
}

impl Workshop {
    async fn derive(&self, job: &DerivePhoto) -> anyhow::Result<()> {
        let hash = PhotoHash::parse(&job.sha256).context("the job names no photo")?;
        let photo = queries::find(self.db.read(), hash)
            .await?
            .context("the photo has no row")?;
        if photo.state != state::STORED {
            return Ok(());
        }
        let Some(bytes) = self.blobs.get(BlobKey::Original(hash.0)).await? else {
            anyhow::bail!("the photo's bytes are gone");
        };
        let is_large = photo.width.saturating_mul(photo.height) > LARGE_PIXELS;
        let turn = if is_large {
            Some(self.large.acquire().await?)
        } else {
            None
        };
        let made = tokio::task::spawn_blocking(move || make_copies(&bytes)).await;
        drop(turn);
        let now = self.clock.now();
        // A decoder that panics has met something it cannot read, too.
        let Ok(Ok(made)) = made else {
            tracing::warn!(photo.sha256 = %job.sha256, "no copies can be made of photo {}", job.sha256);
            self.db
                .write(async |tx| queries::set_derived(tx, hash, None, now).await)
                .await?;
            flags::flag_unreadable(&self.db, hash, now).await?;
            return Ok(());
        };
        let dhash = made.dhash;
        self.blobs
            .put(Copy::Screen.key(hash), Bytes::from(made.screen))
            .await?;
        self.blobs
            .put(Copy::Thumb.key(hash), Bytes::from(made.thumb))
            .await?;
        self.db
            .write(async |tx| queries::set_derived(tx, hash, Some(dhash), now).await)
            .await?;
        flags::flag_reuse(&self.db, hash, Some(dhash), now).await?;
        Ok(())
    }

    async fn flag(&self) -> anyhow::Result<()> {
        let now = self.clock.now();
        self.follow(REUSE_SEQ, None, async |record| {
            for row in queries::photos_of(self.db.read(), record.id).await? {
                if let Some(hash) = PhotoHash::from_row(&row) {
                    let photo = queries::find(self.db.read(), hash).await?;
                    let dhash = photo
                        .and_then(|photo| photo.dhash)
                        .map(super::derive::DHash::from_row);
                    flags::flag_reuse(&self.db, hash, dhash, now).await?;
                    if let Some(photo) = queries::find(self.db.read(), hash).await?
                        && photo.state == state::UNREADABLE
                    {
                        flags::flag_unreadable(&self.db, hash, now).await?;
                    }
                }
            }
            Ok(())
        })
        .await?;
        let due = now.plus_s(-flags::MISSING_AFTER_H * 3600);
        self.follow(MISSING_SEQ, Some(due), async |record| {
            flags::flag_missing(&self.db, record, now).await
        })
        .await?;
        Ok(())
    }

    /// Goes through the records with photos that came since the last time, in the order of their numbers,
    /// and stops at the first received after `until`.
    async fn follow(
        &self,
        bookmark: &str,
        until: Option<UtcMillis>,
        look_at: impl AsyncFn(&entity::record::Model) -> Result<(), DbErr>,
    ) -> Result<(), DbErr> {
        loop {
            let seq = settings::read(self.db.read(), bookmark).await?;
            let seq = seq.and_then(|text| text.parse().ok()).unwrap_or(0_i64);
            let scope = service::every_record();
            let records =
                queries::records_with_photos_after(self.db.read(), &scope, seq, RECORDS_AT_ONCE)
                    .await?;
            let mut last = seq;
            for record in &records {
                if until.is_some_and(|until| record.received_at > until.0) {
                    break;
                }
                look_at(record).await?;
                last = record.seq;
            }
            if last == seq {
                return Ok(());
            }
            self.db
                .write(async |tx| settings::write(tx, bookmark, &last.to_string()).await)
                .await?;
        }
    }

    async fn sweep(&self) -> anyhow::Result<()> {
        let removed = self
            .blobs
            .sweep(&FOLDERS, self.clock.now(), async |keys| {
                self.unwanted(keys).await
            })
            .await?;
        if removed > 0 {
            tracing::info!(
                photo.blobs_removed = removed,
                "removed {removed} blobs that belong to no photo"
            );
        }
        Ok(())
    }

    /// Blobs without a photo, and those whose photo says that they are gone.
    async fn unwanted(&self, keys: Vec<BlobKey>) -> anyhow::Result<Vec<BlobKey>> {
        let hashes = keys
            .iter()
            .map(|key| PhotoHash(key.hash()).to_row())
            .collect();
        let known = queries::known(self.db.read(), hashes).await?;
        let is_wanted = |key: &BlobKey| {
            let row = known.iter().find(|photo| photo.sha256 == key.hash());
            row.is_some_and(|photo| match key {
                BlobKey::Original(_) => photo.original_removed_at.is_none(),
                _ => photo.derivatives_removed_at.is_none(),
            })
        };
        Ok(keys.into_iter().filter(|key| !is_wanted(key)).collect())
    }
}

fn make_copies(bytes: &[u8]) -> anyhow::Result<Derivatives> {
    Ok(derive(bytes, check_structure(bytes)?)?)
}
