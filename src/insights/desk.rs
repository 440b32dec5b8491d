//! What the desk shows beside records: indicators, cases, gaps of responsibility. Each part is of the areas in which the
//! caller holds its permission, and absent without it.

use super::overview::{Present, week_view};
use super::queries;
use super::wire::{CasesView, FlagCountView, GapsView, KeptView};
use crate::areas::{Area, Territory};
use crate::cases;
use crate::gauges::Gauges;
use crate::indicators::{IndicatorSources, indicators_now};
use crate::platform::auth::{Actor, AreaScope, Permission};
use crate::platform::days::Zone;
use crate::platform::problem::Problem;
use crate::units::{Shelf, coverage_report};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};
use std::sync::Arc;

/// Of which areas the slow parts are; the same figures for whoever has the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct KeptKey {
    /// Kind of record.
    kind: &'static str,
    /// Areas of the records.
    records: Vec<String>,
    /// Areas in which the caller may see indicators.
    indicators: Option<Vec<String>>,
    /// Areas in which the caller may see units.
    units: Option<Vec<String>>,
}

/// Of whom and where the desk is.
pub(super) struct Caller<'a> {
    pub(super) actor: &'a Actor,
    /// The area asked for.
    pub(super) area: Option<&'a Area>,
}

impl Caller<'_> {
    fn scope(&self, permission: Permission) -> Option<AreaScope> {
        let scope = self.actor.scope(permission)?.areas_only();
        Some(match self.area {
            Some(area) => scope.narrowed_to(&area.path),
            None => scope,
        })
    }

    /// What the slow parts are kept under, with the kind and areas of the records.
    pub(super) fn key(&self, kind: &'static str, records: &AreaScope) -> KeptKey {
        let paths = |permission| self.scope(permission).map(|scope| scope.paths());
        KeptKey {
            kind,
            records: records.paths(),
            indicators: paths(Permission::ReadIndicators),
            units: paths(Permission::ReadUnits),
        }
    }

    /// How the caller's cases stand.
    pub(super) async fn cases(
        &self,
        db: &impl ConnectionTrait,
        territory: &Territory,
        present: Present,
    ) -> Result<Option<CasesView>, DbErr> {
        let area = self
            .area
            .map(|area| AreaScope::subtrees([area.path.clone()]));
        let weeks = (present.weeks(), present.now());
        let standing = cases::standing(db, (self.actor, territory), area, weeks).await?;
        Ok(standing.map(|found| CasesView {
            open: found.open,
            due_soon: found.due_soon,
            overdue: found.overdue,
            opened: week_view(found.opened.0, found.opened.1),
            closed: week_view(found.closed.0, found.closed.1),
        }))
    }
}

/// What the slow parts are reckoned from.
pub(super) struct DeskSources {
    pub(super) db: DatabaseConnection,
    pub(super) gauges: Gauges,
    pub(super) shelf: Shelf,
    pub(super) territory: Arc<Territory>,
    pub(super) zone: Zone,
    pub(super) present: Present,
}

impl DeskSources {
    /// The slow parts.
    pub(super) async fn reckon(self, key: KeptKey) -> Result<KeptView, Problem> {
        let books = self.shelf.current(&self.db).await?;
        let indicators = match key.indicators {
            None => None,
            Some(paths) => {
                let sources = IndicatorSources {
                    db: &self.db,
                    gauges: &self.gauges,
                    books: &books,
                };
                let scope = AreaScope::subtrees(paths);
                let times = (self.zone, self.present.now(), self.present.today());
                Some(indicators_now(sources, (&scope, &self.territory), times).await?)
            }
        };
        let gaps = match key.units {
            None => None,
            Some(paths) => {
                let (scope, today) = (AreaScope::subtrees(paths), self.present.today());
                let ground = (&*books, &*self.territory);
                Some(coverage_report(&self.db, ground, &scope, today).await?)
            }
        };
        let records = AreaScope::subtrees(key.records);
        let since = self.present.week_start().0;
        let flags = queries::count_flags(&self.db, &records, key.kind, since).await?;
        let flags = flags.into_iter();
        Ok(KeptView {
            flags: flags
                .map(|(flag, count)| FlagCountView { flag, count })
                .collect(),
            indicators,
            gaps: gaps.map(|found| GapsView::of(&found)),
        })
    }
}
