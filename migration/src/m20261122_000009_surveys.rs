//! Questionnaires with their versions, the frame of doors, draws, visits and answers.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Tables whose rows never change, with their keys.
const IMMUTABLE: [(&str, &str, dialect::Removal); 11] = [
    ("survey_form_version", "id", dialect::Removal::Never),
    (
        "survey_form_workbook",
        "version_id",
        dialect::Removal::Never,
    ),
    ("survey_door", "id", dialect::Removal::Never),
    ("survey_stratum", "survey_id, code", dialect::Removal::Never),
    (
        "survey_cluster",
        "survey_id, stratum, cluster",
        dialect::Removal::Never,
    ),
    ("survey_replacement", "door_id", dialect::Removal::Never),
    ("survey_visit", "record_id", dialect::Removal::Never),
    ("survey_visit_door", "record_id", dialect::Removal::Never),
    ("survey_answer_set", "record_id", dialect::Removal::Never),
    (
        "survey_visit_position",
        "record_id, moment",
        dialect::Removal::ByRetention,
    ),
    (
        "survey_visit_quality",
        "record_id",
        dialect::Removal::ByRetention,
    ),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        for (table, key, removal) in IMMUTABLE {
            dialect::make_immutable(manager, table, key, removal).await?;
        }
        let one_draw = if dialect::is_postgres(manager) {
            "CREATE TRIGGER survey_one_draw BEFORE UPDATE ON survey FOR EACH ROW
             WHEN (OLD.seed_sha256 IS NOT NULL AND (NEW.seed_sha256 IS DISTINCT FROM OLD.seed_sha256 OR NEW.seed IS DISTINCT FROM OLD.seed))
             EXECUTE FUNCTION refuse_change()"
        } else {
            "CREATE TRIGGER survey_one_draw BEFORE UPDATE ON survey
             WHEN OLD.seed_sha256 IS NOT NULL AND (NEW.seed_sha256 IS NOT OLD.seed_sha256 OR NEW.seed IS NOT OLD.seed)
             BEGIN SELECT RAISE(ABORT, 'a survey is drawn once'); END"
        };
        dialect::run(manager, one_draw).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
CREATE TABLE survey_form (
    id {uuid} PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    made_at {int} NOT NULL
);;
CREATE TABLE survey_form_draft (
    id {uuid} PRIMARY KEY,
    form_id {uuid} NOT NULL REFERENCES survey_form (id),
    version TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    languages TEXT NOT NULL,
    questions {int} NOT NULL,
    definition TEXT NOT NULL,
    workbook {bytes} NOT NULL,
    workbook_sha256 {bytes} NOT NULL,
    made_at {int} NOT NULL,
    made_by {uuid},
    allowed_at {int},
    allowed_by {uuid},
    allowed_reason TEXT,
    UNIQUE (form_id, version)
);;
CREATE TABLE survey_form_version (
    id {uuid} PRIMARY KEY,
    form_id {uuid} NOT NULL REFERENCES survey_form (id),
    version TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    languages TEXT NOT NULL,
    questions {int} NOT NULL,
    definition TEXT NOT NULL,
    workbook_sha256 {bytes} NOT NULL,
    made_at {int} NOT NULL,
    published_at {int} NOT NULL,
    published_by {uuid},
    allowed_by {uuid},
    allowed_reason TEXT,
    UNIQUE (form_id, version)
);;
CREATE TABLE survey_form_workbook (
    version_id {uuid} PRIMARY KEY REFERENCES survey_form_version (id),
    workbook {bytes} NOT NULL
);;
CREATE TABLE survey_frame (
    id {uuid} PRIMARY KEY,
    title TEXT NOT NULL,
    source_sha256 {bytes} NOT NULL,
    dwellings {int} NOT NULL,
    state TEXT NOT NULL,
    made_at {int} NOT NULL,
    made_by {uuid}
);;
CREATE TABLE dwelling (
    frame_id {uuid} NOT NULL REFERENCES survey_frame (id),
    code {path} NOT NULL,
    area_id {int} NOT NULL REFERENCES area (id),
    building TEXT NOT NULL,
    unit TEXT NOT NULL,
    door TEXT NOT NULL,
    floor TEXT NOT NULL,
    dwelling_type TEXT NOT NULL,
    lng {real} NOT NULL,
    lat {real} NOT NULL,
    PRIMARY KEY (frame_id, code)
);;
CREATE INDEX dwelling_area ON dwelling (area_id, frame_id);;
CREATE TABLE survey (
    id {uuid} PRIMARY KEY,
    area_id {int} NOT NULL REFERENCES area (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    form_version_id {uuid} REFERENCES survey_form_version (id),
    frame_id {uuid} REFERENCES survey_frame (id),
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    wave {int} NOT NULL,
    previous_id {uuid},
    measures TEXT NOT NULL,
    design TEXT NOT NULL,
    version {int} NOT NULL,
    seed_sha256 {bytes},
    seed {bytes},
    made_at {int} NOT NULL,
    made_by {uuid},
    drawn_at {int},
    closed_at {int}
);;
CREATE INDEX survey_area ON survey (area_id, starts_on, id);;
CREATE INDEX survey_ends ON survey (ends_on);;
CREATE TABLE survey_quota (
    id {uuid} PRIMARY KEY,
    survey_id {uuid} NOT NULL REFERENCES survey (id),
    area_id {int} NOT NULL REFERENCES area (id),
    groups TEXT NOT NULL,
    target {int} NOT NULL
);;
CREATE INDEX survey_quota_survey ON survey_quota (survey_id, id);;
CREATE TABLE survey_stratum (
    survey_id {uuid} NOT NULL REFERENCES survey (id),
    code TEXT NOT NULL,
    dwellings {int} NOT NULL,
    clusters {int} NOT NULL,
    drawn_clusters {int} NOT NULL,
    drawn {int} NOT NULL,
    reserve {int} NOT NULL,
    PRIMARY KEY (survey_id, code)
);;
CREATE TABLE survey_cluster (
    survey_id {uuid} NOT NULL REFERENCES survey (id),
    stratum TEXT NOT NULL,
    cluster {int} NOT NULL,
    dwellings {int} NOT NULL,
    drawn {int} NOT NULL,
    probability {real} NOT NULL,
    PRIMARY KEY (survey_id, stratum, cluster)
);;
CREATE TABLE survey_door (
    id {uuid} PRIMARY KEY,
    survey_id {uuid} NOT NULL REFERENCES survey (id),
    area_id {int} NOT NULL REFERENCES area (id),
    community_code TEXT NOT NULL,
    dwelling_code TEXT NOT NULL,
    building TEXT NOT NULL,
    unit TEXT NOT NULL,
    door TEXT NOT NULL,
    floor TEXT NOT NULL,
    dwelling_type TEXT NOT NULL,
    lng {real} NOT NULL,
    lat {real} NOT NULL,
    stratum TEXT NOT NULL,
    cluster {int},
    probability {real} NOT NULL,
    draw_order {int} NOT NULL,
    reserve_order {int},
    UNIQUE (survey_id, dwelling_code)
);;
CREATE INDEX survey_door_area ON survey_door (area_id, survey_id);;
CREATE INDEX survey_door_community ON survey_door (survey_id, community_code, draw_order);;
CREATE TABLE survey_replacement (
    door_id {uuid} PRIMARY KEY REFERENCES survey_door (id),
    by_door_id {uuid} NOT NULL UNIQUE REFERENCES survey_door (id),
    survey_id {uuid} NOT NULL REFERENCES survey (id),
    reason TEXT NOT NULL,
    made_at {int} NOT NULL,
    made_by {uuid}
);;
CREATE INDEX survey_replacement_survey ON survey_replacement (survey_id);;
CREATE TABLE survey_task (
    door_id {uuid} PRIMARY KEY REFERENCES survey_door (id),
    survey_id {uuid} NOT NULL REFERENCES survey (id),
    account_id {uuid} NOT NULL REFERENCES account (id),
    walk_order {int} NOT NULL,
    assigned_at {int} NOT NULL
);;
CREATE INDEX survey_task_account ON survey_task (account_id, survey_id, walk_order);;
CREATE INDEX survey_task_survey ON survey_task (survey_id, account_id);;
CREATE TABLE survey_door_state (
    door_id {uuid} PRIMARY KEY REFERENCES survey_door (id),
    survey_id {uuid} NOT NULL REFERENCES survey (id),
    visits {int} NOT NULL,
    outcome TEXT NOT NULL,
    is_final BOOLEAN NOT NULL,
    has_handbook BOOLEAN NOT NULL,
    last_at {int} NOT NULL,
    last_record_id {uuid} NOT NULL,
    call_back_on TEXT,
    call_back_part TEXT
);;
CREATE INDEX survey_door_state_survey ON survey_door_state (survey_id, outcome);;
CREATE TABLE survey_visit (
    record_id {uuid} PRIMARY KEY REFERENCES record (id),
    survey_id {uuid} NOT NULL REFERENCES survey (id),
    author_id {uuid} NOT NULL,
    area_id {int} NOT NULL REFERENCES area (id),
    happened_at {int} NOT NULL,
    seq {int} NOT NULL,
    visit_number {int} NOT NULL,
    disposition TEXT NOT NULL,
    form_version_id {uuid} REFERENCES survey_form_version (id),
    language TEXT,
    call_back_on TEXT,
    call_back_part TEXT,
    started_at {int} NOT NULL,
    ended_at {int} NOT NULL,
    has_handbook BOOLEAN NOT NULL,
    quota_id {uuid},
    back_check_of {uuid}
);;
CREATE INDEX survey_visit_survey ON survey_visit (survey_id, happened_at, record_id);;
CREATE INDEX survey_visit_author ON survey_visit (author_id, survey_id);;
CREATE INDEX survey_visit_back_check ON survey_visit (back_check_of) WHERE back_check_of IS NOT NULL;;
CREATE TABLE survey_visit_door (
    record_id {uuid} PRIMARY KEY REFERENCES survey_visit (record_id),
    door_id {uuid} NOT NULL
);;
CREATE INDEX survey_visit_door_door ON survey_visit_door (door_id, record_id);;
CREATE TABLE survey_answer_set (
    record_id {uuid} PRIMARY KEY REFERENCES survey_visit (record_id),
    survey_id {uuid} NOT NULL,
    form_version_id {uuid} NOT NULL REFERENCES survey_form_version (id),
    wave {int} NOT NULL,
    area_id {int} NOT NULL REFERENCES area (id),
    stratum TEXT,
    cluster {int},
    probability {real},
    is_partial BOOLEAN NOT NULL,
    is_back_check BOOLEAN NOT NULL,
    seq {int} NOT NULL,
    answers TEXT NOT NULL
);;
CREATE INDEX survey_answer_set_survey ON survey_answer_set (survey_id, seq);;
CREATE TABLE survey_visit_position (
    record_id {uuid} NOT NULL REFERENCES survey_visit (record_id),
    moment TEXT NOT NULL,
    survey_id {uuid} NOT NULL,
    lng {real} NOT NULL,
    lat {real} NOT NULL,
    accuracy_m {real} NOT NULL,
    PRIMARY KEY (record_id, moment)
);;
CREATE INDEX survey_visit_position_survey ON survey_visit_position (survey_id);;
CREATE TABLE survey_visit_quality (
    record_id {uuid} PRIMARY KEY REFERENCES survey_visit (record_id),
    survey_id {uuid} NOT NULL,
    timings TEXT NOT NULL
);;
CREATE INDEX survey_visit_quality_survey ON survey_visit_quality (survey_id)
";

const DOWN: &str = "
DROP TABLE survey_visit_quality;;
DROP TABLE survey_visit_position;;
DROP TABLE survey_answer_set;;
DROP TABLE survey_visit_door;;
DROP TABLE survey_visit;;
DROP TABLE survey_door_state;;
DROP TABLE survey_task;;
DROP TABLE survey_replacement;;
DROP TABLE survey_door;;
DROP TABLE survey_cluster;;
DROP TABLE survey_stratum;;
DROP TABLE survey_quota;;
DROP TABLE survey;;
DROP TABLE dwelling;;
DROP TABLE survey_frame;;
DROP TABLE survey_form_workbook;;
DROP TABLE survey_form_version;;
DROP TABLE survey_form_draft;;
DROP TABLE survey_form
";
