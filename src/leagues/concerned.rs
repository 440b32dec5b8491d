//! Whom a league concerns: who may see it, and who answers for a row.

use crate::areas::Territory;
use crate::platform::auth::{Actor, AreaScope, Permission};
use crate::platform::db::find_global;
use crate::units::units_of_account;
use entity::{league, league_row};
use sea_orm::sea_query::{Cond, Condition};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QuerySelect as _, QueryTrait as _,
};

/// Leagues that somebody sees: those of the areas of the role; and, once they were opened, those in which an area of the role
/// or a unit for which the caller answers stands.
#[derive(Clone, Debug)]
pub(super) struct Concern {
    areas: AreaScope,
    units: Vec<uuid::Uuid>,
}

impl Concern {
    /// The concern of `actor`, who may read indicators in `scope`.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        actor: &Actor,
        scope: &AreaScope,
    ) -> Result<Self, DbErr> {
        Ok(Self {
            areas: scope.clone().areas_only(),
            units: units_of_account(db, actor.account_id).await?,
        })
    }

    /// The leagues of the areas of a scope, in whatever state.
    pub(super) fn in_areas(scope: &AreaScope) -> Self {
        Self {
            areas: scope.clone().areas_only(),
            units: vec![],
        }
    }

    /// The condition on leagues.
    pub(super) fn condition(&self) -> Condition {
        let own = Cond::any()
            .add(league_row::Column::UnitId.is_in(self.units.clone()))
            .add(league_row::Column::AreaId.in_subquery(self.areas.areas()));
        let rows = find_global::<league_row::Entity>()
            .select_only()
            .column(league_row::Column::LeagueId)
            .filter(own);
        let concerned = Cond::all()
            .add(league::Column::OpenedAt.is_not_null())
            .add(league::Column::Id.in_subquery(rows.into_query()));
        Cond::any()
            .add(league::Column::AreaId.in_subquery(self.areas.areas()))
            .add(concerned)
    }

    /// Whether `actor` may appeal against a row: for a unit its contacts, for an area its supervisors.
    pub(super) fn answers_for(
        &self,
        actor: &Actor,
        territory: &Territory,
        row: &league_row::Model,
    ) -> bool {
        let Some(scope) = actor.scope(Permission::AppealLeagues) else {
            return false;
        };
        let area = row.area_id.and_then(|id| territory.by_id(id));
        row.unit_id.is_some_and(|unit| self.units.contains(&unit))
            || area.is_some_and(|area| scope.contains_path(&area.path))
    }
}
