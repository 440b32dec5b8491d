//! The draw (抽样): which doors are asked, by lot, with the chance of each. Pure: the same frame, design and seed give the
//! same doors, bit for bit, on every machine and for ever.
//!
//! * **How many**: interviews for the wanted margin ([`crate::rates::sample_size`]), divided by the expected response rate.
//! * **Where**: proportional to doors, equal, Neyman (more where answers differ more) or given; largest remainder, no
//!   stratum above its doors, none below two (one door tells nothing about its spread).
//! * **One stage**: doors of a stratum in frame order, systematically with a random start: a chance of n/N for every door.
//! * **Two stages**: communities with chances proportional to their doors, systematically in frame order (those that would
//!   come twice are certain), then equally many doors in each, systematically.
//! * **Reserve**: drawn from what is left, in a random order. The rule: the door of the reserve with the lowest order in the
//!   same stratum (with two stages: the same community) stands in, with the chance of those it stands beside.
//! * **The lot**: [`crate::rates::Lot`] says how a seed becomes numbers.
//!
//! Sources: W. G. Cochran, Sampling Techniques (1977), chapters 5, 8, 9A and 11; W. G. Madow, Annals of Mathematical
//! Statistics 20 (1949) 333–354.
mod allocation;
mod doors;
mod plan;

pub use doors::{Draw, DrawnCluster, DrawnDoor, DrawnStratum, draw};
pub use plan::{CostLine, Plan, StratumPlan, plan};

use std::collections::BTreeMap;

#[cfg(test)]
mod tests;

/// One stratum of the frame. Clusters (communities) and doors stand in frame order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameStratum {
    /// Code of the street or community.
    pub code: String,
    /// Its communities.
    pub clusters: Vec<FrameCluster>,
}

/// One community of a stratum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameCluster {
    /// Code of the community.
    pub code: String,
    /// The caller's numbers of its doors, each at most once in the frame.
    pub doors: Vec<u32>,
}

/// What a plan needs of a stratum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StratumSize {
    /// Code.
    pub code: String,
    /// Doors in the frame.
    pub dwellings: u32,
    /// Communities with doors.
    pub clusters: u32,
}

/// How the doors are spread over the strata.
#[derive(Debug, Clone, PartialEq)]
pub enum Allocation {
    /// As the doors are.
    Proportional,
    /// The same number everywhere.
    Equal,
    /// By doors times the spread of the expected share, by stratum; the design's where none is named.
    Neyman(BTreeMap<String, f64>),
    /// Doors to draw, by stratum; every stratum must be named.
    Given(BTreeMap<String, u32>),
}

/// In how many stages doors are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stages {
    /// Doors at once.
    One,
    /// Communities, then doors in them.
    Two {
        /// Doors that a drawn community is meant to give.
        cluster_size: u32,
    },
}

/// What is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// How the doors are spread over the strata.
    pub allocation: Allocation,
    /// In how many stages.
    pub stages: Stages,
    /// Half the width of the wanted interval at 95 %, as a share: 0.03 is ± 3 points.
    pub margin: f64,
    /// The share that is expected; 0.5 is the most careful.
    pub expected_rate: f64,
    /// Expected design effect.
    pub deff: f64,
    /// Expected share of drawn doors that give an interview.
    pub response_rate: f64,
    /// Doors of the reserve for each drawn one.
    pub reserve_share: f64,
}

/// Why nothing can be drawn.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DrawError {
    /// No stratum holds a door.
    #[error("the frame holds no doors in this area")]
    EmptyFrame,
    /// The design names a stratum that the frame lacks.
    #[error("the frame has no stratum {0}")]
    UnknownStratum(String),
    /// Given numbers leave a stratum out, so its doors would have no chance.
    #[error("no number is given for stratum {0}; every stratum needs at least one door")]
    MissingStratum(String),
    /// Two strata have one code.
    #[error("stratum {0} stands twice in the frame")]
    DoubleStratum(String),
    /// More doors are given than there are.
    #[error("{wanted} doors are given for stratum {stratum}, which has {dwellings}")]
    TooMany {
        /// Code.
        stratum: String,
        /// Given.
        wanted: u32,
        /// In the frame.
        dwellings: u32,
    },
    /// A number of the design is out of its range.
    #[error("{name} must be {range}")]
    BadNumber {
        /// Name in the design.
        name: &'static str,
        /// Where it may lie.
        range: &'static str,
    },
}

impl Design {
    fn check(&self) -> Result<(), DrawError> {
        let is_within = |value: f64, low: f64, high: f64| (low..=high).contains(&value);
        let size = match self.stages {
            Stages::One => 1,
            Stages::Two { cluster_size } => cluster_size,
        };
        let rules = [
            (
                "margin",
                "between 0.005 and 0.3",
                is_within(self.margin, 0.005, 0.3),
            ),
            (
                "expected_rate",
                "between 0.01 and 0.99",
                is_within(self.expected_rate, 0.01, 0.99),
            ),
            (
                "deff",
                "between 0.2 and 20",
                is_within(self.deff, 0.2, 20.0),
            ),
            (
                "response_rate",
                "between 0.05 and 1",
                is_within(self.response_rate, 0.05, 1.0),
            ),
            (
                "reserve_share",
                "between 0 and 2",
                is_within(self.reserve_share, 0.0, 2.0),
            ),
            (
                "cluster_size",
                "between 1 and 10000",
                (1..=10_000).contains(&size),
            ),
        ];
        match rules.into_iter().find(|(_, _, is_met)| !is_met) {
            Some((name, range, _)) => Err(DrawError::BadNumber { name, range }),
            None => Ok(()),
        }
    }
}
