//! Response rates by the standard definitions of AAPOR (American Association for Public Opinion Research, Standard
//! Definitions, 10th edition 2023): RR1 to RR4 out of final dispositions.

use crate::platform::num;
use serde::Serialize;
use utoipa::ToSchema;

/// Doors by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dispositions {
    /// I: whole interviews.
    pub interviews: u64,
    /// P: partial ones.
    pub partials: u64,
    /// R: refusals.
    pub refusals: u64,
    /// NC: people who live there were not met.
    pub non_contacts: u64,
    /// O: met but not interviewed, for example for lack of a language.
    pub others: u64,
    /// UH and UO: nobody knows whether people live there.
    pub unknown: u64,
    /// Vacant or no dwelling.
    pub ineligible: u64,
}

/// Response rates, each 0–1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct ResponseRates {
    /// Doors they are made of.
    pub doors: u64,
    /// I ÷ (I+P+R+NC+O+U): the least.
    pub rr1: f64,
    /// (I+P) ÷ (I+P+R+NC+O+U).
    pub rr2: f64,
    /// I ÷ (I+P+R+NC+O+e·U).
    pub rr3: f64,
    /// (I+P) ÷ (I+P+R+NC+O+e·U).
    pub rr4: f64,
    /// e: the share of the unknown that is taken to be lived in, by those of which it is known.
    pub eligible_share: f64,
}

/// Response rates; none before anything is known.
pub fn response_rates(doors: &Dispositions) -> Option<ResponseRates> {
    let Dispositions {
        interviews,
        partials,
        refusals,
        non_contacts,
        others,
        unknown,
        ineligible,
    } = *doors;
    let count = num::from_u64;
    let eligible = count(interviews + partials + refusals + non_contacts + others);
    let known = eligible + count(ineligible);
    let share = if known > 0.0 { eligible / known } else { 1.0 };
    let (all, likely) = (eligible + count(unknown), eligible + share * count(unknown));
    if all <= 0.0 {
        return None;
    }
    let of = |part: u64, whole: f64| {
        if whole > 0.0 {
            count(part) / whole
        } else {
            0.0
        }
    };
    Some(ResponseRates {
        doors: interviews + partials + refusals + non_contacts + others + unknown + ineligible,
        rr1: of(interviews, all),
        rr2: of(interviews + partials, all),
        rr3: of(interviews, likely),
        rr4: of(interviews + partials, likely),
        eligible_share: share,
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_rates_are_those_of_the_standard() {
        // 100 interviews, 10 partial, 40 refusals, 30 not met, 20 other, 50 unknown, 50 not lived in.
        let rates = response_rates(&Dispositions {
            interviews: 100,
            partials: 10,
            refusals: 40,
            non_contacts: 30,
            others: 20,
            unknown: 50,
            ineligible: 50,
        })
        .unwrap();
        assert!((rates.rr1 - 100.0 / 250.0).abs() < 1e-12);
        assert!((rates.rr2 - 110.0 / 250.0).abs() < 1e-12);
        assert!((rates.eligible_share - 0.8).abs() < 1e-12);
        assert!((rates.rr3 - 100.0 / 240.0).abs() < 1e-12);
        assert!((rates.rr4 - 110.0 / 240.0).abs() < 1e-12);
        assert_eq!(rates.doors, 300);
    }

    #[test]
    fn nothing_known_has_no_rate() {
        assert_eq!(response_rates(&Dispositions::default()), None);
        let empty = Dispositions {
            ineligible: 3,
            ..Dispositions::default()
        };
        assert_eq!(response_rates(&empty), None);
    }

    proptest! {
        #[test]
        fn rates_stay_in_order_and_in_range(n in proptest::array::uniform7(0_u64..500)) {
            let [interviews, partials, refusals, non_contacts, others, unknown, ineligible] = n;
            let doors = Dispositions { interviews, partials, refusals, non_contacts, others, unknown, ineligible };
            if let Some(rates) = response_rates(&doors) {
                prop_assert!(0.0 <= rates.rr1 && rates.rr1 <= rates.rr2 && rates.rr2 <= 1.0);
                prop_assert!(rates.rr1 <= rates.rr3 + 1e-12 && rates.rr3 <= rates.rr4 && rates.rr4 <= 1.0);
            }
        }
    }
}
