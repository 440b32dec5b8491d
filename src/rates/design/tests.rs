#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use proptest::prelude::*;

use super::*;
use crate::rates::{Comparator, Target};
use crate::rates::{Verdict, judge};

/// One stratum, every unit a cluster of its own.
fn simple(n: u64, frame: u64, fpc: Fpc) -> Sample {
    let mut draw = Draw::default();
    let stratum = draw.stratum(Some(frame));
    for _ in 0..n {
        let cluster = draw.cluster(stratum, Some(1));
        draw.unit(cluster, None);
    }
    draw.finish(fpc)
}

#[test]
fn a_simple_sample_of_a_known_frame_has_the_reference_interval() {
    let share = simple(300, 1_200, Fpc::First)
        .share(|unit| Some(unit < 240))
        .unwrap();
    assert!((share.n_effective - 398.666_7).abs() < 1e-4);
    let (low, high) = share.wilson_z();
    assert!((low - 0.757_955).abs() < 5.1e-7, "{low}");
    assert!((high - 0.836_319).abs() < 5.1e-7, "{high}");
    assert_eq!((share.n, share.yes, share.df), (300, 240, 299));
}

#[test]
fn all_yes_is_never_printed_as_certain() {
    let share = simple(385, 5_000, Fpc::First)
        .share(|_| Some(true))
        .unwrap();
    assert!((share.n_effective - 385.0).abs() < 1e-9);
    assert!((share.wilson_z().0 - 0.990_121).abs() < 5.1e-7);
    assert!(share.wilson_t().0 < share.wilson_z().0);
    assert_eq!(share.logit(), None);
    let target = Target {
        comparator: Comparator::AtLeast,
        share: 1.0,
    };
    assert!(matches!(
        judge(&share.rate(), target),
        Verdict::Reached | Verdict::NotProven { .. }
    ));
}

#[test]
fn nobody_asked_is_no_share() {
    assert_eq!(simple(10, 20, Fpc::None).share(|_| None), None);
}

#[test]
fn a_single_cluster_knows_nothing_and_says_so() {
    let mut draw = Draw::default();
    let stratum = draw.stratum(Some(9));
    let cluster = draw.cluster(stratum, Some(30));
    for _ in 0..20 {
        draw.unit(cluster, None);
    }
    let sample = draw.finish(Fpc::First);
    let share = sample.share(|unit| Some(unit % 2 == 0)).unwrap();
    assert_eq!(share.wilson_t(), (0.0, 1.0));
    assert_eq!(share.logit(), None);
    assert_eq!(sample.single_cluster_strata(), [0]);
}

/// The sample `sized.csv`: clusters with unequal chances.
fn sized(fpc: Fpc) -> (Sample, Vec<bool>) {
    let text = include_str!("../../../tests/data/rates/sized.csv");
    let (mut draw, mut strata, mut clusters) = (Draw::default(), vec![], vec![]);
    let mut answers = vec![];
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [stratum, cluster] = [cells[0], cells[1]];
        let at = strata.iter().position(|name| *name == stratum);
        let stratum = at.unwrap_or_else(|| {
            strata.push(stratum);
            draw.stratum(None)
        });
        let at = clusters.iter().position(|name| *name == cluster);
        let cluster = at.unwrap_or_else(|| {
            clusters.push(cluster);
            let units = cells[3].parse().unwrap();
            draw.cluster_by_size(stratum, cells[2].parse().unwrap(), Some(units))
        });
        draw.unit(cluster, None);
        answers.push(cells[4] == "1");
    }
    (draw.finish(fpc), answers)
}

#[test]
fn clusters_drawn_by_size_agree_with_r() {
    let golden = include_str!("../../../tests/data/rates/golden.csv");
    let mut compared = 0;
    for line in golden.lines().filter(|line| line.starts_with("sized,")) {
        let cells: Vec<&str> = line.split(',').collect();
        let fpc = if cells[1] == "first" {
            Fpc::First
        } else {
            Fpc::TwoStage
        };
        let (sample, answers) = sized(fpc);
        let share = sample.share(|at| Some(answers[at])).unwrap();
        let (low, high) = share.wilson_t();
        let df = crate::platform::num::from_u64(share.df);
        let ours = [
            share.estimate,
            share.se,
            df,
            share.n_effective,
            share.deff_kish,
        ];
        let theirs = cells[6..11].iter().chain(&cells[12..14]);
        for (got, wanted) in ours.into_iter().chain([low, high]).zip(theirs) {
            let wanted: f64 = wanted.parse().unwrap();
            assert!(
                (got - wanted).abs() <= 1e-9 * wanted.abs().max(1.0),
                "{got} {line}"
            );
        }
        compared += 1;
    }
    assert_eq!(compared, 2);
}

proptest! {
    #[test]
    fn the_interval_holds_the_share_and_groups_make_the_whole(
        units in prop::collection::vec((0_usize..3, 0_usize..8, any::<bool>(), 0_usize..2), 30..200),
    ) {
        let mut draw = Draw::default();
        let strata: Vec<usize> = (0..3).map(|_| draw.stratum(Some(40))).collect();
        let clusters: Vec<usize> = (0..24).map(|at| draw.cluster(strata[at % 3], Some(500))).collect();
        for (stratum, cluster, ..) in &units {
            draw.unit(clusters[cluster * 3 + stratum], None);
        }
        let sample = draw.finish(Fpc::TwoStage);
        let all = sample.share(|at| Some(units[at].2)).unwrap();
        let (low, high) = all.wilson_t();
        prop_assert!(0.0 <= low && low <= all.estimate + 1e-12);
        prop_assert!(all.estimate <= high + 1e-12 && high <= 1.0);
        let mut yes = 0.0;
        for group in 0..2 {
            let part = sample.share(|at| Some(units[at].2).filter(|_| units[at].3 == group));
            let weight: f64 = (0..units.len()).filter(|at| units[*at].3 == group).map(|at| sample.weights()[at]).sum();
            yes += part.map_or(0.0, |part| part.estimate * weight);
        }
        prop_assert!((yes / sample.weight_sum() - all.estimate).abs() < 1e-9);
    }
}
