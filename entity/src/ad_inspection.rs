//! What was found at an ad site.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ad_inspection")]
pub struct Model {
    /// Record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// Site, which may come later.
    pub ad_site_id: Uuid,
    /// UTC epoch milliseconds, as in the record.
    pub happened_at: i64,
    /// Number in the change log, as in the record.
    pub seq: i64,
    /// Codes between commas.
    pub conditions: String,
    /// Nothing was wrong.
    pub is_good: bool,
    /// Theme seen.
    pub theme_seen: Option<String>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
