//! A member of staff or a volunteer (exempt from the residents' deny-list).

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Account.
    pub account: String,
    /// Name.
    pub name: String,
    /// Password hash.
    pub password_hash: Option<String>,
    /// Is active.
    pub is_active: bool,
    /// Is demo.
    pub is_demo: bool,
    /// Must change password.
    pub must_change_password: bool,
    /// UTC epoch milliseconds.
    pub created_at: i64,
    /// Created by.
    pub created_by: Option<Uuid>,
    /// UTC epoch milliseconds.
    pub last_seen_at: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
