#![doc = include_str!("../handbook/ratio.md")]

use crate::confidence::Confidence;
use crate::error::StatsError;
use crate::estimate::{Estimate, finite, multiplier};
use crate::proportion::wilson;

/// Ratio of two independent counts, times `per`.
///
/// Given the sum of both, the first is a binomial count of it; the Wilson limits of that share are turned into odds.
/// Turning the ratio over turns the limits over. A second count of zero is refused, as the ratio has no value.
///
/// Source: Przyborowski and Wilenski 1940 for the conditioning; Wilson 1927 for the limits of the share.
///
/// # Errors
/// `NotFinite`, `NegativeCount`, `EmptyPopulation` where the second count is zero, `MultiplierNotPositive`.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, ratio::ratio_of_counts};
/// let girls_per_100_boys = ratio_of_counts(480.0, 500.0, Confidence::P95, 100.0)?;
/// assert_eq!(girls_per_100_boys.value, 96.0);
/// assert!(girls_per_100_boys.lower < 100.0 && girls_per_100_boys.upper > 100.0);
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn ratio_of_counts(over: f64, under: f64, level: Confidence, per: f64) -> Result<Estimate, StatsError> {
    finite("count of events", over)?;
    finite("second count", under)?;
    if over < 0.0 || under < 0.0 {
        return Err(StatsError::NegativeCount);
    }
    if under == 0.0 {
        return Err(StatsError::EmptyPopulation);
    }
    let per = multiplier(per)?;
    let total = finite("result", over + under)?;
    let [_, lower, _] = wilson(over, total, level.z());
    // The upper limit from the other count's share, which keeps its digits where it is small.
    let [_, other, _] = wilson(under, total, level.z());
    let value = over / under;
    Estimate::finite(value * per, lower / (1.0 - lower) * per, (1.0 - other) / other * per)
}
