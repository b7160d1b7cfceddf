#![doc = include_str!("../handbook/proportion.md")]

use crate::confidence::Confidence;
use crate::error::StatsError;
use crate::estimate::{Estimate, finite};

/// Proportion: the share of people with the attribute, from 0 to 1, with Wilson score limits.
///
/// `events` are people counted among `population`; weighted, non-integer counts are accepted. Limits stay within 0 and
/// 1, are never of zero width, and mirror each other when the attribute is turned into its opposite. None of the people
/// gives a lower limit of exactly 0, all of them an upper limit of exactly 1.
///
/// Source: Wilson 1927; Newcombe 1998; Fingertips public health technical guidance, proportions; as `phe_proportion`.
///
/// # Errors
/// `NotFinite`, `NegativeCount`, `EmptyPopulation` (zero or less), `EventsExceedPopulation`.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, proportion};
/// // Newcombe 1998: 81 of 263
/// let share = proportion(81.0, 263.0, Confidence::P95)?;
/// assert_eq!(format!("{:.4} {:.4}", share.lower, share.upper), "0.2553 0.3662");
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn proportion(events: f64, population: f64, level: Confidence) -> Result<Estimate, StatsError> {
    finite("count of events", events)?;
    finite("population", population)?;
    if events < 0.0 {
        return Err(StatsError::NegativeCount);
    }
    if population <= 0.0 {
        return Err(StatsError::EmptyPopulation);
    }
    if events > population {
        return Err(StatsError::EventsExceedPopulation);
    }
    let [value, lower, upper] = wilson(events, population, level.z());
    Estimate::finite(value, lower, upper)
}

/// The share and its limits for the normal deviate of the level. The lower limit of a share and of its opposite are the
/// product of the roots over the larger root: no subtraction, so rare events keep their digits and no events give
/// exactly zero. Both have the same spread.
#[inline]
pub(crate) fn wilson(events: f64, population: f64, z: f64) -> [f64; 3] {
    let others = population - events;
    let (value, rest) = (events / population, others / population);
    let z_squared = z * z;
    let spread = z_squared + z * f64::sqrt(z_squared + 4.0 * events * rest);
    let lower = 2.0 * events * value / (2.0 * events + spread);
    let upper = 1.0 - 2.0 * others * rest / (2.0 * others + spread);
    // Rounding may put a limit an ulp on the wrong side of a value at 0 or 1.
    [value, if lower > value { value } else { lower }, if upper < value { value } else { upper }]
}
