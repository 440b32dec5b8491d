//! Opening, settling, withdrawing.

use super::{Ground, advance, masked, record, state_of, takes_appeals, told};
use crate::cases::calendar;
use crate::leagues::concerned::Concern;
use crate::leagues::document;
use crate::leagues::error::LeagueError;
use crate::leagues::model::{Deed, State, WINDOW, last_day};
use crate::leagues::queries;
use crate::leagues::wire::LeagueStep;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ManageIndicators;
use crate::platform::db::{Lock, hold, insert_row};
use crate::platform::problem::{Code, FieldCode};
use entity::league;
use sea_orm::DatabaseTransaction;
use serde_json::json;
use uuid::Uuid;

/// Opens a draft to appeals, settles a league, or withdraws one.
pub(in crate::leagues) async fn change(
    who: &Allowed<ManageIndicators>,
    ground: &Ground,
    id: Uuid,
    step: &LeagueStep,
) -> Result<(), LeagueError> {
    let unknown = || LeagueError::field("/action", FieldCode::UnknownValue);
    let deed = Deed::parse(&step.action)
        .filter(|deed| matches!(deed, Deed::Open | Deed::Settle | Deed::Withdraw))
        .ok_or_else(unknown)?;
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        let found = queries::find(tx, &Concern::in_areas(who.scope()), id).await?;
        let mut row = found.ok_or(LeagueError::NotFound(id))?;
        if row.version != step.version {
            return Err(LeagueError::standing(Code::LeagueChanged, &row));
        }
        if deed == Deed::Settle && state_of(&row) == State::Open {
            settle(tx, who, ground, &row).await?;
        }
        if deed == Deed::Open && state_of(&row) == State::Draft {
            let today = ground.zone.day_of(who.now());
            let days = step.working_days.unwrap_or(WINDOW);
            row.opened_at = Some(who.now().0);
            row.ends_on = Some(last_day(&calendar(ground.zone), today, days).to_string());
        }
        let reason = step.reason.as_deref().map(masked);
        advance(tx, who, &mut row, (deed, None, reason)).await?;
        let detail = json!({"action": deed.code(), "state": row.state, "version": row.version});
        Ok(record(tx, who, ("change_league_state", id), detail).await?)
    })
    .await
}

/// Freezes the document, once the window is over and every appeal decided.
async fn settle(
    tx: &DatabaseTransaction,
    who: &Allowed<ManageIndicators>,
    ground: &Ground,
    row: &league::Model,
) -> Result<(), LeagueError> {
    if takes_appeals(row, ground.zone, who.now()) {
        return Err(LeagueError::standing(Code::LeagueWindowOpen, row));
    }
    let appeals = queries::appeals(tx, vec![row.id]).await?;
    let undecided = appeals.iter().filter(|one| one.1.is_none()).count();
    if undecided > 0 {
        return Err(LeagueError::Undecided(undecided, row.into()));
    }
    let told = told(tx, &appeals).await?;
    let readings = queries::readings(tx, row.id).await?;
    let by = (who.actor().account_id, who.actor().name.clone(), who.now());
    let frozen = document::settled(row, (&readings, told), by)?;
    Ok(insert_row(tx, frozen).await?)
}
