//! Reading the responsibility table (责任分解表). Its oddities are kept and told; what cannot be understood is a fault at its cell.
//!
//! Merged cells leave empty ones below them: such a cell takes what stands above it, and is known to be taken.

use super::{Cadence, CellSource, Oddity, split};
use crate::gauges::Method;
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::platform::table::{CellFault, Line, Shape};
use entity::requirement;
use std::collections::{HashMap, HashSet};

/// Columns of the table.
pub const SHAPE: Shape = Shape {
    columns: &[
        "code",
        "parent_code",
        "level",
        "name_zh",
        "name_en",
        "requirement_zh",
        "requirement_en",
        "assessment_method",
        "method_source",
        "responsible_units",
        "units_source",
        "target_comparator",
        "target_value",
        "target_unit",
        "frequency",
        "note",
    ],
    required: &["code", "parent_code", "level", "name_zh"],
    max_lines: 2_000,
};
/// Level of the requirements.
pub const LEAF: i64 = 4;
/// Longest cell of each column, in characters.
const MAX_CODE: usize = 60;
const MAX_TITLE: usize = 200;
const MAX_TEXT: usize = 2_000;

/// Rows of an edition in the order of the file, and everything that is wrong with it.
pub fn read(lines: &[Line], edition_id: i64) -> (Vec<requirement::Model>, Vec<CellFault>) {
    let mut reader = Reader {
        edition_id,
        ..Reader::default()
    };
    for line in lines {
        reader.line(line);
    }
    tell_of_names(&mut reader.rows);
    (reader.rows, reader.faults)
}

/// Rows of one level that bear the same name, and numbers that stand under several parents.
fn tell_of_names(rows: &mut [requirement::Model]) {
    let mut titles: HashMap<(i64, String), usize> = HashMap::new();
    let mut numbers: HashMap<String, HashSet<String>> = HashMap::new();
    for row in rows.iter().filter(|row| row.level < LEAF) {
        *titles.entry((row.level, row.title_zh.clone())).or_default() += 1;
        let parents = numbers
            .entry(number_of(&row.written_code).to_owned())
            .or_default();
        parents.insert(row.parent_code.clone().unwrap_or_default());
    }
    for row in rows.iter_mut().filter(|row| row.level < LEAF) {
        let has_twin = titles
            .get(&(row.level, row.title_zh.clone()))
            .is_some_and(|count| *count > 1);
        let parents = numbers
            .get(number_of(&row.written_code))
            .map_or(0, HashSet::len);
        let told = [
            (has_twin, Oddity::SameTitle),
            (parents > 1, Oddity::TwoParents),
        ];
        for (_, oddity) in told.iter().filter(|(is_so, _)| *is_so) {
            add_word(&mut row.oddities, oddity.code());
        }
    }
}

fn add_word(words: &mut String, word: &str) {
    if !words.is_empty() {
        words.push(';');
    }
    words.push_str(word);
}

/// The last part of a code: `2b` of `II-4/III-11/2b`.
fn number_of(code: &str) -> &str {
    code.rsplit('/').next().unwrap_or(code)
}

/// The number of an item; `2` of `2b`, none where it does not begin with one.
fn item_of(code: &str) -> Option<u32> {
    let digits: String = number_of(code)
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

/// A cell that may be taken from above.
struct Taken {
    text: String,
    source: CellSource,
}

#[derive(Default)]
struct Reader {
    edition_id: i64,
    rows: Vec<requirement::Model>,
    faults: Vec<CellFault>,
    codes: HashSet<String>,
    /// Key and level of the latest row that bears a code.
    latest: HashMap<String, (String, i64)>,
    /// Item numbers seen below a parent.
    items: HashMap<String, Vec<u32>>,
    methods_above: String,
    units_above: String,
}

impl Reader {
    fn fault(&mut self, line: &Line, column: &str, code: FieldCode) {
        let fault = FieldProblem::new(column, code).with("value", line.cell(column));
        self.faults.push(CellFault::at(line.number, &fault));
    }

    fn line(&mut self, line: &Line) {
        self.lengths(line);
        let level = line
            .cell("level")
            .parse()
            .ok()
            .filter(|level| (1..=LEAF).contains(level));
        if level.is_none() {
            self.fault(line, "level", FieldCode::InvalidValue);
        }
        let level = level.unwrap_or(LEAF);
        let parent = self.parent(line, level);
        let mut oddities = String::new();
        let code = self.code(line, parent.as_deref(), level, &mut oddities);
        let methods = self.methods(line, level);
        let units = self.units(line, level);
        Self::tell_of_cells(level, (&methods, &units), &mut oddities);
        let (values, counted) = self.target(line);
        let title_en = Some(line.cell("name_en")).filter(|text| !text.is_empty());
        self.rows.push(requirement::Model {
            edition_id: self.edition_id,
            ordinal: i64::try_from(self.rows.len() + 1).unwrap_or(i64::MAX),
            code,
            written_code: line.cell("code").to_owned(),
            parent_code: parent,
            level,
            title_zh: line.cell("name_zh").to_owned(),
            title_en: title_en.unwrap_or(line.cell("name_zh")).to_owned(),
            text_zh: line.cell("requirement_zh").to_owned(),
            text_en: line.cell("requirement_en").to_owned(),
            methods: methods.text,
            method_source: methods.source.code().to_owned(),
            units: units.text,
            units_source: units.source.code().to_owned(),
            target_comparator: line.cell("target_comparator").to_owned(),
            target_values: values,
            target_units: counted,
            frequency: line.cell("frequency").to_owned(),
            cadence: Cadence::of(line.cell("frequency")).code().to_owned(),
            note: line.cell("note").to_owned(),
            oddities,
        });
    }

    fn lengths(&mut self, line: &Line) {
        for column in SHAPE.columns {
            let max = match *column {
                "code" | "parent_code" => MAX_CODE,
                "name_zh" | "name_en" => MAX_TITLE,
                _ => MAX_TEXT,
            };
            let text = line.cell(column);
            if text.chars().count() > max {
                self.fault(line, column, FieldCode::TooLong);
            }
            if text.contains('\0') {
                self.fault(line, column, FieldCode::InvalidValue);
            }
        }
        for column in ["code", "name_zh"] {
            if line.cell(column).is_empty() {
                self.fault(line, column, FieldCode::Empty);
            }
        }
    }

    /// Key of the row above in the tree: the latest with that code.
    fn parent(&mut self, line: &Line, level: i64) -> Option<String> {
        let written = line.cell("parent_code");
        let found = self.latest.get(written).cloned();
        let is_sound = match (&found, level) {
            (None, 1) => written.is_empty(),
            (Some((_, above)), _) => above + 1 == level,
            (None, _) => false,
        };
        if !is_sound {
            self.fault(line, "parent_code", FieldCode::UnknownParent);
        }
        found.map(|(key, _)| key).filter(|_| is_sound)
    }

    /// The code as key; one that stands twice gets a letter.
    fn code(
        &mut self,
        line: &Line,
        parent: Option<&str>,
        level: i64,
        oddities: &mut String,
    ) -> String {
        let written = line.cell("code").to_owned();
        let mut key = written.clone();
        let mut letters = 'b'..='z';
        while self.codes.contains(&key) {
            let Some(letter) = letters.next() else {
                self.fault(line, "code", FieldCode::Repeated);
                break;
            };
            key = format!("{written}{letter}");
        }
        self.codes.insert(key.clone());
        self.latest.insert(written.clone(), (key.clone(), level));
        let mut is_repeated = key != written;
        if level == LEAF
            && let Some(item) = item_of(&written)
        {
            let seen = self
                .items
                .entry(parent.unwrap_or_default().to_owned())
                .or_default();
            is_repeated |= seen.contains(&item);
            if item > 1 && !seen.contains(&(item - 1)) {
                add_word(oddities, Oddity::SkippedNumber.code());
            }
            seen.push(item);
        }
        if is_repeated {
            add_word(oddities, Oddity::RepeatedNumber.code());
        }
        key
    }

    fn methods(&mut self, line: &Line, level: i64) -> Taken {
        let columns = ("assessment_method", "method_source");
        let above = std::mem::take(&mut self.methods_above);
        let taken = self.taken(line, columns, level, &above);
        if split(&taken.text).any(|word| Method::parse(word).is_none()) {
            self.fault(line, columns.0, FieldCode::UnknownValue);
        }
        self.methods_above = if level == LEAF {
            taken.text.clone()
        } else {
            above
        };
        taken
    }

    fn units(&mut self, line: &Line, level: i64) -> Taken {
        let above = std::mem::take(&mut self.units_above);
        let taken = self.taken(line, ("responsible_units", "units_source"), level, &above);
        self.units_above = if level == LEAF {
            taken.text.clone()
        } else {
            above
        };
        taken
    }

    /// What a cell says, and whether it was written there. An empty cell of a requirement without a word about it is part
    /// of a merged one.
    fn taken(
        &mut self,
        line: &Line,
        (column, about): (&str, &str),
        level: i64,
        above: &str,
    ) -> Taken {
        let (text, said) = (line.cell(column), line.cell(about));
        let source = match (CellSource::parse(said), said.is_empty()) {
            (Some(source), _) => source,
            (None, true) if !text.is_empty() => CellSource::Stated,
            (None, true) if level == LEAF && !above.is_empty() => CellSource::Inherited,
            (None, true) => CellSource::Absent,
            (None, false) => {
                self.fault(line, about, FieldCode::UnknownValue);
                CellSource::Absent
            }
        };
        let fault = match source {
            CellSource::Stated if text.is_empty() => Some(FieldCode::Empty),
            CellSource::Inherited if above.is_empty() => Some(FieldCode::NotAsAbove),
            CellSource::Inherited if !text.is_empty() && text != above => {
                Some(FieldCode::NotAsAbove)
            }
            CellSource::Absent if !text.is_empty() => Some(FieldCode::InvalidValue),
            _ => None,
        };
        if let Some(fault) = fault {
            self.fault(line, column, fault);
        }
        let text = match source {
            CellSource::Inherited => above,
            _ => text,
        };
        Taken {
            text: text.to_owned(),
            source,
        }
    }

    fn tell_of_cells(level: i64, (methods, units): (&Taken, &Taken), oddities: &mut String) {
        if level < LEAF {
            return;
        }
        let told = [
            (methods.source, Oddity::InheritedMethod, Oddity::NoMethod),
            (units.source, Oddity::InheritedUnits, Oddity::NoUnits),
        ];
        for (source, inherited, absent) in told {
            match source {
                CellSource::Stated => {}
                CellSource::Inherited => add_word(oddities, inherited.code()),
                CellSource::Absent => add_word(oddities, absent.code()),
            }
        }
    }

    /// Wanted numbers with what they count, as lists in one order.
    fn target(&mut self, line: &Line) -> (String, String) {
        let (side, values, counted) = (
            line.cell("target_comparator"),
            line.cell("target_value"),
            line.cell("target_unit"),
        );
        if !["", ">=", "<="].contains(&side) {
            self.fault(line, "target_comparator", FieldCode::UnknownValue);
        }
        match (side.is_empty(), values.is_empty()) {
            (true, false) => self.fault(line, "target_comparator", FieldCode::MissingField),
            (false, true) => self.fault(line, "target_value", FieldCode::MissingField),
            _ => {}
        }
        let is_number = |text: &str| text.parse::<f64>().is_ok_and(f64::is_finite);
        if !split(values).all(is_number) {
            self.fault(line, "target_value", FieldCode::InvalidValue);
        }
        if split(values).count() != split(counted).count() {
            self.fault(line, "target_unit", FieldCode::InvalidValue);
        }
        (values.to_owned(), counted.to_owned())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const TABLE: &[u8] = include_bytes!("../../../demo/vocabulary/indicators.csv");

    fn told(csv: &str) -> Vec<String> {
        let (rows, faults) = read(&SHAPE.read(csv.as_bytes()).unwrap(), 1);
        if faults.is_empty() {
            let row = |row: &requirement::Model| {
                format!(
                    "{} {} {} {}",
                    row.code, row.methods, row.units, row.oddities
                )
            };
            return rows.iter().map(row).collect();
        }
        let fault = |one: &CellFault| format!("{} {} {}", one.line, one.column, one.code);
        faults.iter().map(fault).collect()
    }

    #[test]
    fn the_table_of_the_demo_is_taken_with_its_oddities() {
        let (rows, faults) = read(&SHAPE.read(TABLE).unwrap(), 1);
        assert_eq!(faults, []);
        assert_eq!(
            (
                rows.len(),
                rows.iter().filter(|row| row.level == LEAF).count()
            ),
            (95, 57)
        );
        let odd = |code: &str| {
            rows.iter()
                .find(|row| row.code == code)
                .map(|row| row.oddities.clone())
                .unwrap()
        };
        assert_eq!(odd("II-10"), "same_title");
        assert_eq!(odd("II-11/III-19"), "same_title;two_parents");
        assert_eq!(odd("II-4/III-11/2b"), "repeated_number");
        assert_eq!(odd("II-4/III-11/3b"), "repeated_number;inherited_method");
        assert_eq!(
            odd("II-8/III-16/3"),
            "skipped_number;inherited_method;no_units"
        );
        assert_eq!(odd("II-1/III-3/2"), "skipped_number");
    }

    #[test]
    fn a_code_that_stands_twice_and_merged_cells_are_kept_and_told() {
        let csv = "code,parent_code,level,name_zh,assessment_method,responsible_units
A,,1,总,,
B,A,2,二级,,
C,B,3,三级,,
C/1,C,4,一,document_review,办公室;各社区
C/1,C,4,又一,,
C/3,C,4,三,questionnaire,
";
        assert_eq!(
            told(csv).get(3..).unwrap(),
            [
                "C/1 document_review 办公室;各社区 ",
                "C/1b document_review 办公室;各社区 repeated_number;inherited_method;inherited_units",
                "C/3 questionnaire 办公室;各社区 skipped_number;inherited_units",
            ]
        );
    }

    #[test]
    fn every_fault_is_named_at_its_cell_at_once() {
        let csv = "code,parent_code,level,name_zh,assessment_method,method_source,target_comparator,target_value,target_unit
A,,1,总,,,,,
B,Z,2,二级,,,,,
,A,9,,hearsay,guessed,=>,many,%;%
C,A,2,三,document_review,absent,>=,,
";
        assert_eq!(
            told(csv),
            [
                "3 parent_code unknown_parent",
                "4 code empty",
                "4 name_zh empty",
                "4 level invalid_value",
                "4 parent_code unknown_parent",
                "4 method_source unknown_value",
                "4 assessment_method invalid_value",
                "4 assessment_method unknown_value",
                "4 target_comparator unknown_value",
                "4 target_value invalid_value",
                "4 target_unit invalid_value",
                "5 assessment_method invalid_value",
                "5 target_value missing_field",
            ]
        );
    }
}
