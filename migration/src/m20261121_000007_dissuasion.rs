//! Dissuasion teams, their duty plans, shifts, rosters, hours, and what was done against uncivil behaviour where.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        for (table, key, removal) in [
            ("shift_check", "record_id", dialect::Removal::Never),
            ("shift_report", "record_id", dialect::Removal::Never),
            (
                "shift_counter",
                "record_id, category, outcome",
                dialect::Removal::Never,
            ),
            ("shift_handout", "record_id, item", dialect::Removal::Never),
            (
                "shift_presence",
                "record_id, account_id",
                dialect::Removal::Never,
            ),
            ("hours_entry", "id", dialect::Removal::ByRetention),
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
CREATE TABLE team (
    id {uuid} PRIMARY KEY,
    title TEXT NOT NULL,
    home_unit TEXT NOT NULL,
    leader_id {uuid} NOT NULL REFERENCES account (id),
    area_id {int} NOT NULL REFERENCES area (id),
    site_code {path} REFERENCES site (code),
    version {int} NOT NULL,
    created_at {int} NOT NULL,
    ended_at {int}
);;
CREATE INDEX team_area ON team (area_id);;
CREATE INDEX team_leader ON team (leader_id);;
CREATE TABLE team_stint (
    id {uuid} PRIMARY KEY,
    team_id {uuid} NOT NULL REFERENCES team (id),
    account_id {uuid} NOT NULL REFERENCES account (id),
    from_at {int} NOT NULL,
    until_at {int}
);;
CREATE UNIQUE INDEX team_stint_now ON team_stint (team_id, account_id) WHERE until_at IS NULL;;
CREATE INDEX team_stint_account ON team_stint (account_id);;
CREATE TABLE volunteer (
    account_id {uuid} PRIMARY KEY REFERENCES account (id),
    register_number TEXT,
    changed_at {int} NOT NULL
);;
CREATE TABLE duty_plan (
    id {uuid} PRIMARY KEY,
    team_id {uuid} NOT NULL REFERENCES team (id),
    area_id {int} NOT NULL REFERENCES area (id),
    title TEXT NOT NULL,
    rules TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    start_minute {int} NOT NULL,
    minutes {int} NOT NULL,
    place_kind TEXT NOT NULL,
    place_code TEXT,
    place_zh TEXT NOT NULL,
    place_en TEXT NOT NULL,
    place_line TEXT NOT NULL,
    needed {int} NOT NULL,
    version {int} NOT NULL,
    created_at {int} NOT NULL,
    ended_at {int}
);;
CREATE INDEX duty_plan_team ON duty_plan (team_id);;
CREATE INDEX duty_plan_area ON duty_plan (area_id);;
CREATE TABLE shift (
    id {uuid} PRIMARY KEY,
    plan_id {uuid} REFERENCES duty_plan (id),
    team_id {uuid} REFERENCES team (id),
    area_id {int} NOT NULL REFERENCES area (id),
    title TEXT NOT NULL,
    day TEXT NOT NULL,
    starts_at {int} NOT NULL,
    ends_at {int} NOT NULL,
    place_kind TEXT NOT NULL,
    place_code TEXT,
    place_zh TEXT NOT NULL,
    place_en TEXT NOT NULL,
    place_line TEXT NOT NULL,
    needed {int} NOT NULL,
    is_ad_hoc BOOLEAN NOT NULL,
    called_off_at {int},
    called_off_reason TEXT,
    version {int} NOT NULL,
    made_at {int} NOT NULL
);;
CREATE INDEX shift_area_time ON shift (area_id, starts_at, id);;
CREATE INDEX shift_team_time ON shift (team_id, starts_at);;
CREATE INDEX shift_plan ON shift (plan_id, starts_at);;
CREATE INDEX shift_time ON shift (starts_at, id);;
CREATE TABLE roster_entry (
    shift_id {uuid} NOT NULL REFERENCES shift (id),
    account_id {uuid} NOT NULL REFERENCES account (id),
    is_on BOOLEAN NOT NULL,
    reason TEXT,
    at {int} NOT NULL,
    by_id {uuid} NOT NULL,
    PRIMARY KEY (shift_id, account_id)
);;
CREATE INDEX roster_entry_account ON roster_entry (account_id);;
CREATE TABLE shift_swap (
    id {uuid} PRIMARY KEY,
    shift_id {uuid} NOT NULL REFERENCES shift (id),
    from_id {uuid} NOT NULL REFERENCES account (id),
    to_id {uuid} REFERENCES account (id),
    note TEXT,
    state TEXT NOT NULL,
    made_at {int} NOT NULL,
    closed_at {int}
);;
CREATE INDEX shift_swap_shift ON shift_swap (shift_id);;
CREATE INDEX shift_swap_open ON shift_swap (state, made_at);;
CREATE TABLE shift_check (
    record_id {uuid} PRIMARY KEY REFERENCES record (id),
    shift_id {uuid} NOT NULL,
    account_id {uuid} NOT NULL,
    direction TEXT NOT NULL,
    at {int} NOT NULL,
    distance_m {real}
);;
CREATE INDEX shift_check_shift ON shift_check (shift_id, account_id, at);;
CREATE INDEX shift_check_account ON shift_check (account_id, at);;
CREATE TABLE shift_report (
    record_id {uuid} PRIMARY KEY REFERENCES record (id),
    shift_id {uuid} NOT NULL,
    account_id {uuid} NOT NULL,
    at {int} NOT NULL,
    others {int} NOT NULL
);;
CREATE INDEX shift_report_shift ON shift_report (shift_id);;
CREATE TABLE shift_counter (
    record_id {uuid} NOT NULL REFERENCES record (id),
    category TEXT NOT NULL,
    outcome TEXT NOT NULL,
    count {int} NOT NULL,
    PRIMARY KEY (record_id, category, outcome)
);;
CREATE TABLE shift_handout (
    record_id {uuid} NOT NULL REFERENCES record (id),
    item TEXT NOT NULL,
    count {int} NOT NULL,
    taken {int},
    PRIMARY KEY (record_id, item)
);;
CREATE TABLE shift_presence (
    record_id {uuid} NOT NULL REFERENCES record (id),
    account_id {uuid} NOT NULL,
    PRIMARY KEY (record_id, account_id)
);;
CREATE INDEX shift_presence_account ON shift_presence (account_id);;
CREATE TABLE hours_entry (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id),
    shift_id {uuid} NOT NULL,
    team_id {uuid},
    area_id {int} NOT NULL REFERENCES area (id),
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    minutes {int} NOT NULL,
    reason TEXT,
    corrects {uuid},
    by_id {uuid},
    at {int} NOT NULL
);;
CREATE UNIQUE INDEX hours_entry_once ON hours_entry (shift_id, account_id) WHERE kind = 'confirmed';;
CREATE UNIQUE INDEX hours_entry_corrects ON hours_entry (corrects) WHERE corrects IS NOT NULL;;
CREATE INDEX hours_entry_account ON hours_entry (account_id, day);;
CREATE INDEX hours_entry_area ON hours_entry (area_id, day);;
CREATE TABLE measure (
    id {uuid} PRIMARY KEY,
    area_id {int} NOT NULL REFERENCES area (id),
    title TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    made_by {uuid},
    made_at {int} NOT NULL
);;
CREATE INDEX measure_area ON measure (area_id);;
CREATE INDEX record_shift ON record (shift_id, id) WHERE shift_id IS NOT NULL
";

const DOWN: &str = "
DROP INDEX record_shift;;
DROP TABLE measure;;
DROP TABLE hours_entry;;
DROP TABLE shift_presence;;
DROP TABLE shift_handout;;
DROP TABLE shift_counter;;
DROP TABLE shift_report;;
DROP TABLE shift_check;;
DROP TABLE shift_swap;;
DROP TABLE roster_entry;;
DROP TABLE shift;;
DROP TABLE duty_plan;;
DROP TABLE volunteer;;
DROP TABLE team_stint;;
DROP TABLE team
";
