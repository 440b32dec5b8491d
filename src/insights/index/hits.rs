//! Which points a query lets through: one bit a point, with ranks.
use super::slices::{BLOCK, Bits, WORDS};

/// A bit for each point of a stretch of the base; after [`Hits::rank`] any range is counted in constant time.
#[derive(Debug)]
pub(super) struct Hits {
    /// The first block of the stretch.
    block: usize,
    words: Vec<u64>,
    /// Set bits before each word, and in all behind the last.
    ranks: Vec<u32>,
}

impl Hits {
    /// No point among the places `from..to`.
    pub(super) fn none(from: usize, to: usize) -> Self {
        let block = from / BLOCK;
        let blocks = to.div_ceil(BLOCK).saturating_sub(block);
        Self {
            block,
            words: vec![0; blocks * WORDS],
            ranks: Vec::new(),
        }
    }

    /// Takes over the bits `from..to` of a block of the stretch.
    pub(super) fn add_block(&mut self, block: usize, bits: &Bits, from: usize, to: usize) {
        let start = block.saturating_sub(self.block) * WORDS;
        let here = self.words.get_mut(start..start + WORDS).unwrap_or_default();
        if to - from == BLOCK {
            here.copy_from_slice(bits);
            return;
        }
        for (number, (word, bits)) in here.iter_mut().zip(bits).enumerate() {
            *word |= bits & mask(from, to, number * 64);
        }
    }

    /// Sets one bit of the stretch.
    pub(super) fn set(&mut self, place: usize) {
        let number = (place / 64).saturating_sub(self.first_word());
        if let Some(word) = self.words.get_mut(number) {
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
        let Some(number) = (place / 64).checked_sub(self.first_word()) else {
            return 0;
        };
        let rank = self
            .ranks
            .get(number)
            .copied()
            .unwrap_or_else(|| self.count());
        let word = self.words.get(number).copied().unwrap_or(0);
        rank + (word & ((1_u64 << (place % 64)) - 1)).count_ones()
    }

    /// From the word of the first set bit to behind the word of the last: `from..to` in places.
    pub(super) fn span(&self) -> (usize, usize) {
        let first = self.words.iter().position(|word| *word != 0).unwrap_or(0);
        let end = self
            .words
            .iter()
            .rposition(|word| *word != 0)
            .map_or(0, |last| last + 1);
        (
            (self.first_word() + first) * 64,
            (self.first_word() + end) * 64,
        )
    }

    /// Visits the set bits, ascending.
    pub(super) fn each(&self, mut visit: impl FnMut(usize)) {
        self.each_while(|place| {
            visit(place);
            true
        });
    }

    /// Visits the set bits, ascending, until `visit` says that it has seen enough.
    pub(super) fn each_while(&self, mut visit: impl FnMut(usize) -> bool) {
        for (number, word) in self.words.iter().enumerate() {
            let first = (self.first_word() + number) * 64;
            let mut word = *word;
            while word != 0 {
                if !visit(first + trailing(word)) {
                    return;
                }
                word &= word - 1;
            }
        }
    }

    fn first_word(&self) -> usize {
        self.block * WORDS
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
