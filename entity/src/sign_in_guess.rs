//! Failed sign-ins of an account, device or address within the window.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_guess")]
pub struct Model {
    /// Bucket.
    #[sea_orm(primary_key, auto_increment = false)]
    pub bucket: String,
    /// Failures.
    pub failures: i64,
    /// UTC epoch milliseconds.
    pub since: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
