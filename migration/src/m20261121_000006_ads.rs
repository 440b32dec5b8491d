//! Ad sites, what was found at them, and counts of ads along roads.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        for table in ["ad_inspection", "ad_census"] {
            dialect::make_immutable(manager, table, "record_id", dialect::Removal::Never).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
CREATE TABLE ad_site (
    id {uuid} PRIMARY KEY,
    code TEXT NOT NULL,
    placement TEXT NOT NULL,
    theme TEXT NOT NULL,
    is_public_service BOOLEAN NOT NULL,
    faces {int} NOT NULL,
    owner_unit TEXT,
    refresh_days {int},
    lng {real},
    lat {real},
    area_id {int} NOT NULL REFERENCES area (id),
    road_code TEXT,
    is_active BOOLEAN NOT NULL,
    source TEXT NOT NULL,
    made_at {int} NOT NULL,
    ended_at {int},
    end_reason TEXT,
    theme_now TEXT NOT NULL,
    faces_now {int} NOT NULL,
    public_faces_now {int} NOT NULL,
    condition TEXT NOT NULL,
    conditions_now TEXT NOT NULL,
    last_record_id {uuid},
    last_at {int},
    last_seq {int},
    last_photo {bytes},
    last_good_at {int},
    due_at {int}
);;
CREATE INDEX ad_site_area ON ad_site (area_id, code, id);;
CREATE INDEX ad_site_code ON ad_site (code, id);;
CREATE INDEX ad_site_due ON ad_site (due_at, id);;
CREATE INDEX ad_site_share ON ad_site (area_id, is_active, placement, road_code, condition, due_at, faces_now, public_faces_now);;
CREATE TABLE ad_inspection (
    record_id {uuid} PRIMARY KEY REFERENCES record (id),
    ad_site_id {uuid} NOT NULL,
    happened_at {int} NOT NULL,
    seq {int} NOT NULL,
    conditions TEXT NOT NULL,
    is_good BOOLEAN NOT NULL,
    theme_seen TEXT
);;
CREATE INDEX ad_inspection_site ON ad_inspection (ad_site_id, happened_at, seq, conditions, is_good, record_id);;
CREATE TABLE ad_census (
    record_id {uuid} PRIMARY KEY REFERENCES record (id),
    area_id {int} NOT NULL REFERENCES area (id),
    happened_at {int} NOT NULL,
    road_code TEXT,
    site_id {uuid},
    faces {int} NOT NULL,
    public_faces {int} NOT NULL,
    walked_m {int} NOT NULL
);;
CREATE INDEX ad_census_area ON ad_census (area_id, happened_at, record_id);;
CREATE TABLE ad_photo (
    record_id {uuid} NOT NULL REFERENCES record (id),
    sha256 {bytes} NOT NULL,
    ad_site_id {uuid} NOT NULL,
    author_id {uuid} NOT NULL,
    seq {int} NOT NULL,
    dhash {int},
    is_compared BOOLEAN NOT NULL,
    twin_record_id {uuid},
    twin_distance {int},
    PRIMARY KEY (record_id, sha256)
);;
CREATE INDEX ad_photo_waiting ON ad_photo (is_compared, sha256);;
CREATE INDEX ad_photo_site ON ad_photo (ad_site_id, seq);;
CREATE INDEX ad_photo_author ON ad_photo (author_id, seq)
";

const DOWN: &str = "
DROP TABLE ad_photo;;
DROP TABLE ad_census;;
DROP TABLE ad_inspection;;
DROP TABLE ad_site
";
