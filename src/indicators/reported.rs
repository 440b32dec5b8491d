//! The scoreboard as a part of a period's report: reckoned with it, frozen with it, told in it.

use super::error::IndicatorError;
use super::model::Period;
use super::queries;
use super::scoreboard::{self, Asked, Sources};
use super::wire::{MeasureResult, Scoreboard, ScoreboardItem};
use crate::areas::Area;
use crate::gauges::{Gauges, Method, Span};
use crate::platform::clock::UtcMillis;
use crate::platform::keys::sha256;
use crate::platform::num;
use crate::platform::problem::Problem;
use crate::sections::{Figure, Row, SectionView, Table, Wanted};
use crate::units::Books;
use entity::period_report;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};
use uuid::Uuid;

/// Periods before that a frozen scoreboard keeps.
const TREND: u8 = 3;

/// A scoreboard for a report.
#[derive(Clone, Debug)]
pub struct ReportedBoard(Scoreboard);

impl ReportedBoard {
    /// The scoreboard of a period in an area, as it was frozen or reckoned now; none where no edition holds.
    pub async fn of(
        (db, gauges, books): (&DatabaseConnection, &Gauges, &Books),
        period: Period,
        span: &Span,
        area: Option<Area>,
    ) -> Result<Option<Self>, Problem> {
        let sources = Sources { db, gauges, books };
        let asked = Asked {
            period,
            scope: span.scope.clone(),
            area,
            trend: TREND,
            is_live: false,
            zone: span.zone,
            now: span.now,
        };
        match scoreboard::show(sources, &asked).await {
            Ok(board) => Ok(Some(Self(board))),
            Err(IndicatorError::NoEditionYet(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The row that freezes it; none where it is frozen already.
    /// * Errors: internal, when it cannot be written as canonical JSON.
    pub fn to_freeze(
        &self,
        id: Uuid,
        area_id: i64,
        (by, at): (Uuid, UtcMillis),
    ) -> Result<Option<FreezingBoard>, Problem> {
        if self.0.frozen.is_some() {
            return Ok(None);
        }
        let content = serde_json_canonicalizer::to_string(&self.0)
            .map_err(|error| Problem::internal("write a scoreboard", error))?;
        Ok(Some(FreezingBoard(period_report::Model {
            id,
            period: self.0.period.clone(),
            area_id,
            edition_id: self.0.edition_id,
            sha256: sha256(content.as_bytes()).to_vec(),
            content,
            made_at: at.0,
            made_by: by,
        })))
    }

    /// What a report tells of it.
    pub fn section(&self) -> SectionView {
        let counts = &self.0.counts;
        let count = |number: usize| Figure::count(num::u64_from_usize(number)).linked(self.link());
        SectionView::new("indicators", ("测评指标", "Indicators"))
            .headline("reached", ("已达标", "Reached"), count(counts.reached))
            .headline(
                "not_proven",
                ("尚未证明", "Not proven"),
                count(counts.not_proven),
            )
            .headline(
                "not_reached",
                ("未达标", "Not reached"),
                count(counts.not_reached),
            )
            .headline(
                "unmeasured",
                ("没人测量", "Measured by nobody"),
                count(counts.unmeasured),
            )
            .table(self.measures())
            .table(self.unmeasured())
    }

    fn link(&self) -> String {
        let area = self.0.area_code.as_ref();
        let area = area.map_or(String::new(), |code| format!("&area={code}"));
        format!("/indicators/scoreboard?period={}{area}", self.0.period)
    }

    fn measures(&self) -> Table {
        let heads = [
            ("requirement", "测评要求", "requirement"),
            ("figure", "数值", "figure"),
            ("evidence", "已认可材料", "accepted evidence"),
        ];
        let mut table = Table::new("measures", ("各项测评要求", "Requirements"), &heads);
        for item in &self.0.items {
            for (at, measure) in item.measures.iter().enumerate() {
                table.rows.push(self.row(item, at, measure));
            }
        }
        table
    }

    fn row(&self, item: &ScoreboardItem, at: usize, measure: &MeasureResult) -> Row {
        let names = (
            format!("{} · {}", item.title_zh, measure.name_zh),
            format!("{} · {}", item.title_en, measure.name_en),
        );
        let evidence = format!(
            "/evidence?requirement={}&period={}",
            item.code, self.0.period
        );
        let cells = vec![
            figure(measure),
            Figure::count(item.evidence.accepted).linked(evidence),
        ];
        Row::new(&format!("{}#{at}", item.code), (&names.0, &names.1), cells)
    }

    /// Requirements with a way of assessment that nobody measures.
    fn unmeasured(&self) -> Table {
        let heads = [(
            "requirement",
            "没人测量的要求和方式",
            "Measured by nobody, with the method",
        )];
        let names = ("没人测量的要求", "Requirements that nobody measures");
        let mut table = Table::new("unmeasured", names, &heads);
        for one in &self.0.unmeasured {
            let methods = one.methods.iter().filter_map(|code| Method::parse(code));
            let (zh, en): (Vec<&str>, Vec<&str>) = methods.map(Method::names).unzip();
            let names = (
                format!("{}（{}）", one.title_zh, zh.join("、")),
                format!("{} ({})", one.title_en, en.join(", ")),
            );
            table
                .rows
                .push(Row::new(&one.code, (&names.0, &names.1), vec![]));
        }
        table
    }
}

/// A scoreboard about to be frozen.
#[derive(Clone, Debug)]
pub struct FreezingBoard(period_report::Model);

impl FreezingBoard {
    /// Freezes it, inside the transaction of its report.
    pub async fn freeze(self, tx: &impl ConnectionTrait) -> Result<(), DbErr> {
        queries::insert_report(tx, self.0).await
    }
}

/// A measure as a number of a report.
fn figure(measure: &MeasureResult) -> Figure {
    let parts = if measure.wanted.unit == "percent" {
        100.0
    } else {
        1.0
    };
    let before = measure.trend.last();
    Figure {
        state: measure.state.clone(),
        amount: measure.count.map(num::from_u64),
        rate: measure.rate.clone(),
        before: before.and_then(|point| point.estimate.or(point.count.map(num::from_u64))),
        wanted: Some(Wanted {
            comparator: measure.wanted.comparator.clone(),
            value: measure.wanted.value / parts,
            judged_at: measure.wanted.judged_at / parts,
        }),
        verdict: measure.verdict.clone(),
        more_needed: measure.more_needed,
        link: measure.link.clone(),
        ..Figure::nothing()
    }
}
