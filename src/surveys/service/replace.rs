//! A drawn door that is none gives way to the next one of the reserve, by the rule and with a reason. Refusals and people
//! who were not at home are never replaced: that would bend the sample.

use super::assign::in_field;
use super::reach::Reach;
use crate::areas::Territory;
use crate::platform::audit::{self, Event};
use crate::platform::auth::markers::SuperviseSurveys;
use crate::platform::auth::{Allowed, Permission};
use crate::platform::clock::UtcMillis;
use crate::platform::problem::Code;
use crate::surveys::error::SurveyError;
use crate::surveys::queries::doors as rows;
use crate::surveys::wire::doors::ReplaceReason;
use entity::{survey_door, survey_replacement, survey_task};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use std::collections::HashSet;
use uuid::Uuid;

/// Lets the next door of the reserve stand in; answers that door.
pub async fn replace(
    who: &Allowed<SuperviseSurveys>,
    territory: &Territory,
    (survey_id, door_id): (Uuid, Uuid),
    reason: ReplaceReason,
) -> Result<survey_door::Model, SurveyError> {
    let reach = Reach::of(who.read(), who.actor(), Permission::SuperviseSurveys).await?;
    let now = who.now();
    who.write(async |tx| {
        in_field(tx, &reach, territory, survey_id).await?;
        let own = rows::of_survey(tx, &reach.scope, survey_id).await?;
        let door = own
            .iter()
            .find(|door| door.id == door_id)
            .ok_or(SurveyError::Plain(Code::DoorNotFound))?;
        let replacements = rows::replacements(tx, &[survey_id]).await?;
        let come: HashSet<Uuid> = replacements.iter().map(|row| row.by_door_id).collect();
        let is_gone = replacements.iter().any(|row| row.door_id == door_id);
        let is_waiting = door.reserve_order.is_some() && !come.contains(&door_id);
        if is_gone || is_waiting {
            return Err(SurveyError::Plain(Code::DoorNotFound));
        }
        let outcome = rows::state_of(tx, door_id)
            .await?
            .map(|state| state.outcome);
        if outcome.as_deref() != Some(reason.outcome()) {
            return Err(SurveyError::Plain(Code::ReplacementNotBorneOut));
        }
        // The reserve is one for the whole stratum (or cluster), wherever in it the caller's areas end.
        let everywhere = rows::everywhere(tx, survey_id).await?;
        let next = everywhere
            .into_iter()
            .filter(|other| other.stratum == door.stratum && other.cluster == door.cluster)
            .filter(|other| other.reserve_order.is_some() && !come.contains(&other.id))
            .min_by_key(|other| (other.reserve_order, other.draw_order))
            .ok_or(SurveyError::Plain(Code::NoReserveLeft))?;
        let row = survey_replacement::Model {
            door_id,
            by_door_id: next.id,
            survey_id,
            reason: reason.code().to_owned(),
            made_at: now.0,
            made_by: Some(who.actor().account_id),
        };
        rows::insert_replacement(tx, row).await?;
        hand_on(tx, (survey_id, door_id), next.id, now).await?;
        let event = Event::new(
            Some(who.actor()),
            "replace_door",
            format!("survey:{survey_id}"),
        )
        .detail(json!({"door": door_id, "by": next.id, "reason": reason.code()}));
        audit::record(tx, &who.state().clock, event).await?;
        Ok(next)
    })
    .await
}

/// Who had the door gets the one that stands in, at its place on the walk.
async fn hand_on(
    tx: &impl ConnectionTrait,
    (survey_id, door_id): (Uuid, Uuid),
    next: Uuid,
    now: UtcMillis,
) -> Result<(), DbErr> {
    let tasks = rows::tasks(tx, survey_id).await?;
    let Some(task) = tasks.into_iter().find(|task| task.door_id == door_id) else {
        return Ok(());
    };
    let task = survey_task::Model {
        door_id: next,
        assigned_at: now.0,
        ..task
    };
    rows::assign(tx, &[next], vec![task]).await
}
