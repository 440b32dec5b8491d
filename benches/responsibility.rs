//! Place and behaviour → responsible unit among 2,000 rules: the goal is at most 50 microseconds.

use std::hint::black_box;

use chrono::NaiveDate;
use criterion::{Criterion, criterion_group, criterion_main};
use uuid::Uuid;
use wenxun::units::{Matter, Place, Rule, RuleBook, Subject, Territory};

/// Communities with rules of their own.
const COMMUNITIES: u32 = 600;
const SERVICES: [&str; 3] = ["dissuade_on_spot", "urban_management", "traffic_police"];

fn rule(ordinal: i64, territory: Territory, subject: Subject) -> Rule {
    Rule {
        ordinal,
        priority: 200,
        territory,
        subject,
        unit: Uuid::from_u128(u128::from(ordinal.unsigned_abs())),
        from: None,
        to: None,
    }
}

fn resolve(criterion: &mut Criterion) {
    let mut rules = vec![];
    let mut ordinal = 1;
    for number in 0..COMMUNITIES {
        for service in SERVICES {
            let place = Territory::Area(format!("community{number}"));
            rules.push(rule(ordinal, place, Subject::HandledBy(service.to_owned())));
            ordinal += 1;
        }
    }
    for number in 0..200 {
        rules.push(rule(
            ordinal,
            Territory::Road(format!("R{number}")),
            Subject::Anything,
        ));
        ordinal += 1;
    }
    let book = RuleBook::new(rules);
    let communities: Vec<String> = (0..COMMUNITIES)
        .map(|number| format!("community{number}"))
        .collect();
    let day = NaiveDate::from_ymd_opt(2026, 10, 30).unwrap_or_default();
    let matter = Matter {
        category: Some("street_vending"),
        group: Some("street_order"),
        handled_by: Some("urban_management"),
    };
    let mut next = communities.iter().zip(communities.iter().skip(1)).cycle();
    criterion.bench_function(
        "resolve a matter among 2,000 rules, at a border and on two roads",
        |bencher| {
            bencher.iter(|| {
                next.next().map(|(own, other)| {
                    let place = Place {
                        areas: vec!["city", "district", "street", own],
                        beside: vec![vec!["city", "district", "street", other]],
                        roads: vec!["R1", "R2"],
                        ..Place::default()
                    };
                    black_box(book.resolve(black_box(&place), &matter, day)).equals
                })
            });
        },
    );
}

criterion_group!(benches, resolve);
criterion_main!(benches);
