//! Hardly any refusals. Pure.
use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::notes::{Found, Note, Visit};
use crate::platform::num;
use crate::rates::holm;

/// Chance, over all surveyors, of noting anybody who meets refusals like the others.
const ERROR: f64 = 0.01;
/// People met below which a share says nothing.
const LEAST_MET: u64 = 20;

#[derive(Debug, Clone, Copy, Default)]
struct Met {
    refused: u64,
    all: u64,
}

/// Notes surveyors whose refusals are too few for chance, held against the others of their streets: the chance of so few out
/// of so many people met at the others' share, adjusted for the number of surveyors (Holm).
pub fn look(visits: &[Visit], found: &mut Found) {
    let mut by_street: BTreeMap<(&str, Uuid), Met> = BTreeMap::new();
    for visit in visits {
        let is_refused = visit.disposition == "refused";
        if is_refused || ["interview", "partial"].contains(&visit.disposition.as_str()) {
            let met = by_street
                .entry((&visit.street, visit.surveyor))
                .or_default();
            met.all += 1;
            met.refused += u64::from(is_refused);
        }
    }
    let people: BTreeSet<Uuid> = by_street.keys().map(|(_, person)| *person).collect();
    let mut judged = vec![];
    for person in people {
        let streets: BTreeSet<&str> = by_street
            .keys()
            .filter(|(_, of)| *of == person)
            .map(|(street, _)| *street)
            .collect();
        let (mut own, mut others) = (Met::default(), Met::default());
        for ((_, of), met) in by_street
            .iter()
            .filter(|((street, _), _)| streets.contains(street))
        {
            let side = if *of == person { &mut own } else { &mut others };
            side.refused += met.refused;
            side.all += met.all;
        }
        if own.all >= LEAST_MET && others.all >= LEAST_MET {
            let share = num::from_u64(others.refused) / num::from_u64(others.all);
            judged.push((person, at_most(own.refused, own.all, share)));
        }
    }
    let chances: Vec<f64> = judged.iter().map(|(_, chance)| *chance).collect();
    for ((person, _), adjusted) in judged.iter().zip(holm(&chances)) {
        if adjusted < ERROR {
            found.person(*person, Note::FewRefusals);
        }
    }
}

/// Chance of at most `few` out of `n` at a share `p` each.
fn at_most(few: u64, n: u64, p: f64) -> f64 {
    if p <= 0.0 {
        return 1.0;
    }
    if p >= 1.0 {
        return if few >= n { 1.0 } else { 0.0 };
    }
    let mut log = num::from_u64(n) * (-p).ln_1p();
    let mut sum = 0.0;
    for k in 0..=few.min(n) {
        sum += log.exp();
        let left = num::from_u64(n.saturating_sub(k));
        log += (left / num::from_u64(k + 1)).ln() + p.ln() - (-p).ln_1p();
    }
    f64::min(sum, 1.0)
}

#[cfg(test)]
mod tests {
    use super::super::notes::samples::interview;
    use super::*;

    fn visits(surveyor: u128, met: u32, refused: u32) -> Vec<Visit> {
        let made = (0..met).map(|number| {
            let mut visit = interview(surveyor, number);
            if number < refused {
                visit.disposition = "refused".to_owned();
            }
            visit
        });
        made.collect()
    }

    #[test]
    fn the_chance_of_few_is_that_of_the_binomial() {
        assert!((at_most(0, 20, 0.2) - 0.8_f64.powi(20)).abs() < 1e-12);
        assert!((at_most(1, 3, 0.5) - 0.5).abs() < 1e-12);
        assert!((at_most(3, 3, 0.5) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn somebody_nobody_refuses_is_noted_and_the_lucky_are_not() {
        let mut all = visits(1, 40, 0);
        all.extend(visits(2, 40, 14));
        all.extend(visits(3, 40, 12));
        all.extend(visits(4, 12, 0));
        let mut found = Found::default();
        look(&all, &mut found);
        let noted: Vec<&Uuid> = found.people.keys().collect();
        assert_eq!(noted, [&Uuid::from_u128(1)]);
    }
}
