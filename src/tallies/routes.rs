//! Lists and figures. Tallies are captured as records; there is no route to create or change one.

use super::figures::{self, Period};
use super::filter::{days, tally_filter};
use super::queries::{self, Span};
use super::wire::{
    FiguresQuery, SummaryQuery, TallyDetail, TallyFigures, TallyQuery, TallyRow, TallySummaries,
};
use super::words::Words;
use crate::areas::Territories;
use crate::platform::auth::markers::{ReadInsights, ReadRecords};
use crate::platform::auth::{Allowed, AreaScope};
use crate::platform::days::Zone;
use crate::platform::page::{Listing, Page, PageQuery};
use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem, ProblemResponses};
use crate::platform::query::QueryParts;
use crate::records::{history_of, superseded_by};
use actix_web::{get, web};
use chrono::{Days, NaiveDate};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Days of the default period before its last.
const YEAR_DAYS: u64 = 364;
/// Most days of a period: ten years.
const MOST_DAYS: i64 = 3_660;

/// Mounts the routes below `/api/v1`.
pub fn configure(api: &mut ServiceConfig) {
    api.service(list_tallies)
        .service(super::export::export_tallies)
        .service(show_tally_summary)
        .service(show_tally_figures)
        .service(show_tally);
}

/// Tallies in the caller's areas (and the caller's own), newest first.
#[utoipa::path(operation_id = "list_tallies", tag = "tallies", params(TallyQuery, PageQuery), responses((status = 200, body = Page<TallyRow>), ProblemResponses), security(("bearer" = [])))]
#[get("/tallies")]
async fn list_tallies(
    who: Allowed<ReadRecords>,
    QueryParts {
        filters: query,
        beside: page,
    }: Listing<TallyQuery>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<web::Json<Page<TallyRow>>, Problem> {
    let territory = territories.current();
    let caller = who.actor().account_id;
    let filter = tally_filter(&query, who.scope(), caller, &territory, **zone)?;
    let page = page.read()?;
    let loaded = queries::list(who.read(), &filter, page.after, page.probe()).await?;
    let rows = loaded
        .into_iter()
        .map(|one| TallyRow::new(one, &territory))
        .collect();
    Ok(web::Json(page.cut(rows, TallyRow::place_in_list)))
}

/// One tally with what happened to it.
#[utoipa::path(operation_id = "show_tally", tag = "tallies", params(("record_id" = Uuid, Path)), responses((status = 200, body = TallyDetail), ProblemResponses), security(("bearer" = [])))]
#[get("/tallies/{record_id}")]
async fn show_tally(
    who: Allowed<ReadRecords>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
) -> Result<web::Json<TallyDetail>, Problem> {
    let found = queries::find(who.read(), who.scope(), *id).await?;
    let loaded = found.ok_or_else(|| Problem::new(Code::RecordNotFound))?;
    let record = loaded.shown.record.clone();
    let observer = loaded.tally.second_observer_id;
    let observer = queries::name_of(who.read(), observer).await?;
    Ok(web::Json(TallyDetail {
        row: TallyRow::new(loaded, &territories.current()),
        second_observer_name: observer,
        corrects: record.corrects,
        correction_reason: record.correction_reason.clone(),
        superseded_by: superseded_by(who.read(), &record).await?,
        history: history_of(who.read(), &record).await?,
    }))
}

/// Each observation in an area and period: rate with interval, verdict against the wanted share, change from the earlier
/// half of the period to the later. Flags `null_island`, `future` and `superseded` leave a tally out.
#[utoipa::path(operation_id = "show_tally_summary", tag = "tallies", params(SummaryQuery), responses((status = 200, body = TallySummaries), ProblemResponses), security(("bearer" = [])))]
#[get("/tallies/summary")]
async fn show_tally_summary(
    who: Allowed<ReadInsights>,
    query: web::Query<SummaryQuery>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<web::Json<TallySummaries>, Problem> {
    let (span, period) = asked(&query, &who, &territories, **zone)?;
    let split = zone.start_of(period.split_at());
    let sums = queries::sums(who.read(), &span, split).await?;
    Ok(web::Json(TallySummaries {
        from: period.from,
        to: period.to,
        items: figures::summaries(&sums, period),
    }))
}

/// One observation in full: by month, by hour of the day, by place in tiers, and the agreement of two observers.
#[utoipa::path(operation_id = "show_tally_figures", tag = "tallies", params(FiguresQuery), responses((status = 200, body = TallyFigures), ProblemResponses), security(("bearer" = [])))]
#[get("/tallies/figures")]
async fn show_tally_figures(
    who: Allowed<ReadInsights>,
    query: web::Query<FiguresQuery>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<web::Json<TallyFigures>, Problem> {
    let FiguresQuery {
        observation,
        area,
        from,
        to,
    } = query.into_inner();
    let words = Words::get().observation(&observation);
    let words = words.ok_or_else(|| fault("/type", FieldCode::UnknownValue))?;
    let span = SummaryQuery { area, from, to };
    let (span, period) = asked(&span, &who, &territories, **zone)?;
    let tallies = queries::slim(who.read(), &span, &words.code).await?;
    let sites = tallies.iter().filter_map(|one| one.site_id).collect();
    let sites = queries::sites_of(who.read(), sites).await?;
    let found = web::block(move || figures::figures(words, &tallies, &sites, period)).await;
    Ok(web::Json(found.map_err(|error| {
        Problem::internal("make the figures of tallies", error)
    })?))
}

fn fault(pointer: &str, code: FieldCode) -> Problem {
    Problem::invalid_query(vec![FieldProblem::new(pointer, code)])
}

/// Area and period as asked, clipped to the caller's areas. An area outside them does not exist.
fn asked(
    query: &SummaryQuery,
    who: &Allowed<ReadInsights>,
    territories: &Territories,
    zone: Zone,
) -> Result<(Span, Period), Problem> {
    let mut found = vec![];
    let (from, to) = days(query.from.as_deref(), query.to.as_deref(), &mut found);
    let to = to.unwrap_or_else(|| zone.day_of(who.now()));
    let year_back = |day: NaiveDate| day.checked_sub_days(Days::new(YEAR_DAYS)).unwrap_or(day);
    let from = from.unwrap_or_else(|| year_back(to));
    if from > to && found.is_empty() {
        found.push(FieldProblem::new("/from", FieldCode::OrderedWrong));
    }
    if to.signed_duration_since(from).num_days() > MOST_DAYS {
        found
            .push(FieldProblem::new("/from", FieldCode::PeriodTooLong).with("max_days", MOST_DAYS));
    }
    let scope = who.scope().clone().areas_only();
    let narrowed: Option<AreaScope> = match query.area.as_deref() {
        None => Some(scope),
        Some(code) => territories
            .current()
            .by_code(code)
            .map(|area| scope.narrowed_to(&area.path))
            .filter(|scope| !scope.has_no_area()),
    };
    match narrowed {
        Some(scope) if found.is_empty() => {
            let span = Span {
                scope,
                from: zone.start_of(from),
                until: zone.end_of(to),
            };
            Ok((span, Period { from, to, zone }))
        }
        Some(_) => Err(Problem::invalid_query(found)),
        None => {
            found.push(FieldProblem::new("/area", FieldCode::UnknownArea));
            Err(Problem::invalid_query(found))
        }
    }
}
