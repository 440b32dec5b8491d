//! Other names that tables call a unit by; evidence that was withdrawn may be filed again.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
CREATE TABLE unit_alias (
    id {uuid} PRIMARY KEY,
    unit_id {uuid} NOT NULL REFERENCES unit (id),
    title {path} NOT NULL UNIQUE,
    made_at {int} NOT NULL,
    made_by {uuid} NOT NULL
);;
CREATE INDEX unit_alias_unit ON unit_alias (unit_id);;
DROP INDEX IF EXISTS evidence_once;;
CREATE UNIQUE INDEX evidence_standing ON evidence (edition_id, requirement_code, period, area_id, sha256) WHERE state <> 'withdrawn'
";

/// The index of before is not made again: it would not take files that were filed anew after a withdrawal.
const DOWN: &str = "DROP TABLE unit_alias;; DROP INDEX evidence_standing";
