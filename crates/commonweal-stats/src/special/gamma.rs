//! The gamma distribution with unit scale, and the chi-squared, which is twice a gamma value of half the degrees of
//! freedom. Quantiles of the gamma are the exact limits of a Poisson count.

use super::density::{log_gamma_density, log_gamma_one_plus, log_poisson};
use super::{Side, Sides, Tail, normal_upper_quantile, root, temme};

/// Natural logarithm of the gamma function, for `x` above zero; `NaN` otherwise.
///
/// # Example
/// ```
/// use commonweal_stats::special::log_gamma;
/// assert!((log_gamma(5.0) - 24.0_f64.ln()).abs() < 1e-14); // gamma(5) = 4!
/// ```
#[must_use]
pub fn log_gamma(x: f64) -> f64 {
    match x {
        x if x.is_nan() || x <= 0.0 => f64::NAN,
        x if (x - 1.0).abs() <= 0.25 => log_gamma_one_plus(x - 1.0),
        x if (x - 2.0).abs() <= 0.25 => log_gamma_one_plus(x - 2.0) + libm::log1p(x - 2.0),
        x => libm::lgamma(x),
    }
}

/// Probability of a gamma value of this shape at or below `x`: the regularised lower incomplete gamma function P.
///
/// # Example
/// ```
/// use commonweal_stats::special::gamma_cdf;
/// // A shape of 1 is the exponential distribution.
/// assert!((gamma_cdf(2.0, 1.0) - (1.0 - (-2.0_f64).exp())).abs() < 1e-15);
/// ```
#[must_use]
pub fn gamma_cdf(x: f64, shape: f64) -> f64 {
    sides(x, shape).below.value()
}

/// Probability of a gamma value above `x`: the regularised upper incomplete gamma function Q.
///
/// # Example
/// ```
/// use commonweal_stats::special::gamma_upper_tail;
/// assert!((gamma_upper_tail(100.0, 1.0) / (-100.0_f64).exp() - 1.0).abs() < 1e-13);
/// ```
#[must_use]
pub fn gamma_upper_tail(x: f64, shape: f64) -> f64 {
    sides(x, shape).above.value()
}

/// The `x` with this probability below it. The lower limit of a count of events is the quantile of its shape.
///
/// # Example
/// ```
/// use commonweal_stats::special::gamma_quantile;
/// // Garwood 1936: 5 events, 95% limits 1.62 to 11.67
/// assert_eq!(format!("{:.2}", gamma_quantile(0.025, 5.0)), "1.62");
/// ```
#[must_use]
pub fn gamma_quantile(probability: f64, shape: f64) -> f64 {
    quantile(Side::Below, probability, shape)
}

/// The `x` with this probability above it. The upper limit of a count of events is that of the next shape.
///
/// # Example
/// ```
/// use commonweal_stats::special::gamma_upper_quantile;
/// assert_eq!(format!("{:.2}", gamma_upper_quantile(0.025, 5.0 + 1.0)), "11.67");
/// ```
#[must_use]
pub fn gamma_upper_quantile(tail: f64, shape: f64) -> f64 {
    quantile(Side::Above, tail, shape)
}

/// Probability of a chi-squared value at or below `x`.
///
/// # Example
/// ```
/// use commonweal_stats::special::chi_squared_cdf;
/// assert!((chi_squared_cdf(3.841458820694124, 1.0) - 0.95).abs() < 1e-13);
/// ```
#[must_use]
pub fn chi_squared_cdf(x: f64, degrees_of_freedom: f64) -> f64 {
    gamma_cdf(x / 2.0, degrees_of_freedom / 2.0)
}

/// Probability of a chi-squared value above `x`: the p-value of a test.
///
/// # Example
/// ```
/// use commonweal_stats::special::chi_squared_upper_tail;
/// assert!((chi_squared_upper_tail(3.841458820694124, 1.0) - 0.05).abs() < 1e-13);
/// ```
#[must_use]
pub fn chi_squared_upper_tail(x: f64, degrees_of_freedom: f64) -> f64 {
    gamma_upper_tail(x / 2.0, degrees_of_freedom / 2.0)
}

/// The chi-squared value with this probability below it.
///
/// # Example
/// ```
/// use commonweal_stats::special::chi_squared_quantile;
/// assert!((chi_squared_quantile(0.95, 1.0) - 3.841458820694124).abs() < 1e-12);
/// ```
#[must_use]
pub fn chi_squared_quantile(probability: f64, degrees_of_freedom: f64) -> f64 {
    2.0 * gamma_quantile(probability, degrees_of_freedom / 2.0)
}

/// The chi-squared value with this probability above it.
///
/// # Example
/// ```
/// use commonweal_stats::special::chi_squared_upper_quantile;
/// assert!((chi_squared_upper_quantile(0.05, 1.0) - 3.841458820694124).abs() < 1e-12);
/// ```
#[must_use]
pub fn chi_squared_upper_quantile(tail: f64, degrees_of_freedom: f64) -> f64 {
    2.0 * gamma_upper_quantile(tail, degrees_of_freedom / 2.0)
}

/// Both sides of `x`, each by the formula that keeps its digits.
fn sides(x: f64, shape: f64) -> Sides {
    if !(shape > 0.0 && shape.is_finite()) || x.is_nan() {
        return Sides::UNKNOWN;
    }
    if x <= 0.0 {
        return Sides::BEFORE_THE_START;
    }
    if x == f64::INFINITY {
        return Sides::AFTER_THE_END;
    }
    if shape < 1.0 && x < 1.1 {
        return Sides { below: lower_series(shape, x), above: Tail::of(upper_of_small(shape, x)) };
    }
    if temme::applies(shape, x) {
        return temme::sides(shape, x);
    }
    if x < shape + 1.0 {
        Sides::from_below(lower_series(shape, x))
    } else {
        Sides::from_above(upper_fraction(shape, x))
    }
}

/// The power series of the lower side, for x up to about the shape.
fn lower_series(shape: f64, x: f64) -> Tail {
    let mut term = 1.0;
    let mut sum = 1.0;
    let mut n = shape;
    while term > sum * 1e-18 {
        n += 1.0;
        term *= x / n;
        sum += term;
    }
    Tail { log_scale: log_poisson(shape, x), factor: sum }
}

/// The upper side for a shape below 1 and a small x, where one minus the lower side would lose digits.
fn upper_of_small(shape: f64, x: f64) -> f64 {
    let log_lead = shape * libm::log(x) - log_gamma_one_plus(shape);
    let mut power = 1.0;
    let mut sum = 0.0_f64;
    for n in 1..60 {
        let n = f64::from(n);
        power *= -x / n;
        let term = power / (n + shape);
        sum += term;
        if term.abs() <= 1e-18 * sum.abs() {
            break;
        }
    }
    -libm::expm1(log_lead) - libm::exp(log_lead) * shape * sum
}

/// Legendre's continued fraction of the upper side by Lentz's method, for x above the shape.
fn upper_fraction(shape: f64, x: f64) -> Tail {
    let mut b = x + 1.0 - shape;
    let mut c = f64::MAX;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for n in 1..1000 {
        let n = f64::from(n);
        let a = -n * (n - shape);
        b += 2.0;
        d = 1.0 / (a * d + b);
        c = b + a / c;
        fraction *= d * c;
        if (d * c - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    Tail { log_scale: log_poisson(shape, x), factor: fraction * shape }
}

fn quantile(side: Side, probability: f64, shape: f64) -> f64 {
    let Some((side, tail)) = side.smaller(probability) else { return f64::NAN };
    if !(shape > 0.0 && shape.is_finite()) {
        return f64::NAN;
    }
    if tail == 0.0 {
        return if side == Side::Below { 0.0 } else { f64::INFINITY };
    }
    let log_tail = libm::log(tail);
    // Alone, the first term of the series of the lower side; exact where x is far below 1.
    let first_term = (log_tail + log_gamma_one_plus(shape)) / shape;
    if side == Side::Below && first_term < -40.0 {
        return libm::exp(first_term);
    }
    let log_x = root::of_log_concave(start(side, tail, shape, first_term), log_tail, side == Side::Below, |log_x| {
        let x = libm::exp(log_x);
        (sides(x, shape).on(side).log(), log_gamma_density(shape, x))
    });
    libm::exp(log_x)
}

/// Where to look first, as the logarithm of x: Wilson and Hilferty's cube of a normal value, where it means something.
fn start(side: Side, tail: f64, shape: f64, first_term: f64) -> f64 {
    let z = normal_upper_quantile(tail) * if side == Side::Below { -1.0 } else { 1.0 };
    let cube_root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * libm::sqrt(shape));
    if cube_root > 0.3 {
        libm::log(shape) + 3.0 * libm::log(cube_root)
    } else if side == Side::Below {
        first_term
    } else {
        libm::log1p(-libm::log(tail)) // to the right of the answer for a small shape
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_of_one_is_the_exponential() {
        for tail in [0.025, 0.001, 0.05, 0.6] {
            let (upper, lower) = (-libm::log(tail), -libm::log1p(-tail));
            assert!((gamma_upper_quantile(tail, 1.0) - upper).abs() <= 1e-14 * upper);
            assert!((gamma_quantile(tail, 1.0) - lower).abs() <= 1e-14 * lower);
        }
    }

    #[test]
    fn a_vanishing_shape_has_its_quantile_at_zero() {
        assert_eq!(gamma_quantile(0.025, 1e-4), 0.0);
        assert_eq!(gamma_quantile(0.025, f64::MIN_POSITIVE), 0.0);
    }

    #[test]
    fn the_ends_of_the_distribution_are_exact() {
        assert_eq!((gamma_cdf(0.0, 2.0), gamma_upper_tail(0.0, 2.0)), (0.0, 1.0));
        assert_eq!((gamma_cdf(f64::INFINITY, 2.0), gamma_upper_tail(f64::INFINITY, 2.0)), (1.0, 0.0));
        assert_eq!((gamma_quantile(0.0, 2.0), gamma_quantile(1.0, 2.0)), (0.0, f64::INFINITY));
        for shape in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(gamma_cdf(1.0, shape).is_nan() && gamma_quantile(0.5, shape).is_nan());
        }
    }
}
