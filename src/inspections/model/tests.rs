//! A hand-made table, and what must hold for every rubric.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::mark::apportion;
use super::*;
use proptest::prelude::*;

fn item(kind: ItemKind, weight: i64) -> Item {
    Item {
        code: "x".to_owned(),
        kind,
        text_zh: String::new(),
        text_en: String::new(),
        weight,
        fail_severity: 1,
        is_veto: false,
        may_be_not_applicable: true,
        needs_photo: false,
        minimum: None,
        wanted_percent: None,
        penalty: None,
        counted_zh: None,
        counted_en: None,
        category: None,
        indicator_code: None,
    }
}

fn yes_no(weight: i64) -> Item {
    item(ItemKind::YesNo, weight)
}

#[test]
fn each_kind_earns_what_the_table_says() {
    let minimum = |penalty| Item {
        minimum: Some(4),
        penalty,
        ..item(ItemKind::CountMinimum, 2_000)
    };
    let sample = |wanted| Item {
        wanted_percent: wanted,
        ..item(ItemKind::Sample, 2_500)
    };
    let each = Item {
        penalty: Some(300),
        ..item(ItemKind::PenaltyEach, 1_500)
    };
    let seen = |good, seen| Finding::Sample { good, seen };
    let table = [
        (yes_no(1_500), Finding::Pass, Some(1_500)),
        (yes_no(1_500), Finding::Fail, Some(0)),
        (yes_no(1_500), Finding::NotApplicable, None),
        (minimum(None), Finding::Count(4), Some(2_000)),
        (minimum(None), Finding::Count(9), Some(2_000)),
        (minimum(None), Finding::Count(3), Some(0)),
        (minimum(Some(750)), Finding::Count(3), Some(1_250)),
        (minimum(Some(750)), Finding::Count(0), Some(0)),
        (sample(None), seen(7, 7), Some(2_500)),
        (sample(None), seen(0, 7), Some(0)),
        // 2,500 × 5/7 = 1,785.71…
        (sample(None), seen(5, 7), Some(1_786)),
        // 90 % of the wanted 95 %: 2,500 × 18/20 ÷ 0.95 = 2,368.42…
        (sample(Some(95)), seen(18, 20), Some(2_368)),
        (sample(Some(95)), seen(19, 20), Some(2_500)),
        (sample(Some(95)), seen(20, 20), Some(2_500)),
        (
            item(ItemKind::NoOccurrence, 800),
            Finding::Count(0),
            Some(800),
        ),
        (
            item(ItemKind::NoOccurrence, 800),
            Finding::Count(1),
            Some(0),
        ),
        (each.clone(), Finding::Count(0), Some(1_500)),
        (each.clone(), Finding::Count(2), Some(900)),
        (each, Finding::Count(100_000), Some(0)),
    ];
    for (item, finding, earned) in table {
        assert_eq!(item.earned(finding), earned, "{item:?} {finding:?}");
    }
}

/// The market of the picture: weights 15 15 10 10 15 10 15 10, the first two with veto.
fn market() -> Vec<Item> {
    let weights = [1_500, 1_500, 1_000, 1_000, 1_500, 1_000, 1_500, 1_000];
    let mut items: Vec<Item> = weights.into_iter().map(yes_no).collect();
    (items[0].is_veto, items[1].is_veto) = (true, true);
    items
}

#[test]
fn what_does_not_apply_leaves_the_denominator() {
    use Finding::{Fail, NotApplicable, Pass};
    let marks = mark(
        &market(),
        &[Pass, Pass, Fail, Pass, NotApplicable, Pass, Pass, Pass],
    );
    // 75 of 85: 88.235…
    assert_eq!(marks.score, Some(8_824));
    assert_eq!(marks.lost, [0, 0, 1_176, 0, 0, 0, 0, 0]);
    let nothing = mark(&market(), &[NotApplicable; 8]);
    assert_eq!((nothing.score, nothing.lost), (None, vec![0; 8]));
}

#[test]
fn a_veto_takes_all_and_stands_with_the_first_item_that_failed() {
    use Finding::{Fail, Pass};
    let marks = mark(&market(), &[Pass, Fail, Fail, Pass, Pass, Pass, Pass, Pass]);
    assert_eq!((marks.score, marks.is_vetoed), (Some(0), true));
    assert_eq!(marks.lost, [0, 9_000, 1_000, 0, 0, 0, 0, 0]);
    assert_eq!(marks.earned[0], Some(1_500));
}

#[test]
fn two_inspections_give_their_mean_and_show_where_they_differ() {
    use Finding::{Fail, NotApplicable, Pass};
    let one = mark(&market(), &[Pass, Pass, Fail, Pass, Pass, Pass, Pass, Pass]);
    let other = mark(
        &market(),
        &[Pass, Pass, Pass, Pass, Pass, Pass, Pass, NotApplicable],
    );
    let site = site_marks(8, &[one, other]);
    assert_eq!((site.score, site.inspections), (Some(9_500), 2));
    assert_eq!(site.lost, [0, 0, 500, 0, 0, 0, 0, 0]);
    let disputed: Vec<usize> = (0..8).filter(|at| site.disputed[*at]).collect();
    assert_eq!(disputed, [2, 7]);
    let alone = site_marks(8, &[]);
    assert_eq!((alone.score, alone.lost), (None, vec![0; 8]));
}

/// An item with an answer to it.
fn judged() -> impl Strategy<Value = (Item, Finding)> {
    let kinds = prop::sample::select(ItemKind::ALL.to_vec());
    let numbers = (1_i64..6, 50_i64..=100, 1_i64..2_000, any::<bool>());
    (
        kinds,
        1_i64..5_000,
        numbers,
        any::<bool>(),
        0_i64..12,
        0_i64..12,
    )
        .prop_map(
            |(kind, weight, (minimum, wanted, penalty, has_penalty), is_veto, a, b)| {
                let item = Item {
                    minimum: Some(minimum),
                    wanted_percent: Some(wanted),
                    penalty: (has_penalty || kind == ItemKind::PenaltyEach).then_some(penalty),
                    is_veto: is_veto && a % 3 == 0,
                    ..item(kind, weight)
                };
                let finding = match kind {
                    _ if b == 11 => Finding::NotApplicable,
                    ItemKind::YesNo if a < 8 => Finding::Pass,
                    ItemKind::YesNo => Finding::Fail,
                    ItemKind::Sample => Finding::Sample {
                        good: a.min(b + 1),
                        seen: b + 1,
                    },
                    _ => Finding::Count(a),
                };
                (item, finding)
            },
        )
}

proptest! {
    #[test]
    fn losses_sum_to_what_the_score_lacks(
        sites in prop::collection::vec(prop::collection::vec(judged(), 1..12), 1..3),
    ) {
        let mut all = vec![];
        for judged in &sites {
            let (items, findings): (Vec<Item>, Vec<Finding>) = judged.iter().cloned().unzip();
            prop_assert!(items.iter().zip(&findings).all(|(item, found)| item.takes(*found)));
            let marks = mark(&items, &findings);
            let score = marks.score.unwrap_or(WHOLE);
            prop_assert!((0..=WHOLE).contains(&score));
            prop_assert_eq!(marks.lost.iter().sum::<i64>(), WHOLE - score);
            let within = items.iter().zip(&marks.earned);
            prop_assert!(within.clone().all(|(item, earned)| earned.is_none_or(|it| (0..=item.weight).contains(&it))));
            for ((item, finding), lost) in items.iter().zip(&findings).zip(&marks.lost) {
                prop_assert!(*lost == 0 || item.is_failed(*finding));
            }
            all.push(marks);
        }
        let same: Vec<Marks> = vec![all[0].clone(), all[0].clone()];
        let site = site_marks(sites[0].len(), &same);
        prop_assert_eq!(site.score, all[0].score);
        prop_assert_eq!(&site.lost, &all[0].lost);
        prop_assert!(site.disputed.iter().all(|it| !it));
    }

    #[test]
    fn a_better_answer_never_lowers_the_score(judged in prop::collection::vec(judged(), 1..12), at in 0_usize..12) {
        let (items, mut findings): (Vec<Item>, Vec<Finding>) = judged.into_iter().unzip();
        let at = at % items.len();
        let before = mark(&items, &findings);
        let best = match items[at].kind {
            ItemKind::YesNo => Finding::Pass,
            ItemKind::Sample => Finding::Sample { good: 3, seen: 3 },
            ItemKind::CountMinimum => Finding::Count(100),
            ItemKind::NoOccurrence | ItemKind::PenaltyEach => Finding::Count(0),
        };
        if findings[at] != Finding::NotApplicable {
            findings[at] = best;
            prop_assert!(mark(&items, &findings).score.unwrap() >= before.score.unwrap());
        }
    }

    #[test]
    fn parts_sum_to_the_total(total in 0_i64..100_000, parts in prop::collection::vec(0_i64..10_000, 1..40)) {
        let given = apportion(total, &parts);
        let sum: i64 = parts.iter().sum();
        prop_assert_eq!(given.iter().sum::<i64>(), if sum == 0 { 0 } else { total });
        prop_assert!(given.iter().zip(&parts).all(|(given, part)| *part > 0 || *given == 0));
    }
}
