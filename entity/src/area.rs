//! One area (市/区/街道/社区/网格) in one version of the tree; `path` and `now_id` point at the version in use.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "area")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Version id.
    pub version_id: i64,
    /// Code.
    pub code: String,
    /// Parent code.
    pub parent_code: Option<String>,
    /// Level.
    pub level: String,
    /// Name zh.
    pub name_zh: String,
    /// Name en.
    pub name_en: String,
    /// Population.
    pub population: Option<i64>,
    /// Households.
    pub households: Option<i64>,
    /// Area m2.
    pub area_m2: f64,
    /// West.
    pub west: f64,
    /// South.
    pub south: f64,
    /// East.
    pub east: f64,
    /// North.
    pub north: f64,
    /// Geometry.
    pub geometry: String,
    /// Row of the version in use that this area maps to.
    pub now_id: i64,
    /// Codes from the root to the area in use, `/city/…/grid/`.
    pub path: String,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
