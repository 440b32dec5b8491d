//! The same matter told twice: same behaviour, near, about the same time, with a photo that looks alike.

use super::{Ground, show};
use crate::areas::geometry::distance_m;
use crate::areas::sites::Near;
use crate::cases::error::CaseError;
use crate::cases::queries::{self, Reach, lists, parts};
use crate::cases::wire::{CasesOfRecords, DuplicateView, DuplicatesView};
use crate::photos::derive::DHash;
use crate::platform::clock::UtcMillis;
use crate::platform::problem::FieldCode;
use crate::records;
use entity::case_file;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashMap;
use uuid::Uuid;

/// As near as this may be the same matter, in metres. Assumption.
const WITHIN_M: f64 = 50.0;
/// As close in time as this may be the same matter. Assumption: three days.
const WITHIN_MS: i64 = 3 * 86_400_000;
/// Fingerprints that differ in at most so many of 64 places look alike. Assumption: two pictures of one scene.
const ALIKE_WITHIN: u32 = 12;
/// Cases offered.
const OFFERED: usize = 20;

/// What is compared.
struct Subject {
    id: Option<Uuid>,
    category: String,
    at: (f64, f64),
    opened_at: i64,
    photo: Option<Vec<u8>>,
}

/// Cases within reach that may be the same matter, the most alike first.
pub(in crate::cases) async fn find(
    db: &impl ConnectionTrait,
    ground: &Ground,
    reach: &Reach,
    asked: &CasesOfRecords,
    now: UtcMillis,
) -> Result<DuplicatesView, CaseError> {
    let subject = match (asked.case_id, asked.record_id) {
        (Some(id), None) => of_case(db, reach, id).await?,
        (None, Some(id)) => of_record(db, reach, id).await?,
        _ => return Err(CaseError::query("/case_id", FieldCode::ExactlyOne)),
    };
    let Some(subject) = subject else {
        return Ok(DuplicatesView { items: vec![] });
    };
    let near = Near {
        centre: subject.at,
        radius_m: WITHIN_M,
    };
    let span = (subject.opened_at - WITHIN_MS, subject.opened_at + WITHIN_MS);
    let rows = lists::look_alikes(db, reach, &subject.category, near, span).await?;
    let prints = fingerprints(db, &subject, &rows).await?;
    let own = subject
        .photo
        .as_ref()
        .and_then(|hash| prints.get(hash))
        .copied();
    let mut items: Vec<DuplicateView> = rows
        .into_iter()
        .filter(|row| Some(row.id) != subject.id)
        .filter_map(|row| {
            let metres = distance_m(subject.at, (row.lng?, row.lat?));
            let other = row.before_sha256.as_ref().and_then(|hash| prints.get(hash));
            let differs = own.zip(other.copied()).map(|(one, two)| one.distance(two));
            (metres <= WITHIN_M).then(|| DuplicateView {
                distance_m: (metres * 10.0).round() / 10.0,
                hours_apart: (row.opened_at - subject.opened_at).abs() / 3_600_000,
                photo_differs_in: differs,
                is_similar_photo: differs.is_some_and(|differs| differs <= ALIKE_WITHIN),
                case: show::row_view(row, ground, now),
            })
        })
        .collect();
    items.sort_by(|a, b| {
        let first = b.is_similar_photo.cmp(&a.is_similar_photo);
        first
            .then(a.distance_m.total_cmp(&b.distance_m))
            .then(a.case.id.cmp(&b.case.id))
    });
    items.truncate(OFFERED);
    Ok(DuplicatesView { items })
}

async fn of_case(
    db: &impl ConnectionTrait,
    reach: &Reach,
    id: Uuid,
) -> Result<Option<Subject>, CaseError> {
    let row = queries::find(db, reach, id)
        .await?
        .ok_or(CaseError::NotFound(id))?;
    Ok(row.lng.zip(row.lat).map(|at| Subject {
        id: Some(id),
        category: row.category,
        at,
        opened_at: row.opened_at,
        photo: row.before_sha256,
    }))
}

async fn of_record(
    db: &impl ConnectionTrait,
    reach: &Reach,
    id: Uuid,
) -> Result<Option<Subject>, CaseError> {
    let record = parts::record(db, &reach.areas, id)
        .await?
        .ok_or(CaseError::NotFound(id))?;
    let matter = parts::matter_of(db, &record).await?;
    let place = records::positions_of(db, [id]).await?.remove(&id);
    let photo = records::photos_of(db, [id])
        .await?
        .remove(&id)
        .unwrap_or_default();
    Ok(matter.zip(place).map(|((category, _), place)| Subject {
        id: None,
        category,
        at: (place.lng, place.lat),
        opened_at: record.happened_at,
        photo: photo.first().map(|photo| photo.sha256.to_vec()),
    }))
}

async fn fingerprints(
    db: &impl ConnectionTrait,
    subject: &Subject,
    rows: &[case_file::Model],
) -> Result<HashMap<Vec<u8>, DHash>, DbErr> {
    let others = rows.iter().filter_map(|row| row.before_sha256.clone());
    let hashes = others.chain(subject.photo.clone()).collect();
    let known = parts::fingerprints(db, hashes).await?;
    let telling = known.into_iter().filter_map(|(hash, (dhash, _))| {
        let print = DHash::from_row(dhash?);
        print.is_telling().then_some((hash, print))
    });
    Ok(telling.collect())
}
