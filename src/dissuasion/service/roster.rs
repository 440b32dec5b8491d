//! Who stands in a shift: as many of the team as are needed, in turn, unless the roster was changed.

use crate::dissuasion::queries::{shifts, teams};
use crate::platform::num;
use chrono::{Datelike as _, NaiveDate};
use entity::{roster_entry, shift, team, team_stint};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// Teams, stints and changes behind the rosters of some shifts.
#[derive(Debug, Default)]
pub(in crate::dissuasion) struct Rosters {
    teams: HashMap<Uuid, team::Model>,
    stints: HashMap<Uuid, Vec<team_stint::Model>>,
    entries: HashMap<Uuid, Vec<roster_entry::Model>>,
}

impl Rosters {
    /// Loads what stands behind the rosters of `of`.
    pub(in crate::dissuasion) async fn load(
        db: &impl ConnectionTrait,
        of: &[shift::Model],
    ) -> Result<Self, DbErr> {
        let ids: HashSet<Uuid> = of.iter().filter_map(|shift| shift.team_id).collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let mut stints: HashMap<Uuid, Vec<team_stint::Model>> = HashMap::new();
        for stint in teams::stints_of(db, ids.clone()).await? {
            stints.entry(stint.team_id).or_default().push(stint);
        }
        let shift_ids: Vec<Uuid> = of.iter().map(|shift| shift.id).collect();
        let mut entries: HashMap<Uuid, Vec<roster_entry::Model>> = HashMap::new();
        for entry in shifts::roster_entries(db, &shift_ids).await? {
            entries.entry(entry.shift_id).or_default().push(entry);
        }
        Ok(Self {
            teams: teams::by_ids(db, ids).await?,
            stints,
            entries,
        })
    }

    /// The team of a shift.
    pub(in crate::dissuasion) fn team(&self, shift: &shift::Model) -> Option<&team::Model> {
        self.teams.get(&shift.team_id?)
    }

    /// Members of the team at the time of the shift.
    pub(in crate::dissuasion) fn members(&self, shift: &shift::Model) -> BTreeSet<Uuid> {
        let Some(team) = self.team(shift) else {
            return BTreeSet::new();
        };
        let stints = self.stints.get(&team.id).into_iter().flatten();
        let at_the_time = stints.filter(|stint| {
            stint.from_at < shift.ends_at
                && stint.until_at.is_none_or(|until| until > shift.starts_at)
        });
        at_the_time
            .map(|stint| stint.account_id)
            .chain([team.leader_id])
            .collect()
    }

    /// Changes of the roster of a shift.
    pub(in crate::dissuasion) fn entries(&self, shift: Uuid) -> &[roster_entry::Model] {
        self.entries
            .get(&shift)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Who stands in the shift. A shift made up on a phone has nobody but those who came, one whose term is over
    /// nobody any more.
    pub(in crate::dissuasion) fn on(&self, shift: &shift::Model) -> BTreeSet<Uuid> {
        if shift.present_kept.is_some() {
            return BTreeSet::new();
        }
        let mut people = if shift.is_ad_hoc {
            BTreeSet::new()
        } else {
            in_turn(&self.members(shift), shift.needed, &shift.day)
        };
        for entry in self.entries(shift.id) {
            if entry.is_on {
                people.insert(entry.account_id);
            } else {
                people.remove(&entry.account_id);
            }
        }
        people
    }
}

/// `needed` of the members, in turn from day to day and from week to week; all when there are no more.
fn in_turn(members: &BTreeSet<Uuid>, needed: i64, day: &str) -> BTreeSet<Uuid> {
    let needed = num::usize_from_i64(needed);
    if members.len() <= needed {
        return members.clone();
    }
    let number = day.parse::<NaiveDate>().map_or(0, |day| {
        num::usize_from_i64(i64::from(day.num_days_from_ce()))
    });
    // One step on with each day, and with each week for a duty on one weekday.
    let first = (number / 7 + number % 7) * needed % members.len();
    members
        .iter()
        .cycle()
        .skip(first)
        .take(needed)
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use chrono::Days;

    fn team(size: u128) -> BTreeSet<Uuid> {
        (1..=size).map(Uuid::from_u128).collect()
    }

    #[test]
    fn everybody_stands_when_no_more_are_than_needed() {
        assert_eq!(in_turn(&team(3), 5, "2026-10-30"), team(3));
    }

    #[test]
    fn over_twelve_fridays_and_over_twelve_days_everybody_stands_alike_often() {
        let start: NaiveDate = "2026-10-30".parse().unwrap();
        for step in [7_u64, 1] {
            let mut stood: HashMap<Uuid, usize> = HashMap::new();
            for turn in 0..12 {
                let day = start + Days::new(turn * step);
                let on = in_turn(&team(4), 2, &day.to_string());
                assert_eq!(on.len(), 2);
                for id in on {
                    *stood.entry(id).or_default() += 1;
                }
            }
            let (least, most) = (stood.values().min().unwrap(), stood.values().max().unwrap());
            assert!(stood.len() == 4 && most - least <= 4, "{stood:?}");
        }
    }
}
