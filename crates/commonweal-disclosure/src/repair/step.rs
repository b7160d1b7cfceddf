//! What a repair did, and why, in words.

use crate::interval::Interval;
use crate::rules::FEWEST_POSSIBLE_TRUTHS;
use crate::tables::{CellId, Leak, Side};

/// The hidden number that a step protects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Because {
    /// Its cell.
    pub cell: CellId,
    /// Which of the cell's numbers.
    pub side: Side,
    /// What could be worked out of it: nothing outside.
    pub within: Interval,
    /// How many values were known to be possible.
    pub possible: u64,
}

impl Because {
    pub(crate) fn of(leak: &Leak) -> Self {
        let Leak { cell, side, finding } = *leak;
        Self { cell, side, within: finding.within, possible: finding.possible }
    }
}

/// One step of a repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Groups are shown together as one new cell.
    Merged {
        /// The groups.
        groups: Vec<CellId>,
        /// The new cell.
        into: CellId,
        /// For which hidden number.
        because: Because,
    },
    /// The total of the groups shown, a new cell, stands instead of the total of all.
    TotalOfShown {
        /// The total of all.
        total: CellId,
        /// The groups shown.
        of: Vec<CellId>,
        /// The new cell.
        instead: CellId,
        /// For which hidden number.
        because: Because,
    },
    /// The count of a further cell is withheld.
    CountWithheld {
        /// The cell.
        cell: CellId,
        /// For which hidden number.
        because: Because,
    },
    /// A further cell is withheld, its population too.
    Withheld {
        /// The cell.
        cell: CellId,
        /// For which hidden number.
        because: Because,
    },
    /// Groups are not listed at all.
    NotListed {
        /// The groups.
        cells: Vec<CellId>,
        /// For which hidden number.
        because: Because,
    },
}

impl Step {
    /// Whether it shows a number that was not shown before.
    pub(crate) fn shows_something_new(&self) -> bool {
        matches!(self, Self::Merged { .. } | Self::TotalOfShown { .. })
    }

    /// The cells it hid.
    pub(crate) fn hidden_cells(&self) -> Vec<CellId> {
        match self {
            Self::CountWithheld { cell, .. } | Self::Withheld { cell, .. } => vec![*cell],
            Self::Merged { groups: cells, .. } | Self::NotListed { cells, .. } => cells.clone(),
            Self::TotalOfShown { total, .. } => vec![*total],
        }
    }

    /// For which hidden number.
    pub fn because(&self) -> &Because {
        match self {
            Self::Merged { because, .. }
            | Self::TotalOfShown { because, .. }
            | Self::CountWithheld { because, .. }
            | Self::Withheld { because, .. }
            | Self::NotListed { because, .. } => because,
        }
    }

    /// The step in plain words, for those who check a release: they may see how close a hidden number was, readers may not.
    pub fn in_words(&self, name: &dyn Fn(CellId) -> String) -> String {
        let list = |cells: &[CellId]| cells.iter().map(|cell| name(*cell)).collect::<Vec<_>>().join(", ");
        let done = match self {
            Self::Merged { groups, .. } => format!("So these groups are shown as one: {}.", list(groups)),
            Self::TotalOfShown { total, of, .. } => {
                format!("So the total shown is not {} but that of the groups shown: {}.", name(*total), list(of))
            }
            Self::CountWithheld { cell, .. } => format!("So the count of {} is hidden as well.", name(*cell)),
            Self::Withheld { cell, .. } => format!("So {} is hidden as well, its population too.", name(*cell)),
            Self::NotListed { cells, .. } => format!("So these groups are not listed: {}.", list(cells)),
        };
        format!("{} {done}", self.because().in_words(name))
    }
}

impl Because {
    fn in_words(&self, name: &dyn Fn(CellId) -> String) -> String {
        let what = match self.side {
            Side::Count => "The hidden count",
            Side::Others => "The hidden number of the others",
            Side::People => "The hidden population",
        };
        let Interval { low, high } = self.within;
        let values = match self.possible {
            1 => "1 value is".to_owned(),
            more => format!("{more} values are"),
        };
        format!(
            "{what} of {} must be from {low} to {high} by the sums with other figures, and only {values} known to be \
             possible; it takes {FEWEST_POSSIBLE_TRUTHS}.",
            name(self.cell)
        )
    }
}
