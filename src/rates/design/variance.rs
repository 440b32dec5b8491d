//! The variance of a weighted share, by linearisation.
use super::raking::Margin;
use super::sample::{Fpc, Sample, correction};
use crate::platform::num;

/// Rounds in which raked categories are taken out of the influences. Source: R's `survey`, `svyrecvar`.
const RAKING_ROUNDS: usize = 10;
/// A part of the frame that is this close to fully drawn adds nothing. Source: R's `survey`, `onestrat`.
const ALL_DRAWN: f64 = 1e-7;

/// V of the sum of `influences` (one a unit, 0 outside the group): between clusters, and inside them for two stages.
pub(super) fn variance(sample: &Sample, mut influences: Vec<f64>) -> f64 {
    if !sample.calibrated.is_empty() {
        take_out_margins(&mut influences, &sample.weights, &sample.calibrated);
    }
    let totals = cluster_totals(sample, &influences);
    let between: f64 = between_clusters(sample, &totals);
    if sample.fpc == Fpc::TwoStage {
        between + inside_clusters(sample, &totals, &influences)
    } else {
        between
    }
}

fn cluster_totals(sample: &Sample, influences: &[f64]) -> Vec<f64> {
    let mut totals = vec![0.0; sample.clusters.len()];
    for (z, cluster) in influences.iter().zip(&sample.cluster_of) {
        if let Some(slot) = totals.get_mut(*cluster) {
            *slot += z;
        }
    }
    totals
}

/// `Σ_h f_h · n_h/(n_h − 1) · Σ_c (z_hc − z̄_h)²`; a stratum with one cluster is not centred (z̄ overall is 0).
fn between_clusters(sample: &Sample, totals: &[f64]) -> f64 {
    let of_stratum = || sample.clusters.iter().map(|cluster| cluster.stratum);
    let mut means = vec![0.0; sample.strata.len()];
    for (stratum, total) in of_stratum().zip(totals) {
        if let (Some(slot), Some(of)) = (means.get_mut(stratum), sample.strata.get(stratum))
            && of.drawn > 1
        {
            *slot += total / num::from_u64(of.drawn);
        }
    }
    let mut squares = vec![0.0; sample.strata.len()];
    for (stratum, total) in of_stratum().zip(totals) {
        if let (Some(slot), Some(mean)) = (squares.get_mut(stratum), means.get(stratum)) {
            *slot += (total - mean).powi(2);
        }
    }
    sample
        .strata
        .iter()
        .zip(squares)
        .map(|(of, squares)| {
            let in_frame = if sample.fpc == Fpc::None {
                None
            } else {
                of.in_frame
            };
            scale(of.drawn, correction(of.drawn, in_frame)) * squares
        })
        .sum()
}

/// `Σ_h n_h/N_h · Σ_c f_c · m_c/(m_c − 1) · Σ_u (z_u − z̄_c)²`; nothing where a frame is not known.
fn inside_clusters(sample: &Sample, totals: &[f64], influences: &[f64]) -> f64 {
    let mut squares = vec![0.0; sample.clusters.len()];
    for (z, cluster) in influences.iter().zip(&sample.cluster_of) {
        let (Some(slot), Some(of), Some(total)) = (
            squares.get_mut(*cluster),
            sample.clusters.get(*cluster),
            totals.get(*cluster),
        ) else {
            continue;
        };
        let mean = if of.drawn > 1 {
            total / num::from_u64(of.drawn)
        } else {
            0.0
        };
        *slot += (z - mean).powi(2);
    }
    sample
        .clusters
        .iter()
        .zip(squares)
        .map(|(of, squares)| {
            let share = sample.strata.get(of.stratum).map_or(0.0, |stratum| {
                1.0 - correction(stratum.drawn, stratum.in_frame)
            });
            let own = of
                .in_frame
                .map_or(0.0, |all| correction(of.drawn, Some(all)));
            share * scale(of.drawn, own) * squares
        })
        .sum()
}

fn scale(drawn: u64, correction: f64) -> f64 {
    if correction < ALL_DRAWN {
        0.0
    } else if drawn > 1 {
        correction * num::from_u64(drawn) / num::from_u64(drawn - 1)
    } else {
        correction
    }
}

/// What the margins fix adds no variance: influences become residuals from the plain means of z/w in their categories,
/// margin after margin, as R's `rake` has it.
fn take_out_margins(influences: &mut [f64], weights: &[f64], margins: &[Margin]) {
    for _ in 0..RAKING_ROUNDS {
        for margin in margins {
            let mut means = vec![(0.0, 0.0); margin.wanted.len()];
            for ((z, weight), category) in influences.iter().zip(weights).zip(&margin.of_unit) {
                if let Some((sum, count)) = category.and_then(|category| means.get_mut(category))
                    && *weight > 0.0
                {
                    *sum += z / weight;
                    *count += 1.0;
                }
            }
            for ((z, weight), category) in influences.iter_mut().zip(weights).zip(&margin.of_unit) {
                if let Some((sum, count)) = category.and_then(|category| means.get(category))
                    && *weight > 0.0
                {
                    *z -= weight * sum / count;
                }
            }
        }
    }
}
