//! Hours of people, and the file for the volunteer register.

use super::{area_asked, day_asked};
use crate::areas::{Territories, Territory};
use crate::dissuasion::error::DutyError;
use crate::dissuasion::service::hours::{self, HoursAsked};
use crate::dissuasion::service::reach::Reach;
use crate::dissuasion::service::{register, shifts};
use crate::dissuasion::wire::hours::{
    HoursCorrection, HoursList, HoursQuery, HoursToConfirm, MyHours, NewEntry, RegisterQuery,
    YearQuery,
};
use crate::dissuasion::wire::shifts::ShiftDetail;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::{LeadShifts, ReadShifts};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::input::Valid;
use crate::platform::problem::{FieldCode, Language, Problem, ProblemResponses};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use chrono::{Datelike as _, NaiveDate};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(show_my_hours)
        .service(list_hours)
        .service(confirm_hours)
        .service(correct_hours)
        .service(export_register);
}

fn asked_of(
    query: &HoursQuery,
    territory: &Territory,
    zone: Zone,
    now: UtcMillis,
) -> Result<HoursAsked, DutyError> {
    let today = zone.day_of(now);
    let new_year = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
    let from = day_asked("/from", query.from.as_deref())?.unwrap_or(new_year);
    let to = day_asked("/to", query.to.as_deref())?.unwrap_or(today);
    if from > to {
        return Err(DutyError::query("/from", FieldCode::OrderedWrong));
    }
    Ok(HoursAsked {
        area: area_asked(territory, query.area.as_deref())?,
        team: query.team,
        from,
        to,
    })
}

/// The caller's own hours, with certificates and the ledger.
#[utoipa::path(operation_id = "show_my_hours", tag = "dissuasion", params(YearQuery), responses((status = 200, body = MyHours), ProblemResponses), security(("bearer" = [])))]
#[get("/dissuasion/hours/mine")]
async fn show_my_hours(
    who: Allowed<ReadShifts>,
    query: web::Query<YearQuery>,
    zone: web::Data<Zone>,
) -> Result<web::Json<MyHours>, Problem> {
    let year = query.year.unwrap_or(zone.day_of(who.now()).year());
    let me = who.actor().account_id;
    Ok(web::Json(
        hours::mine(who.read(), me, year, **zone, who.now()).await?,
    ))
}

/// Hours of the people whom the caller leads or plans for, by name.
#[utoipa::path(operation_id = "list_hours", tag = "dissuasion", params(HoursQuery), responses((status = 200, body = HoursList), ProblemResponses), security(("bearer" = [])))]
#[get("/dissuasion/hours")]
async fn list_hours(
    who: Allowed<LeadShifts>,
    query: web::Query<HoursQuery>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<web::Json<HoursList>, Problem> {
    let asked = asked_of(&query, &territories.current(), **zone, who.now())?;
    let reach = Reach::of(who.read(), who.actor()).await?;
    Ok(web::Json(HoursList {
        from: asked.from.to_string(),
        to: asked.to.to_string(),
        items: hours::list(who.read(), &reach, &asked).await?,
    }))
}

/// Confirm hours of a shift: all that are named, or none. Nobody confirms own hours.
#[utoipa::path(operation_id = "confirm_hours", tag = "dissuasion", params(("shift_id" = Uuid, Path)), request_body = HoursToConfirm, responses((status = 200, body = ShiftDetail), ProblemResponses), security(("bearer" = [])))]
#[post("/dissuasion/shifts/{shift_id}/hours")]
async fn confirm_hours(
    who: Allowed<LeadShifts>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    Valid(body): Valid<HoursToConfirm>,
) -> Result<web::Json<ShiftDetail>, Problem> {
    let territory = territories.current();
    let shift = hours::confirm(&who, &territory, *id, body).await?;
    let reach = Reach::of(who.read(), who.actor()).await?;
    Ok(web::Json(
        shifts::detail(who.read(), &reach, &territory, shift, who.now()).await?,
    ))
}

/// Set confirmed hours right; the ledger gets another row.
#[utoipa::path(operation_id = "correct_hours", tag = "dissuasion", params(("entry_id" = Uuid, Path)), request_body = HoursCorrection, responses((status = 201, body = NewEntry), ProblemResponses), security(("bearer" = [])))]
#[post("/dissuasion/hours/{entry_id}/corrections")]
async fn correct_hours(
    who: Allowed<LeadShifts>,
    id: web::Path<Uuid>,
    Valid(body): Valid<HoursCorrection>,
) -> Result<HttpResponse, Problem> {
    let made = hours::correct(&who, *id, body).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Save confirmed hours as a file for the volunteer register: register number and hours, or the columns asked for.
#[utoipa::path(operation_id = "export_register", tag = "dissuasion", params(RegisterQuery), responses((status = 200, description = "The file", content((String = "text/csv"))), ProblemResponses), security(("bearer" = [])))]
#[get("/dissuasion/register")]
async fn export_register(
    who: Allowed<LeadShifts>,
    query: web::Query<RegisterQuery>,
    request: HttpRequest,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<HttpResponse, Problem> {
    let RegisterQuery {
        area,
        team,
        from,
        to,
        columns,
    } = query.into_inner();
    let filters = HoursQuery {
        area,
        team,
        from,
        to,
    };
    let asked = asked_of(&filters, &territories.current(), **zone, who.now())?;
    let is_chinese = Language::from_headers(request.headers()) == Language::Chinese;
    let file = register::export(&who, &asked, columns.as_deref(), is_chinese).await?;
    let name = format!("hours-{}-{}.csv", asked.from, asked.to);
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(file))
}
