//! What measures a requirement, and what is wanted of it.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "requirement_measure")]
pub struct Model {
    /// Edition.
    #[sea_orm(primary_key, auto_increment = false)]
    pub edition_id: i64,
    /// Requirement.
    #[sea_orm(primary_key, auto_increment = false)]
    pub requirement_code: String,
    /// Order, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// Who measures.
    pub source: String,
    /// Which of its figures.
    pub code: String,
    /// `at_least` or `at_most`.
    pub comparator: String,
    /// Wanted number.
    pub wanted: f64,
    /// `percent` or `count`.
    pub unit: String,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
