//! A drawn site, copied as it was at the draw.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection_site")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Round.
    pub round_id: Uuid,
    /// Site.
    pub site_id: Uuid,
    /// Code of the site.
    pub code: String,
    /// Kind of site.
    pub site_type: String,
    /// Name in Chinese.
    pub title_zh: String,
    /// Name in English.
    pub title_en: String,
    /// Where it lies.
    pub area_id: i64,
    /// Degrees east.
    pub lng: f64,
    /// Degrees north.
    pub lat: f64,
    /// Code of the area that makes its stratum.
    pub stratum: String,
    /// Sites of its kind in its stratum.
    pub in_frame: i64,
    /// How many of them were drawn.
    pub drawn: i64,
    /// Place in the draw, from 1.
    pub draw_order: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
