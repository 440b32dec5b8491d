//! Which surveys a caller sees: those whose area overlaps the caller's, and those in which the caller was given doors.

use crate::areas::{Territories, Territory};
use crate::platform::auth::{Actor, Allowed, AreaScope, Permission, Requires};
use crate::platform::problem::Code;
use crate::surveys::error::SurveyError;
use crate::surveys::queries::{doors, surveys};
use entity::survey;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashSet;
use std::sync::Arc;
use uuid::Uuid;

/// What a caller sees.
#[derive(Debug)]
pub struct Reach {
    /// Where the permission holds.
    pub scope: AreaScope,
    own: HashSet<Uuid>,
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
        let own = if scope.has_no_area() {
            doors::surveys_of(db, actor.account_id).await?
        } else {
            HashSet::new()
        };
        Ok(Self { scope, own })
    }

    /// The reach of areas alone.
    pub fn over(scope: AreaScope) -> Self {
        Self {
            scope,
            own: HashSet::new(),
        }
    }

    /// Whether a survey is seen at all.
    pub fn sees(&self, survey: &survey::Model, territory: &Territory) -> bool {
        let area = territory.by_id(survey.area_id);
        area.is_some_and(|area| self.scope.overlaps(&area.path)) || self.own.contains(&survey.id)
    }

    /// Whether the whole of a survey lies inside, so that it may be planned.
    pub fn holds(&self, survey: &survey::Model, territory: &Territory) -> bool {
        territory
            .by_id(survey.area_id)
            .is_some_and(|area| self.scope.contains_path(&area.path))
    }
}

/// A survey as its caller sees it.
#[derive(Debug)]
pub struct Seen {
    /// The survey.
    pub survey: survey::Model,
    /// What else the caller sees.
    pub reach: Reach,
    /// The area tree in use.
    pub territory: Arc<Territory>,
}

impl Seen {
    /// Looks for it with the permission of the guard.
    /// Errors: `survey_not_found`, also for one that only others see.
    pub async fn of<P: Requires>(
        who: &Allowed<P>,
        territories: &Territories,
        id: Uuid,
    ) -> Result<Self, SurveyError> {
        let territory = territories.current();
        let reach = Reach::of(who.read(), who.actor(), P::PERMISSION).await?;
        let survey = seen(who.read(), &reach, &territory, id).await?;
        Ok(Self {
            survey,
            reach,
            territory,
        })
    }
}

/// A survey that the caller sees.
/// Errors: `survey_not_found`, also for one that others see.
pub async fn seen(
    db: &impl ConnectionTrait,
    reach: &Reach,
    territory: &Territory,
    id: Uuid,
) -> Result<survey::Model, SurveyError> {
    let found = surveys::find(db, id).await?;
    found
        .filter(|survey| reach.sees(survey, territory))
        .ok_or(SurveyError::Plain(Code::SurveyNotFound))
}

/// A survey that lies in the caller's areas as a whole.
/// Errors: `survey_not_found`, also for one that reaches beyond.
pub async fn held(
    db: &impl ConnectionTrait,
    reach: &Reach,
    territory: &Territory,
    id: Uuid,
) -> Result<survey::Model, SurveyError> {
    let found = surveys::find(db, id).await?;
    found
        .filter(|survey| reach.holds(survey, territory))
        .ok_or(SurveyError::Plain(Code::SurveyNotFound))
}
