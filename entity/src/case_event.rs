//! One line of the timeline of a case; append-only.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "case_event")]
pub struct Model {
    /// Case.
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: Uuid,
    /// From 1 in each case.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// UTC epoch milliseconds.
    pub at: i64,
    /// Account; none for the service itself.
    pub actor_id: Option<Uuid>,
    /// What was done.
    pub action: String,
    /// Stage before.
    pub from_stage: Option<String>,
    /// Stage after.
    pub to_stage: String,
    /// Unit it is about.
    pub unit_id: Option<Uuid>,
    /// What was said; personal data masked.
    pub note: Option<String>,
    /// Outcome given.
    pub outcome: Option<String>,
    /// Facts as JSON.
    pub detail: String,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
