//! Rates, verdicts and changes as they stand in answers.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::ToSchema;

use super::{Change, Comparator, LEVEL, Method, Rate, Reliability, Target, Verdict, judge};

/// A share with all that an honest share carries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RateView {
    /// What was counted.
    pub numerator: u64,
    /// Out of how many.
    pub denominator: u64,
    /// Their quotient, 0–1.
    pub estimate: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Confidence of the interval.
    pub level: f64,
    /// `wilson`, `census` where everything was counted, `design_wilson` for a weighted share of a drawn sample.
    pub method: Cow<'static, str>,
    /// Size of the simple random sample that would be as exact.
    pub n_effective: f64,
    /// `ok`, or `too_small` (样本不足): then say so in place of the number.
    pub reliability: Cow<'static, str>,
    /// How it is reckoned, in Chinese.
    pub formula_zh: Cow<'static, str>,
    /// How it is reckoned, in English.
    pub formula_en: Cow<'static, str>,
}

impl RateView {
    /// A rate with its definition in words.
    pub fn of(
        rate: Rate,
        formula_zh: impl Into<Cow<'static, str>>,
        formula_en: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            numerator: rate.numerator,
            denominator: rate.denominator,
            estimate: rate.estimate,
            low: rate.low,
            high: rate.high,
            level: LEVEL,
            method: Cow::Borrowed(match rate.method {
                Method::Wilson => "wilson",
                Method::Census => "census",
                Method::DesignWilson => "design_wilson",
            }),
            n_effective: rate.n_effective,
            reliability: Cow::Borrowed(match rate.reliability {
                Reliability::Ok => "ok",
                Reliability::TooSmall => "too_small",
            }),
            formula_zh: formula_zh.into(),
            formula_en: formula_en.into(),
        }
    }
}

/// A wanted share and what the evidence says about it.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct VerdictView {
    /// The wanted share, 0–1.
    pub target: f64,
    /// The share it is judged at: a target of 100 % at 99 %, one of 0 % at 1 %.
    pub judged_at: f64,
    /// `at_least` or `at_most`.
    pub comparator: &'static str,
    /// `reached`, `not_reached` or `not_proven`.
    pub verdict: &'static str,
    /// For `not_proven`: how many more would decide if the share stayed as it is; absent when it stands at the target.
    pub more_needed: Option<u64>,
}

impl VerdictView {
    /// What a rate says about a target.
    pub fn of(rate: &Rate, target: Target) -> Self {
        let (verdict, more_needed) = match judge(rate, target) {
            Verdict::Reached => ("reached", None),
            Verdict::NotReached => ("not_reached", None),
            Verdict::NotProven { more_needed } => ("not_proven", more_needed),
        };
        Self {
            target: target.share,
            judged_at: target.judged_at(),
            comparator: match target.comparator {
                Comparator::AtLeast => "at_least",
                Comparator::AtMost => "at_most",
            },
            verdict,
            more_needed,
        }
    }
}

/// The word of a comparison.
pub fn change_code(change: Change) -> &'static str {
    match change {
        Change::Rose => "rose",
        Change::Fell => "fell",
        Change::NoChangeShown => "no_change_shown",
    }
}
