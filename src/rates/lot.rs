//! Numbers from a seed, written down so that anybody can draw again.
//!
//! * Key of a lot = SHA-256(`wenxun draw 1` ‖ 0 ‖ seed (32 bytes) ‖ purpose ‖ 0 ‖ code), so that what is drawn in one
//!   stratum does not depend on another.
//! * Block i = 0, 1, … = SHA-256(key ‖ i as 8 bytes, highest first); its four groups of 8 bytes, highest first, are the next
//!   four numbers below 2⁶⁴.
//! * A number below n: numbers are passed over while they are at least ⌊2⁶⁴/n⌋·n; the remainder by n is the result.
//! * Systematic with n out of N: start r below N, then the places ⌊(r + k·N)/n⌋ for k = 0 … n − 1. Each place comes for
//!   exactly n of the N starts.
//! * Order by lot: from the last place to the second, each is swapped with a place below or at it.
//!
//! Only whole numbers take part, so no machine can differ.
use aws_lc_rs::digest::{Context, SHA256};

/// A stream of numbers.
#[derive(Debug)]
pub struct Lot {
    key: [u8; 32],
    block: u64,
    left: Vec<u64>,
}

impl Lot {
    /// The lot of one purpose (`doors`, `clusters`, `reserve`, `sites`) in one stratum or cluster.
    pub fn new(seed: &[u8; 32], purpose: &str, code: &str) -> Self {
        let key = hash(&[
            b"wenxun draw 1\0",
            seed,
            purpose.as_bytes(),
            b"\0",
            code.as_bytes(),
        ]);
        Self {
            key,
            block: 0,
            left: vec![],
        }
    }

    fn next(&mut self) -> u64 {
        if self.left.is_empty() {
            let bytes = hash(&[&self.key, &self.block.to_be_bytes()]);
            self.block += 1;
            let (groups, _) = bytes.as_chunks::<8>();
            self.left = groups
                .iter()
                .rev()
                .map(|g| u64::from_be_bytes(*g))
                .collect();
        }
        self.left.pop().unwrap_or_default()
    }

    /// A number below `n`, each with the same chance; 0 for `n` = 0.
    pub fn below(&mut self, n: u64) -> u64 {
        if n == 0 {
            return 0;
        }
        // 2⁶⁴ mod n: the numbers that would favour the low remainders.
        let surplus = (u64::MAX % n + 1) % n;
        loop {
            let number = self.next();
            if number <= u64::MAX - surplus {
                return number % n;
            }
        }
    }

    /// The places of a systematic sample of `n` out of `of`, ascending; all places when `n` ≥ `of`.
    pub fn systematic(&mut self, n: u64, of: u64) -> Vec<u64> {
        if n >= of {
            return (0..of).collect();
        }
        let start = self.below(of);
        (0..n).map(|k| (start + k * of) / n).collect()
    }

    /// Puts things into an order by lot.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let bound = crate::platform::num::u64_from_usize(last) + 1;
            let other = usize::try_from(self.below(bound)).unwrap_or(last);
            things.swap(last, other);
        }
    }
}

fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    let mut bytes = [0; 32];
    bytes.copy_from_slice(context.finish().as_ref());
    bytes
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_seed_gives_the_same_numbers_for_ever() {
        let mut lot = Lot::new(&[7; 32], "doors", "439802001");
        let numbers: Vec<u64> = (0..6).map(|_| lot.next()).collect();
        assert_eq!(
            numbers,
            [
                11_404_611_142_271_111_747,
                12_061_370_744_673_752_989,
                17_700_988_240_438_372_933,
                1_374_567_553_002_151_433,
                13_543_018_392_722_405_725,
                6_360_137_899_580_290_073
            ]
        );
        let mut lot = Lot::new(&[7; 32], "doors", "439802001");
        assert_eq!(
            (0..8).map(|_| lot.below(10)).collect::<Vec<_>>(),
            [7, 9, 3, 3, 5, 3, 8, 2]
        );
        let mut lot = Lot::new(&[7; 32], "doors", "439802001");
        assert_eq!(lot.systematic(5, 23), [1, 5, 10, 14, 19]);
    }

    #[test]
    fn every_place_comes_for_exactly_n_starts() {
        for (n, of) in [(1, 7), (3, 7), (5, 12), (7, 7), (6, 13)] {
            let mut seen = [0; 13];
            for start in 0..of {
                for k in 0..n {
                    seen[usize::try_from((start + k * of) / n).unwrap_or(99)] += 1;
                }
            }
            assert!(
                seen.iter()
                    .take(usize::try_from(of).unwrap_or(0))
                    .all(|times| *times == n)
            );
        }
    }

    proptest! {
        #[test]
        fn systematic_places_ascend_and_stay_inside(seed in any::<[u8; 32]>(), n in 1_u64..400, of in 1_u64..2_000) {
            let places = Lot::new(&seed, "doors", "x").systematic(n, of);
            prop_assert_eq!(crate::platform::num::u64_from_usize(places.len()), n.min(of));
            prop_assert!(places.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(places.iter().all(|place| *place < of));
        }

        #[test]
        fn numbers_stay_below_their_bound(seed in any::<[u8; 32]>(), n in 1_u64..=u64::MAX) {
            prop_assert!(Lot::new(&seed, "doors", "x").below(n) < n);
        }
    }
}
