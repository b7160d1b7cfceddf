//! Densities of the gamma and beta distributions without loss of digits where the parameters are large: what Stirling's
//! formula misses and how far a value lies from its mean are worked out directly, not as differences of large logarithms.
//!
//! Source: Loader 2000, Fast and Accurate Computation of Binomial Probabilities.

const HALF_LOG_TAU: f64 = 0.918_938_533_204_672_7;

/// Logarithms of gamma(1 + a) near a = 0: Euler's constant and zeta(k) / k with alternating signs.
const LOG_GAMMA_NEAR_ONE: [f64; 30] = [
    -0.577_215_664_901_532_9,
    0.822_467_033_424_113_2,
    -0.400_685_634_386_531_4,
    0.270_580_808_427_784_55,
    -0.207_385_551_028_673_98,
    0.169_557_176_997_408_2,
    -0.144_049_896_768_846_1,
    0.125_509_669_524_743_04,
    -0.111_334_265_869_564_69,
    0.100_099_457_512_781_8,
    -0.090_954_017_145_829_04,
    0.083_353_840_546_109,
    -0.076_932_516_411_352_2,
    0.071_432_946_295_361_34,
    -0.066_668_705_882_420_47,
    0.062_500_955_141_213_04,
    -0.058_823_978_658_684_58,
    0.055_555_767_627_403_61,
    -0.052_631_679_379_616_66,
    0.050_000_047_698_101_69,
    -0.047_619_070_330_142_23,
    0.045_454_556_293_204_67,
    -0.043_478_266_053_040_26,
    0.041_666_669_150_341_21,
    -0.040_000_001_192_140_14,
    0.038_461_539_034_675_19,
    -0.037_037_037_312_989_325,
    0.035_714_285_847_333_36,
    -0.034_482_758_684_919_3,
    0.033_333_333_364_377_58,
];

/// Logarithm of gamma(1 + a) for a above -1, with every digit where a is near zero.
pub(super) fn log_gamma_one_plus(a: f64) -> f64 {
    if a.abs() <= 0.25 {
        a * LOG_GAMMA_NEAR_ONE.iter().rev().fold(0.0, |sum, coefficient| sum * a + coefficient)
    } else {
        libm::lgamma(1.0 + a)
    }
}

/// Logarithm of gamma(x + 1) less Stirling's formula for it.
pub(super) fn stirling_error(x: f64) -> f64 {
    if x < 15.0 {
        return log_gamma_one_plus(x) - (x + 0.5) * libm::log(x) + x - HALF_LOG_TAU;
    }
    let square = x * x;
    let tail = 1.0 / 1188.0 - (691.0 / 360_360.0) / square;
    let tail = 1.0 / 1680.0 - tail / square;
    let tail = 1.0 / 1260.0 - tail / square;
    let tail = 1.0 / 360.0 - tail / square;
    (1.0 / 12.0 - tail / square) / x
}

/// `x ln(x / mean) + mean - x`: half the deviance of x from its mean, never negative. `rest` is the part of the mean that
/// did not fit in the double.
pub(super) fn deviance(x: f64, mean: f64, rest: f64) -> f64 {
    let difference = x - mean;
    let middle = difference / (x + mean);
    let plain = if middle.abs() < 0.5 {
        // The series of the logarithm in (x - mean) / (x + mean).
        let square = middle * middle;
        let mut power = middle;
        let mut sum = 0.0;
        let mut odd = 3.0;
        loop {
            power *= square;
            let term = power / odd;
            let next = sum + term;
            if next == sum || odd > 200.0 {
                break;
            }
            sum = next;
            odd += 2.0;
        }
        difference * middle + 2.0 * x * sum
    } else if x == 0.0 {
        mean
    } else {
        x * (libm::log(x) - libm::log(mean)) + mean - x
    };
    if rest == 0.0 { plain } else { plain + rest * (1.0 - x / mean) }
}

/// Logarithm of `x^a e^-x / gamma(a + 1)`: the probability of a events where x are expected.
pub(super) fn log_poisson(a: f64, x: f64) -> f64 {
    if a < 10.0 {
        a * libm::log(x) - x - log_gamma_one_plus(a)
    } else {
        -0.5 * libm::log(a) - HALF_LOG_TAU - stirling_error(a) - deviance(a, x, 0.0)
    }
}

/// Logarithm of `x^a e^-x / gamma(a)`: the density of the gamma distribution in the logarithm of x.
pub(super) fn log_gamma_density(a: f64, x: f64) -> f64 {
    log_poisson(a, x) + libm::log(a)
}

/// Logarithm of `x^a y^b / B(a, b)` with y = 1 - x: the density of the beta distribution in the log of the odds of x.
pub(super) fn log_beta_density(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let (n, n_rest) = exact_sum(a, b);
    // One of x and y was rounded when it was made of the other: what is missing goes to the larger.
    let missing = (1.0 - x.max(y)) - x.min(y);
    let (x_rest, y_rest) = if x > y { (missing, 0.0) } else { (0.0, missing) };
    let (mean, mean_rest) = exact_product(n, x);
    let (other, other_rest) = exact_product(n, y);
    let misfit = deviance(a, mean, mean_rest + n * x_rest + n_rest * x)
        + deviance(b, other, other_rest + n * y_rest + n_rest * y);
    let spread = 0.5 * (libm::log(a) + libm::log(b / n)) - HALF_LOG_TAU;
    stirling_error(n) - stirling_error(a) - stirling_error(b) - misfit + spread
}

/// A sum and what rounding took from it.
fn exact_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let (large, small) = if a > b { (a, b) } else { (b, a) };
    (sum, small - (sum - large))
}

/// A product and what rounding took from it, by splitting each factor in two halves (Dekker 1971).
fn exact_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    let split = |number: f64| {
        let shifted = number * 134_217_729.0;
        let high = shifted - (shifted - number);
        (high, number - high)
    };
    let ((a_high, a_low), (b_high, b_low)) = (split(a), split(b));
    let rest = a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low);
    (product, if rest.is_finite() { rest } else { 0.0 })
}
