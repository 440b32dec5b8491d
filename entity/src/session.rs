//! One sign-in: a family of refresh tokens on one device.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Account id.
    pub account_id: Uuid,
    /// Device id.
    pub device_id: Uuid,
    /// Client.
    pub client: String,
    /// UTC epoch milliseconds.
    pub created_at: i64,
    /// UTC epoch milliseconds.
    pub expires_at: i64,
    /// UTC epoch milliseconds.
    pub ended_at: Option<i64>,
    /// End reason.
    pub end_reason: Option<String>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
