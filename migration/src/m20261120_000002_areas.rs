//! The area tree with its versions, sites and roads.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}

const UP: &str = "
CREATE TABLE area_version (
    id {int} PRIMARY KEY,
    imported_at {int} NOT NULL,
    imported_by {uuid},
    source_name TEXT NOT NULL,
    sha256 {bytes} NOT NULL,
    activated_at {int}
);;
CREATE TABLE area (
    id {int} PRIMARY KEY,
    version_id {int} NOT NULL REFERENCES area_version (id),
    code {path} NOT NULL,
    parent_code {path},
    level TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    population {int},
    households {int},
    area_m2 {real} NOT NULL,
    west {real} NOT NULL,
    south {real} NOT NULL,
    east {real} NOT NULL,
    north {real} NOT NULL,
    geometry TEXT NOT NULL,
    now_id {int} NOT NULL,
    path {path} NOT NULL
);;
CREATE UNIQUE INDEX area_version_code ON area (version_id, code);;
CREATE INDEX area_path ON area (path);;
CREATE INDEX area_now ON area (now_id);;
CREATE TABLE site (
    code {path} PRIMARY KEY,
    id {uuid} NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    site_type TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    lng {real} NOT NULL,
    lat {real} NOT NULL,
    area_id {int} NOT NULL REFERENCES area (id),
    is_active BOOLEAN NOT NULL
);;
CREATE INDEX site_area ON site (area_id, code);;
CREATE TABLE road (
    code {path} PRIMARY KEY,
    class TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    length_m {real} NOT NULL,
    is_bridge BOOLEAN NOT NULL,
    geometry TEXT NOT NULL,
    is_active BOOLEAN NOT NULL
)
";

const DOWN: &str = "
DROP TABLE road;;
DROP TABLE site;;
DROP TABLE area;;
DROP TABLE area_version
";
