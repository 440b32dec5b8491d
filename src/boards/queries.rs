//! Every SQL of lists.

use super::model::State;
use crate::platform::auth::{AreaScope, InArea};
use crate::platform::db::{
    delete_global, find_global, global_tables, insert_row, insert_rows, save_row,
};
use crate::platform::page::downwards;
use entity::{board, board_document, board_entry, board_event};
use sea_orm::sea_query::Cond;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Select,
};
use uuid::Uuid;

impl InArea for board::Entity {
    fn area_column() -> board::Column {
        board::Column::AreaId
    }
}

global_tables! {
    board_entry: "read by ids of lists that a scope gave";
    board_event: "read by ids of lists that a scope gave";
    board_document: "read by ids of lists that a scope gave";
}

/// Which lists a reader sees: those that were approved, and drafts where the reader drafts.
#[derive(Clone, Debug)]
pub(super) struct Sight {
    /// Where lists are read.
    pub read: AreaScope,
    /// Where drafts are seen.
    pub drafts: AreaScope,
}

impl Sight {
    fn select(&self) -> Select<board::Entity> {
        let seen = Cond::any()
            .add(board::Column::ApprovedAt.is_not_null())
            .add(board::Column::AreaId.in_subquery(self.drafts.areas()));
        self.read.find::<board::Entity>().filter(seen)
    }

    /// One list.
    pub(super) async fn find(
        &self,
        db: &impl ConnectionTrait,
        id: Uuid,
    ) -> Result<Option<board::Model>, DbErr> {
        self.select().filter(board::Column::Id.eq(id)).one(db).await
    }

    /// Lists, the latest made first.
    pub(super) async fn list(
        &self,
        db: &impl ConnectionTrait,
        (state, period): (Option<State>, Option<&str>),
        (after, limit): (Option<(i64, Uuid)>, u64),
    ) -> Result<Vec<board::Model>, DbErr> {
        let asked = Cond::all()
            .add_option(state.map(|state| board::Column::State.eq(state.code())))
            .add_option(period.map(|period| board::Column::Period.eq(period)));
        let order = (board::Column::MadeAt, board::Column::Id);
        let ordered = downwards(self.select().filter(asked), order, after);
        ordered.limit(limit).all(db).await
    }
}

/// A list inside a scope, draft or not.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    id: Uuid,
) -> Result<Option<board::Model>, DbErr> {
    scope
        .find::<board::Entity>()
        .filter(board::Column::Id.eq(id))
        .one(db)
        .await
}

/// The list that stands for a period and area.
pub(super) async fn standing(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    (period, area_id): (&str, i64),
) -> Result<Option<board::Model>, DbErr> {
    scope
        .find::<board::Entity>()
        .filter(board::Column::Period.eq(period))
        .filter(board::Column::AreaId.eq(area_id))
        .filter(board::Column::State.ne(State::Withdrawn.code()))
        .one(db)
        .await
}

/// Adds a list.
pub(super) async fn insert(tx: &impl ConnectionTrait, row: board::Model) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// Writes a list anew.
pub(super) async fn save(tx: &impl ConnectionTrait, row: &board::Model) -> Result<(), DbErr> {
    save_row(tx, row.clone()).await
}

/// Entries of a list, in their order.
pub(super) async fn entries_of(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Vec<board_entry::Model>, DbErr> {
    find_global::<board_entry::Entity>()
        .filter(board_entry::Column::BoardId.eq(id))
        .order_by_asc(board_entry::Column::Number)
        .all(db)
        .await
}

/// Puts other entries into a draft.
pub(super) async fn replace_entries(
    tx: &impl ConnectionTrait,
    id: Uuid,
    rows: Vec<board_entry::Model>,
) -> Result<(), DbErr> {
    delete_global::<board_entry::Entity>()
        .filter(board_entry::Column::BoardId.eq(id))
        .exec(tx)
        .await?;
    insert_rows(tx, rows).await
}

/// What happened to a list, the oldest first.
pub(super) async fn events_of(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Vec<board_event::Model>, DbErr> {
    find_global::<board_event::Entity>()
        .filter(board_event::Column::BoardId.eq(id))
        .order_by_asc(board_event::Column::Number)
        .all(db)
        .await
}

/// Adds a line of the history.
pub(super) async fn insert_event(
    tx: &impl ConnectionTrait,
    row: board_event::Model,
) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// The document of an approved list.
pub(super) async fn document_of(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<board_document::Model>, DbErr> {
    find_global::<board_document::Entity>()
        .filter(board_document::Column::BoardId.eq(id))
        .one(db)
        .await
}

/// Keeps the document of a list.
pub(super) async fn insert_document(
    tx: &impl ConnectionTrait,
    row: board_document::Model,
) -> Result<(), DbErr> {
    insert_row(tx, row).await
}
