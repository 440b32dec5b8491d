//! Own teams and coming shifts for the offline pack.

use crate::accounts;
use crate::areas::Territories;
use crate::dissuasion::model::place::FAR_M;
use crate::dissuasion::queries::shifts::ShiftsAsked;
use crate::dissuasion::queries::{hours, shifts as rows, teams};
use crate::dissuasion::service::reach::Reach;
use crate::dissuasion::service::roster::Rosters;
use crate::dissuasion::service::{shifts, waiting};
use crate::dissuasion::vocabulary::{certificates, handouts};
use crate::platform::days::Zone;
use crate::records::{FieldPackPart, PackCaller};
use chrono::{Datelike as _, Days, NaiveDate};
use futures_util::future::LocalBoxFuture;
use sea_orm::DbErr;
use serde_json::{Value, json};
use std::collections::HashSet;
use uuid::Uuid;

/// Days ahead that a phone gets.
const DAYS_AHEAD: u64 = 21;
/// Most shifts in the pack. Assumption: nobody stands in more within three weeks.
const MOST: u64 = 500;

/// Part `shifts`: the caller's teams, shifts from yesterday to three weeks ahead, and hours.
#[derive(Clone, Debug)]
pub struct ShiftsPart {
    territories: Territories,
    zone: Zone,
}

impl ShiftsPart {
    /// The part over the area tree in use, with the days of a zone.
    pub fn new(territories: &Territories, zone: Zone) -> Self {
        Self {
            territories: territories.clone(),
            zone,
        }
    }

    async fn make(&self, caller: &PackCaller) -> Result<Value, DbErr> {
        let (db, me) = (caller.db.read(), caller.actor.account_id);
        let territory = self.territories.current();
        let today = self.zone.day_of(caller.now);
        let from = today.pred_opt().unwrap_or(today);
        let to = today
            .checked_add_days(Days::new(DAYS_AHEAD))
            .unwrap_or(today);
        let reach = Reach::of(db, &caller.actor).await?;
        let asked = ShiftsAsked {
            from: Some(self.zone.start_of(from).0),
            until: Some(self.zone.end_of(to).0),
            ..ShiftsAsked::default()
        };
        let found = rows::list(db, reach.own_shifts(), &asked, MOST).await?;
        let rosters = Rosters::load(db, &found).await?;
        let cards: Vec<_> = found
            .into_iter()
            .map(|shift| shifts::card(shift, &rosters, me, &territory))
            .collect();
        let year = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
        Ok(json!({
            "days": {"from": from, "to": to},
            "me": me,
            "late_distance_m": FAR_M,
            "teams": self.teams(db, me).await?,
            "shifts": cards,
            "hours": {
                "year": today.year(),
                "confirmed_min": hours::total_min(db, me, Some(year)).await?,
                "waiting_min": waiting::of_account(db, me, self.zone.start_of(year), caller.now).await?,
            },
            "certificates": certificates(),
            "handouts": handouts(),
        }))
    }

    async fn teams(&self, db: &sea_orm::DatabaseConnection, me: Uuid) -> Result<Vec<Value>, DbErr> {
        let territory = self.territories.current();
        let mut own = teams::of_account(db, me).await?;
        own.retain(|team| team.ended_at.is_none());
        let stints = teams::stints_of(db, own.iter().map(|team| team.id).collect()).await?;
        let everybody: HashSet<Uuid> = stints
            .iter()
            .map(|stint| stint.account_id)
            .chain(own.iter().map(|team| team.leader_id))
            .collect();
        let names = accounts::names_of(db, everybody).await?;
        let views = own.into_iter().map(|team| {
            let mut members: Vec<Uuid> = stints
                .iter()
                .filter(|stint| stint.team_id == team.id && stint.until_at.is_none())
                .map(|stint| stint.account_id)
                .chain([team.leader_id])
                .collect();
            members.sort_unstable();
            members.dedup();
            let members: Vec<Value> = members
                .into_iter()
                .map(|id| json!({"id": id, "name": names.get(&id)}))
                .collect();
            let area = territory.by_id(team.area_id);
            json!({"id": team.id, "name": team.title, "home_unit": team.home_unit, "leader_id": team.leader_id,
                "is_leader": team.leader_id == me, "area_code": area.map(|area| &area.code), "site_code": team.site_code,
                "members": members})
        });
        Ok(views.collect())
    }
}

impl FieldPackPart for ShiftsPart {
    fn name(&self) -> &'static str {
        "shifts"
    }

    fn build<'a>(&'a self, caller: &'a PackCaller) -> LocalBoxFuture<'a, Result<Vec<u8>, DbErr>> {
        Box::pin(async {
            let part = self.make(caller).await?;
            serde_json::to_vec(&part).map_err(|error| DbErr::Json(error.to_string()))
        })
    }
}
