//! Better or worse than the benchmark?

use crate::estimate::Estimate;

/// Which direction is good for people.
///
/// # Example
/// ```
/// use commonweal_stats::Polarity;
/// let diagnosed_prevalence = Polarity::Neutral;
/// assert_ne!(diagnosed_prevalence, Polarity::HigherIsBetter);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Polarity {
    /// More is better: vaccination, checks done.
    HigherIsBetter,
    /// Less is better: early deaths, smoking.
    LowerIsBetter,
    /// Neither: a diagnosed prevalence may be high because need is, or because recording is good.
    Neutral,
}

/// Where a value stands against a benchmark.
///
/// # Example
/// ```
/// use commonweal_stats::benchmark::word;
/// use commonweal_stats::Comparison;
/// assert_eq!(word(Comparison::Worse), "worse");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparison {
    /// Clear of the benchmark on the good side.
    Better,
    /// The benchmark is within the limits.
    Similar,
    /// Clear of the benchmark on the bad side.
    Worse,
    /// Above the benchmark, and neither side is good.
    Higher,
    /// Below the benchmark, and neither side is good.
    Lower,
    /// There is no usable value or benchmark.
    NotCompared,
}

/// Comparison with a benchmark: similar where the benchmark lies within the estimate's limits or on one of them.
///
/// The benchmark is taken as known, so use it for a value from far more people than the estimate's (England's, say) or a
/// target; for two local values use [`crate::absolute_gap`]. A number that is not finite, or limits that do not bracket
/// their value, give `NotCompared`: a comparison is never guessed.
///
/// Source: Fingertips public health technical guidance, comparison by overlap of limits with the benchmark value.
///
/// # Example
/// ```
/// use commonweal_stats::{Comparison, Estimate, Polarity, compare};
/// let smoking = Estimate { value: 15.2, lower: 14.1, upper: 16.4 };
/// assert_eq!(compare(&smoking, 13.0, Polarity::LowerIsBetter), Comparison::Worse);
/// assert_eq!(compare(&smoking, 14.1, Polarity::LowerIsBetter), Comparison::Similar);
/// ```
#[must_use]
pub fn compare(estimate: &Estimate, benchmark: f64, polarity: Polarity) -> Comparison {
    if !benchmark.is_finite() || estimate.checked().is_err() {
        return Comparison::NotCompared;
    }
    let above = estimate.lower > benchmark;
    let below = estimate.upper < benchmark;
    match (above, below, polarity) {
        (false, false, _) => Comparison::Similar,
        (true, _, Polarity::HigherIsBetter) | (_, true, Polarity::LowerIsBetter) => Comparison::Better,
        (true, _, Polarity::LowerIsBetter) | (_, true, Polarity::HigherIsBetter) => Comparison::Worse,
        (true, _, Polarity::Neutral) => Comparison::Higher,
        (_, true, Polarity::Neutral) => Comparison::Lower,
    }
}
