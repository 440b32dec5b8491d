//! What the inspections of one site come to together.
//!
//! The rule: each inspection is scored alone; the site's score is their mean, rounded half up to hundredths; an item that
//! they judged differently is disputed and shown with both answers. Losses are shared out so that they sum to 100 − score.

use super::item::{WHOLE, half_up};
use super::mark::{Marks, apportion};
use crate::platform::num;

/// The marks of a site. Points are hundredths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteMarks {
    /// 0 to [`WHOLE`]; none when nothing applied, or nobody was there.
    pub score: Option<i64>,
    /// Inspections that counted.
    pub inspections: usize,
    /// Whether one of them was vetoed.
    pub is_vetoed: bool,
    /// What each item took from 100; sums to [`WHOLE`] − score.
    pub lost: Vec<i64>,
    /// Whether the inspectors judged the item differently.
    pub disputed: Vec<bool>,
    /// Whether none of them found that the item applies.
    pub not_applicable: Vec<bool>,
}

/// Combines the inspections of a site with `items` items.
pub fn site_marks(items: usize, inspections: &[Marks]) -> SiteMarks {
    let scored: Vec<(i64, &Marks)> = inspections
        .iter()
        .filter_map(|one| Some((one.score?, one)))
        .collect();
    let sum: i64 = scored.iter().map(|(score, _)| score).sum();
    let count = i128::from(num::u64_from_usize(scored.len()));
    let mean = (!scored.is_empty()).then(|| half_up(i128::from(sum), count));
    let score = mean.and_then(|mean| i64::try_from(mean).ok());
    let of_item = |at: usize| -> i64 {
        let lost = scored.iter().filter_map(|(_, one)| one.lost.get(at));
        lost.sum()
    };
    let lost: Vec<i64> = (0..items).map(of_item).collect();
    let is_disputed = |at: usize| {
        let mut earned = inspections.iter().filter_map(|one| one.earned.get(at));
        let first = earned.next();
        earned.any(|other| Some(other) != first)
    };
    SiteMarks {
        score,
        inspections: inspections.len(),
        is_vetoed: inspections.iter().any(|one| one.is_vetoed),
        lost: apportion(score.map_or(0, |score| WHOLE - score), &lost),
        disputed: (0..items).map(is_disputed).collect(),
        not_applicable: (0..items)
            .map(|at| {
                inspections
                    .iter()
                    .all(|one| one.earned.get(at) == Some(&None))
            })
            .collect(),
    }
}
