//! Timeline, photos and reporters of cases, and what is looked up beside them.

use crate::platform::auth::AreaScope;
use crate::platform::db::{find_global, insert_row, insert_rows};
use entity::{
    ad_inspection, case_event, case_photo, case_report, incident, photo, photo_upload, record, unit,
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The timeline of a case, oldest first.
pub(in crate::cases) async fn events_of(
    db: &impl ConnectionTrait,
    case_id: Uuid,
) -> Result<Vec<case_event::Model>, DbErr> {
    find_global::<case_event::Entity>()
        .filter(case_event::Column::CaseId.eq(case_id))
        .order_by_asc(case_event::Column::Number)
        .all(db)
        .await
}

/// Number of the last line of a timeline; 0 in an empty one.
pub(in crate::cases) async fn last_event(
    db: &impl ConnectionTrait,
    case_id: Uuid,
) -> Result<i64, DbErr> {
    let last = find_global::<case_event::Entity>()
        .filter(case_event::Column::CaseId.eq(case_id))
        .order_by_desc(case_event::Column::Number)
        .limit(1)
        .one(db)
        .await?;
    Ok(last.map_or(0, |event| event.number))
}

/// Adds a line to a timeline.
pub(in crate::cases) async fn insert_event(
    tx: &impl ConnectionTrait,
    row: case_event::Model,
) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// Photos of a case, in the order they came.
pub(in crate::cases) async fn photos_of(
    db: &impl ConnectionTrait,
    case_id: Uuid,
) -> Result<Vec<case_photo::Model>, DbErr> {
    find_global::<case_photo::Entity>()
        .filter(case_photo::Column::CaseId.eq(case_id))
        .order_by_asc(case_photo::Column::EventNumber)
        .order_by_asc(case_photo::Column::TakenAt)
        .order_by_asc(case_photo::Column::Sha256)
        .all(db)
        .await
}

/// Adds photos.
pub(in crate::cases) async fn insert_photos(
    tx: &impl ConnectionTrait,
    rows: Vec<case_photo::Model>,
) -> Result<(), DbErr> {
    insert_rows(tx, rows).await
}

/// Who reported a case, the first first.
pub(in crate::cases) async fn reports_of(
    db: &impl ConnectionTrait,
    case_id: Uuid,
) -> Result<Vec<case_report::Model>, DbErr> {
    find_global::<case_report::Entity>()
        .filter(case_report::Column::CaseId.eq(case_id))
        .order_by_asc(case_report::Column::At)
        .order_by_asc(case_report::Column::Id)
        .all(db)
        .await
}

/// Adds reporters.
pub(in crate::cases) async fn insert_reports(
    tx: &impl ConnectionTrait,
    rows: Vec<case_report::Model>,
) -> Result<(), DbErr> {
    insert_rows(tx, rows).await
}

/// A record inside a scope.
pub(in crate::cases) async fn record(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    id: Uuid,
) -> Result<Option<record::Model>, DbErr> {
    scope
        .find::<record::Entity>()
        .filter(record::Column::Id.eq(id))
        .one(db)
        .await
}

/// Behaviour and severity of an incident; for ads that something is wrong with them.
pub(in crate::cases) async fn matter_of(
    db: &impl ConnectionTrait,
    record: &record::Model,
) -> Result<Option<(String, i64)>, DbErr> {
    if record.kind == "incident" {
        let row = find_global::<incident::Entity>()
            .filter(incident::Column::RecordId.eq(record.id))
            .one(db)
            .await?;
        return Ok(row.map(|row| (row.category, row.severity)));
    }
    let row = find_global::<ad_inspection::Entity>()
        .filter(ad_inspection::Column::RecordId.eq(record.id))
        .one(db)
        .await?;
    Ok(row.map(|_inspection| ("vandalising_ads".to_owned(), 2)))
}

/// Which of these bytes an account sent.
pub(in crate::cases) async fn sent_by(
    db: &impl ConnectionTrait,
    account_id: Uuid,
    hashes: &[Vec<u8>],
) -> Result<HashSet<Vec<u8>>, DbErr> {
    let rows: Vec<Vec<u8>> = find_global::<photo_upload::Entity>()
        .select_only()
        .column(photo_upload::Column::Sha256)
        .filter(photo_upload::Column::AccountId.eq(account_id))
        .filter(photo_upload::Column::Sha256.is_in(hashes.to_vec()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Fingerprints of photos, and which have copies to show.
pub(in crate::cases) async fn fingerprints(
    db: &impl ConnectionTrait,
    hashes: Vec<Vec<u8>>,
) -> Result<HashMap<Vec<u8>, (Option<i64>, bool)>, DbErr> {
    let rows: Vec<(Vec<u8>, Option<i64>, Option<i64>)> = find_global::<photo::Entity>()
        .select_only()
        .columns([
            photo::Column::Sha256,
            photo::Column::Dhash,
            photo::Column::DerivedAt,
        ])
        .filter(photo::Column::Sha256.is_in(hashes))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(hash, dhash, derived)| (hash, (dhash, derived.is_some())))
        .collect())
}

/// A unit that takes new work.
pub(in crate::cases) async fn active_unit(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<unit::Model>, DbErr> {
    find_global::<unit::Entity>()
        .filter(unit::Column::Id.eq(id))
        .filter(unit::Column::IsActive.eq(true))
        .one(db)
        .await
}
