#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::io::Read;

use futures_util::stream;
use proptest::prelude::*;

use super::*;

const COLUMNS: &[Column] = &[
    Column {
        key: "note",
        title_zh: "备注",
        title_en: "Note",
    },
    Column {
        key: "count",
        title_zh: "数量",
        title_en: "Count",
    },
    Column {
        key: "lng",
        title_zh: "经度",
        title_en: "Longitude",
    },
    Column {
        key: "happened_at",
        title_zh: "时间",
        title_en: "Time",
    },
];

fn layout() -> Layout {
    Layout {
        columns: COLUMNS,
        is_chinese: false,
        zone: chrono_tz::Asia::Shanghai,
    }
}

#[derive(Clone)]
struct Row(String, i64, Option<f64>, i64);

impl ExportRow for Row {
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        cells.extend([
            Cell::Text(&self.0),
            Cell::Integer(self.1),
            self.2.map_or(Cell::Empty, |lng| Cell::Decimal(lng, 6)),
            Cell::Instant(self.3),
        ]);
    }

    fn place(&self) -> Option<(f64, f64)> {
        self.2.map(|lng| (lng, 26.5))
    }
}

fn row(note: &str) -> Row {
    Row(note.to_owned(), 2, Some(110.477_455), 1_761_948_587_000)
}

async fn file(format: ExportFormat, rows: Vec<Row>) -> Vec<u8> {
    let pages: Vec<_> = rows.chunks(3).map(|page| Ok(page.to_vec())).collect();
    let pieces: Vec<Bytes> = export_file(format, layout(), stream::iter(pages))
        .try_collect()
        .await
        .unwrap();
    pieces.concat()
}

#[tokio::test]
async fn a_csv_begins_with_the_mark_and_the_titles_and_has_local_times() {
    let csv = String::from_utf8(file(ExportFormat::Csv, vec![row("商户门前")]).await).unwrap();
    assert_eq!(
        csv,
        "\u{feff}Note,Count,Longitude,Time\r\n商户门前,2,110.477455,2025-11-01 06:09:47\r\n"
    );
}

#[tokio::test]
async fn a_cell_that_begins_like_a_formula_is_escaped() {
    for note in ["=1+1", "+86", "-cmd", "@sum", "\tx", "\rx"] {
        let csv = String::from_utf8(file(ExportFormat::Csv, vec![row(note)]).await).unwrap();
        assert!(csv.contains(&format!("\"'{note}\",2,")), "{csv}");
    }
    let minus = file(
        ExportFormat::Csv,
        vec![Row(String::new(), -7, Some(-0.5), 0)],
    )
    .await;
    assert!(
        String::from_utf8(minus)
            .unwrap()
            .contains("\r\n,-7,-0.500000,1970-01-01 08:00:00")
    );
}

#[tokio::test]
async fn geojson_is_one_collection_with_null_places_and_no_rows_are_fine() {
    let rows = vec![row("a\"b\\c\n\u{1}"), Row("x".into(), 1, None, 0)];
    let json: serde_json::Value =
        serde_json::from_slice(&file(ExportFormat::Geojson, rows).await).unwrap();
    assert_eq!(
        json["features"][0]["geometry"]["coordinates"][0],
        110.477_455
    );
    assert_eq!(json["features"][0]["properties"]["note"], "a\"b\\c\n\u{1}");
    assert_eq!(
        json["features"][0]["properties"]["happened_at"],
        "2025-10-31T22:09:47.000Z"
    );
    assert!(
        json["features"][1]["geometry"].is_null()
            && json["features"][1]["properties"]["lng"].is_null()
    );
    let empty: serde_json::Value =
        serde_json::from_slice(&file(ExportFormat::Geojson, vec![]).await).unwrap();
    assert_eq!(empty["features"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn a_workbook_holds_every_row_and_text_stays_text() {
    let rows: Vec<Row> = (0..10).map(|n| row(&format!("=row{n}"))).collect();
    let book = file(ExportFormat::Xlsx, rows).await;
    let sheet = part(&book, "xl/worksheets/sheet1.xml");
    assert_eq!(sheet.matches("<row ").count(), 11);
    assert!(sheet.contains("=row9") && !sheet.contains("<f>"));
}

#[test]
fn a_full_sheet_is_followed_by_another_with_the_same_titles() {
    let mut book = XlsxFile::with_sheet_rows(layout(), 4).unwrap();
    for number in 0..7 {
        book.row(&row(&number.to_string())).unwrap();
    }
    let mut bytes = Vec::new();
    book.finish(&mut bytes).unwrap();
    for (number, rows) in [(1, 4), (2, 4), (3, 2)] {
        let sheet = part(&bytes, &format!("xl/worksheets/sheet{number}.xml"));
        assert_eq!(sheet.matches("<row ").count(), rows);
        assert!(sheet.contains("Longitude"));
    }
}

#[tokio::test]
async fn a_broken_source_ends_the_file_with_an_error() {
    for format in [ExportFormat::Csv, ExportFormat::Xlsx, ExportFormat::Geojson] {
        let broken = vec![Ok(vec![row("a")]), Err(ExportError::Rows("gone".into()))];
        let ended: Result<Vec<Bytes>, _> = export_file(format, layout(), stream::iter(broken))
            .try_collect()
            .await;
        assert!(ended.is_err());
    }
}

/// One file of a zip archive, which the writer deflates.
fn part(book: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let mut text = String::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

proptest! {
    #[test]
    fn any_text_comes_back_from_csv_and_ndjson(notes in proptest::collection::vec(".{0,12}", 1..6)) {
        let mut encoders = [ExportFormat::Csv, ExportFormat::Ndjson].map(|format| TextEncoder::new(format, layout()));
        let mut files = [encoders[0].head(), encoders[1].head()];
        for note in &notes {
            for (encoder, file) in encoders.iter_mut().zip(&mut files) {
                encoder.row(&row(note), file);
            }
        }
        let mut csv = csv::ReaderBuilder::new().has_headers(true).from_reader(files[0].as_slice());
        for (read, note) in csv.records().zip(&notes) {
            let read = read.unwrap()[0].to_owned();
            prop_assert_eq!(if text::is_formula(note) { read[1..].to_owned() } else { read }, note.clone());
        }
        for (line, note) in files[1].split(|byte| *byte == b'\n').zip(&notes) {
            let read: serde_json::Value = serde_json::from_slice(line).unwrap();
            prop_assert_eq!(read["note"].as_str().unwrap(), note);
        }
    }

    #[test]
    fn decimals_keep_their_places(value in -180.0..180.0_f64) {
        let mut out = Vec::new();
        digits::decimal(&mut out, value, 6);
        let read: f64 = String::from_utf8(out).unwrap().parse().unwrap();
        prop_assert!((read - value).abs() <= 5.1e-7);
    }
}
