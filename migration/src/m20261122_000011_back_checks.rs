//! Interviews that another person checks (回访), drawn by the server.

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
CREATE TABLE survey_back_check (
    record_id {uuid} PRIMARY KEY REFERENCES survey_visit (record_id),
    survey_id {uuid} NOT NULL REFERENCES survey (id),
    area_id {int} NOT NULL REFERENCES area (id),
    door_id {uuid} NOT NULL REFERENCES survey_door (id),
    surveyor_id {uuid} NOT NULL,
    checker_id {uuid} NOT NULL REFERENCES account (id),
    is_by_lot BOOLEAN NOT NULL,
    drawn_at {int} NOT NULL
);;
CREATE INDEX survey_back_check_survey ON survey_back_check (survey_id, surveyor_id);;
CREATE INDEX survey_back_check_checker ON survey_back_check (checker_id, survey_id)
";

const DOWN: &str = "
DROP TABLE survey_back_check
";
