//! The responsibility table in editions, what measures a requirement, evidence with its history, frozen period reports.

use crate::dialect::{self, Removal};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What no longer changes once its edition is published.
const OF_EDITIONS: [&str; 3] = ["framework_edition", "requirement", "requirement_measure"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        for (table, key) in [
            ("framework_publication", "edition_id"),
            ("evidence_event", "evidence_id, number"),
            ("period_report", "id"),
        ] {
            dialect::make_immutable(manager, table, key, Removal::Never).await?;
        }
        freeze_when_published(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await?;
        if dialect::is_postgres(manager) {
            dialect::run(manager, "DROP FUNCTION refuse_change_of_published()").await?;
        }
        Ok(())
    }
}

async fn freeze_when_published(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if dialect::is_postgres(manager) {
        dialect::run(manager, FUNCTION).await?;
    }
    for table in OF_EDITIONS {
        for (event, row) in [("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")] {
            let name = format!("{table}_published_{}", event.to_lowercase());
            let before = format!("CREATE TRIGGER {name} BEFORE {event} ON {table}");
            let sql = if dialect::is_postgres(manager) {
                format!("{before} FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published()")
            } else {
                format!(
                    "{before} WHEN EXISTS (SELECT 1 FROM framework_publication WHERE edition_id = {row}.edition_id) \
                     BEGIN SELECT RAISE(ABORT, 'rows of {table} are published'); END"
                )
            };
            dialect::run(manager, &sql).await?;
        }
    }
    Ok(())
}

const FUNCTION: &str = "
CREATE FUNCTION refuse_change_of_published() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF TG_OP = 'INSERT' THEN
        IF EXISTS (SELECT 1 FROM framework_publication WHERE edition_id = NEW.edition_id) THEN
            RAISE EXCEPTION 'rows of % are published', TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT 1 FROM framework_publication WHERE edition_id = OLD.edition_id) THEN
        RAISE EXCEPTION 'rows of % are published', TG_TABLE_NAME;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$
";

const UP: &str = "
CREATE TABLE framework_edition (
    edition_id {int} PRIMARY KEY,
    code {path} NOT NULL UNIQUE,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    source_file TEXT NOT NULL,
    source_sha256 {bytes} NOT NULL,
    made_at {int} NOT NULL,
    made_by {uuid}
);;
CREATE TABLE framework_publication (
    edition_id {int} PRIMARY KEY REFERENCES framework_edition (edition_id),
    from_on TEXT NOT NULL UNIQUE,
    content_sha256 {bytes} NOT NULL,
    published_at {int} NOT NULL,
    published_by {uuid}
);;
CREATE TABLE requirement (
    edition_id {int} NOT NULL REFERENCES framework_edition (edition_id),
    ordinal {int} NOT NULL,
    code {path} NOT NULL,
    written_code TEXT NOT NULL,
    parent_code TEXT,
    level {int} NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    text_zh TEXT NOT NULL,
    text_en TEXT NOT NULL,
    methods TEXT NOT NULL,
    method_source TEXT NOT NULL,
    units TEXT NOT NULL,
    units_source TEXT NOT NULL,
    target_comparator TEXT NOT NULL,
    target_values TEXT NOT NULL,
    target_units TEXT NOT NULL,
    frequency TEXT NOT NULL,
    cadence TEXT NOT NULL,
    note TEXT NOT NULL,
    oddities TEXT NOT NULL,
    PRIMARY KEY (edition_id, ordinal),
    UNIQUE (edition_id, code)
);;
CREATE TABLE requirement_measure (
    edition_id {int} NOT NULL REFERENCES framework_edition (edition_id),
    requirement_code {path} NOT NULL,
    number {int} NOT NULL,
    source TEXT NOT NULL,
    code TEXT NOT NULL,
    comparator TEXT NOT NULL,
    wanted {real} NOT NULL,
    unit TEXT NOT NULL,
    PRIMARY KEY (edition_id, requirement_code, number)
);;
CREATE TABLE evidence (
    id {uuid} PRIMARY KEY,
    edition_id {int} NOT NULL REFERENCES framework_edition (edition_id),
    requirement_code {path} NOT NULL,
    period {path} NOT NULL,
    from_on {path} NOT NULL,
    to_on {path} NOT NULL,
    area_id {int} NOT NULL REFERENCES area (id),
    title TEXT NOT NULL,
    file_title TEXT NOT NULL,
    format TEXT NOT NULL,
    size_bytes {int} NOT NULL,
    sha256 {bytes} NOT NULL,
    state TEXT NOT NULL,
    version {int} NOT NULL,
    filed_at {int} NOT NULL,
    filed_by {uuid} NOT NULL,
    decided_at {int},
    decided_by {uuid},
    remark TEXT
);;
CREATE UNIQUE INDEX evidence_once ON evidence (edition_id, requirement_code, period, area_id, sha256);;
CREATE INDEX evidence_area ON evidence (area_id, filed_at, id);;
CREATE INDEX evidence_period ON evidence (edition_id, from_on);;
CREATE INDEX evidence_bytes ON evidence (sha256);;
CREATE TABLE evidence_event (
    evidence_id {uuid} NOT NULL REFERENCES evidence (id),
    number {int} NOT NULL,
    action TEXT NOT NULL,
    at {int} NOT NULL,
    by_id {uuid} NOT NULL,
    remark TEXT,
    PRIMARY KEY (evidence_id, number)
);;
CREATE TABLE period_report (
    id {uuid} PRIMARY KEY,
    period {path} NOT NULL,
    area_id {int} NOT NULL REFERENCES area (id),
    edition_id {int} NOT NULL REFERENCES framework_edition (edition_id),
    content TEXT NOT NULL,
    sha256 {bytes} NOT NULL,
    made_at {int} NOT NULL,
    made_by {uuid} NOT NULL,
    UNIQUE (period, area_id)
)
";

const DOWN: &str = "
DROP TABLE period_report;;
DROP TABLE evidence_event;;
DROP TABLE evidence;;
DROP TABLE requirement_measure;;
DROP TABLE requirement;;
DROP TABLE framework_publication;;
DROP TABLE framework_edition
";
