//! Which sites are inspected, by lot. Pure: the same frame, numbers and seed give the same sites for ever.
//!
//! * Each kind of site is drawn for itself. Its number is spread over the strata in proportion to their sites (largest
//!   remainder), at least one in each stratum, so that every site has a chance. A number smaller than that of the strata
//!   cannot give one to each: then the kind is drawn from all of them as one stratum ([`Cell::merged`]).
//! * In a stratum sites stand by code and are drawn systematically with a random start: a chance of n/N for each.
//! * The lot of a kind in a stratum is that of purpose `sites` and code `kind/stratum` ([`Lot`]).

use crate::platform::num;
use crate::rates::{Lot, allot};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Sites of one kind in one stratum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cell {
    /// Code of the area that makes the stratum.
    pub stratum: String,
    /// Codes of its sites, ascending.
    pub sites: Vec<String>,
}

impl Cell {
    /// All cells of a kind as one with the code `stratum`, its sites in the order of the cells.
    fn merged(cells: &[Self], stratum: &str) -> Self {
        Self {
            stratum: stratum.to_owned(),
            sites: cells
                .iter()
                .flat_map(|cell| cell.sites.iter().cloned())
                .collect(),
        }
    }
}

/// What is drawn from: the cells of each kind, strata in the order of the tree.
pub(super) type Cells = BTreeMap<String, Vec<Cell>>;

/// A drawn site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DrawnSite {
    /// Its code.
    pub code: String,
    /// Code of its stratum.
    pub stratum: String,
    /// Sites of its kind in the stratum.
    pub in_frame: usize,
    /// How many of them were drawn.
    pub drawn: u32,
}

/// How many sites each cell of a kind gives; all of them without a number.
pub(super) fn numbers(cells: &[Cell], wanted: Option<u32>) -> Vec<u32> {
    let sizes: Vec<u32> = cells
        .iter()
        .map(|cell| u32::try_from(cell.sites.len()).unwrap_or(u32::MAX))
        .collect();
    let all: u32 = sizes.iter().sum();
    match wanted {
        Some(wanted) if wanted < all => {
            let weights: Vec<f64> = sizes.iter().copied().map(f64::from).collect();
            allot(&sizes, &weights, 1, wanted)
        }
        _ => sizes,
    }
}

/// Whether a number is too small to give a site to each of so many strata.
pub(super) fn is_below(wanted: Option<u32>, strata: usize) -> bool {
    wanted.is_some_and(|wanted| num::u64_from_usize(strata) > u64::from(wanted))
}

/// Draws every kind. `whole`: the code of the stratum that stands for all where the number is too small to give a site to
/// each; none for rounds drawn before that rule, which then gave one to each all the same.
pub(super) fn draw(
    cells: &Cells,
    wanted: &[(String, Option<u32>)],
    (seed, whole): (&[u8; 32], Option<&str>),
) -> Vec<DrawnSite> {
    let mut drawn = vec![];
    for (site_type, number) in wanted {
        let of_type = cells.get(site_type).map(Vec::as_slice).unwrap_or_default();
        let merged = whole
            .filter(|_| is_below(*number, of_type.len()))
            .map(|whole| [Cell::merged(of_type, whole)]);
        let of_type = merged.as_ref().map_or(of_type, |one| one.as_slice());
        for (cell, take) in of_type.iter().zip(numbers(of_type, *number)) {
            let code = format!("{site_type}/{}", cell.stratum);
            let all = num::u64_from_usize(cell.sites.len());
            let places = Lot::new(seed, "sites", &code).systematic(u64::from(take), all);
            let chosen = places
                .into_iter()
                .filter_map(|place| cell.sites.get(usize::try_from(place).ok()?));
            drawn.extend(chosen.map(|site| DrawnSite {
                code: site.clone(),
                stratum: cell.stratum.clone(),
                in_frame: cell.sites.len(),
                drawn: take,
            }));
        }
    }
    drawn
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn cells(sizes: &[usize]) -> Cells {
        let cell = |(at, size): (usize, &usize)| Cell {
            stratum: format!("s{at}"),
            sites: (0..*size).map(|site| format!("{at}-{site:02}")).collect(),
        };
        let of_type = sizes.iter().enumerate().map(cell).collect();
        BTreeMap::from([("bus_stop".to_owned(), of_type)])
    }

    #[test]
    fn a_seed_draws_the_same_sites_for_ever() {
        let wanted = [("bus_stop".to_owned(), Some(7))];
        let drawn = draw(&cells(&[40, 20, 3]), &wanted, (&[7; 32], Some("all")));
        let sites: Vec<&str> = drawn.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(sites, GOLDEN);
        assert_eq!((drawn[0].in_frame, drawn[0].drawn), (40, 4));
    }

    const GOLDEN: [&str; 7] = ["0-01", "0-11", "0-21", "0-31", "1-00", "1-10", "2-02"];

    #[test]
    fn a_number_below_that_of_the_strata_is_drawn_from_all_of_them_as_one() {
        let wanted = [("bus_stop".to_owned(), Some(2))];
        let drawn = draw(&cells(&[4, 4, 4]), &wanted, (&[7; 32], Some("all")));
        assert_eq!(drawn.len(), 2);
        assert!(
            drawn
                .iter()
                .all(|one| (one.stratum.as_str(), one.in_frame, one.drawn) == ("all", 12, 2))
        );
        let before = draw(&cells(&[4, 4, 4]), &wanted, (&[7; 32], None));
        assert_eq!(
            before.len(),
            3,
            "rounds of before are drawn again as they were"
        );
    }

    proptest! {
        #[test]
        fn no_more_are_drawn_than_asked_and_none_twice(
            sizes in prop::collection::vec(1_usize..30, 1..9), number in 1_u32..90, seed in any::<[u8; 32]>(),
        ) {
            let wanted = [("bus_stop".to_owned(), Some(number))];
            let drawn = draw(&cells(&sizes), &wanted, (&seed, Some("all")));
            let distinct: BTreeSet<&str> = drawn.iter().map(|one| one.code.as_str()).collect();
            prop_assert_eq!(distinct.len(), drawn.len());
            let strata: BTreeSet<&str> = drawn.iter().map(|one| one.stratum.as_str()).collect();
            let is_merged = is_below(Some(number), sizes.len());
            prop_assert_eq!(strata.len(), if is_merged { 1 } else { sizes.len() });
            let all: usize = sizes.iter().sum();
            let asked = usize::try_from(number).unwrap_or(0);
            prop_assert_eq!(drawn.len(), asked.min(all));
        }
    }
}
