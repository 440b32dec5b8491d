//! How many doors each stratum gives.
use super::{Allocation, Design, DrawError, StratumSize};
use crate::platform::num;
use crate::rates::{allot, sample_size};

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
    let caps: Vec<u32> = sizes.iter().map(|size| size.dwellings).collect();
    let doors = allot(&caps, &weights(sizes, design), LEAST, wanted);
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
