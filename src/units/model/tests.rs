#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use proptest::prelude::*;

const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 10, 30).unwrap();

fn unit(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn rule(ordinal: i64, priority: i64, place: (&str, &str), about: (&str, &str), who: u128) -> Rule {
    Rule {
        ordinal,
        priority,
        territory: Territory::parse(place.0, place.1).unwrap(),
        subject: Subject::parse(about.0, about.1).unwrap(),
        unit: unit(who),
        from: None,
        to: None,
    }
}

fn place() -> Place<'static> {
    Place {
        areas: vec!["city", "district", "street", "community", "grid"],
        ..Place::default()
    }
}

const PARKING: Matter<'static> = Matter {
    category: Some("illegal_parking_motor"),
    group: Some("traffic_motor"),
    handled_by: Some("traffic_police"),
};

fn won(rules: Vec<Rule>, place: &Place<'_>) -> Option<Uuid> {
    let book = RuleBook::new(rules);
    let found = book.resolve(place, &PARKING, DAY);
    found.winner().map(|rule| rule.unit)
}

#[test]
fn without_a_rule_that_fits_nobody_is_responsible() {
    assert_eq!(won(vec![], &place()), None);
    let elsewhere = rule(1, 200, ("area", "other"), ("any", ""), 1);
    let other = rule(2, 200, ("any", ""), ("category", "littering"), 2);
    assert_eq!(won(vec![elsewhere, other], &place()), None);
}

#[test]
fn priority_goes_before_exactness_and_the_more_exact_place_before_the_subject() {
    let city = rule(1, 200, ("any", ""), ("handled_by", "traffic_police"), 1);
    let street = rule(2, 200, ("area", "street"), ("any", ""), 2);
    let community = rule(3, 200, ("area", "community"), ("any", ""), 3);
    let first = rule(4, 50, ("any", ""), ("any", ""), 4);
    assert_eq!(
        won(vec![city.clone(), street.clone()], &place()),
        Some(unit(2))
    );
    assert_eq!(
        won(
            vec![street.clone(), community.clone(), city.clone()],
            &place()
        ),
        Some(unit(3))
    );
    assert_eq!(
        won(vec![street, community, city, first], &place()),
        Some(unit(4))
    );
}

#[test]
fn a_site_goes_before_a_road_and_a_road_before_every_area() {
    let there = Place {
        roads: vec!["R1"],
        site: Some("P1"),
        site_type: Some("wet_market"),
        ..place()
    };
    let area = rule(1, 200, ("area", "grid"), ("any", ""), 1);
    let road = rule(2, 200, ("road", "R1"), ("any", ""), 2);
    let site = rule(3, 200, ("site", "P1"), ("any", ""), 3);
    assert_eq!(won(vec![area.clone(), road.clone()], &there), Some(unit(2)));
    assert_eq!(won(vec![area, road, site], &there), Some(unit(3)));
    let markets = rule(4, 200, ("any", ""), ("site_type", "wet_market"), 4);
    assert_eq!(won(vec![markets], &there), Some(unit(4)));
}

#[test]
fn the_more_exact_subject_goes_first_at_one_place() {
    let all = rule(1, 200, ("area", "street"), ("any", ""), 1);
    let service = rule(
        2,
        200,
        ("area", "street"),
        ("handled_by", "traffic_police"),
        2,
    );
    let group = rule(3, 200, ("area", "street"), ("group", "traffic_motor"), 3);
    let exact = rule(
        4,
        200,
        ("area", "street"),
        ("category", "illegal_parking_motor"),
        4,
    );
    let mut rules = vec![all];
    for (next, who) in [(service, 2), (group, 3), (exact, 4)] {
        rules.push(next);
        assert_eq!(won(rules.clone(), &place()), Some(unit(who)));
    }
}

#[test]
fn rules_hold_from_their_first_to_their_last_day() {
    let mut old = rule(1, 200, ("any", ""), ("any", ""), 1);
    old.to = DAY.pred_opt();
    let mut new = rule(2, 200, ("any", ""), ("any", ""), 2);
    new.from = Some(DAY);
    assert_eq!(won(vec![old.clone(), new.clone()], &place()), Some(unit(2)));
    let book = RuleBook::new(vec![old, new]);
    let before = book.resolve(&place(), &PARKING, DAY.pred_opt().unwrap());
    assert_eq!(before.winner().unwrap().unit, unit(1));
}

#[test]
fn at_a_border_the_unit_of_the_place_goes_first_and_the_other_makes_it_a_matter_to_agree() {
    let here = rule(1, 200, ("area", "street"), ("any", ""), 1);
    let beyond = rule(2, 200, ("area", "other"), ("any", ""), 2);
    let border = Place {
        beside: vec![vec!["city", "district", "other"]],
        ..place()
    };
    let book = RuleBook::new(vec![beyond.clone(), here.clone()]);
    let found = book.resolve(&border, &PARKING, DAY);
    let units: Vec<Uuid> = found.candidates.iter().map(|one| one.rule.unit).collect();
    assert!(found.is_coordination());
    assert_eq!(units, [unit(1), unit(2)]);
    assert!(!book.resolve(&place(), &PARKING, DAY).is_coordination());
}

#[test]
fn beside_a_border_a_weaker_or_a_stronger_rule_of_the_other_side_raises_no_doubt() {
    let here = rule(1, 200, ("area", "street"), ("any", ""), 1);
    let stronger = rule(2, 50, ("area", "other"), ("any", ""), 2);
    let weaker = rule(3, 300, ("area", "other"), ("any", ""), 3);
    let border = Place {
        beside: vec![vec!["city", "district", "other"]],
        ..place()
    };
    let book = RuleBook::new(vec![here, stronger, weaker]);
    let found = book.resolve(&border, &PARKING, DAY);
    assert_eq!(found.winner().unwrap().unit, unit(1));
    assert_eq!(
        (found.candidates.len(), found.is_coordination()),
        (1, false)
    );
}

#[test]
fn two_roads_at_a_junction_have_equal_right() {
    let rules = vec![
        rule(1, 100, ("road", "R1"), ("any", ""), 1),
        rule(2, 100, ("road", "R2"), ("any", ""), 2),
        rule(3, 100, ("area", "street"), ("any", ""), 3),
    ];
    let junction = Place {
        roads: vec!["R1", "R2"],
        ..place()
    };
    let book = RuleBook::new(rules);
    let found = book.resolve(&junction, &PARKING, DAY);
    assert_eq!((found.equals, found.candidates.len()), (2, 3));
}

#[test]
fn a_duty_before_the_door_covers_its_groups_and_a_whole_duty_everything() {
    let door = Territory::Site("P1".into());
    let order = Rule::of_place(&door, unit(1), &[Duty::Order], (None, None));
    let at = Place {
        site: Some("P1"),
        ..place()
    };
    let stalls = Matter {
        category: Some("street_vending"),
        group: Some("street_order"),
        handled_by: None,
    };
    let book = RuleBook::new(order);
    assert!(book.resolve(&at, &stalls, DAY).winner().is_some());
    assert!(book.resolve(&at, &PARKING, DAY).winner().is_none());
    let whole = RuleBook::new(Rule::of_place(&door, unit(1), &[], (None, None)));
    assert!(whole.resolve(&at, &PARKING, DAY).winner().is_some());
}

#[test]
fn kinds_without_code_and_codes_without_kind_are_no_territory() {
    assert_eq!(Territory::parse("any", "439801001000"), None);
    assert_eq!(Territory::parse("area", ""), None);
    assert_eq!(Subject::parse("handled_by", ""), None);
    let road = Territory::parse("road", "R1").unwrap();
    assert_eq!(road.parts(), ("road", "R1"));
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let place = prop_oneof![
        Just(("any", "")),
        Just(("area", "street")),
        Just(("area", "other")),
        Just(("road", "R1"))
    ];
    let about = prop_oneof![
        Just(("any", "")),
        Just(("group", "traffic_motor")),
        Just(("handled_by", "traffic_police"))
    ];
    (1_i64..50, 1_i64..4, place, about, 1_u128..4).prop_map(
        |(ordinal, priority, place, about, who)| rule(ordinal, priority, place, about, who),
    )
}

proptest! {
    #[test]
    fn the_order_in_which_rules_are_read_changes_nothing(rules in proptest::collection::vec(any_rule(), 0..12)) {
        let there = Place { roads: vec!["R1"], beside: vec![vec!["city", "district", "other"]], ..place() };
        let mut back = rules.clone();
        back.reverse();
        let (one, two) = (RuleBook::new(rules), RuleBook::new(back));
        let (one, two) = (one.resolve(&there, &PARKING, DAY), two.resolve(&there, &PARKING, DAY));
        let weight = |found: &Resolution<'_>| found.candidates.first().map(|first| first.weight);
        prop_assert_eq!(weight(&one), weight(&two));
        prop_assert_eq!(one.equals, two.equals);
        prop_assert!(one.candidates.first().is_none_or(|first| !first.is_beside));
    }
}
