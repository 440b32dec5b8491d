//! Chance that repeats: the same seed gives the same order on the server and on the phone.

const MODULUS: i64 = 2_147_483_647;
const FACTOR: i64 = 16_807;

/// The next state of the generator.
fn next(state: i64) -> i64 {
    state * FACTOR % MODULUS
}

/// A state from a seed.
fn begin(seed: i64) -> i64 {
    let state = seed % MODULUS;
    if state <= 0 {
        state + MODULUS - 1
    } else {
        state
    }
}

/// Shuffles in the way both engines of ODK do.
pub fn shuffle<T>(list: &mut [T], seed: i64) {
    let mut state = begin(seed);
    for i in 0..list.len() {
        state = next(state);
        let share = crate::num::from_i64(state - 1) / crate::num::from_i64(MODULUS - 1);
        let j = crate::num::to_index(share * crate::num::from_usize(i + 1)).unwrap_or(0);
        list.swap(i, j.min(i));
    }
}

/// States of the generator that belong to one place of one record.
pub struct Chance(i64);

impl Chance {
    /// The generator of a record's seed at a place.
    pub fn at(seed: u32, place: impl Iterator<Item = u32>) -> Self {
        let mut state = begin(i64::from(seed) + 1);
        for step in place {
            state = begin(next(state) + i64::from(step));
        }
        Self(next(next(state)))
    }

    /// A number from 0 (in) to 1 (out).
    pub fn number(&mut self) -> f64 {
        self.0 = next(self.0);
        crate::num::from_i64(self.0 - 1) / crate::num::from_i64(MODULUS - 1)
    }

    /// A random UUID, version 4.
    pub fn uuid(&mut self) -> String {
        let mut text = String::with_capacity(36);
        for place in 0..32 {
            if [8, 12, 16, 20].contains(&place) {
                text.push('-');
            }
            let drawn = crate::num::to_index(self.number() * 16.0).unwrap_or(0);
            let digit = match place {
                12 => 4,
                16 => 8 + drawn % 4,
                _ => drawn,
            };
            let digit = u32::try_from(digit).unwrap_or(0);
            text.push(char::from_digit(digit, 16).unwrap_or('0'));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_order() {
        let mut one = [1, 2, 3, 4, 5, 6];
        let mut two = one;
        shuffle(&mut one, 42);
        shuffle(&mut two, 42);
        assert_eq!(one, two);
        assert_ne!(one, [1, 2, 3, 4, 5, 6]);
        shuffle(&mut two, 0);
        shuffle(&mut [0; 0], -5);
    }

    #[test]
    fn a_uuid_has_its_form() {
        let text = Chance::at(7, [1, 2].into_iter()).uuid();
        assert_eq!(text.len(), 36);
        assert_eq!(text.chars().nth(14), Some('4'));
    }
}
