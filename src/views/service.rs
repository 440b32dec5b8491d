//! Keeping, changing and deleting views.

use super::queries;
use super::wire::{NewView, ViewPatch};
use crate::platform::audit;
use crate::platform::auth::SignedIn;
use crate::platform::db::{Lock, hold};
use crate::platform::problem::{Code, Problem};
use entity::saved_view;
use sea_orm::DatabaseTransaction;
use serde_json::json;
use uuid::Uuid;

/// Most views of one page. Assumption: more are no help.
pub(super) const MOST_A_PAGE: usize = 30;

/// Keeps a view.
pub(super) async fn create(who: &SignedIn, new: NewView) -> Result<saved_view::Model, Problem> {
    let state = who.state();
    let row = saved_view::Model {
        id: state.ids.next(&state.clock),
        account_id: who.actor().account_id,
        page: new.page,
        title: new.title.trim().to_owned(),
        query: new.query,
        is_default: new.is_default,
        saved_at: state.clock.now().0,
    };
    write(who, "create_saved_view", async move |tx| {
        fits(tx, &row).await?;
        queries::insert(tx, row.clone()).await?;
        Ok(row)
    })
    .await
}

/// Changes a view.
pub(super) async fn update(
    who: &SignedIn,
    id: Uuid,
    patch: ViewPatch,
) -> Result<saved_view::Model, Problem> {
    let now = who.state().clock.now();
    write(who, "update_saved_view", async move |tx| {
        let found = queries::find(tx, who.actor().account_id, id).await?;
        let known = found.ok_or_else(|| Problem::new(Code::SavedViewNotFound))?;
        let title = patch.title.map(|title| title.trim().to_owned());
        let row = saved_view::Model {
            title: title.unwrap_or(known.title),
            query: patch.query.unwrap_or(known.query),
            is_default: patch.is_default.unwrap_or(known.is_default),
            saved_at: now.0,
            ..known
        };
        fits(tx, &row).await?;
        queries::save(tx, row.clone()).await?;
        Ok(row)
    })
    .await
}

/// Deletes a view.
pub(super) async fn delete(who: &SignedIn, id: Uuid) -> Result<(), Problem> {
    write(who, "delete_saved_view", async move |tx| {
        let found = queries::find(tx, who.actor().account_id, id).await?;
        let row = found.ok_or_else(|| Problem::new(Code::SavedViewNotFound))?;
        queries::delete(tx, row.account_id, row.id).await?;
        Ok(row)
    })
    .await?;
    Ok(())
}

/// One write at a time, audited. The name and query of a view are the owner's own and stay out of the log.
async fn write(
    who: &SignedIn,
    action: &'static str,
    work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<saved_view::Model, Problem>,
) -> Result<saved_view::Model, Problem> {
    who.db()
        .write(async |tx| {
            hold(tx, Lock::Changes).await?;
            let row = work(tx).await?;
            let event = audit::Event::new(Some(who.actor()), action, format!("view:{}", row.id));
            let event = event.detail(json!({"page": row.page}));
            audit::record(tx, &who.state().clock, event).await?;
            Ok(row)
        })
        .await
}

/// Whether a view fits beside the others of its page; makes way for it where it is the default.
async fn fits(tx: &DatabaseTransaction, row: &saved_view::Model) -> Result<(), Problem> {
    let beside = queries::list(tx, row.account_id, &row.page).await?;
    let mut others = beside.iter().filter(|other| other.id != row.id);
    if others.any(|other| other.title == row.title) {
        return Err(Problem::new(Code::SavedViewTitleTaken).with("title", row.title.clone()));
    }
    let is_new = beside.iter().all(|other| other.id != row.id);
    if is_new && beside.len() >= MOST_A_PAGE {
        return Err(Problem::new(Code::TooManySavedViews).with("most", MOST_A_PAGE));
    }
    if row.is_default {
        queries::clear_default(tx, row.account_id, &row.page).await?;
    }
    Ok(())
}
