//! What can be wrong with a set of groups, and why a measure may have no value for a sound one.

use thiserror::Error;

/// Why groups cannot be compared at all.
///
/// # Example
/// ```
/// use commonweal_stats::inequality::{InequalityError, theil_index};
/// assert_eq!(theil_index(&[]), Err(InequalityError::NoGroups));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InequalityError {
    /// The list of groups is empty.
    #[error("there are no groups; give at least one")]
    NoGroups,
    /// A number is infinite or not a number.
    #[error("{what} of group {index} is not a finite number; leave groups with missing values out before calling")]
    NotFinite {
        /// Position of the group.
        index: usize,
        /// Which input.
        what: &'static str,
    },
    /// A group has nobody in it.
    #[error("group {index} has no population; leave it out or merge it with another")]
    EmptyGroup {
        /// Position of the group.
        index: usize,
    },
    /// A standard error is below zero.
    #[error("group {index} has a standard error below zero")]
    NegativeStandardError {
        /// Position of the group.
        index: usize,
    },
    /// The reference group is not one of the groups.
    #[error("the reference is no group of the list; give the position of one of them")]
    NoSuchReference,
    /// Too few repetitions for simulated limits.
    #[error("simulated limits need at least 1,000 repetitions")]
    TooFewRepetitions,
    /// Finite inputs are too extreme for a finite answer.
    #[error("the numbers are too extreme for a finite answer; check the units")]
    TooExtreme,
    /// A measure that was asked for by itself has no value.
    #[error("{0}")]
    Undefined(Undefined),
}

/// Why one measure has no value although the groups are sound.
///
/// # Example
/// ```
/// use commonweal_stats::inequality::Undefined;
/// assert_eq!(Undefined::ZeroMean.to_string(), "the overall level is zero, and the measure divides by it");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum Undefined {
    /// The overall level is zero.
    #[error("the overall level is zero, and the measure divides by it")]
    ZeroMean,
    /// The reference group's value is zero.
    #[error("the reference group's value is zero, and the measure divides by it or takes its logarithm")]
    ZeroReference,
    /// A group's value is zero.
    #[error("a group's value is zero, and the measure takes its logarithm or divides by it")]
    ZeroValue,
    /// A group's value is below zero.
    #[error("a group's value is below zero, and the measure compares shares of a total")]
    NegativeValue,
    /// The numbers are too extreme for this measure.
    #[error("the measure is too large or too small to be a number; check the units")]
    TooExtreme,
}
