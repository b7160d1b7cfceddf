//! Which side of which limit: the statement about one organisation.

use super::error::{FunnelError, counted, positive};
use super::limits::{FunnelLevel, Limits, proportion_limits};
use crate::confidence::Confidence;
use crate::poisson::count_limits;

/// Where a unit lies on a funnel.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::{Position, Side, position_of_proportion};
/// let position = position_of_proportion(60.0, 200.0, 0.2)?;
/// assert_eq!(position, Position::Outside99_8(Side::Above));
/// assert_eq!(position.name(), "above 99.8% limit");
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Position {
    /// Between the 95% limits, or on one: no more different than chance.
    Within,
    /// Outside the 95% limits, not the 99.8% ones. One unit in twenty lies there or beyond by chance.
    Outside95(Side),
    /// Outside the 99.8% limits. Two units in a thousand lie there by chance.
    Outside99_8(Side),
    /// The unit's rate rests on too few events to be placed.
    TooFewEvents,
}

/// A side of a funnel. Whether it is the good one depends on the indicator.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::Side;
/// assert!(Side::Below < Side::Above);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Lower than the benchmark.
    Below,
    /// Higher than the benchmark.
    Above,
}

impl Position {
    /// A few words for a table: `above 95% limit`.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::funnel::{Position, Side};
    /// assert_eq!(Position::Outside95(Side::Above).name(), "above 95% limit");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Within => "within limits",
            Self::Outside95(Side::Below) => "below 95% limit",
            Self::Outside95(Side::Above) => "above 95% limit",
            Self::Outside99_8(Side::Below) => "below 99.8% limit",
            Self::Outside99_8(Side::Above) => "above 99.8% limit",
            Self::TooFewEvents => "too few events",
        }
    }

    /// A sentence for a page, about one organisation.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::funnel::{Position, Side};
    /// assert_eq!(
    ///     Position::Outside95(Side::Below).statement(),
    ///     "Lower than the benchmark, below the 95% limit: one in twenty would be as far from it, high or low, by chance."
    /// );
    /// ```
    #[must_use]
    pub fn statement(self) -> &'static str {
        match self {
            Self::Within => "Within the limits: no more different from the benchmark than chance would make it.",
            Self::Outside95(Side::Below) => {
                "Lower than the benchmark, below the 95% limit: one in twenty would be as far from it, high or low, by \
                 chance."
            }
            Self::Outside95(Side::Above) => {
                "Higher than the benchmark, above the 95% limit: one in twenty would be as far from it, high or low, by \
                 chance."
            }
            Self::Outside99_8(Side::Below) => {
                "Lower than the benchmark, below the 99.8% limit: two in a thousand would be as far from it, high or \
                 low, by chance."
            }
            Self::Outside99_8(Side::Above) => {
                "Higher than the benchmark, above the 99.8% limit: two in a thousand would be as far from it, high or \
                 low, by chance."
            }
            Self::TooFewEvents => {
                "Too few events to say: a standardised rate of fewer than ten events is not compared."
            }
        }
    }

    /// The position of a value among limits: outside only where it is beyond a limit, not on it.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::funnel::{Limits, Position, Side};
    /// let (inner, outer) = (Limits { lower: 0.8, upper: 1.2 }, Limits { lower: 0.6, upper: 1.4 });
    /// assert_eq!(Position::among(1.2, inner, outer), Position::Within);
    /// assert_eq!(Position::among(0.7, inner, outer), Position::Outside95(Side::Below));
    /// ```
    #[must_use]
    pub fn among(value: f64, limits_95: Limits, limits_99_8: Limits) -> Self {
        if value < limits_99_8.lower {
            Self::Outside99_8(Side::Below)
        } else if value > limits_99_8.upper {
            Self::Outside99_8(Side::Above)
        } else if value < limits_95.lower {
            Self::Outside95(Side::Below)
        } else if value > limits_95.upper {
            Self::Outside95(Side::Above)
        } else {
            Self::Within
        }
    }

    /// The position of a unit whose own limits are these, about a benchmark: the unit is above where its lower limit is.
    fn of_limits(benchmark: f64, limits_95: Limits, limits_99_8: Limits) -> Self {
        if benchmark < limits_99_8.lower {
            Self::Outside99_8(Side::Above)
        } else if benchmark < limits_95.lower {
            Self::Outside95(Side::Above)
        } else if benchmark > limits_99_8.upper {
            Self::Outside99_8(Side::Below)
        } else if benchmark > limits_95.upper {
            Self::Outside95(Side::Below)
        } else {
            Self::Within
        }
    }
}

/// Where one unit's proportion lies on a funnel about a benchmark share.
///
/// # Errors
/// `Missing`, `NegativeCount`, `NotPositive`, `EventsExceedPopulation`, `BenchmarkOutOfRange`.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::{Position, Side, position_of_proportion};
/// assert_eq!(position_of_proportion(22.0, 100.0, 0.2)?, Position::Within);
/// assert_eq!(position_of_proportion(10.0, 100.0, 0.2)?, Position::Outside95(Side::Below));
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
pub fn position_of_proportion(events: f64, population: f64, benchmark: f64) -> Result<Position, FunnelError> {
    counted(0, events)?;
    positive("the population", population)?;
    if events > population {
        return Err(FunnelError::EventsExceedPopulation { index: 0 });
    }
    let inner = proportion_limits(benchmark, population, FunnelLevel::of(Confidence::P95))?;
    let outer = proportion_limits(benchmark, population, FunnelLevel::of(Confidence::P998))?;
    Ok(Position::among(events / population, inner, outer))
}

/// Where one unit's ratio or rate lies: events over a denominator against a benchmark per unit of the denominator. For a
/// ratio of observed to expected the denominator is the expected number and the benchmark 1.
///
/// The limits are those of the count itself, exact below ten events and Byar's from ten up, so the answer agrees with
/// published limits of the rate or ratio.
///
/// Source: Fingertips public health technical guidance, comparing areas.
///
/// # Errors
/// `Missing`, `NegativeCount`, `NotPositive`, `BenchmarkOutOfRange`.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::{Position, Side, position_of_count};
/// assert_eq!(position_of_count(30.0, 20.0, 1.0)?, Position::Outside95(Side::Above));
/// assert_eq!(position_of_count(25.0, 20.0, 1.0)?, Position::Within);
/// assert_eq!(position_of_count(0.0, 20_000.0, 0.001)?, Position::Outside99_8(Side::Below));
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
pub fn position_of_count(events: f64, denominator: f64, benchmark: f64) -> Result<Position, FunnelError> {
    counted(0, events)?;
    positive("the denominator", denominator)?;
    if !(benchmark.is_finite() && benchmark >= 0.0) {
        return Err(FunnelError::BenchmarkOutOfRange);
    }
    let limits = |level| {
        let (lower, upper) = count_limits(events, level);
        Limits { lower: lower / denominator, upper: upper / denominator }
    };
    Ok(Position::of_limits(benchmark, limits(Confidence::P95), limits(Confidence::P998)))
}
