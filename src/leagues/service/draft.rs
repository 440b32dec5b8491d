//! Reading figures: for a draft, and again for a recount.

use super::{Ground, note, record};
use crate::leagues::concerned::Concern;
use crate::leagues::error::LeagueError;
use crate::leagues::model::{Deed, State};
use crate::leagues::queries;
use crate::leagues::table::{self, Question};
use crate::leagues::wire::{LeagueAsked, LeagueRow, LeagueTable};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ManageIndicators;
use crate::platform::clock::UtcMillis;
use crate::platform::db::{Lock, hold, insert_row, insert_rows};
use crate::platform::frozen::Frozen;
use crate::platform::problem::FieldCode;
use entity::{league, league_reading, league_row};
use sea_orm::DatabaseTransaction;
use serde_json::json;
use uuid::Uuid;

/// Reads the figures of a period that is over, and keeps them as the draft of a league.
pub(in crate::leagues) async fn draft(
    who: &Allowed<ManageIndicators>,
    ground: &Ground,
    question: &Question,
) -> Result<league::Model, LeagueError> {
    if question.period.to() >= ground.zone.day_of(who.now()) {
        return Err(LeagueError::PeriodRunning(question.period.to_string()));
    }
    let missing = || LeagueError::field("/area", FieldCode::MissingField);
    let area_id = question.area.as_ref().ok_or_else(missing)?.id;
    let table = table::read(who.read(), (&ground.gauges, &ground.books), question).await?;
    if table.rows.iter().all(|row| row.state == "nothing") {
        return Err(LeagueError::Nothing);
    }
    let by = (who.actor().account_id, who.now());
    let row = row_of(who.new_id(), area_id, &table, by);
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        if let Some(twin) = queries::twin(tx, &row).await? {
            return Err(LeagueError::Exists(twin.id));
        }
        insert_row(tx, row.clone()).await?;
        let hash = keep(tx, ground, (row.id, 1, who.now()), &table).await?;
        note(tx, who, &row, (Deed::Draft, None, None)).await?;
        let figure = format!("{}/{}", row.source, row.code);
        let detail = json!({"figure": figure, "period": row.period, "sha256": hash});
        record(tx, who, ("create_league", row.id), detail).await?;
        Ok(row)
    })
    .await
}

/// The draft of a league.
pub(in crate::leagues) fn row_of(
    id: Uuid,
    area_id: i64,
    table: &LeagueTable,
    (made_by, now): (Uuid, UtcMillis),
) -> league::Model {
    league::Model {
        id,
        subject: table.subject.clone(),
        source: table.source.clone(),
        code: table.code.clone(),
        title_zh: table.name_zh.clone(),
        title_en: table.name_en.clone(),
        period: table.period.clone(),
        from_on: table.from.to_string(),
        to_on: table.to.to_string(),
        area_id,
        level: table.level.clone(),
        state: State::Draft.code().to_owned(),
        version: 1,
        made_at: now.0,
        made_by,
        opened_at: None,
        ends_on: None,
        ended_at: None,
    }
}

/// Keeps what was read, and who stands in it; its hash.
pub(in crate::leagues) async fn keep(
    tx: &DatabaseTransaction,
    ground: &Ground,
    (league_id, number, now): (Uuid, i64, UtcMillis),
    table: &LeagueTable,
) -> Result<String, LeagueError> {
    let Frozen { text, sha256 } = Frozen::of(table)?;
    let hash = hex::encode(&sha256);
    let reading = league_reading::Model {
        league_id,
        number,
        content: text,
        sha256,
        read_at: now.0,
    };
    insert_row(tx, reading).await?;
    let row = |row: &LeagueRow| league_row::Model {
        league_id,
        number,
        code: row.code.clone(),
        area_id: match row.unit_id {
            Some(_) => None,
            None => ground.territory.by_code(&row.code).map(|area| area.id),
        },
        unit_id: row.unit_id,
    };
    insert_rows(tx, table.rows.iter().map(row)).await?;
    Ok(hash)
}

/// The figures of a league read again from the records as they now stand.
pub(super) async fn recount(
    who: &Allowed<ManageIndicators>,
    ground: &Ground,
    id: Uuid,
) -> Result<LeagueTable, LeagueError> {
    let found = queries::find(who.read(), &Concern::in_areas(who.scope()), id).await?;
    let row = found.ok_or(LeagueError::NotFound(id))?;
    let area = ground.territory.by_id(row.area_id);
    let asked = LeagueAsked {
        subject: row.subject,
        source: row.source,
        code: row.code,
        period: Some(row.period),
        area: area.map(|area| area.code.clone()),
        level: row.level,
    };
    let times = (ground.zone, who.now());
    let within = (who.scope(), &*ground.territory);
    let question =
        Question::new(&asked, &ground.gauges, within, times).map_err(LeagueError::Field)?;
    Ok(table::read(who.read(), (&ground.gauges, &ground.books), &question).await?)
}
