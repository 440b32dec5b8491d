//! Which rounds a caller sees: those whose area overlaps the caller's, and those in which the caller was given sites; and
//! what of them is sealed.

use crate::areas::Territory;
use crate::inspections::error::InspectionError;
use crate::inspections::queries::{rounds, sites};
use crate::platform::auth::{Actor, Allowed, AreaScope, Permission};
use crate::platform::problem::Code;
use entity::inspection_round;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashSet;
use uuid::Uuid;

/// What a caller sees.
#[derive(Debug)]
pub struct Reach {
    /// Where the permission holds.
    pub scope: AreaScope,
    /// The caller.
    pub me: Uuid,
    /// Sites given to a caller who has no area.
    own: HashSet<Uuid>,
    rounds: HashSet<Uuid>,
}

impl Reach {
    /// The reach of a permission.
    pub async fn of(
        db: &impl ConnectionTrait,
        actor: &Actor,
        permission: Permission,
    ) -> Result<Self, DbErr> {
        let scope = actor
            .scope(permission)
            .unwrap_or_else(|| AreaScope::subtrees([]))
            .areas_only();
        let tasks = if scope.has_no_area() {
            sites::tasks_of(db, actor.account_id).await?
        } else {
            vec![]
        };
        Ok(Self {
            scope,
            me: actor.account_id,
            own: tasks.iter().map(|task| task.round_site_id).collect(),
            rounds: tasks.iter().map(|task| task.round_id).collect(),
        })
    }

    /// The reach of areas alone.
    pub fn over(scope: AreaScope) -> Self {
        Self {
            scope,
            me: Uuid::nil(),
            own: HashSet::new(),
            rounds: HashSet::new(),
        }
    }

    /// Whether a round is seen at all.
    pub fn sees(&self, round: &inspection_round::Model, territory: &Territory) -> bool {
        let area = territory.by_id(round.area_id);
        area.is_some_and(|area| self.scope.overlaps(&area.path)) || self.rounds.contains(&round.id)
    }

    /// Whether the caller plans the round.
    pub fn plans(&self, round: &inspection_round::Model) -> bool {
        round.planner_id == Some(self.me)
    }

    /// The drawn sites of a round whose results the caller sees.
    pub async fn sites_of(
        &self,
        db: &impl ConnectionTrait,
        round: &inspection_round::Model,
    ) -> Result<HashSet<Uuid>, InspectionError> {
        if round.published_at.is_none() && !self.plans(round) {
            return Err(InspectionError::Plain(Code::RoundSealed));
        }
        if self.scope.has_no_area() {
            return Ok(self.own.clone());
        }
        let ids = sites::ids_inside(db, &self.scope, round.id).await?;
        Ok(ids.into_iter().collect())
    }
}

/// A round that the caller sees.
/// Errors: `round_not_found`, also for one that others see.
pub async fn seen(
    db: &impl ConnectionTrait,
    reach: &Reach,
    territory: &Territory,
    id: Uuid,
) -> Result<inspection_round::Model, InspectionError> {
    let found = rounds::find(db, id).await?;
    found
        .filter(|round| reach.sees(round, territory))
        .ok_or(InspectionError::Plain(Code::RoundNotFound))
}

/// A round whose whole area is the caller's to plan.
#[derive(Debug)]
pub struct Planned {
    round: inspection_round::Model,
    me: Uuid,
}

impl Planned {
    /// Finds it.
    /// Errors: `round_not_found`.
    pub async fn of<P>(
        db: &impl ConnectionTrait,
        (who, territory): (&Allowed<P>, &Territory),
        id: Uuid,
    ) -> Result<Self, InspectionError> {
        let round = rounds::find(db, id).await?;
        let round = round.filter(|round| {
            let area = territory.by_id(round.area_id);
            area.is_some_and(|area| who.scope().contains_path(&area.path))
        });
        let round = round.ok_or(InspectionError::Plain(Code::RoundNotFound))?;
        let me = who.actor().account_id;
        Ok(Self { round, me })
    }

    /// The round.
    pub fn round(&self) -> &inspection_round::Model {
        &self.round
    }

    /// Whether the caller is its planner.
    pub fn is_own(&self) -> bool {
        self.round.planner_id == Some(self.me)
    }

    /// The round while it can still be changed, at the version that was seen.
    /// Errors: `round_published`; `round_changed`.
    pub fn open(
        self,
        seen_version: Option<i64>,
    ) -> Result<inspection_round::Model, InspectionError> {
        if self.round.published_at.is_some() {
            return Err(InspectionError::Plain(Code::RoundPublished));
        }
        if seen_version.is_some_and(|version| version != self.round.version) {
            return Err(InspectionError::Plain(Code::RoundChanged));
        }
        Ok(self.round)
    }
}

/// A round that the caller plans, at the version that was seen.
/// Errors: `not_the_planner` beside those of [`Planned`].
pub async fn planned<P>(
    db: &impl ConnectionTrait,
    whose: (&Allowed<P>, &Territory),
    id: Uuid,
    seen_version: Option<i64>,
) -> Result<inspection_round::Model, InspectionError> {
    let found = Planned::of(db, whose, id).await?;
    if !found.is_own() {
        return Err(InspectionError::Plain(Code::NotThePlanner));
    }
    found.open(seen_version)
}

/// The same for what begins with the draw.
/// Errors: `round_not_drawn` beside those of [`planned`].
pub async fn in_field<P>(
    db: &impl ConnectionTrait,
    (who, territory): (&Allowed<P>, &Territory),
    id: Uuid,
    seen_version: Option<i64>,
) -> Result<inspection_round::Model, InspectionError> {
    let round = planned(db, (who, territory), id, seen_version).await?;
    if round.drawn_at.is_none() {
        return Err(InspectionError::Plain(Code::RoundNotDrawn));
    }
    Ok(round)
}
