//! The few doors around the guards, each with the places that may use it.

use crate::source::service;
use std::collections::BTreeMap;

/// Files that may write SQL as text, each with its reason.
const RAW_SQL: [(&str, &str); 8] = [
    (
        "src/platform/db.rs",
        "locks and single figures on both engines",
    ),
    (
        "src/platform/jobs.rs",
        "claims due work with the engine's own locking",
    ),
    (
        "src/platform/jobs/",
        "claims due work with the engine's own locking",
    ),
    ("src/records/writer", "inserts in chunks"),
    ("src/insights/queries.rs", "reads columns in bulk"),
    ("src/ads/queries/figures.rs", "adds up columns in bulk"),
    (
        "src/dissuasion/queries/sums.rs",
        "adds up sums in the database",
    ),
    ("src/tallies/queries.rs", "sums counts in the database"),
];

/// What only raw SQL needs.
const SQL_WORDS: [&str; 8] = [
    "Statement::from",
    "execute_unprepared",
    "query_one_raw",
    "query_all_raw",
    "execute_raw",
    "stream_raw",
    "Expr::cust",
    "find_by_statement",
];

/// Who may act over the whole city, and how often. A new place needs a reason that survives review.
const WHOLE_CITY: [(&str, usize); 9] = [
    ("src/accounts/administration.rs", 1),
    ("src/dissuasion/planted.rs", 1),
    ("src/dissuasion/queries/field.rs", 1),
    ("src/indicators/queries/evidence.rs", 1),
    ("src/insights/follower.rs", 1),
    ("src/photos/service.rs", 1),
    ("src/records/writer/transaction.rs", 1),
    ("src/reports/jobs.rs", 1),
    ("src/reports/queries.rs", 1),
];

/// Who may take requests without sign-in.
const PUBLIC: [&str; 4] = [
    "src/accounts/routes/sessions.rs",
    "src/accounts/routes/setup.rs",
    "src/app/service_info.rs",
    "src/platform/http/health.rs",
];

#[test]
fn raw_sql_stands_only_where_it_may() {
    let wrong: Vec<String> = service()
        .iter()
        .filter(|source| {
            !RAW_SQL
                .iter()
                .any(|(allowed, _)| source.path.starts_with(allowed))
        })
        .flat_map(|source| {
            let code = source.code();
            let used = SQL_WORDS.iter().filter(|word| code.contains(**word));
            used.map(|word| format!("{} uses {word}", source.path))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_scope_over_the_whole_city_is_counted() {
    let found: BTreeMap<String, usize> = service()
        .iter()
        .filter(|source| source.path != "src/platform/auth/scope.rs")
        .map(|source| {
            (
                source.path.clone(),
                source.code().matches("whole_city(").count(),
            )
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    let known: BTreeMap<String, usize> = WHOLE_CITY
        .iter()
        .map(|(path, count)| ((*path).to_owned(), *count))
        .collect();
    assert_eq!(found, known);
}

#[test]
fn requests_without_sign_in_are_taken_only_where_they_must() {
    let found: Vec<String> = service()
        .iter()
        .filter(|source| !source.path.starts_with("src/platform/auth"))
        .filter(|source| source.code().contains(": Public"))
        .map(|source| source.path.clone())
        .collect();
    assert_eq!(found, PUBLIC);
}

#[test]
fn nothing_opens_a_database_but_the_platform() {
    let wrong: Vec<String> = service()
        .iter()
        .filter(|source| {
            source.path != "src/platform/db.rs" && source.code().contains("Database::connect")
        })
        .map(|source| source.path.clone())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
