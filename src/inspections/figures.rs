//! Scores of many sites, with the uncertainty of a draw. Pure.
//!
//! * Sites of one kind in one stratum make a stratum of the sample; N is what stood in the frame, n what was inspected. A site
//!   stands for N/n sites. The score of a group is Σwy/Σw; its interval is that of a stratified sample ([`crate::rates::design`]),
//!   Student's quantile, within 0–100.
//! * Where every site was inspected nothing was estimated: no interval. With fewer than [`FEW`] sites there is none either.

use super::service::outcome::SiteOutcome;
use crate::platform::num;
use crate::rates::design::{Draw, Fpc, Sample, Share};
use crate::rates::{Rate, Reliability};
use std::collections::BTreeMap;

/// Fewer inspected sites than this say too little of the others. Source: small cells of the page on honest rates.
const FEW: u64 = 5;

/// How far a score may be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Every site was inspected.
    Counted,
    /// Of a sample, with an interval.
    Sampled,
    /// Of so few sites that no interval can be given.
    TooFew,
    /// Nobody inspected anything.
    Nothing,
}

impl Standing {
    /// The word on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Sampled => "sampled",
            Self::TooFew => "too_few",
            Self::Nothing => "none",
        }
    }
}

/// The score of a group of sites, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Σwy/Σw.
    pub score: Option<f64>,
    /// The interval at 95 %.
    pub interval: Option<(f64, f64)>,
    /// Standard error; 0 where all was counted.
    pub se: f64,
    /// Inspected sites.
    pub n: u64,
    /// Of them, vetoed ones.
    pub vetoed: usize,
    /// How far it may be trusted.
    pub standing: Standing,
}

/// The inspected sites of a round as a sample.
#[derive(Debug)]
pub struct Scored<'a> {
    /// Sites with a score, in the order of the sample's units.
    sites: Vec<&'a SiteOutcome>,
    sample: Sample,
    /// Whether every site of every stratum was inspected.
    is_census: bool,
}

impl<'a> Scored<'a> {
    /// Takes the sites that have a score.
    pub fn of(all: &'a [SiteOutcome]) -> Self {
        let mut cells: BTreeMap<(&str, &str), Vec<&SiteOutcome>> = BTreeMap::new();
        for one in all {
            let site = &one.site;
            let cell = cells.entry((site.site_type.as_str(), site.stratum.as_str()));
            cell.or_default().push(one);
        }
        let (mut draw, mut sites, mut is_census) = (Draw::default(), vec![], !all.is_empty());
        for of_cell in cells.into_values() {
            let in_frame = of_cell.first().map_or(0, |one| one.site.in_frame);
            let in_frame = u64::try_from(in_frame).unwrap_or_default();
            let scored = || of_cell.iter().filter(|one| one.marks.score.is_some());
            is_census &= num::u64_from_usize(scored().count()) == in_frame;
            if scored().next().is_none() {
                continue;
            }
            let stratum = draw.stratum(Some(in_frame));
            for one in scored() {
                let cluster = draw.cluster(stratum, Some(1));
                draw.unit(cluster, None);
                sites.push(*one);
            }
        }
        Self {
            sites,
            sample: draw.finish(Fpc::First),
            is_census,
        }
    }

    /// Whether every site was inspected, so that nothing is estimated.
    pub fn is_census(&self) -> bool {
        self.is_census
    }

    /// The share of sites of which `passed` says so; none says nothing of a site.
    pub fn passed(&self, passed: impl Fn(&SiteOutcome) -> Option<bool>) -> Option<Rate> {
        let answer = |unit: usize| passed(self.sites.get(unit)?);
        let share = self.sample.share(answer)?;
        if self.is_census {
            return Rate::of_census(share.yes, share.n);
        }
        Some(share.rate())
    }

    /// The points that the sites earned which `keep` takes, as a share of those that could be earned: a weighted share, with
    /// p(1 − p) ÷ V as its effective n. Of fewer than [`FEW`] sites the sample is too small.
    pub fn points(&self, keep: impl Fn(&SiteOutcome) -> bool) -> Option<Rate> {
        let value = |unit: usize| self.sites.get(unit).filter(|one| keep(one))?.points();
        let mean = self.sample.mean(value)?;
        let (possible, estimate) = (mean.n * 100, mean.estimate / 100.0);
        let earned = num::to_u64((mean.estimate * num::from_u64(mean.n)).round());
        if self.is_census {
            return Some(Rate {
                estimate,
                low: estimate,
                high: estimate,
                ..Rate::of_census(earned, possible)?
            });
        }
        let variance = (mean.se / 100.0) * (mean.se / 100.0);
        let n = num::from_u64(mean.n);
        let n_effective = if variance > 0.0 {
            estimate * (1.0 - estimate) / variance
        } else {
            n
        };
        let share = Share {
            n: possible,
            yes: earned,
            estimate,
            se: mean.se / 100.0,
            df: mean.df,
            n_effective,
            deff: n / n_effective,
            deff_kish: 1.0,
        };
        let is_small = mean.n < FEW;
        let rate = share.rate();
        Some(Rate {
            reliability: if is_small {
                Reliability::TooSmall
            } else {
                rate.reliability
            },
            ..rate
        })
    }

    /// The score of the sites that `keep` takes.
    pub fn estimate(&self, keep: impl Fn(&SiteOutcome) -> bool) -> Estimate {
        let value = |unit: usize| {
            let one = self.sites.get(unit).filter(|one| keep(one))?;
            one.points()
        };
        let vetoed = self
            .sites
            .iter()
            .filter(|one| one.marks.is_vetoed && keep(one));
        let vetoed = vetoed.count();
        let Some(mean) = self.sample.mean(value) else {
            return Estimate {
                score: None,
                interval: None,
                se: 0.0,
                n: 0,
                vetoed,
                standing: Standing::Nothing,
            };
        };
        let within = |(low, high): (f64, f64)| (low.max(0.0), high.min(100.0));
        let interval = mean.interval().filter(|_| mean.n >= FEW && !self.is_census);
        Estimate {
            score: Some(mean.estimate),
            interval: interval.map(within),
            se: if self.is_census { 0.0 } else { mean.se },
            n: mean.n,
            vetoed,
            standing: match (self.is_census, interval) {
                (true, _) => Standing::Counted,
                (false, Some(_)) => Standing::Sampled,
                (false, None) => Standing::TooFew,
            },
        }
    }
}

/// How a score changed from one round to the next: the difference and its interval at 95 %, which is a point where both were
/// counted; none where one of them says too little.
pub fn difference(now: &Estimate, before: &Estimate) -> Option<(f64, Option<(f64, f64)>)> {
    let difference = now.score? - before.score?;
    let is_sound = |one: &Estimate| matches!(one.standing, Standing::Counted | Standing::Sampled);
    if !is_sound(now) || !is_sound(before) {
        return Some((difference, None));
    }
    let reach = crate::rates::Z * now.se.hypot(before.se);
    Some((difference, Some((difference - reach, difference + reach))))
}

/// An item with what it cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Code of the item.
    pub item: String,
    /// Hundredths of points of site scores, added up.
    pub lost: i64,
    /// Sites that lost points by it.
    pub failed: usize,
    /// Inspected sites to which it applies.
    pub checked: usize,
    /// Inspected sites to which it does not.
    pub not_applicable: usize,
}

/// What each item cost the given sites, the most costly first.
pub fn losses<'a>(
    rubric: &super::model::Rubric,
    sites: impl Iterator<Item = &'a SiteOutcome>,
) -> Vec<Loss> {
    let mut by_item: BTreeMap<&str, Loss> = BTreeMap::new();
    for one in sites.filter(|one| one.marks.score.is_some()) {
        let of_type = rubric.site_type(&one.site.site_type);
        let items = of_type.map(|of| of.items.as_slice()).unwrap_or_default();
        for (at, item) in items.iter().enumerate() {
            let lost = one.marks.lost.get(at).copied().unwrap_or_default();
            let is_out = one.marks.not_applicable.get(at) == Some(&true);
            let sum = by_item.entry(item.code.as_str()).or_insert_with(|| Loss {
                item: item.code.clone(),
                lost: 0,
                failed: 0,
                checked: 0,
                not_applicable: 0,
            });
            sum.lost += lost;
            sum.failed += usize::from(lost > 0);
            sum.checked += usize::from(!is_out);
            sum.not_applicable += usize::from(is_out);
        }
    }
    let mut losses: Vec<Loss> = by_item.into_values().collect();
    losses.sort_by(|a, b| b.lost.cmp(&a.lost).then_with(|| a.item.cmp(&b.item)));
    losses
}
