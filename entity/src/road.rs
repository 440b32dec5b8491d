//! A road segment (路段) or a river.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "road")]
pub struct Model {
    /// Code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// Class.
    pub class: String,
    /// Name zh.
    pub name_zh: String,
    /// Name en.
    pub name_en: String,
    /// Length m.
    pub length_m: f64,
    /// Is bridge.
    pub is_bridge: bool,
    /// Geometry.
    pub geometry: String,
    /// Is active.
    pub is_active: bool,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
