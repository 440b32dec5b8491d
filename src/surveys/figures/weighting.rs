//! From answers and outcomes to a weighted sample. Pure.
//!
//! * A door weighs 1 ÷ its chance. Where doors of the reserve stood in, the doors of a cell (its stratum; with two stages its
//!   community) share that weight: so many were tried for so many drawn.
//! * Doors that do not exist or are vacant drop out; the answers of a cell carry the weight of all its other doors. Cells with
//!   fewer than five answers are put together.
//! * No weight stands above five medians.
//! * Variance: the answering doors are the sample; with one stage every door is a cluster, with two stages the community is,
//!   and one that was certain is a stratum of its own.
use std::collections::{BTreeMap, HashMap};

use crate::platform::num;
use crate::rates::design::{Draw, Fpc, Sample, adjust_for_nonresponse, trim};

/// Fewest answers of a weighting cell.
const LEAST_ANSWERS: usize = 5;

/// A stratum as it was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StratumDrawn {
    /// Code.
    pub code: String,
    /// Doors in the frame.
    pub dwellings: u64,
    /// Doors drawn, without the reserve.
    pub drawn: u64,
}

/// A drawn cluster of a stratum.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterDrawn {
    /// Code of the stratum.
    pub stratum: String,
    /// Number in the stratum.
    pub number: i64,
    /// Doors in the frame.
    pub dwellings: u64,
    /// Doors drawn, without the reserve.
    pub drawn: u64,
    /// Chance of the cluster.
    pub probability: f64,
}

/// Where a weight is shared: a stratum, or with two stages a cluster of it.
pub type Cell = (String, Option<i64>);

/// What became of the doors of a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tried {
    /// Doors given to surveyors: the drawn ones and those of the reserve that stood in.
    pub fielded: u64,
    /// Of them, doors that exist and are lived in, as far as is known.
    pub eligible: u64,
}

/// An answering door, known by its draw alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Respondent {
    /// Its cell.
    pub cell: Cell,
    /// Its chance.
    pub probability: f64,
}

/// The draw of a survey and what became of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fieldwork {
    /// Strata.
    pub strata: Vec<StratumDrawn>,
    /// Clusters; none in one stage.
    pub clusters: Vec<ClusterDrawn>,
    /// Outcomes by cell.
    pub tried: BTreeMap<Cell, Tried>,
}

/// The weighted sample of the answering doors; its units are `respondents` in their order.
pub fn weigh(work: &Fieldwork, respondents: &[Respondent]) -> Sample {
    let mut draw = Draw::default();
    let mut known = Known::new(work, &mut draw);
    for respondent in respondents {
        let cluster = known.cluster_of(&mut draw, respondent);
        draw.unit(cluster, Some(1.0));
    }
    let fpc = if work.clusters.is_empty() {
        Fpc::First
    } else {
        Fpc::TwoStage
    };
    let asked = respondents.iter().map(|of| (&of.cell, of.probability));
    draw.finish(fpc).with_weights(weights(work, asked))
}

/// The weight of each answering door, by its cell and chance, in the order given.
pub fn weights<'r>(
    work: &Fieldwork,
    respondents: impl Iterator<Item = (&'r Cell, f64)>,
) -> Vec<f64> {
    let drawn = drawn_by_cell(work);
    let mut numbers: HashMap<&Cell, usize> = HashMap::new();
    let (mut weights, mut cells, mut answered) = (vec![], vec![], vec![]);
    let mut answers: BTreeMap<&Cell, (u64, f64)> = BTreeMap::new();
    for (cell, probability) in respondents {
        let tried = work.tried.get(cell).copied().unwrap_or_default();
        let replaced = match drawn.get(cell) {
            Some(drawn) if tried.fielded > 0 => {
                num::from_u64(*drawn) / num::from_u64(tried.fielded)
            }
            _ => 1.0,
        };
        let weight = replaced / probability;
        let next = numbers.len();
        cells.push(Some(*numbers.entry(cell).or_insert(next)));
        weights.push(weight);
        answered.push(true);
        let known = answers.entry(cell).or_default();
        known.0 += 1;
        known.1 = weight;
    }
    let count = weights.len();
    // The silent doors of each cell; cells without any answer weigh as their drawn doors did.
    for (cell, tried) in &work.tried {
        let (answers, weight) = answers.get(cell).copied().unwrap_or_else(|| {
            let weight = drawn.get(cell).map_or(0.0, |drawn| {
                cell_weight(work, cell, *drawn) / num::from_u64(tried.fielded.max(1))
            });
            (0, weight)
        });
        let next = numbers.len();
        let number = *numbers.entry(cell).or_insert(next);
        for _ in answers..tried.eligible {
            weights.push(weight);
            cells.push(Some(number));
            answered.push(false);
        }
    }
    let mut adjusted = adjust_for_nonresponse(&weights, &cells, &answered, LEAST_ANSWERS);
    adjusted.truncate(count);
    trim(&adjusted)
}

fn drawn_by_cell(work: &Fieldwork) -> HashMap<Cell, u64> {
    if work.clusters.is_empty() {
        let strata = work.strata.iter();
        strata
            .map(|of| ((of.code.clone(), None), of.drawn))
            .collect()
    } else {
        let clusters = work.clusters.iter();
        clusters
            .map(|of| ((of.stratum.clone(), Some(of.number)), of.drawn))
            .collect()
    }
}

/// Doors of the frame that the `drawn` doors of a cell stand for.
fn cell_weight(work: &Fieldwork, cell: &Cell, drawn: u64) -> f64 {
    let frame = match cell.1 {
        None => {
            let stratum = work.strata.iter().find(|of| of.code == cell.0);
            stratum.map(|of| num::from_u64(of.dwellings))
        }
        Some(number) => {
            let mut clusters = work.clusters.iter();
            let cluster = clusters.find(|of| of.stratum == cell.0 && of.number == number);
            cluster.map(|of| num::from_u64(of.dwellings) / of.probability)
        }
    };
    frame.unwrap_or(num::from_u64(drawn))
}

/// Strata and clusters of the draw by their names.
struct Known<'a> {
    strata: HashMap<&'a str, usize>,
    clusters: HashMap<(&'a str, i64), &'a ClusterDrawn>,
    /// Cluster of the sample, or the stratum that a certain one became.
    made: HashMap<(&'a str, i64), Made>,
}

#[derive(Clone, Copy)]
enum Made {
    Cluster(usize),
    Stratum(usize),
}

impl<'a> Known<'a> {
    fn new(work: &'a Fieldwork, draw: &mut Draw) -> Self {
        let strata = work.strata.iter();
        let clusters = work.clusters.iter();
        Self {
            strata: strata
                .map(|of| (of.code.as_str(), draw.stratum(Some(of.dwellings))))
                .collect(),
            clusters: clusters
                .map(|of| ((of.stratum.as_str(), of.number), of))
                .collect(),
            made: HashMap::new(),
        }
    }

    fn cluster_of(&mut self, draw: &mut Draw, respondent: &Respondent) -> usize {
        let (code, number) = &respondent.cell;
        let drawn = number.and_then(|number| {
            let drawn = self.clusters.get(&(code.as_str(), number)).copied();
            drawn.map(|drawn| ((drawn.stratum.as_str(), drawn.number), drawn))
        });
        let stratum = self.strata.get(code.as_str()).copied();
        let Some((key, drawn)) = drawn else {
            let stratum = stratum.unwrap_or_else(|| draw.stratum(None));
            return draw.cluster(stratum, Some(1));
        };
        let made = *self.made.entry(key).or_insert_with(|| {
            if drawn.probability >= 1.0 {
                Made::Stratum(draw.stratum(Some(drawn.dwellings)))
            } else {
                let stratum = stratum.unwrap_or_else(|| draw.stratum(None));
                let units = Some(drawn.dwellings);
                Made::Cluster(draw.cluster_by_size(stratum, drawn.probability, units))
            }
        });
        match made {
            Made::Cluster(cluster) => cluster,
            Made::Stratum(stratum) => draw.cluster(stratum, Some(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn stratum(code: &str, dwellings: u64, drawn: u64) -> StratumDrawn {
        StratumDrawn {
            code: code.to_owned(),
            dwellings,
            drawn,
        }
    }

    fn tried(code: &str, fielded: u64, eligible: u64) -> (Cell, Tried) {
        let tried = Tried { fielded, eligible };
        ((code.to_owned(), None), tried)
    }

    fn respondents(code: &str, count: usize, probability: f64) -> Vec<Respondent> {
        let cell = (code.to_owned(), None);
        vec![Respondent { cell, probability }; count]
    }

    #[test]
    fn the_answers_of_a_street_stand_for_its_lived_in_doors() {
        let work = Fieldwork {
            strata: vec![stratum("a", 100, 20), stratum("b", 300, 20)],
            // Two doors of a were vacant and replaced; one of b did not exist.
            tried: [tried("a", 22, 20), tried("b", 20, 19)].into(),
            ..Fieldwork::default()
        };
        let mut all = respondents("a", 10, 0.2);
        all.extend(respondents("b", 8, 20.0 / 300.0));
        let sample = weigh(&work, &all);
        let sum =
            |from: usize, to: usize| -> f64 { sample.weights().iter().take(to).skip(from).sum() };
        assert!(
            (sum(0, 10) - 100.0 * 20.0 / 22.0).abs() < 1e-9,
            "{}",
            sum(0, 10)
        );
        assert!((sum(10, 18) - 300.0 * 19.0 / 20.0).abs() < 1e-9);
        let share = sample.share(|at| Some(at < 10)).unwrap();
        assert_eq!(share.df, 16);
    }

    #[test]
    fn a_street_without_answers_is_carried_by_the_smallest_other() {
        let work = Fieldwork {
            strata: vec![stratum("a", 100, 20), stratum("b", 300, 20)],
            tried: [tried("a", 20, 20), tried("b", 20, 20)].into(),
            ..Fieldwork::default()
        };
        let sample = weigh(&work, &respondents("b", 8, 20.0 / 300.0));
        assert!((sample.weight_sum() - 400.0).abs() < 1e-9);
    }

    #[test]
    fn a_certain_community_is_a_stratum_of_its_own() {
        let cluster = |number, dwellings, probability| ClusterDrawn {
            stratum: "a".to_owned(),
            number,
            dwellings,
            drawn: 6,
            probability,
        };
        let cell = |number| ("a".to_owned(), Some(number));
        let all = Tried {
            fielded: 6,
            eligible: 6,
        };
        let work = Fieldwork {
            strata: vec![stratum("a", 200, 18)],
            clusters: vec![
                cluster(1, 90, 1.0),
                cluster(2, 40, 0.5),
                cluster(3, 30, 0.4),
            ],
            tried: [(cell(1), all), (cell(2), all), (cell(3), all)].into(),
        };
        let answering = [
            (1, 6.0 / 90.0),
            (2, 0.5 * 6.0 / 40.0),
            (3, 0.4 * 6.0 / 30.0),
        ];
        let respondents: Vec<Respondent> = answering
            .iter()
            .flat_map(|(number, probability)| {
                vec![
                    Respondent {
                        cell: cell(*number),
                        probability: *probability
                    };
                    6
                ]
            })
            .collect();
        let sample = weigh(&work, &respondents);
        // Six doors of the certain one, two communities: 8 clusters in 2 strata.
        assert_eq!(
            (sample.clusters(), sample.share(|_| Some(true)).unwrap().df),
            (8, 6)
        );
        assert!((sample.weight_sum() - (90.0 + 80.0 + 75.0)).abs() < 1e-9);
    }
}
