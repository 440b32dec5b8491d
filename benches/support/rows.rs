//! Rows written past the intake into a service of this process.

use entity::{account, record};
use sea_orm::{ActiveModelTrait, ColumnTrait as _, DbErr, IntoActiveModel, QueryFilter as _};
use uuid::Uuid;
use wenxun::app::Service;
use wenxun::platform::db::{find_global, insert_rows};

/// Writes rows in one transaction.
pub async fn write<M, A>(service: &Service, rows: impl Iterator<Item = M>)
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait,
{
    let written: Result<(), DbErr> = service
        .db
        .write(async |tx| insert_rows(tx, rows).await)
        .await;
    written.unwrap();
}

/// The account of this name.
pub async fn account_of(service: &Service, account: &str) -> Uuid {
    let found = find_global::<account::Entity>()
        .filter(account::Column::Account.eq(account))
        .one(service.db.read())
        .await;
    found.unwrap().unwrap().id
}

/// Identifier of the row of this number.
pub fn id_of(number: i64) -> Uuid {
    Uuid::from_u128(u128::try_from(number).unwrap() + 1)
}

/// A record of a kind, by somebody in an area.
pub fn record_row(
    number: i64,
    kind: &str,
    (area_id, author_id): (i64, Uuid),
    at: i64,
) -> record::Model {
    record::Model {
        id: id_of(number),
        seq: 10_000_000 + number,
        kind: kind.to_owned(),
        author_id,
        captured_at: at,
        captured_offset_min: 480,
        happened_at: at,
        received_at: at,
        area_id,
        believed_area_code: None,
        placed_by: "gps".to_owned(),
        shift_id: None,
        site_id: None,
        corrects: None,
        correction_reason: None,
        content_sha256: vec![0; 32],
        receipt: format!("B{number:08}"),
        app_version: String::new(),
        device_id: String::new(),
        claimed_photos: 0,
        imported_by: None,
    }
}
