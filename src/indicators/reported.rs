//! The scoreboard as a part of a period's report: reckoned with it, frozen with it, told in it.

use super::error::IndicatorError;
use super::model::Period;
use super::queries;
use super::scoreboard::{self, Asked, Sources};
use super::wire::{DOCUMENTS, MeasureResult, Scoreboard, ScoreboardItem};
use crate::areas::Area;
use crate::gauges::{Gauges, Method, Span};
use crate::platform::clock::UtcMillis;
use crate::platform::frozen::Frozen;
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
        let Frozen { text, sha256 } = Frozen::of(&self.0)?;
        Ok(Some(FreezingBoard(period_report::Model {
            id,
            period: self.0.period.clone(),
            area_id,
            edition_id: self.0.edition_id,
            sha256,
            content: text,
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
            .table(self.rates())
            .table(self.documents())
            .table(self.unmeasured())
    }

    fn link(&self) -> String {
        let area = self.0.area_code.as_ref();
        let area = area.map_or(String::new(), |code| format!("&area={code}"));
        format!("/indicators/scoreboard?period={}{area}", self.0.period)
    }

    /// Requirements that are measured by shares, each share with what is wanted of it.
    fn rates(&self) -> Table {
        let heads = [
            ("requirement", "指标和要求", "figure and requirement"),
            ("figure", "数值", "figure"),
        ];
        let mut table = Table::new("rates", ("有目标的比率", "Shares with a target"), &heads);
        for (at, item, measure) in self.measured(false) {
            let names = (
                format!("{} · {}", measure.name_zh, item.title_zh),
                format!("{} · {}", measure.name_en, item.title_en),
            );
            let code = format!("{}#{at}", item.code);
            let row = Row::new(&code, (&names.0, &names.1), vec![figure(measure)]);
            table.rows.push(row);
        }
        table
    }

    /// Requirements that are proven by documents: accepted pieces of evidence.
    fn documents(&self) -> Table {
        let heads = [
            ("requirement", "测评要求", "requirement"),
            ("accepted", "已认可材料", "accepted evidence"),
        ];
        let names = ("用材料证明的要求", "Requirements proven by documents");
        let mut table = Table::new("documents", names, &heads);
        for (at, item, measure) in self.measured(true) {
            let counted = Figure {
                wanted: None,
                before: None,
                ..figure(measure)
            };
            let code = format!("{}#{at}", item.code);
            let names = (item.title_zh.as_str(), item.title_en.as_str());
            table.rows.push(Row::new(&code, names, vec![counted]));
        }
        table
    }

    /// Every measure that counts documents, or every other.
    fn measured(
        &self,
        is_by_documents: bool,
    ) -> impl Iterator<Item = (usize, &ScoreboardItem, &MeasureResult)> {
        let all = self.0.items.iter().flat_map(|item| {
            let measures = item.measures.iter().enumerate();
            measures.map(move |(at, measure)| (at, item, measure))
        });
        all.filter(move |(_, _, measure)| (measure.source == DOCUMENTS) == is_by_documents)
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
