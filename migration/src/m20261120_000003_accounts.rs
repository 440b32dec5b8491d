//! People of the service, their roles in areas, devices and sessions.

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
CREATE TABLE account (
    id {uuid} PRIMARY KEY,
    account {path} NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT,
    is_active BOOLEAN NOT NULL,
    is_demo BOOLEAN NOT NULL,
    must_change_password BOOLEAN NOT NULL,
    created_at {int} NOT NULL,
    created_by {uuid},
    last_seen_at {int}
);;
CREATE TABLE role_grant (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    area_id {int} NOT NULL REFERENCES area (id),
    granted_at {int} NOT NULL,
    granted_by {uuid},
    revoked_at {int}
);;
CREATE INDEX role_grant_account ON role_grant (account_id);;
CREATE INDEX role_grant_area ON role_grant (area_id);;
CREATE TABLE device (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id),
    label_id {uuid} NOT NULL,
    name TEXT NOT NULL,
    secret_hash {bytes} NOT NULL,
    first_seen_at {int} NOT NULL,
    last_seen_at {int} NOT NULL,
    ended_at {int}
);;
CREATE INDEX device_account ON device (account_id);;
CREATE TABLE session (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id),
    device_id {uuid} NOT NULL REFERENCES device (id),
    client TEXT NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    ended_at {int},
    end_reason TEXT
);;
CREATE INDEX session_device ON session (device_id);;
CREATE INDEX session_account ON session (account_id);;
CREATE TABLE refresh_token (
    token_hash {bytes} PRIMARY KEY,
    session_id {uuid} NOT NULL REFERENCES session (id),
    parent_hash {bytes},
    state TEXT NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL
);;
CREATE INDEX refresh_token_session ON refresh_token (session_id);;
CREATE TABLE sign_in_guess (
    bucket TEXT PRIMARY KEY,
    failures {int} NOT NULL,
    since {int} NOT NULL
)
";

const DOWN: &str = "
DROP TABLE sign_in_guess;;
DROP TABLE refresh_token;;
DROP TABLE session;;
DROP TABLE device;;
DROP TABLE role_grant;;
DROP TABLE account
";
