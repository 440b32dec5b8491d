//! Leagues as they are shown.

use super::concerned::Concern;
use super::document::{self, Appealed, ends_on};
use super::error::LeagueError;
use super::model::{Deed, open_deeds};
use super::queries;
use super::service::{Ground, state_of, takes_appeals, told};
use super::wire::{
    AppealView, DocumentView, LeagueDocument, LeagueEventView, LeagueSummary, LeagueView,
    SettledAppeal,
};
use crate::accounts::names_of;
use crate::areas::Territory;
use crate::indicators::{IndicatorWord, word_view};
use crate::platform::auth::{Allowed, Permission};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::frozen::is_intact;
use entity::{league, league_document, league_event};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

/// Leagues as lists show them.
pub(super) async fn summaries(
    db: &impl ConnectionTrait,
    territory: &Territory,
    found: Vec<league::Model>,
    times: (Zone, UtcMillis),
) -> Result<Vec<LeagueSummary>, DbErr> {
    let appeals = queries::appeals(db, found.iter().map(|row| row.id).collect()).await?;
    let summary = |row: &league::Model| summary(row, territory, &appeals, times);
    Ok(found.iter().map(summary).collect())
}

fn summary(
    row: &league::Model,
    territory: &Territory,
    appeals: &[Appealed],
    (zone, now): (Zone, UtcMillis),
) -> LeagueSummary {
    let (area, state) = (territory.by_id(row.area_id), state_of(row));
    let own = || appeals.iter().filter(|one| one.0.league_id == row.id);
    LeagueSummary {
        id: row.id,
        subject: row.subject.clone(),
        source: row.source.clone(),
        code: row.code.clone(),
        name_zh: row.title_zh.clone(),
        name_en: row.title_en.clone(),
        period: row.period.clone(),
        area_code: area.map_or(String::new(), |area| area.code.clone()),
        area_name_zh: area.map_or(String::new(), |area| area.name_zh.clone()),
        area_name_en: area.map_or(String::new(), |area| area.name_en.clone()),
        level: row.level.clone(),
        state: word_view(state.code(), state.names()),
        version: row.version,
        made_at: UtcMillis(row.made_at),
        opened_at: row.opened_at.map(UtcMillis),
        ends_on: ends_on(row),
        takes_appeals: takes_appeals(row, zone, now),
        appeals: own().count(),
        undecided: own().filter(|one| one.1.is_none()).count(),
        ended_at: row.ended_at.map(UtcMillis),
    }
}

/// A league with everything that was done, and what the caller may do.
pub(super) async fn view<P>(
    who: &Allowed<P>,
    ground: &Ground,
    id: Uuid,
) -> Result<LeagueView, LeagueError> {
    let db = who.read();
    let reads = who.actor().scope(Permission::ReadIndicators);
    let reads = reads.ok_or(LeagueError::NotFound(id))?;
    let concern = Concern::of(db, who.actor(), &reads).await?;
    let row = queries::find(db, &concern, id).await?;
    let row = row.ok_or(LeagueError::NotFound(id))?;
    let times = (ground.zone, who.now());
    let appeals = queries::appeals(db, vec![id]).await?;
    let said = told(db, &appeals).await?;
    let document = queries::document(db, id).await?;
    let readings = queries::readings(db, id).await?;
    let table = match &document {
        Some(document) => of_document(document)?.table,
        None => document::table(&readings, &said)?,
    };
    let actions = actions(who, ground, &row);
    let may_appeal = if takes_appeals(&row, times.0, times.1) {
        let last = readings.last().map_or(0, |reading| reading.number);
        let rows = queries::rows(db, (id, last)).await?.into_iter();
        rows.filter(|one| concern.answers_for(who.actor(), &ground.territory, one))
            .filter(|one| said.iter().all(|appeal| appeal.code != one.code))
            .map(|one| one.code)
            .collect()
    } else {
        vec![]
    };
    Ok(LeagueView {
        league: summary(&row, &ground.territory, &appeals, times),
        readings: document::readings(&readings, &said),
        appeals: appeal_views(who.actor().account_id, &appeals, said),
        events: events(db, id).await?,
        document: match document {
            Some(document) => Some(known_by(db, &document).await?),
            None => None,
        },
        table,
        actions,
        may_appeal,
    })
}

fn appeal_views(me: Uuid, appeals: &[Appealed], said: Vec<SettledAppeal>) -> Vec<AppealView> {
    let view = |((appeal, _), said): (&Appealed, SettledAppeal)| AppealView {
        id: appeal.id,
        is_own: appeal.filed_by == me,
        appeal: said,
    };
    appeals.iter().zip(said).map(view).collect()
}

/// What the caller may do with a league where it stands, but for appeals, which are about rows.
fn actions<P>(who: &Allowed<P>, ground: &Ground, row: &league::Model) -> Vec<IndicatorWord> {
    let area = ground.territory.by_id(row.area_id);
    let may = |permission| area.is_some_and(|area| who.actor().may_in(permission, &area.path));
    let open = open_deeds(state_of(row), may).into_iter();
    open.filter(|deed| *deed != Deed::Appeal)
        .map(|deed| word_view(deed.code(), deed.names()))
        .collect()
}

async fn events(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<LeagueEventView>, DbErr> {
    let found = queries::events(db, id).await?;
    let is_appeal = |event: &league_event::Model| event.deed == Deed::Appeal.code();
    let people = found.iter().filter(|event| !is_appeal(event));
    let names = names_of(db, people.map(|event| event.by_id).collect()).await?;
    let view = |event: league_event::Model| {
        Some(LeagueEventView {
            number: event.number,
            deed: Deed::parse(&event.deed).map(|deed| word_view(deed.code(), deed.names()))?,
            at: UtcMillis(event.at),
            by_name: names
                .get(&event.by_id)
                .filter(|_| !is_appeal(&event))
                .cloned(),
            code: event.code,
            reason: event.reason,
        })
    };
    Ok(found.into_iter().filter_map(view).collect())
}

async fn known_by(
    db: &impl ConnectionTrait,
    row: &league_document::Model,
) -> Result<DocumentView, DbErr> {
    let names = names_of(db, [row.settled_by].into()).await?;
    Ok(DocumentView {
        sha256: hex::encode(&row.sha256),
        is_intact: is_intact(&row.content, &row.sha256),
        settled_at: UtcMillis(row.settled_at),
        settled_by_name: names.get(&row.settled_by).cloned(),
    })
}

/// What a settled document says.
pub(super) fn of_document(row: &league_document::Model) -> Result<LeagueDocument, LeagueError> {
    Ok(serde_json::from_str(&row.content)?)
}
