//! Recordings and documents that answer questions: their bytes lie among the blobs, here is what they are, who sent them and
//! which answer names them.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        let (key, never) = ("record_id, path", dialect::Removal::Never);
        dialect::make_immutable(manager, "survey_attachment", key, never).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(
            manager,
            "DROP TABLE survey_attachment;; DROP TABLE attachment_upload;; DROP TABLE attachment",
        )
        .await
    }
}

const UP: &str = "
CREATE TABLE attachment (
    sha256 {bytes} PRIMARY KEY,
    format TEXT NOT NULL,
    size_bytes {int} NOT NULL,
    stored_at {int} NOT NULL,
    removed_at {int}
);;
CREATE INDEX attachment_stored ON attachment (stored_at);;
CREATE TABLE attachment_upload (
    sha256 {bytes} NOT NULL,
    account_id {uuid} NOT NULL,
    uploaded_at {int} NOT NULL,
    PRIMARY KEY (sha256, account_id)
);;
CREATE TABLE survey_attachment (
    record_id {uuid} NOT NULL,
    path TEXT NOT NULL,
    survey_id {uuid} NOT NULL,
    area_id {int} NOT NULL,
    seq {int} NOT NULL,
    sha256 {bytes} NOT NULL,
    PRIMARY KEY (record_id, path)
);;
CREATE INDEX survey_attachment_survey ON survey_attachment (survey_id, seq);;
CREATE INDEX survey_attachment_sha256 ON survey_attachment (sha256)";
