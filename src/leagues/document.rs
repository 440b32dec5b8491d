//! Readings and the settled document: canonical JSON, known by its SHA-256. Pure.

use super::error::LeagueError;
use super::model::{Deed, arrange};
use super::wire::{AppealProof, LeagueDocument, LeagueTable, ReadingView, SetAside, SettledAppeal};
use crate::platform::clock::UtcMillis;
use crate::platform::frozen::Frozen;
use chrono::NaiveDate;
use entity::{league, league_appeal, league_decision, league_document, league_reading};
use std::collections::HashMap;
use uuid::Uuid;

/// An appeal with its decision.
pub(super) type Appealed = (league_appeal::Model, Option<league_decision::Model>);
/// Names of accounts.
pub(super) type Names = HashMap<Uuid, String>;

/// An appeal as it is told.
pub(super) fn told((appeal, decision): &Appealed, names: &Names) -> SettledAppeal {
    let decision = decision.as_ref();
    SettledAppeal {
        code: appeal.code.clone(),
        filed_at: UtcMillis(appeal.filed_at),
        reason: appeal.reason.clone(),
        proof: proof_of(appeal),
        decision: decision.map(|one| one.decision.clone()),
        decision_reason: decision.map(|one| one.reason.clone()),
        decided_at: decision.map(|one| UtcMillis(one.decided_at)),
        decided_by_name: decision.and_then(|one| names.get(&one.decided_by).cloned()),
        reading_number: decision.and_then(|one| one.reading_number),
    }
}

fn proof_of(appeal: &league_appeal::Model) -> Vec<AppealProof> {
    serde_json::from_str(&appeal.proof).unwrap_or_default()
}

/// Readings with the row whose appeal asked for each.
pub(super) fn readings(
    found: &[league_reading::Model],
    appeals: &[SettledAppeal],
) -> Vec<ReadingView> {
    let view = |row: &league_reading::Model| {
        let asked = appeals
            .iter()
            .find(|one| one.reading_number == Some(row.number));
        ReadingView {
            number: row.number,
            read_at: UtcMillis(row.read_at),
            sha256: hex::encode(&row.sha256),
            asked_by: asked.map(|one| one.code.clone()),
        }
    };
    found.iter().map(view).collect()
}

/// The table of the last reading, without the rows set aside in its tiers.
pub(super) fn table(
    found: &[league_reading::Model],
    appeals: &[SettledAppeal],
) -> Result<LeagueTable, LeagueError> {
    let last = found.last().map_or("", |row| row.content.as_str());
    let mut table: LeagueTable = serde_json::from_str(last)?;
    for appeal in appeals {
        if appeal.decision.as_deref() != Some(Deed::SetAside.code()) {
            continue;
        }
        let own = table.rows.iter_mut().find(|row| row.code == appeal.code);
        if let Some(row) = own {
            row.set_aside = Some(SetAside {
                by_name: appeal.decided_by_name.clone(),
                at: appeal.decided_at.unwrap_or_default(),
                reason: appeal.decision_reason.clone().unwrap_or_default(),
            });
        }
    }
    table.tiers = arrange(&mut table.rows);
    Ok(table)
}

/// The settled document as a row to keep.
pub(super) fn settled(
    league: &league::Model,
    (found, appeals): (&[league_reading::Model], Vec<SettledAppeal>),
    (by_id, by_name, at): (Uuid, String, UtcMillis),
) -> Result<league_document::Model, LeagueError> {
    let document = LeagueDocument {
        id: league.id,
        table: table(found, &appeals)?,
        readings: readings(found, &appeals),
        appeals,
        opened_at: UtcMillis(league.opened_at.unwrap_or_default()),
        ends_on: ends_on(league).unwrap_or_default(),
        settled_at: at,
        settled_by_name: by_name,
    };
    let Frozen { text, sha256 } = Frozen::of(&document)?;
    Ok(league_document::Model {
        league_id: league.id,
        content: text,
        sha256,
        settled_at: at.0,
        settled_by: by_id,
    })
}

/// The last local day on which a league takes appeals.
pub(super) fn ends_on(league: &league::Model) -> Option<NaiveDate> {
    league.ends_on.as_ref()?.parse().ok()
}
