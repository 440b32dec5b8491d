//! Lists, counts, points and files of cases.

use super::filter::filter;
use super::{Shared, reached};
use crate::cases::export;
use crate::cases::queries::lists;
use crate::cases::service::show;
use crate::cases::wire::{CaseCounts, CasePoint, CasePoints, CaseQuery, CaseRow};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ReadCases;
use crate::platform::num;
use crate::platform::page::{Listing, Page, PageQuery};
use crate::platform::problem::{Problem, ProblemResponses};
use crate::platform::query::QueryParts;
use actix_web::{get, web};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(list_cases)
        .service(show_case_counts)
        .service(list_case_points)
        .service(export::export_cases);
}

/// Cases of the caller's areas and units: what is due first goes first, or the newest.
#[utoipa::path(operation_id = "list_cases", tag = "cases", params(CaseQuery, PageQuery), responses((status = 200, body = Page<CaseRow>), ProblemResponses), security(("bearer" = [])))]
#[get("/cases")]
async fn list_cases(
    who: Allowed<ReadCases>,
    QueryParts {
        filters: query,
        beside: page,
    }: Listing<CaseQuery>,
    shared: Shared,
) -> Result<web::Json<Page<CaseRow>>, Problem> {
    let (ground, reach) = reached(&who, &shared).await?;
    let now = who.now();
    let filter = filter(&query, reach, &ground.territory, (ground.zone, now))?;
    let page = page.read()?;
    let found = lists::list(who.read(), &filter, page.after, page.probe()).await?;
    let page = page.cut(found, |row| filter.place_of(row));
    Ok(web::Json(page.map(|row| show::row_view(row, &ground, now))))
}

/// How many cases of a filter stand in each stage, and how many of them are late.
#[utoipa::path(operation_id = "show_case_counts", tag = "cases", params(CaseQuery), responses((status = 200, body = CaseCounts), ProblemResponses), security(("bearer" = [])))]
#[get("/cases/counts")]
async fn show_case_counts(
    who: Allowed<ReadCases>,
    query: web::Query<CaseQuery>,
    shared: Shared,
) -> Result<web::Json<CaseCounts>, Problem> {
    let (ground, reach) = reached(&who, &shared).await?;
    let filter = filter(&query, reach, &ground.territory, (ground.zone, who.now()))?;
    Ok(web::Json(
        show::counts(who.read(), &filter, who.now()).await?,
    ))
}

/// Cases of a filter as points for a map, at most 2,000.
#[utoipa::path(operation_id = "list_case_points", tag = "cases", params(CaseQuery), responses((status = 200, body = CasePoints), ProblemResponses), security(("bearer" = [])))]
#[get("/cases/points")]
async fn list_case_points(
    who: Allowed<ReadCases>,
    query: web::Query<CaseQuery>,
    shared: Shared,
) -> Result<web::Json<CasePoints>, Problem> {
    let (ground, reach) = reached(&who, &shared).await?;
    let now = who.now();
    let filter = filter(&query, reach, &ground.territory, (ground.zone, now))?;
    let found = lists::points(who.read(), &filter).await?;
    let is_cut = num::u64_from_usize(found.len()) >= lists::MAX_POINTS;
    let point = |point: lists::Point| {
        Some(CasePoint {
            id: point.id,
            lng: point.lng?,
            lat: point.lat?,
            stage: point.stage,
            category: point.category,
            is_late: point.due_key < now.0,
        })
    };
    Ok(web::Json(CasePoints {
        items: found.into_iter().filter_map(point).collect(),
        is_cut,
    }))
}
