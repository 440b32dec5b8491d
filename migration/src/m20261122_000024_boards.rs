//! Red and black lists: drafts whose entries change, approved ones that never do.

use crate::dialect::{self, Removal};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        let seal = if dialect::is_postgres(manager) {
            SEAL_POSTGRES
        } else {
            SEAL_SQLITE
        };
        dialect::run(manager, seal).await?;
        let never = Removal::Never;
        dialect::make_immutable(manager, "board_event", "board_id, number", never).await?;
        dialect::make_immutable(manager, "board_document", "board_id", never).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await?;
        if dialect::is_postgres(manager) {
            let functions =
                "DROP FUNCTION refuse_board_change();; DROP FUNCTION refuse_board_entry()";
            dialect::run(manager, functions).await?;
        }
        Ok(())
    }
}

const UP: &str = "
CREATE TABLE board (
    id {uuid} PRIMARY KEY,
    area_id {int} NOT NULL REFERENCES area (id),
    period {path} NOT NULL,
    from_on {path} NOT NULL,
    to_on {path} NOT NULL,
    state TEXT NOT NULL,
    version {int} NOT NULL,
    red {int} NOT NULL,
    black {int} NOT NULL,
    made_at {int} NOT NULL,
    made_by {uuid} NOT NULL,
    approved_at {int}
);;
CREATE UNIQUE INDEX board_standing ON board (area_id, period) WHERE state <> 'withdrawn';;
CREATE INDEX board_made ON board (made_at, id);;
CREATE TABLE board_entry (
    board_id {uuid} NOT NULL REFERENCES board (id),
    number {int} NOT NULL,
    colour TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_code TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    reason TEXT NOT NULL,
    proof TEXT NOT NULL,
    PRIMARY KEY (board_id, number),
    UNIQUE (board_id, subject_kind, subject_code)
);;
CREATE TABLE board_event (
    board_id {uuid} NOT NULL,
    number {int} NOT NULL,
    action TEXT NOT NULL,
    at {int} NOT NULL,
    by_id {uuid} NOT NULL,
    reason TEXT,
    PRIMARY KEY (board_id, number)
);;
CREATE TABLE board_document (
    board_id {uuid} PRIMARY KEY,
    content TEXT NOT NULL,
    sha256 {bytes} NOT NULL
)";

const DOWN: &str = "
DROP TABLE board_document;;
DROP TABLE board_event;;
DROP TABLE board_entry;;
DROP TABLE board";

/// An approved list may only be withdrawn, a withdrawn one stays; what a list is about never changes.
const SEAL_SQLITE: &str = "
CREATE TRIGGER board_no_update BEFORE UPDATE ON board
 WHEN OLD.state = 'withdrawn' OR (OLD.state = 'approved' AND NEW.state <> 'withdrawn')
   OR NEW.id <> OLD.id OR NEW.area_id <> OLD.area_id OR NEW.period <> OLD.period
   OR (OLD.state = 'approved' AND (NEW.red <> OLD.red OR NEW.black <> OLD.black))
 BEGIN SELECT RAISE(ABORT, 'the list does not change any more'); END;;
CREATE TRIGGER board_no_delete BEFORE DELETE ON board
 BEGIN SELECT RAISE(ABORT, 'lists are kept'); END;;
CREATE TRIGGER board_entry_no_insert BEFORE INSERT ON board_entry
 WHEN NOT EXISTS (SELECT 1 FROM board WHERE id = NEW.board_id AND state = 'draft')
 BEGIN SELECT RAISE(ABORT, 'only drafts take entries'); END;;
CREATE TRIGGER board_entry_no_update BEFORE UPDATE ON board_entry
 BEGIN SELECT RAISE(ABORT, 'entries are replaced, never changed'); END;;
CREATE TRIGGER board_entry_no_delete BEFORE DELETE ON board_entry
 WHEN NOT EXISTS (SELECT 1 FROM board WHERE id = OLD.board_id AND state = 'draft')
 BEGIN SELECT RAISE(ABORT, 'only drafts lose entries'); END";

const SEAL_POSTGRES: &str = "
CREATE FUNCTION refuse_board_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'withdrawn' OR (OLD.state = 'approved' AND NEW.state <> 'withdrawn')
       OR NEW.id <> OLD.id OR NEW.area_id <> OLD.area_id OR NEW.period <> OLD.period
       OR (OLD.state = 'approved' AND (NEW.red <> OLD.red OR NEW.black <> OLD.black)) THEN
        RAISE EXCEPTION 'the list does not change any more';
    END IF;
    RETURN NEW;
END $$;;
CREATE FUNCTION refuse_board_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of_list UUID;
BEGIN
    IF TG_OP = 'DELETE' THEN of_list := OLD.board_id; ELSE of_list := NEW.board_id; END IF;
    IF NOT EXISTS (SELECT 1 FROM board WHERE id = of_list AND state = 'draft') THEN
        RAISE EXCEPTION 'only entries of drafts come and go';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;;
CREATE TRIGGER board_no_update BEFORE UPDATE ON board
 FOR EACH ROW EXECUTE FUNCTION refuse_board_change();;
CREATE TRIGGER board_no_delete BEFORE DELETE ON board
 FOR EACH ROW EXECUTE FUNCTION refuse_change();;
CREATE TRIGGER board_entry_of_draft BEFORE INSERT OR DELETE ON board_entry
 FOR EACH ROW EXECUTE FUNCTION refuse_board_entry();;
CREATE TRIGGER board_entry_no_update BEFORE UPDATE ON board_entry
 FOR EACH ROW EXECUTE FUNCTION refuse_change();;
CREATE TRIGGER board_entry_no_truncate BEFORE TRUNCATE ON board_entry
 FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()";
