//! Rubrics, rounds of inspections with their drawn sites and inspectors, what was found, and published results.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Tables whose rows never change, with their keys.
const IMMUTABLE: [(&str, &str); 6] = [
    ("inspection_rubric", "id"),
    ("inspection_frame", "round_id"),
    ("inspection_site", "id"),
    ("site_inspection", "record_id"),
    ("inspection_exclusion", "record_id"),
    ("inspection_result", "round_site_id"),
];

/// Tables to which a published round adds nothing.
const SEALED: [&str; 2] = ["inspection_exclusion", "inspection_result"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        for (table, key) in IMMUTABLE {
            dialect::make_immutable(manager, table, key, dialect::Removal::Never).await?;
        }
        if dialect::is_postgres(manager) {
            return seal_postgres(manager).await;
        }
        for table in SEALED {
            let trigger = format!(
                "CREATE TRIGGER {table}_sealed BEFORE INSERT ON {table}
                 WHEN EXISTS (SELECT 1 FROM inspection_round WHERE id = NEW.round_id AND published_at IS NOT NULL)
                 BEGIN SELECT RAISE(ABORT, 'a published round does not change'); END"
            );
            dialect::run(manager, &trigger).await?;
        }
        dialect::run(manager, ROUND_SQLITE).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await?;
        if dialect::is_postgres(manager) {
            dialect::run(manager, "DROP FUNCTION refuse_in_published_round()").await?;
        }
        Ok(())
    }
}

async fn seal_postgres(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    dialect::run(manager, SEAL_POSTGRES).await?;
    for table in SEALED {
        let trigger = format!(
            "CREATE TRIGGER {table}_sealed BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_in_published_round()"
        );
        dialect::run(manager, &trigger).await?;
    }
    dialect::run(manager, ROUND_POSTGRES).await
}

const SEAL_POSTGRES: &str = "
CREATE FUNCTION refuse_in_published_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM inspection_round WHERE id = NEW.round_id AND published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a published round does not change';
    END IF;
    RETURN NEW;
END $$";

const ROUND_POSTGRES: &str = "
CREATE TRIGGER inspection_round_published BEFORE UPDATE ON inspection_round FOR EACH ROW
    WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION refuse_change();;
CREATE TRIGGER inspection_round_drawn BEFORE UPDATE ON inspection_round FOR EACH ROW
    WHEN (OLD.drawn_at IS NOT NULL AND (NEW.seed IS DISTINCT FROM OLD.seed OR NEW.rubric_id IS DISTINCT FROM OLD.rubric_id
        OR NEW.area_id IS DISTINCT FROM OLD.area_id OR NEW.design IS DISTINCT FROM OLD.design))
    EXECUTE FUNCTION refuse_change();;
CREATE TRIGGER inspection_round_kept BEFORE DELETE ON inspection_round FOR EACH ROW EXECUTE FUNCTION refuse_change()";

const ROUND_SQLITE: &str = "
CREATE TRIGGER inspection_round_published BEFORE UPDATE ON inspection_round WHEN OLD.published_at IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a published round does not change'); END;;
CREATE TRIGGER inspection_round_drawn BEFORE UPDATE ON inspection_round
    WHEN OLD.drawn_at IS NOT NULL AND (NEW.seed IS NOT OLD.seed OR NEW.rubric_id IS NOT OLD.rubric_id
        OR NEW.area_id IS NOT OLD.area_id OR NEW.design IS NOT OLD.design)
    BEGIN SELECT RAISE(ABORT, 'a round is drawn once'); END;;
CREATE TRIGGER inspection_round_kept BEFORE DELETE ON inspection_round
    BEGIN SELECT RAISE(ABORT, 'rounds are kept'); END";

const UP: &str = "
CREATE TABLE inspection_rubric (
    id {uuid} PRIMARY KEY,
    number {int} NOT NULL UNIQUE,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    site_types {int} NOT NULL,
    items {int} NOT NULL,
    definition TEXT NOT NULL,
    source_sha256 {bytes} NOT NULL,
    published_at {int} NOT NULL,
    made_by {uuid}
);;
CREATE TABLE inspection_round (
    id {uuid} PRIMARY KEY,
    area_id {int} NOT NULL REFERENCES area (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    version {int} NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    rubric_id {uuid} NOT NULL REFERENCES inspection_rubric (id),
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    design TEXT NOT NULL,
    makes_cases TEXT NOT NULL,
    case_severity {int} NOT NULL,
    planner_id {uuid},
    seed {bytes},
    made_at {int} NOT NULL,
    drawn_at {int},
    published_at {int}
);;
CREATE INDEX inspection_round_area ON inspection_round (area_id, starts_on, id);;
CREATE TABLE inspection_frame (
    round_id {uuid} PRIMARY KEY REFERENCES inspection_round (id),
    cells TEXT NOT NULL
);;
CREATE TABLE inspection_site (
    id {uuid} PRIMARY KEY,
    round_id {uuid} NOT NULL REFERENCES inspection_round (id),
    site_id {uuid} NOT NULL,
    code TEXT NOT NULL,
    site_type TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    area_id {int} NOT NULL REFERENCES area (id),
    lng {real} NOT NULL,
    lat {real} NOT NULL,
    stratum TEXT NOT NULL,
    in_frame {int} NOT NULL,
    drawn {int} NOT NULL,
    draw_order {int} NOT NULL,
    UNIQUE (round_id, code)
);;
CREATE INDEX inspection_site_round ON inspection_site (round_id, draw_order);;
CREATE TABLE inspection_task (
    round_site_id {uuid} NOT NULL REFERENCES inspection_site (id),
    account_id {uuid} NOT NULL REFERENCES account (id),
    round_id {uuid} NOT NULL REFERENCES inspection_round (id),
    route_order {int} NOT NULL,
    assigned_at {int} NOT NULL,
    PRIMARY KEY (round_site_id, account_id)
);;
CREATE INDEX inspection_task_account ON inspection_task (account_id, round_id, route_order);;
CREATE INDEX inspection_task_round ON inspection_task (round_id);;
CREATE TABLE site_inspection (
    record_id {uuid} PRIMARY KEY REFERENCES record (id),
    round_id {uuid} NOT NULL REFERENCES inspection_round (id),
    round_site_id {uuid} NOT NULL REFERENCES inspection_site (id),
    author_id {uuid} NOT NULL,
    area_id {int} NOT NULL REFERENCES area (id),
    seq {int} NOT NULL,
    happened_at {int} NOT NULL,
    started_at {int} NOT NULL,
    findings TEXT NOT NULL
);;
CREATE INDEX site_inspection_round ON site_inspection (round_id, seq);;
CREATE INDEX site_inspection_site ON site_inspection (round_site_id, seq);;
CREATE TABLE inspection_exclusion (
    record_id {uuid} PRIMARY KEY REFERENCES record (id),
    round_id {uuid} NOT NULL REFERENCES inspection_round (id),
    reason TEXT NOT NULL,
    made_by {uuid},
    made_at {int} NOT NULL
);;
CREATE INDEX inspection_exclusion_round ON inspection_exclusion (round_id);;
CREATE TABLE inspection_result (
    round_site_id {uuid} PRIMARY KEY REFERENCES inspection_site (id),
    round_id {uuid} NOT NULL REFERENCES inspection_round (id),
    area_id {int} NOT NULL REFERENCES area (id),
    unit_id {uuid},
    score {int},
    marks TEXT NOT NULL
);;
CREATE INDEX inspection_result_round ON inspection_result (round_id)";

const DOWN: &str = "
DROP TABLE inspection_result;;
DROP TABLE inspection_exclusion;;
DROP TABLE site_inspection;;
DROP TABLE inspection_task;;
DROP TABLE inspection_site;;
DROP TABLE inspection_frame;;
DROP TABLE inspection_round;;
DROP TABLE inspection_rubric";
