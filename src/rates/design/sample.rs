//! What was drawn.
use super::raking::{Margin, Raked, RakingError, rake};
use super::weights::inclusion_weight;
use crate::platform::num;

/// How far the variance takes into account that the frame is finite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fpc {
    /// Not at all: as if clusters were drawn with replacement.
    None,
    /// Clusters: `1 − n_h/N_h` where `N_h` is known.
    First,
    /// Clusters, and units inside them.
    TwoStage,
}

/// A stratum: how many clusters were drawn out of how many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stratum {
    pub drawn: u64,
    pub in_frame: Option<u64>,
}

/// A cluster: how many units were drawn out of how many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cluster {
    pub stratum: usize,
    pub drawn: u64,
    pub in_frame: Option<u64>,
    /// Its own chance where clusters were drawn with chances proportional to their size.
    pub chance: Option<f64>,
}

impl Cluster {
    /// Whether it was in the sample whatever the lot said: it adds nothing between clusters.
    pub(super) fn is_certain(&self) -> bool {
        self.chance.is_some_and(|chance| chance >= 1.0 - 1e-9)
    }
}

/// A sample while it is written down: strata, then clusters, then units.
#[derive(Debug, Default)]
pub struct Draw {
    strata: Vec<Stratum>,
    clusters: Vec<Cluster>,
    /// Cluster of each unit, and its weight where one was given.
    units: Vec<(usize, Option<f64>)>,
}

impl Draw {
    /// A new stratum with `clusters_in_frame` clusters where that is known; returns its number.
    pub fn stratum(&mut self, clusters_in_frame: Option<u64>) -> usize {
        self.strata.push(Stratum {
            drawn: 0,
            in_frame: clusters_in_frame,
        });
        self.strata.len() - 1
    }

    /// A new drawn cluster of `stratum` with `units_in_frame` units where that is known; returns its number.
    pub fn cluster(&mut self, stratum: usize, units_in_frame: Option<u64>) -> usize {
        if let Some(of) = self.strata.get_mut(stratum) {
            of.drawn += 1;
        }
        self.clusters.push(Cluster {
            stratum,
            drawn: 0,
            in_frame: units_in_frame,
            chance: None,
        });
        self.clusters.len() - 1
    }

    /// The same where clusters have unequal chances: `chance` is that of this one, above 0 and at most 1. Clusters that
    /// were certain vary only inside; for the others K. Brewer's approximation takes 1 − chance for the correction
    /// (R: `svydesign(pps = "brewer")`, certain clusters in strata of their own).
    pub fn cluster_by_size(
        &mut self,
        stratum: usize,
        chance: f64,
        units_in_frame: Option<u64>,
    ) -> usize {
        let number = self.cluster(stratum, units_in_frame);
        if let Some(of) = self.clusters.get_mut(number) {
            of.chance = Some(chance);
        }
        number
    }

    /// A new drawn unit of `cluster`; without a `weight` it gets 1 ÷ its inclusion probability under equal chances,
    /// `(N_h ÷ n_h) · (M_c ÷ m_c)`, sizes that are not known counting as fully drawn. Returns its number.
    pub fn unit(&mut self, cluster: usize, weight: Option<f64>) -> usize {
        if let Some(of) = self.clusters.get_mut(cluster) {
            of.drawn += 1;
        }
        self.units.push((cluster, weight));
        self.units.len() - 1
    }

    /// The sample with every weight.
    pub fn finish(self, fpc: Fpc) -> Sample {
        let weights = self
            .units
            .iter()
            .map(|&(cluster, given)| {
                given.unwrap_or_else(|| {
                    self.clusters.get(cluster).map_or(0.0, |of| {
                        let stratum = self.strata.get(of.stratum);
                        let of_cluster = of.chance.map_or_else(
                            || inclusion_weight(stratum.map(|s| (s.drawn, s.in_frame))),
                            |chance| 1.0 / chance,
                        );
                        of_cluster * inclusion_weight(Some((of.drawn, of.in_frame)))
                    })
                })
            })
            .collect();
        Sample {
            cluster_of: self.units.iter().map(|(cluster, _)| *cluster).collect(),
            strata: self.strata,
            clusters: self.clusters,
            weights,
            fpc,
            calibrated: vec![],
        }
    }
}

/// A drawn sample with its weights.
#[derive(Debug, Clone)]
pub struct Sample {
    pub(super) strata: Vec<Stratum>,
    pub(super) clusters: Vec<Cluster>,
    pub(super) cluster_of: Vec<usize>,
    pub(super) weights: Vec<f64>,
    pub(super) fpc: Fpc,
    /// Margins the weights were raked to.
    pub(super) calibrated: Vec<Margin>,
}

impl Sample {
    /// How many units were drawn.
    pub fn units(&self) -> usize {
        self.weights.len()
    }

    /// How many clusters were drawn.
    pub fn clusters(&self) -> usize {
        self.clusters.len()
    }

    /// How many strata there are.
    pub fn strata(&self) -> usize {
        self.strata.len()
    }

    /// The weight of each unit, by its number.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Numbers of the strata of which one cluster was drawn although the frame holds more (or is not known):
    /// their share of the variance is a guess, and the page says so.
    pub fn single_cluster_strata(&self) -> Vec<usize> {
        let mut uncertain = vec![0_u64; self.strata.len()];
        for of in self.clusters.iter().filter(|of| !of.is_certain()) {
            if let Some(slot) = uncertain.get_mut(of.stratum) {
                *slot += 1;
            }
        }
        let strata = self.strata.iter().zip(uncertain).enumerate();
        strata
            .filter(|(_, (of, drawn))| *drawn == 1 && of.in_frame != Some(1))
            .map(|(number, _)| number)
            .collect()
    }

    /// The same sample with other weights, as after an adjustment for non-response; missing ones are 0.
    #[must_use]
    pub fn with_weights(mut self, mut weights: Vec<f64>) -> Self {
        weights.resize(self.weights.len(), 0.0);
        self.weights = weights;
        self
    }

    /// The same sample with weights raked to `margins`, trimmed if `is_trimmed`; units without a category get weight 0.
    /// * Returns the sample and how it went.
    /// * Errors: [`RakingError`].
    pub fn raked(
        self,
        margins: Vec<Margin>,
        is_trimmed: bool,
    ) -> Result<(Self, Raked), RakingError> {
        let raked = rake(&self.weights, &margins, is_trimmed)?;
        let mut sample = self.with_weights(raked.weights.clone());
        sample.calibrated = margins;
        Ok((sample, raked))
    }

    /// Σw of all units.
    pub fn weight_sum(&self) -> f64 {
        self.weights.iter().sum()
    }
}

/// 1 − drawn/frame; 1 where the frame is not known.
pub(super) fn correction(drawn: u64, in_frame: Option<u64>) -> f64 {
    match in_frame {
        Some(all) if all > 0 => (1.0 - num::from_u64(drawn) / num::from_u64(all)).max(0.0),
        _ => 1.0,
    }
}
