//! Rounds: set up, drawn, given to inspectors.

use crate::areas::{Territories, Territory};
use crate::inspections::error::InspectionError;
use crate::inspections::model::{RoundKind, StrataBy};
use crate::inspections::queries::rounds as rows;
use crate::inspections::rubrics::Rubrics;
use crate::inspections::service::assign::{assign, assignments, given, inspectors};
use crate::inspections::service::draw::redraw;
use crate::inspections::service::handover::{hand_over, handed, planners};
use crate::inspections::service::reach::{Reach, planned, seen};
use crate::inspections::service::setup::Planning;
use crate::inspections::service::view::Viewing;
use crate::inspections::wire::{
    FrameQuery, FrameView, InspectorList, InspectorView, InspectorsByStreet, NewInspectors,
    NewPlanner, NewRound, RedrawnView, RoundQuery, RoundView, SeenVersion,
};
use crate::platform::auth::markers::{PlanInspections, ReadInspections};
use crate::platform::auth::{Allowed, Permission};
use crate::platform::input::Valid;
use crate::platform::page::{Listing, Page, PageQuery};
use crate::platform::problem::{FieldCode, FieldProblem, Problem, ProblemResponses};
use crate::platform::query::{QueryParts, list};
use actix_web::{HttpResponse, get, post, put, web};
use entity::inspection_round;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(show_inspection_frame)
        .service(list_inspection_rounds)
        .service(create_inspection_round)
        .service(show_inspection_round)
        .service(update_inspection_round)
        .service(draw_inspection_round)
        .service(redraw_inspection_round)
        .service(list_inspectors)
        .service(list_inspector_assignments)
        .service(assign_inspectors)
        .service(list_round_planners)
        .service(replace_round_planner);
}

/// A round as its planner sees it.
pub(super) async fn answer(
    who: &Allowed<PlanInspections>,
    (territory, rubrics): (&Territory, &Rubrics),
    round: inspection_round::Model,
) -> Result<RoundView, Problem> {
    let reach = Reach::of(who.read(), who.actor(), Permission::PlanInspections).await?;
    let viewing = Viewing {
        reach: &reach,
        territory,
        rubrics,
    };
    Ok(viewing.round(who.read(), round).await?)
}

/// The sites in use that could be drawn in an area, by kind and stratum.
#[utoipa::path(operation_id = "show_inspection_frame", tag = "inspections", params(FrameQuery), responses((status = 200, body = FrameView), ProblemResponses), security(("bearer" = [])))]
#[get("/inspections/frame")]
async fn show_inspection_frame(
    who: Allowed<PlanInspections>,
    query: web::Query<FrameQuery>,
    territories: web::Data<Territories>,
    rubrics: web::Data<Rubrics>,
) -> Result<web::Json<FrameView>, Problem> {
    let strata = query.strata.as_deref().unwrap_or("none");
    let unknown = || InspectionError::query("/strata", FieldCode::UnknownValue);
    let by = StrataBy::parse(strata).ok_or_else(unknown)?;
    let planning = Planning {
        who: &who,
        territory: &territories.current(),
        rubrics: &rubrics,
    };
    Ok(web::Json(planning.frame(&query.area, by).await?))
}

/// Rounds whose area overlaps the caller's, and those in which the caller was given sites; the latest first.
#[utoipa::path(operation_id = "list_inspection_rounds", tag = "inspections", params(RoundQuery, PageQuery), responses((status = 200, body = Page<RoundView>), ProblemResponses), security(("bearer" = [])))]
#[get("/inspections/rounds")]
async fn list_inspection_rounds(
    who: Allowed<ReadInspections>,
    QueryParts {
        filters: query,
        beside: page,
    }: Listing<RoundQuery>,
    territories: web::Data<Territories>,
    rubrics: web::Data<Rubrics>,
) -> Result<web::Json<Page<RoundView>>, Problem> {
    let territory = territories.current();
    let reach = Reach::of(who.read(), who.actor(), Permission::ReadInspections).await?;
    let asked = Asked::of(&query, &territory)?;
    let page = page.read::<Uuid>()?;
    let listed = rows::all(who.read()).await?;
    let listed = listed
        .into_iter()
        .filter(|round| reach.sees(round, &territory) && asked.takes(round, &territory))
        .skip_while(|round| page.after.is_some_and(|after| after != round.id));
    let skip = usize::from(page.after.is_some());
    let viewing = Viewing {
        reach: &reach,
        territory: &territory,
        rubrics: &rubrics,
    };
    let mut items = vec![];
    for round in listed.skip(skip).take(page.limit + 1) {
        items.push(viewing.listed(who.read(), round).await?);
    }
    Ok(web::Json(page.cut(items, |round| round.id)))
}

/// What a list is narrowed to.
struct Asked {
    kinds: Vec<RoundKind>,
    states: Vec<String>,
    path: Option<String>,
}

impl Asked {
    fn of(query: &RoundQuery, territory: &Territory) -> Result<Self, Problem> {
        let mut found = vec![];
        let unknown = FieldCode::UnknownValue;
        let kinds = query.kind.as_deref();
        let kinds = list("/kind", kinds, unknown, &mut found, RoundKind::parse);
        let known = |word: &str| {
            let words = ["draft", "field", "published"];
            words.contains(&word).then(|| word.to_owned())
        };
        let states = list("/state", query.state.as_deref(), unknown, &mut found, known);
        let area = query.area.as_deref().map(|code| territory.by_code(code));
        if matches!(area, Some(None)) {
            found.push(FieldProblem::new("/area", FieldCode::UnknownArea));
        }
        if !found.is_empty() {
            return Err(Problem::invalid_query(found));
        }
        Ok(Self {
            kinds,
            states,
            path: area.flatten().map(|area| area.path.clone()),
        })
    }

    fn takes(&self, round: &inspection_round::Model, territory: &Territory) -> bool {
        let of_kind = RoundKind::parse(&round.kind);
        let is_inside = |path: &String| {
            let area = territory.by_id(round.area_id);
            area.is_some_and(|area| area.path.starts_with(path.as_str()))
        };
        (self.kinds.is_empty() || of_kind.is_some_and(|kind| self.kinds.contains(&kind)))
            && (self.states.is_empty() || self.states.contains(&round.state))
            && self.path.as_ref().is_none_or(is_inside)
    }
}

/// Set up a round; its maker plans it, and alone sees its results before they are published.
#[utoipa::path(operation_id = "create_inspection_round", tag = "inspections", request_body = NewRound, responses((status = 201, body = RoundView), ProblemResponses), security(("bearer" = [])))]
#[post("/inspections/rounds")]
async fn create_inspection_round(
    who: Allowed<PlanInspections>,
    territories: web::Data<Territories>,
    rubrics: web::Data<Rubrics>,
    Valid(body): Valid<NewRound>,
) -> Result<HttpResponse, Problem> {
    let territory = territories.current();
    let planning = Planning {
        who: &who,
        territory: &territory,
        rubrics: &rubrics,
    };
    let round = planning.create(body).await?;
    let view = answer(&who, (&territory, &rubrics), round).await?;
    Ok(HttpResponse::Created().json(view))
}

/// A round.
#[utoipa::path(operation_id = "show_inspection_round", tag = "inspections", params(("round_id" = Uuid, Path)), responses((status = 200, body = RoundView), ProblemResponses), security(("bearer" = [])))]
#[get("/inspections/rounds/{round_id}")]
async fn show_inspection_round(
    who: Allowed<ReadInspections>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    rubrics: web::Data<Rubrics>,
) -> Result<web::Json<RoundView>, Problem> {
    let territory = territories.current();
    let reach = Reach::of(who.read(), who.actor(), Permission::ReadInspections).await?;
    let round = seen(who.read(), &reach, &territory, *id).await?;
    let viewing = Viewing {
        reach: &reach,
        territory: &territory,
        rubrics: &rubrics,
    };
    Ok(web::Json(viewing.round(who.read(), round).await?))
}

/// Change a round that is not drawn.
#[utoipa::path(operation_id = "update_inspection_round", tag = "inspections", params(("round_id" = Uuid, Path)), request_body = NewRound, responses((status = 200, body = RoundView), ProblemResponses), security(("bearer" = [])))]
#[put("/inspections/rounds/{round_id}")]
async fn update_inspection_round(
    who: Allowed<PlanInspections>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    rubrics: web::Data<Rubrics>,
    Valid(body): Valid<NewRound>,
) -> Result<web::Json<RoundView>, Problem> {
    let territory = territories.current();
    let planning = Planning {
        who: &who,
        territory: &territory,
        rubrics: &rubrics,
    };
    let round = planning.update(*id, body).await?;
    Ok(web::Json(
        answer(&who, (&territory, &rubrics), round).await?,
    ))
}

/// Draw the sites by lot, once. The hash of the seed is told now, the seed at the publication.
#[utoipa::path(operation_id = "draw_inspection_round", tag = "inspections", params(("round_id" = Uuid, Path)), request_body = SeenVersion, responses((status = 200, body = RoundView), ProblemResponses), security(("bearer" = [])))]
#[post("/inspections/rounds/{round_id}/draw")]
async fn draw_inspection_round(
    who: Allowed<PlanInspections>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    rubrics: web::Data<Rubrics>,
    Valid(body): Valid<SeenVersion>,
) -> Result<web::Json<RoundView>, Problem> {
    let territory = territories.current();
    let planning = Planning {
        who: &who,
        territory: &territory,
        rubrics: &rubrics,
    };
    let round = planning.draw(*id, body.version).await?;
    Ok(web::Json(
        answer(&who, (&territory, &rubrics), round).await?,
    ))
}

/// Draw again from the told seed and the frame of then, and compare.
#[utoipa::path(operation_id = "redraw_inspection_round", tag = "inspections", params(("round_id" = Uuid, Path)), responses((status = 200, body = RedrawnView), ProblemResponses), security(("bearer" = [])))]
#[post("/inspections/rounds/{round_id}/redraw")]
async fn redraw_inspection_round(
    who: Allowed<ReadInspections>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
) -> Result<web::Json<RedrawnView>, Problem> {
    let reach = Reach::of(who.read(), who.actor(), Permission::ReadInspections).await?;
    let round = seen(who.read(), &reach, &territories.current(), *id).await?;
    let (is_same, sites) = redraw(who.read(), &round).await?;
    Ok(web::Json(RedrawnView { is_same, sites }))
}

/// People who may be given sites of the round.
#[utoipa::path(operation_id = "list_inspectors", tag = "inspections", params(("round_id" = Uuid, Path)), responses((status = 200, body = InspectorList), ProblemResponses), security(("bearer" = [])))]
#[get("/inspections/rounds/{round_id}/inspectors")]
async fn list_inspectors(
    who: Allowed<PlanInspections>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
) -> Result<web::Json<InspectorList>, Problem> {
    let territory = territories.current();
    let round = planned(who.read(), (&who, &territory), *id, None).await?;
    let people = inspectors(who.read(), &round, &territory).await?;
    let given = given(who.read(), round.id).await?;
    let items = people.into_iter().map(|(id, name)| InspectorView {
        id,
        name,
        sites: given.get(&id).copied().unwrap_or_default(),
    });
    Ok(web::Json(InspectorList {
        items: items.collect(),
    }))
}

/// Who inspects where, by street.
#[utoipa::path(operation_id = "list_inspector_assignments", tag = "inspections", params(("round_id" = Uuid, Path)), responses((status = 200, body = InspectorsByStreet), ProblemResponses), security(("bearer" = [])))]
#[get("/inspections/rounds/{round_id}/assignments")]
async fn list_inspector_assignments(
    who: Allowed<PlanInspections>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
) -> Result<web::Json<InspectorsByStreet>, Problem> {
    let territory = territories.current();
    let round = planned(who.read(), (&who, &territory), *id, None).await?;
    let view = assignments(who.read(), round.id, &territory).await?;
    Ok(web::Json(view))
}

/// Give the sites of areas to two people each; sites with an inspection keep their people.
#[utoipa::path(operation_id = "assign_inspectors", tag = "inspections", params(("round_id" = Uuid, Path)), request_body = NewInspectors, responses((status = 200, body = InspectorsByStreet), ProblemResponses), security(("bearer" = [])))]
#[put("/inspections/rounds/{round_id}/assignments")]
async fn assign_inspectors(
    who: Allowed<PlanInspections>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    Valid(body): Valid<NewInspectors>,
) -> Result<web::Json<InspectorsByStreet>, Problem> {
    let territory = territories.current();
    let round = assign(&who, &territory, *id, &body).await?;
    let view = assignments(who.read(), round.id, &territory).await?;
    Ok(web::Json(view))
}

/// People who may plan the round from now on, for who may hand it over.
#[utoipa::path(operation_id = "list_round_planners", tag = "inspections", params(("round_id" = Uuid, Path)), responses((status = 200, body = InspectorList), ProblemResponses), security(("bearer" = [])))]
#[get("/inspections/rounds/{round_id}/planners")]
async fn list_round_planners(
    who: Allowed<PlanInspections>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
) -> Result<web::Json<InspectorList>, Problem> {
    let territory = territories.current();
    let round = handed(who.read(), (&who, &territory), *id, None).await?;
    let people = planners(who.read(), &round, &territory).await?;
    let items = people
        .into_iter()
        .map(|(id, name)| InspectorView { id, name, sites: 0 });
    Ok(web::Json(InspectorList {
        items: items.collect(),
    }))
}

/// Hand the round over: by its planner, or by anybody who may plan all of it once its planner may not any more.
#[utoipa::path(operation_id = "replace_round_planner", tag = "inspections", params(("round_id" = Uuid, Path)), request_body = NewPlanner, responses((status = 200, body = RoundView), ProblemResponses), security(("bearer" = [])))]
#[put("/inspections/rounds/{round_id}/planner")]
async fn replace_round_planner(
    who: Allowed<PlanInspections>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    rubrics: web::Data<Rubrics>,
    Valid(body): Valid<NewPlanner>,
) -> Result<web::Json<RoundView>, Problem> {
    let territory = territories.current();
    let round = hand_over(&who, &territory, *id, (body.account_id, body.version)).await?;
    Ok(web::Json(
        answer(&who, (&territory, &rubrics), round).await?,
    ))
}
