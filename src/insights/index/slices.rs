//! Bit slices: bit k of one field of 1,024 neighbouring points side by side.
use super::filter::{Filter, ValueSet};
use super::point::{Point, weekday_of};

/// Points in a block.
pub(super) const BLOCK: usize = 1024;
/// Machine words that hold one bit for each point of a block.
pub(super) const WORDS: usize = BLOCK / 64;
/// One bit for each point of a block.
pub(super) type Bits = [u64; WORDS];
/// No point of a block.
pub(super) const NO_BITS: Bits = [0; WORDS];

/// Where a field's slices stand within those of a block, lowest bit first.
#[derive(Debug, Clone, Copy, Default)]
struct Field {
    start: usize,
    bits: usize,
}

/// The slices of all blocks.
#[derive(Debug, Default)]
pub(super) struct Slices {
    words: Vec<Bits>,
    per_block: usize,
    first_day: u16,
    fields: [Field; 5],
}

impl Slices {
    /// Slices of `points`, in their order.
    pub(super) fn build(points: &[Point]) -> Self {
        let first_day = points.iter().map(|p| p.day).min().unwrap_or(0);
        let mut widest = [0_u32; 5];
        for point in points {
            for (most, value) in widest.iter_mut().zip(values_of(point, first_day)) {
                *most = (*most).max(value);
            }
        }
        let mut start = 0;
        let fields = widest.map(|most| {
            let bits = usize::try_from(32 - most.leading_zeros()).unwrap_or(32);
            let field = Field { start, bits };
            start += bits;
            field
        });
        let mut words = vec![NO_BITS; points.len().div_ceil(BLOCK) * start];
        for (block, chunk) in points.chunks(BLOCK).enumerate() {
            let here = words
                .get_mut(block * start..(block + 1) * start)
                .unwrap_or_default();
            fill(here, chunk, first_day, &fields);
        }
        Self {
            words,
            per_block: start,
            first_day,
            fields,
        }
    }

    /// The filter's fields (all but areas) as a plan for these slices.
    pub(super) fn plan(&self, filter: &Filter) -> Plan {
        let [category, outcome, weekday, hour, day] = self.fields;
        let mut trees = Vec::new();
        if let Some((from, to)) = filter.days {
            let first = u32::from(self.first_day);
            trees.push(Tree::of(day, &|v| {
                (u32::from(from)..=u32::from(to)).contains(&(v + first))
            }));
        }
        for (field, set) in [
            (category, &filter.categories),
            (outcome, &filter.outcomes),
            (weekday, &filter.weekdays),
            (hour, &filter.hours),
        ] {
            if let Some(set) = set {
                trees.push(Tree::of(field, &|v| contains(set, v)));
            }
        }
        trees.retain(|tree| !matches!(tree, Tree::All));
        Plan { trees }
    }

    /// The points of a block that the plan lets through.
    pub(super) fn evaluate(&self, plan: &Plan, block: usize) -> Bits {
        let from = block * self.per_block;
        let slices = self
            .words
            .get(from..from + self.per_block)
            .unwrap_or_default();
        let mut bits = [u64::MAX; WORDS];
        for tree in &plan.trees {
            bits = join(&bits, &tree.evaluate(slices), |a, b| a & b);
        }
        bits
    }

    /// Bytes held.
    pub(super) fn bytes(&self) -> usize {
        self.words.len() * size_of::<Bits>()
    }
}

fn contains(set: &ValueSet, value: u32) -> bool {
    u8::try_from(value).is_ok_and(|value| set.contains(value))
}

fn values_of(point: &Point, first_day: u16) -> [u32; 5] {
    [
        point.category.into(),
        point.outcome.into(),
        weekday_of(point.day).into(),
        point.hour.into(),
        point.day.saturating_sub(first_day).into(),
    ]
}

fn fill(slices: &mut [Bits], points: &[Point], first_day: u16, fields: &[Field; 5]) {
    for (place, point) in points.iter().enumerate() {
        for (field, value) in fields.iter().zip(values_of(point, first_day)) {
            for bit in 0..field.bits {
                let word = slices
                    .get_mut(field.start + bit)
                    .and_then(|slice| slice.get_mut(place / 64));
                if let Some(word) = word {
                    *word |= u64::from((value >> bit) & 1) << (place % 64);
                }
            }
        }
    }
}

/// What a filter asks of the slices: all trees at once.
#[derive(Debug)]
pub(super) struct Plan {
    trees: Vec<Tree>,
}

/// Membership of a field's value in a set, decided from its highest bit down.
#[derive(Debug)]
enum Tree {
    All,
    None,
    Split {
        slice: usize,
        zero: Box<Tree>,
        one: Box<Tree>,
    },
}

impl Tree {
    fn of(field: Field, is_member: &dyn Fn(u32) -> bool) -> Self {
        Self::over(field.start, field.bits, 0, is_member)
    }

    /// Over the values whose bits above `bits` are those of `high`.
    fn over(start: usize, bits: usize, high: u32, is_member: &dyn Fn(u32) -> bool) -> Self {
        let Some(bit) = bits.checked_sub(1) else {
            return if is_member(high) {
                Self::All
            } else {
                Self::None
            };
        };
        let zero = Self::over(start, bit, high, is_member);
        let one = Self::over(start, bit, high | (1 << bit), is_member);
        match (&zero, &one) {
            (Self::All, Self::All) => Self::All,
            (Self::None, Self::None) => Self::None,
            _ => Self::Split {
                slice: start + bit,
                zero: Box::new(zero),
                one: Box::new(one),
            },
        }
    }

    fn evaluate(&self, slices: &[Bits]) -> Bits {
        let (slice, zero, one) = match self {
            Self::All => return [u64::MAX; WORDS],
            Self::None => return NO_BITS,
            Self::Split { slice, zero, one } => (slices.get(*slice).unwrap_or(&NO_BITS), zero, one),
        };
        match (&**zero, &**one) {
            (Self::None, one) => join(slice, &one.evaluate(slices), |bit, one| bit & one),
            (Self::All, one) => join(slice, &one.evaluate(slices), |bit, one| !bit | one),
            (zero, Self::None) => join(slice, &zero.evaluate(slices), |bit, zero| !bit & zero),
            (zero, Self::All) => join(slice, &zero.evaluate(slices), |bit, zero| bit | zero),
            (zero, one) => choose(slice, &zero.evaluate(slices), &one.evaluate(slices)),
        }
    }
}

/// Where the slice says 1 the bit of `one`, elsewhere that of `zero`.
fn choose(slice: &Bits, zero: &Bits, one: &Bits) -> Bits {
    let mut out = *one;
    for (word, (bit, zero)) in out.iter_mut().zip(slice.iter().zip(zero)) {
        *word = zero ^ (bit & (*word ^ zero));
    }
    out
}

fn join(a: &Bits, b: &Bits, operation: impl Fn(u64, u64) -> u64) -> Bits {
    let mut out = NO_BITS;
    for (word, (a, b)) in out.iter_mut().zip(a.iter().zip(b)) {
        *word = operation(*a, *b);
    }
    out
}
