//! Distributions of counts: binomial and Poisson. Tails are incomplete beta and gamma functions.

use super::density::{log_beta_density, log_poisson};
use super::{beta, gamma_cdf, gamma_upper_tail, normal_quantile};

/// Probability of exactly this many events where `mean` are expected; 0 for a count that is not whole or below zero.
///
/// # Example
/// ```
/// use commonweal_stats::special::poisson_probability;
/// assert!((poisson_probability(0.0, 2.0) - (-2.0_f64).exp()).abs() < 1e-16);
/// ```
#[must_use]
pub fn poisson_probability(events: f64, mean: f64) -> f64 {
    if !(mean >= 0.0 && mean.is_finite()) || events.is_nan() {
        return f64::NAN;
    }
    if events < 0.0 || events != libm::floor(events) || events == f64::INFINITY {
        return 0.0;
    }
    if mean == 0.0 {
        return if events == 0.0 { 1.0 } else { 0.0 };
    }
    libm::exp(log_poisson(events, mean))
}

/// Probability of this many events or fewer where `mean` are expected.
///
/// # Example
/// ```
/// use commonweal_stats::special::poisson_cdf;
/// assert!((poisson_cdf(1.0, 2.0) - 3.0 * (-2.0_f64).exp()).abs() < 1e-15);
/// ```
#[must_use]
pub fn poisson_cdf(events: f64, mean: f64) -> f64 {
    counted(events, mean, gamma_upper_tail, [0.0, 1.0])
}

/// Probability of more than this many events where `mean` are expected.
///
/// # Example
/// ```
/// use commonweal_stats::special::{poisson_cdf, poisson_upper_tail};
/// assert!((poisson_upper_tail(7.0, 5.5) + poisson_cdf(7.0, 5.5) - 1.0).abs() < 1e-15);
/// ```
#[must_use]
pub fn poisson_upper_tail(events: f64, mean: f64) -> f64 {
    counted(events, mean, gamma_cdf, [1.0, 0.0])
}

/// A side of a Poisson count; `ends` are its values below no events and where there is no mean or no end of events.
fn counted(events: f64, mean: f64, side: fn(f64, f64) -> f64, ends: [f64; 2]) -> f64 {
    if !(mean >= 0.0 && mean.is_finite()) || events.is_nan() {
        return f64::NAN;
    }
    if events < 0.0 {
        return ends[0];
    }
    if mean == 0.0 || events == f64::INFINITY {
        return ends[1];
    }
    side(mean, libm::floor(events) + 1.0)
}

/// The least number of events whose [`poisson_cdf`] reaches this probability.
///
/// # Example
/// ```
/// use commonweal_stats::special::poisson_quantile;
/// assert_eq!(poisson_quantile(0.975, 5.0), 10.0);
/// ```
#[must_use]
pub fn poisson_quantile(probability: f64, mean: f64) -> f64 {
    if !((0.0..=1.0).contains(&probability) && mean >= 0.0 && mean.is_finite()) {
        return f64::NAN;
    }
    if probability == 1.0 && mean > 0.0 {
        return f64::INFINITY;
    }
    let guess = mean + normal_quantile(probability.max(1e-300)) * libm::sqrt(mean);
    first_that_reaches(guess, f64::INFINITY, probability, |events| {
        [poisson_cdf(events, mean), poisson_upper_tail(events, mean)]
    })
}

/// Probability of exactly this many successes of `trials`, each with the same `chance`; 0 for a count that is not whole
/// or cannot be.
///
/// # Example
/// ```
/// use commonweal_stats::special::binomial_probability;
/// assert!((binomial_probability(2.0, 4.0, 0.5) - 0.375).abs() < 1e-15);
/// ```
#[must_use]
pub fn binomial_probability(successes: f64, trials: f64, chance: f64) -> f64 {
    if !possible(trials, chance) || successes.is_nan() {
        return f64::NAN;
    }
    if successes < 0.0 || successes > trials || successes != libm::floor(successes) {
        return 0.0;
    }
    let failures = trials - successes;
    if chance == 0.0 || chance == 1.0 {
        return if successes == trials * chance { 1.0 } else { 0.0 };
    }
    if successes == 0.0 {
        return libm::exp(trials * libm::log1p(-chance));
    }
    if failures == 0.0 {
        return libm::exp(trials * libm::log(chance));
    }
    // The beta density in the log odds is the probability times successes x failures / trials.
    libm::exp(log_beta_density(successes, failures, chance, 1.0 - chance)) * (trials / successes / failures)
}

/// Probability of this many successes or fewer of `trials`.
///
/// # Example
/// ```
/// use commonweal_stats::special::binomial_cdf;
/// assert!((binomial_cdf(1.0, 4.0, 0.5) - 0.3125).abs() < 1e-15);
/// ```
#[must_use]
pub fn binomial_cdf(successes: f64, trials: f64, chance: f64) -> f64 {
    binomial_sides(successes, trials, chance)[0]
}

/// Probability of more than this many successes of `trials`.
///
/// # Example
/// ```
/// use commonweal_stats::special::binomial_upper_tail;
/// assert!((binomial_upper_tail(1.0, 4.0, 0.5) - 0.6875).abs() < 1e-15);
/// ```
#[must_use]
pub fn binomial_upper_tail(successes: f64, trials: f64, chance: f64) -> f64 {
    binomial_sides(successes, trials, chance)[1]
}

fn binomial_sides(successes: f64, trials: f64, chance: f64) -> [f64; 2] {
    if !possible(trials, chance) || successes.is_nan() {
        return [f64::NAN; 2];
    }
    let successes = libm::floor(successes);
    if successes < 0.0 {
        return [0.0, 1.0];
    }
    if successes >= trials {
        return [1.0, 0.0];
    }
    let sides = beta::sides(successes + 1.0, trials - successes, chance, 1.0 - chance);
    [sides.above.value(), sides.below.value()]
}

/// The least number of successes whose [`binomial_cdf`] reaches this probability.
///
/// # Example
/// ```
/// use commonweal_stats::special::binomial_quantile;
/// assert_eq!(binomial_quantile(0.975, 100.0, 0.5), 60.0);
/// ```
#[must_use]
pub fn binomial_quantile(probability: f64, trials: f64, chance: f64) -> f64 {
    if !(0.0..=1.0).contains(&probability) || !possible(trials, chance) {
        return f64::NAN;
    }
    let spread = libm::sqrt(trials * chance * (1.0 - chance));
    let guess = trials * chance + normal_quantile(probability.clamp(1e-300, 1.0 - f64::EPSILON)) * spread;
    first_that_reaches(guess, trials, probability, |successes| binomial_sides(successes, trials, chance))
}

/// A whole number of trials that doubles count exactly, and a chance from 0 to 1.
fn possible(trials: f64, chance: f64) -> bool {
    (0.0..=9e15).contains(&trials) && trials == libm::floor(trials) && (0.0..=1.0).contains(&chance)
}

/// The least whole number from 0 to `most` with at least `probability` at or below it: steps that double from the guess
/// until the answer is enclosed, then halves. Probabilities above one half are compared by what is left of 1.
fn first_that_reaches(guess: f64, most: f64, probability: f64, sides: impl Fn(f64) -> [f64; 2]) -> f64 {
    let reaches = |count: f64| {
        let [below, above] = sides(count);
        if probability <= 0.5 { below >= probability } else { above <= 1.0 - probability }
    };
    let guess = libm::floor(guess).max(0.0).min(most);
    let (mut not_yet, mut reached) = (-1.0, most);
    let mut step = 1.0;
    let up = !reaches(guess);
    let mut at = guess;
    loop {
        if up {
            not_yet = at
        } else {
            reached = at
        }
        at = if up { (at + step).min(most) } else { (at - step).max(-1.0) };
        step *= 2.0;
        if at < 0.0 || at == not_yet || !at.is_finite() || step > 1e300 || reaches(at) == up {
            break;
        }
    }
    if up {
        reached = at
    } else {
        not_yet = at
    }
    while reached - not_yet > 1.0 {
        let middle = libm::floor(not_yet + (reached - not_yet) / 2.0);
        if middle <= not_yet || middle >= reached {
            break;
        }
        if reaches(middle) { reached = middle } else { not_yet = middle }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_the_first_count_that_reaches_the_probability() {
        for probability in [1e-12, 0.001, 0.025, 0.3, 0.5, 0.8, 0.975, 0.999, 1.0 - 1e-12] {
            for mean in [0.01, 0.7, 5.0, 80.0, 12_345.0] {
                let events = poisson_quantile(probability, mean);
                let left = 1.0 - probability;
                assert!(poisson_upper_tail(events, mean) <= left || poisson_cdf(events, mean) >= probability);
                assert!(events == 0.0 || poisson_cdf(events - 1.0, mean) < probability, "{probability} {mean}");
            }
            for (trials, chance) in [(1.0, 0.5), (20.0, 0.1), (1000.0, 0.97), (100_000.0, 0.3)] {
                let successes = binomial_quantile(probability, trials, chance);
                assert!(successes >= 0.0 && successes <= trials);
                assert!(binomial_cdf(successes, trials, chance) >= probability - 1e-15);
                assert!(successes == 0.0 || binomial_cdf(successes - 1.0, trials, chance) < probability);
            }
        }
    }

    #[test]
    fn certain_and_impossible_events_are_exact() {
        assert_eq!((poisson_cdf(0.0, 0.0), poisson_quantile(0.9, 0.0), poisson_probability(0.0, 0.0)), (1.0, 0.0, 1.0));
        assert_eq!((binomial_cdf(4.0, 5.0, 0.0), binomial_cdf(4.0, 5.0, 1.0)), (1.0, 0.0));
        assert_eq!((binomial_quantile(0.5, 5.0, 0.0), binomial_quantile(0.5, 5.0, 1.0)), (0.0, 5.0));
        assert_eq!((binomial_quantile(0.0, 5.0, 0.4), binomial_quantile(1.0, 5.0, 0.4)), (0.0, 5.0));
        assert_eq!(poisson_quantile(1.0, 3.0), f64::INFINITY);
        assert!(binomial_cdf(1.0, 2.5, 0.5).is_nan() && binomial_cdf(1.0, 2.0, 1.5).is_nan());
        assert!(poisson_cdf(1.0, -1.0).is_nan() && poisson_quantile(f64::NAN, 1.0).is_nan());
    }
}
