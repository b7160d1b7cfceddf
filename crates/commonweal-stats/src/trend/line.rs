//! How much a value changes per year, with limits that hold although neighbouring years share people.

use std::cmp::Ordering;

use super::marker::{POINTS, TrendError};
use crate::confidence::Confidence;
use crate::estimate::Estimate;

/// Fewest points of a change per year: two always lie on a line.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, trend::{FEWEST_POINTS, TrendError, change_per_year}};
/// let refused = change_per_year(&[], Confidence::P95);
/// assert_eq!(refused, Err(TrendError::TooFewPoints { fewest: FEWEST_POINTS }));
/// ```
pub const FEWEST_POINTS: usize = 3;

/// By how much the standard error of the slope can be too small where chance of one year carries over into the next,
/// for three, four and five points: the largest factor found over first-order autocorrelations from 0 to 1, gaps of
/// one to three years between points, and standard errors that differ twofold.
const CARRY_OVER: [f64; 3] = [1.05, 1.15, 1.25];

/// A value with limits at one time.
///
/// # Example
/// ```
/// use commonweal_stats::Estimate;
/// use commonweal_stats::trend::ValueAt;
/// let gap = ValueAt { year: 2024.75, estimate: Estimate { value: -9.1, lower: -10.6, upper: -7.6 } };
/// assert!(gap.estimate.upper < 0.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValueAt {
    /// When, in years from any origin.
    pub year: f64,
    /// The value and its limits.
    pub estimate: Estimate,
}

/// A straight line through values at several times.
///
/// # Example
/// ```
/// use commonweal_stats::trend::YearlyChange;
/// use commonweal_stats::Estimate;
/// let change = YearlyChange {
///     per_year: Estimate { value: -1.0, lower: -1.8, upper: -0.2 },
///     middle: Estimate { value: 9.0, lower: 8.1, upper: 9.9 },
///     points: 3,
/// };
/// assert!(change.per_year.upper < 0.0, "it has clearly fallen");
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearlyChange {
    /// Change per year, in the value's unit.
    pub per_year: Estimate,
    /// The line half-way between the first and the last point used.
    pub middle: Estimate,
    /// How many points were used.
    pub points: usize,
}

/// The change per year over the latest three to five points, which may come in any order. Give points whose people or
/// events overlap as little as may be: a year apart for a state counted on a day, and no shared years for a period.
///
/// A line is fitted by least squares, each point weighing as one over its variance, which the width of its limits at
/// `level` gives. Limits are careful three times over. Points that scatter about the line more than their limits allow
/// widen them (the factor of Birge). The slope's are wider by the most that a carry-over from year to year can matter.
/// Those of the middle take the points as wholly dependent: five points with the same people are no surer than one.
/// People who stay from year to year make two points more alike, and so the slope surer than these limits say.
///
/// Source: weighted least squares; Birge 1932 (scatter).
///
/// # Errors
/// `TooFewPoints` (under three), `DuplicateYear`, `NotFinite`, `LimitsOutOfOrder`, `NoWidth`, `TooExtreme`.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, Estimate};
/// use commonweal_stats::trend::{ValueAt, change_per_year};
/// let gap = |year, value| ValueAt { year, estimate: Estimate { value, lower: value - 1.5, upper: value + 1.5 } };
/// let change = change_per_year(&[gap(2024.0, 12.0), gap(2025.0, 10.0), gap(2026.0, 8.0)], Confidence::P95)?;
/// let slope = change.per_year;
/// assert_eq!(format!("{:.1} ({:.1} to {:.1})", slope.value, slope.lower, slope.upper), "-2.0 (-3.1 to -0.9)");
/// # Ok::<(), commonweal_stats::trend::TrendError>(())
/// ```
pub fn change_per_year(points: &[ValueAt], level: Confidence) -> Result<YearlyChange, TrendError> {
    let weighted = latest(points, level)?;
    let count = weighted.len();
    let weight: f64 = weighted.iter().map(|point| point.weight).sum();
    // Counted from the first point, so that equal values give a slope of exactly zero.
    let (first, last) = (weighted[0], weighted[count - 1]);
    let mean = |of: fn(&Weighted) -> f64, from: f64| {
        from + weighted.iter().map(|point| point.weight * (of(point) - from)).sum::<f64>() / weight
    };
    let (year, value) = (mean(|point| point.year, first.year), mean(|point| point.value, first.value));
    let (mut along, mut spread) = (0.0, 0.0);
    for point in &weighted {
        along += point.weight * (point.year - year) * (point.value - first.value);
        spread += point.weight * (point.year - year) * (point.year - year);
    }
    let slope = along / spread;
    let scatter: f64 = weighted
        .iter()
        .map(|point| {
            let off = point.value - value - slope * (point.year - year);
            point.weight * off * off
        })
        .sum();
    let scatter = libm::sqrt((scatter / (count - 2) as f64).max(1.0));
    let slope_error = scatter * CARRY_OVER[count - FEWEST_POINTS] / libm::sqrt(spread);
    // Points that move together: standard errors add up, not variances.
    let mean_error = scatter * weighted.iter().map(|point| libm::sqrt(point.weight)).sum::<f64>() / weight;
    let half_way = (first.year + last.year) / 2.0 - year;
    let middle_error = mean_error + half_way.abs() * slope_error;
    let estimate = |value: f64, error: f64| {
        let margin = level.z() * error;
        Estimate::finite(value, value - margin, value + margin).map_err(|_| TrendError::TooExtreme)
    };
    let middle = estimate(value + slope * half_way, middle_error)?;
    Ok(YearlyChange { per_year: estimate(slope, slope_error)?, middle, points: count })
}

/// The change per year of a ratio: [`change_per_year`] of its logarithms. `per_year` is the factor from one year to the
/// next (1 is no change) and `middle` the ratio half-way.
///
/// # Errors
/// As [`change_per_year`]; `NotPositive` where a value or a limit is not above zero.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, Estimate};
/// use commonweal_stats::trend::{ValueAt, ratio_change_per_year};
/// let ratio = |year, value| ValueAt { year, estimate: Estimate { value, lower: value / 1.1, upper: value * 1.1 } };
/// let change = ratio_change_per_year(&[ratio(2024.0, 2.0), ratio(2025.0, 1.8), ratio(2026.0, 1.62)], Confidence::P95)?;
/// assert_eq!(format!("{:.2} {:.2}", change.per_year.value, change.middle.value), "0.90 1.80");
/// # Ok::<(), commonweal_stats::trend::TrendError>(())
/// ```
pub fn ratio_change_per_year(points: &[ValueAt], level: Confidence) -> Result<YearlyChange, TrendError> {
    let mut logarithms = Vec::with_capacity(points.len());
    for (point, at) in points.iter().enumerate() {
        if at.estimate.lower <= 0.0 || at.estimate.value <= 0.0 {
            return Err(TrendError::NotPositive { point });
        }
        logarithms.push(ValueAt { estimate: each(&at.estimate, libm::log), ..*at });
    }
    let change = change_per_year(&logarithms, level)?;
    let (per_year, middle) = (each(&change.per_year, libm::exp), each(&change.middle, libm::exp));
    let is_finite = |of: &Estimate| of.lower.is_finite() && of.upper.is_finite();
    if is_finite(&per_year) && is_finite(&middle) {
        Ok(YearlyChange { per_year, middle, ..change })
    } else {
        Err(TrendError::TooExtreme)
    }
}

fn each(estimate: &Estimate, change: fn(f64) -> f64) -> Estimate {
    Estimate { value: change(estimate.value), lower: change(estimate.lower), upper: change(estimate.upper) }
}

#[derive(Clone, Copy)]
struct Weighted {
    year: f64,
    value: f64,
    weight: f64,
}

/// The latest points in order of time, checked.
fn latest(points: &[ValueAt], level: Confidence) -> Result<Vec<Weighted>, TrendError> {
    if points.len() < FEWEST_POINTS {
        return Err(TrendError::TooFewPoints { fewest: FEWEST_POINTS });
    }
    let mut order: Vec<(usize, Weighted)> = Vec::with_capacity(points.len());
    for (point, at) in points.iter().enumerate() {
        let Estimate { value, lower, upper } = at.estimate;
        for (number, what) in
            [(at.year, "the year"), (value, "the value"), (lower, "the lower limit"), (upper, "the upper limit")]
        {
            if !number.is_finite() {
                return Err(TrendError::NotFinite { point, what });
            }
        }
        if lower > upper {
            return Err(TrendError::LimitsOutOfOrder { point });
        }
        let error = (upper - lower) / (2.0 * level.z());
        if error <= 0.0 {
            return Err(TrendError::NoWidth { point });
        }
        order.push((point, Weighted { year: at.year, value, weight: 1.0 / (error * error) }));
    }
    order.sort_by(|a, b| a.1.year.partial_cmp(&b.1.year).unwrap_or(Ordering::Equal));
    if let Some(pair) = order.windows(2).find(|pair| pair[0].1.year == pair[1].1.year) {
        return Err(TrendError::DuplicateYear { first: pair[0].0, second: pair[1].0 });
    }
    let skipped = order.len().saturating_sub(POINTS);
    Ok(order.into_iter().skip(skipped).map(|(_, point)| point).collect())
}
