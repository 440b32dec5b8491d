//! A rubric from a table, CSV or XLSX: sound as a whole, or every fault with its row and column.

use super::model::{Item, ItemKind, Rubric, RubricType, WHOLE};
use crate::incidents::Vocabulary;
use crate::platform::num;
use crate::platform::problem::FieldCode;
use std::collections::{BTreeMap, BTreeSet};

/// Most lines of a file.
const MAX_LINES: usize = 5_000;
/// Longest text of an item, in characters.
const MAX_TEXT: usize = 200;
/// Largest number that may be wanted of something.
const MOST_COUNTED: i64 = 100_000;
/// Columns that every file has.
const NEEDED: [&str; 6] = [
    "code",
    "site_type",
    "text_zh",
    "text_en",
    "weight",
    "fail_severity",
];
/// Columns that a file may have; `seeds` says where an item comes from and is not kept.
const OPTIONAL: [&str; 12] = [
    "kind",
    "minimum",
    "wanted_percent",
    "penalty",
    "is_veto",
    "may_be_not_applicable",
    "needs_photo",
    "counted_zh",
    "counted_en",
    "category",
    "indicator_code",
    "seeds",
];

/// A fault of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The row as a spreadsheet numbers it, the titles being 1; 0 for the file.
    pub row: u32,
    /// Which column.
    pub column: String,
    /// What is wrong.
    pub code: FieldCode,
    /// What stood there.
    pub value: Option<String>,
}

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The rubric; not sound when there are faults.
    pub rubric: Rubric,
    /// Lines with content.
    pub lines: usize,
    /// Everything that is wrong.
    pub faults: Vec<Fault>,
}

/// A line: its row, and its cells by column.
type Line = (u32, BTreeMap<String, String>);

/// Reads a table; what begins as a package is taken as a workbook.
pub(super) fn read(bytes: &[u8]) -> Reading {
    let mut reading = Reading::default();
    let rows = match rows_of(bytes) {
        Ok(rows) => rows,
        Err(value) => {
            reading.fault(0, "", FieldCode::InvalidValue, Some(value));
            return reading;
        }
    };
    let lines = reading.lines_of(rows);
    reading.lines = lines.len();
    if lines.is_empty() && reading.faults.is_empty() {
        reading.fault(0, "", FieldCode::Empty, None);
    }
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut last_rows: BTreeMap<String, u32> = BTreeMap::new();
    for (row, cells) in lines {
        let code = cells.get("code").cloned().unwrap_or_default();
        if !code.is_empty() && !seen.insert(code.clone()) {
            reading.fault(row, "code", FieldCode::Repeated, Some(code));
        }
        let mut cells = Cells {
            row,
            by_column: cells,
            reading: &mut reading,
        };
        let (site_type, item) = cells.item();
        reading.add(&site_type, item);
        last_rows.insert(site_type, row);
    }
    reading.weigh(&last_rows);
    reading
}

/// Every row with its number; what cannot be read at all is told in words.
fn rows_of(bytes: &[u8]) -> Result<Vec<(u32, Vec<String>)>, String> {
    if bytes.starts_with(b"PK") {
        let book = xlsform::Workbook::read_table(bytes).map_err(|fault| fault.text.en.clone())?;
        let rows = book.sheets.into_iter().flat_map(|sheet| sheet.rows);
        return Ok(rows.map(|row| (row.number, texts_of(&row))).collect());
    }
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .has_headers(false)
        .flexible(true)
        .from_reader(text);
    let rows = (1..).zip(reader.records()).take(MAX_LINES + 2);
    rows.map(|(number, row)| {
        let row = row.map_err(|error| error.to_string())?;
        Ok((number, row.iter().map(str::to_owned).collect()))
    })
    .collect()
}

fn texts_of(row: &xlsform::SheetRow) -> Vec<String> {
    let mut texts: Vec<String> = vec![];
    for cell in &row.cells {
        let column = usize::try_from(cell.column).unwrap_or(usize::MAX);
        if column < NEEDED.len() + OPTIONAL.len() + 20 {
            texts.resize(texts.len().max(column + 1), String::new());
            if let Some(slot) = texts.get_mut(column) {
                (*cell.text).clone_into(slot);
            }
        }
    }
    texts
}

impl Reading {
    fn fault(&mut self, row: u32, column: &str, code: FieldCode, value: Option<String>) {
        self.faults.push(Fault {
            row,
            column: column.to_owned(),
            code,
            value,
        });
    }

    /// Names the cells of every line after the titles.
    fn lines_of(&mut self, rows: Vec<(u32, Vec<String>)>) -> Vec<Line> {
        let mut rows = rows.into_iter();
        let titles = rows.next().map(|(_, titles)| titles).unwrap_or_default();
        for needed in NEEDED {
            if !titles.iter().any(|title| title == needed) {
                self.fault(1, needed, FieldCode::MissingField, None);
            }
        }
        for title in titles.iter().filter(|title| !title.is_empty()) {
            if !NEEDED.contains(&title.as_str()) && !OPTIONAL.contains(&title.as_str()) {
                self.fault(1, title, FieldCode::UnknownField, None);
            }
        }
        if !self.faults.is_empty() {
            return vec![];
        }
        let mut lines: Vec<Line> = rows
            .filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()))
            .map(|(number, cells)| (number, titles.iter().cloned().zip(cells).collect()))
            .collect();
        if lines.len() > MAX_LINES {
            lines.truncate(MAX_LINES);
            self.fault(0, "", FieldCode::TooMany, None);
        }
        lines
    }

    /// The weights of a kind of site sum to a hundred; the last line of the kind is told when they do not.
    fn weigh(&mut self, last_rows: &BTreeMap<String, u32>) {
        let sums: Vec<(u32, i64)> = self
            .rubric
            .types
            .iter()
            .filter_map(|one| Some((*last_rows.get(&one.code)?, one.weight())))
            .collect();
        for (row, sum) in sums.into_iter().filter(|(_, sum)| *sum != WHOLE) {
            let value = Some(format!("{:.2}", num::from_i64(sum) / 100.0));
            self.fault(row, "weight", FieldCode::WeightsNotHundred, value);
        }
    }

    /// Puts the item with its kind of site.
    fn add(&mut self, site_type: &str, item: Item) {
        let types = &mut self.rubric.types;
        if let Some(known) = types.iter_mut().find(|one| one.code == site_type) {
            known.items.push(item);
            return;
        }
        let words = Vocabulary::get().site_types.iter();
        if let Some(word) = words.into_iter().find(|word| word.code == site_type) {
            types.push(RubricType {
                code: word.code.clone(),
                name_zh: word.name_zh.clone(),
                name_en: word.name_en.clone(),
                group: word.group.clone(),
                items: vec![item],
            });
        }
    }
}

/// The cells of one line; reading one notes what is wrong with it.
struct Cells<'a> {
    row: u32,
    by_column: BTreeMap<String, String>,
    reading: &'a mut Reading,
}

impl Cells<'_> {
    fn text(&self, column: &str) -> Option<String> {
        self.by_column
            .get(column)
            .filter(|text| !text.is_empty())
            .cloned()
    }

    fn wrong(&mut self, column: &str, code: FieldCode) {
        let value = self.text(column);
        self.reading.fault(self.row, column, code, value);
    }

    fn needed(&mut self, column: &str) -> String {
        let text = self.text(column);
        if text.is_none() {
            self.wrong(column, FieldCode::MissingField);
        }
        self.short(column);
        text.unwrap_or_default()
    }

    fn short(&mut self, column: &str) -> Option<String> {
        let text = self.text(column)?;
        if text.chars().count() > MAX_TEXT {
            self.wrong(column, FieldCode::TooLong);
        }
        Some(text)
    }

    fn yes(&mut self, column: &str) -> bool {
        match self.text(column).as_deref() {
            Some("yes" | "是" | "1" | "true") => true,
            None | Some("no" | "否" | "0" | "false") => false,
            Some(_) => {
                self.wrong(column, FieldCode::UnknownValue);
                false
            }
        }
    }

    /// A number with `decimals` places as a whole number of its last place; a fault outside `low..=high`.
    fn number(&mut self, column: &str, decimals: u32, (low, high): (i64, i64)) -> Option<i64> {
        let text = self.text(column)?;
        match scaled(&text, decimals) {
            Some(number) if (low..=high).contains(&number) => Some(number),
            Some(_) => {
                self.wrong(column, FieldCode::OutOfRange);
                None
            }
            None => {
                self.wrong(column, FieldCode::InvalidValue);
                None
            }
        }
    }

    fn kind(&mut self) -> ItemKind {
        let Some(word) = self.text("kind") else {
            return ItemKind::YesNo;
        };
        ItemKind::parse(&word).unwrap_or_else(|| {
            self.wrong("kind", FieldCode::UnknownValue);
            ItemKind::YesNo
        })
    }

    /// Numbers that only some kinds have: missing where needed, or standing where they mean nothing.
    fn fitting(&mut self, kind: ItemKind) {
        let (needs, may): (&[&str], &[&str]) = match kind {
            ItemKind::YesNo | ItemKind::NoOccurrence => (&[], &[]),
            ItemKind::Sample => (&[], &["wanted_percent"]),
            ItemKind::CountMinimum => (&["minimum"], &["penalty"]),
            ItemKind::PenaltyEach => (&["penalty"], &[]),
        };
        for column in ["minimum", "wanted_percent", "penalty"] {
            let is_there = self.text(column).is_some();
            if needs.contains(&column) && !is_there {
                self.wrong(column, FieldCode::MissingField);
            } else if is_there && !needs.contains(&column) && !may.contains(&column) {
                self.wrong(column, FieldCode::NotAllowedHere);
            }
        }
    }

    fn known_words(&mut self, site_type: &str, category: Option<&str>) {
        let words = Vocabulary::get();
        if !site_type.is_empty() && !words.site_types.iter().any(|word| word.code == site_type) {
            self.wrong("site_type", FieldCode::UnknownValue);
        }
        if category.is_some_and(|code| words.category(code).is_none()) {
            self.wrong("category", FieldCode::UnknownCategory);
        }
    }

    /// The item of the line with its kind of site.
    fn item(&mut self) -> (String, Item) {
        let site_type = self.needed("site_type");
        let kind = self.kind();
        self.fitting(kind);
        let category = self.text("category");
        self.known_words(&site_type, category.as_deref());
        for column in ["weight", "fail_severity"] {
            if self.text(column).is_none() {
                self.wrong(column, FieldCode::MissingField);
            }
        }
        let item = Item {
            code: self.needed("code"),
            kind,
            text_zh: self.needed("text_zh"),
            text_en: self.needed("text_en"),
            weight: self.number("weight", 2, (1, WHOLE)).unwrap_or_default(),
            fail_severity: self.number("fail_severity", 0, (1, 3)).unwrap_or(1),
            is_veto: self.yes("is_veto"),
            may_be_not_applicable: self.yes("may_be_not_applicable"),
            needs_photo: self.yes("needs_photo"),
            minimum: self.number("minimum", 0, (1, MOST_COUNTED)),
            wanted_percent: self.number("wanted_percent", 0, (1, 100)),
            penalty: self.number("penalty", 2, (1, WHOLE)),
            counted_zh: self.short("counted_zh"),
            counted_en: self.short("counted_en"),
            category,
            indicator_code: self.short("indicator_code"),
        };
        (site_type, item)
    }
}

/// A decimal number with at most `decimals` places, as a whole number of its last place.
fn scaled(text: &str, decimals: u32) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = part.trim_end_matches('0');
    let places = num::usize_from_i64(i64::from(decimals));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || !is_digits(whole) || !is_digits(part) {
        return None;
    }
    if part.len() > places {
        return None;
    }
    format!("{whole}{part:0<places$}").parse().ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const TITLES: &str = "code,site_type,text_zh,text_en,weight,fail_severity,kind,minimum,wanted_percent,penalty,is_veto";

    fn faults(lines: &str) -> Vec<(u32, String, &'static str)> {
        let reading = read(format!("{TITLES}\n{lines}").as_bytes());
        let of = |fault: Fault| (fault.row, fault.column, fault.code.as_str());
        reading.faults.into_iter().map(of).collect()
    }

    #[test]
    fn points_are_read_exactly() {
        let table = [
            ("15", Some(1_500)),
            ("7.5", Some(750)),
            ("2.25", Some(225)),
            ("2.250", Some(225)),
        ];
        for (text, hundredths) in table {
            assert_eq!(scaled(text, 2), hundredths, "{text}");
        }
        for text in ["", ".5", "1.255", "-1", "1e3", "1,5", "٣"] {
            assert_eq!(scaled(text, 2), None, "{text}");
        }
        assert_eq!((scaled("3", 0), scaled("3.5", 0)), (Some(3), None));
    }

    #[test]
    fn every_fault_is_told_at_its_cell_at_once() {
        let found = faults(
            "a,hospital,一,one,60,2,,,,,\n\
             a,nowhere,二,two,40,9,guess,,,,maybe\n\
             b,hospital,,three,41,1,sample,3,120,,\n\
             c,hospital,四,four,x,1,penalty_each,,,,",
        );
        let expected = [
            (3, "code", "repeated"),
            (3, "kind", "unknown_value"),
            (3, "site_type", "unknown_value"),
            (3, "fail_severity", "out_of_range"),
            (3, "is_veto", "unknown_value"),
            (4, "minimum", "not_allowed_here"),
            (4, "text_zh", "missing_field"),
            (4, "wanted_percent", "out_of_range"),
            (5, "penalty", "missing_field"),
            (5, "weight", "invalid_value"),
            (5, "weight", "weights_not_hundred"),
        ];
        let expected: Vec<_> = expected
            .iter()
            .map(|(row, column, code)| (*row, (*column).to_owned(), *code))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn weights_of_a_kind_of_site_must_sum_to_a_hundred() {
        assert_eq!(
            faults("a,hospital,一,one,60,2,,,,,\nb,hospital,二,two,40,2,,,,,"),
            []
        );
        let short = faults("a,hospital,一,one,60,2,,,,,\nb,hospital,二,two,39.99,2,,,,,");
        assert_eq!(short, [(3, "weight".to_owned(), "weights_not_hundred")]);
    }

    #[test]
    fn a_workbook_reads_like_the_same_table_in_text() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let lines = [
            TITLES,
            "a,hospital,一,one,60.5,2",
            "b,hospital,二,two,39.5,2,sample,,90",
        ];
        for (row, line) in (0..).zip(lines) {
            for (column, cell) in (0..).zip(line.split(',')) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, column, number).unwrap(),
                    Err(_) => sheet.write_string(row, column, cell).unwrap(),
                };
            }
        }
        let reading = read(&book.save_to_buffer().unwrap());
        assert_eq!(reading.faults, []);
        assert_eq!(reading.rubric, read(lines.join("\n").as_bytes()).rubric);
    }
}
