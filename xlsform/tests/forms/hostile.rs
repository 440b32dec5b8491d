//! Hostile and damaged files: refused quickly, with a fault, never a panic.

use crate::support::{begin, book, cells};
use proptest::prelude::*;
use std::io::{Read, Write};
use std::time::{Duration, Instant};
use xlsform::{Code, Files, Script, Step, compile};
use zip::write::SimpleFileOptions;

const GOOD: [&[u8]; 3] = [
    include_bytes!("workbooks/household_awareness_support.xlsx"),
    include_bytes!("workbooks/site_inspection_market.xlsx"),
    include_bytes!("workbooks/street_intercept_short.xlsx"),
];

fn code(bytes: &[u8]) -> Code {
    let done = compile(bytes, &Files::new());
    assert!(done.form.is_none());
    done.errors[0].code
}

/// The parts of a workbook.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let mut content = vec![];
            file.read_to_end(&mut content).unwrap();
            (file.name().unwrap().into_owned(), content)
        })
        .collect()
}

fn pack(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    for (name, content) in parts {
        writer
            .start_file(name.as_str(), SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The first good workbook with another first sheet.
fn with_sheet(xml: &[u8]) -> Vec<u8> {
    let mut all = parts(GOOD[2]);
    for (name, content) in &mut all {
        if name.ends_with("sheet1.xml") {
            *content = xml.to_vec();
        }
    }
    pack(&all)
}

#[test]
fn files_that_are_no_workbooks_say_what_they_are() {
    assert_eq!(code(b""), Code::NotAWorkbook);
    assert_eq!(code(b"type,name,label\ntext,a,A"), Code::NotAWorkbook);
    assert_eq!(
        code(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]),
        Code::EncryptedOrLegacy
    );
    assert_eq!(
        code(&pack(&[("a.txt".to_owned(), b"x".to_vec())])),
        Code::NotAWorkbook
    );
    assert_eq!(
        code(&vec![0; xlsform::limits::FILE_BYTES + 1]),
        Code::TooLarge
    );
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    let started = Instant::now();
    let spaces = vec![b' '; 80 * 1024 * 1024];
    let bomb = with_sheet(&spaces);
    assert!(bomb.len() < 1024 * 1024);
    assert_eq!(code(&bomb), Code::TooLarge);
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn one_stray_cell_in_the_last_corner_costs_nothing() {
    let xml = r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData>
        <row r="1"><c r="A1" t="inlineStr"><is><t>type</t></is></c><c r="B1" t="inlineStr"><is><t>name</t></is></c><c r="C1" t="inlineStr"><is><t>label</t></is></c></row>
        <row r="2"><c r="A2" t="inlineStr"><is><t>text</t></is></c><c r="B2" t="inlineStr"><is><t>a</t></is></c><c r="C2" t="inlineStr"><is><t>A</t></is></c></row>
        <row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>"#;
    let done = compile(&with_sheet(xml.as_bytes()), &Files::new());
    assert!(done.errors.is_empty(), "{:?}", done.errors);
    let outside = xml.replace("XFD1048576\">", "ZZZZZZZ9\">");
    assert_eq!(code(&with_sheet(outside.as_bytes())), Code::TooLarge);
}

#[test]
fn entities_are_not_expanded_and_formulas_without_results_are_named() {
    let xml = |label: &str| {
        format!(
            r#"<!DOCTYPE x [<!ENTITY e "{}">]><worksheet><sheetData>
            <row r="1"><c r="A1" t="inlineStr"><is><t>type</t></is></c><c r="B1" t="inlineStr"><is><t>name</t></is></c><c r="C1" t="inlineStr"><is><t>label</t></is></c></row>
            <row r="2"><c r="A2" t="inlineStr"><is><t>text</t></is></c><c r="B2" t="inlineStr"><is><t>a</t></is></c>{label}</row></sheetData></worksheet>"#,
            "x".repeat(1000)
        )
    };
    let entity = xml(r#"<c r="C2" t="inlineStr"><is><t>A&e;&e; &lt;&#20844;</t></is></c>"#);
    let done = compile(&with_sheet(entity.as_bytes()), &Files::new())
        .form
        .unwrap();
    let label = serde_json::to_string(&done.nodes[1].label).unwrap();
    assert!(label.contains("A <公"), "{label}");
    let formula = xml(r#"<c r="C2"><f>A1</f></c>"#);
    let found = cells(&compile(&with_sheet(formula.as_bytes()), &Files::new()));
    assert!(
        found.contains(&"formula_cell survey 2 label".to_owned()),
        "{found:?}"
    );
}

#[test]
fn reading_aids_are_dropped_and_runs_joined() {
    let xml = r#"<worksheet><sheetData>
        <row r="1"><c r="A1" t="inlineStr"><is><t>type</t></is></c><c r="B1" t="inlineStr"><is><t>name</t></is></c><c r="C1" t="inlineStr"><is><t>label</t></is></c></row>
        <row r="2"><c r="A2" t="inlineStr"><is><t>text</t></is></c><c r="B2" t="inlineStr"><is><t>a</t></is></c><c r="C2" t="inlineStr"><is><r><t>文</t></r><r><t>明</t></r><rPh sb="0" eb="1"><t>wen</t></rPh></is></c></row></sheetData></worksheet>"#;
    let done = compile(&with_sheet(xml.as_bytes()), &Files::new())
        .form
        .unwrap();
    assert_eq!(
        serde_json::to_value(&done.nodes[1].label).unwrap()["zh"],
        "文明"
    );
}

#[test]
fn more_than_the_caps_is_refused() {
    let mut rows = "type|name|label\n".to_owned();
    for n in 0..5_001 {
        rows += format!("note|n{n}|N\n").as_str();
    }
    let found = cells(&compile(&book(&[("survey", &rows)]), &Files::new()));
    assert_eq!(found, ["too_large survey 5002 type"]);
    let mut nested = "type|name|label\n".to_owned();
    for n in 0..70 {
        nested += format!("begin_group|g{n}|G\n").as_str();
    }
    let found = cells(&compile(&book(&[("survey", &nested)]), &Files::new()));
    assert!(
        found.contains(&"too_deep survey 66 type".to_owned()),
        "{:?}",
        found.last()
    );
}

#[test]
fn slips_without_end_are_cut_short() {
    let started = Instant::now();
    let names: Vec<String> = (0..3_000)
        .map(|n| format!("note|somewhat_long_name_{n}|N|"))
        .collect();
    let slips = "${somewhat_wrong_name} + ".repeat(1_000) + "1";
    let rows = format!(
        "type|name|label|calculation\n{}\n{}",
        names.join("\n"),
        (0..200)
            .map(|n| format!("calculate|c{n}||{slips}"))
            .collect::<Vec<_>>()
            .join("\n")
    );
    let found = cells(&compile(&book(&[("survey", &rows)]), &Files::new()));
    assert!(found.len() <= xlsform::limits::FAULTS, "{}", found.len());
    let rings: Vec<String> = (0..2_000)
        .map(|n| format!("calculate|r{n}||${{r{}}}", n ^ 1))
        .collect();
    let rows = format!("type|name|label|calculation\n{}", rings.join("\n"));
    let found = cells(&compile(&book(&[("survey", &rows)]), &Files::new()));
    assert_eq!(found.len(), xlsform::limits::RINGS);
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[test]
fn columns_and_languages_without_end_are_refused() {
    let survey = ("survey", "type|name|label\nselect_one l|a|A");
    let columns: Vec<String> = (0..200).map(|n| format!("extra{n}")).collect();
    let choices = format!("list_name|name|label|{}\nl|x|X", columns.join("|"));
    let found = cells(&compile(
        &book(&[survey, ("choices", &choices)]),
        &Files::new(),
    ));
    assert!(
        found.contains(&"too_large choices 1 ".to_owned()),
        "{found:?}"
    );
    let languages: Vec<String> = (0..200).map(|n| format!("label::l{n}")).collect();
    let survey = format!("type|name|{}\ntext|a|A", languages.join("|"));
    let found = cells(&compile(&book(&[("survey", &survey)]), &Files::new()));
    assert_eq!(found, ["too_large settings 0 default_language"]);
}

#[test]
fn nested_repeats_that_multiply_are_held_under_the_cap() {
    let rows = "type|name|label|repeat_count|calculation\ninteger|n|N\nbegin_repeat|a|A|${n}\nbegin_repeat|b|B|${n}\nbegin_repeat|c|C|${n}\ncalculate|x|||1\nend_repeat\nend_repeat\nend_repeat";
    let form = crate::support::survey(rows);
    let mut session = begin(&form);
    let started = Instant::now();
    session.set("n", "1000");
    assert!(started.elapsed() < Duration::from_secs(20));
    let total: usize = session.outcome(vec![]).repeats.values().sum();
    assert!(total <= xlsform::limits::SLOTS / 10, "{total}");
}

/// Pieces that turn up in broken sheets.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("begin_group".to_owned()),
        Just("end_repeat".to_owned()),
        Just("begin_repeat".to_owned()),
        Just("select_one yes_no or_other".to_owned()),
        Just("${consent} = ".to_owned()),
        Just("${problems}[position() = 1]/kind".to_owned()),
        Just("indexed-repeat(${kind}, ${problems}, -1)".to_owned()),
        Just("instance('pf')/root/item[name = ${market}]/label".to_owned()),
        Just("once(random()) + position(..)".to_owned()),
        Just("calculate".to_owned()),
        Just(String::new()),
        "\\PC{0,12}",
        "[-+*/()\\[\\]${}a-z0-9'., ]{0,24}",
    ]
}

/// Puts pieces into cells of a workbook, by number of the cell.
fn mutate(bytes: &[u8], changes: &[(usize, String)]) -> Vec<u8> {
    let mut all = parts(bytes);
    for (at, text) in changes {
        let sheet = &mut all
            .iter_mut()
            .filter(|(name, _)| name.contains("worksheets/sheet"))
            .nth(at % 3)
            .unwrap()
            .1;
        let xml = String::from_utf8(std::mem::take(sheet)).unwrap();
        let places: Vec<usize> = xml
            .match_indices("<t>")
            .map(|(place, _)| place + 3)
            .collect();
        let start = places[(at / 3) % places.len()];
        let end = xml[start..]
            .find("</t>")
            .map_or(start, |length| start + length);
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
        *sheet = format!("{}{escaped}{}", &xml[..start], &xml[end..]).into_bytes();
    }
    pack(&all)
}

/// Plays whatever can be played.
fn exercise(bytes: &[u8]) {
    let Some(form) = compile(bytes, &Files::new()).form else {
        return;
    };
    let steps = form
        .nodes
        .iter()
        .skip(1)
        .flat_map(|node| {
            let path = node.path.clone();
            [
                Step::Set {
                    path: path.clone(),
                    value: "1".to_owned(),
                },
                Step::Add { path: path.clone() },
                Step::Choices { path: path.clone() },
                Step::Label { path },
            ]
        })
        .collect();
    let mut session = begin(&form);
    session.play(&Script { steps });
    xlsform::check(&form, &session.answers(), crate::support::morning());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_mutation_of_a_good_workbook_panics(
        which in 0..3_usize, changes in proptest::collection::vec((any::<usize>(), piece()), 1..6)
    ) {
        exercise(&mutate(GOOD[which], &changes));
    }

    #[test]
    fn no_flipped_byte_panics(which in 0..3_usize, flips in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..8)) {
        let mut bytes = GOOD[which].to_vec();
        for (at, byte) in flips {
            let place = at % bytes.len();
            bytes[place] = byte;
        }
        exercise(&bytes);
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        exercise(&bytes);
        exercise(&with_sheet(&bytes));
    }
}
