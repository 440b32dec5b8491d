//! The rows of new records, table by table, in chunks below the bind limit.

use crate::platform::clock::UtcMillis;
use crate::platform::db::{execute_all, inserts_of};
use crate::platform::num;
use crate::records::changes;
use crate::records::flags::Flag;
use crate::records::intake::Prepared;
use crate::records::kind::{AnyPayload, ErasedKind, FoundFlags, NewRecord};
use entity::{record, record_flag, record_note, record_photo, record_position};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, DbErr};
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

/// Inserts everything of `fresh`, numbered from `first_seq` on without a gap; answers with what the kinds found odd.
pub(super) async fn insert_rows(
    tx: &DatabaseTransaction,
    now: UtcMillis,
    first_seq: i64,
    fresh: &[Fresh<'_>],
) -> Result<FoundFlags, DbErr> {
    let lines: Vec<(Uuid, String)> = fresh
        .iter()
        .map(|one| (one.record.id, "created".to_owned()))
        .collect();
    let mut rows = inserts_of(fresh.iter().map(record_row).collect());
    rows.extend(inserts_of(fresh.iter().filter_map(position_row).collect()));
    rows.extend(inserts_of(fresh.iter().filter_map(note_row).collect()));
    rows.extend(inserts_of(fresh.iter().flat_map(photo_rows).collect()));
    rows.extend(inserts_of(changes::rows(first_seq, &lines, now)));
    execute_all(tx, rows).await?;
    let mut found = insert_payloads(tx, fresh).await?;
    let judged = |id: Uuid| fresh.iter().find(|one| one.record.id == id);
    found.retain(|(id, flag)| judged(*id).is_some_and(|one| !one.record.flags.contains(flag)));
    found.sort_unstable();
    found.dedup();
    let flags = fresh.iter().flat_map(|one| {
        let judged = one.record.flags.iter().chain(&one.movement);
        judged.map(|flag| flag_row(one.record.id, *flag, now))
    });
    let also = found.iter().map(|(id, flag)| flag_row(*id, *flag, now));
    execute_all(tx, inserts_of(flags.chain(also).collect())).await?;
    Ok(found)
}

async fn insert_payloads(
    tx: &DatabaseTransaction,
    fresh: &[Fresh<'_>],
) -> Result<FoundFlags, DbErr> {
    let mut found = vec![];
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
        found.extend(kind.insert(tx, of_kind.map(new_record).collect()).await?);
    }
    Ok(found)
}

fn new_record<'a>(one: &'a Fresh<'_>) -> NewRecord<'a, AnyPayload> {
    let record = one.record;
    NewRecord {
        id: record.id,
        seq: one.seq,
        author_id: one.author_id,
        author_paths: &record.author_paths,
        area_id: record.area_id,
        happened_at: record.happened_at,
        received_at: record.received_at,
        position: record
            .position
            .as_ref()
            .map(|(position, _)| (position.lng, position.lat, position.accuracy_m)),
        fix: record.fix.map(|fix| (fix.lng, fix.lat, fix.accuracy_m)),
        photos: record.photos.iter().map(|photo| photo.sha256).collect(),
        corrects: record.corrects,
        shift_id: record.shift_id,
        site_id: record.site_id,
        flags: &record.flags,
        payload: &record.payload,
    }
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

fn flag_row(record_id: Uuid, flag: Flag, now: UtcMillis) -> record_flag::ActiveModel {
    record_flag::ActiveModel {
        record_id: Set(record_id),
        flag: Set(flag.code().to_owned()),
        set_at: Set(now.0),
        cleared_at: Set(None),
    }
}
