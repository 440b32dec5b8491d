//! What expires: notes and precise positions two years after receipt. The record row stays.
//! Source: retention terms of the privacy charter.

use crate::platform::clock::UtcMillis;
use crate::platform::db::delete_global;
use entity::{field_pack_part, record_note, record_position};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _};

/// Two years in days.
const NOTE_AND_POSITION_DAYS: i64 = 730;
/// Parts of a field pack are kept this long after a manifest named them, in hours.
const PACK_PART_HOURS: i64 = 48;

/// How many rows went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Expired {
    /// Notes.
    pub notes: u64,
    /// Precise positions with their raw pairs.
    pub positions: u64,
    /// Parts of offline packs.
    pub pack_parts: u64,
}

/// Empties what is past its term. Call inside the retention job's transaction, which holds the permit the triggers ask for.
pub async fn expire(tx: &impl ConnectionTrait, now: UtcMillis) -> Result<Expired, DbErr> {
    let before = now.plus_days(-NOTE_AND_POSITION_DAYS).0;
    let notes = delete_global::<record_note::Entity>()
        .filter(record_note::Column::KeptSince.lt(before))
        .exec(tx)
        .await?;
    let positions = delete_global::<record_position::Entity>()
        .filter(record_position::Column::KeptSince.lt(before))
        .exec(tx)
        .await?;
    let packs = delete_global::<field_pack_part::Entity>()
        .filter(field_pack_part::Column::NamedAt.lt(now.plus_s(-PACK_PART_HOURS * 3600).0))
        .exec(tx)
        .await?;
    Ok(Expired {
        notes: notes.rows_affected,
        positions: positions.rows_affected,
        pack_parts: packs.rows_affected,
    })
}
