#![doc = include_str!("../handbook/mean.md")]

use crate::confidence::Confidence;
use crate::error::StatsError;
use crate::estimate::{Estimate, finite};
use crate::special::t_upper_quantile;

/// A sample of measurements, summed up.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, mean::Mean};
/// let mean = Mean::of(&[46.9, 52.4])?;
/// assert_eq!((mean.count, mean.value), (2, 49.65));
/// let limits = mean.limits(Confidence::P95)?.expect("two values have a spread");
/// assert_eq!(format!("{:.2} {:.2}", limits.lower, limits.upper), "14.71 84.59");
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// How many values.
    pub count: usize,
    /// Their sum.
    pub sum: f64,
    /// Their mean.
    pub value: f64,
    /// Standard deviation of the sample, over one less than the count; one value has none.
    pub standard_deviation: Option<f64>,
}

impl Mean {
    /// Sums up values.
    ///
    /// # Errors
    /// `NoGroups` without values; `GroupNotFinite` with the position of the first that is missing or infinite;
    /// `NotFinite` where their sum or spread is too large for a double.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::mean::Mean;
    /// let mean = Mean::of(&[1.0, 2.0, 6.0])?;
    /// assert_eq!((mean.sum, mean.value, mean.standard_deviation.map(|sd| (sd * sd).round())), (9.0, 3.0, Some(7.0)));
    /// assert_eq!(Mean::of(&[5.0])?.standard_deviation, None);
    /// # Ok::<(), commonweal_stats::StatsError>(())
    /// ```
    pub fn of(values: &[f64]) -> Result<Self, StatsError> {
        if values.is_empty() {
            return Err(StatsError::NoGroups);
        }
        if let Some(index) = values.iter().position(|value| !value.is_finite()) {
            return Err(StatsError::GroupNotFinite { index, what: "value" });
        }
        let count = values.len();
        let sum = finite("result", values.iter().sum())?;
        // The mean of the deviations takes back what rounding left in the first mean.
        let rough = sum / count as f64;
        let mean = rough + values.iter().map(|value| value - rough).sum::<f64>() / count as f64;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let standard_deviation = match count {
            1 => None,
            _ => Some(finite("result", libm::sqrt(squares / (count - 1) as f64))?),
        };
        Ok(Self { count, sum, value: mean, standard_deviation })
    }

    /// The mean with Student's t limits; `None` for one value, which says nothing of its spread.
    ///
    /// # Errors
    /// `NotFinite` where a limit is too large for a double.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::{Confidence, mean::Mean};
    /// assert_eq!(Mean::of(&[36.2])?.limits(Confidence::P95)?, None);
    /// # Ok::<(), commonweal_stats::StatsError>(())
    /// ```
    pub fn limits(&self, level: Confidence) -> Result<Option<Estimate>, StatsError> {
        let Some(deviation) = self.standard_deviation else { return Ok(None) };
        let t = t_upper_quantile(level.tail(), (self.count - 1) as f64);
        let margin = t * deviation / libm::sqrt(self.count as f64);
        Estimate::finite(self.value, self.value - margin, self.value + margin).map(Some)
    }
}
