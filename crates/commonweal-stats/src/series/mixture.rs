//! A mixture of Student's t distributions: what is believed of a contrast after the autocorrelation is averaged over.

use crate::confidence::Confidence;
use crate::estimate::Estimate;
use crate::special::{log_gamma, t_cdf, t_upper_quantile};

/// Steps of the search for a limit; five are usual.
const MOST_STEPS: usize = 60;
/// A limit is found when its probability is this near.
const NEAR: f64 = 1e-9;

/// One t distribution of a mixture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) weight: f64,
    pub(super) centre: f64,
    pub(super) scale: f64,
}

/// Parts whose weights add up to one, all with the same degrees of freedom, above two.
#[derive(Debug)]
pub(super) struct Mixture {
    pub(super) parts: Vec<Part>,
    pub(super) degrees_of_freedom: f64,
}

impl Mixture {
    fn mean(&self) -> f64 {
        self.parts.iter().map(|part| part.weight * part.centre).sum()
    }

    fn below(&self, x: f64) -> f64 {
        self.parts.iter().map(|part| part.weight * t_cdf((x - part.centre) / part.scale, self.degrees_of_freedom)).sum()
    }

    fn density(&self, x: f64, log_constant: f64) -> f64 {
        let df = self.degrees_of_freedom;
        let of = |part: &Part| {
            let z = (x - part.centre) / part.scale;
            part.weight / part.scale * libm::exp(log_constant - 0.5 * (df + 1.0) * libm::log1p(z * z / df))
        };
        self.parts.iter().map(of).sum()
    }

    /// The mean, and the two limits that leave the same probability outside.
    pub(super) fn estimate(&self, level: Confidence) -> Estimate {
        let (mean, df) = (self.mean(), self.degrees_of_freedom);
        let squares = |part: &Part| {
            let off = part.centre - mean;
            part.weight * (part.scale * part.scale + off * off * (df - 2.0) / df)
        };
        let spread = libm::sqrt(self.parts.iter().map(squares).sum::<f64>());
        let reach = t_upper_quantile(level.tail(), df) * spread;
        let log_constant =
            log_gamma(0.5 * (df + 1.0)) - log_gamma(0.5 * df) - 0.5 * libm::log(df * std::f64::consts::PI);
        let limit = |tail: f64, start: f64| self.quantile(tail, start, spread, log_constant);
        Estimate {
            value: mean,
            lower: limit(level.tail(), mean - reach),
            upper: limit(1.0 - level.tail(), mean + reach),
        }
    }

    /// Newton's method between brackets.
    fn quantile(&self, probability: f64, start: f64, spread: f64, log_constant: f64) -> f64 {
        let (mut low, mut high, mut x) = (f64::NEG_INFINITY, f64::INFINITY, start);
        for _ in 0..MOST_STEPS {
            let miss = self.below(x) - probability;
            if miss.abs() < NEAR {
                break;
            }
            if miss > 0.0 {
                high = x;
            } else {
                low = x;
            }
            let step = (miss / self.density(x, log_constant)).clamp(-2.0 * spread, 2.0 * spread);
            let next = x - step;
            x = if next > low && next < high { next } else { 0.5 * (low + high) };
        }
        x
    }

    /// Two-sided probability of a value as far from zero.
    pub(super) fn p_value(&self) -> f64 {
        let below = self.below(0.0);
        (2.0 * below.min(1.0 - below)).clamp(0.0, 1.0)
    }
}
