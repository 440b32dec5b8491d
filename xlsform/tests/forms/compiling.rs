//! Spellings, languages, lists and files.

use crate::support::{book, form, survey};
use xlsform::{Files, Kind, Words, compile};

#[test]
fn every_type_of_the_first_two_ranks_compiles() {
    let mut rows = "type|name|label|calculation\n".to_owned();
    let plain = [
        "text",
        "string",
        "integer",
        "int",
        "decimal",
        "note",
        "date",
        "time",
        "dateTime",
        "image",
        "photo",
        "geopoint",
        "location",
        "acknowledge",
        "trigger",
        "barcode",
        "range",
        "file",
        "audio",
        "hidden",
        "start",
        "end",
        "today",
        "deviceid",
        "username",
        "phonenumber",
        "email",
        "start-geopoint",
        "audit",
        "csv-external",
        "select_one l",
        "select one from l",
        "select_multiple l",
        "select all that apply from l or_other",
        "rank l",
        "select_one_from_file shops.csv",
        "select_multiple_from_file shops.csv",
        "select_one ${x}",
    ];
    for (at, kind) in plain.iter().enumerate() {
        rows += format!("{kind}|q{at}|Q|\n").as_str();
    }
    rows.push_str("begin group|g|G\ntext|y|Y\nend group\nbegin_repeat|r|R\ntext|x|X\nend_repeat\ncalculate|c||1\n");
    let done = form(&[
        ("survey", &rows),
        ("choices", "list_name|name|label\nl|a|A"),
    ]);
    assert_eq!(done.nodes.len(), plain.len() + 1 + 6 - 2 + 2);
    assert_eq!(done.files, ["shops.csv"]);
}

#[test]
fn texts_fall_to_their_languages() {
    let done = form(&[
        (
            "survey",
            "type|name|label|label::English (en)|hint::中文 (zh)\ntext|a|甲|A|提示\ntext|b|乙||",
        ),
        ("settings", "default_language|form_title\n中文 (zh)|标题"),
    ]);
    assert_eq!(done.languages, ["en", "zh"]);
    assert_eq!(done.default_language, "zh");
    assert_eq!(done.language_names["zh"], "中文 (zh)");
    assert_eq!(done.nodes[1].label["zh"], Words::Plain("甲".to_owned()));
    assert_eq!(done.nodes[1].label["en"], Words::Plain("A".to_owned()));
    assert_eq!(done.title["zh"], "标题");
    let plain = survey("type|name|label\ntext|a|A");
    assert_eq!(plain.languages, ["default"]);
}

#[test]
fn other_belongs_to_its_question_only() {
    let done = form(&[
        (
            "survey",
            "type|name|label::zh|label::en\nselect_one l or_other|a|甲|A\nselect_one l|b|乙|B",
        ),
        ("choices", "list_name|name|label::zh|label::en\nl|x|叉|X"),
    ]);
    assert_eq!(done.lists["l"].rows.len(), 1);
    let names: Vec<&str> = done.nodes.iter().map(xlsform::Node::name).collect();
    assert_eq!(names, ["", "a", "a_other", "b"]);
    assert_eq!(
        done.nodes[1].or_other["zh"],
        Words::Plain("其他".to_owned())
    );
    assert_eq!(
        done.nodes[2].label["en"],
        Words::Plain("Please specify".to_owned())
    );
    assert!(done.nodes[3].or_other.is_empty());
}

#[test]
fn cells_read_as_a_person_would_type_them() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(" Survey ").unwrap();
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    for (column, header) in ["TYPE", "Name", "Label", "required", "default"]
        .iter()
        .enumerate()
    {
        sheet
            .write_string(4, u16::try_from(column).unwrap() + 1, *header)
            .unwrap();
    }
    for (row, (kind, name)) in [("integer", "n"), ("date", "d")].iter().enumerate() {
        let row = u32::try_from(row).unwrap() + 7;
        sheet.write_string(row, 1, format!("  {kind} ")).unwrap();
        sheet.write_string(row, 2, *name).unwrap();
        sheet.write_string(row, 3, "L").unwrap();
        sheet.write_boolean(row, 4, true).unwrap();
    }
    sheet.write_number(7, 5, 5.0).unwrap();
    let day = rust_xlsxwriter::ExcelDateTime::parse_from_str("2026-11-20").unwrap();
    sheet.write_datetime_with_format(8, 5, &day, &date).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let done = compile(&bytes, &Files::new());
    let done = done.form.unwrap_or_else(|| panic!("{:?}", done.errors));
    assert_eq!(done.nodes[1].default.as_deref(), Some("5"));
    assert_eq!(done.nodes[1].source.row, 8);
    assert_eq!(done.nodes[2].default.as_deref(), Some("2026-11-20"));
}

#[test]
fn data_files_become_lists() {
    let rows = "type|name|label|parameters|calculation\n\
        select_one_from_file shops.csv|s|S|value=code label=title|\n\
        calculate|c|||pulldata('shops', 'title', 'code', ${s})";
    let files = Files::from([(
        "shops.csv".to_owned(),
        "code,title\n1,One\n2,Two".to_owned(),
    )]);
    let done = compile(&book(&[("survey", rows)]), &files).form.unwrap();
    assert_eq!(done.lists["shops?value=code&label=title"].rows.len(), 2);
    assert_eq!(done.lists["shops"].columns, ["code", "title"]);
    let wrong = Files::from([("shops.csv".to_owned(), "a,b\n1,2".to_owned())]);
    assert!(compile(&book(&[("survey", rows)]), &wrong).form.is_none());
}

#[test]
fn a_definition_reads_back_and_keeps_its_order() {
    let done = survey(
        "type|name|label|calculation\ncalculate|z||${y} + 1\ncalculate|y||${x} + 1\ninteger|x|X",
    );
    let order: Vec<&str> = done
        .order
        .iter()
        .map(|id| done.node(*id).unwrap().name())
        .collect();
    assert_eq!(order, ["y", "z"]);
    let text = serde_json::to_string(&done).unwrap();
    assert_eq!(xlsform::Form::from_json(&text).unwrap(), done);
    assert_eq!(done.nodes[3].kind, Kind::Integer);
    for broken in ["{}", "[]", "", "{\"schema\":1}"] {
        assert!(xlsform::Form::from_json(broken).is_err());
    }
    assert!(xlsform::Form::from_json(&text.replace("\"order\":[2,1]", "\"order\":[99]")).is_err());
}

#[test]
fn entities_and_names_of_records_are_read() {
    let done = form(&[
        ("survey", "type|name|label|save_to\ntext|a|A|title"),
        (
            "entities",
            "list_name|label|create_if\nshops|${a}|${a} != ''",
        ),
        ("settings", "instance_name\nconcat('x ', ${a})"),
    ]);
    assert_eq!(done.entities[0].dataset, "shops");
    assert_eq!(done.nodes[1].save_to.as_deref(), Some("title"));
    let mut session = crate::support::begin(&done);
    session.set("a", "tea");
    assert_eq!(session.instance_name().as_deref(), Some("x tea"));
}
