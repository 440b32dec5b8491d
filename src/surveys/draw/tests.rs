#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::platform::num;

fn design(allocation: Allocation, stages: Stages) -> Design {
    Design {
        allocation,
        stages,
        margin: 0.03,
        expected_rate: 0.5,
        deff: 1.25,
        response_rate: 0.715,
        reserve_share: 0.15,
    }
}

fn sizes(of: &[(&str, u32)]) -> Vec<StratumSize> {
    of.iter()
        .map(|(code, dwellings)| StratumSize {
            code: (*code).to_owned(),
            dwellings: *dwellings,
            clusters: 4,
        })
        .collect()
}

/// The twelve streets of the demo's frame.
fn streets() -> Vec<StratumSize> {
    let doors = [666, 529, 523, 458, 432, 424, 412, 405, 340, 284, 278, 249];
    let codes = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
    sizes(&codes.into_iter().zip(doors).collect::<Vec<_>>())
}

/// Strata of clusters with these numbers of doors.
fn frame(of: &[Vec<u32>]) -> Vec<FrameStratum> {
    let mut next = 0;
    let mut cluster = |at: usize, doors: u32| {
        next += doors;
        FrameCluster {
            code: format!("c{at}"),
            doors: (next - doors..next).collect(),
        }
    };
    of.iter()
        .enumerate()
        .map(|(number, clusters)| FrameStratum {
            code: format!("s{number}"),
            clusters: clusters
                .iter()
                .enumerate()
                .map(|(at, doors)| cluster(at, *doors))
                .collect(),
        })
        .collect()
}

#[test]
fn the_reference_plan_asks_for_so_many_doors() {
    let plan = plan(&streets(), &design(Allocation::Proportional, Stages::One)).unwrap();
    assert_eq!(plan.draw, 1_475);
    assert!((plan.interviews - 1_054.0).abs() < 1e-9);
    assert!((plan.margin - 0.03).abs() < 5e-5, "{}", plan.margin);
    let draws: Vec<u32> = plan.strata.iter().map(|of| of.draw).collect();
    assert_eq!(draws[..3], [197, 156, 154]);
    assert_eq!(draws.iter().sum::<u32>(), plan.draw);
    let margin = |at: usize| plan.strata[at].margin.unwrap();
    assert!((margin(0) - 0.082).abs() < 5e-4 && (margin(11) - 0.135).abs() < 5e-4);
    assert_eq!(plan.cost[2].draw, 1_475);
}

#[test]
fn equal_gives_small_strata_no_more_than_they_hold() {
    let sizes = sizes(&[("a", 5_000), ("b", 40), ("c", 900), ("d", 1), ("e", 0)]);
    let plan = plan(&sizes, &design(Allocation::Equal, Stages::One)).unwrap();
    let draws: Vec<u32> = plan.strata.iter().map(|of| of.draw).collect();
    assert_eq!((draws[1], draws[3], draws[4]), (40, 1, 0));
    assert!(draws[0].abs_diff(draws[2]) <= 1, "{draws:?}");
}

#[test]
fn neyman_asks_more_where_answers_differ_more() {
    let sizes = sizes(&[("a", 1_000), ("b", 1_000)]);
    let shares = BTreeMap::from([("a".to_owned(), 0.5), ("b".to_owned(), 0.9)]);
    let plan = plan(&sizes, &design(Allocation::Neyman(shares), Stages::One)).unwrap();
    let ratio = f64::from(plan.strata[0].draw) / f64::from(plan.strata[1].draw);
    assert!((ratio - 0.5 / 0.3).abs() < 0.02, "{ratio}");
}

#[test]
fn given_numbers_must_fit_the_frame() {
    let sizes = sizes(&[("a", 100), ("b", 50)]);
    let with = |given: &[(&str, u32)]| {
        let given = given.iter().map(|(code, n)| ((*code).to_owned(), *n));
        plan(
            &sizes,
            &design(Allocation::Given(given.collect()), Stages::One),
        )
    };
    assert_eq!(with(&[("a", 30), ("b", 20)]).unwrap().draw, 50);
    assert_eq!(
        with(&[("a", 30)]),
        Err(DrawError::MissingStratum("b".to_owned()))
    );
    assert_eq!(
        with(&[("a", 3), ("b", 3), ("x", 3)]),
        Err(DrawError::UnknownStratum("x".to_owned()))
    );
    assert!(matches!(
        with(&[("a", 101), ("b", 1)]),
        Err(DrawError::TooMany { wanted: 101, .. })
    ));
}

#[test]
fn numbers_out_of_range_and_empty_frames_are_refused() {
    let mut wrong = design(Allocation::Equal, Stages::One);
    wrong.margin = f64::NAN;
    assert!(matches!(
        plan(&streets(), &wrong),
        Err(DrawError::BadNumber { name: "margin", .. })
    ));
    let good = design(Allocation::Equal, Stages::One);
    assert_eq!(plan(&[], &good), Err(DrawError::EmptyFrame));
    let twice = sizes(&[("a", 10), ("a", 10)]);
    assert_eq!(
        plan(&twice, &good),
        Err(DrawError::DoubleStratum("a".to_owned()))
    );
}

#[test]
fn a_seed_draws_the_same_doors_for_ever() {
    let frame = frame(&[vec![40, 25, 60], vec![30, 30]]);
    let mut one = design(
        Allocation::Given(BTreeMap::from([("s0".to_owned(), 5), ("s1".to_owned(), 3)])),
        Stages::One,
    );
    let doors = |design: &Design| -> Vec<(u32, Option<u32>)> {
        let drawn = draw(&frame, design, &[42; 32]).unwrap();
        drawn
            .doors
            .iter()
            .map(|door| (door.door, door.reserve_order))
            .collect()
    };
    let first = [18, 43, 68, 93, 118, 144, 164, 184].map(|door| (door, None));
    let reserve = [(23, Some(1)), (126, Some(1))];
    assert_eq!(doors(&one), [&first[..], &reserve[..]].concat());
    one.stages = Stages::Two { cluster_size: 2 };
    let first = [2, 22, 58, 72, 102, 135, 150, 159, 174].map(|door| (door, None));
    let reserve = [9, 46, 85, 144, 161].map(|door| (door, Some(1)));
    assert_eq!(doors(&one), [&first[..], &reserve[..]].concat());
}

/// Over many seeds each door comes as often as its stated chance says.
fn chances_hold(frame: &[FrameStratum], design: &Design, seeds: u32) {
    let doors: usize = frame
        .iter()
        .flat_map(|stratum| &stratum.clusters)
        .map(|cluster| cluster.doors.len())
        .sum();
    let (mut times, mut stated) = (vec![0.0; doors], vec![None; doors]);
    for number in 0..seeds {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        for door in draw(frame, design, &seed).unwrap().doors {
            let at = usize::try_from(door.door).unwrap();
            let known = *stated[at].get_or_insert(door.probability);
            assert!(
                (known - door.probability).abs() < 1e-12,
                "a chance hangs on the seed"
            );
            if door.reserve_order.is_none() {
                times[at] += 1.0;
            }
        }
    }
    let seeds = f64::from(seeds);
    for (times, stated) in times.iter().zip(stated) {
        let stated = stated.unwrap_or(0.0);
        let spread = (stated * (1.0 - stated) / seeds).sqrt();
        assert!(
            (times / seeds - stated).abs() <= 5.0 * spread + 1e-9,
            "{} against {stated}",
            times / seeds
        );
    }
}

#[test]
fn every_door_comes_as_often_as_its_chance_says() {
    let given = |n: [u32; 2]| {
        Allocation::Given(BTreeMap::from([
            ("s0".to_owned(), n[0]),
            ("s1".to_owned(), n[1]),
        ]))
    };
    let frame = frame(&[vec![12, 30, 7, 5, 60], vec![9, 14, 20]]);
    chances_hold(&frame, &design(given([20, 11]), Stages::One), 2_000);
    let two = Stages::Two { cluster_size: 6 };
    chances_hold(&frame, &design(given([20, 11]), two), 2_000);
}

fn frames() -> impl Strategy<Value = Vec<Vec<u32>>> {
    prop::collection::vec(prop::collection::vec(0_u32..90, 1..6), 1..6)
        .prop_filter("some door", |of| of.iter().flatten().sum::<u32>() > 0)
}

fn allocations() -> impl Strategy<Value = Allocation> {
    prop_oneof![
        Just(Allocation::Proportional),
        Just(Allocation::Equal),
        Just(Allocation::Neyman(BTreeMap::new()))
    ]
}

proptest! {
    #[test]
    fn one_stage_draws_what_was_planned_and_no_door_twice(
        of in frames(), allocation in allocations(), seed in any::<[u8; 32]>(), margin in 0.02..0.2_f64,
    ) {
        let frame = frame(&of);
        let design = Design { margin, ..design(allocation, Stages::One) };
        let sizes: Vec<StratumSize> = frame.iter().zip(&of).map(|(stratum, clusters)| StratumSize {
            code: stratum.code.clone(),
            dwellings: clusters.iter().sum(),
            clusters: 1,
        }).collect();
        let plan = plan(&sizes, &design).unwrap();
        let drawn = draw(&frame, &design, &seed).unwrap();
        prop_assert_eq!(&drawn, &draw(&frame, &design, &seed).unwrap());
        for (planned, drawn) in plan.strata.iter().zip(&drawn.strata) {
            prop_assert_eq!(planned.draw, drawn.drawn);
            prop_assert!(drawn.drawn + drawn.reserve <= drawn.dwellings);
            prop_assert!(drawn.drawn >= drawn.dwellings.min(2));
        }
        let doors: BTreeSet<u32> = drawn.doors.iter().map(|door| door.door).collect();
        prop_assert_eq!(doors.len(), drawn.doors.len());
        for (number, stratum) in drawn.strata.iter().enumerate() {
            let first = drawn.doors.iter().filter(|door| door.stratum == number && door.reserve_order.is_none());
            // The weights of a stratum sum to its doors: chances sum to n.
            let sum: f64 = first.map(|door| 1.0 / door.probability).sum();
            prop_assert!((sum - f64::from(stratum.dwellings)).abs() < 1e-6);
        }
    }

    #[test]
    fn two_stages_keep_chances_within_one_and_no_door_twice(
        of in frames(), seed in any::<[u8; 32]>(), margin in 0.02..0.2_f64, cluster_size in 1_u32..40,
    ) {
        let frame = frame(&of);
        let design = Design { margin, ..design(Allocation::Proportional, Stages::Two { cluster_size }) };
        let drawn = draw(&frame, &design, &seed).unwrap();
        let doors: BTreeSet<u32> = drawn.doors.iter().map(|door| door.door).collect();
        prop_assert_eq!(doors.len(), drawn.doors.len());
        prop_assert!(drawn.doors.iter().all(|door| door.probability > 0.0 && door.probability <= 1.0 + 1e-12));
        for (number, stratum) in drawn.strata.iter().enumerate() {
            prop_assert!(stratum.drawn_clusters >= stratum.clusters.min(2));
            let clusters: Vec<_> = drawn.clusters.iter().filter(|of| of.stratum == number).collect();
            prop_assert_eq!(clusters.len(), usize::try_from(stratum.drawn_clusters).unwrap());
            prop_assert_eq!(clusters.iter().map(|of| of.drawn).sum::<u32>(), stratum.drawn);
            for of in clusters {
                let first = drawn.doors.iter().filter(|door| {
                    (door.stratum, door.cluster) == (number, Some(of.cluster)) && door.reserve_order.is_none()
                });
                prop_assert_eq!(num::u64_from_usize(first.count()), u64::from(of.drawn));
            }
        }
        for (order, door) in (1..).zip(&drawn.doors) {
            prop_assert_eq!(door.order, order);
        }
    }
}
