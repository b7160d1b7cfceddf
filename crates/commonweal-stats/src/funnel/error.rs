//! What can be wrong with the units of a funnel. No message carries a count; positions are zero-based.

use thiserror::Error;

/// Why a funnel, or a place on it, has no answer.
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::funnel::{FunnelError, pooled};
/// assert_eq!(pooled(&[3.0], &[0.0]), Err(FunnelError::EmptyDenominator { index: 0 }));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FunnelError {
    /// There is nothing to plot.
    #[error("there are no units; a funnel needs at least one organisation or area")]
    NoUnits,
    /// Columns of different lengths.
    #[error("the columns have different lengths; give one {what} for each unit")]
    LengthsDiffer {
        /// The column that differs.
        what: &'static str,
    },
    /// A number is missing, infinite or not a number.
    #[error("unit {index} has no finite {what}; every unit needs one, even where it is zero")]
    Missing {
        /// Position of the unit.
        index: usize,
        /// Which number.
        what: &'static str,
    },
    /// A count of events below zero.
    #[error("unit {index} has a count of events below zero; check its numerator")]
    NegativeCount {
        /// Position of the unit.
        index: usize,
    },
    /// A denominator of zero or less.
    #[error("unit {index} has a denominator that is not above zero; leave it out or correct it")]
    EmptyDenominator {
        /// Position of the unit.
        index: usize,
    },
    /// More events than people, where a proportion counts each person once at most.
    #[error(
        "unit {index} has more events than people; a proportion counts each person once, use a rate for repeat events"
    )]
    EventsExceedPopulation {
        /// Position of the unit.
        index: usize,
    },
    /// A rate of a unit without events says nothing of its population.
    #[error("unit {index} has no events, so its rate cannot tell its population; give the population")]
    PopulationNeeded {
        /// Position of the unit.
        index: usize,
    },
    /// A unit with events and a rate of zero or less.
    #[error("unit {index} has events but a rate that is not above zero; check its rate")]
    RateNotPositive {
        /// Position of the unit.
        index: usize,
    },
    /// No unit has a denominator that can be used.
    #[error("no unit has a usable denominator, so there is no average to compare with")]
    NoAverage,
    /// Not one event anywhere.
    #[error("there are no events at all, so a funnel about the average has no width; report the zero itself")]
    NoEvents,
    /// The benchmark cannot be one.
    #[error("the benchmark does not fit: a proportion needs one from 0 to 1, a ratio or rate one above 0")]
    BenchmarkOutOfRange,
    /// A multiplier or number of years of zero or less.
    #[error("{what} is not above zero; correct it")]
    NotPositive {
        /// Which setting.
        what: &'static str,
    },
    /// Numbers so large that limits are beyond what can be worked out.
    #[error("{what} is beyond what the limits can be worked out for; check the unit of the column")]
    TooLarge {
        /// Which number.
        what: &'static str,
    },
    /// A share of units to trim outside its range.
    #[error("the share trimmed at each end is not from 0 to below 0.5; 0.1 is usual")]
    TrimOutOfRange,
    /// Too few units to tell chance from spread.
    #[error("fewer than {minimum} units are left after trimming; overdispersion cannot be judged from so few")]
    TooFewUnits {
        /// The least number.
        minimum: usize,
    },
    /// A unit without events on the log scale, not trimmed away.
    #[error("unit {index} has no events, which the log scale cannot hold; use the square-root scale or trim more")]
    NoLogOfZero {
        /// Position of the unit.
        index: usize,
    },
}

impl FunnelError {
    /// The unit it is about, where it is about one.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::funnel::FunnelError;
    /// assert_eq!(FunnelError::EmptyDenominator { index: 6 }.unit(), Some(6));
    /// assert_eq!(FunnelError::NoEvents.unit(), None);
    /// ```
    #[must_use]
    pub fn unit(self) -> Option<usize> {
        match self {
            Self::Missing { index, .. }
            | Self::NegativeCount { index }
            | Self::EmptyDenominator { index }
            | Self::EventsExceedPopulation { index }
            | Self::PopulationNeeded { index }
            | Self::RateNotPositive { index }
            | Self::NoLogOfZero { index } => Some(index),
            _ => None,
        }
    }

    /// The same error about another unit: for one asked about alone, where the caller knows its place among others.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::funnel::{FunnelError, position_of_proportion};
    /// let error = position_of_proportion(3.0, 2.0, 0.5).map_err(|error| error.of_unit(6));
    /// assert_eq!(error, Err(FunnelError::EventsExceedPopulation { index: 6 }));
    /// ```
    #[must_use]
    pub fn of_unit(mut self, unit: usize) -> Self {
        match &mut self {
            Self::Missing { index, .. }
            | Self::NegativeCount { index }
            | Self::EmptyDenominator { index }
            | Self::EventsExceedPopulation { index }
            | Self::PopulationNeeded { index }
            | Self::RateNotPositive { index }
            | Self::NoLogOfZero { index } => *index = unit,
            _ => {}
        }
        self
    }
}

/// Refuses columns that are empty or of different lengths.
pub(super) fn same_length(numerators: &[f64], others: &[(&'static str, usize)]) -> Result<(), FunnelError> {
    if numerators.is_empty() {
        return Err(FunnelError::NoUnits);
    }
    match others.iter().find(|(_, len)| *len != numerators.len()) {
        Some((what, _)) => Err(FunnelError::LengthsDiffer { what }),
        None => Ok(()),
    }
}

/// Refuses a unit whose count or denominator cannot be on a funnel.
pub(super) fn checked_unit(index: usize, events: f64, denominator: f64) -> Result<(), FunnelError> {
    counted(index, events)?;
    if !denominator.is_finite() {
        return Err(FunnelError::Missing { index, what: "denominator" });
    }
    if denominator <= 0.0 { Err(FunnelError::EmptyDenominator { index }) } else { Ok(()) }
}

/// Refuses a count that is no count.
pub(super) fn counted(index: usize, events: f64) -> Result<(), FunnelError> {
    if !events.is_finite() {
        return Err(FunnelError::Missing { index, what: "count of events" });
    }
    if events < 0.0 { Err(FunnelError::NegativeCount { index }) } else { Ok(()) }
}

/// Refuses a setting that is not a positive number.
pub(super) fn positive(what: &'static str, number: f64) -> Result<f64, FunnelError> {
    if number.is_finite() && number > 0.0 { Ok(number) } else { Err(FunnelError::NotPositive { what }) }
}
