//! Generalised least squares with autoregressive errors, fitted by turns, as statsmodels' `GLSAR.iterative_fit`.

use super::error::SeriesError;
use super::linear::{Table, backward, cholesky, forward, least_squares, residuals};
use super::ols::{Fit, fit};
use super::plan::Design;

/// Rounds stop when no coefficient moves by more than this share of itself.
const CLOSE_ENOUGH: f64 = 1e-4;

/// A fit by turns.
/// An example stands at [`iterated`].
#[derive(Debug, Clone, PartialEq)]
pub struct Autoregressive {
    /// The regression; its degrees of freedom leave out the points that start the filter.
    pub fit: Fit,
    /// Autoregressive coefficients of the residuals, lag 1 first.
    pub rho: Vec<f64>,
    /// Whether the rounds ended because nothing moved any more.
    pub converged: bool,
}

/// Feasible generalised least squares with AR(p) errors: least squares on yₜ − Σ ρᵢ yₜ₋ᵢ without the first p points, ρ by
/// Yule and Walker from the residuals (mean taken out, sums over n − lag), at most `rounds` times.
///
/// Source: Cochrane and Orcutt 1949, JASA 44:32. ρ comes out too small in short series, so the intervals are too narrow.
///
/// # Errors
/// [`SeriesError::Gaps`] for missing periods; [`SeriesError::Lags`] if order is zero or leaves no room;
/// [`SeriesError::Inseparable`] where terms, or lags, cannot be told apart.
///
/// # Example
/// ```
/// use commonweal_stats::series::{Design, Plan, Point, iterated};
/// let points: Vec<Point> = (0..48)
///     .map(|period| Point { period, value: f64::from(50 + period % 5 + if period < 24 { 0 } else { 10 }) })
///     .collect();
/// let fit = iterated(&Design::new(&points, &Plan::at(24))?, 1, 50)?;
/// assert!(fit.converged && fit.rho[0].abs() < 0.5);
/// # Ok::<(), commonweal_stats::series::SeriesError>(())
/// ```
pub fn iterated(design: &Design, order: usize, rounds: usize) -> Result<Autoregressive, SeriesError> {
    if design.has_gaps() {
        return Err(SeriesError::Gaps);
    }
    if order == 0 || rounds == 0 || design.points() <= 2 * order + design.table.columns {
        return Err(SeriesError::Lags);
    }
    let (mut rho, mut last, mut converged) = (vec![0.0; order], None::<Vec<f64>>, false);
    for _ in 1..rounds {
        let now = whitened(design, &rho)?;
        let moved = last.as_ref().map(|last| {
            let shares = last.iter().zip(&now.coefficients).map(|(a, b)| (a - b).abs() / a.abs());
            shares.fold(0.0, f64::max)
        });
        if moved.is_some_and(|moved| moved < CLOSE_ENOUGH) {
            converged = true;
            break;
        }
        rho = yule_walker(&now.residuals, order).ok_or(SeriesError::Inseparable)?;
        last = Some(now.coefficients);
    }
    Ok(Autoregressive { fit: whitened(design, &rho)?, rho, converged })
}

fn whitened(design: &Design, rho: &[f64]) -> Result<Fit, SeriesError> {
    let (order, columns) = (rho.len(), design.table.columns);
    let mut cells = design.table.cells[order * columns..].to_vec();
    let mut values = design.values[order..].to_vec();
    for (lag, share) in rho.iter().enumerate() {
        let from = order - lag - 1;
        let earlier = &design.table.cells[from * columns..];
        cells.iter_mut().zip(earlier).for_each(|(cell, before)| *cell -= share * before);
        values.iter_mut().zip(&design.values[from..]).for_each(|(value, before)| *value -= share * before);
    }
    let table = Table { columns, cells };
    let solved = least_squares(&table, &values).ok_or(SeriesError::Inseparable)?;
    let white = residuals(&table, &values, &solved.coefficients);
    let left = residuals(&design.table, &design.values, &solved.coefficients);
    Ok(fit(solved, white, left, 1.0))
}

/// Autoregressive coefficients from autocovariances over n − lag.
fn yule_walker(residuals: &[f64], order: usize) -> Option<Vec<f64>> {
    let points = residuals.len();
    let mean = residuals.iter().sum::<f64>() / points as f64;
    let covariance = |lag: usize| {
        let sum: f64 = residuals.iter().zip(&residuals[lag..]).map(|(a, b)| (a - mean) * (b - mean)).sum();
        sum / (points - lag) as f64
    };
    let of_lag: Vec<f64> = (0..=order).map(covariance).collect();
    let cells = (0..order).flat_map(|row| (0..order).map(move |column| row.abs_diff(column)));
    let mut table = Table { columns: order, cells: cells.map(|lag| of_lag[lag]).collect() };
    cholesky(&mut table, 0)?;
    let mut rho = of_lag[1..].to_vec();
    forward(&table, &mut rho);
    backward(&table, &mut rho);
    Some(rho)
}
