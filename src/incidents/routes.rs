//! Lists and details. Incidents are captured as records; there is no route to create or change one.

use super::incident_filter;
use super::queries;
use super::wire::{IncidentDetail, IncidentQuery, IncidentRow};
use crate::areas::Territories;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ReadRecords;
use crate::platform::days::Zone;
use crate::platform::page::{Listing, Page, PageQuery};
use crate::platform::problem::{Code, Problem, ProblemResponses};
use crate::platform::query::QueryParts;
use crate::records::{cases_of, history_of, returns_of, superseded_by};
use actix_web::{get, web};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Mounts the routes below `/api/v1`.
pub fn configure(api: &mut ServiceConfig) {
    api.service(list_incidents)
        .service(super::export::export_incidents)
        .service(show_incident);
}

/// Incidents in the caller's areas (and the caller's own), newest first.
#[utoipa::path(operation_id = "list_incidents", tag = "incidents", params(IncidentQuery, PageQuery), responses((status = 200, body = Page<IncidentRow>), ProblemResponses), security(("bearer" = [])))]
#[get("/incidents")]
async fn list_incidents(
    who: Allowed<ReadRecords>,
    QueryParts {
        filters: query,
        beside: page,
    }: Listing<IncidentQuery>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<web::Json<Page<IncidentRow>>, Problem> {
    let territory = territories.current();
    let filter = incident_filter(
        &query,
        who.scope(),
        who.actor().account_id,
        &territory,
        **zone,
        who.now(),
    )?;
    let page = page.read()?;
    let loaded = queries::list(who.read(), &filter, page.after, page.probe()).await?;
    let rows = loaded
        .into_iter()
        .map(|one| IncidentRow::new(one, &territory))
        .collect();
    Ok(web::Json(page.cut(rows, IncidentRow::place_in_list)))
}

/// One incident with its history.
#[utoipa::path(operation_id = "show_incident", tag = "incidents", params(("incident_id" = Uuid, Path)), responses((status = 200, body = IncidentDetail), ProblemResponses), security(("bearer" = [])))]
#[get("/incidents/{incident_id}")]
async fn show_incident(
    who: Allowed<ReadRecords>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
) -> Result<web::Json<IncidentDetail>, Problem> {
    let found = queries::find(who.read(), who.scope(), *id).await?;
    let loaded = found.ok_or_else(|| Problem::new(Code::RecordNotFound))?;
    let record = loaded.shown.record.clone();
    let superseded_by = superseded_by(who.read(), &record).await?;
    let returned = returns_of(who.read(), [record.id])
        .await?
        .remove(&record.id);
    Ok(web::Json(IncidentDetail {
        case: cases_of(who.read(), [record.id]).await?.remove(&record.id),
        returned: returned.filter(|_| superseded_by.is_none()),
        superseded_by,
        history: history_of(who.read(), &record).await?,
        site: queries::site_named(who.read(), record.site_id).await?,
        row: IncidentRow::new(loaded, &territories.current()),
        corrects: record.corrects,
        correction_reason: record.correction_reason,
        device_id: record.device_id,
        app_version: record.app_version,
        shift_id: record.shift_id,
    }))
}
