//! Cases with their timeline, photos and reporters; records returned for mending; notices; what is to be told outside.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        for (table, key) in [
            ("case_event", "case_id, number"),
            ("case_photo", "case_id, event_number, sha256"),
            ("case_report", "id"),
            ("record_return", "id"),
        ] {
            dialect::make_immutable(manager, table, key, dialect::Removal::Never).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
CREATE TABLE case_file (
    id {uuid} PRIMARY KEY,
    number {path} NOT NULL UNIQUE,
    source TEXT NOT NULL,
    source_ref TEXT,
    category TEXT NOT NULL,
    severity {int} NOT NULL,
    note TEXT,
    area_id {int} NOT NULL REFERENCES area (id),
    lng {real},
    lat {real},
    site_code TEXT,
    unit_id {uuid} REFERENCES unit (id),
    is_coordination BOOLEAN NOT NULL,
    stage TEXT NOT NULL,
    side TEXT,
    outcome TEXT,
    is_open BOOLEAN NOT NULL,
    version {int} NOT NULL,
    opened_at {int} NOT NULL,
    dispatched_at {int},
    reported_at {int},
    closed_at {int},
    allowance_ms {int} NOT NULL,
    is_working BOOLEAN NOT NULL,
    used_ms {int} NOT NULL,
    running_since {int},
    due_at {int},
    due_key {int} NOT NULL,
    called_percent {int} NOT NULL,
    call_at {int},
    asked_hours {int},
    made_by {uuid},
    dispatched_by {uuid},
    handled_by {uuid},
    verified_by {uuid},
    before_sha256 {bytes},
    after_sha256 {bytes},
    is_flagged BOOLEAN NOT NULL,
    merged_into {uuid},
    recheck TEXT
);;
CREATE INDEX case_file_area ON case_file (area_id, is_open, due_key, id);;
CREATE INDEX case_file_due ON case_file (is_open, due_key, id, area_id);;
CREATE INDEX case_file_opened ON case_file (opened_at, id, area_id);;
CREATE INDEX case_file_unit ON case_file (unit_id, is_open, due_key, id);;
CREATE INDEX case_file_stage ON case_file (stage, due_key, id, area_id);;
CREATE INDEX case_file_count ON case_file (is_open, stage, due_key, area_id, unit_id, dispatched_at);;
CREATE INDEX case_file_category ON case_file (category, opened_at);;
CREATE INDEX case_file_call ON case_file (call_at) WHERE call_at IS NOT NULL;;
CREATE INDEX case_file_recheck ON case_file (recheck) WHERE recheck IS NOT NULL;;
CREATE UNIQUE INDEX case_file_ref ON case_file (source, source_ref) WHERE source_ref IS NOT NULL;;
CREATE TABLE case_event (
    case_id {uuid} NOT NULL REFERENCES case_file (id),
    number {int} NOT NULL,
    at {int} NOT NULL,
    actor_id {uuid},
    action TEXT NOT NULL,
    from_stage TEXT,
    to_stage TEXT NOT NULL,
    unit_id {uuid},
    note TEXT,
    outcome TEXT,
    detail TEXT NOT NULL,
    PRIMARY KEY (case_id, number)
);;
CREATE TABLE case_photo (
    case_id {uuid} NOT NULL REFERENCES case_file (id),
    event_number {int} NOT NULL,
    sha256 {bytes} NOT NULL,
    role TEXT NOT NULL,
    sent_by {uuid},
    taken_at {int},
    lng {real},
    lat {real},
    accuracy_m {real},
    distance_m {real},
    PRIMARY KEY (case_id, event_number, sha256)
);;
CREATE INDEX case_photo_sha256 ON case_photo (sha256);;
CREATE TABLE case_report (
    id {uuid} PRIMARY KEY,
    case_id {uuid} NOT NULL REFERENCES case_file (id),
    record_id {uuid} REFERENCES record (id),
    account_id {uuid},
    source TEXT NOT NULL,
    source_ref TEXT,
    at {int} NOT NULL
);;
CREATE INDEX case_report_case ON case_report (case_id);;
CREATE INDEX case_report_record ON case_report (record_id, at);;
CREATE TABLE record_return (
    id {uuid} PRIMARY KEY,
    record_id {uuid} NOT NULL REFERENCES record (id),
    remark TEXT NOT NULL,
    pointer TEXT,
    by_id {uuid} NOT NULL,
    at {int} NOT NULL
);;
CREATE INDEX record_return_record ON record_return (record_id, at);;
CREATE TABLE notice (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id),
    case_id {uuid},
    what TEXT NOT NULL,
    detail TEXT NOT NULL,
    at {int} NOT NULL,
    read_at {int}
);;
CREATE INDEX notice_account ON notice (account_id, at, id);;
CREATE INDEX notice_unread ON notice (account_id) WHERE read_at IS NULL;;
CREATE TABLE outbox (
    id {uuid} PRIMARY KEY,
    topic TEXT NOT NULL,
    subject_id {uuid} NOT NULL,
    payload TEXT NOT NULL,
    at {int} NOT NULL,
    sent_at {int},
    tries {int} NOT NULL
);;
CREATE INDEX outbox_waiting ON outbox (at, id) WHERE sent_at IS NULL
";

const DOWN: &str = "
DROP TABLE outbox;;
DROP TABLE notice;;
DROP TABLE record_return;;
DROP TABLE case_report;;
DROP TABLE case_photo;;
DROP TABLE case_event;;
DROP TABLE case_file
";
