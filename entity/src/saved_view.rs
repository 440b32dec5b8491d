//! A filter of a list that somebody keeps by name.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_view")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// Page it belongs to.
    pub page: String,
    /// What its owner calls it.
    pub title: String,
    /// Query string of the page.
    pub query: String,
    /// Whether the page opens with it.
    pub is_default: bool,
    /// UTC epoch milliseconds of the last change.
    pub saved_at: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
