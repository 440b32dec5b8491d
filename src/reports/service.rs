//! Making a report, freezing it, showing it.

use super::error::ReportError;
use super::model::{Kind, findings};
use super::queries;
use super::wire::{FrozenReport, ReportContent, ReportRow, ReportView};
use crate::accounts::names_of;
use crate::areas::{Area, Territories, Territory};
use crate::gauges::{Gauges, Span};
use crate::indicators::{FreezingBoard, Period, ReportedBoard, reached};
use crate::platform::audit;
use crate::platform::auth::{Actor, AreaScope};
use crate::platform::clock::{Clock, UtcMillis};
use crate::platform::days::Zone;
use crate::platform::db::{Lock, hold};
use crate::platform::frozen::{Frozen, is_intact};
use crate::platform::ids::Ids;
use crate::platform::problem::{FieldCode, Problem};
use crate::sections::{Ask, SectionView, Sections};
use crate::units::Shelf;
use entity::report;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// Stands for the account where the service freezes a report by itself.
pub(super) const BY_SERVICE: Uuid = Uuid::nil();

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

    /// The days and areas.
    pub(super) fn span(&self) -> &Span {
        &self.ask.span
    }

    /// The frozen report of the period and area, if there is one.
    async fn frozen(&self, db: &DatabaseConnection) -> Result<Option<report::Model>, DbErr> {
        let Some(area) = &self.area else {
            return Ok(None);
        };
        let period = self.period.to_string();
        queries::of_period(db, &self.ask.span.scope, (&period, area.id)).await
    }

    /// What sections come to.
    fn content(&self, sections: Vec<SectionView>) -> ReportContent {
        let (span, area) = (&self.ask.span, self.area.as_ref());
        let (findings_zh, findings_en) = findings(&sections);
        ReportContent {
            kind: Kind::of(self.period).code().to_owned(),
            period: self.period.to_string(),
            from: span.from,
            to: span.to,
            before: self.period.before().to_string(),
            is_over: self.is_over(),
            area_code: area.map(|area| area.code.clone()),
            area_name_zh: area.map(|area| area.name_zh.clone()),
            area_name_en: area.map(|area| area.name_en.clone()),
            as_of: span.now,
            findings_zh,
            findings_en,
            sections,
        }
    }
}

/// What reports are made with. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ReportMaker {
    /// The areas in use.
    pub territories: Territories,
    /// Who has something to tell.
    pub sections: Sections,
    /// What the scoreboard asks.
    pub gauges: Gauges,
    /// The units in use.
    pub shelf: Shelf,
    /// Time.
    pub clock: Clock,
    /// New identifiers.
    pub ids: Ids,
    /// Whose days count.
    pub zone: Zone,
}

/// A report about to be frozen, with the scoreboard that stands in it.
pub(super) struct Freezing {
    row: report::Model,
    area_code: String,
    board: Option<FreezingBoard>,
}

impl ReportMaker {
    /// A checked question about a period and an area inside a scope.
    pub(super) fn asked(
        &self,
        of: (&str, Option<&str>),
        scope: &AreaScope,
    ) -> Result<Asked, Fault> {
        let now = (self.zone, self.clock.now());
        Asked::new(of, (scope, self.territories.current()), now)
    }

    /// Reckons a report, with the scoreboard that stands in it.
    async fn reckon(
        &self,
        db: &DatabaseConnection,
        asked: &Asked,
    ) -> Result<(ReportContent, Option<ReportedBoard>), ReportError> {
        let books = self.shelf.current(db).await?;
        let span = &asked.ask.span;
        let board = ReportedBoard::of(
            (db, &self.gauges, &books),
            asked.period,
            span,
            asked.area.clone(),
        );
        let (board, sections) = futures_util::join!(board, self.sections.write(db, &asked.ask));
        let (board, mut sections) = (board?, sections?);
        if let Some(board) = &board {
            sections.insert(0, board.section());
        }
        Ok((asked.content(sections), board))
    }

    /// The report as it stands now, and whether a frozen one exists.
    pub(super) async fn preview(
        &self,
        db: &DatabaseConnection,
        asked: &Asked,
    ) -> Result<ReportView, ReportError> {
        let (content, _) = self.reckon(db, asked).await?;
        let frozen = match asked.frozen(db).await? {
            Some(row) => Some(known_by(db, &row).await?),
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

    /// The report of a period that is over, ready to be frozen by an account.
    pub(super) async fn freezing(
        &self,
        db: &DatabaseConnection,
        asked: &Asked,
        by: Uuid,
    ) -> Result<Freezing, ReportError> {
        let period = asked.period.to_string();
        if !asked.is_over() {
            return Err(ReportError::NotOver(period));
        }
        let missing = || ReportError::Body("/area_code", FieldCode::MissingField);
        let area = asked.area.as_ref().ok_or_else(missing)?;
        let (content, board) = self.reckon(db, asked).await?;
        let (new_id, at) = (|| self.ids.next(&self.clock), asked.ask.span.now);
        let board = board.map(|board| board.to_freeze(new_id(), area.id, (by, at)));
        let Frozen { text, sha256 } = Frozen::of(&content).map_err(Problem::from)?;
        let row = report::Model {
            id: new_id(),
            kind: content.kind,
            period,
            from_on: content.from.to_string(),
            area_id: area.id,
            sha256,
            content: text,
            made_at: at.0,
            made_by: by,
        };
        Ok(Freezing {
            row,
            area_code: area.code.clone(),
            board: board.transpose()?.flatten(),
        })
    }
}

impl Freezing {
    /// Freezes it inside a transaction, audited as done by an actor, or by the service.
    /// * Errors: the period and area are frozen already.
    pub(super) async fn keep(
        self,
        tx: &DatabaseTransaction,
        clock: &Clock,
        actor: Option<&Actor>,
    ) -> Result<report::Model, ReportError> {
        hold(tx, Lock::Changes).await?;
        let Self { row, board, .. } = self;
        if queries::is_frozen(tx, (&row.period, row.area_id)).await? {
            return Err(ReportError::Frozen(row.period));
        }
        let operation = actor.map_or("job:freeze_report", |_| "publish_report");
        let event = audit::Event::new(actor, operation, format!("report:{}", row.id));
        let hash = hex::encode(&row.sha256);
        let detail = json!({"period": row.period, "area": self.area_code, "sha256": hash});
        queries::insert(tx, row.clone()).await?;
        if let Some(board) = board {
            board.freeze(tx).await?;
        }
        audit::record(tx, clock, event.detail(detail)).await?;
        Ok(row)
    }
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
        is_by_service: row.made_by == BY_SERVICE,
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
            is_by_service: row.made_by == BY_SERVICE,
        }
    };
    Ok(reports.into_iter().map(row).collect())
}
