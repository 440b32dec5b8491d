//! How many doors each stratum gives.
use std::cmp::Ordering;

use super::{Allocation, Design, DrawError, StratumSize};
use crate::platform::num;
use crate::rates::sample_size;

/// Fewest doors of a stratum that has as many: one alone tells nothing about its spread.
const LEAST: u32 = 2;

/// Doors to draw in each stratum, in the order of `sizes`, and the interviews they are meant to give in all.
pub(super) fn allocate(
    sizes: &[StratumSize],
    design: &Design,
) -> Result<(Vec<u32>, f64), DrawError> {
    design.check()?;
    let all: u32 = sizes.iter().map(|size| size.dwellings).sum();
    if all == 0 {
        return Err(DrawError::EmptyFrame);
    }
    let mut codes: Vec<&str> = sizes.iter().map(|size| size.code.as_str()).collect();
    codes.sort_unstable();
    if let Some((twice, _)) = codes.iter().zip(codes.iter().skip(1)).find(|(a, b)| a == b) {
        return Err(DrawError::DoubleStratum((*twice).to_owned()));
    }
    let must_know = |code: &String| {
        if codes.binary_search(&code.as_str()).is_ok() {
            Ok(())
        } else {
            Err(DrawError::UnknownStratum(code.clone()))
        }
    };
    if let Allocation::Given(given) = &design.allocation {
        given.keys().try_for_each(must_know)?;
        let doors: Vec<u32> = sizes
            .iter()
            .map(|size| as_given(size, given.get(&size.code).copied()))
            .collect::<Result<_, _>>()?;
        let drawn: u32 = doors.iter().sum();
        return Ok((doors, f64::from(drawn) * design.response_rate));
    }
    if let Allocation::Neyman(shares) = &design.allocation {
        shares.keys().try_for_each(must_know)?;
    }
    let interviews = sample_size(design.expected_rate, design.margin, Some(all), design.deff);
    let interviews = num::from_u64(interviews);
    let wanted = num::to_u32((interviews / design.response_rate).ceil()).min(all);
    let doors = spread(sizes, &weights(sizes, design), wanted);
    let drawn: u32 = doors.iter().sum();
    // Where more could not be drawn, or strata had to give two, the response rate says what comes of it.
    let expected = if drawn == wanted && wanted < all {
        interviews
    } else {
        f64::from(drawn) * design.response_rate
    };
    Ok((doors, expected))
}

fn as_given(size: &StratumSize, given: Option<u32>) -> Result<u32, DrawError> {
    match given {
        _ if size.dwellings == 0 => Ok(0),
        None | Some(0) => Err(DrawError::MissingStratum(size.code.clone())),
        Some(wanted) if wanted > size.dwellings => Err(DrawError::TooMany {
            stratum: size.code.clone(),
            wanted,
            dwellings: size.dwellings,
        }),
        Some(wanted) => Ok(wanted),
    }
}

fn weights(sizes: &[StratumSize], design: &Design) -> Vec<f64> {
    let weight = |size: &StratumSize| match &design.allocation {
        _ if size.dwellings == 0 => 0.0,
        Allocation::Proportional | Allocation::Given(_) => f64::from(size.dwellings),
        Allocation::Equal => 1.0,
        Allocation::Neyman(shares) => {
            let share = shares.get(&size.code).copied();
            let share = share.unwrap_or(design.expected_rate).clamp(0.01, 0.99);
            f64::from(size.dwellings) * (share * (1.0 - share)).sqrt()
        }
    };
    sizes.iter().map(weight).collect()
}

/// Largest remainder under floors and caps: strata that would go beyond theirs are fixed there, the rest shares what is left.
/// The sum is `wanted`, or that of the floors where these are more, or all doors where those are fewer.
fn spread(sizes: &[StratumSize], weights: &[f64], wanted: u32) -> Vec<u32> {
    let floors: Vec<u32> = sizes.iter().map(|size| size.dwellings.min(LEAST)).collect();
    let wanted = wanted.max(floors.iter().sum());
    let mut fixed: Vec<Option<u32>> = vec![None; sizes.len()];
    loop {
        let shares = shares(weights, &fixed, wanted);
        let mut is_new = false;
        // Floors first: they take from the others, which caps then may no longer need.
        for is_floor in [true, false] {
            let places = fixed.iter_mut().zip(&shares).zip(sizes.iter().zip(&floors));
            for ((slot, share), (size, floor)) in places {
                let beyond = match share {
                    Some(share) if is_floor && *share < f64::from(*floor) => Some(*floor),
                    Some(share) if !is_floor && *share > f64::from(size.dwellings) => {
                        Some(size.dwellings)
                    }
                    _ => None,
                };
                if let Some(beyond) = beyond {
                    *slot = Some(beyond);
                    is_new = true;
                }
            }
            if is_new {
                break;
            }
        }
        if !is_new {
            return round(&shares, &fixed, sizes, wanted);
        }
    }
}

/// What each stratum that is not fixed would get, unrounded.
fn shares(weights: &[f64], fixed: &[Option<u32>], wanted: u32) -> Vec<Option<f64>> {
    let taken: u32 = fixed.iter().flatten().sum();
    let left = f64::from(wanted.saturating_sub(taken));
    let free = || {
        weights
            .iter()
            .zip(fixed)
            .filter(|(_, fixed)| fixed.is_none())
    };
    let sum: f64 = free().map(|(weight, _)| *weight).sum();
    let share = |weight: f64| if sum > 0.0 { left * weight / sum } else { 0.0 };
    weights
        .iter()
        .zip(fixed)
        .map(|(weight, fixed)| fixed.is_none().then(|| share(*weight)))
        .collect()
}

fn round(
    shares: &[Option<f64>],
    fixed: &[Option<u32>],
    sizes: &[StratumSize],
    wanted: u32,
) -> Vec<u32> {
    let mut doors: Vec<u32> = shares
        .iter()
        .zip(fixed)
        .map(|(share, fixed)| fixed.unwrap_or_else(|| num::to_u32(share.unwrap_or(0.0).floor())))
        .collect();
    let mut order: Vec<(usize, f64)> = shares
        .iter()
        .enumerate()
        .filter_map(|(at, share)| share.map(|share| (at, share - share.floor())))
        .collect();
    // Equal remainders in the order of the frame.
    order.sort_by(|a, b| b.1.partial_cmp(&a.1).unwrap_or(Ordering::Equal));
    let mut missing = wanted.saturating_sub(doors.iter().sum());
    for (at, _) in order.iter().cycle().take(order.len() * 2) {
        if let (Some(slot), Some(size)) = (doors.get_mut(*at), sizes.get(*at))
            && missing > 0
            && *slot < size.dwellings
        {
            *slot += 1;
            missing -= 1;
        }
    }
    doors
}
