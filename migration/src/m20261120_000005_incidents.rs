//! Geotagged uncivil behaviour.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::make_immutable(manager, "incident", "record_id", dialect::Removal::Never).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
CREATE TABLE incident (
    record_id {uuid} PRIMARY KEY REFERENCES record (id),
    category TEXT NOT NULL,
    count {int} NOT NULL,
    outcome TEXT NOT NULL,
    severity {int} NOT NULL
)
";

const DOWN: &str = "
DROP TABLE incident
";
