//! A file that proves a requirement in a period (创建资料).

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Edition that holds in the period.
    pub edition_id: i64,
    /// Requirement.
    pub requirement_code: String,
    /// Period as written.
    pub period: String,
    /// Its first day.
    pub from_on: String,
    /// Its last day.
    pub to_on: String,
    /// Area whose evidence it is.
    pub area_id: i64,
    /// What it shows.
    pub title: String,
    /// What the file is called.
    pub file_title: String,
    /// `pdf`, `docx`, `xlsx`, `jpeg` or `png`.
    pub format: String,
    /// Size.
    pub size_bytes: i64,
    /// SHA-256 of the bytes.
    pub sha256: Vec<u8>,
    /// `draft`, `accepted`, `returned` or `withdrawn`.
    pub state: String,
    /// Counts steps.
    pub version: i64,
    /// UTC epoch milliseconds.
    pub filed_at: i64,
    /// Account.
    pub filed_by: Uuid,
    /// UTC epoch milliseconds.
    pub decided_at: Option<i64>,
    /// Account.
    pub decided_by: Option<Uuid>,
    /// Why it was returned.
    pub remark: Option<String>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
