//! A value and how far from it the truth may lie.

use crate::error::StatsError;

/// A calculated value with its lower and upper limit, all in the same unit.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, Estimate, proportion};
/// let Estimate { value, lower, upper } = proportion(30.0, 100.0, Confidence::P95)?;
/// assert!(lower < value && value < upper);
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value calculated from the data.
    pub value: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

impl Estimate {
    /// An estimate whose three numbers are finite, or the error that says the input was too extreme.
    pub(crate) fn finite(value: f64, lower: f64, upper: f64) -> Result<Self, StatsError> {
        if value.is_finite() && lower.is_finite() && upper.is_finite() {
            Ok(Self { value, lower, upper })
        } else {
            Err(StatsError::NotFinite { what: "result" })
        }
    }

    /// Check of an estimate handed in by a caller, whose fields anybody may have filled.
    pub(crate) fn checked(&self) -> Result<&Self, StatsError> {
        if !(self.value.is_finite() && self.lower.is_finite() && self.upper.is_finite()) {
            return Err(StatsError::NotFinite { what: "estimate" });
        }
        if self.lower > self.value || self.value > self.upper {
            return Err(StatsError::LimitsOutOfOrder);
        }
        Ok(self)
    }
}

/// Refuses a number that is not finite, naming it.
pub(crate) fn finite(what: &'static str, number: f64) -> Result<f64, StatsError> {
    if number.is_finite() { Ok(number) } else { Err(StatsError::NotFinite { what }) }
}

/// Refuses a multiplier that is not a positive number.
pub(crate) fn multiplier(per: f64) -> Result<f64, StatsError> {
    if finite("multiplier", per)? > 0.0 { Ok(per) } else { Err(StatsError::MultiplierNotPositive) }
}
