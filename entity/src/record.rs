//! The immutable envelope of everything captured in the field.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "record")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Number in the change log.
    pub seq: i64,
    /// Kind.
    pub kind: String,
    /// Author id.
    pub author_id: Uuid,
    /// UTC epoch milliseconds.
    pub captured_at: i64,
    /// Offset of the phone clock from UTC in minutes.
    pub captured_offset_min: i64,
    /// UTC epoch milliseconds.
    pub happened_at: i64,
    /// UTC epoch milliseconds.
    pub received_at: i64,
    /// Area id.
    pub area_id: i64,
    /// Believed area code.
    pub believed_area_code: Option<String>,
    /// Placed by.
    pub placed_by: String,
    /// Shift id.
    pub shift_id: Option<Uuid>,
    /// Site id.
    pub site_id: Option<Uuid>,
    /// Corrects.
    pub corrects: Option<Uuid>,
    /// Correction reason.
    pub correction_reason: Option<String>,
    /// Content sha256.
    pub content_sha256: Vec<u8>,
    /// Receipt.
    pub receipt: String,
    /// App version.
    pub app_version: String,
    /// Device id.
    pub device_id: String,
    /// Claimed photos.
    pub claimed_photos: i64,
    /// Imported by.
    pub imported_by: Option<Uuid>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
