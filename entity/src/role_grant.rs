//! A role in an area; holds for the subtree.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role_grant")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Account id.
    pub account_id: Uuid,
    /// Role.
    pub role: String,
    /// Area id.
    pub area_id: i64,
    /// UTC epoch milliseconds.
    pub granted_at: i64,
    /// Granted by.
    pub granted_by: Option<Uuid>,
    /// UTC epoch milliseconds.
    pub revoked_at: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
