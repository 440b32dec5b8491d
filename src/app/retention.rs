//! The retention job: once a day what is past its term goes, one audit event a run. Terms of the privacy charter:
//! notes and precise positions 2 years, refresh tokens and devices 90 days after their last use, audit at least 400 days
//! (then a signed checkpoint stands for the prefix), positions and timings of visits 90 days after their survey, photos as
//! `photos` says, attachments of answers with the originals of photos, who was at a shift as long as `retention.attendance_days` says.

use super::Service;
use crate::platform::audit::{self, Event};
use crate::platform::db;
use crate::platform::jobs::{Job, Runner};
use crate::{accounts, cases, dissuasion, photos, records, surveys};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

/// Seconds between two runs.
const EVERY_S: i64 = 86_400;

/// One run of retention.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Retention {}

impl Job for Retention {
    const NAME: &'static str = "retention";
    const MAX_TRIES: i64 = 5;

    fn dedup_key(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

pub(super) fn register(runner: &mut Runner, service: &Service) {
    let service = service.clone();
    runner.handle(move |_: Retention| {
        let service = service.clone();
        async move { run(&service).await }
    });
    runner.repeat(EVERY_S, || Retention {});
}

/// What one run removed; a run that removed nothing changed nothing and writes no event.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Removed {
    records: records::Expired,
    surveys: surveys::Expired,
    photos: photos::Removed,
    attachments: u64,
    duty: dissuasion::Expired,
    sign_ins: u64,
    notices: u64,
    audit_events: u64,
}

async fn run(service: &Service) -> anyhow::Result<()> {
    let now = service.clock.now();
    let (db, blobs) = (&service.db, &service.blobs);
    let photos = photos::remove_expired(db, blobs, now).await?;
    let attachments = surveys::remove_expired(db, blobs, now).await?;
    let removed: Result<(), DbErr> = service
        .db
        .write(async |tx| {
            // The triggers of expiring tables let rows go only while this row stands.
            db::begin_retention(tx).await?;
            let records = records::expire(tx, now).await?;
            let surveys = surveys::expire(tx, now, service.zone).await?;
            let days = service.config.retention.attendance_days.get();
            let duty = dissuasion::expire(tx, now, days).await?;
            let sign_ins = accounts::expire(tx, now).await?;
            let notices = cases::expire(tx, now).await?;
            let audit_events = audit::expire(tx, &service.keys, now).await?;
            db::end_retention(tx).await?;
            let removed = Removed {
                records,
                surveys,
                photos,
                attachments,
                duty,
                sign_ins,
                notices,
                audit_events,
            };
            if removed == Removed::default() {
                return Ok(());
            }
            let detail =
                serde_json::to_value(removed).map_err(|error| DbErr::Json(error.to_string()))?;
            audit::record(
                tx,
                &service.clock,
                Event::new(None, "job:retention", "retention").detail(detail),
            )
            .await
        })
        .await;
    Ok(removed?)
}
