//! Which points a query lets through: one bit a point, with ranks.
use super::slices::{BLOCK, Bits};

/// A bit for each point of the base; after [`Hits::rank`] any range is counted in constant time.
#[derive(Debug)]
pub(super) struct Hits {
    words: Vec<u64>,
    /// Set bits before each word, and in all behind the last.
    ranks: Vec<u32>,
}

impl Hits {
    /// No point of `len`.
    pub(super) fn none(len: usize) -> Self {
        Self {
            words: vec![0; len.div_ceil(BLOCK) * (BLOCK / 64)],
            ranks: Vec::new(),
        }
    }

    /// Takes over the bits `from..to` of a block.
    pub(super) fn add_block(&mut self, block: usize, bits: &Bits, from: usize, to: usize) {
        let start = block * bits.len();
        let here = self
            .words
            .get_mut(start..start + bits.len())
            .unwrap_or_default();
        for (number, (word, bits)) in here.iter_mut().zip(bits).enumerate() {
            *word |= bits & mask(from, to, number * 64);
        }
    }

    /// Sets one bit.
    pub(super) fn set(&mut self, place: usize) {
        if let Some(word) = self.words.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    /// Counts; to be called once after the last bit is set.
    pub(super) fn rank(&mut self) {
        let mut sum = 0;
        self.ranks.clear();
        self.ranks.reserve(self.words.len() + 1);
        for word in &self.words {
            self.ranks.push(sum);
            sum += word.count_ones();
        }
        self.ranks.push(sum);
    }

    /// How many bits are set.
    pub(super) fn count(&self) -> u32 {
        self.ranks.last().copied().unwrap_or(0)
    }

    /// How many bits are set before `place`.
    pub(super) fn before(&self, place: usize) -> u32 {
        let rank = self
            .ranks
            .get(place / 64)
            .copied()
            .unwrap_or_else(|| self.count());
        let word = self.words.get(place / 64).copied().unwrap_or(0);
        rank + (word & ((1_u64 << (place % 64)) - 1)).count_ones()
    }

    /// From the word of the first set bit to behind the word of the last: `from..to` in places.
    pub(super) fn span(&self) -> (usize, usize) {
        let first = self.words.iter().position(|word| *word != 0).unwrap_or(0);
        let last = self
            .words
            .iter()
            .rposition(|word| *word != 0)
            .map_or(0, |last| last + 1);
        (first * 64, last * 64)
    }

    /// Visits the set bits, ascending.
    pub(super) fn each(&self, mut visit: impl FnMut(usize)) {
        for (number, word) in self.words.iter().enumerate() {
            let mut word = *word;
            while word != 0 {
                visit(number * 64 + trailing(word));
                word &= word - 1;
            }
        }
    }

    /// Visits the set bits in `from..to`, ascending.
    pub(super) fn each_in(&self, from: usize, to: usize, mut visit: impl FnMut(usize)) {
        let words = self
            .words
            .get(from / 64..to.div_ceil(64))
            .unwrap_or_default();
        for (number, word) in words.iter().enumerate() {
            let first = (from / 64 + number) * 64;
            let mut word = word & mask(from, to, first);
            while word != 0 {
                visit(first + trailing(word));
                word &= word - 1;
            }
        }
    }
}

/// The bits of the word that begins at `first` which lie in `from..to`.
fn mask(from: usize, to: usize, first: usize) -> u64 {
    let below = |place: usize| match place.saturating_sub(first) {
        0 => 0,
        bits if bits >= 64 => u64::MAX,
        bits => (1_u64 << bits) - 1,
    };
    below(to) & !below(from)
}

fn trailing(word: u64) -> usize {
    usize::try_from(word.trailing_zeros()).unwrap_or(0)
}
