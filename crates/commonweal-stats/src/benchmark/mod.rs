#![doc = include_str!("../../handbook/benchmark.md")]

mod colour;
mod fifth;
mod goal;

pub use colour::{Colour, colour, word};
pub use fifth::Fifth;
pub use goal::{Goal, GoalError, Progress};

use crate::comparison::{Comparison, Polarity, compare};
use crate::estimate::Estimate;

/// Comparison by two limits at once: how sure is the difference?
///
/// # Example
/// ```
/// use commonweal_stats::Comparison;
/// use commonweal_stats::benchmark::GradedComparison;
/// let graded = GradedComparison { comparison: Comparison::Worse, at_99_8: true };
/// assert_eq!(graded.word(), "worse (99.8%)");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GradedComparison {
    /// Where the value stands, by its 95% limits.
    pub comparison: Comparison,
    /// Whether the 99.8% limits leave the benchmark out too.
    pub at_99_8: bool,
}

impl GradedComparison {
    /// The comparison in words: `better (99.8%)`, `better (95%)`, `similar`.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::Comparison;
    /// use commonweal_stats::benchmark::GradedComparison;
    /// assert_eq!(GradedComparison { comparison: Comparison::Similar, at_99_8: false }.word(), "similar");
    /// ```
    #[must_use]
    pub fn word(self) -> &'static str {
        match (self.comparison, self.at_99_8) {
            (Comparison::Better, true) => "better (99.8%)",
            (Comparison::Better, false) => "better (95%)",
            (Comparison::Worse, true) => "worse (99.8%)",
            (Comparison::Worse, false) => "worse (95%)",
            (Comparison::Higher, true) => "higher (99.8%)",
            (Comparison::Higher, false) => "higher (95%)",
            (Comparison::Lower, true) => "lower (99.8%)",
            (Comparison::Lower, false) => "lower (95%)",
            (other, _) => word(other),
        }
    }
}

/// Comparison of a value with a benchmark by its 95% and its 99.8% limits.
///
/// Each level by itself is [`compare`]. Limits of the same value nest, so what is clear at 99.8% is clear at 95%; a pair
/// that does not nest gives `NotCompared`.
///
/// Source: Fingertips public health technical guidance, comparison by overlap of limits at two levels.
///
/// # Example
/// ```
/// use commonweal_stats::benchmark::compare_at_two_levels;
/// use commonweal_stats::{Confidence, Polarity, proportion};
/// let (usual, wide) = (proportion(60.0, 200.0, Confidence::P95)?, proportion(60.0, 200.0, Confidence::P998)?);
/// assert_eq!(compare_at_two_levels(&usual, &wide, 0.22, Polarity::LowerIsBetter).word(), "worse (95%)");
/// assert_eq!(compare_at_two_levels(&usual, &wide, 0.15, Polarity::LowerIsBetter).word(), "worse (99.8%)");
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
#[must_use]
pub fn compare_at_two_levels(
    at_95: &Estimate,
    at_99_8: &Estimate,
    benchmark: f64,
    polarity: Polarity,
) -> GradedComparison {
    let comparison = compare(at_95, benchmark, polarity);
    let wide = compare(at_99_8, benchmark, polarity);
    let nests = at_99_8.lower <= at_95.lower && at_95.upper <= at_99_8.upper;
    if !nests || wide == Comparison::NotCompared {
        return GradedComparison { comparison: Comparison::NotCompared, at_99_8: false };
    }
    GradedComparison { comparison, at_99_8: comparison != Comparison::Similar && wide == comparison }
}

/// Comparison of two estimates by whether their limits overlap: similar where they touch or overlap.
///
/// A cautious rule: limits may overlap a little where the difference is clear. Use [`crate::absolute_gap`] for the
/// difference itself, and [`compare`] where the benchmark is of so many people that its own error is nothing.
///
/// Source: Fingertips public health technical guidance, comparison of two areas by overlap of limits.
///
/// # Example
/// ```
/// use commonweal_stats::benchmark::compare_limits;
/// use commonweal_stats::{Comparison, Estimate, Polarity};
/// let here = Estimate { value: 12.0, lower: 11.0, upper: 13.0 };
/// let there = Estimate { value: 9.0, lower: 8.0, upper: 10.0 };
/// assert_eq!(compare_limits(&here, &there, Polarity::LowerIsBetter), Comparison::Worse);
/// ```
#[must_use]
pub fn compare_limits(local: &Estimate, other: &Estimate, polarity: Polarity) -> Comparison {
    if local.checked().is_err() || other.checked().is_err() {
        return Comparison::NotCompared;
    }
    if local.lower > other.upper {
        side(true, polarity)
    } else if local.upper < other.lower {
        side(false, polarity)
    } else {
        Comparison::Similar
    }
}

/// The word for a value clear of a benchmark, above it or below.
fn side(above: bool, polarity: Polarity) -> Comparison {
    match (above, polarity) {
        (true, Polarity::HigherIsBetter) | (false, Polarity::LowerIsBetter) => Comparison::Better,
        (true, Polarity::LowerIsBetter) | (false, Polarity::HigherIsBetter) => Comparison::Worse,
        (true, Polarity::Neutral) => Comparison::Higher,
        (false, Polarity::Neutral) => Comparison::Lower,
    }
}
