//! A place (点位) that work refers to.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "site")]
pub struct Model {
    /// Code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// What records name it by.
    pub id: Uuid,
    /// Kind.
    pub kind: String,
    /// Site type.
    pub site_type: String,
    /// Name zh.
    pub name_zh: String,
    /// Name en.
    pub name_en: String,
    /// WGS-84 degrees east.
    pub lng: f64,
    /// WGS-84 degrees north.
    pub lat: f64,
    /// Area id.
    pub area_id: i64,
    /// Is active.
    pub is_active: bool,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
