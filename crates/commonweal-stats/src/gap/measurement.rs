//! Gaps between two values with standard errors.

use super::absolute_gap;
use crate::confidence::Confidence;
use crate::error::StatsError;
use crate::estimate::{Estimate, finite};

/// A value with its standard error: what surveys, standardised rates and models give.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, Measurement};
/// let score = Measurement { value: 7.4, standard_error: 0.1 };
/// assert_eq!(format!("{:.3}", score.estimate(Confidence::P95)?.upper), "7.596");
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measurement {
    /// The value.
    pub value: f64,
    /// Its standard error, in its unit; zero where it is known exactly.
    pub standard_error: f64,
}

impl Measurement {
    /// The value with normal limits.
    ///
    /// # Errors
    /// `NotFinite`; `NegativeStandardError`.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::{Confidence, Measurement, StatsError};
    /// let wrong = Measurement { value: 1.0, standard_error: -1.0 };
    /// assert_eq!(wrong.estimate(Confidence::P95), Err(StatsError::NegativeStandardError { index: 0 }));
    /// ```
    pub fn estimate(&self, level: Confidence) -> Result<Estimate, StatsError> {
        finite("value", self.value)?;
        if finite("standard error", self.standard_error)? < 0.0 {
            return Err(StatsError::NegativeStandardError { index: 0 });
        }
        let margin = level.z() * self.standard_error;
        Estimate::finite(self.value, self.value - margin, self.value + margin)
    }
}

/// Difference of two measurements of different people, `a` minus `b`, with normal limits.
///
/// # Errors
/// As [`Measurement::estimate`].
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, Measurement, difference_of_measurements};
/// let here = Measurement { value: 7.4, standard_error: 0.3 };
/// let there = Measurement { value: 7.0, standard_error: 0.4 };
/// let gap = difference_of_measurements(&here, &there, Confidence::P95)?;
/// assert_eq!(format!("{:.2} ({:.2} to {:.2})", gap.value, gap.lower, gap.upper), "0.40 (-0.58 to 1.38)");
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn difference_of_measurements(a: &Measurement, b: &Measurement, level: Confidence) -> Result<Estimate, StatsError> {
    absolute_gap(&a.estimate(level)?, &b.estimate(level)?)
}

/// Ratio of two measurements of different people, with limits symmetric on the log scale (delta method).
///
/// # Errors
/// As [`Measurement::estimate`]; `NoEvents` where either value is not above zero.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, Measurement, ratio_of_measurements};
/// let here = Measurement { value: 600.0, standard_error: 30.0 };
/// let there = Measurement { value: 400.0, standard_error: 10.0 };
/// let ratio = ratio_of_measurements(&here, &there, Confidence::P95)?;
/// assert_eq!(format!("{:.2} ({:.2} to {:.2})", ratio.value, ratio.lower, ratio.upper), "1.50 (1.34 to 1.67)");
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn ratio_of_measurements(a: &Measurement, b: &Measurement, level: Confidence) -> Result<Estimate, StatsError> {
    a.estimate(level)?;
    b.estimate(level)?;
    if a.value <= 0.0 || b.value <= 0.0 {
        return Err(StatsError::NoEvents);
    }
    let margin = level.z() * libm::hypot(a.standard_error / a.value, b.standard_error / b.value);
    let ratio = a.value / b.value;
    Estimate::finite(ratio, ratio * libm::exp(-margin), ratio * libm::exp(margin))
}
