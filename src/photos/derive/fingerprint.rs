//! A fingerprint of what a picture shows, to notice a photo used twice.

use super::{DeriveError, Rgb, resize};

/// 64 bits: for 8 × 8 places of the shrunken grey picture, whether it gets brighter to the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DHash(pub u64);

impl DHash {
    /// The fingerprint that a row holds.
    pub fn from_row(value: i64) -> Self {
        Self(value.cast_unsigned())
    }

    /// Whether it tells pictures apart; a plain grey or black one gives all the same bits.
    pub fn is_telling(self) -> bool {
        (8..=56).contains(&self.0.count_ones())
    }

    /// How many of the 64 places differ: 0 is the same picture, above about 10 another one.
    pub fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }
}

/// The fingerprint of an upright picture.
pub(super) fn of(picture: &Rgb) -> Result<DHash, DeriveError> {
    let tiny = resize(picture, 9, 8)?;
    let grey: Vec<u32> = tiny
        .pixels
        .as_chunks::<3>()
        .0
        .iter()
        .map(|[red, green, blue]| {
            u32::from(*red) * 299 + u32::from(*green) * 587 + u32::from(*blue) * 114
        })
        .collect();
    let mut bits = 0_u64;
    for row in grey.chunks_exact(9) {
        for pair in row.array_windows::<2>() {
            bits = bits << 1 | u64::from(pair[0] < pair[1]);
        }
    }
    Ok(DHash(bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_the_places_that_differ() {
        assert_eq!(DHash(0b1011).distance(DHash(0b0010)), 2);
        assert_eq!(DHash(u64::MAX).distance(DHash(0)), 64);
    }
}
