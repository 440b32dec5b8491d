//! Settings, the audit log and the job table.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        if dialect::is_postgres(manager) {
            dialect::run(manager, POSTGRES_GUARDS).await?;
        }
        dialect::make_immutable(
            manager,
            "audit_event",
            "number",
            dialect::Removal::ByRetention,
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await?;
        if dialect::is_postgres(manager) {
            dialect::run(manager, POSTGRES_GUARDS_DOWN).await?;
        }
        Ok(())
    }
}

const UP: &str = "
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL);;
CREATE TABLE retention_permit (id {int} PRIMARY KEY);;
CREATE TABLE audit_event (
    number {int} PRIMARY KEY,
    at {int} NOT NULL,
    actor_id {uuid},
    role TEXT,
    device_id {uuid},
    operation TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    before_sha256 {bytes},
    after_sha256 {bytes},
    previous_hash {bytes} NOT NULL,
    hash {bytes} NOT NULL
);;
CREATE INDEX audit_event_subject ON audit_event (subject, number);;
CREATE INDEX audit_event_actor ON audit_event (actor_id, number);;
CREATE TABLE audit_checkpoint (number {int} PRIMARY KEY, hash {bytes} NOT NULL, at {int} NOT NULL, mac {bytes} NOT NULL);;
CREATE TABLE job (
    id {uuid} PRIMARY KEY,
    name TEXT NOT NULL,
    dedup_key TEXT,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    run_at {int} NOT NULL,
    lease_until {int},
    tries {int} NOT NULL,
    max_tries {int} NOT NULL,
    last_error TEXT,
    enqueued_at {int} NOT NULL,
    finished_at {int}
);;
CREATE INDEX job_due ON job (state, run_at);;
CREATE UNIQUE INDEX job_once ON job (name, dedup_key) WHERE state = 'queued' AND dedup_key IS NOT NULL
";

const POSTGRES_GUARDS: &str = "
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'rows of % are immutable', TG_TABLE_NAME; END $$;;
CREATE FUNCTION refuse_unless_retention() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF EXISTS (SELECT 1 FROM retention_permit) THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'rows of % are kept', TG_TABLE_NAME;
END $$
";

const DOWN: &str = "
DROP TABLE job;;
DROP TABLE audit_checkpoint;;
DROP TABLE audit_event;;
DROP TABLE retention_permit;;
DROP TABLE setting
";

const POSTGRES_GUARDS_DOWN: &str = "
DROP FUNCTION refuse_change();;
DROP FUNCTION refuse_unless_retention()
";
