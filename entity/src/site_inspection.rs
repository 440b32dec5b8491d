//! What one inspector found at a site.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "site_inspection")]
pub struct Model {
    /// Record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// Round.
    pub round_id: Uuid,
    /// Drawn site.
    pub round_site_id: Uuid,
    /// Inspector.
    pub author_id: Uuid,
    /// Where the site lies.
    pub area_id: i64,
    /// Number of its creation in the change log.
    pub seq: i64,
    /// UTC epoch milliseconds.
    pub happened_at: i64,
    /// UTC epoch milliseconds.
    pub started_at: i64,
    /// A finding for each item, in the order of the rubric, JSON.
    pub findings: String,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
