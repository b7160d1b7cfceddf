//! What can be wrong with the numbers given to a method. No variant carries a count: an error may be logged where a
//! small count may not be seen. Positions are zero-based, in the order the caller gave.

use thiserror::Error;

/// Why a method has no answer for the input it was given.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, StatsError, proportion};
/// let refusal = proportion(12.0, 10.0, Confidence::P95);
/// assert_eq!(refusal, Err(StatsError::EventsExceedPopulation));
/// assert!(StatsError::EventsExceedPopulation.to_string().contains("use a rate for repeat events"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StatsError {
    /// The list of age bands or groups is empty.
    #[error("there are no groups; give at least one")]
    NoGroups,
    /// A number is infinite or not a number.
    #[error("{what} is not a finite number; leave missing values out before calling")]
    NotFinite {
        /// Which input, or `result` when finite inputs are too extreme for a finite answer.
        what: &'static str,
    },
    /// A number in one group is infinite or not a number.
    #[error("{what} of group {index} is not a finite number; leave missing values out before calling")]
    GroupNotFinite {
        /// Position of the group.
        index: usize,
        /// Which input of the group.
        what: &'static str,
    },
    /// A count of events is below zero.
    #[error("the count of events is below zero; check the numerator")]
    NegativeCount,
    /// A count of events in one group is below zero.
    #[error("the count of events of group {index} is below zero; check its numerator")]
    NegativeGroupCount {
        /// Position of the group.
        index: usize,
    },
    /// More events than people, where a proportion counts each person once at most.
    #[error("there are more events than people; a proportion counts each person once, use a rate for repeat events")]
    EventsExceedPopulation,
    /// The population or person-time is zero or negative.
    #[error("the population or person-time is not above zero; there is nothing to divide by")]
    EmptyPopulation,
    /// A group has a population of zero or less.
    #[error("group {index} has no population; leave it out or merge it with a neighbour")]
    EmptyGroup {
        /// Position of the group.
        index: usize,
    },
    /// A group's population is below zero, where zero would be allowed.
    #[error("group {index} has a population below zero; check its denominator")]
    NegativePopulation {
        /// Position of the group.
        index: usize,
    },
    /// A standard population is below zero.
    #[error("group {index} has a standard population below zero; check the weights")]
    NegativeWeight {
        /// Position of the group.
        index: usize,
    },
    /// All standard populations are zero.
    #[error("the standard populations add up to zero; at least one band needs weight")]
    NoStandardPopulation,
    /// Fewer events than the method needs to be reliable.
    #[error("fewer than {minimum} events in all; the method is not reliable below that, so no value is given")]
    TooFewEvents {
        /// The least total count with an answer.
        minimum: u32,
    },
    /// Nothing is expected, so observed over expected has no value.
    #[error("the expected number of events is not above zero; check the reference rates and the population")]
    NoExpectedEvents,
    /// A ratio on the log scale needs events on both sides.
    #[error("a ratio with log limits needs at least some events in both groups; show the absolute gap instead")]
    NoEvents,
    /// Too few groups for a gradient.
    #[error("a gradient needs at least {minimum} groups; use quintiles or finer")]
    TooFewGroups {
        /// The least number of groups.
        minimum: usize,
    },
    /// Too many groups for a gradient.
    #[error("a gradient takes at most {maximum} groups; use coarser groups")]
    TooManyGroups {
        /// The greatest number of groups.
        maximum: usize,
    },
    /// A standard error is below zero.
    #[error("group {index} has a standard error below zero")]
    NegativeStandardError {
        /// Position of the group.
        index: usize,
    },
    /// A value cannot be put on the scale asked for.
    #[error("the value of group {index} does not fit the scale: log needs more than 0, logit between 0 and 1")]
    OffScale {
        /// Position of the group.
        index: usize,
    },
    /// Too few repetitions for simulated limits.
    #[error("simulated limits need at least {minimum} repetitions")]
    TooFewRepetitions {
        /// The least number of repetitions.
        minimum: u32,
    },
    /// A multiplier is zero or negative.
    #[error("the multiplier is not above zero; use 1, 100, 1000 or 100000 for example")]
    MultiplierNotPositive,
    /// A confidence level outside 0.9 to below 1.
    #[error("the confidence level is not from 0.9 up to 0.999999; give a fraction, 0.95 for 95%")]
    LevelOutOfRange,
    /// Limits that do not lie on either side of their value.
    #[error("an estimate's limits do not bracket its value; they must come from the same method")]
    LimitsOutOfOrder,
}
