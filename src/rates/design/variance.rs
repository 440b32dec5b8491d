//! The variance of a weighted share, by linearisation.
use super::raking::Margin;
use super::sample::{Cluster, Fpc, Sample, correction};
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

/// Correction of a cluster for the finite frame of its stratum; 0 for one that was certain.
fn between_correction(sample: &Sample, cluster: &Cluster) -> f64 {
    if cluster.is_certain() {
        return 0.0;
    }
    match (sample.fpc, cluster.chance) {
        (Fpc::None, _) => 1.0,
        (_, Some(chance)) => 1.0 - chance,
        (_, None) => sample
            .strata
            .get(cluster.stratum)
            .map_or(1.0, |of| correction(of.drawn, of.in_frame)),
    }
}

/// `Σ_h Σ_c f_hc · n_h/(n_h − 1) · (z_hc − z̄_h)²` over the clusters that the lot chose; a stratum with one of them is not
/// centred (z̄ overall is 0).
fn between_clusters(sample: &Sample, totals: &[f64]) -> f64 {
    let mut means = vec![(0.0, 0_u64); sample.strata.len()];
    let by_lot = || {
        let clusters = sample.clusters.iter().zip(totals);
        clusters.filter(|(of, _)| !of.is_certain())
    };
    for (of, total) in by_lot() {
        if let Some((sum, drawn)) = means.get_mut(of.stratum) {
            *sum += total;
            *drawn += 1;
        }
    }
    by_lot()
        .map(|(of, total)| {
            let (sum, drawn) = means.get(of.stratum).copied().unwrap_or_default();
            let mean = if drawn > 1 {
                sum / num::from_u64(drawn)
            } else {
                0.0
            };
            scale(drawn, between_correction(sample, of)) * (total - mean).powi(2)
        })
        .sum()
}

/// `Σ_h Σ_c π_c · f_c · m_c/(m_c − 1) · Σ_u (z_u − z̄_c)²` with the cluster's chance π, `n_h/N_h` under equal ones; nothing where
/// a frame is not known.
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
    let chance = |of: &Cluster| {
        let stratum = sample.strata.get(of.stratum);
        let equal = || stratum.map_or(0.0, |of| 1.0 - correction(of.drawn, of.in_frame));
        of.chance.unwrap_or_else(equal)
    };
    sample
        .clusters
        .iter()
        .zip(squares)
        .map(|(of, squares)| {
            let own = of
                .in_frame
                .map_or(0.0, |all| correction(of.drawn, Some(all)));
            chance(of) * scale(of.drawn, own) * squares
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
