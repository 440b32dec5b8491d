//! Responsible units, who answers for them, the rules that say which unit a matter belongs to, and duties at places.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        for (table, key) in [("unit_rule_set", "id"), ("unit_rule", "set_id, ordinal")] {
            dialect::make_immutable(manager, table, key, dialect::Removal::Never).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
CREATE TABLE unit (
    id {uuid} PRIMARY KEY,
    code {path} NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    parent_id {uuid} REFERENCES unit (id),
    area_id {int} NOT NULL REFERENCES area (id),
    is_active BOOLEAN NOT NULL,
    version {int} NOT NULL,
    changed_at {int} NOT NULL
);;
CREATE INDEX unit_area ON unit (area_id);;
CREATE TABLE unit_contact (
    id {uuid} PRIMARY KEY,
    unit_id {uuid} NOT NULL REFERENCES unit (id),
    account_id {uuid} REFERENCES account (id),
    name TEXT,
    phone TEXT,
    from_at {int} NOT NULL,
    ended_at {int}
);;
CREATE INDEX unit_contact_unit ON unit_contact (unit_id);;
CREATE UNIQUE INDEX unit_contact_now ON unit_contact (account_id, unit_id) WHERE ended_at IS NULL AND account_id IS NOT NULL;;
CREATE TABLE unit_rule_set (
    id {int} PRIMARY KEY,
    made_at {int} NOT NULL,
    made_by {uuid},
    note TEXT
);;
CREATE TABLE unit_rule (
    set_id {int} NOT NULL REFERENCES unit_rule_set (id),
    ordinal {int} NOT NULL,
    priority {int} NOT NULL,
    territory TEXT NOT NULL,
    territory_code TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_code TEXT NOT NULL,
    unit_id {uuid} NOT NULL REFERENCES unit (id),
    from_on TEXT,
    to_on TEXT,
    PRIMARY KEY (set_id, ordinal)
);;
CREATE TABLE place_duty (
    id {uuid} PRIMARY KEY,
    place_kind TEXT NOT NULL,
    place_code TEXT NOT NULL,
    unit_id {uuid} NOT NULL REFERENCES unit (id),
    area_id {int} NOT NULL REFERENCES area (id),
    duties TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT
);;
CREATE INDEX place_duty_place ON place_duty (place_kind, place_code);;
CREATE INDEX place_duty_unit ON place_duty (unit_id)
";

const DOWN: &str = "
DROP TABLE place_duty;;
DROP TABLE unit_rule;;
DROP TABLE unit_rule_set;;
DROP TABLE unit_contact;;
DROP TABLE unit
";
