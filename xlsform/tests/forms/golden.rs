//! The three questionnaires of the field compile to the committed definitions.

use std::path::PathBuf;
use xlsform::{Files, Form, compile};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/forms")
}

fn agree(name: &str, questions: usize) {
    let bytes = std::fs::read(folder().join(format!("workbooks/{name}.xlsx"))).unwrap();
    let done = compile(&bytes, &Files::new());
    assert!(done.errors.is_empty(), "{:#?}", done.errors);
    let form = done.form.unwrap();
    assert_eq!(form.questions(), questions);
    let text = serde_json::to_string_pretty(&form).unwrap() + "\n";
    let path = folder().join(format!("golden/{name}.json"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap(),
        text,
        "run with UPDATE=1 and read the difference"
    );
    assert_eq!(Form::from_json(&text).unwrap(), form);
}

#[test]
fn the_household_questionnaire_compiles_as_before() {
    agree("household_awareness_support", 36);
}

#[test]
fn the_market_check_list_compiles_as_before() {
    agree("site_inspection_market", 27);
}

#[test]
fn the_street_questionnaire_compiles_as_before() {
    agree("street_intercept_short", 16);
}
