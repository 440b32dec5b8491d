//! Draws checks and shows what they found.
use crate::accounts;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use actix_web::{get, post, web};
use entity::{survey, survey_answer_set, survey_back_check, survey_visit};
use sea_orm::DatabaseConnection;
use serde_json::json;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::compare::{Compared, add, compare};
use super::lot::{Candidate, draw};
use super::wire::{BackCheckDraw, BackCheckView, BackChecksView, MismatchView};
use crate::areas::{Territories, Territory};
use crate::platform::audit::{self, Event};
use crate::platform::auth::markers::SuperviseSurveys;
use crate::platform::auth::{Allowed, AreaScope, Permission};
use crate::platform::input::Valid;
use crate::platform::keys::random_bytes;
use crate::platform::num;
use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem, ProblemResponses};
use crate::surveys::error::SurveyError;
use crate::surveys::figures::questions::{Question, Values};
use crate::surveys::forms::Forms;
use crate::surveys::quality::{look, visits_of};
use crate::surveys::queries::{checks as rows, doors, quality as visit_rows};
use crate::surveys::service::assign::in_field;
use crate::surveys::service::reach::{Reach, Seen};
use crate::surveys::wire::surveys::NamedArea;

/// Mounts the routes below `/api/v1`.
pub fn configure(api: &mut ServiceConfig) {
    api.service(draw_back_checks).service(list_back_checks);
}

/// Draws interviews to be checked, in the caller's areas: at least one in ten and five of every surveyor, half by their notes
/// and half by lot, each for another person. Drawing again adds what new interviews need.
#[utoipa::path(operation_id = "draw_back_checks", tag = "surveys", params(("survey_id" = Uuid, Path)), request_body = BackCheckDraw, responses((status = 200, body = BackChecksView), ProblemResponses), security(("bearer" = [])))]
#[post("/surveys/{survey_id}/back-checks")]
async fn draw_back_checks(
    who: Allowed<SuperviseSurveys>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    forms: web::Data<Forms>,
    Valid(body): Valid<BackCheckDraw>,
) -> Result<web::Json<BackChecksView>, Problem> {
    let territory = territories.current();
    let reach = Reach::of(who.read(), who.actor(), Permission::SuperviseSurveys).await?;
    let survey = in_field(who.read(), &reach, &territory, *id).await?;
    let drawn = drawn(&who, &reach.scope, (&survey, &forms), &territory, &body).await?;
    let count = drawn.len();
    who.write::<_, SurveyError>(async |tx| {
        // Two people who draw at once must not draw the same interview twice.
        let known = rows::of_survey(tx, &reach.scope, survey.id).await?;
        let known: HashSet<Uuid> = known.iter().map(|row| row.record_id).collect();
        let fresh = drawn.iter().filter(|row| !known.contains(&row.record_id));
        rows::insert(tx, fresh.cloned().collect()).await?;
        let event = Event::new(
            Some(who.actor()),
            "draw_back_checks",
            format!("survey:{id}"),
        )
        .detail(json!({"interviews": count}));
        audit::record(tx, &who.state().clock, event).await?;
        Ok(())
    })
    .await?;
    let found = found(who.read(), &reach.scope, (&survey, &forms), &territory).await?;
    Ok(web::Json(found))
}

async fn drawn(
    who: &Allowed<SuperviseSurveys>,
    scope: &AreaScope,
    (survey, forms): (&survey::Model, &Forms),
    territory: &Territory,
    body: &BackCheckDraw,
) -> Result<Vec<survey_back_check::Model>, Problem> {
    let db = who.read();
    let people = doors::surveyors(db, scope).await?;
    let people: HashSet<Uuid> = people.into_iter().map(|(id, _)| id).collect();
    let wrong = |at: String, code| Problem::invalid_body(vec![FieldProblem::new(at, code)]);
    for (at, id) in body.account_ids.iter().enumerate() {
        if !people.contains(id) {
            return Err(wrong(
                format!("/account_ids/{at}"),
                FieldCode::UnknownAccount,
            ));
        }
    }
    let form = form_of(db, survey, forms).await?;
    let visits = visits_of(db, scope, survey.id, &form, territory).await?;
    let notes = look(&form, &visits);
    let known = rows::of_survey(db, scope, survey.id).await?;
    let known: HashSet<Uuid> = known.iter().map(|row| row.record_id).collect();
    let interviews: Vec<_> = visits.iter().filter(|visit| visit.is_interview()).collect();
    let ids: Vec<Uuid> = interviews.iter().map(|visit| visit.id).collect();
    let at_door = visit_rows::doors_of_visits(db, &ids).await?;
    let candidates: Vec<Candidate> = interviews
        .iter()
        .filter(|visit| at_door.contains_key(&visit.id))
        .map(|visit| Candidate {
            id: visit.id,
            surveyor: visit.surveyor,
            notes: notes.visits.get(&visit.id).map_or(0, BTreeSet::len),
            is_drawn: known.contains(&visit.id),
        })
        .collect();
    let seed = random_bytes().map_err(|error| SurveyError::Broken(error.into()))?;
    let drawn = draw(&candidates, &body.account_ids, &seed)
        .map_err(|_own| wrong("/account_ids".to_owned(), FieldCode::NotAllowedHere))?;
    let areas: HashMap<Uuid, i64> = interviews.iter().map(|of| (of.id, of.area_id)).collect();
    let row = |one: &super::lot::Drawn| {
        Some(survey_back_check::Model {
            record_id: one.id,
            survey_id: survey.id,
            area_id: *areas.get(&one.id)?,
            door_id: *at_door.get(&one.id)?,
            surveyor_id: one.surveyor,
            checker_id: one.checker,
            is_by_lot: one.is_by_lot,
            drawn_at: who.now().0,
        })
    };
    Ok(drawn.iter().filter_map(row).collect())
}

async fn form_of(
    db: &DatabaseConnection,
    survey: &survey::Model,
    forms: &Forms,
) -> Result<std::sync::Arc<xlsform::Form>, SurveyError> {
    let form = match survey.form_version_id {
        Some(version) => forms.get(db, version).await?,
        None => None,
    };
    form.ok_or(SurveyError::Plain(Code::SurveyNotFound))
}

/// Interviews that are checked in the caller's areas, and how often each question was answered otherwise the second time.
#[utoipa::path(operation_id = "list_back_checks", tag = "surveys", params(("survey_id" = Uuid, Path)), responses((status = 200, body = BackChecksView), ProblemResponses), security(("bearer" = [])))]
#[get("/surveys/{survey_id}/back-checks")]
async fn list_back_checks(
    who: Allowed<SuperviseSurveys>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    forms: web::Data<Forms>,
) -> Result<web::Json<BackChecksView>, Problem> {
    let Seen {
        survey,
        reach,
        territory,
    } = Seen::of(&who, &territories, *id).await?;
    let found = found(who.read(), &reach.scope, (&survey, &forms), &territory).await?;
    Ok(web::Json(found))
}

async fn found(
    db: &DatabaseConnection,
    scope: &AreaScope,
    (survey, forms): (&survey::Model, &Forms),
    territory: &Territory,
) -> Result<BackChecksView, SurveyError> {
    let checks = rows::of_survey(db, scope, survey.id).await?;
    let form = form_of(db, survey, forms).await?;
    let questions: Vec<Question<'_>> = Question::all(&form).collect();
    let ids: Vec<Uuid> = checks.iter().map(|row| row.door_id).collect();
    let places = doors::by_id(db, &ids).await?;
    let people = checks
        .iter()
        .flat_map(|row| [row.surveyor_id, row.checker_id]);
    let names = accounts::names_of(db, people.collect()).await?;
    let again = latest(rows::visits(db, survey.id).await?, &checks);
    let answered: Vec<Uuid> = checks
        .iter()
        .map(|row| row.record_id)
        .chain(again.values().map(|visit| visit.record_id))
        .collect();
    let answers = values(rows::answers(db, scope, &answered).await?)?;
    let mut sums = BTreeMap::new();
    let mut items = vec![];
    for row in &checks {
        let visit = again.get(&row.record_id);
        let second = visit.and_then(|visit| answers.get(&visit.record_id));
        let compared = answers
            .get(&row.record_id)
            .zip(second)
            .map(|(first, second)| compare(&questions, first, second));
        add(&mut sums, compared.as_deref().unwrap_or_default());
        let place = places.get(&row.door_id);
        let name = |id: &Uuid| names.get(id).cloned().unwrap_or_default();
        let text = |of: fn(&entity::survey_door::Model) -> &String| {
            place.map(|door| of(door).clone()).unwrap_or_default()
        };
        let differ = |of: &Vec<(&str, bool)>| of.iter().filter(|(_, differs)| *differs).count();
        items.push(BackCheckView {
            record_id: row.record_id,
            surveyor_id: row.surveyor_id,
            surveyor: name(&row.surveyor_id),
            checker_id: row.checker_id,
            checker: name(&row.checker_id),
            is_by_lot: row.is_by_lot,
            community: NamedArea::by_id(row.area_id, territory),
            building: text(|door| &door.building),
            unit: text(|door| &door.unit),
            door: text(|door| &door.door),
            outcome: visit.map(|visit| visit.disposition.clone()),
            compared: compared.as_ref().map(|of| num::u64_from_usize(of.len())),
            differ: compared.as_ref().map(|of| num::u64_from_usize(differ(of))),
        });
    }
    let mismatches = mismatches(&form, sums);
    Ok(BackChecksView { items, mismatches })
}

fn mismatches(form: &xlsform::Form, sums: BTreeMap<&str, Compared>) -> Vec<MismatchView> {
    let label = |path: &str| Question::of(form, path).map(|question| question.label());
    let mut found: Vec<MismatchView> = sums
        .into_iter()
        .map(|(path, sum)| MismatchView {
            label: label(path).unwrap_or_default(),
            path: path.to_owned(),
            compared: sum.compared,
            differ: sum.differ,
        })
        .collect();
    found.sort_by_key(|of| Reverse(of.differ));
    found
}

/// The latest visit of the named checker to each interview.
fn latest(
    visits: Vec<survey_visit::Model>,
    checks: &[survey_back_check::Model],
) -> HashMap<Uuid, survey_visit::Model> {
    let checkers: HashMap<Uuid, Uuid> = checks
        .iter()
        .map(|row| (row.record_id, row.checker_id))
        .collect();
    let mut found: HashMap<Uuid, survey_visit::Model> = HashMap::new();
    for visit in visits {
        if let Some(of) = visit.back_check_of
            && checkers.get(&of) == Some(&visit.author_id)
        {
            // They come the latest first.
            found.entry(of).or_insert(visit);
        }
    }
    found
}

fn values(rows: Vec<survey_answer_set::Model>) -> Result<HashMap<Uuid, Values>, SurveyError> {
    #[derive(serde::Deserialize)]
    struct Stored {
        values: Values,
    }
    let read = |row: survey_answer_set::Model| {
        let stored: Stored = serde_json::from_str(&row.answers)?;
        Ok((row.record_id, stored.values))
    };
    rows.into_iter().map(read).collect()
}
