//! A drawn sample in a table, so that anyone can check our arithmetic: `wenxun rates FILE.csv`.
//!
//! Columns: `stratum, clusters_in_stratum, cluster, units_in_cluster, answer` (1, 0 or blank), optional `weight`; every
//! other column groups. Without `weight` a unit weighs 1 ÷ its inclusion probability,
//! (`clusters_in_stratum` ÷ clusters drawn) · (`units_in_cluster` ÷ rows of the cluster). A blank answer was drawn but gave none.
mod cells;
mod margins;
mod read;
mod report;

pub use read::{Table, read_table};
pub use report::{GroupReport, Interval, MethodReport, RakingReport, Report, report};

use std::fmt;

/// Faults that are named one by one; the rest is counted.
pub const MAX_FAULTS: usize = 50;

/// What is wrong with a table or its margins, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Row as a spreadsheet counts (titles are row 1); `None` when no row is to blame.
    pub row: Option<u64>,
    /// Title of the column; `None` when no column is to blame.
    pub column: Option<String>,
    /// What is wrong and what to write instead.
    pub text: String,
}

impl Fault {
    fn at(row: u64, column: &str, text: impl Into<String>) -> Self {
        Self {
            row: Some(row),
            column: Some(column.to_owned()),
            text: text.into(),
        }
    }

    fn of_row(row: u64, text: impl Into<String>) -> Self {
        Self {
            row: Some(row),
            column: None,
            text: text.into(),
        }
    }

    fn of_column(column: &str, text: impl Into<String>) -> Self {
        Self {
            row: None,
            column: Some(column.to_owned()),
            text: text.into(),
        }
    }

    fn of_file(text: impl Into<String>) -> Self {
        Self {
            row: None,
            column: None,
            text: text.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.row, &self.column) {
            (Some(row), Some(column)) => write!(to, "row {row}, column {column}: {}", self.text),
            (Some(row), None) => write!(to, "row {row}: {}", self.text),
            (None, Some(column)) => write!(to, "column {column}: {}", self.text),
            (None, None) => write!(to, "{}", self.text),
        }
    }
}

/// Faults as they are found; at most [`MAX_FAULTS`] are kept, all are counted.
#[derive(Debug, Default)]
struct Faults {
    kept: Vec<Fault>,
    more: usize,
}

impl Faults {
    fn push(&mut self, fault: Fault) {
        if self.kept.len() < MAX_FAULTS {
            self.kept.push(fault);
        } else {
            self.more += 1;
        }
    }

    fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    fn into_vec(mut self) -> Vec<Fault> {
        if self.more > 0 {
            self.kept
                .push(Fault::of_file(format!("and {} more faults", self.more)));
        }
        self.kept
    }
}

#[cfg(test)]
mod tests;
