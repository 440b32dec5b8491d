//! A rule of responsibility: where and what belongs to which unit.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_rule")]
pub struct Model {
    /// Version it stands in.
    #[sea_orm(primary_key, auto_increment = false)]
    pub set_id: i64,
    /// Its place in the version, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i64,
    /// Lower goes first.
    pub priority: i64,
    /// `any`, `area`, `road` or `site`.
    pub territory: String,
    /// Code of the place; empty for `any`.
    pub territory_code: String,
    /// `any`, `category`, `group`, `site_type` or `handled_by`.
    pub subject: String,
    /// Code of the subject; empty for `any`.
    pub subject_code: String,
    /// Unit.
    pub unit_id: Uuid,
    /// First day, YYYY-MM-DD.
    pub from_on: Option<String>,
    /// Last day, YYYY-MM-DD.
    pub to_on: Option<String>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
