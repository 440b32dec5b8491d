//! Sums kept beside each shift, the term of attendance and hours, and an index for lists of ad inspections.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        for (table, key) in EXPIRING {
            dialect::drop_immutable(manager, table).await?;
            dialect::make_immutable(manager, table, key, dialect::Removal::ByRetention).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, key) in EXPIRING {
            dialect::drop_immutable(manager, table).await?;
            dialect::make_immutable(manager, table, key, dialect::Removal::Never).await?;
        }
        dialect::run(manager, DOWN).await
    }
}

/// What says who was at a shift; it goes after its term.
const EXPIRING: [(&str, &str); 2] = [
    ("shift_check", "record_id"),
    ("shift_presence", "record_id, account_id"),
];

const UP: &str = "
CREATE INDEX record_ad_inspection ON record (happened_at, id, area_id, author_id) WHERE kind = 'ad_inspection';;
DROP INDEX shift_area_time;;
CREATE INDEX shift_area_sum ON shift (area_id, starts_at, id, ends_at, day, is_ad_hoc, called_off_at);;
CREATE INDEX hours_entry_shift ON hours_entry (shift_id, minutes);;
ALTER TABLE shift ADD COLUMN present_kept {int};;
CREATE TABLE shift_sum (
    shift_id {uuid} PRIMARY KEY,
    is_final BOOLEAN NOT NULL,
    is_held BOOLEAN NOT NULL,
    places {int} NOT NULL,
    filled {int} NOT NULL,
    contacts {int} NOT NULL,
    successes {int} NOT NULL,
    incidents {int} NOT NULL,
    handbooks {int} NOT NULL,
    leaflets {int} NOT NULL,
    removed_min {int} NOT NULL,
    words TEXT NOT NULL
);;
CREATE TABLE shift_sum_mark (
    id {int} PRIMARY KEY,
    seq {int} NOT NULL
);;
CREATE TABLE hours_kept (
    account_id {uuid} PRIMARY KEY REFERENCES account (id),
    minutes {int} NOT NULL,
    until_day TEXT NOT NULL
)
";

const DOWN: &str = "
DROP TABLE hours_kept;;
DROP TABLE shift_sum_mark;;
DROP TABLE shift_sum;;
ALTER TABLE shift DROP COLUMN present_kept;;
DROP INDEX hours_entry_shift;;
DROP INDEX shift_area_sum;;
CREATE INDEX shift_area_time ON shift (area_id, starts_at, id);;
DROP INDEX record_ad_inspection
";
