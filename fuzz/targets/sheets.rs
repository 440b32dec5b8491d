//! Any texts as the cells of a workbook: rows by line, cells by tab, the sheets `survey` and `choices` parted by a blank line.
//! Bytes alone seldom make a whole package; this reaches the compiler behind it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::io::{Cursor, Write as _};
use xlsform::{Files, Occasion, Session, check, compile, sound_part};
use zip::write::SimpleFileOptions;

const BOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="survey" r:id="a"/><sheet name="choices" r:id="b"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="s.xml"/><Relationship Id="b" Type="x/worksheet" Target="c.xml"/></Relationships>"#;

fn sheet(rows: &str) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{}</t></is></c>", escape(text));
    let row = |line: &str| format!("<row>{}</row>", line.split('\t').map(cell).collect::<String>());
    let rows: String = rows.lines().map(row).collect();
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

fn package(survey: &str, choices: &str) -> Option<Vec<u8>> {
    let mut package = zip::ZipWriter::new(Cursor::new(vec![]));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in [
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/s.xml", &sheet(survey)),
        ("xl/c.xml", &sheet(choices)),
    ] {
        package.start_file(name, stored).ok()?;
        package.write_all(text.as_bytes()).ok()?;
    }
    Some(package.finish().ok()?.into_inner())
}

fuzz_target!(|text: &str| {
    let (survey, choices) = text.split_once("\n\n").unwrap_or((text, "list_name\tname\tlabel"));
    let Some(bytes) = package(survey, choices) else {
        return;
    };
    let compiled = compile(&bytes, &Files::new()).form;
    let form = compiled.or_else(|| sound_part(&bytes, &Files::new()));
    if let (Some(form), Some(occasion)) = (form, Occasion::at("2026-11-20T09:30:00+08:00", 7)) {
        let session = Session::start(&form, occasion.clone());
        check(&form, &session.answers(), occasion);
    }
});
