//! Counts with a denominator: vehicles that gave way out of those that should have, and the like.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::make_immutable(manager, "tally", "record_id", dialect::Removal::Never).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
CREATE TABLE tally (
    record_id {uuid} PRIMARY KEY REFERENCES record (id),
    observation TEXT NOT NULL,
    minutes {real} NOT NULL,
    numerator {int} NOT NULL,
    denominator {int} NOT NULL,
    weather TEXT,
    second_observer_id {uuid}
);;
CREATE INDEX record_tally ON record (area_id, happened_at, id) WHERE kind = 'tally'
";

const DOWN: &str = "
DROP INDEX record_tally;;
DROP TABLE tally
";
