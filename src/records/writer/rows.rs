//! The rows of new records, table by table, in chunks below the bind limit.

use crate::platform::clock::UtcMillis;
use crate::platform::db::rows_per_insert;
use crate::platform::num;
use crate::records::changes;
use crate::records::flags::Flag;
use crate::records::intake::Prepared;
use crate::records::kind::{AnyPayload, ErasedKind};
use entity::{record, record_flag, record_note, record_photo, record_position};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait, Iterable as _,
};
use std::sync::Arc;
use uuid::Uuid;

/// A record that is new, with its number.
pub(super) struct Fresh<'a> {
    pub record: &'a Prepared,
    pub author_id: Uuid,
    pub seq: i64,
    pub imported_by: Option<Uuid>,
    /// Flags about how the author moved.
    pub movement: Vec<Flag>,
}

/// Inserts everything of `fresh`, numbered from `first_seq` on without a gap.
pub(super) async fn insert_rows(
    tx: &DatabaseTransaction,
    now: UtcMillis,
    first_seq: i64,
    fresh: &[Fresh<'_>],
) -> Result<(), DbErr> {
    insert_chunks(tx, fresh.iter().map(record_row).collect()).await?;
    insert_chunks(tx, fresh.iter().filter_map(position_row).collect()).await?;
    insert_chunks(tx, fresh.iter().filter_map(note_row).collect()).await?;
    insert_chunks(tx, fresh.iter().flat_map(photo_rows).collect()).await?;
    insert_chunks(
        tx,
        fresh.iter().flat_map(|one| flag_rows(one, now)).collect(),
    )
    .await?;
    insert_payloads(tx, fresh).await?;
    let lines: Vec<(Uuid, String)> = fresh
        .iter()
        .map(|one| (one.record.id, "created".to_owned()))
        .collect();
    changes::append(tx, first_seq, &lines, now).await
}

async fn insert_chunks<A: ActiveModelTrait>(
    tx: &DatabaseTransaction,
    rows: Vec<A>,
) -> Result<(), DbErr> {
    let at_once = rows_per_insert(<A::Entity as EntityTrait>::Column::iter().count());
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk: Vec<A> = rows.by_ref().take(at_once).collect();
        A::Entity::insert_many(chunk)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

async fn insert_payloads(tx: &DatabaseTransaction, fresh: &[Fresh<'_>]) -> Result<(), DbErr> {
    let mut kinds: Vec<&Arc<dyn ErasedKind>> = vec![];
    for one in fresh {
        if !kinds
            .iter()
            .any(|kind| kind.name() == one.record.kind.name())
        {
            kinds.push(&one.record.kind);
        }
    }
    for kind in kinds {
        let of_kind = fresh
            .iter()
            .filter(|one| one.record.kind.name() == kind.name());
        let rows: Vec<(Uuid, &AnyPayload)> = of_kind
            .map(|one| (one.record.id, &one.record.payload))
            .collect();
        kind.insert(tx, rows).await?;
    }
    Ok(())
}

fn record_row(one: &Fresh<'_>) -> record::ActiveModel {
    let record = one.record;
    record::ActiveModel {
        id: Set(record.id),
        seq: Set(one.seq),
        kind: Set(record.kind.name().to_owned()),
        author_id: Set(one.author_id),
        captured_at: Set(record.captured_at.0),
        captured_offset_min: Set(i64::from(record.captured_offset_min)),
        happened_at: Set(record.happened_at.0),
        received_at: Set(record.received_at.0),
        area_id: Set(record.area_id),
        believed_area_code: Set(record.believed_area_code.clone()),
        placed_by: Set(record.placed_by.code().to_owned()),
        shift_id: Set(record.shift_id),
        site_id: Set(record.site_id),
        corrects: Set(record.corrects),
        correction_reason: Set(record.correction_reason.clone()),
        content_sha256: Set(record.content_sha256.to_vec()),
        receipt: Set(record.receipt.clone()),
        app_version: Set(record.app_version.clone()),
        device_id: Set(record.device_id.clone()),
        claimed_photos: Set(record.claimed_photos),
        imported_by: Set(one.imported_by),
    }
}

fn position_row(one: &Fresh<'_>) -> Option<record_position::ActiveModel> {
    let (position, cell) = one.record.position.as_ref()?;
    Some(record_position::ActiveModel {
        record_id: Set(one.record.id),
        lng: Set(position.lng),
        lat: Set(position.lat),
        cell: Set(*cell),
        accuracy_m: Set(position.accuracy_m),
        altitude_m: Set(position.altitude_m),
        speed_mps: Set(position.speed_mps),
        fix_age_ms: Set(position.fix_age_ms),
        datum: Set(position.datum.code().to_owned()),
        raw_lng: Set(position.raw.map(|raw| raw.0)),
        raw_lat: Set(position.raw.map(|raw| raw.1)),
        kept_since: Set(one.record.received_at.0),
    })
}

fn note_row(one: &Fresh<'_>) -> Option<record_note::ActiveModel> {
    Some(record_note::ActiveModel {
        record_id: Set(one.record.id),
        note: Set(one.record.note.clone()?),
        kept_since: Set(one.record.received_at.0),
    })
}

fn photo_rows<'a>(one: &'a Fresh<'_>) -> impl Iterator<Item = record_photo::ActiveModel> + 'a {
    one.record
        .photos
        .iter()
        .enumerate()
        .map(|(ordinal, photo)| record_photo::ActiveModel {
            record_id: Set(one.record.id),
            ordinal: Set(num::i64_from_usize(ordinal)),
            sha256: Set(photo.sha256.to_vec()),
            taken_at: Set(photo.taken_at.map(|taken| taken.0)),
            role: Set(photo.role.code().to_owned()),
        })
}

fn flag_rows<'a>(
    one: &'a Fresh<'_>,
    now: UtcMillis,
) -> impl Iterator<Item = record_flag::ActiveModel> + 'a {
    one.record
        .flags
        .iter()
        .chain(&one.movement)
        .map(move |flag| record_flag::ActiveModel {
            record_id: Set(one.record.id),
            flag: Set(flag.code().to_owned()),
            set_at: Set(now.0),
            cleared_at: Set(None),
        })
}
