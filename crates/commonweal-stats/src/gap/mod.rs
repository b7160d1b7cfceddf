#![doc = include_str!("../../handbook/gap.md")]

mod counts;
mod measurement;

pub use counts::{
    Count, Events, ZTest, difference_of_rates, ratio_of_proportions, ratio_of_rates, two_proportion_z_test,
};
pub use measurement::{Measurement, difference_of_measurements, ratio_of_measurements};

use crate::error::StatsError;
use crate::estimate::Estimate;

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

/// Relative gap: how many times as high `a` is as `b`, from their limits.
///
/// The rule of [`absolute_gap`] on the log scale, for any two estimates of the same confidence level and of different
/// people. For two counts, [`ratio_of_proportions`] and [`ratio_of_rates`] are the usual limits.
///
/// Source: Zou and Donner 2008, on the logarithm.
///
/// # Errors
/// As [`absolute_gap`]; `NoEvents` where a value or a lower limit is not above zero, which has no logarithm.
///
/// # Example
/// ```
/// use commonweal_stats::{Estimate, relative_gap};
/// let here = Estimate { value: 20.0, lower: 16.0, upper: 25.0 };
/// let there = Estimate { value: 10.0, lower: 8.0, upper: 12.5 };
/// let ratio = relative_gap(&here, &there)?;
/// assert_eq!(format!("{:.2} ({:.2} to {:.2})", ratio.value, ratio.lower, ratio.upper), "2.00 (1.46 to 2.74)");
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn relative_gap(a: &Estimate, b: &Estimate) -> Result<Estimate, StatsError> {
    let (a, b) = (a.checked()?, b.checked()?);
    if a.lower <= 0.0 || b.lower <= 0.0 {
        return Err(StatsError::NoEvents);
    }
    let apart = |high: f64, low: f64| libm::log(high) - libm::log(low);
    let below = libm::hypot(apart(a.value, a.lower), apart(b.upper, b.value));
    let above = libm::hypot(apart(a.upper, a.value), apart(b.value, b.lower));
    let value = a.value / b.value;
    Estimate::finite(value, value * libm::exp(-below), value * libm::exp(above))
}

/// What happened to a gap between two times.
///
/// # Example
/// ```
/// use commonweal_stats::GapChange;
/// assert_ne!(GapChange::Closing, GapChange::NoClearChange);
/// ```
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
