//! Reports of periods, frozen whole; steps of cases by what was done and when.

use crate::dialect::{self, Removal};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::make_immutable(manager, "report", "id", Removal::Never).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
CREATE TABLE report (
    id {uuid} PRIMARY KEY,
    kind TEXT NOT NULL,
    period {path} NOT NULL,
    from_on {path} NOT NULL,
    area_id {int} NOT NULL REFERENCES area (id),
    content TEXT NOT NULL,
    sha256 {bytes} NOT NULL,
    made_at {int} NOT NULL,
    made_by {uuid} NOT NULL,
    UNIQUE (period, area_id)
);;
CREATE INDEX report_area ON report (area_id, made_at, id);;
CREATE INDEX case_event_action ON case_event (action, at, case_id)
";

const DOWN: &str = "
DROP INDEX case_event_action;;
DROP TABLE report
";
