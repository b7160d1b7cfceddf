//! Mean, limits and where a value lies between them.

use std::cmp::Ordering;

/// Half the distance between the limits of an XmR chart, in average moving ranges: 3 / 1.128.
const LIMIT: f64 = 2.66;
/// Where the zone near a limit begins, in average moving ranges: two thirds of the way.
const NEAR_LIMIT: f64 = 2.0 * (LIMIT / 3.0);

/// The process limits of a segment or, in charts whose limits vary, of a point.
///
/// # Example
/// ```
/// use commonweal_stats::control_chart::{Limits, Plan, xmr_chart};
/// let always_five = xmr_chart(&[5.0; 20], &Plan::default())?;
/// assert_eq!(always_five.points[0].limits, Limits::NoVariation);
/// let varied = xmr_chart(&[4.0, 6.0, 4.0, 6.0], &Plan::default())?;
/// assert_eq!(varied.points[0].limits.lower(), Some(5.0 - 2.66 * 2.0));
/// # Ok::<(), commonweal_stats::control_chart::ControlChartError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limits {
    /// The baseline has no variation to measure: one point, equal points, or counts without any event.
    NoVariation,
    /// Limits on either side of the mean.
    Around {
        /// Lower process limit.
        lower: f64,
        /// Upper process limit.
        upper: f64,
        /// Below it begins the zone near the lower limit, two thirds of the way out.
        near_lower: f64,
        /// Above it begins the zone near the upper limit.
        near_upper: f64,
    },
}

impl Limits {
    /// Limits of an XmR chart; none without a range.
    pub(super) fn of_ranges(mean: f64, average_range: Option<f64>) -> Self {
        match average_range {
            None => Self::NoVariation,
            Some(range) => Self::Around {
                lower: mean - LIMIT * range,
                upper: mean + LIMIT * range,
                near_lower: mean - NEAR_LIMIT * range,
                near_upper: mean + NEAR_LIMIT * range,
            },
        }
    }

    /// Limits three standard deviations away, kept within what the value can be.
    pub(super) fn of_deviation(mean: f64, deviation: f64, least: f64, most: f64) -> Self {
        Self::Around {
            lower: (mean - 3.0 * deviation).max(least),
            upper: (mean + 3.0 * deviation).min(most),
            near_lower: (mean - 2.0 * deviation).max(least),
            near_upper: (mean + 2.0 * deviation).min(most),
        }
    }

    /// The lower limit, where there is one.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::control_chart::Limits;
    /// let limits = Limits::Around { lower: 4.0, upper: 16.0, near_lower: 6.0, near_upper: 14.0 };
    /// assert_eq!((limits.lower(), Limits::NoVariation.lower()), (Some(4.0), None));
    /// ```
    #[must_use]
    pub fn lower(&self) -> Option<f64> {
        match self {
            Self::NoVariation => None,
            Self::Around { lower, .. } => Some(*lower),
        }
    }

    /// The upper limit, where there is one.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::control_chart::Limits;
    /// let limits = Limits::Around { lower: 4.0, upper: 16.0, near_lower: 6.0, near_upper: 14.0 };
    /// assert_eq!((limits.upper(), Limits::NoVariation.upper()), (Some(16.0), None));
    /// ```
    #[must_use]
    pub fn upper(&self) -> Option<f64> {
        match self {
            Self::NoVariation => None,
            Self::Around { upper, .. } => Some(*upper),
        }
    }

    /// Whether mean and limits are numbers that can be drawn.
    pub(super) fn is_finite(&self) -> bool {
        match self {
            Self::NoVariation => true,
            Self::Around { lower, upper, .. } => lower.is_finite() && upper.is_finite(),
        }
    }

    /// Where a value lies.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::control_chart::{Limits, Zone};
    /// let limits = Limits::Around { lower: 4.0, upper: 16.0, near_lower: 6.0, near_upper: 14.0 };
    /// assert_eq!(limits.zone(15.0, 10.0), Zone::NearUpper);
    /// assert_eq!(limits.zone(3.0, 10.0), Zone::BelowLower);
    /// ```
    #[must_use]
    pub fn zone(&self, value: f64, mean: f64) -> Zone {
        match self {
            Self::Around { upper, .. } if value > *upper => Zone::AboveUpper,
            Self::Around { lower, .. } if value < *lower => Zone::BelowLower,
            Self::Around { near_upper, .. } if value > *near_upper => Zone::NearUpper,
            Self::Around { near_lower, .. } if value < *near_lower => Zone::NearLower,
            _ if value > mean => Zone::AboveMean,
            _ if value < mean => Zone::BelowMean,
            _ => Zone::OnMean,
        }
    }
}

/// Where a point lies, from low to high.
///
/// # Example
/// ```
/// use commonweal_stats::control_chart::Zone;
/// use std::cmp::Ordering;
/// assert!(Zone::NearUpper.is_near_limit() && !Zone::NearUpper.is_outside());
/// assert_eq!(Zone::BelowLower.side(), Ordering::Less);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Zone {
    /// Below the lower limit.
    BelowLower,
    /// On or above the lower limit, and no further than a third of the way back to the mean.
    NearLower,
    /// Below the mean.
    BelowMean,
    /// Exactly on the mean.
    OnMean,
    /// Above the mean.
    AboveMean,
    /// On or below the upper limit, and no further than a third of the way back to the mean.
    NearUpper,
    /// Above the upper limit.
    AboveUpper,
}

impl Zone {
    /// Side of the mean: `Less` below it, `Greater` above it.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::control_chart::Zone;
    /// use std::cmp::Ordering;
    /// assert_eq!((Zone::NearLower.side(), Zone::OnMean.side()), (Ordering::Less, Ordering::Equal));
    /// ```
    #[must_use]
    pub fn side(self) -> Ordering {
        self.cmp(&Self::OnMean)
    }

    /// Whether it is outside the limits.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::control_chart::Zone;
    /// assert!(Zone::AboveUpper.is_outside() && !Zone::NearUpper.is_outside());
    /// ```
    #[must_use]
    pub fn is_outside(self) -> bool {
        matches!(self, Self::BelowLower | Self::AboveUpper)
    }

    /// Whether it is inside the limits but near one of them.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::control_chart::Zone;
    /// assert!(Zone::NearLower.is_near_limit() && !Zone::BelowLower.is_near_limit());
    /// ```
    #[must_use]
    pub fn is_near_limit(self) -> bool {
        matches!(self, Self::NearLower | Self::NearUpper)
    }
}

/// The mean to the last digit, `None` of nothing. A plain sum would put equal points beside their own mean, and a point
/// exactly on the mean is told apart from one above it.
pub(super) fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (mut sum, mut rest, mut count) = (0.0_f64, 0.0_f64, 0.0_f64);
    for value in values {
        let next = sum + value;
        let part = next - sum;
        rest += (sum - (next - part)) + (value - part);
        sum = next;
        count += 1.0;
    }
    if count == 0.0 {
        return None;
    }
    let quotient = sum / count;
    // What the division left over, exactly: the product is taken apart into halves of the digits.
    let (high, low) = halves(quotient);
    let (count_high, count_low) = halves(count);
    let product = quotient * count;
    let error = low * count_low - (((product - high * count_high) - low * count_high) - high * count_low);
    let left = ((sum - product) - error) + rest;
    // Values near the largest double overflow above; the caller sees a mean that is not finite.
    Some(quotient + left / count)
}

fn halves(number: f64) -> (f64, f64) {
    let scaled = 134_217_729.0 * number;
    let high = scaled - (scaled - number);
    (high, number - high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_lie_on_their_mean() {
        for value in [0.1, 0.3, 1.0 / 3.0, 22.0, -7.7, 1e-300, 123_456_789.123] {
            for count in [1, 2, 3, 7, 20, 49, 1000] {
                assert_eq!(mean(std::iter::repeat_n(value, count)), Some(value), "{value} x {count}");
            }
        }
        assert_eq!(mean(std::iter::empty()), None);
    }

    #[test]
    fn small_differences_beside_large_values_are_kept() {
        assert_eq!(mean([1e16, 1.0, -1e16, 1.0].into_iter()), Some(0.5));
    }
}
