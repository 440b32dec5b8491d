//! What the caller was told.

use crate::cases::notices::view;
use crate::cases::queries::news;
use crate::cases::wire::{NoticesMarked, NoticesRead, NoticesView};
use crate::platform::audit;
use crate::platform::auth::SignedIn;
use crate::platform::input::Valid;
use crate::platform::page::{Listing, PageQuery};
use crate::platform::problem::{Problem, ProblemResponses};
use crate::platform::query::QueryParts;
use actix_web::{get, post, web};
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(list_notices).service(confirm_notices);
}

/// Which notices.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct NoticeQuery {
    /// Only those that are not read.
    #[serde(default)]
    is_unread: bool,
}

/// What the caller was told, the newest first.
#[utoipa::path(operation_id = "list_notices", tag = "cases", params(NoticeQuery, PageQuery), responses((status = 200, body = NoticesView), ProblemResponses), security(("bearer" = [])))]
#[get("/notices")]
async fn list_notices(
    who: SignedIn,
    QueryParts {
        filters: query,
        beside: page,
    }: Listing<NoticeQuery>,
) -> Result<web::Json<NoticesView>, Problem> {
    let me = who.actor().account_id;
    let page = page.read()?;
    let rows = news::notices_of(who.read(), me, query.is_unread, page.after, page.probe()).await?;
    let page = page.cut(rows, |row| (row.at, row.id));
    Ok(web::Json(NoticesView {
        items: page.items.into_iter().map(view).collect(),
        next_cursor: page.next_cursor,
        unread: news::count_unread(who.read(), me).await?,
    }))
}

/// Mark notices as read; all of them without ids.
#[utoipa::path(operation_id = "confirm_notices", tag = "cases", request_body = NoticesRead, responses((status = 200, body = NoticesMarked), ProblemResponses), security(("bearer" = [])))]
#[post("/notices/read")]
async fn confirm_notices(
    who: SignedIn,
    Valid(body): Valid<NoticesRead>,
) -> Result<web::Json<NoticesMarked>, Problem> {
    let (me, clock) = (who.actor().account_id, &who.state().clock);
    let marked = who
        .db()
        .write::<_, Problem>(async |tx| {
            let marked = news::mark_read(tx, me, body.ids.as_deref(), clock.now().0).await?;
            let event = audit::Event::new(
                Some(who.actor()),
                "confirm_notices",
                format!("account:{me}"),
            );
            audit::record(tx, clock, event.detail(json!({"marked": marked}))).await?;
            Ok(marked)
        })
        .await?;
    Ok(web::Json(NoticesMarked { marked }))
}
