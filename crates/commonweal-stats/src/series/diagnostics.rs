//! Whether a fit may be trusted: what is left of autocorrelation, single points that carry it, points that are missing.

use super::error::SeriesError;
use super::plan::{Plan, Point};
use super::segmented::{Change, segmented};
use crate::confidence::Confidence;
use crate::special::chi_squared_upper_tail;

/// Durbin and Watson's statistic of residuals in order: Σ(eₜ − eₜ₋₁)² / Σeₜ². Near 2 without autocorrelation, towards 0
/// where neighbours are alike. `None` for fewer than two residuals, or none but zero.
///
/// Source: Durbin and Watson 1950, Biometrika 37:409.
///
/// # Example
/// ```
/// use commonweal_stats::series::durbin_watson;
/// assert_eq!(durbin_watson(&[1.0, -1.0, 1.0, -1.0]), Some(3.0));
/// assert_eq!(durbin_watson(&[0.0, 0.0]), None);
/// ```
#[must_use]
pub fn durbin_watson(residuals: &[f64]) -> Option<f64> {
    let squares: f64 = residuals.iter().map(|e| e * e).sum();
    let steps: f64 = residuals.windows(2).map(|pair| (pair[1] - pair[0]) * (pair[1] - pair[0])).sum();
    (residuals.len() > 1 && squares > 0.0 && squares.is_finite()).then(|| steps / squares)
}

/// Ljung and Box's test of no autocorrelation up to a lag.
/// An example stands at [`ljung_box`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LjungBox {
    /// n(n + 2) Σ rⱼ² / (n − j).
    pub statistic: f64,
    /// Probability of as much where there is none (chi-squared, a degree of freedom for each lag).
    pub p: f64,
}

/// Ljung and Box's test of these residuals, in order.
///
/// Source: Ljung and Box 1978, Biometrika 65:297.
///
/// # Errors
/// [`SeriesError::Lags`] without a lag or with as many as residuals; [`SeriesError::NoVariation`] if all are the same.
///
/// # Example
/// ```
/// use commonweal_stats::series::ljung_box;
/// let residuals: Vec<f64> = (0..40).map(|at| if at % 2 == 0 { 1.0 } else { -1.0 }).collect();
/// assert!(ljung_box(&residuals, 4)?.p < 0.001);
/// # Ok::<(), commonweal_stats::series::SeriesError>(())
/// ```
pub fn ljung_box(residuals: &[f64], lags: usize) -> Result<LjungBox, SeriesError> {
    let points = residuals.len();
    if lags == 0 || lags >= points {
        return Err(SeriesError::Lags);
    }
    let mean = residuals.iter().sum::<f64>() / points as f64;
    let product = |lag: usize| -> f64 {
        residuals.iter().zip(&residuals[lag..]).map(|(early, late)| (early - mean) * (late - mean)).sum()
    };
    let squares = product(0);
    if squares.is_nan() || squares <= 0.0 || squares.is_infinite() {
        return Err(SeriesError::NoVariation);
    }
    let of_lag = |lag: usize| (product(lag) / squares) * (product(lag) / squares) / (points - lag) as f64;
    let n = points as f64;
    let statistic = n * (n + 2.0) * (1..=lags).map(of_lag).sum::<f64>();
    Ok(LjungBox { statistic, p: chi_squared_upper_tail(statistic, lags as f64) })
}

/// What the first interruption's change would be without one point.
/// An example stands at [`super::segmented()`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Influence {
    /// The period of the point left out.
    pub period: i32,
    /// The change without it.
    pub without: Change,
    /// Whether the interval of level or slope excludes no change with the point and not without it, or the other way round.
    pub decides: bool,
}

/// The whole analysis again without each point in turn, as if it were missing. A finding that one point decides should
/// be told with that point.
///
/// # Errors
/// As [`segmented`]; also where the series without a point would be too short.
pub fn influence(points: &[Point], plan: &Plan, level: Confidence) -> Result<Vec<Influence>, SeriesError> {
    let excludes =
        |change: &Change| [change.level, change.slope].map(|estimate| estimate.lower > 0.0 || estimate.upper < 0.0);
    let all = segmented(points, plan, level)?.changes();
    let mut fewer = Vec::with_capacity(points.len());
    let each = points.iter().enumerate().map(|(index, point)| {
        fewer.clear();
        fewer.extend(points.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, point)| *point));
        let changes = segmented(&fewer, plan, level)?.changes();
        let decides = changes.iter().zip(&all).any(|(one, other)| excludes(one) != excludes(other));
        Ok(Influence { period: point.period, without: changes[0], decides })
    });
    each.collect()
}

/// The periods between the first and the last that have no point.
///
/// # Example
/// ```
/// use commonweal_stats::series::{Point, missing_periods};
/// let points = [3, 4, 7].map(|period| Point { period, value: 1.0 });
/// assert_eq!(missing_periods(&points), [5, 6]);
/// ```
#[must_use]
pub fn missing_periods(points: &[Point]) -> Vec<i32> {
    points.windows(2).flat_map(|pair| pair[0].period.saturating_add(1)..pair[1].period).collect()
}
