//! The offline pack: everything an account needs without network, in parts addressed by content.

use crate::platform::auth::Actor;
use crate::platform::clock::UtcMillis;
use crate::platform::db::{Db, find_global};
use crate::platform::keys::sha256;
use entity::field_pack_part;
use futures_util::future::LocalBoxFuture;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, DbErr, EntityTrait as _, QueryFilter as _};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// For whom a part is made.
#[derive(Clone, Debug)]
pub struct PackCaller {
    /// The signed-in person.
    pub actor: Arc<Actor>,
    /// For reading.
    pub db: Db,
    /// Now.
    pub now: UtcMillis,
}

/// A part of the offline pack. Same content, same bytes: order everything.
pub trait FieldPackPart: Send + Sync + 'static {
    /// The part's name.
    fn name(&self) -> &'static str;

    /// The part as JSON.
    fn build<'a>(&'a self, caller: &'a PackCaller) -> LocalBoxFuture<'a, Result<Vec<u8>, DbErr>>;
}

/// The parts this server offers.
#[derive(Clone, Default)]
pub struct PackParts(Vec<Arc<dyn FieldPackPart>>);

impl std::fmt::Debug for PackParts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_list()
            .entries(self.0.iter().map(|part| part.name()))
            .finish()
    }
}

impl PackParts {
    /// Adds a part.
    #[must_use]
    pub fn with(mut self, part: impl FieldPackPart) -> Self {
        self.0.push(Arc::new(part));
        self
    }
}

/// What the pack holds now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Manifest {
    /// When this list was made.
    pub made_at: UtcMillis,
    /// Fetch those whose hash is not on the phone yet; addresses hold for 48 hours.
    pub parts: Vec<PartView>,
}

/// One part of the pack.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PartView {
    /// Stable name.
    #[schema(example = "areas")]
    pub name: String,
    /// SHA-256 of the bytes in hexadecimal.
    pub sha256: String,
    /// Size.
    pub bytes: usize,
    /// Where to fetch it.
    pub url: String,
}

/// Builds every part and remembers that this account may fetch exactly these.
pub(super) async fn manifest(parts: &PackParts, caller: &PackCaller) -> Result<Manifest, DbErr> {
    let mut views = vec![];
    let mut rows = vec![];
    for part in &parts.0 {
        let body = part.build(caller).await?;
        let digest = sha256(&body);
        let hash = hex::encode(digest);
        views.push(PartView {
            name: part.name().to_owned(),
            bytes: body.len(),
            url: format!("/api/v1/field-pack/parts/{hash}"),
            sha256: hash,
        });
        rows.push(field_pack_part::ActiveModel {
            sha256: Set(digest.to_vec()),
            account_id: Set(caller.actor.account_id),
            name: Set(part.name().to_owned()),
            body: Set(body),
            named_at: Set(caller.now.0),
        });
    }
    remember(caller, rows).await?;
    Ok(Manifest {
        made_at: caller.now,
        parts: views,
    })
}

async fn remember(
    caller: &PackCaller,
    rows: Vec<field_pack_part::ActiveModel>,
) -> Result<(), DbErr> {
    let named_again = OnConflict::columns([
        field_pack_part::Column::AccountId,
        field_pack_part::Column::Sha256,
    ])
    .update_column(field_pack_part::Column::NamedAt)
    .to_owned();
    caller
        .db
        .write(async |tx| {
            for row in rows {
                field_pack_part::Entity::insert(row)
                    .on_conflict(named_again.clone())
                    .exec_without_returning(tx)
                    .await?;
            }
            Ok(())
        })
        .await
}

/// A part that a manifest named for this account.
pub(super) async fn part(db: &Db, actor: &Actor, hash: [u8; 32]) -> Result<Option<Vec<u8>>, DbErr> {
    let row = find_global::<field_pack_part::Entity>()
        .filter(field_pack_part::Column::AccountId.eq(actor.account_id))
        .filter(field_pack_part::Column::Sha256.eq(hash.to_vec()))
        .one(db.read())
        .await?;
    Ok(row.map(|row| row.body))
}
