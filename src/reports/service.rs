//! Making a report, freezing it, showing it.

use super::error::ReportError;
use super::model::{Kind, findings};
use super::queries;
use super::wire::{FrozenReport, ReportContent, ReportRow, ReportView};
use crate::accounts::names_of;
use crate::areas::{Area, Territory};
use crate::gauges::{Gauges, Span};
use crate::indicators::{Period, ReportedBoard, reached};
use crate::platform::audit;
use crate::platform::auth::markers::ManageIndicators;
use crate::platform::auth::{Allowed, AreaScope};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::db::{Lock, hold};
use crate::platform::frozen::{Frozen, is_intact};
use crate::platform::problem::{FieldCode, Problem};
use crate::sections::{Ask, Sections};
use crate::units::Shelf;
use entity::report;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// A checked question for a report.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    period: Period,
    area: Option<Area>,
    ask: Ask,
}

/// Which parameter is wrong, and why.
pub(super) struct Fault {
    pub is_period: bool,
    pub code: FieldCode,
}

impl Asked {
    /// Checks period and area. An area outside the caller's is not there.
    pub(super) fn new(
        (period, area): (&str, Option<&str>),
        (scope, territory): (&AreaScope, Arc<Territory>),
        (zone, now): (Zone, UtcMillis),
    ) -> Result<Self, Fault> {
        let wrong = |is_period, code| Fault { is_period, code };
        let period = Period::parse(period).ok_or(wrong(true, FieldCode::BadPeriod))?;
        if period.from() > zone.day_of(now) {
            return Err(wrong(true, FieldCode::OutOfRange));
        }
        let (scope, area) =
            reached(area, scope, &territory).ok_or(wrong(false, FieldCode::UnknownArea))?;
        let span = |period: Period| Span {
            scope: scope.clone(),
            area_code: area.as_ref().map(|area| area.code.clone()),
            from: period.from(),
            to: period.to(),
            zone,
            now,
        };
        let ask = Ask {
            span: span(period),
            before: span(period.before()),
            territory,
        };
        Ok(Self { period, area, ask })
    }

    fn is_over(&self) -> bool {
        let span = &self.ask.span;
        span.to < span.zone.day_of(span.now)
    }
}

/// What a report is made of.
#[derive(Clone, Copy)]
pub(super) struct Sources<'a> {
    pub db: &'a DatabaseConnection,
    pub sections: &'a Sections,
    pub gauges: &'a Gauges,
    pub shelf: &'a Shelf,
}

/// Reckons a report, with the scoreboard that stands in it.
async fn reckon(
    sources: Sources<'_>,
    asked: &Asked,
) -> Result<(ReportContent, Option<ReportedBoard>), ReportError> {
    let Sources { db, .. } = sources;
    let books = sources.shelf.current(db).await?;
    let span = &asked.ask.span;
    let board = ReportedBoard::of(
        (db, sources.gauges, &books),
        asked.period,
        span,
        asked.area.clone(),
    );
    let (board, sections) = futures_util::join!(board, sources.sections.write(db, &asked.ask));
    let (board, mut sections) = (board?, sections?);
    if let Some(board) = &board {
        sections.insert(0, board.section());
    }
    let (findings_zh, findings_en) = findings(&sections);
    let area = asked.area.as_ref();
    let content = ReportContent {
        kind: Kind::of(asked.period).code().to_owned(),
        period: asked.period.to_string(),
        from: span.from,
        to: span.to,
        before: asked.period.before().to_string(),
        is_over: asked.is_over(),
        area_code: area.map(|area| area.code.clone()),
        area_name_zh: area.map(|area| area.name_zh.clone()),
        area_name_en: area.map(|area| area.name_en.clone()),
        as_of: span.now,
        findings_zh,
        findings_en,
        sections,
    };
    Ok((content, board))
}

/// The report as it stands now, and whether a frozen one exists.
pub(super) async fn preview(
    sources: Sources<'_>,
    asked: &Asked,
) -> Result<ReportView, ReportError> {
    let (content, _) = reckon(sources, asked).await?;
    let frozen = match &asked.area {
        Some(area) => {
            let which = (content.period.as_str(), area.id);
            queries::of_period(sources.db, &asked.ask.span.scope, which).await?
        }
        None => None,
    };
    let frozen = match frozen {
        Some(row) => Some(known_by(sources.db, &row).await?),
        None => None,
    };
    Ok(ReportView {
        state: if content.is_over {
            "over"
        } else {
            "preliminary"
        },
        frozen,
        content,
    })
}

/// Freezes the report of a period that is over, and the scoreboard with it.
pub(super) async fn freeze(
    who: &Allowed<ManageIndicators>,
    sources: Sources<'_>,
    asked: &Asked,
) -> Result<ReportView, ReportError> {
    let period = asked.period.to_string();
    if !asked.is_over() {
        return Err(ReportError::NotOver(period));
    }
    let missing = || ReportError::Body("/area_code", FieldCode::MissingField);
    let area = asked.area.as_ref().ok_or_else(missing)?;
    let (content, board) = reckon(sources, asked).await?;
    let by = (who.actor().account_id, who.now());
    let board = board.map(|board| board.to_freeze(who.new_id(), area.id, by));
    let board = board.transpose()?.flatten();
    let Frozen { text, sha256 } = Frozen::of(&content).map_err(Problem::from)?;
    let row = report::Model {
        id: who.new_id(),
        kind: content.kind.clone(),
        period: period.clone(),
        from_on: content.from.to_string(),
        area_id: area.id,
        sha256,
        content: text,
        made_at: by.1.0,
        made_by: by.0,
    };
    let frozen = row.clone();
    who.write::<_, ReportError>(async |tx| {
        hold(tx, Lock::Changes).await?;
        let which = (period.as_str(), area.id);
        if queries::of_period(tx, who.scope(), which).await?.is_some() {
            return Err(ReportError::Frozen(period.clone()));
        }
        let subject = format!("report:{}", row.id);
        let event = audit::Event::new(Some(who.actor()), "publish_report", subject);
        let hash = hex::encode(&row.sha256);
        let event = event.detail(json!({"period": period, "area": area.code, "sha256": hash}));
        queries::insert(tx, row).await?;
        if let Some(board) = board {
            board.freeze(tx).await?;
        }
        Ok(audit::record(tx, &who.state().clock, event).await?)
    })
    .await?;
    shown(sources.db, &frozen).await
}

/// A frozen report.
pub(super) async fn shown(
    db: &impl ConnectionTrait,
    row: &report::Model,
) -> Result<ReportView, ReportError> {
    Ok(ReportView {
        state: "frozen",
        frozen: Some(known_by(db, row).await?),
        content: serde_json::from_str(&row.content)?,
    })
}

async fn known_by(db: &impl ConnectionTrait, row: &report::Model) -> Result<FrozenReport, DbErr> {
    let names = names_of(db, [row.made_by].into()).await?;
    Ok(FrozenReport {
        id: row.id,
        sha256: hex::encode(&row.sha256),
        is_intact: is_intact(&row.content, &row.sha256),
        made_at: UtcMillis(row.made_at),
        made_by_name: names.get(&row.made_by).cloned(),
    })
}

/// A report inside a scope.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    id: Uuid,
) -> Result<report::Model, ReportError> {
    let found = queries::find(db, scope, id).await?;
    found.ok_or(ReportError::NotFound(id))
}

/// Reports as lists show them.
pub(super) async fn rows(
    db: &impl ConnectionTrait,
    territory: &Territory,
    reports: Vec<report::Model>,
) -> Result<Vec<ReportRow>, DbErr> {
    let names = names_of(db, reports.iter().map(|row| row.made_by).collect()).await?;
    let row = |row: report::Model| {
        let area = territory.by_id(row.area_id);
        ReportRow {
            id: row.id,
            kind: row.kind,
            period: row.period,
            area_code: area.map_or(String::new(), |area| area.code.clone()),
            area_name_zh: area.map_or(String::new(), |area| area.name_zh.clone()),
            area_name_en: area.map_or(String::new(), |area| area.name_en.clone()),
            sha256: hex::encode(row.sha256),
            made_at: UtcMillis(row.made_at),
            made_by_name: names.get(&row.made_by).cloned(),
        }
    };
    Ok(reports.into_iter().map(row).collect())
}
