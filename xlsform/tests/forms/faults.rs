//! What is refused, and the cell each fault points at.

use crate::support::{book, cells, compile, errors};
use std::path::PathBuf;
use xlsform::Files;

fn bad(name: &str) -> Vec<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/forms/workbooks/bad");
    let bytes = std::fs::read(folder.join(format!("{name}.xlsx"))).unwrap();
    let done = xlsform::compile(&bytes, &Files::new());
    assert!(done.form.is_none());
    cells(&done)
}

#[test]
fn the_ten_bad_workbooks_are_refused_at_their_cells() {
    let wanted: [(&str, &[&str]); 10] = [
        ("b1_duplicate_name", &["duplicate_name survey 4 name"]),
        ("b2_unknown_type", &["unknown_type survey 3 type"]),
        (
            "b3_missing_reference",
            &["unknown_reference survey 3 relevant"],
        ),
        (
            "b4_circular_calculation",
            &["dependency_cycle survey 3 calculation"],
        ),
        ("b5_missing_choice_list", &["unknown_list survey 3 type"]),
        (
            "b6_combined_structure",
            &[
                "unclosed_block survey 2 type",
                "unknown_list survey 4 type",
                "duplicate_name survey 5 name",
                "unknown_type survey 6 type",
            ],
        ),
        (
            "b7_combined_logic",
            &[
                "unknown_reference survey 3 relevant",
                "dependency_cycle survey 4 calculation",
                "expression_syntax survey 6 constraint",
            ],
        ),
        (
            "b8_bad_expression",
            &["expression_syntax survey 3 constraint"],
        ),
        ("b9_duplicate_choice", &["duplicate_choice choices 3 name"]),
        ("b10_bad_name", &["illegal_name survey 2 name"]),
    ];
    for (name, cells) in wanted {
        assert_eq!(bad(name), cells, "{name}");
    }
}

#[test]
fn every_text_stands_in_both_languages_and_names_the_likely_spelling() {
    let done = compile(&[(
        "survey",
        "type|name|label|relevant\ninteger|age|Age\ntext|why|Why|${agee} > 1",
    )]);
    let fault = &done.errors[0];
    assert_eq!(
        fault.text.en,
        "Sheet survey, row 3, relevant: there is no question ${agee}. Did you mean ${age}?"
    );
    assert!(fault.text.zh.starts_with("survey 表第 3 行“relevant”"));
    assert!(fault.text.zh.contains("${age}"));
    assert_eq!(fault.hint.as_deref(), Some("${age}"));
}

fn one(rows: &str) -> Vec<String> {
    errors(&[("survey", rows)])
}

#[test]
fn faults_of_structure_are_found() {
    assert_eq!(errors(&[("Sheet1", "a")]), ["missing_sheet survey 0 "]);
    assert_eq!(one("type|label\ntext|A"), ["missing_column survey 1 name"]);
    assert_eq!(one("type|name|label"), ["empty_survey survey 0 "]);
    assert_eq!(
        one("type|name|label|label\ntext|a|A|B"),
        ["duplicate_column survey 1 label"]
    );
    assert_eq!(
        one("type|name|label\n|a|A\ntext|b|B"),
        ["missing_type survey 2 type"]
    );
    assert_eq!(
        one("type|name|label\ntext||A"),
        ["missing_name survey 2 name"]
    );
    assert_eq!(
        one("type|name|label\ntext|a"),
        ["missing_label survey 2 label"]
    );
    assert_eq!(
        one("type|name|label\ntext|meta|A"),
        ["reserved_name survey 2 name"]
    );
    assert_eq!(
        one("type|name|label\nend_group\ntext|a|A"),
        ["unopened_block survey 2 type"]
    );
    assert_eq!(
        one("type|name|label\nbegin_group|g|G\ntext|a|A\nend_repeat"),
        ["crossed_blocks survey 4 type"]
    );
    assert_eq!(
        one("type|name|label\ncalculate|a"),
        ["missing_calculation survey 2 calculation"]
    );
    for unsupported in [
        "geoshape",
        "geotrace",
        "video",
        "background-audio",
        "signature",
    ] {
        assert_eq!(
            one(&format!("type|name|label\n{unsupported}|a|A")),
            ["unsupported_type survey 2 type"],
            "{unsupported}"
        );
    }
    assert_eq!(
        one("type|name|label\nselect_one|a|A"),
        ["missing_list_name survey 2 type"]
    );
    assert_eq!(
        one("type|name|label\nselect_one_from_file x.txt|a|A"),
        ["bad_file_name survey 2 type"]
    );
    assert_eq!(
        one("type|name|label|save_to\ntext|a|A|__id"),
        ["reserved_property survey 2 save_to"]
    );
}

#[test]
fn faults_of_parameters_and_settings_are_found() {
    assert_eq!(
        one("type|name|label|parameters\nrange|a|A|step=0"),
        ["bad_parameter survey 2 parameters"]
    );
    assert_eq!(
        one("type|name|label|parameters\ntext|a|A|colour=red"),
        ["bad_parameter survey 2 parameters"]
    );
    let rows = ("survey", "type|name|label\ntext|a|A");
    assert_eq!(
        errors(&[
            rows,
            ("settings", "form_id|allow_choice_duplicates\nmy form|maybe")
        ]),
        [
            "bad_setting settings 2 allow_choice_duplicates",
            "bad_setting settings 2 form_id"
        ]
    );
}

#[test]
fn what_means_nothing_where_it_stands_must_still_be_no_fault() {
    let rows = "type|name|label|repeat_count|default\ntext|a|A|${nobody}|\ninteger|b|B||foo(1)";
    assert_eq!(
        one(rows),
        [
            "unknown_reference survey 2 repeat_count",
            "unknown_function survey 3 default"
        ]
    );
}

#[test]
fn faults_of_expressions_are_found() {
    let calculation = |text: &str| {
        one(&format!(
            "type|name|label|calculation\ninteger|n|N\ncalculate|c||{text}"
        ))
    };
    assert_eq!(
        calculation("fooo(1)"),
        ["unknown_function survey 3 calculation"]
    );
    assert_eq!(calculation("round()"), ["wrong_arity survey 3 calculation"]);
    assert_eq!(
        calculation("${n} == 1"),
        ["expression_syntax survey 3 calculation"]
    );
    assert_eq!(
        calculation("n + 1"),
        ["unknown_reference survey 3 calculation"]
    );
    assert_eq!(
        calculation("${c} + 1"),
        ["dependency_cycle survey 3 calculation"]
    );
    assert_eq!(
        calculation("regex(${n}, '(')"),
        ["expression_syntax survey 3 calculation"]
    );
    assert_eq!(
        calculation("digest(${n})"),
        ["unknown_function survey 3 calculation"]
    );
    assert_eq!(
        calculation("${last-saved#n}"),
        ["unsupported_type survey 3 calculation"]
    );
    assert_eq!(
        calculation("${x} + ${y} + foo(${z})"),
        [
            "unknown_reference survey 3 calculation",
            "unknown_reference survey 3 calculation",
            "unknown_function survey 3 calculation",
            "unknown_reference survey 3 calculation",
        ]
    );
    let deep = format!("{}1{}", "(".repeat(600), ")".repeat(600));
    assert_eq!(calculation(&deep), ["too_deep survey 3 calculation"]);
}

#[test]
fn references_in_labels_and_to_names_used_twice_are_checked() {
    assert_eq!(
        one("type|name|label\nnote|a|Hello ${who}"),
        ["unknown_reference survey 2 label"]
    );
    let rows = "type|name|label|relevant\nbegin_group|g|G\ntext|x|X\nend_group\nbegin_group|h|H\ntext|x|X\nend_group\ntext|y|Y|${x} = 1";
    assert_eq!(one(rows), ["ambiguous_reference survey 8 relevant"]);
}

#[test]
fn rings_are_named_once_and_what_waits_for_them_is_not_blamed() {
    let rows = "type|name|label|relevant|calculation\n\
        calculate|a|||${b}\ncalculate|b|||${c}\ncalculate|c|||${a}\ncalculate|d|||${a}\n\
        text|p|P|${q} = 1\ntext|q|Q|${p} = 1";
    assert_eq!(
        one(rows),
        [
            "dependency_cycle survey 2 calculation",
            "dependency_cycle survey 6 relevant"
        ]
    );
    let done = compile(&[("survey", rows)]);
    assert_eq!(done.errors[0].value, "${a} → ${b} → ${c} → ${a}");
}

#[test]
fn a_group_that_depends_on_its_own_inside_is_a_ring() {
    let rows = "type|name|label|relevant\nbegin_group|g|G|${x} = 1\ninteger|x|X\nend_group";
    assert_eq!(one(rows), ["dependency_cycle survey 2 relevant"]);
    let fine = "type|name|label|relevant|constraint\ninteger|x|X||. > 0 and ${y} != 1\ninteger|y|Y|${x} = 1";
    assert!(one(fine).is_empty(), "a constraint is no edge");
}

#[test]
fn choice_filters_know_the_columns_of_their_list() {
    let rows = "type|name|label|choice_filter\ntext|a|A\nselect_one l|s|S|kind = ${a}\nselect_one l|t|T|colour = ${a}";
    let found = errors(&[
        ("survey", rows),
        ("choices", "list_name|name|label|kind\nl|x|X|1"),
    ]);
    assert_eq!(found, ["unknown_column survey 4 choice_filter"]);
}

#[test]
fn faults_of_choices_are_found() {
    let rows = ("survey", "type|name|label\nselect_one l|s|S");
    let found = errors(&[
        rows,
        (
            "choices",
            "list_name|name|label\nl||X\n|y|Y\nl|a b|Z\nl|ok|Ok",
        ),
    ]);
    assert_eq!(
        found,
        [
            "missing_choice_name choices 2 name",
            "missing_list_name choices 3 list_name",
            "illegal_name choices 4 name",
        ]
    );
}

#[test]
fn warnings_do_not_refuse() {
    let done = compile(&[
        (
            "survey",
            "type|name|label::zh|label::en|colour\ntext|甲|甲||red",
        ),
        ("choices", "list_name|name|label\nunused|a|A"),
    ]);
    assert!(done.form.is_some());
    let codes: Vec<String> = done
        .warnings
        .iter()
        .map(|fault| {
            serde_json::to_value(fault.code)
                .unwrap()
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    for code in [
        "unknown_header",
        "missing_translation",
        "name_not_portable",
        "unused_list",
    ] {
        assert!(codes.contains(&code.to_owned()), "{code} in {codes:?}");
    }
}

#[test]
fn rows_that_read_a_faulty_row_fall_with_it() {
    let bytes = book(&[(
        "survey",
        "type|name|label|relevant\n\
         integer|a|A|\n\
         integr|b|B|\n\
         integer|c|C|${b} > 1\n\
         integer|d|D|${c} > 1\n\
         integer|e|E|${a} > 1\n",
    )]);
    let sound = xlsform::sound_part(&bytes, &Files::new()).unwrap();
    let paths: Vec<&str> = sound.nodes.iter().map(|node| node.path.as_str()).collect();
    assert_eq!(paths, ["", "a", "e"]);
    let headless = book(&[("survey", "type|label\ninteger|A\n")]);
    for nothing in [
        headless,
        book(&[("survey", "type|name|label\ninteg|a|A\n")]),
    ] {
        assert!(xlsform::sound_part(&nothing, &Files::new()).is_none());
    }
}
