//! Handing a round over to another planner.
//!
//! The planner hands over; who may plan the whole round may take it over once its planner may not any more (left, or changed
//! roles), so that nothing stays sealed for ever.

use super::reach::Planned;
use crate::areas::Territory;
use crate::inspections::error::InspectionError;
use crate::inspections::queries::{rounds, sites as rows};
use crate::platform::audit::{self, Event};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::PlanInspections;
use crate::platform::problem::{Code, FieldCode};
use entity::inspection_round;
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use uuid::Uuid;

/// People who may plan the whole round, by name.
pub async fn planners(
    db: &impl ConnectionTrait,
    round: &inspection_round::Model,
    territory: &Territory,
) -> Result<Vec<(Uuid, String)>, DbErr> {
    let Some(area) = territory.by_id(round.area_id) else {
        return Ok(vec![]);
    };
    let mut over: Vec<String> = territory
        .ancestors(area)
        .iter()
        .map(|area| area.path.clone())
        .collect();
    over.push(area.path.clone());
    rows::planners(db, over).await
}

/// A round that the caller may hand over.
/// Errors: those of [`Planned::round`]; `not_the_planner` while another may still plan it.
pub async fn handed(
    db: &impl ConnectionTrait,
    (who, territory): (&Allowed<PlanInspections>, &Territory),
    id: Uuid,
    seen_version: Option<i64>,
) -> Result<inspection_round::Model, InspectionError> {
    let planned = Planned::of(db, (who, territory), id).await?;
    if !planned.is_own() {
        let able = planners(db, planned.round(), territory).await?;
        let stays = |id: Uuid| able.iter().any(|(other, _)| *other == id);
        if planned.round().planner_id.is_some_and(stays) {
            return Err(InspectionError::Plain(Code::NotThePlanner));
        }
    }
    planned.open(seen_version)
}

/// Makes somebody else the planner.
pub async fn hand_over(
    who: &Allowed<PlanInspections>,
    territory: &Territory,
    id: Uuid,
    (to, version): (Uuid, i64),
) -> Result<inspection_round::Model, InspectionError> {
    let round = handed(who.read(), (who, territory), id, Some(version)).await?;
    let able = planners(who.read(), &round, territory).await?;
    if !able.iter().any(|(other, _)| *other == to) {
        return Err(InspectionError::field(
            "/account_id",
            FieldCode::UnknownAccount,
        ));
    }
    who.write(async |tx| {
        let mut round = handed(tx, (who, territory), id, Some(version)).await?;
        let before = round.planner_id.replace(to);
        round.version += 1;
        rounds::save(tx, &round).await?;
        let subject = format!("inspection_round:{id}");
        let detail = json!({"from": before, "to": to});
        let event = Event::new(Some(who.actor()), "replace_round_planner", subject).detail(detail);
        audit::record(tx, &who.state().clock, event).await?;
        Ok(round)
    })
    .await
}
