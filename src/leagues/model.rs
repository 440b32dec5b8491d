//! Who stands in a league, how tiers are made, and the one table of what may be done with it. Pure.

use super::wire::LeagueRow;
use crate::cases::WorkCalendar;
use crate::platform::auth::Permission;
use crate::platform::words::words;
use crate::rates::tiers_of_intervals;
use chrono::NaiveDate;

words! {
    /// Who stands beside one another.
    LeagueSubject {
        Area = "area", "区域", "areas";
        Unit = "unit", "责任单位", "responsible units";
    }
}

words! {
    /// Where a league stands.
    State {
        Draft = "draft", "草稿", "draft";
        Open = "open", "公示中", "open to appeals";
        Settled = "settled", "已定稿", "settled";
        Withdrawn = "withdrawn", "已撤回", "withdrawn";
    }
}

words! {
    /// What is done with a league.
    Deed {
        Draft = "draft", "起草", "draft";
        Open = "open", "公示", "open to appeals";
        Appeal = "appeal", "申诉", "appeal";
        Reject = "rejected", "驳回申诉", "reject the appeal";
        SetAside = "set_aside", "搁置此行", "set the row aside";
        Recount = "recount", "重新取数", "read the figures again";
        Settle = "settle", "定稿", "settle";
        Withdraw = "withdraw", "撤回", "withdraw";
    }
}

/// One line of the table: what, from which states, to which, by whom, and whether it must be said why.
type Step = (Deed, &'static [State], State, Permission, bool);

const STEPS: [Step; 7] = [
    (
        Deed::Open,
        &[State::Draft],
        State::Open,
        Permission::ManageIndicators,
        false,
    ),
    (
        Deed::Appeal,
        &[State::Open],
        State::Open,
        Permission::AppealLeagues,
        true,
    ),
    (
        Deed::Reject,
        &[State::Open],
        State::Open,
        Permission::ManageIndicators,
        true,
    ),
    (
        Deed::SetAside,
        &[State::Open],
        State::Open,
        Permission::ManageIndicators,
        true,
    ),
    (
        Deed::Recount,
        &[State::Open],
        State::Open,
        Permission::ManageIndicators,
        true,
    ),
    (
        Deed::Settle,
        &[State::Open],
        State::Settled,
        Permission::ManageIndicators,
        false,
    ),
    (
        Deed::Withdraw,
        &[State::Draft, State::Open],
        State::Withdrawn,
        Permission::ManageIndicators,
        true,
    ),
];

/// Why a step is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It does not lead from here.
    NotFromHere,
    /// Why must be said.
    NeedsReason,
}

/// The state after a deed.
pub(super) fn next(deed: Deed, state: State, has_reason: bool) -> Result<State, Refusal> {
    let mut lines = STEPS.iter().filter(|line| line.0 == deed);
    let line = lines.find(|line| line.1.contains(&state));
    let (_, _, to, _, needs_reason) = *line.ok_or(Refusal::NotFromHere)?;
    if needs_reason && !has_reason {
        return Err(Refusal::NeedsReason);
    }
    Ok(to)
}

/// What may be done from a state by somebody who holds `may`.
pub(super) fn open_deeds(state: State, may: impl Fn(Permission) -> bool) -> Vec<Deed> {
    let lines = STEPS.iter().filter(|line| line.1.contains(&state));
    lines
        .filter(|line| may(line.3))
        .map(|line| line.0)
        .collect()
}

impl Deed {
    /// Whether it answers an appeal.
    pub(super) fn is_decision(self) -> bool {
        matches!(self, Self::Reject | Self::SetAside | Self::Recount)
    }
}

/// Working days on which appeals are taken, unless said otherwise. Assumption.
pub(super) const WINDOW: u32 = 5;
/// Fewest and most of them. Assumption.
pub(super) const WINDOWS: std::ops::RangeInclusive<u32> = 1..=15;
/// Days looked ahead for working days; more than any window takes.
const MOST_DAYS: usize = 200;

/// The last of so many working days after `day`.
pub(super) fn last_day(calendar: &WorkCalendar, day: NaiveDate, working_days: u32) -> NaiveDate {
    let nth = usize::try_from(working_days.saturating_sub(1)).unwrap_or(usize::MAX);
    let mut days = day.iter_days().skip(1).take(MOST_DAYS);
    let mut worked = days.by_ref().filter(|day| calendar.is_working_day(*day));
    worked.nth(nth).unwrap_or(NaiveDate::MAX)
}

/// A figure of a sound sample; only such a one stands in a tier.
pub(super) const FIGURE: &str = "figure";
/// How ties are settled, in Chinese and English.
pub(super) const TIE_RULE: (&str, &str) = (
    "区间相互重叠的并列在同一档，档内按代码排列，不分先后；样本不足的和经申诉搁置的不入档",
    "Those whose intervals overlap share a tier and stand in it by code, in no order of merit; those with too small a sample and those set aside on appeal stand in none",
);

/// Gives each row its tier and its place: by tier, within a tier by code, those without a sound figure and those set aside
/// last. Returns how many tiers there are.
pub(super) fn arrange(rows: &mut [LeagueRow]) -> u32 {
    let interval = |row: &LeagueRow| {
        let stands = row.state == FIGURE && row.set_aside.is_none();
        let rate = row.rate.as_ref().filter(|_| stands)?;
        Some((rate.low, rate.high))
    };
    let intervals: Vec<Option<(f64, f64)>> = rows.iter().map(interval).collect();
    for (row, tier) in rows.iter_mut().zip(tiers_of_intervals(&intervals)) {
        row.tier = tier;
    }
    rows.sort_by(|a, b| {
        let place = |row: &LeagueRow| row.tier.unwrap_or(u32::MAX);
        place(a).cmp(&place(b)).then_with(|| a.code.cmp(&b.code))
    });
    rows.iter().filter_map(|row| row.tier).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::cases::calendar;
    use crate::leagues::wire::SetAside;
    use crate::platform::clock::UtcMillis;
    use crate::platform::days::Zone;
    use crate::rates::{Rate, RateView};

    fn row(code: &str, (yes, all): (u64, u64)) -> LeagueRow {
        let rate = Rate::of_counts(yes, all).unwrap();
        LeagueRow {
            code: code.to_owned(),
            name_zh: code.to_owned(),
            name_en: code.to_owned(),
            unit_id: None,
            tier: None,
            state: FIGURE.to_owned(),
            rate: Some(RateView::of(rate, "", "")),
            verdict: None,
            link: None,
            set_aside: None,
        }
    }

    #[test]
    fn a_row_set_aside_leaves_the_tiers_and_the_others_close_up() {
        let mut rows = [
            row("c", (10, 200)),
            row("a", (190, 200)),
            row("b", (100, 200)),
        ];
        assert_eq!(arrange(&mut rows), 3);
        rows.get_mut(0).unwrap().set_aside = Some(SetAside {
            by_name: None,
            at: UtcMillis(0),
            reason: "重复计数".to_owned(),
        });
        assert_eq!(arrange(&mut rows), 2);
        let told: Vec<(&str, Option<u32>)> = rows
            .iter()
            .map(|row| (row.code.as_str(), row.tier))
            .collect();
        assert_eq!(told, [("b", Some(1)), ("c", Some(2)), ("a", None)]);
    }

    #[test]
    fn nothing_leads_out_of_a_league_that_has_ended_and_withdrawing_says_why() {
        for state in [State::Settled, State::Withdrawn] {
            assert_eq!(open_deeds(state, |_| true), []);
        }
        assert_eq!(
            next(Deed::Settle, State::Draft, true),
            Err(Refusal::NotFromHere)
        );
        assert_eq!(
            next(Deed::Withdraw, State::Open, false),
            Err(Refusal::NeedsReason)
        );
        assert_eq!(
            next(Deed::Withdraw, State::Open, true),
            Ok(State::Withdrawn)
        );
        let appeals = |permission| permission == Permission::AppealLeagues;
        assert_eq!(open_deeds(State::Open, appeals), [Deed::Appeal]);
    }

    #[test]
    fn the_window_counts_working_days_of_the_calendar() {
        let calendar = calendar(Zone(chrono_tz::Asia::Shanghai));
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        // Opened on a Friday; the national holiday of 2026 ends on 7 October and Saturday the 10th is worked.
        for (opened, days, last) in [
            ("2026-10-30", 1, "2026-11-02"),
            ("2026-10-30", 5, "2026-11-06"),
            ("2026-09-30", 3, "2026-10-10"),
            ("2026-10-31", 1, "2026-11-02"),
        ] {
            assert_eq!(
                last_day(&calendar, day(opened), days),
                day(last),
                "{opened} + {days}"
            );
        }
    }
}
