//! From readings and counts to verdicts. Pure.

use super::{
    Counted, EvidenceCounts, MeasureResult, Period, Readings, RequirementMeasure, ScoreboardItem,
};
use crate::gauges::{Gauge, Gauges, Method, Reading};
use crate::indicators::evidence::counts_in;
use crate::indicators::model::{Side, split};
use crate::indicators::named::Named;
use crate::indicators::wire::{DOCUMENTS, TrendPoint, Wanted};
use crate::platform::num;
use crate::rates::{Comparator, Rate, RateView, Reliability, Target, VerdictView};
use entity::requirement;
use std::collections::HashMap;

/// At least one figure.
pub(super) const MEASURED: &str = "measured";
/// Measures that came to nothing.
pub(super) const WITHOUT_FIGURE: &str = "without_figure";
/// No measure.
pub(super) const UNMEASURED: &str = "unmeasured";
const FIGURE: &str = "figure";
const NOTHING: &str = "nothing";
const REACHED: &str = "reached";
const NOT_REACHED: &str = "not_reached";
const NOT_PROVEN: &str = "not_proven";

/// Names of figures by source and code.
type Names = HashMap<(&'static str, String), (String, String)>;

/// Judges measures by what was gathered.
pub(super) struct Judge {
    /// The period first, then those before it.
    readings: Vec<(Period, Readings)>,
    names: Names,
    evidence: Vec<Counted>,
    area_code: Option<String>,
    is_over: bool,
}

impl Judge {
    /// `evidence` is that of all the periods.
    pub(super) fn new(
        (readings, names): (Vec<(Period, Readings)>, Names),
        evidence: Vec<Counted>,
        (area_code, is_over): (Option<String>, bool),
    ) -> Self {
        Self {
            readings,
            names,
            evidence,
            area_code,
            is_over,
        }
    }

    /// Evidence of a requirement whose period meets the one looked at.
    pub(super) fn evidence(&self, requirement: &str) -> EvidenceCounts {
        let period = self.readings.first().map(|(period, _)| *period);
        period.map_or_else(EvidenceCounts::default, |period| {
            self.evidence_in(requirement, period)
        })
    }

    fn evidence_in(&self, requirement: &str, period: Period) -> EvidenceCounts {
        let own = self
            .evidence
            .iter()
            .filter(|one| one.requirement_code == requirement);
        counts_in(&own.collect::<Vec<_>>(), period)
    }

    /// What a measure of a requirement came to.
    pub(super) fn result(&self, requirement: &str, measure: &RequirementMeasure) -> MeasureResult {
        let blank = blank(measure, &self.names);
        if measure.source == DOCUMENTS {
            return self.documents(requirement, blank);
        }
        let mut periods = self.readings.iter();
        let now = periods
            .next()
            .and_then(|(_, readings)| found(readings, measure));
        let trend = periods.rev().map(|(period, readings)| {
            let rate = found(readings, measure).and_then(|reading| reading.rate);
            point(*period, rate.filter(is_sound), None)
        });
        let result = MeasureResult {
            trend: trend.collect(),
            ..blank
        };
        match now {
            Some(reading) => with_reading(result, reading),
            None => result,
        }
    }

    /// Pieces of evidence are counted, not sampled: only a period that is not over leaves the matter open.
    fn documents(&self, requirement: &str, blank: MeasureResult) -> MeasureResult {
        let accepted = |period: Period| self.evidence_in(requirement, period).accepted;
        let mut periods = self.readings.iter().map(|(period, _)| *period);
        let Some(period) = periods.next() else {
            return blank;
        };
        let (count, wanted) = (accepted(period), num::to_u64(blank.wanted.value));
        let (is_reached, is_open) = match Side::parse(&blank.wanted.comparator) {
            Some(Side::AtMost) => (count <= wanted && self.is_over, count <= wanted),
            _ => (count >= wanted, !self.is_over),
        };
        let verdict = match (is_reached, is_open) {
            (true, _) => REACHED,
            (false, true) => NOT_PROVEN,
            (false, false) => NOT_REACHED,
        };
        let area = self
            .area_code
            .as_ref()
            .map_or(String::new(), |code| format!("&area={code}"));
        MeasureResult {
            state: FIGURE.to_owned(),
            count: Some(count),
            verdict: Some(verdict.to_owned()),
            more_needed: (verdict == NOT_PROVEN)
                .then(|| wanted.saturating_sub(count))
                .filter(|more| *more > 0),
            trend: periods
                .rev()
                .map(|period| point(period, None, Some(accepted(period))))
                .collect(),
            link: Some(format!(
                "/evidence?requirement={requirement}&period={period}{area}"
            )),
            ..blank
        }
    }
}

/// A measure that came to nothing.
fn blank(measure: &RequirementMeasure, names: &Names) -> MeasureResult {
    let names = names
        .iter()
        .find(|((source, code), _)| *source == measure.source && *code == measure.code);
    let (name_zh, name_en) = names.map_or_else(
        || (measure.code.clone(), measure.code.clone()),
        |(_, names)| names.clone(),
    );
    MeasureResult {
        source: measure.source.clone(),
        code: measure.code.clone(),
        name_zh,
        name_en,
        wanted: Wanted::from(measure),
        state: NOTHING.to_owned(),
        rate: None,
        count: None,
        verdict: None,
        more_needed: None,
        trend: vec![],
        link: None,
    }
}

fn found<'a>(readings: &'a Readings, measure: &RequirementMeasure) -> Option<&'a Reading> {
    readings
        .iter()
        .find(|((source, code), _)| *source == measure.source && *code == measure.code)
        .map(|(_, reading)| reading)
}

fn is_sound(rate: &Rate) -> bool {
    rate.reliability == Reliability::Ok
}

fn point(period: Period, rate: Option<Rate>, count: Option<u64>) -> TrendPoint {
    TrendPoint {
        period: period.to_string(),
        estimate: rate.map(|rate| rate.estimate),
        low: rate.map(|rate| rate.low),
        high: rate.map(|rate| rate.high),
        count,
    }
}

impl Wanted {
    /// The wanted share, where a share is wanted.
    pub fn target(&self) -> Target {
        Target {
            comparator: match Side::parse(&self.comparator) {
                Some(Side::AtMost) => Comparator::AtMost,
                _ => Comparator::AtLeast,
            },
            share: self.value / 100.0,
        }
    }
}

impl From<&RequirementMeasure> for Wanted {
    fn from(measure: &RequirementMeasure) -> Self {
        let wanted = Self {
            comparator: measure.comparator.clone(),
            value: measure.value,
            unit: measure.unit.clone(),
            judged_at: measure.value,
        };
        if measure.source == DOCUMENTS {
            return wanted;
        }
        Self {
            judged_at: wanted.target().judged_at() * 100.0,
            ..wanted
        }
    }
}

/// What a reading says to a measure.
fn with_reading(blank: MeasureResult, reading: &Reading) -> MeasureResult {
    let result = MeasureResult {
        link: Some(reading.link.clone()),
        ..blank
    };
    let Some(rate) = reading.rate else {
        return MeasureResult {
            state: "withheld".to_owned(),
            ..result
        };
    };
    let verdict = VerdictView::of(&rate, result.wanted.target());
    let view = RateView::of(rate, reading.formula_zh.clone(), reading.formula_en.clone());
    MeasureResult {
        state: if is_sound(&rate) { FIGURE } else { "too_small" }.to_owned(),
        rate: Some(view).filter(|_| is_sound(&rate)),
        verdict: Some(verdict.verdict.to_owned()),
        more_needed: verdict.more_needed,
        ..result
    }
}

/// A requirement with what its measures came to.
pub(super) fn item(
    row: &requirement::Model,
    group: Option<&requirement::Model>,
    (named, gauges): (&Named<'_>, &Gauges),
    measures: Vec<MeasureResult>,
    evidence: EvidenceCounts,
) -> ScoreboardItem {
    let covered = |method: &&str| {
        measures.iter().any(|measure| {
            let serves = match measure.source.as_str() {
                DOCUMENTS => Some(Method::DocumentReview),
                source => gauges.of(source).map(Gauge::method),
            };
            serves.is_some_and(|serves| serves.code() == *method)
        })
    };
    let uncovered = split(&row.methods).filter(|method| !covered(method));
    ScoreboardItem {
        code: row.code.clone(),
        title_zh: row.title_zh.clone(),
        title_en: row.title_en.clone(),
        text_zh: row.text_zh.clone(),
        text_en: row.text_en.clone(),
        group_code: group.map_or(String::new(), |group| group.code.clone()),
        group_zh: group.map_or(String::new(), |group| group.title_zh.clone()),
        group_en: group.map_or(String::new(), |group| group.title_en.clone()),
        methods: split(&row.methods).map(str::to_owned).collect(),
        units: named.of(&row.units),
        state: state_of(&measures).to_owned(),
        verdict: worst(&measures).map(str::to_owned),
        evidence,
        uncovered_methods: uncovered.map(str::to_owned).collect(),
        measures,
    }
}

fn state_of(measures: &[MeasureResult]) -> &'static str {
    if measures.is_empty() {
        UNMEASURED
    } else if measures.iter().any(|measure| measure.verdict.is_some()) {
        MEASURED
    } else {
        WITHOUT_FIGURE
    }
}

/// A requirement is reached when every measure of it is; one that is missed decides.
fn worst(measures: &[MeasureResult]) -> Option<&'static str> {
    let has = |verdict: Option<&str>| measures.iter().any(|one| one.verdict.as_deref() == verdict);
    if has(Some(NOT_REACHED)) {
        Some(NOT_REACHED)
    } else if has(Some(NOT_PROVEN)) || (has(Some(REACHED)) && has(None)) {
        Some(NOT_PROVEN)
    } else {
        has(Some(REACHED)).then_some(REACHED)
    }
}
