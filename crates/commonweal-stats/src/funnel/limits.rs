//! Where the limits of a funnel lie: between them, a unit differs from the benchmark by no more than chance.

use super::error::{FunnelError, positive};
use crate::confidence::Confidence;
use crate::special::{gamma_quantile, gamma_upper_quantile};

/// Counts above this have no Poisson limits here: the quantiles are measured to 10 million and good to six digits well
/// beyond it, and no health service counts more.
const LARGEST_COUNT: f64 = 1e9;

/// A lower and an upper limit in one unit.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::Limits;
/// let limits = Limits { lower: -0.1, upper: 0.4 };
/// assert_eq!(limits.within(0.0, 1.0), Limits { lower: 0.0, upper: 0.4 });
/// assert_eq!(limits.times(100.0), Limits { lower: -10.0, upper: 40.0 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

impl Limits {
    /// The same limits on another scale.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::funnel::Limits;
    /// assert_eq!(Limits { lower: 0.25, upper: 0.5 }.times(100.0), Limits { lower: 25.0, upper: 50.0 });
    /// ```
    #[must_use]
    pub fn times(self, multiplier: f64) -> Self {
        Self { lower: self.lower * multiplier, upper: self.upper * multiplier }
    }

    /// The same limits, no lower than `lowest` and no higher than `highest`.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::funnel::Limits;
    /// assert_eq!(Limits { lower: -0.1, upper: 1.2 }.within(0.0, 1.0), Limits { lower: 0.0, upper: 1.0 });
    /// ```
    #[must_use]
    pub fn within(self, lowest: f64, highest: f64) -> Self {
        Self { lower: self.lower.max(lowest).min(highest), upper: self.upper.min(highest).max(lowest) }
    }
}

/// How far out a pair of limits lies: the normal deviate and the probability left outside on each side.
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::funnel::FunnelLevel;
/// assert_eq!(FunnelLevel::of(Confidence::P95).z(), 1.959963984540054);
/// assert_eq!(FunnelLevel::with_rounded_deviate(Confidence::P998).z(), 3.090232);
/// assert_eq!(FunnelLevel::of(Confidence::P998).tail(), 0.001);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FunnelLevel {
    z: f64,
    tail: f64,
}

impl FunnelLevel {
    /// The exact deviate of a level.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::{Confidence, funnel::FunnelLevel};
    /// assert_eq!(FunnelLevel::of(Confidence::P998).z(), Confidence::P998.z());
    /// ```
    #[must_use]
    pub fn of(level: Confidence) -> Self {
        Self { z: level.z(), tail: level.tail() }
    }

    /// The deviate rounded to six decimals, as some published tools have it; for numbers that must agree with theirs to
    /// the last shown digit.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::{Confidence, funnel::FunnelLevel};
    /// assert_eq!(FunnelLevel::with_rounded_deviate(Confidence::P95).z(), 1.959964);
    /// ```
    #[must_use]
    pub fn with_rounded_deviate(level: Confidence) -> Self {
        Self { z: libm::round(level.z() * 1e6) / 1e6, tail: level.tail() }
    }

    /// The normal deviate: 1.96 for 95%.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::{Confidence, funnel::FunnelLevel};
    /// assert_eq!(format!("{:.2}", FunnelLevel::of(Confidence::P95).z()), "1.96");
    /// ```
    #[must_use]
    pub fn z(self) -> f64 {
        self.z
    }

    /// The probability outside on each side: 0.025 for 95%.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::{Confidence, funnel::FunnelLevel};
    /// assert_eq!(FunnelLevel::of(Confidence::P95).tail(), 0.025);
    /// ```
    #[must_use]
    pub fn tail(self) -> f64 {
        self.tail
    }
}

/// Funnel limits of a proportion about a benchmark share, for a unit with this many people.
///
/// They are the shares whose Wilson interval just touches the benchmark. With very few people they may lie below 0 or
/// above 1: hold them in with [`Limits::within`] where they are shown.
///
/// Source: Spiegelhalter 2005, section 3; Fingertips public health technical guidance, funnel plots.
///
/// # Errors
/// `BenchmarkOutOfRange`; `NotPositive` for a population that is not.
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::funnel::{FunnelLevel, proportion_limits};
/// let limits = proportion_limits(0.2, 400.0, FunnelLevel::of(Confidence::P95))?;
/// assert_eq!(format!("{:.4} {:.4}", limits.lower, limits.upper), "0.1608 0.2392"); // 0.2 -/+ 1.96 x 0.02
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
pub fn proportion_limits(benchmark: f64, population: f64, level: FunnelLevel) -> Result<Limits, FunnelError> {
    if !(0.0..=1.0).contains(&benchmark) {
        return Err(FunnelError::BenchmarkOutOfRange);
    }
    positive("the population", population)?;
    // The Wilson interval of a share holds the benchmark exactly when the score test accepts it, and the score test's
    // standard error is that of the benchmark: no need to invert the interval itself.
    let reach = level.z * libm::sqrt(benchmark * (1.0 - benchmark) / population);
    Ok(Limits { lower: benchmark - reach, upper: benchmark + reach })
}

/// The numbers of expected events at which a count lies on the limits of its funnel: `lower` is the expected number for
/// which so many observed lie exactly on the upper limit, `upper` the one for which they lie on the lower limit.
///
/// Exact Poisson limits. A count of zero is never on the upper limit: its `lower` is 0.
///
/// Source: Dobson et al. 1991; Fingertips public health technical guidance, funnel plots.
///
/// # Errors
/// `NegativeCount`, `Missing`, `TooLarge`.
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::funnel::{FunnelLevel, expected_at_limits};
/// // Ten events are as many as chance allows (95%) where 4.8 are expected, and as few where 18.4 are.
/// let expected = expected_at_limits(10.0, FunnelLevel::of(Confidence::P95))?;
/// assert_eq!(format!("{:.2} {:.2}", expected.lower, expected.upper), "4.80 18.39");
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
pub fn expected_at_limits(events: f64, level: FunnelLevel) -> Result<Limits, FunnelError> {
    super::error::counted(0, events)?;
    if events > LARGEST_COUNT {
        return Err(FunnelError::TooLarge { what: "the count of events" });
    }
    let lower = if events == 0.0 { 0.0 } else { gamma_quantile(level.tail, events) };
    Ok(Limits { lower, upper: gamma_upper_quantile(level.tail, events + 1.0) })
}

/// Funnel limits of an observed over expected ratio about 1, for a unit with this many events expected.
///
/// The exact Poisson limits of the expected number, over that number: what is drawn against expected events.
///
/// Source: Spiegelhalter 2005, appendix.
///
/// # Errors
/// `NotPositive` for an expected number that is not; `TooLarge`.
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::funnel::{FunnelLevel, ratio_limits};
/// let limits = ratio_limits(50.0, FunnelLevel::of(Confidence::P998))?;
/// assert_eq!(format!("{:.3} {:.3}", limits.lower, limits.upper), "0.619 1.519");
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
pub fn ratio_limits(expected: f64, level: FunnelLevel) -> Result<Limits, FunnelError> {
    positive("the expected number of events", expected)?;
    let counts = expected_at_limits(expected, level)?;
    let upper = counts.upper / expected;
    if !upper.is_finite() {
        return Err(FunnelError::TooLarge { what: "a ratio to next to nothing expected" });
    }
    Ok(Limits { lower: counts.lower / expected, upper })
}
