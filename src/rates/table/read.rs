//! From the bytes of a CSV file to a sample.
use std::collections::HashMap;

use super::{Fault, Faults, cells};
use crate::platform::num;
use crate::rates::design::{Draw, Fpc, Sample};

const STRATUM: &str = "stratum";
const CLUSTERS: &str = "clusters_in_stratum";
const CLUSTER: &str = "cluster";
const UNITS: &str = "units_in_cluster";
const ANSWER: &str = "answer";
const WEIGHT: &str = "weight";
const KNOWN: [&str; 6] = [STRATUM, CLUSTERS, CLUSTER, UNITS, ANSWER, WEIGHT];

/// A sample read from a table, with its groups.
#[derive(Debug, Clone)]
pub struct Table {
    /// Weights, clusters, strata.
    pub sample: Sample,
    /// Finite population correction that was used.
    pub fpc: Fpc,
    /// Whether the column `weight` gave the weights.
    pub has_weights: bool,
    /// Number of each row in the file, as a spreadsheet counts.
    pub rows: Vec<u64>,
    /// The answer of each row.
    pub answers: Vec<Option<bool>>,
    /// Names of the strata, by their number.
    pub strata: Vec<String>,
    /// The stratum and every other grouping column.
    pub groups: Vec<Group>,
}

/// A column that groups.
#[derive(Debug, Clone)]
pub struct Group {
    /// Title of the column.
    pub name: String,
    /// Values, in the order they came.
    pub values: Vec<String>,
    /// Number of the value of each row; `None` where the cell is blank.
    pub of_row: Vec<Option<usize>>,
}

/// Reads a table.
/// * `fpc`: `None` takes the first stage where `clusters_in_stratum` is there, else nothing.
/// * Errors: every fault, with row and column, in the order of the file.
pub fn read_table(bytes: &[u8], fpc: Option<Fpc>) -> Result<Table, Vec<Fault>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .from_reader(bytes);
    let mut records = reader.byte_records();
    let Some(Ok(head)) = records.next() else {
        return Err(vec![Fault::of_file("the file is empty")]);
    };
    let titles = texts(&head).ok_or_else(|| {
        let text = "the titles are not UTF-8; save the file as “CSV UTF-8”";
        vec![Fault::of_row(1, text)]
    })?;
    let mut builder = Builder::new(&titles, fpc)?;
    // A spreadsheet counts blank lines as rows, but not the line ends inside a quoted cell.
    let mut inside = line_ends(&head);
    for record in records {
        let record = record.map_err(|error| vec![Fault::of_file(error.to_string())])?;
        let line = record.position().map_or(0, |at| first_line(bytes, at));
        builder.record(line.saturating_sub(inside), &record);
        inside += line_ends(&record);
    }
    builder.finish()
}

/// The line a record begins in: its position still lies before the blank lines above it.
fn first_line(bytes: &[u8], at: &csv::Position) -> u64 {
    let rest = usize::try_from(at.byte())
        .ok()
        .and_then(|byte| bytes.get(byte..));
    let blank = rest.unwrap_or_default().iter();
    let blank = blank.take_while(|byte| matches!(byte, b'\r' | b'\n'));
    at.line() + num::u64_from_usize(blank.filter(|byte| **byte == b'\n').count())
}

fn line_ends(record: &csv::ByteRecord) -> u64 {
    let ends = record.iter().flatten().filter(|byte| **byte == b'\n');
    num::u64_from_usize(ends.count())
}

fn texts(record: &csv::ByteRecord) -> Option<Vec<String>> {
    record
        .iter()
        .map(|cell| {
            std::str::from_utf8(cell)
                .ok()
                .map(|text| text.trim().to_owned())
        })
        .collect()
}

/// A cluster as the rows describe it.
struct Known {
    number: usize,
    size: Option<u64>,
    rows: u64,
    first_row: u64,
    name: String,
}

/// A stratum as the rows describe it.
struct KnownStratum {
    name: String,
    size: Option<u64>,
    first_row: u64,
    clusters: HashMap<String, Known>,
}

struct Columns {
    by_name: HashMap<String, usize>,
    count: usize,
}

impl Columns {
    fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }
}

struct Builder {
    columns: Columns,
    fpc: Fpc,
    draw: Draw,
    strata: Vec<KnownStratum>,
    stratum_numbers: HashMap<String, usize>,
    rows: Vec<u64>,
    answers: Vec<Option<bool>>,
    groups: Vec<Group>,
    values: Vec<HashMap<String, usize>>,
    group_columns: Vec<usize>,
    faults: Faults,
}

impl Builder {
    fn new(titles: &[String], fpc: Option<Fpc>) -> Result<Self, Vec<Fault>> {
        let mut faults = Faults::default();
        let mut by_name = HashMap::new();
        for (at, title) in titles.iter().enumerate() {
            if title.is_empty() {
                let place = at + 1;
                faults.push(Fault::of_row(1, format!("column {place} has no title")));
            } else if by_name.insert(title.clone(), at).is_some() {
                faults.push(Fault::at(1, title, "this title stands twice"));
            }
        }
        let columns = Columns {
            by_name,
            count: titles.len(),
        };
        let default = if columns.has(CLUSTERS) {
            Fpc::First
        } else {
            Fpc::None
        };
        let fpc = fpc.unwrap_or(default);
        for (name, is_needed) in [
            (STRATUM, true),
            (CLUSTERS, !columns.has(WEIGHT) || fpc != Fpc::None),
            (CLUSTER, true),
            (UNITS, !columns.has(WEIGHT) || fpc == Fpc::TwoStage),
            (ANSWER, true),
        ] {
            if is_needed && !columns.has(name) {
                faults.push(Fault::of_column(name, "the table lacks this column"));
            }
        }
        if !faults.is_empty() {
            return Err(faults.into_vec());
        }
        let is_group = |title: &str| title == STRATUM || !KNOWN.contains(&title);
        let grouping = || titles.iter().enumerate().filter(|(_, t)| is_group(t));
        let group = |title: &String| Group {
            name: title.clone(),
            values: vec![],
            of_row: vec![],
        };
        Ok(Self {
            group_columns: grouping().map(|(at, _)| at).collect(),
            values: grouping().map(|_| HashMap::new()).collect(),
            groups: grouping().map(|(_, title)| group(title)).collect(),
            columns,
            fpc,
            draw: Draw::default(),
            strata: vec![],
            stratum_numbers: HashMap::new(),
            rows: vec![],
            answers: vec![],
            faults,
        })
    }

    fn record(&mut self, row: u64, record: &csv::ByteRecord) {
        let Some(cells) = texts(record) else {
            self.faults.push(Fault::of_row(
                row,
                "the row is not UTF-8; save the file as “CSV UTF-8”",
            ));
            return;
        };
        if cells.iter().all(String::is_empty) {
            return;
        }
        if cells.len() != self.columns.count {
            let (have, want) = (cells.len(), self.columns.count);
            let text = format!("{have} cells, but there are {want} titles");
            self.faults.push(Fault::of_row(row, text));
            return;
        }
        let Some(cluster) = self.cluster(row, &cells) else {
            return;
        };
        let weight = self.parsed(row, &cells, WEIGHT, cells::weight);
        let Some(answer) = self.parsed(row, &cells, ANSWER, cells::answer) else {
            return;
        };
        self.draw.unit(cluster, weight);
        self.rows.push(row);
        self.answers.push(answer);
        for ((at, group), known) in self
            .group_columns
            .iter()
            .zip(&mut self.groups)
            .zip(&mut self.values)
        {
            let value = cells.get(*at).filter(|text| !text.is_empty());
            let number = value.map(|text| {
                *known.entry(text.clone()).or_insert_with(|| {
                    group.values.push(text.clone());
                    group.values.len() - 1
                })
            });
            group.of_row.push(number);
        }
    }

    /// What stands in a column, parsed; a fault is noted. `None` where there is no such column or a fault.
    fn parsed<T>(
        &mut self,
        row: u64,
        cells: &[String],
        column: &str,
        parse: fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let at = self.columns.by_name.get(column)?;
        let text = cells.get(*at).map_or("", String::as_str);
        match parse(text) {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.faults.push(Fault::at(row, column, wrong));
                None
            }
        }
    }

    /// A size column: needed ones must hold a number, others may be blank.
    fn size(&mut self, row: u64, cells: &[String], column: &str, is_needed: bool) -> Option<u64> {
        let at = self.columns.by_name.get(column)?;
        let is_blank = cells.get(*at).is_none_or(String::is_empty);
        if is_blank && !is_needed {
            return None;
        }
        self.parsed(row, cells, column, cells::count)
    }

    /// The number of the row's cluster, made when it is new; `None` (with a fault) when the row does not name one.
    fn cluster(&mut self, row: u64, cells: &[String]) -> Option<usize> {
        let is_weighted = self.columns.has(WEIGHT);
        let clusters = self.size(row, cells, CLUSTERS, !is_weighted || self.fpc != Fpc::None);
        let is_two_stage = self.fpc == Fpc::TwoStage;
        let units = self.size(row, cells, UNITS, !is_weighted || is_two_stage);
        let name = |text: &str| match text {
            "" => Err("blank; every row needs one".to_owned()),
            text => Ok(text.to_owned()),
        };
        let stratum = self.parsed(row, cells, STRATUM, name);
        let cluster = self.parsed(row, cells, CLUSTER, name);
        let (stratum, cluster) = (stratum?, cluster?);
        let place = if let Some(place) = self.stratum_numbers.get(&stratum) {
            *place
        } else {
            self.draw.stratum(clusters);
            self.strata.push(KnownStratum {
                name: stratum.clone(),
                size: clusters,
                first_row: row,
                clusters: HashMap::new(),
            });
            self.stratum_numbers.insert(stratum, self.strata.len() - 1);
            self.strata.len() - 1
        };
        let known = self.strata.get_mut(place)?;
        if known.size != clusters {
            let (name, first) = (&known.name, known.first_row);
            let text = format!("stratum “{name}” had another number in row {first}");
            self.faults.push(Fault::at(row, CLUSTERS, text));
        }
        if let Some(of) = known.clusters.get_mut(&cluster) {
            of.rows += 1;
            if of.size != units {
                let first = of.first_row;
                let text = format!("cluster “{cluster}” had another number in row {first}");
                self.faults.push(Fault::at(row, UNITS, text));
            }
            return Some(of.number);
        }
        let number = self.draw.cluster(place, units);
        let of = Known {
            number,
            size: units,
            rows: 1,
            first_row: row,
            name: cluster.clone(),
        };
        known.clusters.insert(cluster, of);
        Some(number)
    }

    /// More drawn than there are: the sizes or the names are wrong.
    fn check_sizes(&mut self) {
        for stratum in &self.strata {
            let drawn = num::u64_from_usize(stratum.clusters.len());
            if stratum.size.is_some_and(|size| size < drawn) {
                let name = &stratum.name;
                let text =
                    format!("stratum “{name}” has {drawn} clusters in the file, more than that");
                self.faults
                    .push(Fault::at(stratum.first_row, CLUSTERS, text));
            }
            let mut clusters: Vec<&Known> = stratum.clusters.values().collect();
            clusters.sort_by_key(|of| of.first_row);
            for of in clusters {
                if of.size.is_some_and(|size| size < of.rows) {
                    let (name, rows) = (&of.name, of.rows);
                    let text =
                        format!("cluster “{name}” has {rows} rows in the file, more than that");
                    self.faults.push(Fault::at(of.first_row, UNITS, text));
                }
            }
        }
    }

    fn finish(mut self) -> Result<Table, Vec<Fault>> {
        self.check_sizes();
        if self.faults.is_empty() {
            if self.answers.is_empty() {
                self.faults
                    .push(Fault::of_file("the table has titles but no rows"));
            } else if self.answers.iter().all(Option::is_none) {
                let text = "no row has an answer: there is nothing to divide by";
                self.faults.push(Fault::of_column(ANSWER, text));
            }
        }
        if !self.faults.is_empty() {
            return Err(self.faults.into_vec());
        }
        Ok(Table {
            sample: self.draw.finish(self.fpc),
            fpc: self.fpc,
            has_weights: self.columns.has(WEIGHT),
            rows: self.rows,
            answers: self.answers,
            strata: self.strata.into_iter().map(|of| of.name).collect(),
            groups: self.groups,
        })
    }
}
