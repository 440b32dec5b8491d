//! How far a caller reaches: own teams, led teams, planned areas.

use crate::areas::Territory;
use crate::dissuasion::error::DutyError;
use crate::dissuasion::queries::{shifts, teams};
use crate::platform::auth::{Actor, AreaScope, Permission};
use entity::{shift, team};
use sea_orm::sea_query::Condition;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

/// What a caller may see and do.
#[derive(Clone, Debug)]
pub(in crate::dissuasion) struct Reach {
    /// The caller.
    pub me: Uuid,
    /// Areas whose rosters the caller sees as a planner.
    pub read: AreaScope,
    lead: AreaScope,
    plan: AreaScope,
    /// Teams the caller belongs to.
    own: Vec<Uuid>,
    /// Teams the caller leads.
    pub led: Vec<Uuid>,
}

impl Reach {
    /// Reads the caller's teams.
    pub(in crate::dissuasion) async fn of(
        db: &impl ConnectionTrait,
        actor: &Actor,
    ) -> Result<Self, DbErr> {
        let own = teams::of_account(db, actor.account_id).await?;
        let may_lead = actor.holds(Permission::LeadShifts);
        let led = own
            .iter()
            .filter(|team| may_lead && team.leader_id == actor.account_id);
        let areas = |permission| {
            let scope = actor.scope(permission);
            scope.map_or_else(|| AreaScope::subtrees([]), AreaScope::areas_only)
        };
        Ok(Self {
            me: actor.account_id,
            read: areas(Permission::ReadShifts),
            lead: areas(Permission::LeadShifts),
            plan: areas(Permission::PlanShifts),
            led: led.map(|team| team.id).collect(),
            own: own.iter().map(|team| team.id).collect(),
        })
    }

    /// Teams that the caller sees.
    pub(in crate::dissuasion) fn teams(&self) -> Condition {
        teams::within(&self.read, &self.own)
    }

    /// Teams whose rosters and hours the caller keeps.
    pub(in crate::dissuasion) fn led_teams(&self) -> Condition {
        teams::within(&self.lead, &self.led)
    }

    /// Teams that the caller plans.
    pub(in crate::dissuasion) fn planned_teams(&self) -> Condition {
        teams::within(&self.plan, &[])
    }

    /// Shifts that the caller sees.
    pub(in crate::dissuasion) fn shifts(&self) -> Condition {
        let own = shifts::Own {
            account_id: self.me,
            teams: &self.own,
        };
        shifts::within(&self.read, &own)
    }

    /// Own shifts only: of own teams, or attended.
    pub(in crate::dissuasion) fn own_shifts(&self) -> Condition {
        let own = shifts::Own {
            account_id: self.me,
            teams: &self.own,
        };
        shifts::within(&AreaScope::subtrees([]), &own)
    }

    /// Areas whose hours the caller keeps.
    pub(in crate::dissuasion) fn lead_areas(&self) -> &AreaScope {
        &self.lead
    }

    /// Areas that the caller plans.
    pub(in crate::dissuasion) fn plan_areas(&self) -> &AreaScope {
        &self.plan
    }

    /// Whether the caller keeps the roster and hours of a shift.
    pub(in crate::dissuasion) fn leads_shift(
        &self,
        shift: &shift::Model,
        territory: &Territory,
    ) -> bool {
        shift.team_id.is_some_and(|id| self.led.contains(&id))
            || is_inside(&self.lead, shift.area_id, territory)
    }

    /// Whether the caller plans where a shift stands.
    pub(in crate::dissuasion) fn plans_shift(
        &self,
        shift: &shift::Model,
        territory: &Territory,
    ) -> bool {
        is_inside(&self.plan, shift.area_id, territory)
    }

    /// Whether the caller keeps the roster and hours of a team.
    pub(in crate::dissuasion) fn leads_team(
        &self,
        team: &team::Model,
        territory: &Territory,
    ) -> bool {
        self.led.contains(&team.id) || is_inside(&self.lead, team.area_id, territory)
    }

    /// Whether the caller plans a team.
    pub(in crate::dissuasion) fn plans_team(
        &self,
        team: &team::Model,
        territory: &Territory,
    ) -> bool {
        is_inside(&self.plan, team.area_id, territory)
    }

    /// A shift that the caller sees.
    pub(in crate::dissuasion) async fn shift(
        &self,
        db: &impl ConnectionTrait,
        id: Uuid,
    ) -> Result<shift::Model, DutyError> {
        let found = shifts::find(db, id, self.shifts()).await?;
        found.ok_or(DutyError::ShiftNotFound(id))
    }

    /// A shift whose roster and hours the caller keeps.
    pub(in crate::dissuasion) async fn led_shift(
        &self,
        db: &impl ConnectionTrait,
        id: Uuid,
        territory: &Territory,
    ) -> Result<shift::Model, DutyError> {
        let found = self.shift(db, id).await?;
        if self.leads_shift(&found, territory) {
            Ok(found)
        } else {
            Err(DutyError::ShiftNotFound(id))
        }
    }
}

fn is_inside(scope: &AreaScope, area_id: i64, territory: &Territory) -> bool {
    territory
        .by_id(area_id)
        .is_some_and(|area| scope.contains_path(&area.path))
}
