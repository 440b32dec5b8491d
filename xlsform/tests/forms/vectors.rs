//! Golden vectors: what the phone's engine must give too. `UPDATE=1` writes the definitions and outcomes anew.

use crate::random;
use crate::support::{book, played};
use serde_json::{Map, Value, json};
use std::path::PathBuf;
use xlsform::{Files, Form, Occasion, Script, compile};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

fn form_of(vector: &Value) -> Form {
    let sheets: Vec<(String, String)> = vector["sheets"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, rows)| {
            let rows: Vec<&str> = rows
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row.as_str().unwrap())
                .collect();
            (name.clone(), rows.join("\n"))
        })
        .collect();
    let sheets: Vec<(&str, &str)> = sheets
        .iter()
        .map(|(name, rows)| (name.as_str(), rows.as_str()))
        .collect();
    let done = compile(&book(&sheets), &Files::new());
    done.form
        .unwrap_or_else(|| panic!("{}: {:#?}", vector["about"], done.errors))
}

fn agree(name: &str, text: &str) -> String {
    let mut vector: Map<String, Value> =
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let form = form_of(&Value::Object(vector.clone()));
    let occasion = &vector["occasion"];
    let seed = u32::try_from(occasion["seed"].as_u64().unwrap()).unwrap();
    let occasion = Occasion::at(occasion["now"].as_str().unwrap(), seed).unwrap();
    let cases: Vec<Value> = vector["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| {
            let script: Script = serde_json::from_value(json!({"steps": case["steps"]})).unwrap();
            played(&form, &occasion, &script)
        })
        .collect();
    vector.insert("form".to_owned(), serde_json::to_value(&form).unwrap());
    vector.insert("cases".to_owned(), Value::Array(cases));
    serde_json::to_string_pretty(&vector).unwrap() + "\n"
}

#[test]
fn the_golden_vectors_play_as_written() {
    let mut count = 0;
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let now = agree(&name, &text);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &now).unwrap();
        } else {
            assert!(
                now == text,
                "{name} differs: run with UPDATE=1 and read the difference"
            );
        }
        count += 1;
    }
    assert!(count >= 8, "the vectors were not found");
}

#[test]
fn the_random_vectors_of_the_fixed_seed_are_the_committed_ones() {
    let lines: Vec<String> = random::vectors(1, 30, random::NOW)
        .iter()
        .map(ToString::to_string)
        .collect();
    let lines = lines.join(
        "
",
    ) + "
";
    let path = folder().join("random.ndjson");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &lines).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap() == lines,
        "run with UPDATE=1 and read the difference"
    );
}
