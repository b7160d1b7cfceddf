//! What can be wrong with a ranked outcome.

use thiserror::Error;

/// Why an outcome has no concentration index.
///
/// # Example
/// ```
/// use commonweal_stats::concentration::{ConcentrationError, gini};
/// assert_eq!(gini(&[0.0, 0.0], None), Err(ConcentrationError::ZeroMean));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ConcentrationError {
    /// There is nobody to rank.
    #[error("there are no rows with a rank, an outcome and a weight; leave at least one")]
    NoRows,
    /// Columns of different length.
    #[error("the column of {what} is not as long as the others; give one for each row")]
    Unmatched {
        /// Which column.
        what: &'static str,
    },
    /// A number is infinite or not a number.
    #[error("{what} of row {index} is not a finite number; leave missing rows out before calling")]
    NotFinite {
        /// Which column.
        what: &'static str,
        /// Position of the row.
        index: usize,
    },
    /// A weight or population is below zero.
    #[error("the weight of row {index} is below zero; check the weights")]
    NegativeWeight {
        /// Position of the row.
        index: usize,
    },
    /// All weights are zero.
    #[error("the weights add up to zero; at least one row needs weight")]
    NoWeight,
    /// An outcome is below zero, where shares of a total are asked for.
    #[error("the outcome of row {index} is below zero; shares of a total need outcomes of zero or more")]
    NegativeOutcome {
        /// Position of the row.
        index: usize,
    },
    /// A standard error is below zero.
    #[error("row {index} has a standard error below zero")]
    NegativeStandardError {
        /// Position of the row.
        index: usize,
    },
    /// Nothing to divide by: a relative index of a mean of zero.
    #[error("the mean outcome is zero, so a relative index has no value; use the generalised index")]
    ZeroMean,
    /// Lowest and highest possible outcome do not leave room between them.
    #[error("the highest possible outcome is not above the lowest; give the bounds of the scale")]
    NoRange,
    /// An outcome lies outside the bounds given.
    #[error("the outcome of row {index} is outside the bounds given; check the bounds of the scale")]
    OutsideBounds {
        /// Position of the row.
        index: usize,
    },
    /// Everybody is at one end of the scale.
    #[error("everybody is at one end of the scale, so Wagstaff's index has no value; use Erreygers's")]
    AtBound,
    /// Finite inputs are too extreme for a finite answer.
    #[error("the numbers are too extreme for a finite answer; check the units")]
    TooExtreme,
}
