//! Drawn doors as their supervisors read them.

use super::assign::active_doors;
use crate::accounts;
use crate::areas::Territory;
use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::records;
use crate::surveys::queries::doors as rows;
use crate::surveys::wire::doors::{CallBackView, DoorView, DoorVisitView, SurveyorName};
use crate::surveys::wire::progress::DoorPoint;
use crate::surveys::wire::surveys::NamedArea;
use entity::{survey_door, survey_door_state, survey_task, survey_visit};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Most doors on a map.
const MOST_POINTS: usize = 20_000;

/// Who walks to a door.
#[derive(Clone, Copy, Debug)]
pub enum GivenTo {
    /// Nobody yet.
    Nobody,
    /// This person.
    Person(Uuid),
}

impl GivenTo {
    fn is(self, surveyor: Option<Uuid>) -> bool {
        match self {
            Self::Nobody => surveyor.is_none(),
            Self::Person(wanted) => surveyor == Some(wanted),
        }
    }
}

/// Which doors are asked for.
#[derive(Debug, Default)]
pub struct Asked {
    /// Whose doors; everybody's unless said.
    pub given_to: Option<GivenTo>,
    /// `to_do`, `to_call_back`, `done` or an outcome.
    pub state: Option<String>,
    /// Place on the walk after which to go on.
    pub after: i64,
}

impl Asked {
    fn wants(&self, state: Option<&survey_door_state::Model>, given: Option<Uuid>) -> bool {
        let by_state = match (self.state.as_deref(), state) {
            (None, _) | (Some("to_do"), None) => true,
            (Some(_), None) => false,
            (Some("to_call_back"), Some(state)) => !state.is_final,
            (Some("done"), Some(state)) => state.is_final,
            (Some(outcome), Some(state)) => state.outcome == outcome,
        };
        by_state && self.given_to.is_none_or(|wanted| wanted.is(given))
    }
}

/// At most `limit` doors in walking order.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    survey_id: Uuid,
    territory: &Territory,
    (asked, limit): (&Asked, usize),
) -> Result<Vec<DoorView>, DbErr> {
    let tasks = tasks(db, survey_id).await?;
    let states = rows::states(db, survey_id).await?;
    let walk = active_doors(db, Some(scope), survey_id, territory).await?;
    let page: Vec<(i64, survey_door::Model)> = (1..)
        .zip(walk)
        .filter(|(at, _)| *at > asked.after)
        .filter(|(_, door)| {
            asked.wants(
                states.get(&door.id),
                tasks.get(&door.id).map(|task| task.account_id),
            )
        })
        .take(limit)
        .collect();
    views(db, page, (&states, &tasks), territory).await
}

async fn tasks(
    db: &impl ConnectionTrait,
    survey_id: Uuid,
) -> Result<HashMap<Uuid, survey_task::Model>, DbErr> {
    let tasks = rows::tasks(db, survey_id).await?;
    Ok(tasks.into_iter().map(|task| (task.door_id, task)).collect())
}

/// One door.
pub async fn view(
    db: &impl ConnectionTrait,
    door: survey_door::Model,
    territory: &Territory,
) -> Result<Option<DoorView>, DbErr> {
    let tasks = tasks(db, door.survey_id).await?;
    let state = rows::state_of(db, door.id).await?;
    let states: HashMap<Uuid, survey_door_state::Model> = state
        .into_iter()
        .map(|state| (state.door_id, state))
        .collect();
    let order = tasks.get(&door.id).map_or(0, |task| task.walk_order);
    Ok(views(db, vec![(order, door)], (&states, &tasks), territory)
        .await?
        .pop())
}

async fn views(
    db: &impl ConnectionTrait,
    page: Vec<(i64, survey_door::Model)>,
    (states, tasks): (
        &HashMap<Uuid, survey_door_state::Model>,
        &HashMap<Uuid, survey_task::Model>,
    ),
    territory: &Territory,
) -> Result<Vec<DoorView>, DbErr> {
    let ids: Vec<Uuid> = page.iter().map(|(_, door)| door.id).collect();
    let mut visits = rows::visits_at(db, &ids).await?;
    let records: Vec<Uuid> = visits
        .values()
        .flatten()
        .map(|visit| visit.record_id)
        .collect();
    let replaced = records::replaced(db, &records).await?;
    let people = ids
        .iter()
        .filter_map(|id| Some(tasks.get(id)?.account_id))
        .collect();
    let names = accounts::names_of(db, people).await?;
    let view = |(order, door): (i64, survey_door::Model)| {
        let state = states.get(&door.id);
        let visits = visits.remove(&door.id).unwrap_or_default();
        let visits = visits.into_iter().map(|visit| visit_view(visit, &replaced));
        DoorView {
            id: door.id,
            code: door.dwelling_code,
            building: door.building,
            unit: door.unit,
            floor: door.floor,
            door: door.door,
            dwelling_type: door.dwelling_type,
            lng: door.lng,
            lat: door.lat,
            community: NamedArea::by_code(&door.community_code, territory),
            stratum: door.stratum,
            probability: door.probability,
            is_from_reserve: door.reserve_order.is_some(),
            order,
            surveyor: tasks.get(&door.id).map(|task| SurveyorName {
                id: task.account_id,
                name: names.get(&task.account_id).cloned().unwrap_or_default(),
            }),
            state: word_of(state),
            outcome: state.map(|state| state.outcome.clone()),
            is_final: state.is_some_and(|state| state.is_final),
            has_handbook: state.is_some_and(|state| state.has_handbook),
            call_back: state.and_then(|state| {
                CallBackView::of(state.call_back_on.as_ref(), state.call_back_part.as_ref())
            }),
            visits: visits.collect(),
        }
    };
    Ok(page.into_iter().map(view).collect())
}

fn visit_view(visit: survey_visit::Model, replaced: &HashSet<Uuid>) -> DoorVisitView {
    DoorVisitView {
        record_id: visit.record_id,
        no: visit.visit_number,
        at: UtcMillis(visit.happened_at),
        surveyor_id: visit.author_id,
        is_replaced: replaced.contains(&visit.record_id),
        call_back: CallBackView::of(visit.call_back_on.as_ref(), visit.call_back_part.as_ref()),
        disposition: visit.disposition,
    }
}

/// How far the work at a door is.
fn word_of(state: Option<&survey_door_state::Model>) -> &'static str {
    match state {
        None => "to_do",
        Some(state) if state.is_final => "done",
        Some(_) => "to_call_back",
    }
}

/// Doors on a map.
pub async fn points(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    survey_id: Uuid,
    territory: &Territory,
) -> Result<Vec<DoorPoint>, DbErr> {
    let mut states = rows::states(db, survey_id).await?;
    let walk = active_doors(db, Some(scope), survey_id, territory).await?;
    let points = walk.into_iter().take(MOST_POINTS).map(|door| {
        let state = states.remove(&door.id);
        DoorPoint {
            id: door.id,
            lng: door.lng,
            lat: door.lat,
            state: word_of(state.as_ref()),
            has_handbook: state.as_ref().is_some_and(|state| state.has_handbook),
            outcome: state.map(|state| state.outcome),
        }
    });
    Ok(points.collect())
}
