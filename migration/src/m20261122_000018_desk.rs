//! Cases by their end, for what changed since last week; views that people keep.

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
CREATE INDEX case_file_closed ON case_file (closed_at, stage, area_id, unit_id) WHERE closed_at IS NOT NULL;;
CREATE TABLE saved_view (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id),
    page {path} NOT NULL,
    title TEXT NOT NULL,
    query TEXT NOT NULL,
    is_default BOOLEAN NOT NULL,
    saved_at {int} NOT NULL
);;
CREATE UNIQUE INDEX saved_view_title ON saved_view (account_id, page, title);;
CREATE UNIQUE INDEX saved_view_default ON saved_view (account_id, page) WHERE is_default";

const DOWN: &str = "DROP TABLE saved_view;; DROP INDEX case_file_closed";
