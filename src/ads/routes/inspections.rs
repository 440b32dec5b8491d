//! Inspections.

use crate::ads::queries::{self, InspectionFilter};
use crate::ads::wire::{AdInspectionDetail, AdInspectionQuery, AdInspectionRow};
use crate::areas::Territories;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ReadAds;
use crate::platform::days::Zone;
use crate::platform::page::{Listing, Page, PageQuery};
use crate::platform::problem::{Code, Problem, ProblemResponses};
use crate::platform::query::QueryParts;
use crate::records::{history_of, superseded_by};
use actix_web::{get, web};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(list_ad_inspections).service(show_ad_inspection);
}

/// Inspections of ads in the caller's areas (and the caller's own), newest first.
#[utoipa::path(operation_id = "list_ad_inspections", tag = "ads", params(AdInspectionQuery, PageQuery), security(("bearer" = [])),
    responses((status = 200, body = Page<AdInspectionRow>), ProblemResponses))]
#[get("/ads/inspections")]
async fn list_ad_inspections(
    who: Allowed<ReadAds>,
    QueryParts {
        filters: query,
        beside: page,
    }: Listing<AdInspectionQuery>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<web::Json<Page<AdInspectionRow>>, Problem> {
    let territory = territories.current();
    let caller = who.actor().account_id;
    let filter = InspectionFilter::new(&query, who.scope(), caller, &territory, **zone)?;
    let page = page.read()?;
    let loaded = queries::list_inspections(who.read(), &filter, page.after, page.probe()).await?;
    let rows = loaded
        .into_iter()
        .map(|one| AdInspectionRow::new(one, &territory))
        .collect();
    Ok(web::Json(page.cut(rows, AdInspectionRow::place_in_list)))
}

/// One inspection with the one before it at the same site.
#[utoipa::path(operation_id = "show_ad_inspection", tag = "ads", params(("record_id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = AdInspectionDetail), ProblemResponses))]
#[get("/ads/inspections/{record_id}")]
async fn show_ad_inspection(
    who: Allowed<ReadAds>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
) -> Result<web::Json<AdInspectionDetail>, Problem> {
    let found = queries::find_inspection(who.read(), who.scope(), *id).await?;
    let loaded = found.ok_or_else(|| Problem::new(Code::RecordNotFound))?;
    let record = loaded.shown.record.clone();
    let before = Some((record.happened_at, record.id));
    let site = loaded.inspection.ad_site_id;
    let mut earlier = queries::of_site(who.read(), who.scope(), site, before, 1).await?;
    let territory = territories.current();
    let view = |loaded| AdInspectionRow::new(loaded, &territory);
    Ok(web::Json(AdInspectionDetail {
        row: view(loaded),
        previous: earlier.pop().map(view).map(Box::new),
        superseded_by: superseded_by(who.read(), &record).await?,
        history: history_of(who.read(), &record).await?,
        corrects: record.corrects,
        correction_reason: record.correction_reason,
    }))
}
