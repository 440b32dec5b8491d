//! Who may use whom. Capabilities stand in one order, and each uses only those before it.

use crate::source::{Source, service};
use std::collections::BTreeSet;

/// Every capability in the order of use: ground, field work, what is made of it. What stands in `FREE` may use all.
/// `demo` stands before `insights`, whose periods end with the demo's history where there is one.
const ORDER: [&str; 23] = [
    "rates",
    "gauges",
    "areas",
    "sections",
    "accounts",
    "views",
    "records",
    "photos",
    "incidents",
    "ads",
    "tallies",
    "dissuasion",
    "surveys",
    "units",
    "cases",
    "inspections",
    "indicators",
    "leagues",
    "boards",
    "reports",
    "exchange",
    "demo",
    "insights",
];
/// The composition root, the command line and what belongs to no capability.
const FREE: [&str; 4] = ["app", "cli", "main", "lib"];
/// Modules that a capability keeps to itself.
const INNER: [&str; 7] = [
    "queries", "routes", "service", "jobs", "error", "wire", "model",
];

/// First folder (or file name) below `src/`.
fn owner(source: &Source) -> &str {
    let rest = source
        .path
        .trim_start_matches("src/")
        .trim_end_matches(".rs");
    rest.split('/').next().unwrap()
}

/// Every `crate::a::b` in the code, also from `use crate::{a::…, b::…}`, as (a, b).
fn uses(code: &str) -> Vec<(String, String)> {
    let word = |text: &str| -> String {
        text.chars()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            .collect()
    };
    let mut found = vec![];
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let groups: Vec<&str> = match rest.strip_prefix('{') {
            Some(group) => group[..group.find(';').unwrap_or(group.len())]
                .split(',')
                .map(str::trim)
                .collect(),
            None => vec![rest],
        };
        for path in groups {
            let first = word(path);
            let second = path[first.len()..]
                .strip_prefix("::")
                .map(word)
                .unwrap_or_default();
            found.push((first, second));
        }
    }
    found
}

#[test]
fn every_folder_has_its_place_in_the_order() {
    let owners: BTreeSet<String> = service()
        .iter()
        .map(|source| owner(source).to_owned())
        .collect();
    let unknown: Vec<&String> = owners
        .iter()
        .filter(|owner| !ORDER.contains(&owner.as_str()) && !FREE.contains(&owner.as_str()))
        .filter(|owner| !["platform", "config"].contains(&owner.as_str()))
        .collect();
    assert!(
        unknown.is_empty(),
        "add to ORDER of tests/structure/layers.rs: {unknown:?}"
    );
}

#[test]
fn platform_knows_no_capability() {
    let wrong: Vec<String> = service()
        .iter()
        .filter(|source| ["platform", "config"].contains(&owner(source)))
        .flat_map(|source| {
            let used = uses(&source.code());
            used.into_iter()
                .filter(|(first, _)| {
                    ORDER.contains(&first.as_str()) || FREE.contains(&first.as_str())
                })
                .map(|(first, _)| format!("{} uses {first}", source.path))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_capability_uses_only_those_before_it() {
    let place = |name: &str| ORDER.iter().position(|known| *known == name);
    let mut wrong = vec![];
    for source in service() {
        let Some(own) = place(owner(&source)) else {
            continue;
        };
        for (first, _) in uses(&source.code()) {
            let is_composition = FREE.contains(&first.as_str());
            if is_composition || place(&first).is_some_and(|used| used > own) {
                wrong.push(format!("{} uses {first}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_capability_shows_others_its_reexports_and_never_its_queries() {
    let mut wrong = vec![];
    for source in service() {
        let own = owner(&source).to_owned();
        for (first, second) in uses(&source.code()) {
            if ORDER.contains(&first.as_str()) && first != own && INNER.contains(&second.as_str()) {
                wrong.push(format!("{} reaches into {first}::{second}", source.path));
            }
        }
        if ORDER.contains(&own.as_str()) && source.path == format!("src/{own}/mod.rs") {
            for inner in INNER {
                if source.code().contains(&format!("pub mod {inner};")) {
                    wrong.push(format!("{} opens {inner} to everybody", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn grouped_imports_are_seen() {
    let seen = uses("use crate::{areas::Territories, records}; crate::photos::queries::x();");
    let seen: Vec<(&str, &str)> = seen.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(
        seen,
        [
            ("areas", "Territories"),
            ("records", ""),
            ("photos", "queries")
        ]
    );
}
