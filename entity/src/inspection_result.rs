//! What a site came to when its round was published.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection_result")]
pub struct Model {
    /// Drawn site.
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_site_id: Uuid,
    /// Round.
    pub round_id: Uuid,
    /// Where the site lies.
    pub area_id: i64,
    /// Who answered for it then.
    pub unit_id: Option<Uuid>,
    /// Hundredths of a point; none when nobody inspected it.
    pub score: Option<i64>,
    /// Losses and disputes by item, and the records that counted, JSON.
    pub marks: String,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
