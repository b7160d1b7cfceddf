//! Ordinary least squares, and standard errors that allow for autocorrelation by Newey and West.

use super::error::SeriesError;
use super::linear::{LeastSquares, Table, dot, least_squares, residuals};
use super::plan::Design;

/// A regression: coefficients in the order of [`Design::terms`].
/// An example stands at [`newey_west`].
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// One for each term, in the unit of the values (a period, for slopes).
    pub coefficients: Vec<f64>,
    /// Standard errors of the coefficients.
    pub standard_errors: Vec<f64>,
    /// Points less terms.
    pub degrees_of_freedom: f64,
    /// Values less what is fitted.
    pub residuals: Vec<f64>,
}

/// Ordinary least squares: b = (XᵀX)⁻¹Xᵀy, standard errors √(s² diag (XᵀX)⁻¹), s² = eᵀe / (n − k). Its intervals are too
/// narrow where neighbouring points are alike; [`segmented`](super::segmented) is the default for that reason.
///
/// # Errors
/// [`SeriesError::Inseparable`] where terms cannot be told apart.
pub fn ordinary(design: &Design) -> Result<Fit, SeriesError> {
    let solved = least_squares(&design.table, &design.values).ok_or(SeriesError::Inseparable)?;
    let left = residuals(&design.table, &design.values, &solved.coefficients);
    Ok(fit(solved, left.clone(), left, 1.0))
}

/// The fit of these whitened residuals, times `scale`.
pub(super) fn fit(solved: LeastSquares, whitened: Vec<f64>, left: Vec<f64>, scale: f64) -> Fit {
    let size = solved.coefficients.len();
    let degrees_of_freedom = (whitened.len() - size) as f64;
    let variance = scale * dot(&whitened, &whitened) / degrees_of_freedom;
    let standard_errors = (0..size).map(|i| libm::sqrt(variance * solved.inverse.at(i, i))).collect();
    Fit { coefficients: solved.coefficients, standard_errors, degrees_of_freedom, residuals: left }
}

/// How many lags Newey and West's sum has.
/// An example stands at [`newey_west`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lags {
    /// ⌊4 (n/100)^(2/9)⌋.
    Automatic,
    /// So many.
    Exactly(usize),
}

/// Whether the covariance is multiplied by n / (n − k).
/// An example stands at [`newey_west`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmallSample {
    /// It is.
    Corrected,
    /// It is not.
    Uncorrected,
}

/// Ordinary least squares with heteroscedasticity and autocorrelation consistent standard errors, Bartlett's kernel:
/// (XᵀX)⁻¹ S (XᵀX)⁻¹ with S = Γ₀ + Σ (1 − j/(L+1)) (Γⱼ + Γⱼᵀ), Γⱼ = Σ xₜeₜ eₜ₋ⱼxₜ₋ⱼᵀ. As `cov_type="HAC"` of
/// statsmodels.
///
/// Source: Newey and West 1987, Econometrica 55:703. In series as short as ours its intervals miss too often; see
/// decision 27.
///
/// # Errors
/// [`SeriesError::Gaps`] for a series with missing periods, [`SeriesError::Lags`] for as many lags as points.
///
/// # Example
/// ```
/// use commonweal_stats::series::{Design, Lags, Plan, Point, SmallSample, newey_west};
/// let points: Vec<Point> = (0..48)
///     .map(|period| Point { period, value: f64::from(50 + period % 5 + if period < 24 { 0 } else { 10 }) })
///     .collect();
/// let design = Design::new(&points, &Plan::at(24))?;
/// let fit = newey_west(&design, Lags::Automatic, SmallSample::Corrected)?;
/// assert_eq!((fit.coefficients.len(), fit.degrees_of_freedom), (4, 44.0));
/// assert!((fit.coefficients[2] - 10.0).abs() < 1.0);
/// # Ok::<(), commonweal_stats::series::SeriesError>(())
/// ```
pub fn newey_west(design: &Design, lags: Lags, small_sample: SmallSample) -> Result<Fit, SeriesError> {
    if design.has_gaps() {
        return Err(SeriesError::Gaps);
    }
    let solved = least_squares(&design.table, &design.values).ok_or(SeriesError::Inseparable)?;
    let left = residuals(&design.table, &design.values, &solved.coefficients);
    let points = design.points();
    let lags = match lags {
        Lags::Automatic => libm::floor(4.0 * libm::pow(points as f64 / 100.0, 2.0 / 9.0)) as usize,
        Lags::Exactly(lags) => lags,
    };
    if lags >= points {
        return Err(SeriesError::Lags);
    }
    let size = design.table.columns;
    let scores: Vec<f64> =
        design.table.rows().zip(&left).flat_map(|(row, e)| row.iter().map(move |cell| cell * e)).collect();
    let scores = Table { columns: size, cells: scores };
    let mut meat = Table::square(size);
    for lag in 0..=lags {
        let weight = 1.0 - lag as f64 / (lags as f64 + 1.0);
        for (late, early) in scores.rows().skip(lag).zip(scores.rows()) {
            meat.add_outer(weight, late, early);
            if lag > 0 {
                meat.add_outer(weight, early, late);
            }
        }
    }
    let degrees_of_freedom = (points - size) as f64;
    let factor = match small_sample {
        SmallSample::Corrected => points as f64 / degrees_of_freedom,
        SmallSample::Uncorrected => 1.0,
    };
    let variance = |term: usize| {
        let row = solved.inverse.row(term);
        row.iter().zip(meat.rows()).map(|(weight, cells)| weight * dot(cells, row)).sum::<f64>()
    };
    let standard_errors = (0..size).map(|term| libm::sqrt((factor * variance(term)).max(0.0))).collect();
    Ok(Fit { coefficients: solved.coefficients, standard_errors, degrees_of_freedom, residuals: left })
}
