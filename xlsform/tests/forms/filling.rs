//! Filling: relevance, constraints, calculations, repeats, choices, languages.

use crate::support::{begin, form, survey, value};
use xlsform::{ErrorKind, Given, Script};

#[test]
fn an_answer_that_is_not_relevant_reads_blank_and_comes_back() {
    let done = survey(
        "type|name|label|relevant|calculation\ninteger|a|A\ntext|b|B|${a} > 1\ncalculate|c|||concat('[', ${b}, ']')",
    );
    let mut session = begin(&done);
    assert_eq!(session.set("b", "x"), Given::NotRelevant);
    session.set("a", "2");
    assert_eq!(session.set("b", "x"), Given::Ok);
    assert_eq!(value(&session, "c"), "[x]");
    session.set("a", "0");
    assert_eq!(value(&session, "c"), "[]");
    assert_eq!(session.outcome(vec![]).irrelevant, ["b"]);
    session.set("a", "5");
    assert_eq!(
        (value(&session, "b"), value(&session, "c")),
        ("x".to_owned(), "[x]".to_owned())
    );
}

#[test]
fn a_constraint_sees_the_new_answer_and_all_that_follows() {
    let done = survey(
        "type|name|label|constraint|calculation\ninteger|a|A|${double} <= 10\ncalculate|double|||${a} * 2\ninteger|b|B|. <= ${a}",
    );
    let mut session = begin(&done);
    assert_eq!(session.set("a", "5"), Given::Ok);
    assert_eq!(session.set("a", "6"), Given::Constraint);
    assert_eq!(value(&session, "double"), "10");
    assert_eq!(session.set("b", "4"), Given::Ok);
    assert_eq!(session.set("a", "3"), Given::Ok);
    let errors = session.errors();
    assert_eq!(
        (errors.len(), errors[0].path.as_str(), errors[0].kind),
        (1, "b", ErrorKind::Constraint)
    );
}

#[test]
fn required_answers_cannot_be_emptied_and_are_open_until_given() {
    let done = survey(
        "type|name|label|required|relevant\ntext|a|A|yes\ntext|b|B|yes|${a} = 'x'\nnote|n|N|yes",
    );
    let mut session = begin(&done);
    assert_eq!(session.errors().len(), 1);
    session.set("a", "x");
    assert_eq!(session.set("a", ""), Given::Required);
    assert_eq!(session.errors()[0].path, "b");
}

#[test]
fn wrong_values_are_refused_by_type() {
    let done = form(&[
        (
            "survey",
            "type|name|label|parameters\ninteger|i|I\ndate|d|D\nselect_one l|s|S\nselect_multiple l|m|M\nrange|r|R|start=0 end=1 step=0.1\nrank l|k|K\nnote|n|N\ngeopoint|g|G",
        ),
        ("choices", "list_name|name|label\nl|a|A\nl|b|B"),
    ]);
    let mut session = begin(&done);
    let mut gives = |path: &str, text: &str, wanted: Given| {
        assert_eq!(session.set(path, text), wanted, "{path} {text}");
    };
    gives("i", "1.5", Given::BadValue);
    gives("i", "7", Given::Ok);
    gives("d", "2026-02-30", Given::BadValue);
    gives("s", "c", Given::NoSuchChoice);
    gives("m", "b a b", Given::Ok);
    gives("r", "0.3", Given::Ok);
    gives("r", "0.35", Given::BadValue);
    gives("r", "2", Given::BadValue);
    gives("k", "a", Given::BadValue);
    gives("k", "b a", Given::Ok);
    gives("n", "x", Given::ReadOnly);
    gives("g", "39.9 116.4", Given::Ok);
    gives("g", "200 0", Given::BadValue);
    gives("zzz", "x", Given::NoSuchQuestion);
    assert_eq!(value(&session, "m"), "a b");
    assert_eq!(value(&session, "k"), "b a");
}

#[test]
fn open_repeats_grow_and_shrink_and_sums_follow() {
    let done = survey(
        "type|name|label|calculation\nbegin_repeat|m|M\ninteger|age|Age\ncalculate|no||position(..)\nend_repeat\ncalculate|total||sum(${age})\ncalculate|n||count(${m})\ncalculate|second||indexed-repeat(${age}, ${m}, 2)",
    );
    let mut session = begin(&done);
    assert_eq!(session.set("m[1]/age", "10"), Given::Ok);
    assert_eq!(session.set("m[2]/age", "1"), Given::NoSuchQuestion);
    for age in ["20", "30"] {
        assert_eq!(session.add("m"), Given::Ok);
        let n = value(&session, "n");
        session.set(&format!("m[{n}]/age"), age);
    }
    assert_eq!(
        (value(&session, "total"), value(&session, "second")),
        ("60".to_owned(), "20".to_owned())
    );
    assert_eq!(session.remove("m[2]"), Given::Ok);
    assert_eq!(
        (value(&session, "total"), value(&session, "second")),
        ("40".to_owned(), "30".to_owned())
    );
    assert_eq!(value(&session, "m[2]/no"), "2");
    assert_eq!(session.remove("m[9]"), Given::NoSuchRepeat);
}

#[test]
fn counted_repeats_follow_their_count() {
    let done = survey(
        "type|name|label|repeat_count|default\ninteger|n|N\nbegin_repeat|m|M|${n}\ntext|x|X||dear\nend_repeat",
    );
    let mut session = begin(&done);
    assert_eq!(session.outcome(vec![]).repeats["m"], 0);
    session.set("n", "3");
    session.set("m[3]/x", "last");
    assert_eq!(value(&session, "m[2]/x"), "dear");
    assert_eq!(session.add("m"), Given::ReadOnly);
    session.set("n", "2");
    session.set("n", "3");
    assert_eq!(value(&session, "m[3]/x"), "dear", "a cut instance is gone");
    session.set("n", "999999999");
    assert_eq!(
        session.outcome(vec![]).repeats["m"],
        1000,
        "held under the cap"
    );
    session.set("n", "-4");
    assert_eq!(session.outcome(vec![]).repeats["m"], 0);
}

#[test]
fn nested_repeats_keep_to_their_own() {
    let done = survey(
        "type|name|label|calculation\nbegin_repeat|a|A\nbegin_repeat|b|B\ninteger|x|X\nend_repeat\ncalculate|s||sum(${x})\nend_repeat\ncalculate|all||sum(${x})",
    );
    let mut session = begin(&done);
    session.set("a[1]/b[1]/x", "1");
    session.add("a");
    assert_eq!(
        session.outcome(vec![]).repeats["a[2]/b"],
        0,
        "inside an added instance a repeat begins empty"
    );
    session.add("a[2]/b");
    session.add("a[2]/b");
    session.set("a[2]/b[2]/x", "5");
    assert_eq!(value(&session, "a[1]/s"), "1");
    assert_eq!(value(&session, "a[2]/s"), "5");
    assert_eq!(value(&session, "all"), "6");
    session.remove("a[1]");
    assert_eq!(value(&session, "a[1]/b[2]/x"), "5");
    assert_eq!(value(&session, "all"), "5");
}

#[test]
fn a_choice_that_leaves_its_list_takes_the_answer_along() {
    let done = form(&[
        (
            "survey",
            "type|name|label|choice_filter|calculation\nselect_one kinds|k|K\nselect_one parts|p|P|kind = ${k}\nselect_multiple parts|q|Q|kind = ${k} or name = 'leg'\ncalculate|c|||${p}",
        ),
        (
            "choices",
            "list_name|name|label|kind\nkinds|seat|Seat\nkinds|frame|Frame\nparts|slat|Slat|seat\nparts|leg|Leg|frame",
        ),
    ]);
    let mut session = begin(&done);
    session.set("k", "seat");
    assert_eq!(session.set("p", "leg"), Given::NoSuchChoice);
    session.set("p", "slat");
    session.set("q", "slat leg");
    session.set("k", "frame");
    assert_eq!(
        (value(&session, "p"), value(&session, "c")),
        (String::new(), String::new())
    );
    assert_eq!(value(&session, "q"), "leg");
}

#[test]
fn a_triggered_calculation_runs_on_change_and_may_be_edited() {
    let done =
        survey("type|name|label|calculation|trigger\ninteger|a|A\ninteger|b|B|${a} * 2|${a}");
    let mut session = begin(&done);
    assert_eq!(value(&session, "b"), "");
    session.set("a", "2");
    assert_eq!(value(&session, "b"), "4");
    assert_eq!(session.set("b", "9"), Given::Ok);
    session.set("a", "2");
    assert_eq!(
        value(&session, "b"),
        "9",
        "it stays when the trigger stays equal"
    );
    session.set("a", "");
    assert_eq!(value(&session, "b"), "");
}

#[test]
fn defaults_metadata_and_texts_with_answers() {
    let done = form(&[
        (
            "survey",
            "type|name|label::zh|label::en|default|hint::zh\nstart|start\ntoday|today\ndate|d|日|Day|today()|\ninteger|n|数|N|4|\nnote|t|共 ${n} 个|${n} in all||见 ${d}",
        ),
        ("settings", "default_language\nzh"),
    ]);
    let mut session = begin(&done);
    assert_eq!(value(&session, "d"), "2026-11-20");
    assert_eq!(value(&session, "start"), "2026-11-20T09:30:00+08:00");
    let script: Script = serde_json::from_str(
        r#"{"steps": [{"op": "label", "path": "t"}, {"op": "language", "value": "en"}, {"op": "label", "path": "t"}, {"op": "language", "value": "fr"}]}"#,
    )
    .unwrap();
    let outcome = session.play(&script);
    assert_eq!(outcome.steps[0].label.as_deref(), Some("共 4 个"));
    assert_eq!(outcome.steps[0].hint.as_deref(), Some("见 2026-11-20"));
    assert_eq!(outcome.steps[2].label.as_deref(), Some("4 in all"));
    assert_eq!(outcome.steps[3].result, "bad_value");
}

#[test]
fn a_thousand_chained_calculations_settle_in_one_pass() {
    let mut rows = "type|name|label|calculation\ninteger|q0|Q|\n".to_owned();
    for n in 1..=1000 {
        rows += format!("calculate|q{n}||${{q{}}} + 1\n", n - 1).as_str();
    }
    let done = survey(&rows);
    let mut session = begin(&done);
    session.set("q0", "1");
    assert_eq!(value(&session, "q1000"), "1001");
}

#[test]
fn expressions_as_deep_as_allowed_are_computed() {
    let calls = format!("{}1{}", "if(true(), ".repeat(200), ", 0)".repeat(200));
    let brackets = format!("{}1{}", "(".repeat(440), ")".repeat(440));
    let sum = vec!["1"; 450].join(" + ");
    let minus = format!("{}1", "-".repeat(400));
    let rows = format!(
        "type|name|label|calculation\ncalculate|a||{calls}\ncalculate|b||{brackets}\ncalculate|c||{sum}\ncalculate|d||{minus}"
    );
    let done = survey(&rows);
    let done = xlsform::Form::from_json(&serde_json::to_string(&done).unwrap()).unwrap();
    let session = begin(&done);
    assert_eq!(
        ["a", "b", "c", "d"].map(|path| value(&session, path)),
        ["1", "1", "450", "1"]
    );
}

#[test]
fn the_household_questionnaire_plays_to_its_end() {
    let bytes = include_bytes!("workbooks/household_awareness_support.xlsx");
    let done = xlsform::compile(bytes, &xlsform::Files::new())
        .form
        .unwrap();
    let mut session = begin(&done);
    assert_eq!(session.set("dwelling_code", "12"), Given::Constraint);
    session.set("dwelling_code", "110101001001001-01-1-101");
    assert_eq!(
        session.set("main/respondent/gender", "female"),
        Given::NotRelevant
    );
    session.set("consent", "agree");
    assert_eq!(session.set("main/awareness/aware", "yes"), Given::Ok);
    session.set("main/awareness/channels", "other media");
    assert_eq!(value(&session, "main/awareness/channels"), "media other");
    session.set("main/awareness/channels_other", "a friend");
    assert_eq!(value(&session, "main/is_aware"), "1");
    assert_eq!(
        session.set("main/support_group/activities", "none volunteer"),
        Given::Constraint
    );
    session.set("consent", "refuse");
    assert!(session.errors().is_empty(), "{:?}", session.errors());
    let hidden = ["main", "refusal_reason_other", "visit_location"];
    assert_eq!(session.outcome(vec![]).irrelevant, hidden);
    assert_eq!(
        session.instance_name().as_deref(),
        Some("110101001001001-01-1-101 2026-11-20")
    );
}
