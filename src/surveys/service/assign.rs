//! Giving doors to surveyors, by community, in walking order.

use super::reach::{Reach, seen};
use crate::accounts;
use crate::areas::Territory;
use crate::platform::audit::{self, Event};
use crate::platform::auth::markers::SuperviseSurveys;
use crate::platform::auth::{Allowed, AreaScope, Permission};
use crate::platform::num;
use crate::platform::problem::{Code, FieldCode, FieldProblem};
use crate::surveys::error::SurveyError;
use crate::surveys::model::natural;
use crate::surveys::queries::doors as rows;
use crate::surveys::wire::doors::{AssignmentItem, AssignmentView, AssignmentsView, SurveyorView};
use crate::surveys::wire::surveys::NamedArea;
use entity::{survey, survey_door, survey_task};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// The doors of a survey that are to be visited, in walking order: drawn ones that were not replaced, and those of the
/// reserve that stand in. Everywhere, or inside a scope.
pub async fn active_doors(
    db: &impl ConnectionTrait,
    scope: Option<&AreaScope>,
    survey_id: Uuid,
    territory: &Territory,
) -> Result<Vec<survey_door::Model>, DbErr> {
    let all = match scope {
        Some(scope) => rows::of_survey(db, scope, survey_id).await?,
        None => rows::everywhere(db, survey_id).await?,
    };
    let replacements = rows::replacements(db, &[survey_id]).await?;
    let gone: HashSet<Uuid> = replacements.iter().map(|row| row.door_id).collect();
    let come: HashSet<Uuid> = replacements.iter().map(|row| row.by_door_id).collect();
    let mut doors: Vec<survey_door::Model> = all
        .into_iter()
        .filter(|door| {
            !gone.contains(&door.id) && (door.reserve_order.is_none() || come.contains(&door.id))
        })
        .collect();
    doors.sort_by_cached_key(|door| walk_key(door, territory));
    Ok(doors)
}

/// Where a door comes on the walk: grid by grid, building by building, stairwell by stairwell, floor by floor.
pub fn walk_key(door: &survey_door::Model, territory: &Territory) -> impl Ord + use<> {
    let path = territory.by_id(door.area_id).map(|area| area.path.clone());
    (
        path,
        natural(&door.building),
        natural(&door.unit),
        natural(&door.floor),
        natural(&door.door),
        door.dwelling_code.clone(),
    )
}

/// Gives the doors of communities to people; several people share the walk in equal parts.
pub async fn assign(
    who: &Allowed<SuperviseSurveys>,
    territory: &Territory,
    survey_id: Uuid,
    items: &[AssignmentItem],
) -> Result<(), SurveyError> {
    let reach = Reach::of(who.read(), who.actor(), Permission::SuperviseSurveys).await?;
    let survey = in_field(who.read(), &reach, territory, survey_id).await?;
    check(who.read(), &reach, territory, items).await?;
    let now = who.now();
    who.write(async |tx| {
        in_field(tx, &reach, territory, survey.id).await?;
        let walk = active_doors(tx, None, survey.id, territory).await?;
        let (mut doors, mut tasks) = (vec![], vec![]);
        for item in items {
            let own: Vec<(usize, &survey_door::Model)> = walk
                .iter()
                .enumerate()
                .filter(|(_, door)| door.community_code == item.community_code)
                .collect();
            doors.extend(own.iter().map(|(_, door)| door.id));
            let part = own.len().div_ceil(item.account_ids.len().max(1)).max(1);
            for (chunk, account_id) in own.chunks(part).zip(&item.account_ids) {
                tasks.extend(chunk.iter().map(|(at, door)| survey_task::Model {
                    door_id: door.id,
                    survey_id: survey.id,
                    account_id: *account_id,
                    walk_order: num::i64_from_usize(at + 1),
                    assigned_at: now.0,
                }));
            }
        }
        let given = tasks.len();
        rows::assign(tx, &doors, tasks).await?;
        let event = Event::new(
            Some(who.actor()),
            "assign_doors",
            format!("survey:{survey_id}"),
        )
        .detail(json!({"communities": items.len(), "doors": given}));
        audit::record(tx, &who.state().clock, event).await?;
        Ok(())
    })
    .await
}

/// A survey in the field that the caller sees.
pub async fn in_field(
    db: &impl ConnectionTrait,
    reach: &Reach,
    territory: &Territory,
    id: Uuid,
) -> Result<survey::Model, SurveyError> {
    let survey = seen(db, reach, territory, id).await?;
    if survey.state == "field" {
        Ok(survey)
    } else {
        Err(SurveyError::Plain(Code::SurveyNotInField))
    }
}

async fn check(
    db: &impl ConnectionTrait,
    reach: &Reach,
    territory: &Territory,
    items: &[AssignmentItem],
) -> Result<(), SurveyError> {
    let known: HashSet<Uuid> = rows::surveyors(db, &reach.scope)
        .await?
        .into_iter()
        .map(|(id, _)| id)
        .collect();
    let mut faults = vec![];
    for (at, item) in items.iter().enumerate() {
        let area = territory.by_code(&item.community_code);
        if !area.is_some_and(|area| reach.scope.contains_path(&area.path)) {
            faults.push(FieldProblem::new(
                format!("/items/{at}/community_code"),
                FieldCode::UnknownArea,
            ));
        }
        for (number, id) in item.account_ids.iter().enumerate() {
            if !known.contains(id) {
                let pointer = format!("/items/{at}/account_ids/{number}");
                faults.push(FieldProblem::new(pointer, FieldCode::UnknownAccount));
            }
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(SurveyError::Fields(faults))
    }
}

/// Who visits where, by community of the scope.
pub async fn assignments(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    survey_id: Uuid,
    territory: &Territory,
) -> Result<AssignmentsView, DbErr> {
    let walk = active_doors(db, Some(scope), survey_id, territory).await?;
    let tasks: HashMap<Uuid, Uuid> = rows::tasks(db, survey_id)
        .await?
        .into_iter()
        .map(|task| (task.door_id, task.account_id))
        .collect();
    let names = accounts::names_of(db, tasks.values().copied().collect()).await?;
    let mut communities: Vec<(String, u64, BTreeMap<Uuid, u64>)> = vec![];
    for door in &walk {
        if communities
            .last()
            .is_none_or(|(code, _, _)| *code != door.community_code)
        {
            communities.push((door.community_code.clone(), 0, BTreeMap::new()));
        }
        if let Some((_, doors, given)) = communities.last_mut() {
            *doors += 1;
            if let Some(account_id) = tasks.get(&door.id) {
                *given.entry(*account_id).or_default() += 1;
            }
        }
    }
    let items = communities
        .into_iter()
        .map(|(code, doors, given)| AssignmentView {
            area: NamedArea::by_code(&code, territory),
            doors,
            surveyors: given
                .into_iter()
                .map(|(id, doors)| SurveyorView {
                    id,
                    name: names.get(&id).cloned().unwrap_or_default(),
                    doors,
                })
                .collect(),
        });
    Ok(AssignmentsView {
        items: items.collect(),
    })
}
