//! A unit or place in a red and black list; replaced while the list is a draft.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "board_entry")]
pub struct Model {
    /// List.
    #[sea_orm(primary_key, auto_increment = false)]
    pub board_id: Uuid,
    /// Place in the list, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// `red` or `black`.
    pub colour: String,
    /// `unit`, `area`, `site` or `road`.
    pub subject_kind: String,
    /// Its code.
    pub subject_code: String,
    /// What it is called, in Chinese.
    pub title_zh: String,
    /// What it is called, in English.
    pub title_en: String,
    /// Why it stands in the list.
    pub reason: String,
    /// What proves it, JSON.
    pub proof: String,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
