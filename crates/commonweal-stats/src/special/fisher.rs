//! Fisher's F distribution, a beta distribution of odds.

use super::{Side, Sides, beta};

/// Probability of an F value at or below `x`.
///
/// # Example
/// ```
/// use commonweal_stats::special::f_cdf;
/// assert!((f_cdf(1.0, 7.0, 7.0) - 0.5).abs() < 1e-15);
/// ```
#[must_use]
pub fn f_cdf(x: f64, numerator_degrees: f64, denominator_degrees: f64) -> f64 {
    sides(x, numerator_degrees, denominator_degrees).below.value()
}

/// Probability of an F value above `x`: the p-value of a test.
///
/// # Example
/// ```
/// use commonweal_stats::special::f_upper_tail;
/// assert!((f_upper_tail(4.9646027437307145, 1.0, 10.0) - 0.05).abs() < 1e-13);
/// ```
#[must_use]
pub fn f_upper_tail(x: f64, numerator_degrees: f64, denominator_degrees: f64) -> f64 {
    sides(x, numerator_degrees, denominator_degrees).above.value()
}

/// The F value with this probability below it.
///
/// # Example
/// ```
/// use commonweal_stats::special::f_quantile;
/// assert!((f_quantile(0.95, 1.0, 10.0) - 4.9646027437307145).abs() < 1e-11);
/// ```
#[must_use]
pub fn f_quantile(probability: f64, numerator_degrees: f64, denominator_degrees: f64) -> f64 {
    quantile(Side::Below, probability, numerator_degrees, denominator_degrees)
}

/// The F value with this probability above it.
///
/// # Example
/// ```
/// use commonweal_stats::special::f_upper_quantile;
/// assert!((f_upper_quantile(0.05, 1.0, 10.0) - 4.9646027437307145).abs() < 1e-11);
/// ```
#[must_use]
pub fn f_upper_quantile(tail: f64, numerator_degrees: f64, denominator_degrees: f64) -> f64 {
    quantile(Side::Above, tail, numerator_degrees, denominator_degrees)
}

fn sides(x: f64, numerator_degrees: f64, denominator_degrees: f64) -> Sides {
    let part = x.max(0.0) * numerator_degrees;
    let total = part + denominator_degrees;
    let (share, rest) = if total.is_finite() { (part / total, denominator_degrees / total) } else { (1.0, 0.0) };
    if x.is_nan() {
        Sides::UNKNOWN
    } else {
        beta::sides(numerator_degrees / 2.0, denominator_degrees / 2.0, share, rest)
    }
}

fn quantile(side: Side, probability: f64, numerator_degrees: f64, denominator_degrees: f64) -> f64 {
    let log_odds = beta::log_odds_quantile(side, probability, numerator_degrees / 2.0, denominator_degrees / 2.0);
    libm::exp(log_odds) * (denominator_degrees / numerator_degrees)
}
