//! How far the units spread beyond chance, once the outermost no longer decide it.

use crate::funnel::error::FunnelError;

/// Values with the outermost pulled in to a quantile.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::overdispersion::winsorised;
/// let pulled = winsorised(&[-9.0, -1.0, 0.0, 1.0, 9.0], 0.25)?;
/// assert_eq!(pulled.values, [-1.0, -1.0, 0.0, 1.0, 1.0]);
/// assert_eq!((pulled.lowest, pulled.highest), (-1.0, 1.0));
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Winsorised {
    /// The lower quantile: no value is below it.
    pub lowest: f64,
    /// The upper quantile: no value is above it.
    pub highest: f64,
    /// The values, pulled in.
    pub values: Vec<f64>,
}

impl Winsorised {
    /// Whether a value counts as one of the outermost: at or beyond a quantile.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::funnel::overdispersion::winsorised;
    /// let pulled = winsorised(&[-9.0, -1.0, 0.0, 1.0, 9.0], 0.25)?;
    /// assert!(pulled.is_outermost(-1.0) && !pulled.is_outermost(0.0));
    /// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
    /// ```
    #[must_use]
    pub fn is_outermost(&self, value: f64) -> bool {
        !(value > self.lowest && value < self.highest)
    }
}

/// Pulls a share of the values at each end in to the quantile there.
///
/// Quantiles lie between neighbouring values in proportion (Hyndman and Fan's definition 7).
///
/// # Errors
/// `NoUnits`; `TrimOutOfRange` for a share below 0 or from 0.5 up; `Missing` for a value that is not finite.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::overdispersion::winsorised;
/// let z = [0.5, -3.0, 1.0, 4.0, -0.5, 2.0];
/// assert_eq!(winsorised(&z, 0.2)?.values, [0.5, -0.5, 1.0, 2.0, -0.5, 2.0]);
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
pub fn winsorised(values: &[f64], share: f64) -> Result<Winsorised, FunnelError> {
    if let Some(index) = values.iter().position(|value| !value.is_finite()) {
        return Err(FunnelError::Missing { index, what: "value" });
    }
    let sorted = sorted(values, share)?;
    let (lowest, highest) = (quantile(&sorted, share), quantile(&sorted, 1.0 - share));
    // Rounding may leave the quantiles of equal values an ulp out of order.
    let highest = highest.max(lowest);
    Ok(Winsorised { lowest, highest, values: values.iter().map(|value| value.clamp(lowest, highest)).collect() })
}

/// Which values are dropped when a share at each end is: `true` for those that go.
///
/// Equal values share their average rank. The value of rank r among n goes when ⌊r·k/(n + 1)⌋, with k = 1/share, is 0 or
/// at least k − 1: for a share of 0.1 the outer tenths.
///
/// Source: NHS Digital, Summary Hospital-level Mortality Indicator methodology.
///
/// # Errors
/// As [`winsorised`]; infinite values are allowed, they are the outermost.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::overdispersion::truncated;
/// assert_eq!(truncated(&[5.0, -5.0, 0.0, 1.0], 0.25)?, [true, true, false, false]);
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
pub fn truncated(values: &[f64], share: f64) -> Result<Vec<bool>, FunnelError> {
    let sorted = sorted(values, share)?;
    if share == 0.0 {
        return Ok(vec![false; values.len()]);
    }
    let parts = 1.0 / share;
    let goes = |value: &f64| {
        let below = sorted.partition_point(|other| other < value);
        let up_to = sorted.partition_point(|other| other <= value);
        let rank = (below + 1 + up_to) as f64 / 2.0;
        let part = (rank * parts / (values.len() + 1) as f64).floor();
        !(part > 0.0 && part < parts - 1.0)
    };
    Ok(values.iter().map(goes).collect())
}

/// The dispersion ratio φ: the mean square of z-scores. About 1 where only chance spreads the units; zero of none.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::overdispersion::dispersion_ratio;
/// assert_eq!(dispersion_ratio(&[1.0, -2.0, 2.0]), 3.0);
/// ```
#[must_use]
pub fn dispersion_ratio(z: &[f64]) -> f64 {
    if z.is_empty() { 0.0 } else { z.iter().map(|z| z * z).sum::<f64>() / z.len() as f64 }
}

/// The variance between units τ², by DerSimonian and Laird's moments, from the dispersion ratio and the standard errors
/// of the same units: what must be added to each unit's own variance to explain the spread. Zero where chance explains it.
///
/// # Errors
/// `TooFewUnits` below two; `TooLarge` where the standard errors leave no number.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::overdispersion::between_variance;
/// let within = [0.1, 0.1, 0.1];
/// assert_eq!(format!("{:.4}", between_variance(3.0, &within)?), "0.0350"); // 0.01 x (3 x 3 - 2) / (3 - 1)
/// assert_eq!(between_variance(0.5, &within)?, 0.0);
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
pub fn between_variance(dispersion_ratio: f64, standard_errors: &[f64]) -> Result<f64, FunnelError> {
    let units = standard_errors.len() as f64;
    if standard_errors.len() < 2 {
        return Err(FunnelError::TooFewUnits { minimum: 2 });
    }
    if units * dispersion_ratio < units - 1.0 {
        return Ok(0.0);
    }
    let weight = |standard_error: &f64| 1.0 / (standard_error * standard_error);
    let weights: f64 = standard_errors.iter().map(weight).sum();
    let squares: f64 = standard_errors.iter().map(|s| weight(s) * weight(s)).sum();
    let variance = (units * dispersion_ratio - (units - 1.0)) / (weights - squares / weights);
    if variance.is_finite() {
        Ok(variance.max(0.0))
    } else {
        Err(FunnelError::TooLarge { what: "the variance between units" })
    }
}

fn sorted(values: &[f64], share: f64) -> Result<Vec<f64>, FunnelError> {
    if values.is_empty() {
        return Err(FunnelError::NoUnits);
    }
    if !(0.0..0.5).contains(&share) {
        return Err(FunnelError::TrimOutOfRange);
    }
    if let Some(index) = values.iter().position(|value| value.is_nan()) {
        return Err(FunnelError::Missing { index, what: "value" });
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    Ok(sorted)
}

/// Quantile of sorted values. At a whole position it is that value, untouched by its neighbour.
fn quantile(sorted: &[f64], probability: f64) -> f64 {
    let position = 1.0 + (sorted.len() - 1) as f64 * probability;
    let (below, part) = (position.floor(), position - position.floor());
    let low = sorted[below as usize - 1];
    let high = sorted[(position.ceil() as usize).min(sorted.len()) - 1];
    if part > 0.0 && high != low { (1.0 - part) * low + part * high } else { low }
}
