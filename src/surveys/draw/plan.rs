//! What a design would draw, before anything is drawn.
use super::allocation::allocate;
use super::{Allocation, Design, DrawError, StratumSize};
use crate::platform::num;
use crate::rates::{Z, sample_size};

/// Margins whose price is shown beside the wanted one.
const MARGINS: [f64; 5] = [0.02, 0.025, 0.03, 0.04, 0.05];

/// What a design draws and what it can tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Doors to draw, without the reserve.
    pub draw: u32,
    /// Interviews they are expected to give.
    pub interviews: f64,
    /// Half the width of the interval over all strata at 95 %, as a share.
    pub margin: f64,
    /// Each stratum, in the order given.
    pub strata: Vec<StratumPlan>,
    /// Doors to draw for other margins, when spread freely.
    pub cost: Vec<CostLine>,
}

/// One stratum of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct StratumPlan {
    /// Code.
    pub code: String,
    /// Doors in the frame.
    pub dwellings: u32,
    /// Communities with doors.
    pub clusters: u32,
    /// Doors to draw.
    pub draw: u32,
    /// Interviews they are expected to give.
    pub interviews: f64,
    /// Half the width of its own interval; `None` where less than one interview is expected.
    pub margin: Option<f64>,
}

/// What a margin costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CostLine {
    /// As a share.
    pub margin: f64,
    /// Doors to draw.
    pub draw: u32,
}

/// Reckons a design; draws nothing.
/// * Errors: [`DrawError`] for empty frames, unknown strata and numbers out of range.
pub fn plan(sizes: &[StratumSize], design: &Design) -> Result<Plan, DrawError> {
    let (doors, interviews) = allocate(sizes, design)?;
    let all: u32 = sizes.iter().map(|size| size.dwellings).sum();
    let mut variance = 0.0;
    let mut strata = vec![];
    for (size, draw) in sizes.iter().zip(&doors) {
        let expected = f64::from(*draw) * design.response_rate;
        let of_stratum = variance_of(size, expected, design);
        let part = f64::from(size.dwellings) / f64::from(all);
        // A stratum that may give no interview leaves its whole spread open.
        let p = expected_share(size, design);
        variance += part * part * of_stratum.unwrap_or(p * (1.0 - p));
        strata.push(StratumPlan {
            code: size.code.clone(),
            dwellings: size.dwellings,
            clusters: size.clusters,
            draw: *draw,
            interviews: expected,
            margin: of_stratum.map(|variance| Z * variance.sqrt()),
        });
    }
    let cost = |margin: f64| {
        let n = sample_size(design.expected_rate, margin, Some(all), design.deff);
        let draw = num::to_u32((num::from_u64(n) / design.response_rate).ceil()).min(all);
        CostLine { margin, draw }
    };
    Ok(Plan {
        draw: doors.iter().sum(),
        interviews,
        margin: Z * variance.sqrt(),
        strata,
        cost: MARGINS.into_iter().map(cost).collect(),
    })
}

fn expected_share(size: &StratumSize, design: &Design) -> f64 {
    match &design.allocation {
        Allocation::Neyman(shares) => shares.get(&size.code).copied(),
        _ => None,
    }
    .unwrap_or(design.expected_rate)
}

/// deff · p(1 − p)/n · (N − n)/(N − 1); `None` for less than one interview.
/// Source: W. G. Cochran, Sampling Techniques (1977), theorem 3.2.
fn variance_of(size: &StratumSize, interviews: f64, design: &Design) -> Option<f64> {
    if interviews < 1.0 {
        return None;
    }
    let p = expected_share(size, design);
    let all = f64::from(size.dwellings);
    let left = if all > 1.0 {
        ((all - interviews) / (all - 1.0)).max(0.0)
    } else {
        0.0
    };
    Some(design.deff * p * (1.0 - p) / interviews * left)
}
