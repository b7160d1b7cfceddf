//! One person's state while their events are read.

/// A code looked up once: which features its events touch. Look up per distinct code, not per event, where you can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeRef(pub(crate) u32);

impl CodeRef {
    /// A code no definition uses; its events change nothing.
    pub const UNUSED: Self = Self(0);

    /// Whether any definition uses the code.
    pub fn is_used(self) -> bool {
        self != Self::UNUSED
    }
}

/// What is kept of one person's events: one slot for each distinct feature of the program.
#[derive(Debug, Clone, PartialEq)]
pub struct FoldState {
    pub(crate) slots: Vec<Slot>,
}

/// The event a feature has picked so far, and how many there were.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Slot {
    /// Events counted; the rest has no meaning at zero.
    pub(crate) count: u32,
    /// Day of the event picked, since 1970-01-01.
    pub(crate) day: i32,
    /// Place of its code among the program's codes in text order, so that codes compare as text does.
    pub(crate) code: u32,
    /// Its value.
    pub(crate) value: Option<f64>,
}

impl Slot {
    pub(crate) const EMPTY: Self = Self { count: 0, day: 0, code: 0, value: None };

    /// The order of a person's events: day, then value (no value first), then code.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        let value = match (self.value, other.value) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        };
        self.day.cmp(&other.day).then(value).then(self.code.cmp(&other.code))
    }

    /// Takes in another slot of the same feature; any order and any grouping gives the same.
    pub(crate) fn join(&mut self, other: &Self, keep: Keep) {
        if other.count == 0 {
            return;
        }
        let count = self.count.saturating_add(other.count);
        let replace = match keep {
            Keep::Last => self.count == 0 || other.order(self).is_gt(),
            Keep::First => self.count == 0 || other.order(self).is_lt(),
            Keep::Any => false,
        };
        if replace {
            *self = *other;
        }
        self.count = count;
    }
}

/// Which event a slot keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// The last in order.
    Last,
    /// The first in order.
    First,
    /// Only the number matters.
    Any,
}

/// One bit per question and side, for one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Answers {
    pub(crate) denominators: Vec<u64>,
    pub(crate) numerators: Vec<u64>,
    /// Room for the values of the rules' parts, kept between people.
    pub(crate) values: Vec<crate::program::Value>,
}

impl Answers {
    /// Whether the person is in the denominator of question `q` (its place in `FoldProgram::questions`).
    pub fn in_denominator(&self, q: usize) -> bool {
        bit(&self.denominators, q)
    }

    /// Whether the person is in the numerator of question `q`; never without being in its denominator.
    pub fn in_numerator(&self, q: usize) -> bool {
        bit(&self.numerators, q)
    }
}

fn bit(words: &[u64], at: usize) -> bool {
    words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
}
