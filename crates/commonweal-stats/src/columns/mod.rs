//! The methods on whole columns: a million proportions or ten thousand standardised rates in one call.
//!
//! Every function here gives row by row what the function for one gives, and differs in how: it checks all rows first,
//! then works them out in loops without questions, on all cores, into columns the caller owns, and makes nothing on the
//! way. `tests/it/columns.rs` holds the two equal.
//!
//! | One | Many |
//! | --- | --- |
//! | [`crate::proportion`] | [`proportions`] |
//! | [`crate::crude_rate`] | [`crude_rates`] |
//! | [`crate::directly_standardised_rate`] | [`directly_standardised_rates`] |
//! | [`crate::expected_events`] with [`crate::indirectly_standardised_ratio`] | [`indirectly_standardised_ratios`], [`indirectly_standardised_rates`] |
//! | [`crate::simulated_slope_index_of_inequality`] | [`slope_indices`] |
//!
//! Groups of rows (the age bands of an area) lie one after the other; `starts` says where each begins, and ends with the
//! number of rows: one number more than there are groups. A missing value is `NaN`, in a column that may have them, and
//! makes its row's answer `NaN`. Numbers that cannot be right are refused by their row before anything is written.

mod counts;
mod slopes;
mod standardised;

use thiserror::Error;

use crate::confidence::Confidence;
use crate::error::StatsError;
use crate::parallel::Threads;

pub use crate::simulation::{Line, SlopeIndex, SlopePlan};
pub use counts::{crude_rates, proportions};
pub use slopes::slope_indices;
pub use standardised::{
    Bands, IndirectlyStandardised, Reference, Standardised, directly_standardised_rates, indirectly_standardised_rates,
    indirectly_standardised_ratios,
};

/// What a method on columns is asked for.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, columns::Settings, parallel::Threads};
/// let settings = Settings { level: Confidence::P95, per: 100_000.0, threads: Threads::All };
/// assert_eq!(settings.per, 100_000.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Confidence level of the limits.
    pub level: Confidence,
    /// Multiplier of value and limits: 100 for percentages, 100,000 for rates.
    pub per: f64,
    /// How many threads to use; the answer is the same for any number.
    pub threads: Threads,
}

/// The columns that a method fills: a value and its limits, one element per row or group.
///
/// # Example
/// ```
/// use commonweal_stats::columns::Estimates;
/// let (mut value, mut lower, mut upper) = ([0.0; 2], [0.0; 2], [0.0; 2]);
/// let out = Estimates { value: &mut value, lower: &mut lower, upper: &mut upper };
/// assert_eq!(out.value.len(), 2);
/// ```
#[derive(Debug)]
pub struct Estimates<'a> {
    /// Values.
    pub value: &'a mut [f64],
    /// Lower limits.
    pub lower: &'a mut [f64],
    /// Upper limits.
    pub upper: &'a mut [f64],
}

/// What is wrong with columns.
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::columns::{ColumnError, Estimates, Settings, proportions};
/// use commonweal_stats::parallel::Threads;
/// let (mut value, mut lower, mut upper) = ([0.0; 2], [0.0; 2], [0.0; 2]);
/// let out = Estimates { value: &mut value, lower: &mut lower, upper: &mut upper };
/// let settings = Settings { level: Confidence::P95, per: 100.0, threads: Threads::All };
/// let refusal = proportions(&[1.0, 2.0], &[10.0], &settings, out);
/// assert_eq!(refusal, Err(ColumnError::Lengths { what: "population" }));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ColumnError {
    /// Columns of one table have different lengths.
    #[error("column {what} has another length than the first; give columns of one table")]
    Lengths {
        /// Which column.
        what: &'static str,
    },
    /// `starts` does not rise from zero to the number of rows.
    #[error("the starts of the groups do not rise from 0 to the number of rows; sort the rows by group first")]
    Starts,
    /// A row is refused.
    #[error("row {row} (from 0): {problem}")]
    Row {
        /// Position of the row, from zero.
        row: usize,
        /// What is wrong in it.
        problem: StatsError,
    },
    /// A number in a row is below zero.
    #[error("row {row} (from 0): {what} is below zero; check it")]
    Negative {
        /// Position of the row, from zero.
        row: usize,
        /// Which number.
        what: &'static str,
    },
    /// An area has another number of bands than the reference population.
    #[error(
        "group {group} (from 0) has another number of bands than the reference population; give every group all bands"
    )]
    Bands {
        /// Position of the group, from zero.
        group: usize,
    },
    /// A group is refused.
    #[error("group {group} (from 0): {problem}")]
    Group {
        /// Position of the group, from zero.
        group: usize,
        /// What is wrong in it.
        problem: StatsError,
    },
    /// The settings are refused.
    #[error(transparent)]
    Settings(#[from] StatsError),
}

impl Settings {
    fn checked(&self) -> Result<&Self, ColumnError> {
        crate::estimate::multiplier(self.per)?;
        Ok(self)
    }
}

impl Estimates<'_> {
    fn checked(&self, rows: usize) -> Result<(), ColumnError> {
        same_length(rows, &[("value", self.value.len()), ("lower", self.lower.len()), ("upper", self.upper.len())])
    }
}

fn same_length(rows: usize, columns: &[(&'static str, usize)]) -> Result<(), ColumnError> {
    match columns.iter().find(|(_, length)| *length != rows) {
        Some(&(what, _)) => Err(ColumnError::Lengths { what }),
        None => Ok(()),
    }
}

/// Checks `starts`; how many groups there are.
fn group_count(starts: &[usize], rows: usize) -> Result<usize, ColumnError> {
    let sound = starts.first() == Some(&0) && starts.last() == Some(&rows) && starts.is_sorted();
    if sound { Ok(starts.len() - 1) } else { Err(ColumnError::Starts) }
}

/// The first row where `problem` finds one. The whole column is looked through without stopping, which is faster than a
/// question after every row, as a problem is rare.
fn check_rows(
    rows: usize,
    threads: Threads,
    fault: impl Fn(usize) -> bool + Sync,
    problem: impl Fn(usize) -> ColumnError,
) -> Result<(), ColumnError> {
    let first = crate::parallel::in_parts(rows, 1, threads, |range| {
        let found = range.clone().fold(false, |found, row| found | fault(row));
        if found { range.clone().find(|&row| fault(row)) } else { None }
    });
    match first.into_iter().flatten().next() {
        Some(row) => Err(problem(row)),
        None => Ok(()),
    }
}
