//! Why a series has no answer.

use thiserror::Error;

use super::{FEWEST_AFTER, FEWEST_BEFORE, FEWEST_POINTS, FEWEST_SPARE};

/// Why an interrupted series is not analysed. No variant carries a value of the series.
///
/// # Example
/// ```
/// use commonweal_stats::series::SeriesError;
/// assert!(SeriesError::TooFewBefore { found: 5 }.to_string().contains("too few points before"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SeriesError {
    /// A value is infinite or not a number.
    #[error("the value of point {index} is not a finite number; leave a missing point out")]
    NotFinite {
        /// Position of the point, from zero.
        index: usize,
    },
    /// Points are not in the order of their periods, or two have the same.
    #[error("point {index} does not come after the point before it; give one value for each period, in order")]
    OutOfOrder {
        /// Position of the point, from zero.
        index: usize,
    },
    /// Periods so far apart that they are no series.
    #[error("the series spans too many periods; give at most {most} from the first to the last")]
    TooLong {
        /// The most periods that a series may span.
        most: i64,
    },
    /// No interruption was named, or they are not in order.
    #[error("name at least one interruption, in order of time, each once")]
    Interruptions,
    /// The series is too short for intervals that keep their promise.
    #[error(
        "too few points: {found}, and at least {FEWEST_POINTS} are needed; below that the intervals miss too often"
    )]
    TooFewPoints {
        /// How many points there are.
        found: usize,
    },
    /// Too few points before the first interruption.
    #[error(
        "too few points before the change: {found}, and at least {FEWEST_BEFORE} are needed to know the earlier trend"
    )]
    TooFewBefore {
        /// How many points there are.
        found: usize,
    },
    /// Too few points after an interruption, up to the next.
    #[error(
        "too few points after the change: {found}, and at least {FEWEST_AFTER} are needed before a next one or the end"
    )]
    TooFewAfter {
        /// How many points there are.
        found: usize,
    },
    /// The plan has nearly as many terms as there are points.
    #[error(
        "too few points for this plan: {spare} more than it has terms, and at least {FEWEST_SPARE} are needed; leave the seasons out or use fewer harmonics"
    )]
    TooFewSpare {
        /// Points less terms.
        spare: usize,
    },
    /// More than a fifth of the periods have no point.
    #[error("too many points are missing: more than one period in five has none")]
    TooManyMissing,
    /// A method that needs every period was given a series with gaps.
    #[error("this method needs a value for every period; use the default estimator, which bears gaps")]
    Gaps,
    /// Two terms cannot be told apart.
    #[error("two terms of the plan cannot be told apart in these points; leave the seasons or an interruption out")]
    Inseparable,
    /// Nothing is left to chance, so no interval can be worked out.
    #[error("the points lie on the fitted line exactly; without any variation there is no interval")]
    NoVariation,
    /// The comparison series does not share the periods of the outcome.
    #[error("the comparison series shares too few periods with the outcome")]
    Comparison,
    /// More lags, or a higher order, than the series has room for.
    #[error("the number of lags is not below the number of points, or not above zero; choose fewer")]
    Lags,
}
