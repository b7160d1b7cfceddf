//! The beta distribution.

use super::density::log_beta_density;
use super::gamma::log_gamma;
use super::{Side, Sides, Tail, normal_upper_quantile, root};

/// Natural logarithm of the beta function, for parameters above zero; `NaN` otherwise.
///
/// # Example
/// ```
/// use commonweal_stats::special::log_beta;
/// assert!((log_beta(2.0, 3.0) - (1.0_f64 / 12.0).ln()).abs() < 1e-14);
/// ```
#[must_use]
pub fn log_beta(a: f64, b: f64) -> f64 {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    if !(small > 0.0 && large.is_finite()) {
        return f64::NAN;
    }
    if large < 10.0 {
        return log_gamma(small) + (log_gamma(large) - log_gamma(small + large));
    }
    // x^a y^b / B(a, b) at the mean, where the deviances are zero, turned round.
    let sum = small + large;
    let (x, y) = (small / sum, large / sum);
    small * libm::log(x) + large * libm::log1p(-x) - log_beta_density(small, large, x, y)
}

/// Probability of a beta value at or below `x`: the regularised incomplete beta function.
///
/// # Example
/// ```
/// use commonweal_stats::special::beta_cdf;
/// assert!((beta_cdf(0.25, 1.0, 2.0) - 0.4375).abs() < 1e-15); // 1 - 0.75²
/// ```
#[must_use]
pub fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    sides(a, b, x, 1.0 - x).below.value()
}

/// Probability of a beta value above `x`.
///
/// # Example
/// ```
/// use commonweal_stats::special::beta_upper_tail;
/// assert!((beta_upper_tail(0.25, 1.0, 2.0) - 0.5625).abs() < 1e-15);
/// ```
#[must_use]
pub fn beta_upper_tail(x: f64, a: f64, b: f64) -> f64 {
    sides(a, b, x, 1.0 - x).above.value()
}

/// The value with this probability below it. Exact (Clopper-Pearson) limits of a proportion are such quantiles.
///
/// # Example
/// ```
/// use commonweal_stats::special::beta_quantile;
/// // 4 of 20: the exact lower 95% limit
/// assert_eq!(format!("{:.4}", beta_quantile(0.025, 4.0, 17.0)), "0.0573");
/// ```
#[must_use]
pub fn beta_quantile(probability: f64, a: f64, b: f64) -> f64 {
    share(log_odds_quantile(Side::Below, probability, a, b))
}

/// The value with this probability above it.
///
/// # Example
/// ```
/// use commonweal_stats::special::beta_upper_quantile;
/// assert_eq!(format!("{:.4}", beta_upper_quantile(0.025, 5.0, 16.0)), "0.4366");
/// ```
#[must_use]
pub fn beta_upper_quantile(tail: f64, a: f64, b: f64) -> f64 {
    share(log_odds_quantile(Side::Above, tail, a, b))
}

/// The share with these log odds.
fn share(log_odds: f64) -> f64 {
    if log_odds < 0.0 {
        let odds = libm::exp(log_odds);
        odds / (1.0 + odds)
    } else {
        1.0 / (1.0 + libm::exp(-log_odds))
    }
}

/// Both sides of `x`, where `y` is one minus x with all its digits.
pub(super) fn sides(a: f64, b: f64, x: f64, y: f64) -> Sides {
    if !(a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite()) || x.is_nan() || y.is_nan() {
        return Sides::UNKNOWN;
    }
    if x <= 0.0 {
        return Sides::BEFORE_THE_START;
    }
    if y <= 0.0 {
        return Sides::AFTER_THE_END;
    }
    if x <= (a + 1.0) / (a + b + 2.0) {
        Sides::from_below(fraction(a, b, x, y))
    } else {
        Sides::from_below(fraction(b, a, y, x)).turned()
    }
}

/// The continued fraction of the lower side by Lentz's method, for x up to about the mean.
///
/// Source: Didonato and Morris 1992, ACM Transactions on Mathematical Software 18, 360-373, equation 9.
fn fraction(a: f64, b: f64, x: f64, y: f64) -> Tail {
    let term = |m: f64| {
        let next = m
            + (m * (b - m) * x) / (a + 2.0 * m - 1.0)
            + (a + m) * (a * y - b * x + 1.0 + m * (2.0 - x)) / (a + 2.0 * m + 1.0);
        let over = a + 2.0 * m - 1.0;
        let before = (m * (a + m - 1.0) / over) * ((a + b + m - 1.0) / over) * (b - m) * x * x;
        (before, next)
    };
    let first = a * (a * y - b * x + 1.0) / (a + 1.0);
    let mut value = first;
    let mut c = first;
    let mut d = 0.0;
    for m in 1..10_000 {
        let (before, next) = term(f64::from(m));
        if before == 0.0 {
            break;
        }
        d = 1.0 / (next + before * d);
        c = next + before / c;
        value *= c * d;
        if (c * d - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    Tail { log_scale: log_beta_density(a, b, x, y), factor: 1.0 / value }
}

/// Log odds of the value with this probability on its side. In the log odds the density of every beta distribution has
/// a concave logarithm.
pub(super) fn log_odds_quantile(side: Side, probability: f64, a: f64, b: f64) -> f64 {
    let Some((side, tail)) = side.smaller(probability) else { return f64::NAN };
    if !(a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite()) {
        return f64::NAN;
    }
    if tail == 0.0 {
        return if side == Side::Below { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    root::of_log_concave(start(side, tail, a, b), libm::log(tail), side == Side::Below, |log_odds| {
        let (x, y) = (share(log_odds), share(-log_odds));
        (sides(a, b, x, y).on(side).log(), log_beta_density(a, b, x, y))
    })
}

/// Where to look first: the normal approximation of Abramowitz and Stegun 26.5.22, where it means something.
fn start(side: Side, tail: f64, a: f64, b: f64) -> f64 {
    let middle = libm::log(a) - libm::log(b);
    if a < 1.0 || b < 1.0 {
        return middle;
    }
    let z = normal_upper_quantile(tail) * if side == Side::Below { -1.0 } else { 1.0 };
    let (over_a, over_b) = (1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0));
    let lambda = (z * z - 3.0) / 6.0;
    let h = 2.0 / (over_a + over_b);
    if h + lambda < 0.0 {
        return middle;
    }
    // The published approximation is for the upper tail of x, with z as its deviate: w falls as x rises.
    let w = -z * libm::sqrt(h + lambda) / h - (over_b - over_a) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * h));
    middle - 2.0 * w
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_distribution_are_exact() {
        assert_eq!((beta_cdf(0.0, 2.0, 3.0), beta_upper_tail(0.0, 2.0, 3.0)), (0.0, 1.0));
        assert_eq!((beta_cdf(1.0, 2.0, 3.0), beta_upper_tail(1.0, 2.0, 3.0)), (1.0, 0.0));
        assert_eq!((beta_quantile(0.0, 2.0, 3.0), beta_quantile(1.0, 2.0, 3.0)), (0.0, 1.0));
        for a in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(beta_cdf(0.5, a, 1.0).is_nan() && beta_quantile(0.5, 1.0, a).is_nan() && log_beta(a, 1.0).is_nan());
        }
    }

    #[test]
    fn turning_the_parameters_round_turns_the_sides_round() {
        for (a, b, x) in [(2.0, 3.0, 0.25), (0.5, 40.0, 0.0625), (1e5, 3e5, 0.25)] {
            assert_eq!(beta_cdf(x, a, b), beta_upper_tail(1.0 - x, b, a));
        }
    }
}
