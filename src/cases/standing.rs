//! How the cases of somebody's areas and units stand: for the supervisor's desk.

use super::queries::Reach;
use super::queries::standing::Counted;
use crate::areas::Territory;
use crate::platform::auth::{Actor, AreaScope, Permission};
use crate::platform::clock::UtcMillis;
use sea_orm::{ConnectionTrait, DbErr};

const DAY_MS: i64 = 86_400_000;

/// A week up to now and the one before it, up to the same hour.
#[derive(Clone, Copy, Debug)]
pub struct Weeks {
    /// First instant of the seven days.
    pub from: UtcMillis,
    /// First instant of the seven before.
    pub before_from: UtcMillis,
    /// End of the seven before, excluded.
    pub before_until: UtcMillis,
}

/// How many cases stand how.
#[derive(Clone, Copy, Debug)]
pub struct CaseStanding {
    /// In which work is to be done.
    pub open: u64,
    /// Of these: whose time is up within a day.
    pub due_soon: u64,
    /// Of these: whose time is up already.
    pub overdue: u64,
    /// Opened in the week before and in the week.
    pub opened: (u64, u64),
    /// Closed in the week before and in the week.
    pub closed: (u64, u64),
}

/// How the cases that `actor` sees stand, in `area` if one is named; none for somebody who may not read cases.
pub async fn standing(
    db: &impl ConnectionTrait,
    (actor, territory): (&Actor, &Territory),
    area: Option<AreaScope>,
    (weeks, now): (Weeks, UtcMillis),
) -> Result<Option<CaseStanding>, DbErr> {
    let Some(scope) = actor.scope(Permission::ReadCases) else {
        return Ok(None);
    };
    let roots = territory.roots().map(|root| root.path.as_str());
    let reach = Reach::of(db, actor, &scope, roots).await?;
    let counted = Counted { reach, area };
    let weeks = [
        (weeks.before_from.0, weeks.before_until.0),
        (weeks.from.0, i64::MAX),
    ];
    let tomorrow = now.0.saturating_add(DAY_MS);
    let (open, overdue, due_soon) = counted.open(db, (now.0, tomorrow)).await?;
    Ok(Some(CaseStanding {
        open,
        due_soon,
        overdue,
        opened: counted.opened(db, weeks).await?,
        closed: counted.closed(db, weeks).await?,
    }))
}
