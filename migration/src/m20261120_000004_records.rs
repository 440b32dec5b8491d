//! The envelope of everything captured, its side tables, photos and the change log.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        for (table, key, removal) in [
            ("record", "id", dialect::Removal::Never),
            (
                "record_photo",
                "record_id, ordinal",
                dialect::Removal::Never,
            ),
            ("record_note", "record_id", dialect::Removal::ByRetention),
            (
                "record_position",
                "record_id",
                dialect::Removal::ByRetention,
            ),
            ("change", "seq", dialect::Removal::Never),
        ] {
            dialect::make_immutable(manager, table, key, removal).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
CREATE TABLE record (
    id {uuid} PRIMARY KEY,
    seq {int} NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    author_id {uuid} NOT NULL REFERENCES account (id),
    captured_at {int} NOT NULL,
    captured_offset_min {int} NOT NULL,
    happened_at {int} NOT NULL,
    received_at {int} NOT NULL,
    area_id {int} NOT NULL REFERENCES area (id),
    believed_area_code TEXT,
    placed_by TEXT NOT NULL,
    shift_id {uuid},
    site_id {uuid},
    corrects {uuid},
    correction_reason TEXT,
    content_sha256 {bytes} NOT NULL,
    receipt TEXT NOT NULL,
    app_version TEXT NOT NULL,
    device_id TEXT NOT NULL,
    claimed_photos {int} NOT NULL,
    imported_by {uuid}
);;
CREATE INDEX record_area_time ON record (area_id, happened_at, id);;
CREATE INDEX record_author ON record (author_id, happened_at, id);;
CREATE INDEX record_time ON record (happened_at, id);;
CREATE INDEX record_corrects ON record (corrects) WHERE corrects IS NOT NULL;;
CREATE INDEX record_receipt ON record (receipt);;
CREATE TABLE record_position (
    record_id {uuid} PRIMARY KEY REFERENCES record (id),
    lng {real} NOT NULL,
    lat {real} NOT NULL,
    cell {int} NOT NULL,
    accuracy_m {real} NOT NULL,
    altitude_m {real},
    speed_mps {real},
    fix_age_ms {int},
    datum TEXT NOT NULL,
    raw_lng {real},
    raw_lat {real},
    kept_since {int} NOT NULL
);;
CREATE INDEX record_position_kept ON record_position (kept_since);;
CREATE TABLE record_note (
    record_id {uuid} PRIMARY KEY REFERENCES record (id),
    note TEXT NOT NULL,
    kept_since {int} NOT NULL
);;
CREATE INDEX record_note_kept ON record_note (kept_since);;
CREATE TABLE record_photo (
    record_id {uuid} NOT NULL REFERENCES record (id),
    ordinal {int} NOT NULL,
    sha256 {bytes} NOT NULL,
    taken_at {int},
    role TEXT NOT NULL,
    PRIMARY KEY (record_id, ordinal)
);;
CREATE INDEX record_photo_sha256 ON record_photo (sha256);;
CREATE TABLE record_flag (
    record_id {uuid} NOT NULL REFERENCES record (id),
    flag TEXT NOT NULL,
    set_at {int} NOT NULL,
    cleared_at {int},
    PRIMARY KEY (record_id, flag)
);;
CREATE INDEX record_flag_flag ON record_flag (flag, record_id);;
CREATE TABLE change (
    seq {int} PRIMARY KEY,
    record_id {uuid} NOT NULL REFERENCES record (id),
    what TEXT NOT NULL,
    at {int} NOT NULL
);;
CREATE INDEX change_record ON change (record_id);;
CREATE TABLE photo (
    sha256 {bytes} PRIMARY KEY,
    format TEXT NOT NULL,
    width {int} NOT NULL,
    height {int} NOT NULL,
    size_bytes {int} NOT NULL,
    stored_at {int} NOT NULL,
    state TEXT NOT NULL,
    dhash {int},
    derived_at {int},
    original_removed_at {int},
    derivatives_removed_at {int}
);;
CREATE TABLE photo_upload (
    sha256 {bytes} NOT NULL REFERENCES photo (sha256),
    account_id {uuid} NOT NULL REFERENCES account (id),
    uploaded_at {int} NOT NULL,
    PRIMARY KEY (sha256, account_id)
);;
CREATE TABLE field_pack_part (
    sha256 {bytes} NOT NULL,
    account_id {uuid} NOT NULL REFERENCES account (id),
    name TEXT NOT NULL,
    body {bytes} NOT NULL,
    named_at {int} NOT NULL,
    PRIMARY KEY (account_id, sha256)
)
";

const DOWN: &str = "
DROP TABLE field_pack_part;;
DROP TABLE photo_upload;;
DROP TABLE photo;;
DROP TABLE change;;
DROP TABLE record_flag;;
DROP TABLE record_photo;;
DROP TABLE record_note;;
DROP TABLE record_position;;
DROP TABLE record
";
