//! The standard normal distribution.

use std::f64::consts::{SQRT_2, TAU};

/// Error function: the probability of a normal value with variance one half between `-x` and `x`.
///
/// # Example
/// ```
/// use commonweal_stats::special::erf;
/// assert!((erf(1.0) - 0.842_700_792_949_714_9).abs() < 1e-15);
/// ```
#[must_use]
pub fn erf(x: f64) -> f64 {
    libm::erf(x)
}

/// Complement of the error function, with its digits in the far tail.
///
/// # Example
/// ```
/// use commonweal_stats::special::erfc;
/// assert!((erfc(5.0) / 1.537_459_794_428_034_8e-12 - 1.0).abs() < 1e-14);
/// ```
#[must_use]
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}

/// Probability of a standard normal value at or below `z`.
///
/// # Example
/// ```
/// use commonweal_stats::special::normal_cdf;
/// assert_eq!(format!("{:.6}", normal_cdf(-1.959963984540054)), "0.025000");
/// ```
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    normal_upper_tail(-z)
}

/// Probability of a standard normal value above `z`.
///
/// # Example
/// ```
/// use commonweal_stats::special::normal_upper_tail;
/// assert!((normal_upper_tail(10.0) / 7.619853024160526e-24 - 1.0).abs() < 1e-13);
/// ```
#[must_use]
pub fn normal_upper_tail(z: f64) -> f64 {
    0.5 * libm::erfc(z / SQRT_2)
}

/// The `z` with this probability below it; infinite for 0 and 1.
///
/// # Example
/// ```
/// use commonweal_stats::special::normal_quantile;
/// assert!((normal_quantile(0.975) - 1.959963984540054).abs() < 1e-14);
/// ```
#[must_use]
pub fn normal_quantile(probability: f64) -> f64 {
    -normal_upper_quantile(probability)
}

/// The `z` with this probability above it; infinite for 0 and 1.
///
/// A rough start from the leading term of the tail, then Halley's steps on the tail itself. Working from the tail, not
/// from one minus it, keeps every digit at high confidence levels; near the middle the distance from one half is used.
///
/// Source of the start: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.22.
///
/// # Example
/// ```
/// use commonweal_stats::special::normal_upper_quantile;
/// assert!((normal_upper_quantile(0.001) - 3.0902323061678135).abs() < 1e-14);
/// assert!((normal_upper_quantile(1e-100) - 21.273453560965324).abs() < 1e-11);
/// ```
#[must_use]
pub fn normal_upper_quantile(tail: f64) -> f64 {
    if tail > 0.5 && tail <= 1.0 {
        return -of_smaller_tail(1.0 - tail);
    }
    if (0.0..=0.5).contains(&tail) { of_smaller_tail(tail) } else { f64::NAN }
}

fn of_smaller_tail(tail: f64) -> f64 {
    if tail == 0.0 {
        return f64::INFINITY;
    }
    if tail == 0.5 {
        return 0.0;
    }
    let t = libm::sqrt(-2.0 * libm::log(tail));
    let mut z = if tail > 0.25 {
        (0.5 - tail) * libm::sqrt(TAU)
    } else {
        t - (2.30753 + 0.27061 * t) / (1.0 + 0.99229 * t + 0.04481 * t * t)
    };
    for _ in 0..10 {
        let excess = if tail > 0.25 { (0.5 - tail) - 0.5 * libm::erf(z / SQRT_2) } else { normal_upper_tail(z) - tail };
        let density = libm::exp(-0.5 * z * z) / libm::sqrt(TAU);
        let newton = excess / density;
        let step = newton / (1.0 - 0.5 * z * newton);
        z += step;
        if step.abs() <= 1e-16 * z {
            break;
        }
    }
    z
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_of_a_quantile_is_the_tail_asked_for() {
        for n in 1..1000 {
            let tail = f64::from(n) / 1000.0;
            assert!((normal_upper_tail(normal_upper_quantile(tail)) - tail).abs() <= 1e-14, "tail {tail}");
        }
    }

    #[test]
    fn what_is_no_probability_has_no_quantile() {
        for tail in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            assert!(normal_quantile(tail).is_nan());
        }
        assert_eq!((normal_quantile(0.0), normal_quantile(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
        assert_eq!(normal_quantile(0.5), 0.0);
    }
}
