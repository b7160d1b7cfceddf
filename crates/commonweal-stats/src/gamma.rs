//! Quantiles of the gamma distribution with unit scale, which are the exact limits of a Poisson count (half a
//! chi-squared quantile with twice the degrees of freedom).

/// Newton's error squares with each step, so a step this small has already reached the last digit.
const LAST_STEP: f64 = 1e-9;

/// The `x` with probability `tail` below it, for a shape above zero. Zero where the answer underflows.
pub(crate) fn lower_quantile(shape: f64, tail: f64) -> f64 {
    // The log of the lower tail is concave in the log of x, so Newton's steps from below never overshoot; the first
    // term of the series, alone, gives a start that is always below.
    let mut log_x = (libm::log(tail) + libm::lgamma(shape + 1.0)) / shape;
    for _ in 0..200 {
        let x = libm::exp(log_x);
        if x == 0.0 {
            return 0.0;
        }
        let series = lower_series(shape, x);
        let log_tail = shape * log_x - x - libm::lgamma(shape + 1.0) + libm::log(series);
        let step = (libm::log(tail) - log_tail) * series / shape;
        log_x += step;
        if step.abs() <= LAST_STEP {
            break;
        }
    }
    libm::exp(log_x)
}

/// The `x` with probability `tail` above it, for a shape of at least 1 and a tail of at most 0.05.
pub(crate) fn upper_quantile(shape: f64, tail: f64) -> f64 {
    // The log of the upper tail is concave in x for these shapes: after one step Newton stays above the root and falls.
    let mut x = shape + 2.0 * libm::sqrt(shape) + 2.0;
    for _ in 0..200 {
        let log_density = (shape - 1.0) * libm::log(x) - x - libm::lgamma(shape);
        let upper = if x < shape + 1.0 {
            1.0 - lower_series(shape, x) * x * libm::exp(log_density) / shape
        } else {
            upper_fraction(shape, x) * x * libm::exp(log_density)
        };
        let step = (libm::log(upper) - libm::log(tail)) * upper / libm::exp(log_density);
        x += step;
        if step.abs() <= LAST_STEP * x {
            break;
        }
    }
    x
}

/// Lower tail divided by its leading term x^a e^-x / gamma(a + 1).
fn lower_series(shape: f64, x: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 1.0;
    let mut n = shape;
    while term > sum * 1e-18 {
        n += 1.0;
        term *= x / n;
        sum += term;
    }
    sum
}

/// Upper tail divided by x^a e^-x / gamma(a): Lentz's evaluation of Legendre's continued fraction, for x above a + 1.
fn upper_fraction(shape: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - shape;
    let mut c = f64::MAX;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for n in 1..500 {
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
    fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_of_one_is_the_exponential() {
        for tail in [0.025, 0.001, 0.05] {
            let upper = -libm::log(tail);
            let lower = -libm::log1p(-tail);
            assert!((upper_quantile(1.0, tail) - upper).abs() <= 1e-14 * upper);
            assert!((lower_quantile(1.0, tail) - lower).abs() <= 1e-14 * lower);
        }
    }

    #[test]
    fn a_vanishing_shape_has_its_quantile_at_zero() {
        assert_eq!(lower_quantile(1e-4, 0.025), 0.0);
        assert_eq!(lower_quantile(f64::MIN_POSITIVE, 0.025), 0.0);
    }
}
