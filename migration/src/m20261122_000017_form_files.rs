//! Files that a questionnaire shows or reads: pictures, sound, tables. They are sealed when their version is published.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        let seal = if dialect::is_postgres(manager) {
            SEAL_POSTGRES
        } else {
            SEAL_SQLITE
        };
        dialect::run(manager, seal).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "DROP TABLE survey_form_file").await?;
        if dialect::is_postgres(manager) {
            dialect::run(manager, "DROP FUNCTION refuse_when_published()").await?;
        }
        Ok(())
    }
}

const UP: &str = "
CREATE TABLE survey_form_file (
    version_id {uuid} NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    sha256 {bytes} NOT NULL,
    size_bytes {int} NOT NULL,
    bytes {bytes} NOT NULL,
    PRIMARY KEY (version_id, name)
)";

const SEAL_SQLITE: &str = "
CREATE TRIGGER survey_form_file_no_insert BEFORE INSERT ON survey_form_file
 WHEN EXISTS (SELECT 1 FROM survey_form_version WHERE id = NEW.version_id)
 BEGIN SELECT RAISE(ABORT, 'files of a published form are sealed'); END;;
CREATE TRIGGER survey_form_file_no_update BEFORE UPDATE ON survey_form_file
 WHEN EXISTS (SELECT 1 FROM survey_form_version WHERE id IN (OLD.version_id, NEW.version_id))
 BEGIN SELECT RAISE(ABORT, 'files of a published form are sealed'); END;;
CREATE TRIGGER survey_form_file_no_delete BEFORE DELETE ON survey_form_file
 WHEN EXISTS (SELECT 1 FROM survey_form_version WHERE id = OLD.version_id)
 BEGIN SELECT RAISE(ABORT, 'files of a published form are kept'); END";

const SEAL_POSTGRES: &str = "
CREATE FUNCTION refuse_when_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' AND EXISTS (SELECT 1 FROM survey_form_version WHERE id = NEW.version_id) THEN
        RAISE EXCEPTION 'files of a published form are sealed';
    END IF;
    IF TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM survey_form_version WHERE id = OLD.version_id) THEN
        RAISE EXCEPTION 'files of a published form are kept';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;;
CREATE TRIGGER survey_form_file_sealed BEFORE INSERT OR UPDATE OR DELETE ON survey_form_file
 FOR EACH ROW EXECUTE FUNCTION refuse_when_published();;
CREATE TRIGGER survey_form_file_no_truncate BEFORE TRUNCATE ON survey_form_file
 FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()";
