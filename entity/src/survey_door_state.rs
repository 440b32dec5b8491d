//! What the visits to a door come to; made anew from them at each visit.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_door_state")]
pub struct Model {
    /// Drawn door.
    #[sea_orm(primary_key, auto_increment = false)]
    pub door_id: Uuid,
    /// Survey.
    pub survey_id: Uuid,
    /// How many visits count.
    pub visits: i64,
    /// The disposition that counts.
    pub outcome: String,
    /// Whether no further visit is due.
    pub is_final: bool,
    /// Whether a handbook was handed out.
    pub has_handbook: bool,
    /// UTC epoch milliseconds.
    pub last_at: i64,
    /// The last visit.
    pub last_record_id: Uuid,
    /// Local day agreed for the next visit.
    pub call_back_on: Option<String>,
    /// `morning`, `afternoon` or `evening`.
    pub call_back_part: Option<String>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
