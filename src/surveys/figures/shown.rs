//! Which figures may be told. Pure.
use super::wire::{CellView, RateStatus, SurveyRate};
use crate::rates::design::Share;
use crate::rates::{
    Reliability, Target, Verdict, judge, may_be_shown, reliability_of, withhold_complements,
};

/// A share before it is decided whether it may be told; `None` where nobody gave a valid answer.
pub type Raw = Option<Share>;

/// Whether a figure stands on enough people by itself.
fn is_safe(share: &Share) -> bool {
    may_be_shown(share.yes, share.n, false)
}

/// Which figures of groups that make up a published whole may be told: each on enough people, and none that the others and
/// the whole would give away.
pub fn tell_groups(groups: &[Raw]) -> Vec<bool> {
    let counts: Vec<u64> = groups
        .iter()
        .map(|of| of.map_or(0, |share| share.n))
        .collect();
    let safe: Vec<bool> = groups
        .iter()
        .map(|of| of.as_ref().is_none_or(is_safe))
        .collect();
    keep_empty(&counts, &withhold_complements(&counts, &safe))
}

/// A group without answers has nothing to hide.
fn keep_empty(counts: &[u64], told: &[bool]) -> Vec<bool> {
    let both = counts.iter().zip(told);
    both.map(|(count, told)| *told || *count == 0).collect()
}

/// Whether a figure over everybody may be told.
pub fn may_tell(share: &Raw) -> bool {
    share.as_ref().is_none_or(is_safe)
}

/// A figure as it is told.
pub fn rate(share: &Raw, is_told: bool, is_sampled: bool, target: Option<Target>) -> SurveyRate {
    let Some(share) = share else {
        return SurveyRate::empty(RateStatus::NoAnswers);
    };
    if !is_told {
        return SurveyRate::empty(RateStatus::Withheld);
    }
    if !is_sampled {
        return SurveyRate {
            n: Some(share.n),
            estimate: Some(share.estimate),
            method: "plain",
            ..SurveyRate::empty(RateStatus::Shown)
        };
    }
    let whole = share.rate();
    let (verdict, more_needed) = match target.map(|target| judge(&whole, target)) {
        None => (None, None),
        Some(Verdict::Reached) => (Some("reached"), None),
        Some(Verdict::NotReached) => (Some("not_reached"), None),
        Some(Verdict::NotProven { more_needed }) => (Some("not_proven"), more_needed),
    };
    let judged = SurveyRate {
        n: Some(share.n),
        verdict,
        more_needed,
        ..SurveyRate::empty(RateStatus::SampleTooSmall)
    };
    if whole.reliability == Reliability::TooSmall {
        return judged;
    }
    SurveyRate {
        status: RateStatus::Shown,
        estimate: Some(share.estimate),
        lower: Some(whole.low),
        upper: Some(whole.high),
        se: Some(share.se),
        df: Some(share.df),
        n_eff: Some(share.n_effective),
        deff: Some(share.deff),
        deff_kish: Some(share.deff_kish),
        ..judged
    }
}

/// The cells of a cross table that may be told: `cells[row][column]` are shares of the row (so `n` is the row's), and the last
/// row is the whole. `is_partition`: the columns of a row add up to it.
pub fn tell_cells(cells: &[Vec<Raw>], is_partition: bool) -> Vec<Vec<bool>> {
    let count = |cell: &Raw| cell.map_or(0, |share| share.yes);
    let counts: Vec<Vec<u64>> = cells
        .iter()
        .map(|row| row.iter().map(count).collect())
        .collect();
    let mut told: Vec<Vec<bool>> = cells
        .iter()
        .map(|row| row.iter().map(may_tell).collect())
        .collect();
    // Withholding in a row may need more in a column, and the other way round; each round only withholds more.
    loop {
        let before = told.clone();
        if is_partition {
            for (row, told) in counts.iter().zip(&mut told) {
                *told = withhold_complements(row, told);
            }
        }
        let columns = counts.first().map_or(0, Vec::len);
        let rows = cells.len().saturating_sub(1);
        for column in 0..columns {
            let of = |from: &[Vec<u64>]| -> Vec<u64> {
                from.iter()
                    .take(rows)
                    .filter_map(|row| row.get(column).copied())
                    .collect()
            };
            let seen: Vec<bool> = told
                .iter()
                .take(rows)
                .filter_map(|row| row.get(column).copied())
                .collect();
            let kept = withhold_complements(&of(&counts), &seen);
            for (row, keep) in told.iter_mut().zip(kept) {
                if let Some(slot) = row.get_mut(column) {
                    *slot = keep;
                }
            }
        }
        if told == before {
            return told;
        }
    }
}

/// A cell as it is told.
pub fn cell(share: &Raw, is_told: bool, is_sampled: bool) -> CellView {
    let Some(share) = share else {
        return CellView::empty(RateStatus::NoAnswers);
    };
    if !is_told {
        return CellView::empty(RateStatus::Withheld);
    }
    let (low, high) = share.wilson_t();
    if is_sampled && is_weak(share, low, high) {
        return CellView {
            n: Some(share.yes),
            ..CellView::empty(RateStatus::SampleTooSmall)
        };
    }
    CellView {
        status: RateStatus::Shown,
        n: Some(share.yes),
        share: Some(share.estimate),
        lower: is_sampled.then_some(low),
        upper: is_sampled.then_some(high),
    }
}

/// Rare answers are no weaker than their opposite: the width is held against the larger of both.
fn is_weak(share: &Share, low: f64, high: f64) -> bool {
    let larger = share.estimate.max(1.0 - share.estimate);
    reliability_of(larger, low, high, share.n_effective) == Reliability::TooSmall
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rates::design::{Draw, Fpc};

    /// A simple sample with so many answers of which so many count.
    fn share(yes: usize, n: usize) -> Raw {
        let mut draw = Draw::default();
        let stratum = draw.stratum(Some(100_000));
        for _ in 0..n {
            let cluster = draw.cluster(stratum, Some(1));
            draw.unit(cluster, None);
        }
        draw.finish(Fpc::First).share(|unit| Some(unit < yes))
    }

    #[test]
    fn fewer_than_five_people_and_small_rests_are_withheld() {
        assert!(may_tell(&share(60, 100)));
        assert!(!may_tell(&share(2, 4)));
        assert!(!may_tell(&share(97, 100)));
        assert!(may_tell(&share(100, 100)));
        assert!(may_tell(&None));
    }

    #[test]
    fn a_withheld_group_takes_the_smallest_other_with_it() {
        let groups = [share(30, 60), share(2, 50), share(20, 40), None];
        assert_eq!(tell_groups(&groups), [true, false, false, true]);
    }

    #[test]
    fn a_weak_figure_keeps_its_count_and_verdict_only() {
        let told = rate(&share(10, 20), true, true, None);
        assert_eq!(told.status, RateStatus::SampleTooSmall);
        assert_eq!((told.n, told.estimate), (Some(20), None));
        let withheld = rate(&share(10, 20), false, true, None);
        assert_eq!((withheld.n, withheld.estimate), (None, None));
    }

    #[test]
    fn a_quota_sample_has_a_share_and_nothing_more() {
        let told = rate(&share(70, 100), true, false, None);
        assert_eq!(
            (told.estimate, told.lower, told.verdict),
            (Some(0.7), None, None)
        );
        assert_eq!(told.method, "plain");
    }

    #[test]
    fn a_small_cell_hides_another_in_its_row_and_column() {
        let row = |yes: [usize; 3], n: usize| yes.map(|yes| share(yes, n)).to_vec();
        let cells = [
            row([2, 40, 58], 100),
            row([30, 30, 40], 100),
            row([32, 70, 98], 200),
        ];
        let told = tell_cells(&cells, true);
        assert_eq!(
            told,
            [
                [false, false, true],
                [false, false, true],
                [true, true, true]
            ]
        );
    }
}
