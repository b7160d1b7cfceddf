//! What can be wrong with a control chart's input.

use thiserror::Error;

/// Why there is no chart. Positions are zero-based, in the order the caller gave; no variant carries a value.
///
/// # Example
/// ```
/// use commonweal_stats::control_chart::{ControlChartError, Plan, xmr_chart};
/// assert_eq!(xmr_chart(&[4.0, f64::NAN], &Plan::default()), Err(ControlChartError::NotFinite { point: 1 }));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ControlChartError {
    /// A series or segment without points.
    #[error("series {series} has no points; leave it out")]
    NoPoints {
        /// Position of the series or segment.
        series: usize,
    },
    /// A value is infinite or not a number.
    #[error("the value of point {point} is not a finite number; leave missing points out before calling")]
    NotFinite {
        /// Position of the point.
        point: usize,
    },
    /// The values of a segment are too large for a finite mean or range.
    #[error("the values from point {point} on are too large for a finite mean and limits; use a larger unit")]
    TooExtreme {
        /// Position of the segment's first point.
        point: usize,
    },
    /// A fixed baseline shorter than the guidance allows.
    #[error("a fixed baseline of {points} points is too short; fix the limits after {least} points or more")]
    BaselineTooShort {
        /// As given.
        points: usize,
        /// The least number of points.
        least: usize,
    },
    /// Rebases that are not in ascending order, or past the end of the series.
    #[error("rebase {rebase} does not start at a later point of the series than the one before it; sort the rebases")]
    RebaseOutOfOrder {
        /// Position in the list of rebases.
        rebase: usize,
    },
    /// Starts of series that do not cover the column in ascending order.
    #[error("the starts of the series do not run from 0 in ascending order to the number of values (at start {start})")]
    BadStarts {
        /// Position in the list of starts.
        start: usize,
    },
    /// Two columns of different lengths.
    #[error("events and population have different numbers of points; give one of each per point")]
    UnequalColumns,
    /// A count below zero.
    #[error("the count of events of point {point} is below zero; check the numerator")]
    NegativeCount {
        /// Position of the point.
        point: usize,
    },
    /// A population or person-time of zero or less.
    #[error("point {point} has no population; leave it out or merge it with a neighbour")]
    EmptyPopulation {
        /// Position of the point.
        point: usize,
    },
    /// More events than people in a p chart.
    #[error("point {point} has more events than people; a p chart counts each person once, use a u chart")]
    EventsExceedPopulation {
        /// Position of the point.
        point: usize,
    },
}
