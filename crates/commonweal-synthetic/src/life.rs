//! A life: who somebody is, where they live and with whom, which practices they join, when they die.
//!
//! Everything here is true of the made-up person. What records say of it, with gaps and errors, is another thing.

use crate::day::Day;
use commonweal_model::{EthnicCategory, EthnicGroup};

/// One made-up person's life, as far as it lies here.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Life {
    /// The number of the person, from 0; chance depends on the seed and it.
    pub(crate) index: u64,
    pub(crate) patient_id: i64,
    pub(crate) man: bool,
    pub(crate) category: EthnicCategory,
    pub(crate) group: EthnicGroup,
    /// The true day of birth; records hold the first of its month.
    pub(crate) born: Day,
    pub(crate) died: Option<Day>,
    /// First day in the area: birth, or later for people who moved in.
    pub(crate) came: Day,
    /// First day no longer in the area, for people who moved away.
    pub(crate) left: Option<Day>,
    /// Where they lived, by start, without gap or overlap from `came` to the end.
    pub(crate) homes: Vec<Home>,
    /// Practices they were registered with, by start, without overlap. Empty for people never registered here.
    pub(crate) practices: Vec<Registered>,
    /// Whom they live with, at the end of the time here.
    pub(crate) household: Household,
    /// Births given, by day: the children of the household, and one that is expected after the day figures are made
    /// for. Empty for men.
    pub(crate) births: Vec<Birth>,
}

/// A time at one address.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Home {
    pub(crate) start: Day,
    /// First day no longer there.
    pub(crate) end: Option<Day>,
    /// Position among the neighbourhoods.
    pub(crate) neighbourhood: usize,
    pub(crate) care_home: bool,
    pub(crate) household_id: i64,
}

/// A time with one practice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Registered {
    pub(crate) start: Day,
    /// First day no longer registered.
    pub(crate) end: Option<Day>,
    /// Position among the practices.
    pub(crate) practice: usize,
}

/// A birth given by a woman.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Birth {
    pub(crate) day: Day,
    /// Babies born: 1, or now and then 2.
    pub(crate) babies: u8,
}

/// Kinds of households.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Household {
    Alone,
    Couple,
    CoupleWithChildren,
    LoneParent,
    /// Adults who share a home: students, grown children, other families.
    Shared,
    CareHome,
}

impl Life {
    /// First day on which nothing more is recorded: death, departure, or the day after `as_of`.
    pub(crate) fn end(&self, as_of: Day) -> Day {
        // The day of death itself is still recorded.
        self.died.map(|day| day + 1).or(self.left).unwrap_or(as_of + 1).min(as_of + 1)
    }

    /// The address on a day: the last that had begun.
    pub(crate) fn home(&self, day: Day) -> &Home {
        let begun = self.homes.partition_point(|home| home.start <= day);
        &self.homes[begun.saturating_sub(1)]
    }

    /// The practice they are registered with on a day.
    pub(crate) fn practice(&self, day: Day) -> Option<usize> {
        let holds = |at: &&Registered| at.start <= day && at.end.is_none_or(|end| day < end);
        self.practices.iter().find(holds).map(|at| at.practice)
    }

    /// The last practice, by which people who have left or died are known.
    pub(crate) fn last_practice(&self) -> Option<usize> {
        self.practices.last().map(|at| at.practice)
    }

    /// Age in years, with its fraction, on a day.
    pub(crate) fn age(&self, day: Day) -> f64 {
        f64::from(day - self.born) / crate::day::YEAR
    }
}
