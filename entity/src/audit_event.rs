//! One operation that changed or revealed something; hash-chained.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// UTC epoch milliseconds.
    pub at: i64,
    /// Actor id.
    pub actor_id: Option<Uuid>,
    /// Role.
    pub role: Option<String>,
    /// Device id.
    pub device_id: Option<Uuid>,
    /// Operation.
    pub operation: String,
    /// Subject.
    pub subject: String,
    /// Detail.
    pub detail: String,
    /// Before sha256.
    pub before_sha256: Option<Vec<u8>>,
    /// After sha256.
    pub after_sha256: Option<Vec<u8>>,
    /// Previous hash.
    pub previous_hash: Vec<u8>,
    /// Hash.
    pub hash: Vec<u8>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
