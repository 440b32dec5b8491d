//! How well units worked in a period: reports in time, fixes that held, re-checks passed.

use super::model::Action;
use super::queries::{sums, works};
use crate::platform::auth::AreaScope;
use crate::platform::words::words;
use crate::rates::Rate;
use sea_orm::{ConnectionTrait, DbErr};
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
    pub fn formula(self) -> (&'static str, &'static str) {
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

/// The figure of each unit with a step in `[from, until)` (epoch milliseconds), over cases in the areas of `scope`.
pub async fn unit_rates(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    figure: UnitFigure,
    span: (i64, i64),
) -> Result<HashMap<Uuid, Rate>, DbErr> {
    let (good, bad) = figure.steps();
    let actions: Vec<&str> = [Some(good), bad]
        .into_iter()
        .flatten()
        .map(Action::code)
        .collect();
    let mut counts: HashMap<Uuid, (u64, u64)> = HashMap::new();
    for (unit, action, detail) in works::works(db, scope, &actions, span).await? {
        let is_good = match bad {
            Some(_) => action == good.code(),
            None => is_in_time(&detail),
        };
        let count = counts.entry(unit).or_default();
        count.0 += u64::from(is_good);
        count.1 += 1;
    }
    let rate = |(unit, (of, all))| Some((unit, Rate::of_counts(of, all)?));
    Ok(counts.into_iter().filter_map(rate).collect())
}

fn is_in_time(detail: &str) -> bool {
    sums::used_percent(detail).is_some_and(|used| used <= 100)
}
