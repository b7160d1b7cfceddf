//! Limits of the slope index by simulation, for values whose errors are symmetric on the log or logit scale.
//!
//! The generator is part of the method: SplitMix64 (Steele, Lea and Flood 2014) for uniform numbers and Marsaglia's
//! polar method for normal ones, so a seed gives the same limits on every machine.

use crate::confidence::Confidence;
use crate::error::StatsError;
use crate::estimate::Estimate;
use crate::gradient::{Contrast, FitWeights, Gradient, GradientGroup};

const MINIMUM_REPETITIONS: u32 = 1000;

/// The scale on which a value's error is symmetric and its standard error is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scale {
    /// As it is: life expectancy, means. The reference's value type 0.
    #[default]
    Natural,
    /// Logarithm: rates. Value type 1.
    Log,
    /// Log of the odds: proportions. Value type 2.
    Logit,
}

/// How to draw simulated limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlopeSimulation {
    /// Confidence level of the limits.
    pub level: Confidence,
    /// Direction of the difference and ratio.
    pub contrast: Contrast,
    /// Scale of the groups' standard errors and of the draws.
    pub scale: Scale,
    /// How many times to draw every group; at least 1,000, the reference draws 100,000.
    pub repetitions: u32,
    /// Same seed, same limits.
    pub seed: u64,
}

impl Scale {
    /// The standard error of a value on this scale, from limits of the given level on the natural one.
    ///
    /// Infinite or not a number where a limit is not on the scale, a lower limit of zero on the log scale for example;
    /// the methods refuse such a group by its position.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::{Confidence, Estimate, Scale};
    /// let rate = Estimate { value: 10.0, lower: 5.0, upper: 20.0 };
    /// let error = Scale::Log.standard_error(&rate, Confidence::P95);
    /// assert_eq!(format!("{error:.4}"), "0.3537"); // ln(4) / (2 x 1.96)
    /// ```
    #[must_use]
    pub fn standard_error(self, estimate: &Estimate, level: Confidence) -> f64 {
        (self.to(estimate.upper) - self.to(estimate.lower)) / (2.0 * level.z())
    }

    fn to(self, value: f64) -> f64 {
        match self {
            Self::Natural => value,
            Self::Log => libm::log(value),
            Self::Logit => libm::log(value) - libm::log1p(-value),
        }
    }

    fn back(self, value: f64) -> f64 {
        match self {
            Self::Natural => value,
            Self::Log => libm::exp(value),
            Self::Logit => 1.0 / (1.0 + libm::exp(-value)),
        }
    }
}

/// Slope and relative index of inequality with simulated limits.
///
/// Values are given and the line is fitted on the natural scale, exactly as [`crate::slope_index_of_inequality`] does;
/// standard errors are given on `scale`. Each repetition draws every group's value on that scale, puts it back and fits
/// the line again; the limits are the sorted results at positions `repetitions` times the two tails. `relative` is
/// `None` where an end of the fitted line is at or below zero, or a drawn denominator is in the range of the limits.
///
/// Source: Low and Low 2004; Fingertips public health technical guidance, SII; as `phe_sii` without `transform`.
///
/// # Errors
/// As [`crate::slope_index_of_inequality`]; `OffScale` for a value the scale does not have; `TooFewRepetitions`.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, Contrast, GradientGroup, Scale, SlopeSimulation, simulated_slope_index_of_inequality};
/// let fifth = |value| GradientGroup { population: 2_000.0, value, standard_error: 0.1 };
/// let admissions = [500.0, 450.0, 400.0, 350.0, 300.0].map(fifth);
/// let simulation = SlopeSimulation {
///     level: Confidence::P95, contrast: Contrast::MostMinusLeast, scale: Scale::Log, repetitions: 1_000, seed: 7,
/// };
/// let gradient = simulated_slope_index_of_inequality(&admissions, &simulation)?;
/// assert_eq!(gradient.slope.value.round(), 250.0);
/// assert!(gradient.slope.lower < 250.0 && gradient.slope.upper > 250.0);
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn simulated_slope_index_of_inequality(
    groups: &[GradientGroup],
    simulation: &SlopeSimulation,
) -> Result<Gradient, StatsError> {
    let weights = FitWeights::of(groups)?;
    if simulation.repetitions < MINIMUM_REPETITIONS {
        return Err(StatsError::TooFewRepetitions { minimum: MINIMUM_REPETITIONS });
    }
    let centres: Vec<f64> = groups.iter().map(|group| simulation.scale.to(group.value)).collect();
    if let Some(index) = centres.iter().position(|centre| !centre.is_finite()) {
        return Err(StatsError::OffScale { index });
    }

    let mut draws = Normal::seeded(simulation.seed);
    let mut slopes = Vec::with_capacity(simulation.repetitions as usize);
    let mut ratios = Vec::with_capacity(simulation.repetitions as usize);
    let mut drawn = vec![0.0; groups.len()];
    let mut denominators_are_positive = true;
    for _ in 0..simulation.repetitions {
        for ((value, centre), group) in drawn.iter_mut().zip(&centres).zip(groups) {
            *value = simulation.scale.back(centre + group.standard_error * draws.next());
        }
        let (most, least) = weights.ends(drawn.iter().copied());
        let (over, under) = simulation.contrast.order(most, least);
        slopes.push(over - under);
        ratios.push(over / under);
        denominators_are_positive &= under > 0.0;
    }

    let (most, least) = weights.ends(groups.iter().map(|group| group.value));
    let (over, under) = simulation.contrast.order(most, least);
    let slope = limits(over - under, slopes, simulation.level)?;
    let relative = if over > 0.0 && under > 0.0 && denominators_are_positive {
        limits(over / under, ratios, simulation.level).ok()
    } else {
        None
    };
    Ok(Gradient { slope, relative, fitted_most_deprived: most, fitted_least_deprived: least })
}

/// The simulated values at the two tails, by the reference's rule: position `repetitions x tail`, rounded.
fn limits(value: f64, mut simulated: Vec<f64>, level: Confidence) -> Result<Estimate, StatsError> {
    simulated.sort_by(f64::total_cmp);
    let count = simulated.len() as f64;
    let at = |probability: f64| {
        let position = libm::rint(count * probability).clamp(1.0, count);
        simulated[position as usize - 1]
    };
    Estimate::finite(value, at(level.tail()), at(1.0 - level.tail()))
}

/// Standard normal draws.
struct Normal {
    state: u64,
    spare: Option<f64>,
}

impl Normal {
    fn seeded(seed: u64) -> Self {
        Self { state: seed, spare: None }
    }

    /// SplitMix64, as a number from -1 up to 1 with 53 bits.
    fn uniform(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        (z >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }

    /// Marsaglia's polar method: two draws from a point in the unit circle.
    fn next(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let (x, y) = (self.uniform(), self.uniform());
            let square = x * x + y * y;
            if square < 1.0 && square > 0.0 {
                let factor = libm::sqrt(-2.0 * libm::log(square) / square);
                self.spare = Some(y * factor);
                return x * factor;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_have_the_moments_of_the_standard_normal() {
        let mut draws = Normal::seeded(42);
        let n = 200_000;
        let sample: Vec<f64> = (0..n).map(|_| draws.next()).collect();
        let mean = sample.iter().sum::<f64>() / f64::from(n);
        let variance = sample.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / f64::from(n);
        let beyond = sample.iter().filter(|x| x.abs() > 1.959_964).count() as f64 / f64::from(n);
        assert!(mean.abs() < 0.01, "mean {mean}");
        assert!((variance - 1.0).abs() < 0.015, "variance {variance}");
        assert!((beyond - 0.05).abs() < 0.0025, "beyond {beyond}");
    }

    #[test]
    fn the_uniform_numbers_are_those_of_splitmix64() {
        // First output for seed 1234567 in the reference implementation: 6457827717110365317.
        let expected = (6_457_827_717_110_365_317_u64 >> 11) as f64 / (1_u64 << 52) as f64 - 1.0;
        assert_eq!(Normal::seeded(1_234_567).uniform(), expected);
    }
}
