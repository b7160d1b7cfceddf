//! How often, and how often compared with what we would expect?
//!
//! The chapters `rate` and `standardised-ratio` of [`crate::handbook`] explain both.

use crate::confidence::Confidence;
use crate::error::StatsError;
use crate::estimate::{Estimate, finite, multiplier};
use crate::poisson::count_limits;

/// Crude rate: events divided by person-time (or population, for one period), per `per`.
///
/// Limits are exact Poisson limits below 10 events and Byar's from 10 up, and assume independent events. No events give
/// a rate and lower limit of exactly 0. More events than person-time is allowed.
///
/// Source: Breslow and Day 1987; Fingertips public health technical guidance, rates; as `phe_rate`.
///
/// # Errors
/// `NotFinite`, `NegativeCount`, `EmptyPopulation` (person-time of zero or less), `MultiplierNotPositive`.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, crude_rate};
/// let rate = crude_rate(5.0, 1_000.0, Confidence::P95, 1_000.0)?;
/// assert_eq!(format!("{} ({:.3} to {:.3})", rate.value, rate.lower, rate.upper), "5 (1.623 to 11.668)");
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn crude_rate(events: f64, person_time: f64, level: Confidence, per: f64) -> Result<Estimate, StatsError> {
    if finite("person-time", person_time)? <= 0.0 {
        return Err(StatsError::EmptyPopulation);
    }
    events_over(events, person_time, level, per)
}

/// Indirectly standardised ratio: events observed divided by events expected at reference rates, times `per`.
///
/// Use `per` of 1 for a plain ratio, 100 for an SMR in the usual form, and the reference population's own crude rate
/// for an indirectly standardised rate. Limits are exact below 10 observed events and Byar's from 10 up; the expected
/// number is taken as known. Ratios of different areas rest on different age structures: compare each with the
/// reference, not with another.
///
/// Source: Breslow and Day 1987; Fingertips public health technical guidance, ISR; as `calculate_ISRatio` and
/// `calculate_ISRate`.
///
/// # Errors
/// `NotFinite`, `NegativeCount`, `NoExpectedEvents` (zero or less), `MultiplierNotPositive`.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, indirectly_standardised_ratio};
/// let smr = indirectly_standardised_ratio(120.0, 100.0, Confidence::P95, 100.0)?;
/// assert_eq!(format!("{} ({:.1} to {:.1})", smr.value, smr.lower, smr.upper), "120 (99.5 to 143.5)");
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn indirectly_standardised_ratio(
    observed: f64,
    expected: f64,
    level: Confidence,
    per: f64,
) -> Result<Estimate, StatsError> {
    if finite("expected number of events", expected)? <= 0.0 {
        return Err(StatsError::NoExpectedEvents);
    }
    events_over(observed, expected, level, per)
}

fn events_over(events: f64, known: f64, level: Confidence, per: f64) -> Result<Estimate, StatsError> {
    if finite("count of events", events)? < 0.0 {
        return Err(StatsError::NegativeCount);
    }
    let per = multiplier(per)?;
    let (lower, upper) = count_limits(events, level);
    Estimate::finite(events / known * per, lower / known * per, upper / known * per)
}

/// One age band of an area beside the same band of the reference population.
///
/// Given to [`expected_events`]; its example makes two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StandardGroup {
    /// People of the area in this band; zero is allowed and expects nothing.
    pub population: f64,
    /// Events in the reference population in this band.
    pub reference_events: f64,
    /// People in the reference population in this band.
    pub reference_population: f64,
}

/// Expected events: how many the area would have if each of its age bands had the reference population's rate.
///
/// # Errors
/// `NoGroups`; for the first group at fault `GroupNotFinite`, `NegativePopulation`, `NegativeGroupCount`, or
/// `EmptyGroup` where the reference population is zero or less.
///
/// # Example
/// ```
/// use commonweal_stats::{StandardGroup, expected_events};
/// let young = StandardGroup { population: 1_000.0, reference_events: 20.0, reference_population: 10_000.0 };
/// let old = StandardGroup { population: 500.0, reference_events: 300.0, reference_population: 5_000.0 };
/// assert_eq!(expected_events(&[young, old])?, 32.0); // 1,000 x 0.2% + 500 x 6%
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn expected_events(groups: &[StandardGroup]) -> Result<f64, StatsError> {
    if groups.is_empty() {
        return Err(StatsError::NoGroups);
    }
    let mut expected = 0.0;
    for (index, group) in groups.iter().enumerate() {
        for (what, number) in [
            ("population", group.population),
            ("reference events", group.reference_events),
            ("reference population", group.reference_population),
        ] {
            if !number.is_finite() {
                return Err(StatsError::GroupNotFinite { index, what });
            }
        }
        if group.population < 0.0 {
            return Err(StatsError::NegativePopulation { index });
        }
        if group.reference_events < 0.0 {
            return Err(StatsError::NegativeGroupCount { index });
        }
        if group.reference_population <= 0.0 {
            return Err(StatsError::EmptyGroup { index });
        }
        expected += group.population * group.reference_events / group.reference_population;
    }
    finite("result", expected)
}
