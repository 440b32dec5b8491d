//! `wenxun rates FILE.csv`: the arithmetic of our survey pages on any table, to be checked against other programs.
//!
//! Prints one JSON object. Ends with 0 when it could be reckoned, 1 when the table or the margins are wrong (every fault on
//! standard error, with row and column), 2 when a file cannot be read.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use crate::platform::console;
use crate::rates::design::Fpc;
use crate::rates::table::{Fault, read_table, report};

/// A table of answers and how to reckon it; docs/RATES.md has the formulas.
#[derive(Debug, Args)]
pub(super) struct Table {
    /// CSV with the columns stratum, `clusters_in_stratum`, cluster, `units_in_cluster`, answer (1, 0 or blank) and perhaps
    /// weight; other columns are groups.
    file: PathBuf,
    /// Finite population correction; by default of the first stage where `clusters_in_stratum` is there.
    #[arg(long, value_enum)]
    fpc: Option<Correction>,
    /// Known margins to rake the weights to: JSON `{"column": {"category": size, …}, …}`.
    #[arg(long, value_name = "FILE.json")]
    margins: Option<PathBuf>,
    /// After raking no weight stays above five medians, as on our survey pages.
    #[arg(long, requires = "margins")]
    trim: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Correction {
    /// As if clusters were drawn with replacement.
    None,
    /// Of the clusters.
    First,
    /// Of the clusters, and of the units inside them.
    TwoStage,
}

pub(super) fn run(table: &Table) -> ExitCode {
    match reckon(table) {
        Ok(Ok(json)) => {
            console::say(&json);
            ExitCode::SUCCESS
        }
        Ok(Err(faults)) => {
            for fault in faults {
                console::complain(&format!("wenxun: {fault}"));
            }
            ExitCode::from(1)
        }
        Err(error) => {
            console::complain(&format!("wenxun: {error:#}"));
            ExitCode::from(2)
        }
    }
}

fn reckon(asked: &Table) -> anyhow::Result<Result<String, Vec<Fault>>> {
    let read = |file: &PathBuf| {
        std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
    };
    let bytes = read(&asked.file)?;
    let margins = asked.margins.as_ref().map(read).transpose()?;
    let fpc = asked.fpc.map(|correction| match correction {
        Correction::None => Fpc::None,
        Correction::First => Fpc::First,
        Correction::TwoStage => Fpc::TwoStage,
    });
    let reckoned =
        read_table(&bytes, fpc).and_then(|table| report(table, margins.as_deref(), asked.trim));
    Ok(match reckoned {
        Ok(report) => Ok(serde_json::to_string_pretty(&report)?),
        Err(faults) => Err(faults),
    })
}
