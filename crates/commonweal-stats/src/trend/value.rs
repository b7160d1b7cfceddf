//! Recent trend of a value with limits: weighted regression.

use super::marker::{POINTS, RecentTrend, Test, TrendError, TrendReason, latest};
use crate::confidence::Confidence;

/// A value and its limits in one year; [`recent_trend`] has an example.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearlyValue {
    /// The year, or any number that grows with time.
    pub year: f64,
    /// The value: a rate, a ratio, a mean, a life expectancy; `None` where missing.
    pub value: Option<f64>,
    /// Lower and upper limit; `None` where one is missing.
    pub limits: Option<(f64, f64)>,
}

/// The recent trend of a value with limits, from the latest five of its points, which may come in any order. Each point
/// weighs as one over its variance, which the width of its limits at `level` gives.
///
/// # Errors
/// `DuplicateYear`, `NotFinite`, `LimitsOutOfOrder`, `TooExtreme`.
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::trend::{TrendDirection, TrendReason, YearlyValue, recent_trend};
/// let point = |year, value| YearlyValue { year, value: Some(value), limits: Some((value - 3.0, value + 3.0)) };
/// let stable = [60.2, 60.3, 60.5, 59.7, 90.7];
/// let points: Vec<YearlyValue> = stable.iter().zip(2020..).map(|(v, year)| point(f64::from(year), *v)).collect();
/// let trend = recent_trend(&points, Confidence::P95)?;
/// assert_eq!((trend.direction, trend.reason), (TrendDirection::NoSignificantChange, TrendReason::Outlier));
/// # Ok::<(), commonweal_stats::trend::TrendError>(())
/// ```
pub fn recent_trend(points: &[YearlyValue], level: Confidence) -> Result<RecentTrend, TrendError> {
    let Some(order) = latest(points.iter().map(|point| point.year))? else {
        return Ok(TrendReason::NotEnoughPoints.prevents());
    };
    let latest = order.map(|point| points[point]);
    if latest.iter().any(|point| point.value.is_none()) {
        return Ok(TrendReason::MissingValue.prevents());
    }
    if latest.iter().any(|point| point.limits.is_none()) {
        return Ok(TrendReason::MissingLimit.prevents());
    }
    let mut test = Test { years: [0.0; POINTS], values: [0.0; POINTS], weights: [0.0; POINTS] };
    for (position, (point, &given)) in latest.iter().zip(&order).enumerate() {
        let (Some(value), Some((lower, upper))) = (point.value, point.limits) else { continue };
        check(value, lower, upper, given)?;
        let error = (upper - lower) / (2.0 * level.z());
        if error == 0.0 {
            return Ok(TrendReason::NoWidth.prevents());
        }
        test.years[position] = point.year - latest[0].year;
        test.values[position] = value;
        test.weights[position] = 1.0 / (error * error);
    }
    let line = test.line(None);
    let chi_squared = line.slope * line.slope * line.spread;
    if line.slope.is_finite() && chi_squared.is_finite() {
        Ok(test.judge(line.slope, chi_squared))
    } else {
        Err(TrendError::TooExtreme)
    }
}

fn check(value: f64, lower: f64, upper: f64, point: usize) -> Result<(), TrendError> {
    for (number, what) in [(value, "the value"), (lower, "the lower limit"), (upper, "the upper limit")] {
        if !number.is_finite() {
            return Err(TrendError::NotFinite { point, what });
        }
    }
    if lower > upper { Err(TrendError::LimitsOutOfOrder { point }) } else { Ok(()) }
}
