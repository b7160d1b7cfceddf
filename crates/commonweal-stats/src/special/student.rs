//! Student's t distribution.

use super::{Side, beta};

/// Probability of a t value at or below `t`; degrees of freedom may be fractional.
///
/// # Example
/// ```
/// use commonweal_stats::special::t_cdf;
/// assert!((t_cdf(1.0, 1.0) - 0.75).abs() < 1e-15); // one degree of freedom is the Cauchy distribution
/// ```
#[must_use]
pub fn t_cdf(t: f64, degrees_of_freedom: f64) -> f64 {
    t_upper_tail(-t, degrees_of_freedom)
}

/// Probability of a t value above `t`.
///
/// # Example
/// ```
/// use commonweal_stats::special::t_upper_tail;
/// assert!((t_upper_tail(12.706204736174705, 1.0) - 0.025).abs() < 1e-14);
/// ```
#[must_use]
pub fn t_upper_tail(t: f64, degrees_of_freedom: f64) -> f64 {
    let square = t * t;
    let total = degrees_of_freedom + square;
    let (x, y) = if total.is_finite() { (degrees_of_freedom / total, square / total) } else { (0.0, 1.0) };
    let beyond = beta::sides(degrees_of_freedom / 2.0, 0.5, x, y);
    if t.is_nan() {
        f64::NAN
    } else if t < 0.0 {
        0.5 + 0.5 * beyond.above.value()
    } else {
        0.5 * beyond.below.value()
    }
}

/// The t value with this probability below it.
///
/// # Example
/// ```
/// use commonweal_stats::special::t_quantile;
/// assert!((t_quantile(0.975, 29.0) - 2.045229642132703).abs() < 1e-12);
/// ```
#[must_use]
pub fn t_quantile(probability: f64, degrees_of_freedom: f64) -> f64 {
    -t_upper_quantile(probability, degrees_of_freedom)
}

/// The t value with this probability above it.
///
/// # Example
/// ```
/// use commonweal_stats::special::t_upper_quantile;
/// assert!((t_upper_quantile(0.025, 1.0) - 12.706204736174705).abs() < 1e-11);
/// ```
#[must_use]
pub fn t_upper_quantile(tail: f64, degrees_of_freedom: f64) -> f64 {
    if !((0.0..=1.0).contains(&tail) && degrees_of_freedom > 0.0 && degrees_of_freedom.is_finite()) {
        return f64::NAN;
    }
    if tail > 0.5 {
        return -of_smaller_tail(1.0 - tail, degrees_of_freedom);
    }
    of_smaller_tail(tail, degrees_of_freedom)
}

/// t² over the degrees of freedom are the odds of a beta value. Near the middle its lower side has the digits, far out
/// its upper side.
fn of_smaller_tail(tail: f64, degrees_of_freedom: f64) -> f64 {
    let (side, probability) = if tail > 0.25 { (Side::Below, 1.0 - 2.0 * tail) } else { (Side::Above, 2.0 * tail) };
    let log_odds = beta::log_odds_quantile(side, probability, 0.5, degrees_of_freedom / 2.0);
    libm::exp(0.5 * log_odds) * libm::sqrt(degrees_of_freedom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_ends_are_exact() {
        assert_eq!((t_quantile(0.5, 3.0), t_cdf(0.0, 3.0)), (0.0, 0.5));
        assert_eq!((t_quantile(0.0, 3.0), t_quantile(1.0, 3.0)), (f64::NEG_INFINITY, f64::INFINITY));
        assert_eq!((t_cdf(f64::NEG_INFINITY, 3.0), t_cdf(f64::INFINITY, 3.0)), (0.0, 1.0));
        assert!(t_cdf(f64::NAN, 3.0).is_nan() && t_cdf(1.0, 0.0).is_nan() && t_quantile(1.5, 3.0).is_nan());
    }
}
