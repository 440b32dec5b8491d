//! `wenxun xlsform`: workbooks from the command line.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

fn workbook(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("xlsform/tests/forms/workbooks")
        .join(name)
}

fn xlsform(arguments: &[&str], file: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wenxun"))
        .arg("xlsform")
        .args(&arguments[..1])
        .arg(file)
        .args(&arguments[1..])
        .output()
        .unwrap()
}

fn said(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_good_workbook_is_accepted_and_a_bad_one_refused_at_its_cells() {
    let good = xlsform(&["check"], &workbook("street_intercept_short.xlsx"));
    assert_eq!(good.status.code(), Some(0));
    assert_eq!(said(&good)["questions"], json!(16));
    let bad = xlsform(&["check"], &workbook("bad/b7_combined_logic.xlsx"));
    assert_eq!(bad.status.code(), Some(1));
    let found = said(&bad);
    let rows = found["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["row"].as_u64().unwrap());
    assert_eq!(rows.collect::<Vec<_>>(), [3, 4, 6]);
    let none = xlsform(&["check"], &workbook("nothing.xlsx"));
    assert_eq!(none.status.code(), Some(2));
}

#[test]
fn a_script_is_played_and_a_form_converted() {
    let folder = tempfile();
    let script = folder.join("script.json");
    std::fs::write(
        &script,
        r#"{"steps": [{"op": "set", "path": "consent", "value": "refuse"}]}"#,
    )
    .unwrap();
    let file = workbook("street_intercept_short.xlsx");
    let played = said(&xlsform(
        &["run", "--answers", script.to_str().unwrap()],
        &file,
    ));
    assert_eq!(played["steps"][0]["result"], "ok");
    assert_eq!(played["irrelevant"], json!(["q"]));
    let xform = xlsform(&["convert", "--to", "xform"], &file);
    assert!(String::from_utf8(xform.stdout).unwrap().contains("<h:html"));
    let clean = folder.join("clean.xlsx");
    let written = xlsform(
        &["convert", "--to", "xlsx", "--out", clean.to_str().unwrap()],
        &file,
    );
    assert_eq!(written.status.code(), Some(0));
    assert_eq!(said(&xlsform(&["check"], &clean))["ok"], json!(true));
    std::fs::remove_dir_all(folder).unwrap();
}

/// A folder of our own.
fn tempfile() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("wenxun-xlsform-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
