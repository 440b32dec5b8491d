//! Who inspects a site.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection_task")]
pub struct Model {
    /// Drawn site.
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_site_id: Uuid,
    /// Account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// Round.
    pub round_id: Uuid,
    /// Place on the route, from 1.
    pub route_order: i64,
    /// UTC epoch milliseconds.
    pub assigned_at: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
