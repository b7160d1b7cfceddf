//! What does an attacker say to have found?

use std::fmt;

/// Which cell, in the words of the files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Address {
    /// Which of the exports, from 0.
    pub export: usize,
    /// The indicator.
    pub indicator: String,
    /// The period.
    pub period: String,
    /// Residence or registration.
    pub family: String,
    /// The kind of area.
    pub area_type: String,
    /// The area.
    pub area: String,
    /// Dimensions and groups, sorted.
    pub groups: Vec<(String, String)>,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { indicator, area_type, area, family, period, .. } = self;
        write!(f, "{indicator} in {area_type} {area} ({family}, {period})")?;
        self.groups.iter().try_for_each(|(dimension, group)| write!(f, ", {dimension} {group}"))
    }
}

/// Which number of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// People with the property.
    Count,
    /// People without it.
    Others,
    /// Both together.
    People,
    /// The people with the property among those by whom a cell is larger than another.
    Answer,
    /// What the largest contributor contributed.
    Contribution,
    /// A planted word or number.
    Canary,
}

/// One finding: this number of this cell lies between these two.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claim {
    /// The cell.
    pub cell: Address,
    /// For an answer: the cell by whose people it is larger.
    pub less: Option<Address>,
    /// Which number.
    pub what: What,
    /// The least it can be.
    pub low: i64,
    /// The most it can be.
    pub high: i64,
    /// How it was found.
    pub how: String,
}

impl Claim {
    pub(crate) fn new(cell: &Address, what: What, (low, high): (i64, i64), how: impl Into<String>) -> Self {
        Self { cell: cell.clone(), less: None, what, low, high, how: how.into() }
    }

    /// How many values are left.
    pub fn values(&self) -> u64 {
        u64::try_from(self.high.saturating_sub(self.low)).map_or(0, |more| more + 1)
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.what {
            What::Count => "people with the property",
            What::Others => "people without it",
            What::People => "people in all",
            What::Answer => "people with the property among those who differ",
            What::Contribution => "contribution of the largest",
            What::Canary => "a planted value",
        };
        write!(f, "{}: {what} {} to {}", self.cell, self.low, self.high)?;
        if let Some(less) = &self.less {
            write!(f, ", less {less}")?;
        }
        write!(f, " ({})", self.how)
    }
}

/// Fewer possible values than this are too few.
pub(crate) const FEWEST: u64 = 5;
