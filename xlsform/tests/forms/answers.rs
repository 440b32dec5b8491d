//! Finished answer sets: stored, taken up again, checked.

use crate::support::{begin, form, morning, value};
use serde_json::{Value, json};
use xlsform::{Form, Session, check};

fn sample() -> Form {
    form(&[
        (
            "survey",
            "type|name|label|required|relevant|constraint|calculation\n\
            integer|n|N|yes||. <= 10|\nselect_one l|s|S||${n} > 1||\nselect_multiple l|m|M||||\n\
            begin_repeat|r|R\ntext|x|X|yes\nend_repeat\ncalculate|c|||||${n} * 2\ngeopoint|g|G\ncalculate|when|||||now()",
        ),
        ("choices", "list_name|name|label\nl|a|A\nl|b|B"),
        ("settings", "form_id|version\nsample|3"),
    ])
}

fn problems(answers: &Value) -> Vec<String> {
    check(&sample(), answers, morning())
        .into_iter()
        .map(|problem| {
            let code = serde_json::to_value(problem.code).unwrap();
            format!("{} {}", code.as_str().unwrap(), problem.pointer)
        })
        .collect()
}

fn filled(form: &Form) -> Session<'_> {
    let mut session = begin(form);
    for (path, text) in [
        ("n", "4"),
        ("s", "a"),
        ("m", "b a"),
        ("r[1]/x", "one"),
        ("g", "39.9 116.4 0 5"),
    ] {
        assert_eq!(session.set(path, text), xlsform::Given::Ok, "{path}");
    }
    session
}

#[test]
fn what_was_filled_passes_and_comes_back() {
    let form = sample();
    let mut session = filled(&form);
    session.add("r");
    session.set("r[2]/x", "two");
    let answers = session.answers();
    assert_eq!(answers["values"]["m"], json!(["a", "b"]));
    assert_eq!(answers["values"]["c"], json!(8));
    assert_eq!(
        answers["values"]["g"],
        json!({"lng": 116.4, "lat": 39.9, "altitude_m": 0.0, "accuracy_m": 5.0})
    );
    assert_eq!(answers["repeats"], json!({"r": 2}));
    assert_eq!(problems(&answers), Vec::<String>::new());
    let again = Session::resume(&form, &answers, morning());
    assert_eq!(again.answers(), answers);
}

#[test]
fn hidden_answers_are_kept_on_the_device_only() {
    let form = sample();
    let mut session = filled(&form);
    session.set("n", "1");
    let answers = session.answers();
    assert_eq!(answers["kept"], json!({"s": "a"}));
    assert!(answers["values"].get("s").is_none());
    let mut again = Session::resume(&form, &answers, morning());
    again.set("n", "2");
    assert_eq!(value(&again, "s"), "a");
}

#[test]
fn malformed_answers_are_named_first_each_with_its_pointer() {
    let answers = json!({"form": "sample", "version": "2", "values": {
        "n": "four", "s": "z", "m": "a", "zzz": 1, "r[1]/x": "one", "r[x]/x": "q", "r": "no", "r[5000]/x": "far", "c": 8,
    }});
    assert_eq!(
        problems(&answers),
        [
            "wrong_version /version",
            "wrong_type /values/m",
            "wrong_type /values/n",
            "unknown_question /values/r",
            "bad_instance /values/r[5000]~1x",
            "unknown_question /values/r[x]~1x",
            "not_in_list /values/s",
            "unknown_question /values/zzz",
            "calculation_differs /values/c",
            "required /values/n",
        ]
    );
}

#[test]
fn inconsistent_answers_are_flagged_not_malformed() {
    let answers = json!({"form": "sample", "version": "3", "values": {"n": 12, "s": "a", "c": 7, "r[1]/x": "one"}});
    assert_eq!(
        problems(&answers),
        ["calculation_differs /values/c", "constraint /values/n"]
    );
    let hidden = json!({"form": "sample", "version": "3", "values": {"n": 1, "s": "a", "c": 2}, "repeats": {"r": 1}});
    assert_eq!(
        problems(&hidden),
        ["not_relevant /values/s", "required /values/r[1]~1x"]
    );
    let missing = json!({"form": "sample", "version": "3", "values": {"n": 1}});
    assert_eq!(problems(&missing), ["calculation_differs /values/c"]);
    assert!(
        check(&sample(), &missing, morning())
            .iter()
            .all(|problem| !problem.code.is_malformed())
    );
}

#[test]
fn answers_without_values_say_so() {
    assert_eq!(
        problems(&json!(null)),
        [
            "wrong_form /form",
            "wrong_version /version",
            "no_values /values"
        ]
    );
}
