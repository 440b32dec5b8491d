//! `api-spec/` is what the code says. `UPDATE=1 cargo test --test api -- spec coverage` rewrites it; review the difference as a
//! change of the API, of who may what, of words, or of settings.

use crate::support::TestCity;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use wenxun::platform::auth::table_text;
use wenxun::platform::problem::{Code, FieldCode};

/// Every operation of the document: path, method, and what is said of it.
pub fn operations() -> Vec<(String, String, Value)> {
    let document = serde_json::to_value(wenxun::app::document()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().clone();
            methods
                .into_iter()
                .map(move |(method, operation)| (path.clone(), method.to_uppercase(), operation))
        })
        .collect()
}

/// Compares with the committed file, or rewrites it.
pub fn agree(name: &str, generated: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("api-spec")
        .join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, generated).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    let first = committed
        .lines()
        .zip(generated.lines())
        .enumerate()
        .find(|(_, (was, is))| was != is)
        .map_or_else(
            || "one is longer than the other".to_owned(),
            |(number, (was, is))| format!("line {}:\n- {was}\n+ {is}", number + 1),
        );
    assert!(
        committed == generated,
        "api-spec/{name} is not what the code says; if the change is meant, run UPDATE=1 cargo test --test api -- spec coverage\n{first}"
    );
}

#[test]
fn the_committed_api_document_is_that_of_the_code() {
    agree("openapi.json", &wenxun::app::Service::document_text());
}

#[test]
fn the_committed_table_of_permissions_is_that_of_the_code() {
    agree("permissions.txt", &table_text());
}

#[test]
fn the_committed_schema_of_the_settings_is_that_of_the_code() {
    agree("config.schema.json", &wenxun::config::Config::schema_text());
}

#[test]
fn the_committed_list_of_problems_is_that_of_the_code() {
    let mut text = String::from(
        "# Problems\n\nEvery answer that is not a success carries one of these codes. Clients branch on the code, people read the words.\n\n| code | status | zh | en |\n|---|---|---|---|\n",
    );
    for code in Code::ALL {
        let status = code.status().as_u16();
        writeln!(
            text,
            "| `{}` | {status} | {} | {} |",
            code.as_str(),
            code.zh(),
            code.en()
        )
        .unwrap();
    }
    text.push_str("\n# Faults at one place of an input\n\nThey stand in `errors` of a problem, each with a pointer.\n\n| code | zh | en |\n|---|---|---|\n");
    for code in FieldCode::ALL {
        writeln!(
            text,
            "| `{}` | {} | {} |",
            code.as_str(),
            code.zh(),
            code.en()
        )
        .unwrap();
    }
    agree("problems.md", &text);
}

#[test]
fn every_operation_id_is_unique_and_reads_verb_noun() {
    let verbs = [
        "list", "show", "create", "update", "close", "delete", "end", "change", "import", "export",
        "send", "rescue", "upload", "locate", "grant", "revoke", "reset", "refresh", "verify",
        "follow", "confirm", "correct", "check", "publish", "allow", "plan", "draw", "redraw",
        "replace", "merge", "assign", "exclude", "decide", "approve", "withdraw",
    ];
    let mut seen = BTreeSet::new();
    for (path, method, operation) in operations() {
        let id = operation["operationId"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let verb = id.split_once('_').map(|(verb, _)| verb);
        assert!(
            verb.is_some_and(|verb| verbs.contains(&verb)),
            "{method} {path}: {id:?} is not verb_noun"
        );
        assert!(seen.insert(id.clone()), "{id} stands twice");
    }
    assert!(seen.len() > 40, "the document was not found");
}

#[test]
fn every_operation_says_what_it_does_where_it_belongs_and_how_it_fails() {
    let mut wrong = vec![];
    for (path, method, operation) in operations() {
        let mut missing = |what: &str| wrong.push(format!("{method} {path} has no {what}"));
        if operation["summary"].as_str().unwrap_or_default().len() < 5 {
            missing("summary");
        }
        if operation["tags"]
            .as_array()
            .is_none_or(|tags| tags.len() != 1)
        {
            missing("single tag");
        }
        for status in ["400", "401", "403", "404", "422", "429", "500", "503"] {
            if !operation["responses"][status]["content"]["application/problem+json"].is_object() {
                missing(&format!("problem for {status}"));
            }
        }
        let is_public =
            super::coverage::PUBLIC.contains(&operation["operationId"].as_str().unwrap());
        let is_bearer = operation["security"][0]["bearer"].is_array();
        if is_public == is_bearer {
            missing("right security");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn the_service_serves_its_document_and_a_page_to_read_it() {
    let city = TestCity::spawn().await;
    let served = city.stranger().get("/api/v1/openapi.json").await;
    assert_eq!(
        (served.status, served.header("content-type")),
        (200, "application/json")
    );
    assert_eq!(
        served.json(),
        serde_json::to_value(wenxun::app::document()).unwrap()
    );
    assert_eq!(city.stranger().get("/docs").await.status, 200);
}
