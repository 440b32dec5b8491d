//! Leagues: readings, appeals, decisions, what was done, and the settled document; nothing of it changes but where a league
//! stands, and that no more once it is settled or withdrawn.

use crate::dialect::{self, Removal};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Tables of which no row ever changes, with their keys.
const KEPT: [(&str, &str); 6] = [
    ("league_reading", "league_id, number"),
    ("league_row", "league_id, number, code"),
    ("league_appeal", "id"),
    ("league_decision", "appeal_id"),
    ("league_event", "league_id, number"),
    ("league_document", "league_id"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        for (table, key) in KEPT {
            dialect::make_immutable(manager, table, key, Removal::Never).await?;
        }
        let ended = if dialect::is_postgres(manager) {
            ENDED_POSTGRES
        } else {
            ENDED_SQLITE
        };
        dialect::run(manager, ended).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, _) in KEPT.iter().rev() {
            dialect::run(manager, &format!("DROP TABLE {table}")).await?;
        }
        dialect::run(manager, "DROP TABLE league").await
    }
}

const ENDED_POSTGRES: &str = "
CREATE TRIGGER league_ended BEFORE UPDATE ON league FOR EACH ROW
    WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION refuse_change();;
CREATE TRIGGER league_kept BEFORE DELETE ON league FOR EACH ROW EXECUTE FUNCTION refuse_change()";

const ENDED_SQLITE: &str = "
CREATE TRIGGER league_ended BEFORE UPDATE ON league WHEN OLD.ended_at IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a league that has ended does not change'); END;;
CREATE TRIGGER league_kept BEFORE DELETE ON league
    BEGIN SELECT RAISE(ABORT, 'leagues are kept'); END";

const UP: &str = "
CREATE TABLE league (
    id {uuid} PRIMARY KEY,
    subject TEXT NOT NULL,
    source TEXT NOT NULL,
    code TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    period {path} NOT NULL,
    from_on {path} NOT NULL,
    to_on {path} NOT NULL,
    area_id {int} NOT NULL REFERENCES area (id),
    level TEXT,
    state TEXT NOT NULL,
    version {int} NOT NULL,
    made_at {int} NOT NULL,
    made_by {uuid} NOT NULL,
    opened_at {int},
    ends_on {path},
    ended_at {int}
);;
CREATE INDEX league_area ON league (area_id, made_at, id);;
CREATE TABLE league_reading (
    league_id {uuid} NOT NULL REFERENCES league (id),
    number {int} NOT NULL,
    content TEXT NOT NULL,
    sha256 {bytes} NOT NULL,
    read_at {int} NOT NULL,
    PRIMARY KEY (league_id, number)
);;
CREATE TABLE league_row (
    league_id {uuid} NOT NULL REFERENCES league (id),
    number {int} NOT NULL,
    code TEXT NOT NULL,
    area_id {int},
    unit_id {uuid},
    PRIMARY KEY (league_id, number, code)
);;
CREATE INDEX league_row_unit ON league_row (unit_id, league_id);;
CREATE INDEX league_row_area ON league_row (area_id, league_id);;
CREATE TABLE league_appeal (
    id {uuid} PRIMARY KEY,
    league_id {uuid} NOT NULL REFERENCES league (id),
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    proof TEXT NOT NULL,
    filed_at {int} NOT NULL,
    filed_by {uuid} NOT NULL,
    UNIQUE (league_id, code)
);;
CREATE TABLE league_decision (
    appeal_id {uuid} PRIMARY KEY REFERENCES league_appeal (id),
    league_id {uuid} NOT NULL REFERENCES league (id),
    decision TEXT NOT NULL,
    reason TEXT NOT NULL,
    reading_number {int},
    decided_at {int} NOT NULL,
    decided_by {uuid} NOT NULL
);;
CREATE INDEX league_decision_league ON league_decision (league_id);;
CREATE TABLE league_event (
    league_id {uuid} NOT NULL REFERENCES league (id),
    number {int} NOT NULL,
    deed TEXT NOT NULL,
    state TEXT NOT NULL,
    at {int} NOT NULL,
    by_id {uuid} NOT NULL,
    code TEXT,
    reason TEXT,
    PRIMARY KEY (league_id, number)
);;
CREATE TABLE league_document (
    league_id {uuid} PRIMARY KEY REFERENCES league (id),
    content TEXT NOT NULL,
    sha256 {bytes} NOT NULL,
    settled_at {int} NOT NULL,
    settled_by {uuid} NOT NULL
)";
