//! Leagues over HTTP.

use super::concerned::Concern;
use super::error::LeagueError;
use super::export::{COLUMNS, lines};
use super::model::{LeagueSubject, State};
use super::queries::{self, Wanted};
use super::service::{self, Ground};
use super::table::{self, Question};
use super::view;
use super::wire::{
    AppealDecision, LeagueAsked, LeagueDocument, LeagueFigureList, LeagueFilter, LeagueStep,
    LeagueSummary, LeagueView, LiveLeague, NewAppeal,
};
use crate::areas::Territories;
use crate::gauges::Gauges;
use crate::indicators::Period;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::{
    AppealLeagues, ExportRecords, ManageIndicators, ReadIndicators,
};
use crate::platform::days::Zone;
use crate::platform::export::{Exporting, File, FormatQuery, SavedFile, Whole, is_chinese, send};
use crate::platform::frozen::content_file;
use crate::platform::input::Valid;
use crate::platform::page::{Listing, Page, PageQuery};
use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem, ProblemResponses};
use crate::platform::query::QueryParts;
use crate::units::Shelf;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use sea_orm::DbErr;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Mounts the operations below `/api/v1`.
pub fn configure(api: &mut ServiceConfig) {
    api.service(list_league_figures)
        .service(show_league_table)
        .service(list_leagues)
        .service(create_league)
        .service(change_league_state)
        .service(create_league_appeal)
        .service(decide_league_appeal)
        .service(show_league_document)
        .service(export_league)
        .service(show_league);
}

/// What handlers share.
type Shared = (
    web::Data<Territories>,
    web::Data<Gauges>,
    web::Data<Shelf>,
    web::Data<Zone>,
);

async fn ground<P>(who: &Allowed<P>, shared: &Shared) -> Result<Ground, DbErr> {
    Ok(Ground {
        territory: shared.0.current(),
        books: shared.2.current(who.read()).await?,
        gauges: shared.1.get_ref().clone(),
        zone: **shared.3,
    })
}

/// A checked question about areas of the caller's.
fn question<P>(
    who: &Allowed<P>,
    ground: &Ground,
    asked: &LeagueAsked,
) -> Result<Question, FieldProblem> {
    let times = (ground.zone, who.now());
    Question::new(
        asked,
        &ground.gauges,
        (who.scope(), &ground.territory),
        times,
    )
}

/// A league as it stands after something was done with it.
async fn shown<P>(
    who: &Allowed<P>,
    ground: &Ground,
    id: Uuid,
) -> Result<web::Json<LeagueView>, Problem> {
    Ok(web::Json(view::view(who, ground, id).await?))
}

/// Figures by which areas or units can stand beside one another.
#[utoipa::path(operation_id = "list_league_figures", tag = "leagues", responses((status = 200, body = LeagueFigureList), ProblemResponses), security(("bearer" = [])))]
#[get("/leagues/figures")]
async fn list_league_figures(
    who: Allowed<ReadIndicators>,
    gauges: web::Data<Gauges>,
) -> Result<web::Json<LeagueFigureList>, Problem> {
    let items = table::figures(who.read(), &gauges).await?;
    Ok(web::Json(LeagueFigureList { items }))
}

/// Areas or units beside one another by one figure of a period, as they stand now: in tiers by their intervals, never in ranks.
#[utoipa::path(operation_id = "show_league_table", tag = "leagues", params(LeagueAsked), responses((status = 200, body = LiveLeague), ProblemResponses), security(("bearer" = [])))]
#[get("/leagues/table")]
async fn show_league_table(
    who: Allowed<ReadIndicators>,
    asked: web::Query<LeagueAsked>,
    shared: Shared,
) -> Result<web::Json<LiveLeague>, Problem> {
    let ground = ground(&who, &shared).await?;
    let question = question(&who, &ground, &asked).map_err(LeagueError::Query)?;
    let table = table::read(who.read(), (&ground.gauges, &ground.books), &question).await?;
    let as_of = who.now();
    Ok(web::Json(LiveLeague { as_of, table }))
}

/// Leagues that were drafted in the caller's areas, and those open or ended in which an area or unit of the caller stands; the
/// latest first.
#[utoipa::path(operation_id = "list_leagues", tag = "leagues", params(LeagueFilter, PageQuery), responses((status = 200, body = Page<LeagueSummary>), ProblemResponses), security(("bearer" = [])))]
#[get("/leagues")]
async fn list_leagues(
    who: Allowed<ReadIndicators>,
    QueryParts { filters, beside }: Listing<LeagueFilter>,
    shared: Shared,
) -> Result<web::Json<Page<LeagueSummary>>, Problem> {
    let wanted = wanted(&filters).map_err(LeagueError::Query)?;
    let concern = Concern::of(who.read(), who.actor(), who.scope()).await?;
    let page = beside.read::<(i64, Uuid)>()?;
    let asked = (page.after, page.probe());
    let found = queries::list(who.read(), &concern, wanted, asked).await?;
    let times = (**shared.3, who.now());
    let rows = view::summaries(who.read(), &shared.0.current(), found, times).await?;
    Ok(web::Json(
        page.cut(rows, |row: &LeagueSummary| (row.made_at.0, row.id)),
    ))
}

fn wanted(filter: &LeagueFilter) -> Result<Wanted<'_>, FieldProblem> {
    let unknown = |at: &str| FieldProblem::new(at, FieldCode::UnknownValue);
    let (state, subject) = (filter.state.as_deref(), filter.subject.as_deref());
    if state.is_some_and(|word| State::parse(word).is_none()) {
        return Err(unknown("/state"));
    }
    if subject.is_some_and(|word| LeagueSubject::parse(word).is_none()) {
        return Err(unknown("/subject"));
    }
    let period = filter.period.as_deref();
    if period.is_some_and(|text| Period::parse(text).is_none()) {
        return Err(FieldProblem::new("/period", FieldCode::BadPeriod));
    }
    Ok(Wanted {
        state,
        subject,
        period,
    })
}

/// Draft a league of a period that is over: its figures are read from the records now and kept with their SHA-256. Nobody
/// sends a figure.
#[utoipa::path(operation_id = "create_league", tag = "leagues", request_body = LeagueAsked, responses((status = 201, body = LeagueView), ProblemResponses), security(("bearer" = [])))]
#[post("/leagues")]
async fn create_league(
    who: Allowed<ManageIndicators>,
    shared: Shared,
    Valid(asked): Valid<LeagueAsked>,
) -> Result<HttpResponse, Problem> {
    let ground = ground(&who, &shared).await?;
    let question = question(&who, &ground, &asked).map_err(LeagueError::Field)?;
    let row = service::draft(&who, &ground, &question).await?;
    let view = view::view(&who, &ground, row.id).await?;
    Ok(HttpResponse::Created().json(view))
}

/// A league: its table, readings, appeals and decisions, what was done, and what the caller may do.
#[utoipa::path(operation_id = "show_league", tag = "leagues", params(("league_id" = Uuid, Path)), responses((status = 200, body = LeagueView), ProblemResponses), security(("bearer" = [])))]
#[get("/leagues/{league_id}")]
async fn show_league(
    who: Allowed<ReadIndicators>,
    id: web::Path<Uuid>,
    shared: Shared,
) -> Result<web::Json<LeagueView>, Problem> {
    let ground = ground(&who, &shared).await?;
    shown(&who, &ground, *id).await
}

/// Open a draft to appeals, settle a league whose window is over and whose appeals are decided, or withdraw one with a reason.
/// Who names the version that stands wins.
#[utoipa::path(operation_id = "change_league_state", tag = "leagues", params(("league_id" = Uuid, Path)), request_body = LeagueStep, responses((status = 200, body = LeagueView), ProblemResponses), security(("bearer" = [])))]
#[post("/leagues/{league_id}/steps")]
async fn change_league_state(
    who: Allowed<ManageIndicators>,
    id: web::Path<Uuid>,
    shared: Shared,
    Valid(step): Valid<LeagueStep>,
) -> Result<web::Json<LeagueView>, Problem> {
    let ground = ground(&who, &shared).await?;
    service::change(&who, &ground, *id, &step).await?;
    shown(&who, &ground, *id).await
}

/// Appeal against a row that the caller answers for, once a row, while the window is open.
#[utoipa::path(operation_id = "create_league_appeal", tag = "leagues", params(("league_id" = Uuid, Path)), request_body = NewAppeal, responses((status = 201, body = LeagueView), ProblemResponses), security(("bearer" = [])))]
#[post("/leagues/{league_id}/appeals")]
async fn create_league_appeal(
    who: Allowed<AppealLeagues>,
    id: web::Path<Uuid>,
    shared: Shared,
    Valid(body): Valid<NewAppeal>,
) -> Result<HttpResponse, Problem> {
    let ground = ground(&who, &shared).await?;
    service::appeal(&who, &ground, *id, &body).await?;
    let view = view::view(&who, &ground, *id).await?;
    Ok(HttpResponse::Created().json(view))
}

/// Decide an appeal that somebody else filed: rejected, the row set aside, or the whole table read again from the records.
#[utoipa::path(operation_id = "decide_league_appeal", tag = "leagues", params(("league_id" = Uuid, Path), ("appeal_id" = Uuid, Path)), request_body = AppealDecision, responses((status = 200, body = LeagueView), ProblemResponses), security(("bearer" = [])))]
#[post("/leagues/{league_id}/appeals/{appeal_id}/decision")]
async fn decide_league_appeal(
    who: Allowed<ManageIndicators>,
    ids: web::Path<(Uuid, Uuid)>,
    shared: Shared,
    Valid(body): Valid<AppealDecision>,
) -> Result<web::Json<LeagueView>, Problem> {
    let ground = ground(&who, &shared).await?;
    service::decide(&who, &ground, *ids, &body).await?;
    shown(&who, &ground, ids.0).await
}

/// The frozen document of a settled league as canonical JSON: just the bytes whose SHA-256 it is known by.
#[utoipa::path(operation_id = "show_league_document", tag = "leagues", params(("league_id" = Uuid, Path)), responses((status = 200, body = LeagueDocument), ProblemResponses), security(("bearer" = [])))]
#[get("/leagues/{league_id}/document")]
async fn show_league_document(
    who: Allowed<ReadIndicators>,
    id: web::Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let concern = Concern::of(who.read(), who.actor(), who.scope()).await?;
    let found = queries::find(who.read(), &concern, *id).await?;
    let row = found.ok_or(LeagueError::NotFound(*id))?;
    let document = queries::document(who.read(), *id).await?;
    let unsettled = || LeagueError::standing(Code::LeagueNotSettled, &row);
    let document = document.ok_or_else(unsettled)?;
    let name = format!("league-{}", row.period);
    Ok(content_file(&name, document.content))
}

/// The table of a league as a file: a line for each row.
#[utoipa::path(operation_id = "export_league", tag = "leagues", params(("league_id" = Uuid, Path), FormatQuery),
    responses(SavedFile, ProblemResponses), security(("bearer" = [])))]
#[get("/leagues/{league_id}/export")]
async fn export_league(
    who: Allowed<ExportRecords>,
    id: web::Path<Uuid>,
    query: Exporting<Whole>,
    request: HttpRequest,
    shared: Shared,
) -> Result<HttpResponse, Problem> {
    let ground = ground(&who, &shared).await?;
    let table = view::view(&who, &ground, *id).await?.table;
    let file = File {
        operation: "export_league",
        name: "league",
        columns: &COLUMNS,
        pages: lines(table, is_chinese(&request)),
    };
    send(&who, &request, ground.zone, &query, file).await
}
