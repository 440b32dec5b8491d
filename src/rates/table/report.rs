//! What is printed.
use std::collections::BTreeMap;

use serde::Serialize;

use super::read::{Group, Table};
use super::{Fault, margins};
use crate::rates::design::{Fpc, Sample, Share};

/// Columns with more values than this are identifiers, not groups.
const MAX_VALUES: usize = 500;

/// The whole table.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The share of all rows with an answer.
    #[serde(flatten)]
    pub all: GroupReport,
    /// Each grouping column, its values, their shares.
    pub by: BTreeMap<String, BTreeMap<String, GroupReport>>,
    /// How it was reckoned.
    pub method: MethodReport,
}

/// The share of one group; numbers that do not exist are null.
#[derive(Debug, Serialize)]
pub struct GroupReport {
    /// Rows with an answer.
    pub n: u64,
    /// Σwy / Σw.
    pub estimate: Option<f64>,
    /// Square root of the linearised variance.
    pub se: Option<f64>,
    /// Clusters with an answer minus their strata.
    pub df: u64,
    /// p(1 − p)/V; n ÷ `deff_kish` where V is 0.
    pub n_eff: Option<f64>,
    /// n ÷ `n_eff`.
    pub deff: Option<f64>,
    /// n·Σw² ÷ (Σw)².
    pub deff_kish: Option<f64>,
    /// Intervals at 95 %.
    pub interval: Interval,
}

/// Lower and upper end of each interval.
#[derive(Debug, Default, Serialize)]
pub struct Interval {
    /// Wilson on `n_eff` with Student's quantile at `df`: the one our pages show.
    pub wilson_t: Option<[f64; 2]>,
    /// Wilson on `n_eff` with the normal quantile.
    pub wilson_z: Option<[f64; 2]>,
    /// Through the logit, with Student's quantile; none for 0 % and 100 %.
    pub logit: Option<[f64; 2]>,
}

/// How it was reckoned.
#[derive(Debug, Serialize)]
pub struct MethodReport {
    /// `none`, `first` or `two-stage`.
    pub fpc: &'static str,
    /// `inclusion` (1 ÷ inclusion probability) or `given` (column `weight`).
    pub weights: &'static str,
    /// Rows.
    pub rows: usize,
    /// Strata.
    pub strata: usize,
    /// Clusters.
    pub clusters: usize,
    /// Strata of which one cluster was drawn out of more: they take its deviation from the overall mean.
    pub single_cluster_strata: Vec<String>,
    /// Grouping columns left out because they hold more than 500 values.
    pub not_grouped: Vec<String>,
    /// Present with margins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raking: Option<RakingReport>,
}

/// How the weights came to meet the margins.
#[derive(Debug, Serialize)]
pub struct RakingReport {
    /// Columns raked to.
    pub columns: Vec<String>,
    /// Rounds over all of them.
    pub rounds: usize,
    /// Whether weights were trimmed at five medians.
    pub trimmed: bool,
    /// Weights standing at five medians, or above when they are not trimmed.
    pub at_limit: usize,
    /// Largest |sum ÷ wanted − 1| that trimming left.
    pub off: f64,
}

/// Reckons a table, raked when `margins` (the bytes of a JSON file) are given, and then trimmed if `is_trimmed`.
/// * Errors: what is wrong with the margins.
pub fn report(
    mut table: Table,
    margins: Option<&[u8]>,
    is_trimmed: bool,
) -> Result<Report, Vec<Fault>> {
    let mut raking = None;
    if let Some(bytes) = margins {
        let (columns, fitted) = margins::margins(&table, bytes)?;
        let raked = table.sample.clone().raked(fitted, is_trimmed);
        let (sample, done) = raked.map_err(|error| vec![margins::fault(&columns, error)])?;
        table.sample = sample;
        raking = Some(RakingReport {
            columns,
            rounds: done.rounds,
            trimmed: is_trimmed,
            at_limit: done.at_limit,
            off: done.off,
        });
    }
    let is_small = |group: &&Group| group.values.len() <= MAX_VALUES;
    let by = table.groups.iter().filter(is_small);
    let by = by.map(|group| (group.name.clone(), shares_of(&table, group)));
    let not_grouped = table.groups.iter().filter(|group| !is_small(group));
    Ok(Report {
        all: GroupReport::of(table.sample.share(|row| answer(&table, row)).as_ref()),
        by: by.collect(),
        method: MethodReport {
            fpc: match table.fpc {
                Fpc::None => "none",
                Fpc::First => "first",
                Fpc::TwoStage => "two-stage",
            },
            weights: if table.has_weights {
                "given"
            } else {
                "inclusion"
            },
            rows: table.answers.len(),
            strata: table.sample.strata(),
            clusters: table.sample.clusters(),
            single_cluster_strata: single(&table.sample, &table.strata),
            not_grouped: not_grouped.map(|group| group.name.clone()).collect(),
            raking,
        },
    })
}

fn single(sample: &Sample, names: &[String]) -> Vec<String> {
    let numbers = sample.single_cluster_strata();
    numbers
        .iter()
        .filter_map(|at| names.get(*at).cloned())
        .collect()
}

fn answer(table: &Table, row: usize) -> Option<bool> {
    table.answers.get(row).copied().flatten()
}

fn shares_of(table: &Table, group: &Group) -> BTreeMap<String, GroupReport> {
    let share = |value: usize| {
        table.sample.share(|row| {
            let is_in = group.of_row.get(row) == Some(&Some(value));
            answer(table, row).filter(|_| is_in)
        })
    };
    let values = group.values.iter().enumerate();
    values
        .map(|(number, value)| (value.clone(), GroupReport::of(share(number).as_ref())))
        .collect()
}

impl GroupReport {
    fn of(share: Option<&Share>) -> Self {
        let ends = |(low, high): (f64, f64)| [low, high];
        Self {
            n: share.map_or(0, |share| share.n),
            estimate: share.map(|share| share.estimate),
            se: share.map(|share| share.se),
            df: share.map_or(0, |share| share.df),
            n_eff: share.map(|share| share.n_effective),
            deff: share.map(|share| share.deff),
            deff_kish: share.map(|share| share.deff_kish),
            interval: share.map_or_else(Interval::default, |share| Interval {
                wilson_t: Some(ends(share.wilson_t())),
                wilson_z: Some(ends(share.wilson_z())),
                logit: share.logit().map(ends),
            }),
        }
    }
}
