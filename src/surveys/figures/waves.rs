//! The two waves of the demo's history, in which four streets that know more were asked three times as often: the weighted
//! rates hold the truth of the whole frame, the plain shares do not. `waves.csv` is what the history's answers come to by
//! door asked, `waves_truth.csv` what its truth file says.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use super::weighting::{Fieldwork, Respondent, StratumDrawn, Tried, weigh};
use crate::platform::num;
use crate::rates::design::Share;
use crate::rates::{Change, newcombe_difference, wilson};

const ANSWERS: &str = include_str!("../../../tests/data/surveys/waves.csv");
const TRUTH: &str = include_str!("../../../tests/data/surveys/waves_truth.csv");
const AWARE: usize = 0;
const QUESTIONS: usize = 6;

/// Lines of a wave, without the number of the wave.
fn of_wave<'a>(text: &'a str, wave: &str) -> Vec<Vec<&'a str>> {
    let lines = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>());
    lines
        .filter(|cells| cells[0] == wave)
        .map(|cells| cells[1..].to_vec())
        .collect()
}

fn truth(wave: &str, street: &str) -> Vec<f64> {
    let lines = of_wave(TRUTH, wave);
    let line = lines.iter().find(|cells| cells[0] == street).unwrap();
    line[2..].iter().map(|cell| cell.parse().unwrap()).collect()
}

/// The weighted shares of every question, and the plain ones.
fn shares(wave: &str) -> Vec<(Share, f64)> {
    let asked = of_wave(ANSWERS, wave);
    let mut work = Fieldwork::default();
    for line in of_wave(TRUTH, wave)
        .iter()
        .filter(|cells| cells[0] != "all")
    {
        let drawn = asked.iter().filter(|cells| cells[0] == line[0]).count();
        let drawn = num::u64_from_usize(drawn);
        work.strata.push(StratumDrawn {
            code: line[0].to_owned(),
            dwellings: line[1].parse().unwrap(),
            drawn,
        });
        let tried = Tried {
            fielded: drawn,
            eligible: drawn,
        };
        work.tried.insert((line[0].to_owned(), None), tried);
    }
    let answered: Vec<&Vec<&str>> = asked.iter().filter(|cells| cells[1] == "1").collect();
    let respondents: Vec<Respondent> = answered
        .iter()
        .map(|cells| {
            let stratum = work.strata.iter().find(|of| of.code == cells[0]).unwrap();
            Respondent {
                cell: (stratum.code.clone(), None),
                probability: num::from_u64(stratum.drawn) / num::from_u64(stratum.dwellings),
            }
        })
        .collect();
    let sample = weigh(&work, &respondents);
    (0..QUESTIONS)
        .map(|question| {
            let says = |unit: usize| answered[unit][2 + question] == "1";
            let plain = (0..answered.len()).filter(|unit| says(*unit)).count();
            let plain = num::from_usize(plain) / num::from_usize(answered.len());
            (sample.share(|unit| Some(says(unit))).unwrap(), plain)
        })
        .collect()
}

#[test]
fn every_weighted_rate_holds_the_truth_and_the_plain_share_of_awareness_does_not() {
    for wave in ["1", "2"] {
        let truth = truth(wave, "all");
        let shares = shares(wave);
        for (question, ((share, _), truth)) in shares.iter().zip(&truth).enumerate() {
            let (low, high) = share.wilson_t();
            assert!(
                low <= *truth && *truth <= high,
                "wave {wave}, question {question}: {low}–{high} without {truth}"
            );
        }
        let (share, plain) = shares[AWARE];
        let (low, _) = wilson(plain, num::from_u64(share.n));
        assert!(
            low > truth[AWARE],
            "wave {wave}: {plain} against {}",
            truth[AWARE]
        );
    }
}

#[test]
fn awareness_rose_between_the_waves_and_taking_part_shows_no_change() {
    let (first, second) = (shares("1"), shares("2"));
    let change = |question: usize| {
        let (then, now) = (first[question].0, second[question].0);
        newcombe_difference(
            then.estimate,
            then.n_effective,
            now.estimate,
            now.n_effective,
        )
        .change()
    };
    assert_eq!(change(AWARE), Change::Rose);
    assert_eq!(change(4), Change::NoChangeShown);
}
