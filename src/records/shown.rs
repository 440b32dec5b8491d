//! What every list shows of a record, whatever its kind.

use super::envelope::mask_personal_data;
use super::queries::{flags_of, notes_of, photos_of, positions_of};
use crate::accounts;
use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::db::find_global;
use entity::{change, photo, photo_upload, record, record_position};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use utoipa::ToSchema;
use uuid::Uuid;

/// A position as shown.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PositionView {
    /// Degrees east, WGS-84.
    pub lng: f64,
    /// Degrees north.
    pub lat: f64,
    /// Radius in metres.
    pub accuracy_m: f64,
}

/// A photo as shown; fetch the bytes from `/photos/{sha256}/{thumb|screen}`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PhotoView {
    /// Content address.
    pub sha256: String,
    /// What it shows.
    pub role: String,
    /// When it was taken by the phone's clock.
    pub taken_at: Option<UtcMillis>,
    /// Whether the bytes have arrived from the author.
    pub has_arrived: bool,
    /// Whether thumb and screen size are ready.
    pub has_derivative: bool,
}

/// Who wrote a record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuthorView {
    /// Account id.
    pub id: Uuid,
    /// Name as the administrator wrote it.
    pub name: String,
}

/// One line of a record's history.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HistoryLine {
    /// When.
    pub at: UtcMillis,
    /// `captured`, `created`, `photo_arrived`, `superseded`, `flag_set:…`, `flag_cleared:…`, `returned`, `case:…`.
    pub what: String,
}

/// A record with its side tables and its author's name.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The envelope.
    pub record: record::Model,
    /// Where, if known and not expired.
    pub place: Option<record_position::Model>,
    /// The note as written; see [`Self::masked_note`].
    note: Option<String>,
    /// Standing flags.
    pub flags: Vec<String>,
    /// Photos in the order of the record.
    pub photos: Vec<PhotoView>,
    /// Name of the author's account.
    pub author_name: String,
}

impl Shown {
    /// The position as lists show it.
    pub fn position(&self) -> Option<PositionView> {
        self.place.as_ref().map(|at| PositionView {
            lng: at.lng,
            lat: at.lat,
            accuracy_m: at.accuracy_m,
        })
    }

    /// The note with personal data masked.
    pub fn masked_note(&self) -> Option<String> {
        let note = self.note.as_ref()?;
        Some(mask_personal_data(note).unwrap_or_else(|| note.clone()))
    }

    /// Who wrote it.
    pub fn author(&self) -> AuthorView {
        AuthorView {
            id: self.record.author_id,
            name: self.author_name.clone(),
        }
    }
}

/// Adds to records what lists show of them, in their order.
pub async fn load_shown(
    db: &impl ConnectionTrait,
    records: Vec<record::Model>,
) -> Result<Vec<Shown>, DbErr> {
    let ids: Vec<Uuid> = records.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let mut places = positions_of(db, ids.clone()).await?;
    let mut notes = notes_of(db, ids.clone()).await?;
    let mut flags = flags_of(db, ids).await?;
    let mut photos = photo_views(db, &records).await?;
    let names = accounts::names_of(db, records.iter().map(|row| row.author_id).collect()).await?;
    let shown = records.into_iter().map(|record| Shown {
        place: places.remove(&record.id),
        note: notes.remove(&record.id),
        flags: flags.remove(&record.id).unwrap_or_default(),
        photos: photos.remove(&record.id).unwrap_or_default(),
        author_name: names.get(&record.author_id).cloned().unwrap_or_default(),
        record,
    });
    Ok(shown.collect())
}

/// Photos of the records; bytes count as arrived only when the record's author sent them.
async fn photo_views(
    db: &impl ConnectionTrait,
    records: &[record::Model],
) -> Result<HashMap<Uuid, Vec<PhotoView>>, DbErr> {
    let named = photos_of(db, records.iter().map(|row| row.id)).await?;
    let hashes: HashSet<Vec<u8>> = named
        .values()
        .flatten()
        .map(|photo| photo.sha256.to_vec())
        .collect();
    if hashes.is_empty() {
        return Ok(HashMap::new());
    }
    let uploads: HashSet<(Vec<u8>, Uuid)> = find_global::<photo_upload::Entity>()
        .filter(photo_upload::Column::Sha256.is_in(hashes.clone()))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.sha256, row.account_id))
        .collect();
    let ready: HashSet<Vec<u8>> = find_global::<photo::Entity>()
        .filter(photo::Column::Sha256.is_in(hashes))
        .filter(photo::Column::DerivedAt.is_not_null())
        .filter(photo::Column::DerivativesRemovedAt.is_null())
        .all(db)
        .await?
        .into_iter()
        .map(|row| row.sha256)
        .collect();
    let authors: HashMap<Uuid, Uuid> = records.iter().map(|row| (row.id, row.author_id)).collect();
    let views = named.into_iter().map(|(record_id, photos)| {
        let views = photos.into_iter().map(|photo| {
            let bytes = photo.sha256.to_vec();
            let has_arrived = authors
                .get(&record_id)
                .is_some_and(|author| uploads.contains(&(bytes.clone(), *author)));
            PhotoView {
                sha256: hex::encode(photo.sha256),
                role: photo.role,
                taken_at: photo.taken_at,
                has_arrived,
                has_derivative: has_arrived && ready.contains(&bytes),
            }
        });
        (record_id, views.collect())
    });
    Ok(views.collect())
}

/// Everything the change log says of a record, oldest first, after its capture.
pub async fn history_of(
    db: &impl ConnectionTrait,
    record: &record::Model,
) -> Result<Vec<HistoryLine>, DbErr> {
    let rows = find_global::<change::Entity>()
        .filter(change::Column::RecordId.eq(record.id))
        .order_by_asc(change::Column::Seq)
        .all(db)
        .await?;
    let captured = HistoryLine {
        at: UtcMillis(record.captured_at),
        what: "captured".to_owned(),
    };
    let lines = rows.into_iter().map(|row| HistoryLine {
        at: UtcMillis(row.at),
        what: row.what,
    });
    Ok(std::iter::once(captured).chain(lines).collect())
}

/// The latest correction of a record by the same author.
pub async fn superseded_by(
    db: &impl ConnectionTrait,
    record: &record::Model,
) -> Result<Option<Uuid>, DbErr> {
    let own = AreaScope::subtrees([]).and_own_rows_of(record.author_id);
    let row = own
        .find::<record::Entity>()
        .filter(record::Column::Corrects.eq(record.id))
        .order_by_desc(record::Column::Seq)
        .limit(1)
        .one(db)
        .await?;
    Ok(row.map(|row| row.id))
}
