//! How well units worked in a period: reports in time, fixes that held, re-checks passed; a figure of units.

use super::model::Action;
use super::queries::{sums, works};
use crate::gauges::{Offer, Reading, Span, UnitGauge};
use crate::platform::words::words;
use crate::rates::Rate;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sea_orm::{DatabaseConnection, DbErr};
use std::collections::HashMap;
use uuid::Uuid;

words! {
    /// A figure by which units stand beside one another. Source: 按期办结, 返工 and 复查 of the assessment of city management.
    UnitFigure {
        ReportedInTime = "reported_in_time", "按期反馈率", "reported in time";
        FixHeld = "fix_held", "一次核查通过率", "fixes that held";
        RecheckPassed = "recheck_passed", "复查通过率", "re-checks passed";
    }
}

impl UnitFigure {
    /// How it is reckoned, in Chinese and English.
    fn formula(self) -> (&'static str, &'static str) {
        match self {
            Self::ReportedInTime => (
                "按期反馈率 = 时限内反馈的次数 ÷ 全部反馈次数",
                "Reported in time = reports within the time allowed ÷ all reports",
            ),
            Self::FixHeld => (
                "一次核查通过率 = 核查通过的次数 ÷（核查通过 + 退回重办）",
                "Fixes that held = verified ÷ (verified + sent back)",
            ),
            Self::RecheckPassed => (
                "复查通过率 = 复查通过的次数 ÷（复查通过 + 重开）",
                "Re-checks passed = passed ÷ (passed + reopened)",
            ),
        }
    }

    /// The steps it is made of: what counts for the unit, and what counts against it.
    fn steps(self) -> (Action, Option<Action>) {
        match self {
            Self::ReportedInTime => (Action::Report, None),
            Self::FixHeld => (Action::Verify, Some(Action::SendBack)),
            Self::RecheckPassed => (Action::PassRecheck, Some(Action::Reopen)),
        }
    }
}

/// How well units dealt with their cases.
#[derive(Clone, Copy, Debug)]
pub struct CaseGauge;

impl CaseGauge {
    /// The figure of each unit with a step in the days of the span, over cases in its areas.
    async fn read_figure(
        db: &DatabaseConnection,
        span: &Span,
        figure: UnitFigure,
    ) -> Result<Vec<(Uuid, Reading)>, DbErr> {
        let (good, bad) = figure.steps();
        let steps = [Some(good), bad].into_iter().flatten();
        let actions: Vec<&str> = steps.map(Action::code).collect();
        let times = (span.zone.start_of(span.from).0, span.zone.end_of(span.to).0);
        let mut counts: HashMap<Uuid, (u64, u64)> = HashMap::new();
        for (unit, action, detail) in works::works(db, &span.scope, &actions, times).await? {
            let is_good = match bad {
                Some(_) => action == good.code(),
                None => is_in_time(&detail),
            };
            let count = counts.entry(unit).or_default();
            count.0 += u64::from(is_good);
            count.1 += 1;
        }
        let (formula_zh, formula_en) = figure.formula();
        let reading = |(unit, (of, all)): (Uuid, (u64, u64))| {
            let reading = Reading {
                code: figure.code().to_owned(),
                rate: Some(Rate::of_counts(of, all)?),
                formula_zh: formula_zh.to_owned(),
                formula_en: formula_en.to_owned(),
                link: link(span, unit, &actions),
            };
            Some((unit, reading))
        };
        Ok(counts.into_iter().filter_map(reading).collect())
    }
}

impl UnitGauge for CaseGauge {
    fn source(&self) -> &'static str {
        "cases"
    }

    fn unit_offers(&self) -> Vec<Offer> {
        let offer = |figure: &UnitFigure| {
            let (name_zh, name_en) = figure.names();
            Offer {
                code: figure.code().to_owned(),
                name_zh: name_zh.to_owned(),
                name_en: name_en.to_owned(),
            }
        };
        UnitFigure::ALL.iter().map(offer).collect()
    }

    fn read_units<'a>(
        &'a self,
        db: &'a DatabaseConnection,
        span: &'a Span,
        code: &'a str,
    ) -> BoxFuture<'a, Result<Vec<(Uuid, Reading)>, DbErr>> {
        async move {
            match UnitFigure::parse(code) {
                Some(figure) => Self::read_figure(db, span, figure).await,
                None => Ok(vec![]),
            }
        }
        .boxed()
    }
}

/// The list of the cases of a unit on which such a step was taken in the days of the span.
fn link(span: &Span, unit: Uuid, actions: &[&str]) -> String {
    let area = span.area_code.as_ref();
    let area = area.map_or(String::new(), |code| format!("&area={code}"));
    let (steps, from, to) = (actions.join(","), span.from, span.to);
    format!("/cases?view=all&unit={unit}&step={steps}&step_from={from}&step_to={to}{area}")
}

fn is_in_time(detail: &str) -> bool {
    sums::used_percent(detail).is_some_and(|used| used <= 100)
}
