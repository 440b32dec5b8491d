//! An interview that another person checks (回访); expires with the survey.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_back_check")]
pub struct Model {
    /// Record id of the interview.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// Survey.
    pub survey_id: Uuid,
    /// Community.
    pub area_id: i64,
    /// Drawn door.
    pub door_id: Uuid,
    /// Who interviewed.
    pub surveyor_id: Uuid,
    /// Who checks; somebody else.
    pub checker_id: Uuid,
    /// Whether the lot chose it, and not its notes.
    pub is_by_lot: bool,
    /// UTC epoch milliseconds.
    pub drawn_at: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
