//! A form written out again means the same form.

use crate::random;
use crate::support::{book, form};
use serde_json::Value;
use xlsform::{Files, Form, compile, to_sheets, to_xform};

/// A form without what depends on rows and wording of its workbook.
fn meaning(form: &Form) -> Value {
    let mut value = serde_json::to_value(form).unwrap();
    value["warnings"].take();
    for node in value["nodes"].as_array_mut().unwrap() {
        node["source"].take();
    }
    value
}

fn again(form: &Form) -> Form {
    let sheets: Vec<(String, String)> = to_sheets(form)
        .into_iter()
        .map(|sheet| {
            let rows: Vec<String> = sheet.rows.iter().map(|row| row.join("|")).collect();
            (sheet.name, rows.join("\n"))
        })
        .collect();
    let borrowed: Vec<(&str, &str)> = sheets
        .iter()
        .map(|(name, rows)| (name.as_str(), rows.as_str()))
        .collect();
    let done = compile(&book(&borrowed), &Files::new());
    done.form
        .unwrap_or_else(|| panic!("{:#?}\n{sheets:#?}", done.errors))
}

#[test]
fn a_clean_workbook_compiles_to_the_same_form() {
    for bytes in [
        &include_bytes!("workbooks/household_awareness_support.xlsx")[..],
        include_bytes!("workbooks/site_inspection_market.xlsx"),
        include_bytes!("workbooks/street_intercept_short.xlsx"),
    ] {
        let form = compile(bytes, &Files::new()).form.unwrap();
        assert_eq!(meaning(&again(&form)), meaning(&form));
    }
}

#[test]
fn a_clean_workbook_of_a_random_form_compiles_to_the_same_form() {
    for vector in random::vectors(77, 40, random::NOW) {
        let form: Form = Form::from_json(&vector["form"].to_string()).unwrap();
        assert_eq!(meaning(&again(&form)), meaning(&form));
    }
}

#[test]
fn an_xform_binds_every_answer_and_escapes_its_texts() {
    let form = form(&[
        (
            "survey",
            "type|name|label|constraint|default\ninteger|a|A < B & \"C\"|. < 5|3\n\
            begin_repeat|r|R\ntext|x|Hello ${a}||concat('n', position(..))\nend_repeat\n\
            select_one l or_other|s|S",
        ),
        ("choices", "list_name|name|label\nl|y|Yes"),
    ]);
    let text = to_xform(&form);
    for part in [
        "<bind nodeset=\"/data/a\" type=\"int\" constraint=\". &lt; 5\"/>",
        "<value>A &lt; B &amp; &quot;C&quot;</value>",
        "<a>3</a>",
        "<r jr:template=\"\"><x></x></r><r><x></x></r>",
        "<value>Hello <output value=\"/data/a\"/></value>",
        "event=\"odk-instance-first-load odk-new-repeat\" value=\"concat('n', position(..))\"",
        "relevant=\"selected(/data/s, 'other')\"",
        "instance('l.with_other')/root/item",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert_eq!(text.matches("<bind ").count(), form.nodes.len());
}
