//! `wenxun rates`, run as a command.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/rates")
        .join(name)
}

fn rates(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wenxun"))
        .arg("rates")
        .args(arguments)
        .output()
        .unwrap()
}

fn json(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_table_becomes_shares_with_every_interval() {
    let table = data("two.csv");
    let report = json(&rates(&[table.to_str().unwrap(), "--fpc", "two-stage"]));
    assert_eq!(report["n"], 196);
    assert_eq!(report["df"], 10);
    for number in ["estimate", "se", "n_eff", "deff", "deff_kish"] {
        assert!(report[number].is_f64(), "{number}: {report}");
    }
    for interval in ["wilson_t", "wilson_z", "logit"] {
        assert_eq!(report["interval"][interval].as_array().unwrap().len(), 2);
    }
    assert!(report["by"]["sex"]["female"]["interval"]["wilson_t"].is_array());
    assert_eq!(report["method"]["fpc"], "two-stage");
    let estimate = report["estimate"].as_f64().unwrap();
    assert!((estimate - 0.695_656_556_148_734_8).abs() < 1e-9);
}

#[test]
fn margins_move_the_share_as_in_r() {
    let (table, margins) = (data("two.csv"), data("margins.json"));
    let (table, margins) = (table.to_str().unwrap(), margins.to_str().unwrap());
    let raked = json(&rates(&[table, "--fpc", "none", "--margins", margins]));
    assert!((raked["estimate"].as_f64().unwrap() - 0.720_791_903_553_517_4).abs() < 1e-6);
    assert!((raked["se"].as_f64().unwrap() - 0.099_220_311_574_289_47).abs() < 1e-6);
    assert_eq!(raked["method"]["raking"]["trimmed"], false);
    let trimmed = json(&rates(&[
        table,
        "--fpc",
        "none",
        "--margins",
        margins,
        "--trim",
    ]));
    assert_ne!(trimmed["estimate"], raked["estimate"]);
}

#[test]
fn a_wrong_table_is_refused_with_row_and_column() {
    let margins = data("margins.json");
    let refused = rates(&[margins.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(
        said.contains("column stratum: the table lacks this column"),
        "{said}"
    );
    let missing = rates(&["no-such-file.csv"]);
    assert_eq!(missing.status.code(), Some(2));
}
