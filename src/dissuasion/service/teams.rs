//! Teams: made and changed by planners, members also by leaders.

use super::reach::Reach;
use crate::accounts;
use crate::areas::{Territory, sites};
use crate::dissuasion::error::DutyError;
use crate::dissuasion::queries::{people, shifts, teams};
use crate::dissuasion::wire::teams::{
    MembersChange, NewTeam, TeamDetail, TeamMemberView, TeamPatch, TeamRow,
};
use crate::dissuasion::wire::{NamedSite, PersonView};
use crate::platform::audit;
use crate::platform::auth::{Allowed, AreaScope, Permission};
use crate::platform::clock::UtcMillis;
use crate::platform::problem::FieldCode;
use entity::{team, team_stint};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Teams as a list shows them.
pub(in crate::dissuasion) async fn rows(
    db: &impl ConnectionTrait,
    reach: &Reach,
    territory: &Territory,
    teams: Vec<team::Model>,
) -> Result<Vec<TeamRow>, DbErr> {
    let ids: Vec<Uuid> = teams.iter().map(|team| team.id).collect();
    let stints = teams::stints_of(db, ids).await?;
    let leaders: HashSet<Uuid> = teams.iter().map(|team| team.leader_id).collect();
    let names = accounts::names_of(db, leaders).await?;
    let mut rows = vec![];
    for team in teams {
        let site = site_of(db, team.site_code.as_deref()).await?;
        rows.push(row(team, &stints, &names, site, (reach, territory)));
    }
    Ok(rows)
}

async fn site_of(
    db: &impl ConnectionTrait,
    code: Option<&str>,
) -> Result<Option<NamedSite>, DbErr> {
    let Some(code) = code else {
        return Ok(None);
    };
    let found = sites::find_anywhere(db, code).await?;
    Ok(found.map(|site| NamedSite {
        code: site.code,
        name_zh: site.name_zh,
        name_en: site.name_en,
    }))
}

fn members_of<'a>(
    team: &'a team::Model,
    stints: &'a [team_stint::Model],
) -> impl Iterator<Item = &'a team_stint::Model> {
    stints
        .iter()
        .filter(|stint| stint.team_id == team.id && stint.until_at.is_none())
}

fn row(
    team: team::Model,
    stints: &[team_stint::Model],
    names: &HashMap<Uuid, String>,
    site: Option<NamedSite>,
    (reach, territory): (&Reach, &Territory),
) -> TeamRow {
    let area = territory.by_id(team.area_id);
    let members: HashSet<Uuid> = members_of(&team, stints)
        .map(|stint| stint.account_id)
        .chain([team.leader_id])
        .collect();
    TeamRow {
        id: team.id,
        version: team.version,
        leader: PersonView {
            id: team.leader_id,
            name: names.get(&team.leader_id).cloned().unwrap_or_default(),
        },
        area_code: area.map(|area| area.code.clone()).unwrap_or_default(),
        area_name_zh: area.map(|area| area.name_zh.clone()).unwrap_or_default(),
        area_name_en: area.map(|area| area.name_en.clone()).unwrap_or_default(),
        site,
        member_count: members.len(),
        is_ended: team.ended_at.is_some(),
        is_leader: team.leader_id == reach.me,
        can_plan: reach.plans_team(&team, territory),
        can_lead: reach.leads_team(&team, territory),
        name: team.title,
        home_unit: team.home_unit,
    }
}

/// A team with its people.
pub(in crate::dissuasion) async fn detail(
    db: &impl ConnectionTrait,
    reach: &Reach,
    territory: &Territory,
    team: team::Model,
) -> Result<TeamDetail, DbErr> {
    let stints = teams::stints_of(db, vec![team.id]).await?;
    let everybody: HashSet<Uuid> = members_of(&team, &stints)
        .map(|stint| stint.account_id)
        .chain([team.leader_id])
        .collect();
    let names = accounts::names_of(db, everybody.clone()).await?;
    let numbers = teams::register_numbers(db, everybody.iter().copied().collect()).await?;
    let can_lead = reach.leads_team(&team, territory);
    let mut members: Vec<TeamMemberView> = everybody
        .into_iter()
        .map(|id| TeamMemberView {
            id,
            name: names.get(&id).cloned().unwrap_or_default(),
            joined_at: members_of(&team, &stints)
                .find(|stint| stint.account_id == id)
                .map(|stint| UtcMillis(stint.from_at)),
            register_number: numbers
                .get(&id)
                .filter(|_| can_lead || id == reach.me)
                .cloned(),
        })
        .collect();
    let leader = team.leader_id;
    members.sort_by(|a, b| (a.id != leader, &a.name, a.id).cmp(&(b.id != leader, &b.name, b.id)));
    let site = site_of(db, team.site_code.as_deref()).await?;
    Ok(TeamDetail {
        row: row(team, &stints, &names, site, (reach, territory)),
        members,
    })
}

/// The row id of an area that the caller plans.
pub(in crate::dissuasion) fn planned_area(
    reach: &Reach,
    territory: &Territory,
    code: &str,
    pointer: &str,
) -> Result<i64, DutyError> {
    territory
        .by_code(code)
        .filter(|area| reach.plan_areas().contains_path(&area.path))
        .map(|area| area.id)
        .ok_or_else(|| DutyError::field(pointer, FieldCode::UnknownArea))
}

/// The accounts must be active, inside `scope`, and hold `permission`.
async fn must_know(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    ids: &[Uuid],
    pointer: &str,
) -> Result<(), DutyError> {
    if ids.is_empty() {
        return Ok(());
    }
    let known = people::known(db, scope, Permission::ReadShifts, ids).await?;
    match ids.iter().position(|id| !known.contains(id)) {
        Some(at) => Err(DutyError::field(
            format!("{pointer}/{at}"),
            FieldCode::UnknownAccount,
        )),
        None => Ok(()),
    }
}

async fn must_lead(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    id: Uuid,
) -> Result<(), DutyError> {
    let known = people::known(db, scope, Permission::ReadShifts, &[id]).await?;
    if known.is_empty() {
        return Err(DutyError::field("/leader_id", FieldCode::UnknownAccount));
    }
    let leaders = people::known(db, scope, Permission::LeadShifts, &[id]).await?;
    if leaders.is_empty() {
        return Err(DutyError::field("/leader_id", FieldCode::NotALeader));
    }
    Ok(())
}

async fn must_be_site(db: &impl ConnectionTrait, code: Option<&str>) -> Result<(), DutyError> {
    match code {
        Some(code) if sites::find_anywhere(db, code).await?.is_none() => {
            Err(DutyError::field("/site_code", FieldCode::UnknownSite))
        }
        _ => Ok(()),
    }
}

/// Makes a team.
pub(in crate::dissuasion) async fn create<P>(
    who: &Allowed<P>,
    territory: &Territory,
    new: NewTeam,
) -> Result<TeamDetail, DutyError> {
    let reach = Reach::of(who.read(), who.actor()).await?;
    let area_id = planned_area(&reach, territory, &new.area_code, "/area_code")?;
    let now = who.now();
    let row = team::Model {
        id: who.new_id(),
        title: new.name.trim().to_owned(),
        home_unit: new.home_unit.trim().to_owned(),
        leader_id: new.leader_id,
        area_id,
        site_code: new.site_code,
        version: 1,
        created_at: now.0,
        ended_at: None,
    };
    let joining: Vec<(Uuid, Uuid)> = new
        .member_ids
        .iter()
        .copied()
        .collect::<HashSet<Uuid>>()
        .into_iter()
        .map(|account| (who.new_id(), account))
        .collect();
    who.write(async |tx| {
        must_lead(tx, reach.plan_areas(), row.leader_id).await?;
        must_know(tx, reach.plan_areas(), &new.member_ids, "/member_ids").await?;
        must_be_site(tx, row.site_code.as_deref()).await?;
        teams::insert(tx, row.clone()).await?;
        teams::join(tx, row.id, joining, now).await?;
        let event = audit::Event::new(Some(who.actor()), "create_team", format!("team:{}", row.id))
            .detail(json!({ "name": row.title, "members": new.member_ids.len() }));
        audit::record(tx, &who.state().clock, event).await?;
        Ok::<(), DutyError>(())
    })
    .await?;
    Ok(detail(who.read(), &reach, territory, row).await?)
}

/// Changes a team; its version decides who was first. An ended team has no coming shifts.
pub(in crate::dissuasion) async fn update<P>(
    who: &Allowed<P>,
    territory: &Territory,
    id: Uuid,
    patch: TeamPatch,
) -> Result<TeamDetail, DutyError> {
    let reach = Reach::of(who.read(), who.actor()).await?;
    let now = who.now();
    let row = who
        .write(async |tx| {
            let found = teams::find(tx, id, reach.planned_teams()).await?;
            let mut row = found.ok_or(DutyError::TeamNotFound(id))?;
            if row.version != patch.version {
                return Err(DutyError::TeamChanged(row.version));
            }
            let seen = patch.version;
            apply(tx, (&reach, territory), &mut row, patch, now).await?;
            if !teams::save(tx, &row, seen).await? {
                return Err(DutyError::TeamChanged(seen + 1));
            }
            row.version = seen + 1;
            let event = audit::Event::new(Some(who.actor()), "update_team", format!("team:{id}"))
                .detail(json!({ "name": row.title, "is_ended": row.ended_at.is_some() }));
            audit::record(tx, &who.state().clock, event).await?;
            Ok(row)
        })
        .await?;
    Ok(detail(who.read(), &reach, territory, row).await?)
}

/// Writes into a team what is to be changed.
async fn apply(
    tx: &impl ConnectionTrait,
    (reach, territory): (&Reach, &Territory),
    row: &mut team::Model,
    patch: TeamPatch,
    now: UtcMillis,
) -> Result<(), DutyError> {
    if let Some(code) = &patch.area_code {
        row.area_id = planned_area(reach, territory, code, "/area_code")?;
    }
    if let Some(leader) = patch.leader_id.filter(|leader| *leader != row.leader_id) {
        must_lead(tx, reach.plan_areas(), leader).await?;
        row.leader_id = leader;
    }
    if let Some(site) = patch.site_code {
        must_be_site(tx, site.as_deref()).await?;
        row.site_code = site;
    }
    if let Some(name) = patch.name {
        name.trim().clone_into(&mut row.title);
    }
    if let Some(unit) = patch.home_unit {
        unit.trim().clone_into(&mut row.home_unit);
    }
    match patch.is_ended {
        Some(true) if row.ended_at.is_none() => end(tx, row, now).await?,
        Some(false) => row.ended_at = None,
        _ => {}
    }
    Ok(())
}

/// Ends a team with its coming shifts.
async fn end(
    tx: &impl ConnectionTrait,
    row: &mut team::Model,
    now: UtcMillis,
) -> Result<(), DutyError> {
    row.ended_at = Some(now.0);
    let coming = shifts::coming(tx, shifts::Coming::OfTeam(row.id), now).await?;
    shifts::remove(tx, &coming).await?;
    Ok(())
}

/// Lets people join and leave a team.
pub(in crate::dissuasion) async fn change_members<P>(
    who: &Allowed<P>,
    territory: &Territory,
    id: Uuid,
    change: MembersChange,
) -> Result<TeamDetail, DutyError> {
    let reach = Reach::of(who.read(), who.actor()).await?;
    let now = who.now();
    let joining: Vec<(Uuid, Uuid)> = change
        .add
        .iter()
        .copied()
        .collect::<HashSet<Uuid>>()
        .into_iter()
        .map(|account| (who.new_id(), account))
        .collect();
    let row = who
        .write(async |tx| {
            let found = teams::find(tx, id, reach.led_teams()).await?;
            let mut row = found.ok_or(DutyError::TeamNotFound(id))?;
            let around = people_around(&reach, &row, territory);
            must_know(tx, &around, &change.add, "/add").await?;
            if row.version != change.version || !teams::save(tx, &row, change.version).await? {
                return Err(DutyError::TeamChanged(row.version));
            }
            row.version += 1;
            teams::leave(tx, id, change.remove.clone(), now).await?;
            teams::join(tx, id, joining, now).await?;
            let event = audit::Event::new(
                Some(who.actor()),
                "change_team_members",
                format!("team:{id}"),
            )
            .detail(json!({ "add": change.add, "remove": change.remove }));
            audit::record(tx, &who.state().clock, event).await?;
            Ok(row)
        })
        .await?;
    Ok(detail(who.read(), &reach, territory, row).await?)
}

/// From where a team may take people: the caller's areas, and the team's own.
fn people_around(reach: &Reach, team: &team::Model, territory: &Territory) -> AreaScope {
    let own = territory.by_id(team.area_id).map(|area| area.path.clone());
    AreaScope::subtrees(reach.lead_areas().paths().into_iter().chain(own))
}

/// From where the caller may take people into any team.
pub(in crate::dissuasion) async fn candidates_scope(
    db: &impl ConnectionTrait,
    reach: &Reach,
    territory: &Territory,
) -> Result<AreaScope, DbErr> {
    let led = teams::by_ids(db, reach.led.clone()).await?;
    let around = led
        .values()
        .filter_map(|team| Some(territory.by_id(team.area_id)?.path.clone()));
    let areas = reach.lead_areas().paths();
    Ok(AreaScope::subtrees(areas.into_iter().chain(around)))
}

/// Writes a person's number of the volunteer register; the person must belong to a team that the caller leads or plans.
pub(in crate::dissuasion) async fn set_register_number<P>(
    who: &Allowed<P>,
    account: Uuid,
    number: Option<String>,
) -> Result<(), DutyError> {
    let reach = Reach::of(who.read(), who.actor()).await?;
    let now = who.now();
    who.write(async |tx| {
        let own: Vec<Uuid> = teams::of_account(tx, account)
            .await?
            .iter()
            .map(|team| team.id)
            .collect();
        let mut is_led = false;
        for id in own {
            is_led = is_led || teams::find(tx, id, reach.led_teams()).await?.is_some();
        }
        if !is_led {
            return Err(DutyError::TeamNotFound(account));
        }
        let number = number.map(|number| number.trim().to_owned());
        teams::set_register_number(tx, account, number, now).await?;
        let event = audit::Event::new(
            Some(who.actor()),
            "change_register_number",
            format!("account:{account}"),
        );
        audit::record(tx, &who.state().clock, event).await?;
        Ok(())
    })
    .await
}
