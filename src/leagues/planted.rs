//! Leagues of the demo city: one that is settled, and one whose window is over while an appeal still waits.

use super::document;
use super::error::LeagueError;
use super::model::{Deed, State, WINDOW, last_day};
use super::queries;
use super::service::{Ground, keep, row_of};
use super::table::{self, Question};
use super::wire::LeagueAsked;
use crate::cases::calendar;
use crate::platform::auth::AreaScope;
use crate::platform::clock::{Clock, UtcMillis};
use crate::platform::db::{Db, insert_row};
use crate::platform::ids::Ids;
use entity::{league, league_appeal, league_event};
use sea_orm::{DatabaseTransaction, DbErr};
use uuid::Uuid;

/// Days between the end of the window and the settling.
const SETTLED_DAYS_AGO: i64 = 8;

/// A league that was opened some days ago.
#[derive(Clone, Debug)]
pub struct PastLeague {
    /// Of whom, which figure and which period; the period must be over.
    pub asked: LeagueAsked,
    /// When it was opened, in days before the present.
    pub opened_days_ago: i64,
    /// Code of a row, why it appeals, and who filed that: it waits for its answer. Without one the league is settled.
    pub appeal: Option<(String, String, Uuid)>,
}

/// What leagues of the demo are made with.
#[derive(Debug)]
pub struct LeaguePlanter<'a> {
    /// The database.
    pub db: &'a Db,
    /// Time.
    pub clock: &'a Clock,
    /// New identifiers.
    pub ids: &'a Ids,
    /// Areas, units, gauges.
    pub ground: Ground,
    /// Id and name of who drafts and settles.
    pub office: (Uuid, String),
}

impl LeaguePlanter<'_> {
    /// Reads the figures as they are now and writes the league with its past; one that is there stays.
    pub async fn plant(&self, past: &PastLeague) -> Result<(), DbErr> {
        let (ground, now) = (&self.ground, self.clock.now());
        let roots = ground.territory.roots().map(|root| root.path.clone());
        let scope = AreaScope::subtrees(roots);
        let within = (&scope, &*ground.territory);
        let question = Question::new(&past.asked, &ground.gauges, within, (ground.zone, now));
        let question = question.map_err(|fault| DbErr::Custom(format!("{fault:?}")))?;
        let Some(area) = &question.area else {
            return Ok(());
        };
        let read = (&ground.gauges, &*ground.books);
        let table = table::read(self.db.read(), read, &question).await?;
        let opened = now.plus_days(-past.opened_days_ago);
        let by = (self.office.0, opened);
        let id = self.ids.next(self.clock);
        let mut row = row_of(id, area.id, &table, by);
        let first = ground.zone.day_of(opened);
        let last = last_day(&calendar(ground.zone), first, WINDOW);
        row.opened_at = Some(opened.0);
        row.ends_on = Some(last.to_string());
        let lines = self.lines(&mut row, past);
        let planted = self.db.write::<_, LeagueError>(async |tx| {
            if queries::twin(tx, &row).await?.is_some() {
                return Ok(());
            }
            insert_row(tx, row.clone()).await?;
            keep(tx, ground, (id, 1, opened), &table).await?;
            for line in lines {
                insert_row(tx, line).await?;
            }
            self.end(tx, &row, past).await
        });
        planted.await.map_err(LeagueError::into_db)
    }

    /// What was done with the league, which stands as the last of it says.
    fn lines(&self, row: &mut league::Model, past: &PastLeague) -> Vec<league_event::Model> {
        let opened = UtcMillis(row.made_at);
        let mut done = vec![
            (Deed::Draft, State::Draft, opened),
            (Deed::Open, State::Open, opened),
        ];
        done.push(match past.appeal {
            Some(_) => (Deed::Appeal, State::Open, opened.plus_days(1)),
            None => (Deed::Settle, State::Settled, self.settled_at()),
        });
        let line = |(number, (deed, state, at)): (i64, (Deed, State, UtcMillis))| {
            let appeal = past.appeal.as_ref().filter(|_| deed == Deed::Appeal);
            league_event::Model {
                league_id: row.id,
                number,
                deed: deed.code().to_owned(),
                state: state.code().to_owned(),
                at: at.0,
                by_id: appeal.map_or(self.office.0, |(_, _, by)| *by),
                code: appeal.map(|(code, _, _)| code.clone()),
                reason: appeal.map(|(_, reason, _)| reason.clone()),
            }
        };
        let lines: Vec<league_event::Model> = (1..).zip(done).map(line).collect();
        if let Some(last) = lines.last() {
            row.version = last.number;
            row.state.clone_from(&last.state);
        }
        row.ended_at = past.appeal.is_none().then(|| self.settled_at().0);
        lines
    }

    fn settled_at(&self) -> UtcMillis {
        self.clock.now().plus_days(-SETTLED_DAYS_AGO)
    }

    /// The appeal, or the settled document.
    async fn end(
        &self,
        tx: &DatabaseTransaction,
        row: &league::Model,
        past: &PastLeague,
    ) -> Result<(), LeagueError> {
        let Some((code, reason, filed_by)) = &past.appeal else {
            let readings = queries::readings(tx, row.id).await?;
            let by = (self.office.0, self.office.1.clone(), self.settled_at());
            let document = document::settled(row, (&readings, vec![]), by)?;
            return Ok(insert_row(tx, document).await?);
        };
        let appeal = league_appeal::Model {
            id: self.ids.next(self.clock),
            league_id: row.id,
            code: code.clone(),
            reason: reason.clone(),
            proof: "[]".to_owned(),
            filed_at: UtcMillis(row.made_at).plus_days(1).0,
            filed_by: *filed_by,
        };
        Ok(insert_row(tx, appeal).await?)
    }
}
