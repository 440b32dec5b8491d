//! Results: sealed until they are published.

use super::rounds::answer;
use crate::areas::{Territories, Territory};
use crate::cases::CaseMaker;
use crate::inspections::error::InspectionError;
use crate::inspections::rubrics::Rubrics;
use crate::inspections::service::outcome::SiteOutcome;
use crate::inspections::service::reach::{Reach, seen};
use crate::inspections::service::scores::{Scoring, loss_list};
use crate::inspections::wire::{
    ItemCase, ItemCaseQuery, LossList, LossQuery, NewExclusion, ResultQuery, ResultRow, ResultView,
    RoundSiteQuery, RoundSiteView, RoundView, ScoresView, SeenVersion,
};
use crate::platform::auth::markers::{ManageCases, PlanInspections, ReadInspections};
use crate::platform::auth::{Allowed, Permission};
use crate::platform::days::Zone;
use crate::platform::input::Valid;
use crate::platform::page::{Listing, Page, PageQuery};
use crate::platform::problem::{FieldCode, Problem, ProblemResponses};
use crate::platform::query::{QueryParts, list};
use crate::units::{Books, Shelf};
use actix_web::{HttpResponse, get, post, web};
use entity::inspection_round;
use std::sync::Arc;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(list_round_sites)
        .service(exclude_inspection)
        .service(publish_inspection_round)
        .service(show_round_scores)
        .service(list_round_losses)
        .service(list_round_results)
        .service(show_site_result)
        .service(create_inspection_case);
}

/// What every handler here looks with.
#[derive(Debug)]
pub struct Look {
    /// What the caller sees.
    pub reach: Reach,
    /// The area tree in use.
    pub territory: Arc<Territory>,
    /// Units and rules of responsibility.
    pub books: Arc<Books>,
    /// The round.
    pub round: inspection_round::Model,
}

/// The shared parts of the app.
pub type Shared = (
    web::Data<Territories>,
    web::Data<Rubrics>,
    web::Data<Shelf>,
    web::Data<Zone>,
);

impl Look {
    /// At a round that the caller sees by a permission.
    pub async fn at<P>(
        who: &Allowed<P>,
        permission: Permission,
        shared: &Shared,
        id: Uuid,
    ) -> Result<Self, Problem> {
        let territory = shared.0.current();
        let reach = Reach::of(who.read(), who.actor(), permission).await?;
        let round = seen(who.read(), &reach, &territory, id).await?;
        Ok(Self {
            books: shared.2.current(who.read()).await?,
            reach,
            territory,
            round,
        })
    }

    /// What scores are made with.
    pub fn scoring<'a>(&'a self, shared: &'a Shared) -> Scoring<'a> {
        Scoring {
            reach: &self.reach,
            territory: &self.territory,
            rubrics: &shared.1,
            books: &self.books,
            zone: **shared.3,
        }
    }

    /// Keeps the sites that a list or file is asked for.
    pub fn narrow(&self, sites: &mut Vec<SiteOutcome>, query: &ResultQuery) -> Result<(), Problem> {
        let inside = self.inside(query.area.as_deref())?;
        sites.retain(|one| {
            let asked = query.site_type.as_ref();
            inside(one)
                && asked.is_none_or(|code| *code == one.site.site_type)
                && query.unit.is_none_or(|unit| one.unit_id == Some(unit))
        });
        Ok(())
    }

    /// Whether a site lies in the asked area.
    fn inside(&self, code: Option<&str>) -> Result<impl Fn(&SiteOutcome) -> bool, Problem> {
        let unknown = || InspectionError::query("/area", FieldCode::UnknownArea);
        let area = code.map(|code| self.territory.by_code(code).ok_or_else(unknown));
        let path = area.transpose()?.map(|area| area.path.clone());
        Ok(move |one: &SiteOutcome| {
            let own = self.territory.by_id(one.site.area_id);
            path.as_ref()
                .is_none_or(|path| own.is_some_and(|own| own.path.starts_with(path.as_str())))
        })
    }
}

/// A page out of all rows; the cursor counts them, for results stand still.
fn page<T>(rows: Vec<T>, asked: &PageQuery) -> Result<Page<T>, Problem> {
    let asked = asked.read::<usize>()?;
    let start = asked.after.unwrap_or_default();
    let rows: Vec<T> = rows.into_iter().skip(start).take(asked.limit + 1).collect();
    Ok(asked.cut(rows, |_| start + asked.limit))
}

/// The drawn sites of a round, their inspectors and how far they are: for the planner, and for everybody after the publication.
#[utoipa::path(operation_id = "list_round_sites", tag = "inspections", params(("round_id" = Uuid, Path), RoundSiteQuery, PageQuery), responses((status = 200, body = Page<RoundSiteView>), ProblemResponses), security(("bearer" = [])))]
#[get("/inspections/rounds/{round_id}/sites")]
async fn list_round_sites(
    who: Allowed<ReadInspections>,
    id: web::Path<Uuid>,
    QueryParts {
        filters: query,
        beside: asked_page,
    }: Listing<RoundSiteQuery>,
    shared: Shared,
) -> Result<web::Json<Page<RoundSiteView>>, Problem> {
    let look = Look::at(&who, Permission::ReadInspections, &shared, *id).await?;
    let (mut found, states) = (vec![], ["not_inspected", "once", "twice"]);
    let known = |word: &str| states.contains(&word).then(|| word.to_owned());
    let asked = query.state.as_deref();
    let asked = list("/state", asked, FieldCode::UnknownValue, &mut found, known);
    if !found.is_empty() {
        return Err(Problem::invalid_query(found));
    }
    let unknown = || InspectionError::query("/area", FieldCode::UnknownArea);
    let area = query.area.as_deref();
    let area = area.map(|code| look.territory.by_code(code).ok_or_else(unknown));
    let path = area.transpose()?.map(|area| area.path.clone());
    let mut rows = look
        .scoring(&shared)
        .drawn_sites(who.read(), &look.round)
        .await?;
    rows.retain(|row| {
        let own = look.territory.by_code(&row.area.code);
        let is_inside = path
            .as_ref()
            .is_none_or(|path| own.is_some_and(|own| own.path.starts_with(path.as_str())));
        is_inside && (asked.is_empty() || asked.iter().any(|state| state == row.state))
    });
    let page = page(rows, &asked_page)?;
    Ok(web::Json(page))
}

/// Leave an inspection out of the scores; who did so and why stands in every report. Its inspector may inspect the site anew.
#[utoipa::path(operation_id = "exclude_inspection", tag = "inspections", params(("round_id" = Uuid, Path)), request_body = NewExclusion, responses((status = 200, body = RoundView), ProblemResponses), security(("bearer" = [])))]
#[post("/inspections/rounds/{round_id}/exclusions")]
async fn exclude_inspection(
    who: Allowed<PlanInspections>,
    id: web::Path<Uuid>,
    shared: Shared,
    Valid(body): Valid<NewExclusion>,
) -> Result<web::Json<RoundView>, Problem> {
    let look = Look::at(&who, Permission::PlanInspections, &shared, *id).await?;
    let round = look.scoring(&shared).exclude(&who, *id, &body).await?;
    let view = answer(&who, (&look.territory, &shared.1), round).await?;
    Ok(web::Json(view))
}

/// Publish a round: every score is frozen, the seed is told, and everybody in the area sees the results.
#[utoipa::path(operation_id = "publish_inspection_round", tag = "inspections", params(("round_id" = Uuid, Path)), request_body = SeenVersion, responses((status = 200, body = RoundView), ProblemResponses), security(("bearer" = [])))]
#[post("/inspections/rounds/{round_id}/publish")]
async fn publish_inspection_round(
    who: Allowed<PlanInspections>,
    id: web::Path<Uuid>,
    shared: Shared,
    Valid(body): Valid<SeenVersion>,
) -> Result<web::Json<RoundView>, Problem> {
    let look = Look::at(&who, Permission::PlanInspections, &shared, *id).await?;
    let scoring = look.scoring(&shared);
    let round = scoring.publish(&who, *id, body.version).await?;
    let view = answer(&who, (&look.territory, &shared.1), round).await?;
    Ok(web::Json(view))
}

/// Scores of a round by kind of site, street and responsible unit, against the round before; and what does not count.
#[utoipa::path(operation_id = "show_round_scores", tag = "inspections", params(("round_id" = Uuid, Path)), responses((status = 200, body = ScoresView), ProblemResponses), security(("bearer" = [])))]
#[get("/inspections/rounds/{round_id}/scores")]
async fn show_round_scores(
    who: Allowed<ReadInspections>,
    id: web::Path<Uuid>,
    shared: Shared,
) -> Result<web::Json<ScoresView>, Problem> {
    let look = Look::at(&who, Permission::ReadInspections, &shared, *id).await?;
    let scoring = look.scoring(&shared);
    Ok(web::Json(scoring.scores(who.read(), &look.round).await?))
}

/// The items that cost most.
#[utoipa::path(operation_id = "list_round_losses", tag = "inspections", params(("round_id" = Uuid, Path), LossQuery), responses((status = 200, body = LossList), ProblemResponses), security(("bearer" = [])))]
#[get("/inspections/rounds/{round_id}/losses")]
async fn list_round_losses(
    who: Allowed<ReadInspections>,
    id: web::Path<Uuid>,
    query: web::Query<LossQuery>,
    shared: Shared,
) -> Result<web::Json<LossList>, Problem> {
    let look = Look::at(&who, Permission::ReadInspections, &shared, *id).await?;
    let outcome = look
        .scoring(&shared)
        .outcome(who.read(), &look.round)
        .await?;
    let inside = look.inside(query.area.as_deref())?;
    let is_of = |one: &SiteOutcome| {
        let asked = query.site_type.as_ref();
        asked.is_none_or(|code| *code == one.site.site_type)
    };
    let list = loss_list(&outcome, |one| inside(one) && is_of(one), query.limit);
    Ok(web::Json(list))
}

/// Results site by site.
#[utoipa::path(operation_id = "list_round_results", tag = "inspections", params(("round_id" = Uuid, Path), ResultQuery, PageQuery), responses((status = 200, body = Page<ResultRow>), ProblemResponses), security(("bearer" = [])))]
#[get("/inspections/rounds/{round_id}/results")]
async fn list_round_results(
    who: Allowed<ReadInspections>,
    id: web::Path<Uuid>,
    QueryParts {
        filters: query,
        beside: asked_page,
    }: Listing<ResultQuery>,
    shared: Shared,
) -> Result<web::Json<Page<ResultRow>>, Problem> {
    let look = Look::at(&who, Permission::ReadInspections, &shared, *id).await?;
    let scoring = look.scoring(&shared);
    let mut sites = scoring.outcome(who.read(), &look.round).await?.sites;
    look.narrow(&mut sites, &query)?;
    match query.order.as_deref().unwrap_or("worst") {
        // Sites that nobody inspected go last.
        "worst" => sites.sort_by_key(|one| (one.marks.score.is_none(), one.marks.score)),
        "best" => sites.sort_by_key(|one| std::cmp::Reverse(one.marks.score)),
        "draw" => {}
        _ => return Err(InspectionError::query("/order", FieldCode::UnknownValue).into()),
    }
    let before = scoring.before(who.read(), &look.round).await?;
    let rows = sites.iter().map(|one| scoring.row(one, &before)).collect();
    let page = page(rows, &asked_page)?;
    Ok(web::Json(page))
}

/// The result of a site: both inspections, item by item, and the cases that came of it.
#[utoipa::path(operation_id = "show_site_result", tag = "inspections", params(("round_id" = Uuid, Path), ("round_site_id" = Uuid, Path)), responses((status = 200, body = ResultView), ProblemResponses), security(("bearer" = [])))]
#[get("/inspections/rounds/{round_id}/results/{round_site_id}")]
async fn show_site_result(
    who: Allowed<ReadInspections>,
    ids: web::Path<(Uuid, Uuid)>,
    shared: Shared,
) -> Result<web::Json<ResultView>, Problem> {
    let look = Look::at(&who, Permission::ReadInspections, &shared, ids.0).await?;
    let scoring = look.scoring(&shared);
    let view = scoring.detail(who.read(), &look.round, ids.1).await?;
    Ok(web::Json(view))
}

/// Make the case of a failed item; one that was made before is told instead.
#[utoipa::path(operation_id = "create_inspection_case", tag = "inspections", params(("round_id" = Uuid, Path), ("round_site_id" = Uuid, Path), ("item_code" = String, Path), ItemCaseQuery),
    responses((status = 200, body = ItemCase), (status = 201, body = ItemCase), ProblemResponses), security(("bearer" = [])))]
#[post("/inspections/rounds/{round_id}/results/{round_site_id}/items/{item_code}/case")]
async fn create_inspection_case(
    who: Allowed<ManageCases>,
    path: web::Path<(Uuid, Uuid, String)>,
    query: web::Query<ItemCaseQuery>,
    maker: web::Data<CaseMaker>,
    shared: Shared,
) -> Result<HttpResponse, Problem> {
    let (round_id, site_id, code) = path.into_inner();
    let look = Look::at(&who, Permission::ManageCases, &shared, round_id).await?;
    let scoring = look.scoring(&shared);
    let which = (site_id, code.as_str(), query.category.as_deref());
    let case = scoring.make_case(&who, &maker, &look.round, which).await?;
    Ok(if case.is_new {
        HttpResponse::Created().json(case)
    } else {
        HttpResponse::Ok().json(case)
    })
}
