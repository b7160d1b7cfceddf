//! How far apart are two groups, and is the gap closing?

use crate::confidence::Confidence;
use crate::error::StatsError;
use crate::estimate::Estimate;
use crate::normal::upper_tail;
use crate::proportion::proportion;

/// Events among people: the two counts behind a proportion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Count {
    /// People with the attribute.
    pub events: f64,
    /// People asked about.
    pub population: f64,
}

/// Absolute gap: how much higher `a` is than `b`, in their unit.
///
/// Both must be of the same confidence level and of different people. From Wilson limits this is Newcombe's hybrid score
/// interval for two proportions; from any other limits it is the same rule (square and add each side's distance to its
/// limits), which keeps the lopsidedness of small counts. A gap of gaps, or a change over time, is the same question.
///
/// Source: Newcombe 1998 (method 10); Zou and Donner 2008.
///
/// # Errors
/// `NotFinite`; `LimitsOutOfOrder` where an estimate's limits do not bracket its value.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, absolute_gap, proportion};
/// // Newcombe 1998, example (a): 56 of 70 against 48 of 80
/// let gap = absolute_gap(&proportion(56.0, 70.0, Confidence::P95)?, &proportion(48.0, 80.0, Confidence::P95)?)?;
/// assert_eq!(format!("{:.4} ({:.4} to {:.4})", gap.value, gap.lower, gap.upper), "0.2000 (0.0524 to 0.3339)");
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn absolute_gap(a: &Estimate, b: &Estimate) -> Result<Estimate, StatsError> {
    let (a, b) = (a.checked()?, b.checked()?);
    let value = a.value - b.value;
    let below = libm::hypot(a.value - a.lower, b.upper - b.value);
    let above = libm::hypot(a.upper - a.value, b.value - b.lower);
    Estimate::finite(value, value - below, value + above)
}

/// Ratio of two proportions (relative risk): how many times as likely the attribute is in `a` as in `b`.
///
/// Limits are symmetric on the log scale (Katz), which needs events in both groups. Groups must be of different people.
///
/// Source: Katz et al. 1978.
///
/// # Errors
/// As [`proportion`], and `NoEvents` where either group has none.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, Count, ratio_of_proportions};
/// // Physicians' Health Study: heart attacks on placebo against aspirin
/// let placebo = Count { events: 189.0, population: 11_034.0 };
/// let aspirin = Count { events: 104.0, population: 11_037.0 };
/// let ratio = ratio_of_proportions(&placebo, &aspirin, Confidence::P95)?;
/// assert_eq!(format!("{:.2} ({:.2} to {:.2})", ratio.value, ratio.lower, ratio.upper), "1.82 (1.43 to 2.31)");
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn ratio_of_proportions(a: &Count, b: &Count, level: Confidence) -> Result<Estimate, StatsError> {
    let (share_a, share_b) = (a.share(level)?, b.share(level)?);
    if a.events == 0.0 || b.events == 0.0 {
        return Err(StatsError::NoEvents);
    }
    let log_variance = |count: &Count, share: f64| (1.0 - share) / count.events;
    let margin = level.z() * libm::sqrt(log_variance(a, share_a) + log_variance(b, share_b));
    let ratio = share_a / share_b;
    Estimate::finite(ratio, ratio * libm::exp(-margin), ratio * libm::exp(margin))
}

/// Result of a test that two proportions are the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ZTest {
    /// Standardised difference, positive where the second proportion is higher.
    pub z: f64,
    /// Two-sided probability of a difference at least this large by chance, from 0 to 1.
    pub p_value: f64,
}

/// Test of change between two proportions of different people, or of one population at two times with little overlap.
///
/// The pooled two-proportion z test, without continuity correction. Where nobody or everybody has the attribute at both
/// times there is no difference to test: `z` is 0 and `p_value` 1. It is an approximation for small counts (fewer than
/// about five expected with, or without, the attribute in either group).
///
/// Source: Armitage and Berry, Statistical Methods in Medical Research, comparison of two proportions.
///
/// # Errors
/// As [`proportion`].
///
/// # Example
/// ```
/// use commonweal_stats::{Count, two_proportion_z_test};
/// let before = Count { events: 48.0, population: 80.0 };
/// let after = Count { events: 56.0, population: 70.0 };
/// let test = two_proportion_z_test(&before, &after)?;
/// assert_eq!(format!("{:.3} {:.4}", test.z, test.p_value), "2.650 0.0080");
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn two_proportion_z_test(earlier: &Count, later: &Count) -> Result<ZTest, StatsError> {
    let before = earlier.share(Confidence::P95)?;
    let after = later.share(Confidence::P95)?;
    let pooled = (earlier.events + later.events) / (earlier.population + later.population);
    let variance = pooled * (1.0 - pooled) * (1.0 / earlier.population + 1.0 / later.population);
    if variance <= 0.0 {
        return Ok(ZTest { z: 0.0, p_value: 1.0 });
    }
    let z = (after - before) / libm::sqrt(variance);
    Ok(ZTest { z, p_value: 2.0 * upper_tail(z.abs()) })
}

impl Count {
    fn share(&self, level: Confidence) -> Result<f64, StatsError> {
        Ok(proportion(self.events, self.population, level)?.value)
    }
}

/// What happened to a gap between two times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GapChange {
    /// The later gap is nearer zero, by more than chance.
    Closing,
    /// The change is within chance, or turned the gap round without making it clearly larger or smaller.
    NoClearChange,
    /// The later gap is further from zero, by more than chance.
    Widening,
}

/// Whether a gap is closing: the sizes of an earlier and a later gap compared, with their limits.
///
/// Gaps are signed differences around zero ([`absolute_gap`], or the slope index), of the same confidence level. A gap
/// that turned round is judged by its size alone, so a reversed gap of equal size has not closed.
///
/// Source: the limits of the difference by [`absolute_gap`]; a change is clear where they leave zero out.
///
/// # Errors
/// As [`absolute_gap`].
///
/// # Example
/// ```
/// use commonweal_stats::{Estimate, GapChange, gap_change};
/// let earlier = Estimate { value: 14.0, lower: 12.1, upper: 15.9 };
/// let later = Estimate { value: 9.0, lower: 7.0, upper: 11.0 };
/// assert_eq!(gap_change(&earlier, &later)?, GapChange::Closing);
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn gap_change(earlier: &Estimate, later: &Estimate) -> Result<GapChange, StatsError> {
    let change = absolute_gap(&size(later), &size(earlier))?;
    Ok(if change.upper < 0.0 {
        GapChange::Closing
    } else if change.lower > 0.0 {
        GapChange::Widening
    } else {
        GapChange::NoClearChange
    })
}

/// A gap turned so that its value is not negative, its limits turned with it.
fn size(gap: &Estimate) -> Estimate {
    if gap.value < 0.0 { Estimate { value: -gap.value, lower: -gap.upper, upper: -gap.lower } } else { *gap }
}
