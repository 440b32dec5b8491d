//! What a unit answers for at a road segment or site.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "place_duty")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `road` or `site`.
    pub place_kind: String,
    /// Code of the road or site.
    pub place_code: String,
    /// Unit.
    pub unit_id: Uuid,
    /// Area in which the place lies; that of the middle of a road.
    pub area_id: i64,
    /// Words of the duties, separated by spaces; empty means everything.
    pub duties: String,
    /// First day, YYYY-MM-DD.
    pub from_on: String,
    /// Last day, YYYY-MM-DD; absent while it holds.
    pub to_on: Option<String>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
