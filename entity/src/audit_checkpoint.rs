//! Signed end of a removed prefix of the audit log.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_checkpoint")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// Hash.
    pub hash: Vec<u8>,
    /// UTC epoch milliseconds.
    pub at: i64,
    /// Mac.
    pub mac: Vec<u8>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
