//! Photos of inspections and what they were compared with.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ad_photo")]
pub struct Model {
    /// Record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// SHA-256 of the bytes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sha256: Vec<u8>,
    /// Site.
    pub ad_site_id: Uuid,
    /// Author.
    pub author_id: Uuid,
    /// Number of the record.
    pub seq: i64,
    /// Fingerprint, once it is known.
    pub dhash: Option<i64>,
    /// Nothing is left to do.
    pub is_compared: bool,
    /// The earlier record that shows nearly the same.
    pub twin_record_id: Option<Uuid>,
    /// Places of 64 in which they differ.
    pub twin_distance: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
