//! From counts to figures: rates, verdicts, changes, tiers. No database, no clock.

use super::agreement::{Agreement, Counted, agreement};
use super::queries::{Slim, Sums};
use super::wire::{
    TallyAgreement, TallyChangeView, TallyFigures, TallyHour, TallyMonth, TallyPlace,
    TallySiteView, TallySummary,
};
use super::words::{Observation, Words};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::num;
use crate::rates::{
    Rate, RateView, Reliability, VerdictView, change_code, holm, newcombe_difference, tiers,
    two_sided_p,
};
use chrono::{Datelike as _, Days, NaiveDate};
use entity::site;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The chance of calling any place different that is not.
const FAMILY_ERROR: f64 = 0.05;

/// A period of whole local days, cut in two halves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Whose days they are.
    pub zone: Zone,
}

impl Period {
    /// First day of the later half; of an odd number of days the later half gets one more.
    pub(super) fn split_at(&self) -> NaiveDate {
        let days = self.to.signed_duration_since(self.from).num_days() + 1;
        let half = u64::try_from(days / 2).unwrap_or_default();
        self.from
            .checked_add_days(Days::new(half))
            .unwrap_or(self.to)
    }
}

/// Sums of counts.
#[derive(Clone, Copy, Debug, Default)]
struct Total {
    tallies: u64,
    empty: u64,
    minutes: f64,
    numerator: u64,
    denominator: u64,
}

impl Total {
    fn add(&mut self, one: &Slim) {
        self.tallies += 1;
        self.empty += u64::from(one.denominator == 0);
        self.minutes += one.minutes;
        self.numerator += one.numerator;
        self.denominator += one.denominator;
    }

    fn add_sums(&mut self, sums: &Sums) {
        self.tallies += sums.tallies;
        self.empty += sums.empty;
        self.minutes += sums.minutes;
        self.numerator += sums.numerator;
        self.denominator += sums.denominator;
    }

    fn rate(&self) -> Option<Rate> {
        Rate::of_counts(self.numerator, self.denominator)
    }

    fn view(&self, of: &'static Observation) -> Option<RateView> {
        self.rate().map(|rate| view(rate, of))
    }

    fn verdict(&self, of: &Observation) -> Option<VerdictView> {
        let target = Words::get().target_of(&of.code)?;
        Some(VerdictView::of(&self.rate()?, target))
    }

    fn flow(&self) -> Option<f64> {
        (self.minutes > 0.0).then(|| num::from_u64(self.denominator) / self.minutes)
    }
}

fn view(rate: Rate, of: &'static Observation) -> RateView {
    RateView::of(rate, &of.formula_zh, &of.formula_en)
}

/// The summary of each observation that has tallies, in the order of the list.
pub(super) fn summaries(sums: &[Sums], period: Period) -> Vec<TallySummary> {
    let of = |observation: &'static Observation| {
        let mut halves = [Total::default(), Total::default()];
        let own = sums
            .iter()
            .filter(|sums| sums.observation == observation.code);
        for sums in own {
            if let Some(half) = halves.get_mut(usize::from(sums.is_later)) {
                half.add_sums(sums);
            }
        }
        let [earlier, later] = halves;
        let summary = summary(observation, earlier, later, period);
        (summary.tallies > 0).then_some(summary)
    };
    Words::get().observations.iter().filter_map(of).collect()
}

fn summary(of: &'static Observation, earlier: Total, later: Total, period: Period) -> TallySummary {
    let whole = Total {
        tallies: earlier.tallies + later.tallies,
        empty: earlier.empty + later.empty,
        minutes: earlier.minutes + later.minutes,
        numerator: earlier.numerator + later.numerator,
        denominator: earlier.denominator + later.denominator,
    };
    TallySummary {
        observation: of.clone(),
        tallies: whole.tallies,
        empty: whole.empty,
        minutes: whole.minutes,
        flow_per_minute: whole.flow(),
        rate: whole.view(of),
        verdict: whole.verdict(of),
        change: change(of, earlier, later, period),
    }
}

fn change(
    of: &'static Observation,
    earlier: Total,
    later: Total,
    period: Period,
) -> Option<TallyChangeView> {
    let (before, after) = (earlier.rate()?, later.rate()?);
    let difference = newcombe_difference(
        before.estimate,
        before.n_effective,
        after.estimate,
        after.n_effective,
    );
    Some(TallyChangeView {
        change: change_code(difference.change()),
        split_at: period.split_at(),
        earlier: view(before, of),
        later: view(after, of),
        difference: difference.estimate,
        low: difference.low,
        high: difference.high,
    })
}

/// Everything about one observation.
pub(super) fn figures(
    of: &'static Observation,
    tallies: &[Slim],
    sites: &HashMap<Uuid, site::Model>,
    period: Period,
) -> TallyFigures {
    let split = period.zone.start_of(period.split_at()).0;
    let mut halves = [Total::default(), Total::default()];
    let mut months: BTreeMap<(i32, u32), Total> = months_of(period);
    let mut hours: BTreeMap<u8, Total> = BTreeMap::new();
    let mut places: BTreeMap<Option<Uuid>, Total> = BTreeMap::new();
    for one in tallies {
        let at = UtcMillis(one.happened_at);
        let day = period.zone.day_of(at);
        if let Some(half) = halves.get_mut(usize::from(one.happened_at >= split)) {
            half.add(one);
        }
        months
            .entry((day.year(), day.month()))
            .or_default()
            .add(one);
        let hour = period.zone.weekday_and_hour(at).1;
        hours.entry(hour).or_default().add(one);
        // A site that nobody knows is no place to compare.
        let place = one.site_id.filter(|id| sites.contains_key(id));
        places.entry(place).or_default().add(one);
    }
    let [earlier, later] = halves;
    let (places, tiers) = league(of, places, sites);
    TallyFigures {
        from: period.from,
        to: period.to,
        summary: summary(of, earlier, later, period),
        months: months
            .into_iter()
            .map(|((year, month), total)| TallyMonth {
                month: format!("{year:04}-{month:02}"),
                tallies: total.tallies,
                rate: total.view(of),
            })
            .collect(),
        hours: hours
            .into_iter()
            .map(|(hour, total)| TallyHour {
                hour,
                tallies: total.tallies,
                flow_per_minute: total.flow(),
                rate: total.view(of),
            })
            .collect(),
        places,
        tiers,
        agreement: agreement_view(tallies),
    }
}

/// Every month of the period, so that one without tallies is seen.
fn months_of(period: Period) -> BTreeMap<(i32, u32), Total> {
    let mut months = BTreeMap::new();
    let (mut year, mut month) = (period.from.year(), period.from.month());
    while (year, month) <= (period.to.year(), period.to.month()) && months.len() < 1_200 {
        months.insert((year, month), Total::default());
        (year, month) = if month == 12 {
            (year + 1, 1)
        } else {
            (year, month + 1)
        };
    }
    months
}

fn agreement_view(tallies: &[Slim]) -> TallyAgreement {
    let counts: Vec<Counted> = tallies
        .iter()
        .map(|one| Counted {
            site_id: one.site_id,
            author_id: one.author_id,
            second_observer_id: one.second_observer_id,
            ended_at: one.happened_at,
            minutes: one.minutes,
            numerator: one.numerator,
            denominator: one.denominator,
        })
        .collect();
    let Agreement {
        pairs,
        units,
        missed,
        share,
        kappa,
    } = agreement(&counts);
    TallyAgreement {
        pairs,
        units,
        missed,
        share_low: share.map(|share| share.0),
        share_high: share.map(|share| share.1),
        kappa_low: kappa.map(|kappa| kappa.0),
        kappa_high: kappa.map(|kappa| kappa.1),
    }
}

/// A place with its counts, and its rate if enough was counted there.
struct Entry {
    site: Option<Uuid>,
    total: Total,
    sound: Option<Rate>,
    tier: Option<u32>,
    against: Option<&'static str>,
}

/// Places in tiers.
fn league(
    of: &'static Observation,
    places: BTreeMap<Option<Uuid>, Total>,
    sites: &HashMap<Uuid, site::Model>,
) -> (Vec<TallyPlace>, u32) {
    let mut entries: Vec<Entry> = places
        .into_iter()
        .map(|(site, total)| Entry {
            site,
            total,
            sound: total
                .rate()
                .filter(|rate| site.is_some() && rate.reliability == Reliability::Ok),
            tier: None,
            against: None,
        })
        .collect();
    compare_with_others(&mut entries);
    let tiers = assign_tiers(&mut entries);
    let code = |entry: &Entry| {
        entry
            .site
            .and_then(|id| sites.get(&id))
            .map(|site| &site.code)
    };
    let estimate = |entry: &Entry| entry.total.rate().map_or(-1.0, |rate| rate.estimate);
    entries.sort_by(|a, b| {
        let tier = |entry: &Entry| entry.tier.unwrap_or(u32::MAX);
        let by_tier = tier(a).cmp(&tier(b));
        by_tier
            .then(estimate(b).total_cmp(&estimate(a)))
            .then(code(a).cmp(&code(b)))
    });
    let view = |entry: Entry| TallyPlace {
        site: entry
            .site
            .and_then(|id| sites.get(&id))
            .map(TallySiteView::of),
        tier: entry.tier,
        against_others: entry.against,
        tallies: entry.total.tallies,
        rate: entry.total.view(of),
        verdict: entry.total.verdict(of),
    };
    (entries.into_iter().map(view).collect(), tiers)
}

/// Numbers the tiers; returns how many there are.
fn assign_tiers(entries: &mut [Entry]) -> u32 {
    let rates: Vec<Option<Rate>> = entries.iter().map(|entry| entry.sound).collect();
    for (entry, tier) in entries.iter_mut().zip(tiers(&rates)) {
        entry.tier = tier;
    }
    entries
        .iter()
        .filter_map(|entry| entry.tier)
        .max()
        .unwrap_or_default()
}

/// Each place against all others together (score test of two shares), adjusted for their number (Holm).
fn compare_with_others(entries: &mut [Entry]) {
    let numerator: u64 = entries.iter().map(|entry| entry.total.numerator).sum();
    let denominator: u64 = entries.iter().map(|entry| entry.total.denominator).sum();
    let mut compared: Vec<(&mut Entry, f64)> = entries
        .iter_mut()
        .filter_map(|entry| {
            let rate = entry.sound?;
            let others =
                Rate::of_counts(numerator - rate.numerator, denominator - rate.denominator)?;
            let n = num::from_u64(denominator);
            let pooled = num::from_u64(numerator) / n;
            let spread =
                pooled * (1.0 - pooled) * (1.0 / rate.n_effective + 1.0 / others.n_effective);
            let z = if spread > 0.0 {
                (rate.estimate - others.estimate) / spread.sqrt()
            } else {
                0.0
            };
            Some((entry, z))
        })
        .collect();
    let p: Vec<f64> = compared.iter().map(|(_, z)| two_sided_p(*z)).collect();
    for ((entry, z), p) in compared.iter_mut().zip(holm(&p)) {
        entry.against = Some(match (p < FAMILY_ERROR, *z > 0.0) {
            (false, _) => "no_difference_shown",
            (true, true) => "above",
            (true, false) => "below",
        });
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    fn period(from: &str, to: &str) -> Period {
        Period {
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            zone: Zone(chrono_tz::Asia::Shanghai),
        }
    }

    fn entry(number: u128, numerator: u64, denominator: u64) -> (Option<Uuid>, Total) {
        let total = Total {
            tallies: 1,
            numerator,
            denominator,
            ..Total::default()
        };
        (Some(Uuid::from_u128(number)), total)
    }

    fn tiers_of(
        places: Vec<(Option<Uuid>, Total)>,
    ) -> (Vec<Option<u32>>, Vec<Option<&'static str>>) {
        let of = Words::get().observation("other_yield").unwrap();
        let (places, _) = league(of, places.into_iter().collect(), &HashMap::new());
        (
            places.iter().map(|place| place.tier).collect(),
            places.iter().map(|place| place.against_others).collect(),
        )
    }

    #[test]
    fn places_that_cannot_be_told_apart_share_a_tier() {
        let close = vec![entry(1, 70, 100), entry(2, 65, 100), entry(3, 60, 100)];
        assert_eq!(tiers_of(close).0, [Some(1); 3]);
        let apart = vec![
            entry(1, 950, 1000),
            entry(2, 700, 1000),
            entry(3, 690, 1000),
        ];
        let (tiers, against) = tiers_of(apart);
        assert_eq!(tiers, [Some(1), Some(2), Some(2)]);
        assert_eq!(against, [Some("above"), Some("below"), Some("below")]);
    }

    #[test]
    fn a_place_with_little_counted_stands_in_no_tier_and_bridges_none() {
        let places = vec![entry(1, 950, 1000), entry(2, 8, 10), entry(3, 690, 1000)];
        assert_eq!(tiers_of(places).0, [Some(1), Some(2), None]);
    }

    #[test]
    fn a_period_is_cut_in_two_and_every_month_of_it_stands() {
        let year = period("2025-11-01", "2026-10-31");
        assert_eq!(year.split_at().to_string(), "2026-05-02");
        assert_eq!(
            period("2026-10-31", "2026-10-31").split_at().to_string(),
            "2026-10-31"
        );
        let months: Vec<(i32, u32)> = months_of(year).into_keys().collect();
        assert_eq!(
            (months.len(), months[0], months[11]),
            (12, (2025, 11), (2026, 10))
        );
    }

    #[test]
    fn counts_of_nobody_are_told_and_stay_out_of_rates() {
        let sums = |is_later, tallies, empty, numerator, denominator| Sums {
            observation: "bus_yield".to_owned(),
            is_later,
            tallies,
            empty,
            minutes: 10.0,
            numerator,
            denominator,
        };
        let year = period("2025-11-01", "2026-10-31");
        let empty = summaries(&[sums(true, 2, 2, 0, 0)], year);
        assert_eq!((empty[0].tallies, empty[0].empty), (2, 2));
        assert!(empty[0].rate.is_none() && empty[0].verdict.is_none());
        let both = summaries(
            &[sums(false, 3, 0, 400, 500), sums(true, 3, 1, 430, 500)],
            year,
        );
        let change = both[0].change.as_ref().unwrap();
        assert_eq!(change.change, "rose");
        assert!((change.low - 0.013_414).abs() < 5.1e-7);
        assert_eq!(both[0].verdict.unwrap().verdict, "not_reached");
        assert!((both[0].flow_per_minute.unwrap() - 50.0).abs() < 1e-9);
    }
}
