//! How well two observers agree, from what two counts can tell.
//!
//! Two counts of the same traffic say how many each observer called right, not which. So Cohen's κ has no single value
//! here: it lies between the value when the two erred on the same ones as often as the counts allow, and the value when
//! they did so as seldom as possible. What one saw and the other did not is a third answer, "missed", and a
//! disagreement. Only counts of the same observation at the same site are paired, by two people of whom one names the
//! other (and the other nobody else), which overlap by at least 80 % of the longer one. Each count stands in one pair.
//!
//! Source: J. Cohen, Educational and Psychological Measurement 20 (1960) 37–46; bounds of a table with given margins:
//! M. Fréchet, Annales de l'Université de Lyon A 14 (1951) 53–77.

use crate::platform::num;
use std::collections::HashMap;
use uuid::Uuid;

/// Least share of the longer count that both must have in common.
const LEAST_OVERLAP: f64 = 0.8;

/// A count, as far as pairing asks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted {
    /// Where.
    pub site_id: Option<Uuid>,
    /// Who counted.
    pub author_id: Uuid,
    /// Who counted beside.
    pub second_observer_id: Option<Uuid>,
    /// When it ended, epoch milliseconds.
    pub ended_at: i64,
    /// How long it took, in minutes.
    pub minutes: f64,
    /// How many did right.
    pub numerator: u64,
    /// Out of how many.
    pub denominator: u64,
}

/// What pairs of counts say together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Agreement {
    /// Pairs found.
    pub pairs: u64,
    /// What both together saw: of each pair the larger count.
    pub units: u64,
    /// Seen by one only.
    pub missed: u64,
    /// Least and largest share they may agree on.
    pub share: Option<(f64, f64)>,
    /// Least and largest κ; none when there is nothing to disagree about.
    pub kappa: Option<(f64, f64)>,
}

/// Pairs the counts (of one observation) and sums them up.
pub(super) fn agreement(counts: &[Counted]) -> Agreement {
    let mut table = Table::default();
    let found = pairs(counts);
    for (one, other) in &found {
        table.add(one, other);
    }
    table.read(num::u64_from_usize(found.len()))
}

fn pairs(counts: &[Counted]) -> Vec<(Counted, Counted)> {
    let mut at_place: HashMap<(Option<Uuid>, Uuid), Vec<usize>> = HashMap::new();
    for (at, count) in counts.iter().enumerate() {
        let place = (count.site_id, count.author_id);
        at_place.entry(place).or_default().push(at);
    }
    let mut candidates = vec![];
    for (at, one) in counts.iter().enumerate() {
        let (Some(_), Some(second)) = (one.site_id, one.second_observer_id) else {
            continue;
        };
        for other_at in at_place.get(&(one.site_id, second)).into_iter().flatten() {
            let share = counts
                .get(*other_at)
                .filter(|other| names(one, other))
                .map_or(0.0, |other| overlap(one, other));
            if share >= LEAST_OVERLAP {
                candidates.push((share, at.min(*other_at), at.max(*other_at)));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut taken = vec![false; counts.len()];
    let mut found = vec![];
    for (_, first, second) in candidates {
        let is_free = |at: usize| taken.get(at) == Some(&false);
        if let (true, true, Some(one), Some(other)) = (
            is_free(first),
            is_free(second),
            counts.get(first),
            counts.get(second),
        ) {
            found.push((*one, *other));
            for at in [first, second] {
                if let Some(slot) = taken.get_mut(at) {
                    *slot = true;
                }
            }
        }
    }
    found
}

/// Whether `one` names `other`, who names nobody else.
fn names(one: &Counted, other: &Counted) -> bool {
    one.author_id != other.author_id
        && one.second_observer_id == Some(other.author_id)
        && other
            .second_observer_id
            .is_none_or(|named| named == one.author_id)
}

/// The common time as a share of the longer count.
fn overlap(one: &Counted, other: &Counted) -> f64 {
    let span = |count: &Counted| {
        let end = num::from_i64(count.ended_at);
        (end - count.minutes * 60_000.0, end)
    };
    let ((from1, to1), (from2, to2)) = (span(one), span(other));
    let longer = (to1 - from1).max(to2 - from2);
    (to1.min(to2) - from1.max(from2)).max(0.0) / longer
}

/// Sums of the pairs' tables: what each observer called right, wrong, or missed.
#[derive(Debug, Default)]
struct Table {
    units: u64,
    first: [u64; 3],
    second: [u64; 3],
    agreed_least: u64,
    agreed_most: u64,
}

impl Table {
    fn add(&mut self, one: &Counted, other: &Counted) {
        let units = one.denominator.max(other.denominator);
        let answers = |count: &Counted| {
            let wrong = count.denominator.saturating_sub(count.numerator);
            [count.numerator, wrong, units - count.denominator]
        };
        let (first, second) = (answers(one), answers(other));
        for (a, b) in first.iter().zip(second) {
            self.agreed_least += (a + b).saturating_sub(units);
            self.agreed_most += (*a).min(b);
        }
        for (sum, more) in self.first.iter_mut().zip(first) {
            *sum += more;
        }
        for (sum, more) in self.second.iter_mut().zip(second) {
            *sum += more;
        }
        self.units += units;
    }

    fn read(&self, pairs: u64) -> Agreement {
        let missed = [self.first, self.second]
            .iter()
            .filter_map(|answers| answers.last())
            .sum();
        let bare = Agreement {
            pairs,
            units: self.units,
            missed,
            ..Agreement::default()
        };
        if self.units == 0 {
            return bare;
        }
        let n = num::from_u64(self.units);
        let share = |count: u64| num::from_u64(count) / n;
        let by_chance: f64 = self
            .first
            .iter()
            .zip(self.second)
            .map(|(a, b)| share(*a) * share(b))
            .sum();
        let (least, most) = (share(self.agreed_least), share(self.agreed_most));
        let kappa = |observed: f64| (observed - by_chance) / (1.0 - by_chance);
        Agreement {
            share: Some((least, most)),
            kappa: (by_chance < 1.0 - 1e-12).then(|| (kappa(least), kappa(most))),
            ..bare
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    const SITE: Uuid = Uuid::from_u128(9);

    fn person(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn count(author: u128, second: Option<u128>, end_min: i64, counts: (u64, u64)) -> Counted {
        Counted {
            site_id: Some(SITE),
            author_id: person(author),
            second_observer_id: second.map(person),
            ended_at: end_min * 60_000,
            minutes: 10.0,
            numerator: counts.0,
            denominator: counts.1,
        }
    }

    #[test]
    fn only_those_who_name_each_other_and_counted_together_are_paired() {
        let alone = count(1, None, 10, (8, 10));
        assert_eq!(agreement(&[alone, count(2, None, 10, (8, 10))]).pairs, 0);
        let named = count(1, Some(2), 10, (8, 10));
        assert_eq!(agreement(&[named, count(2, None, 11, (8, 10))]).pairs, 1);
        assert_eq!(agreement(&[named, count(2, Some(1), 10, (8, 10))]).pairs, 1);
        assert_eq!(agreement(&[named, count(2, Some(3), 10, (8, 10))]).pairs, 0);
        assert_eq!(agreement(&[named, count(2, None, 13, (8, 10))]).pairs, 0);
        let elsewhere = Counted {
            site_id: Some(person(8)),
            ..count(2, None, 10, (8, 10))
        };
        assert_eq!(agreement(&[named, elsewhere]).pairs, 0);
        let three = [
            named,
            count(2, None, 11, (8, 10)),
            count(2, None, 10, (8, 10)),
        ];
        assert_eq!(agreement(&three).pairs, 1, "a count stands in one pair");
    }

    #[test]
    fn counts_that_leave_no_room_give_one_kappa_and_others_a_range() {
        let both = |a, b| agreement(&[count(1, Some(2), 10, a), count(2, None, 10, b)]);
        let same = both((30, 60), (30, 60));
        assert_eq!((same.units, same.missed), (60, 0));
        let (low, high) = same.kappa.unwrap();
        assert!(
            (low + 1.0).abs() < 1e-12 && (high - 1.0).abs() < 1e-12,
            "{low} {high}"
        );
        let clear = both((60, 60), (0, 60));
        assert_eq!(clear.share, Some((0.0, 0.0)));
        assert_eq!(
            both((60, 60), (60, 60)).kappa,
            None,
            "nothing to disagree about"
        );
        let missing = both((50, 60), (45, 54));
        assert_eq!((missing.units, missing.missed), (60, 6));
        assert!(
            missing.kappa.unwrap().1 < 1.0,
            "what one missed is a disagreement"
        );
    }

    proptest! {
        #[test]
        fn kappa_stays_in_its_bounds_and_does_not_care_who_comes_first(a in 0_u64..50, more_a in 0_u64..50, b in 0_u64..50, more_b in 0_u64..50) {
            let one = count(1, Some(2), 10, (a, a + more_a));
            let other = count(2, None, 10, (b, b + more_b));
            let (there, back) = (agreement(&[one, other]), agreement(&[other, one]));
            prop_assert_eq!(there.share, back.share);
            if let (Some((low, high)), Some((low2, high2))) = (there.kappa, back.kappa) {
                prop_assert!((-1.0 - 1e-9..=1.0 + 1e-9).contains(&low) && low <= high && high <= 1.0 + 1e-9);
                prop_assert!((low - low2).abs() < 1e-9 && (high - high2).abs() < 1e-9);
            }
        }
    }
}
