//! Lists: drafting, approval, withdrawal, documents, files.

use super::error::BoardError;
use super::export::{COLUMNS, lines};
use super::model::State;
use super::queries::{self, Sight};
use super::service;
use super::tiers;
use super::view::{self, Looking};
use super::wire::{
    BoardContent, BoardEntries, BoardQuery, BoardRow, BoardStep, BoardSuggestions, BoardView,
    BoardWithdrawal, NewBoard, SuggestionQuery,
};
use crate::areas::{Territories, Territory};
use crate::indicators::reached;
use crate::platform::auth::markers::{ApproveBoards, DraftBoards, ExportRecords, ReadIndicators};
use crate::platform::auth::{Allowed, AreaScope, Permission};
use crate::platform::days::Zone;
use crate::platform::export::{Exporting, File, FormatQuery, SavedFile, Whole, is_chinese, send};
use crate::platform::frozen::content_file;
use crate::platform::input::Valid;
use crate::platform::page::{Listing, Page, PageQuery};
use crate::platform::problem::{FieldCode, Problem, ProblemResponses};
use crate::platform::query::QueryParts;
use actix_web::{HttpRequest, HttpResponse, get, post, put, web};
use entity::board;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Mounts the operations below `/api/v1`.
pub fn configure(api: &mut ServiceConfig) {
    api.service(list_boards)
        .service(create_board)
        .service(update_board)
        .service(approve_board)
        .service(withdraw_board)
        .service(show_board_document)
        .service(list_board_suggestions)
        .service(export_board)
        .service(show_board);
}

/// What handlers share.
type Shared = (web::Data<Territories>, web::Data<Zone>);

/// What the caller sees of lists.
fn sight<P>(who: &Allowed<P>) -> Sight {
    let drafts = who.actor().scope(Permission::DraftBoards);
    Sight {
        read: who.scope().clone(),
        drafts: drafts.unwrap_or_else(|| AreaScope::subtrees([])),
    }
}

/// A list in full, as the caller sees it.
async fn shown<P>(
    who: &Allowed<P>,
    (territory, zone): (&Territory, Zone),
    row: board::Model,
) -> Result<BoardView, Problem> {
    let looking = Looking {
        actor: who.actor(),
        territory,
        zone,
        now: who.now(),
    };
    Ok(view::view(who.read(), looking, row).await?)
}

async fn seen<P>(who: &Allowed<P>, id: Uuid) -> Result<board::Model, BoardError> {
    let found = sight(who).find(who.read(), id).await?;
    found.ok_or(BoardError::NotFound(id))
}

/// Red and black lists of the caller's areas, the latest first. Drafts are seen by those who draft there.
#[utoipa::path(operation_id = "list_boards", tag = "boards", params(BoardQuery, PageQuery), responses((status = 200, body = Page<BoardRow>), ProblemResponses), security(("bearer" = [])))]
#[get("/boards")]
async fn list_boards(
    who: Allowed<ReadIndicators>,
    QueryParts { filters, beside }: Listing<BoardQuery>,
    shared: Shared,
) -> Result<web::Json<Page<BoardRow>>, Problem> {
    let territory = shared.0.current();
    let wrong = BoardError::Query;
    let state = match filters.state.as_deref() {
        Some(word) => Some(State::parse(word).ok_or(wrong("/state", FieldCode::UnknownValue))?),
        None => None,
    };
    let (read, _) = reached(filters.area.as_deref(), who.scope(), &territory)
        .ok_or(wrong("/area", FieldCode::UnknownArea))?;
    let page = beside.read::<(i64, Uuid)>()?;
    let sight = Sight {
        read,
        ..sight(&who)
    };
    let of = (state, filters.period.as_deref());
    let asked = (page.after, page.probe());
    let found = sight.list(who.read(), of, asked).await?;
    let cut = page.cut(found, |row| (row.made_at, row.id));
    let next_cursor = cut.next_cursor;
    let items = view::rows(who.read(), &territory, cut.items).await?;
    Ok(web::Json(Page { items, next_cursor }))
}

/// Begin the list of a period that has begun, for an area; one stands at a time.
#[utoipa::path(operation_id = "create_board", tag = "boards", request_body = NewBoard, responses((status = 201, body = BoardView), ProblemResponses), security(("bearer" = [])))]
#[post("/boards")]
async fn create_board(
    who: Allowed<DraftBoards>,
    shared: Shared,
    Valid(body): Valid<NewBoard>,
) -> Result<HttpResponse, Problem> {
    let territory = shared.0.current();
    let ground = (&*territory, **shared.1);
    let row = service::create(&who, ground, &body).await?;
    Ok(HttpResponse::Created().json(shown(&who, ground, row).await?))
}

/// Put other entries into a draft: units and places with reasons and proof, never persons.
#[utoipa::path(operation_id = "update_board", tag = "boards", params(("board_id" = Uuid, Path)), request_body = BoardEntries, responses((status = 200, body = BoardView), ProblemResponses), security(("bearer" = [])))]
#[put("/boards/{board_id}")]
async fn update_board(
    who: Allowed<DraftBoards>,
    id: web::Path<Uuid>,
    shared: Shared,
    Valid(body): Valid<BoardEntries>,
) -> Result<web::Json<BoardView>, Problem> {
    let territory = shared.0.current();
    let ground = (&*territory, **shared.1);
    let row = service::update(&who, ground, (*id, body)).await?;
    Ok(web::Json(shown(&who, ground, row).await?))
}

/// Approve a draft of others, of a period that is over; from then on it never changes.
#[utoipa::path(operation_id = "approve_board", tag = "boards", params(("board_id" = Uuid, Path)), request_body = BoardStep, responses((status = 200, body = BoardView), ProblemResponses), security(("bearer" = [])))]
#[post("/boards/{board_id}/approve")]
async fn approve_board(
    who: Allowed<ApproveBoards>,
    id: web::Path<Uuid>,
    shared: Shared,
    Valid(body): Valid<BoardStep>,
) -> Result<web::Json<BoardView>, Problem> {
    let territory = shared.0.current();
    let ground = (&*territory, **shared.1);
    let row = service::approve(&who, ground, (*id, body.version)).await?;
    Ok(web::Json(shown(&who, ground, row).await?))
}

/// Withdraw a draft; or an approved list, where the caller may approve: it then shows so, and its document stays.
#[utoipa::path(operation_id = "withdraw_board", tag = "boards", params(("board_id" = Uuid, Path)), request_body = BoardWithdrawal, responses((status = 200, body = BoardView), ProblemResponses), security(("bearer" = [])))]
#[post("/boards/{board_id}/withdraw")]
async fn withdraw_board(
    who: Allowed<DraftBoards>,
    id: web::Path<Uuid>,
    shared: Shared,
    Valid(body): Valid<BoardWithdrawal>,
) -> Result<web::Json<BoardView>, Problem> {
    let territory = shared.0.current();
    let which = (*id, body.version);
    let row = service::withdraw(&who, &territory, which, &body.reason).await?;
    Ok(web::Json(shown(&who, (&territory, **shared.1), row).await?))
}

/// A list with its entries, its history and what the caller may do.
#[utoipa::path(operation_id = "show_board", tag = "boards", params(("board_id" = Uuid, Path)), responses((status = 200, body = BoardView), ProblemResponses), security(("bearer" = [])))]
#[get("/boards/{board_id}")]
async fn show_board(
    who: Allowed<ReadIndicators>,
    id: web::Path<Uuid>,
    shared: Shared,
) -> Result<web::Json<BoardView>, Problem> {
    let territory = shared.0.current();
    let row = seen(&who, *id).await?;
    Ok(web::Json(shown(&who, (&territory, **shared.1), row).await?))
}

/// What a settled league suggests for a list: its first tier for praise, its last for criticism. One that is not settled, or of
/// other days, is refused.
#[utoipa::path(operation_id = "list_board_suggestions", tag = "boards", params(("board_id" = Uuid, Path), SuggestionQuery), responses((status = 200, body = BoardSuggestions), ProblemResponses), security(("bearer" = [])))]
#[get("/boards/{board_id}/suggestions")]
async fn list_board_suggestions(
    who: Allowed<DraftBoards>,
    id: web::Path<Uuid>,
    query: web::Query<SuggestionQuery>,
    shared: Shared,
) -> Result<web::Json<BoardSuggestions>, Problem> {
    let territory = shared.0.current();
    let row = seen(&who, *id).await?;
    let ground = service::ground_of(&row, (&territory, **shared.1), who.scope())?;
    let league = tiers::league(who.read(), ground, query.league_id).await?;
    let league = league.ok_or(BoardError::Query("/league_id", FieldCode::UnknownProof))?;
    let items = tiers::suggestions(who.read(), ground, &league)
        .await
        .map_err(BoardError::from)?;
    Ok(web::Json(BoardSuggestions { items }))
}

/// The document of an approved list, byte by byte as its hash was taken.
#[utoipa::path(operation_id = "show_board_document", tag = "boards", params(("board_id" = Uuid, Path)), responses((status = 200, body = BoardContent), ProblemResponses), security(("bearer" = [])))]
#[get("/boards/{board_id}/document")]
async fn show_board_document(
    who: Allowed<ReadIndicators>,
    id: web::Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let row = seen(&who, *id).await?;
    let document = queries::document_of(who.read(), row.id).await?;
    let document = document.ok_or(BoardError::NotFound(*id))?;
    Ok(content_file(
        &format!("board-{}", row.period),
        document.content,
    ))
}

/// A list as a file: a line for each unit or place.
#[utoipa::path(operation_id = "export_board", tag = "boards", params(("board_id" = Uuid, Path), FormatQuery),
    responses(SavedFile, ProblemResponses), security(("bearer" = [])))]
#[get("/boards/{board_id}/export")]
async fn export_board(
    who: Allowed<ExportRecords>,
    id: web::Path<Uuid>,
    query: Exporting<Whole>,
    request: HttpRequest,
    shared: Shared,
) -> Result<HttpResponse, Problem> {
    let territory = shared.0.current();
    let row = seen(&who, *id).await?;
    let view = shown(&who, (&territory, **shared.1), row).await?;
    let file = File {
        operation: "export_board",
        name: "board",
        columns: &COLUMNS,
        pages: lines(&view, is_chinese(&request)),
    };
    send(&who, &request, **shared.1, &query, file).await
}
