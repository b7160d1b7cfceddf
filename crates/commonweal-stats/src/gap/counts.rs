//! Gaps between two counts: proportions and rates.

use super::absolute_gap;
use crate::confidence::Confidence;
use crate::error::StatsError;
use crate::estimate::Estimate;
use crate::proportion::proportion;
use crate::rate::crude_rate;
use crate::special::normal_upper_tail;

/// Events among people: the two counts behind a proportion.
///
/// # Example
/// ```
/// use commonweal_stats::Count;
/// let smokers = Count { events: 48.0, population: 80.0 };
/// assert_eq!(smokers.events / smokers.population, 0.6);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Count {
    /// People with the attribute.
    pub events: f64,
    /// People asked about.
    pub population: f64,
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
///
/// # Example
/// ```
/// use commonweal_stats::ZTest;
/// let test = ZTest { z: 2.65, p_value: 0.008 };
/// assert!(test.p_value < 0.05);
/// ```
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
    Ok(ZTest { z, p_value: 2.0 * normal_upper_tail(z.abs()) })
}

impl Count {
    fn share(&self, level: Confidence) -> Result<f64, StatsError> {
        Ok(proportion(self.events, self.population, level)?.value)
    }
}

/// Events over person-time: the two counts behind a rate. One person may have several events.
///
/// # Example
/// ```
/// use commonweal_stats::Events;
/// let falls = Events { events: 120.0, person_time: 4_000.0 };
/// assert_eq!(falls.events / falls.person_time, 0.03);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Events {
    /// Events.
    pub events: f64,
    /// Years lived by the people at risk, or people for one period.
    pub person_time: f64,
}

/// Difference of two rates, `a` minus `b`, per `per`, for groups of different people.
///
/// [`absolute_gap`] of the two crude rates: limits from each rate's exact or Byar's limits, so that they stay sensible
/// for few events, and none.
///
/// Source: Zou and Donner 2008; Li, Tang and Wong 2014 for rates.
///
/// # Errors
/// As [`crude_rate`].
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, Events, difference_of_rates};
/// let deprived = Events { events: 150.0, person_time: 10_000.0 };
/// let least_deprived = Events { events: 90.0, person_time: 10_000.0 };
/// let gap = difference_of_rates(&deprived, &least_deprived, Confidence::P95, 1_000.0)?;
/// assert_eq!(format!("{:.1} ({:.1} to {:.1})", gap.value, gap.lower, gap.upper), "6.0 (2.9 to 9.1)");
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn difference_of_rates(a: &Events, b: &Events, level: Confidence, per: f64) -> Result<Estimate, StatsError> {
    let rate = |of: &Events| crude_rate(of.events, of.person_time, level, per);
    absolute_gap(&rate(a)?, &rate(b)?)
}

/// Ratio of two rates: how many times as often events happen in `a` as in `b`, for groups of different people.
///
/// Limits are symmetric on the log scale, which needs events in both.
///
/// Source: Breslow and Day 1987; Armitage and Berry, Statistical Methods in Medical Research.
///
/// # Errors
/// As [`crude_rate`], and `NoEvents` where either group has none.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, Events, ratio_of_rates};
/// let deprived = Events { events: 150.0, person_time: 10_000.0 };
/// let least_deprived = Events { events: 90.0, person_time: 10_000.0 };
/// let ratio = ratio_of_rates(&deprived, &least_deprived, Confidence::P95)?;
/// assert_eq!(format!("{:.2} ({:.2} to {:.2})", ratio.value, ratio.lower, ratio.upper), "1.67 (1.28 to 2.16)");
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn ratio_of_rates(a: &Events, b: &Events, level: Confidence) -> Result<Estimate, StatsError> {
    let rate = |of: &Events| crude_rate(of.events, of.person_time, level, 1.0);
    let (rate_a, rate_b) = (rate(a)?.value, rate(b)?.value);
    if a.events == 0.0 || b.events == 0.0 {
        return Err(StatsError::NoEvents);
    }
    let margin = level.z() * libm::sqrt(1.0 / a.events + 1.0 / b.events);
    let ratio = rate_a / rate_b;
    Estimate::finite(ratio, ratio * libm::exp(-margin), ratio * libm::exp(margin))
}
