//! A responsible unit (责任单位).

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Code, unique.
    pub code: String,
    /// `office`, `community`, `department`, `enterprise`, `volunteer_team` or `third_party`.
    pub kind: String,
    /// Name in Chinese.
    pub title_zh: String,
    /// Name in English.
    pub title_en: String,
    /// The unit above.
    pub parent_id: Option<Uuid>,
    /// Area it belongs to.
    pub area_id: i64,
    /// Whether it takes new work.
    pub is_active: bool,
    /// Counts changes; who changes says which one was seen.
    pub version: i64,
    /// UTC epoch milliseconds.
    pub changed_at: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
