//! Which interviews are checked, and by whom. Pure.
use std::cmp::Reverse;
use std::collections::BTreeMap;

use uuid::Uuid;

use crate::platform::keys::sha256;

/// Fewest checks of a surveyor. Source: the part on the quality of interviews in the plan of surveys.
const LEAST: usize = 5;
/// One in so many interviews, rounded up. Source: as above.
const ONE_IN: usize = 10;

/// An interview that may be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Record.
    pub id: Uuid,
    /// Who interviewed.
    pub surveyor: Uuid,
    /// How many notes stand on it.
    pub notes: usize,
    /// Whether it is checked already.
    pub is_drawn: bool,
}

/// A check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn {
    /// Record of the interview.
    pub id: Uuid,
    /// Who interviewed.
    pub surveyor: Uuid,
    /// Who checks.
    pub checker: Uuid,
    /// Whether the lot chose it, and not its notes.
    pub is_by_lot: bool,
}

/// What the rule still asks for. `seed` is fresh for every draw.
/// * `Err`: a surveyor whom none of the checkers may check, since it is the same person.
pub fn draw(
    candidates: &[Candidate],
    checkers: &[Uuid],
    seed: &[u8; 32],
) -> Result<Vec<Drawn>, Uuid> {
    let mut people: BTreeMap<Uuid, Vec<&Candidate>> = BTreeMap::new();
    for candidate in candidates {
        people
            .entry(candidate.surveyor)
            .or_default()
            .push(candidate);
    }
    let lot = |id: &Uuid| sha256(&[&seed[..], &id.as_bytes()[..]].concat());
    let mut drawn = vec![];
    let mut turn = 0_usize;
    for (surveyor, own) in people {
        let all = own.len();
        let wanted = all.min(LEAST.max(all.div_ceil(ONE_IN)));
        let have = own.iter().filter(|one| one.is_drawn).count();
        let need = wanted.saturating_sub(have);
        if need == 0 {
            continue;
        }
        let others: Vec<&Uuid> = checkers.iter().filter(|id| **id != surveyor).collect();
        if others.is_empty() {
            return Err(surveyor);
        }
        let mut open: Vec<&Candidate> = own.into_iter().filter(|one| !one.is_drawn).collect();
        open.sort_by_key(|one| (Reverse(one.notes), lot(&one.id)));
        let noted = open
            .iter()
            .take(need.div_ceil(2))
            .filter(|one| one.notes > 0)
            .count();
        let mut rest = open.split_off(noted);
        rest.sort_by_key(|one| lot(&one.id));
        let chosen = open.into_iter().map(|one| (one, false));
        let by_lot = rest.into_iter().take(need - noted).map(|one| (one, true));
        for (one, is_by_lot) in chosen.chain(by_lot) {
            let checker = others.get(turn % others.len()).copied().copied();
            turn += 1;
            drawn.extend(checker.map(|checker| Drawn {
                id: one.id,
                surveyor,
                checker,
                is_by_lot,
            }));
        }
    }
    Ok(drawn)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn candidates(surveyor: u128, count: u128, noted: u128) -> Vec<Candidate> {
        (0..count)
            .map(|at| Candidate {
                id: Uuid::from_u128(surveyor * 10_000 + at),
                surveyor: Uuid::from_u128(surveyor),
                notes: usize::from(at < noted),
                is_drawn: false,
            })
            .collect()
    }

    #[test]
    fn half_go_by_notes_and_half_by_lot() {
        let all = candidates(1, 100, 20);
        let drawn = draw(&all, &[Uuid::from_u128(9)], &[1; 32]).unwrap();
        assert_eq!(drawn.len(), 10);
        assert_eq!(drawn.iter().filter(|one| !one.is_by_lot).count(), 5);
    }

    #[test]
    fn nobody_checks_the_own_interviews() {
        let own = Uuid::from_u128(1);
        assert_eq!(draw(&candidates(1, 8, 0), &[own], &[1; 32]), Err(own));
    }

    #[test]
    fn a_second_draw_adds_only_what_new_interviews_need() {
        let mut all = candidates(1, 60, 0);
        let first = draw(&all, &[Uuid::from_u128(9)], &[1; 32]).unwrap();
        let drawn: BTreeSet<Uuid> = first.iter().map(|one| one.id).collect();
        for one in &mut all {
            one.is_drawn = drawn.contains(&one.id);
        }
        assert_eq!(draw(&all, &[Uuid::from_u128(9)], &[2; 32]), Ok(vec![]));
        all.extend(candidates(1, 80, 0).split_off(60));
        assert_eq!(
            draw(&all, &[Uuid::from_u128(9)], &[2; 32]).unwrap().len(),
            2
        );
    }

    proptest! {
        #[test]
        fn everybody_is_checked_as_often_as_the_rule_says(
            sizes in prop::collection::vec((0_u128..90, 0_u128..9), 1..6), seed in any::<[u8; 32]>(),
        ) {
            let mut all = vec![];
            for (surveyor, (count, noted)) in (1..).zip(&sizes) {
                all.extend(candidates(surveyor, *count, *noted));
            }
            let checkers: Vec<Uuid> = (1..=6).map(Uuid::from_u128).collect();
            let drawn = draw(&all, &checkers, &seed).unwrap();
            let ids: BTreeSet<Uuid> = drawn.iter().map(|one| one.id).collect();
            prop_assert_eq!(ids.len(), drawn.len());
            for (surveyor, (count, _)) in (1..).zip(&sizes) {
                let count = usize::try_from(*count).unwrap();
                let of = drawn.iter().filter(|one| one.surveyor == Uuid::from_u128(surveyor));
                prop_assert_eq!(of.clone().count(), count.min(5.max(count.div_ceil(10))));
                prop_assert!(of.clone().all(|one| one.checker != one.surveyor));
            }
        }
    }
}
