#![doc = include_str!("../handbook/standardised_rate.md")]

use crate::confidence::Confidence;
use crate::error::StatsError;
use crate::estimate::{Estimate, multiplier};
use crate::poisson::byar;

/// Below this total the rate is not reliable and is not given.
pub(crate) const MINIMUM_EVENTS: u32 = 10;

/// One age band of an area (or one age and sex band).
///
/// Given to [`directly_standardised_rate`]; its example makes two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AgeBand {
    /// Events among the area's people of this age.
    pub events: f64,
    /// The area's people, or person-years, of this age.
    pub population: f64,
    /// People of this age in the standard population; zero leaves the band's rate out.
    pub standard_population: f64,
}

/// Directly standardised rate (DSR): the rate this area would have if its people had the ages of the standard
/// population, per `per`.
///
/// One [`AgeBand`] per age band, in any order. Limits are Byar's for the total count, scaled by Dobson's method; they
/// assume independent events. With one band, or weights in proportion to the area's own ages, it is the crude rate.
/// A lower limit may fall below zero where a few heavily weighted events carry the rate; it is returned as calculated.
///
/// Source: Dobson et al. 1991; Fingertips public health technical guidance, DSR; as `calculate_dsr`.
///
/// # Errors
/// `NoGroups`; for the first band at fault `GroupNotFinite`, `NegativeGroupCount`, `EmptyGroup` (a population of zero or
/// less), `NegativeWeight`; `NoStandardPopulation`; `TooFewEvents` below 10 events in all; `MultiplierNotPositive`.
///
/// # Example
/// ```
/// use commonweal_stats::{AgeBand, Confidence, directly_standardised_rate};
/// let under_65 = AgeBand { events: 20.0, population: 10_000.0, standard_population: 70_000.0 };
/// let over_65 = AgeBand { events: 30.0, population: 5_000.0, standard_population: 30_000.0 };
/// let rate = directly_standardised_rate(&[under_65, over_65], Confidence::P95, 100_000.0)?;
/// assert_eq!(rate.value.round(), 320.0); // 0.7 x 200 + 0.3 x 600
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn directly_standardised_rate(bands: &[AgeBand], level: Confidence, per: f64) -> Result<Estimate, StatsError> {
    let mut total = WeightedSum::default();
    for (index, band) in bands.iter().enumerate() {
        let weight = total.weigh(index, band.population, band.standard_population)?;
        total.count(index, weight, band.events, 1.0)?;
    }
    total.rate(level, per)
}

/// How many people had an event exactly so many times.
///
/// Part of a [`RepeatEventBand`] for [`directly_standardised_rate_of_repeat_events`]; its example makes two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RepeatEvents {
    /// Events each of these people had: 1, 2, 3 and so on.
    pub events_each: f64,
    /// People who had exactly that many.
    pub people: f64,
}

/// One age band of an area whose people may have the event more than once.
///
/// Given to [`directly_standardised_rate_of_repeat_events`]; its example makes one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RepeatEventBand<'a> {
    /// People by how many events they had; those with none are left out.
    pub repeats: &'a [RepeatEvents],
    /// The area's people, or person-years, of this age.
    pub population: f64,
    /// People of this age in the standard population.
    pub standard_population: f64,
}

/// Directly standardised rate of events that come in runs, such as emergency admissions of the same person.
///
/// The value is that of [`directly_standardised_rate`] on the events; the limits are wider, because people are
/// independent and events are not: a person with three events adds nine times the variance of one event.
///
/// Source: Fingertips public health technical guidance, DSR, non-independent events; as `calculate_dsr` with
/// `independent_events = FALSE`.
///
/// # Errors
/// As [`directly_standardised_rate`]; `NegativeGroupCount` also where `events_each` is below zero.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, RepeatEventBand, RepeatEvents, directly_standardised_rate_of_repeat_events};
/// let repeats = [RepeatEvents { events_each: 1.0, people: 40.0 }, RepeatEvents { events_each: 5.0, people: 4.0 }];
/// let band = RepeatEventBand { repeats: &repeats, population: 1_000.0, standard_population: 1.0 };
/// let rate = directly_standardised_rate_of_repeat_events(&[band], Confidence::P95, 1_000.0)?;
/// assert_eq!(rate.value, 60.0);
/// assert!(rate.upper > 80.0); // 60 independent events would give 77.2
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn directly_standardised_rate_of_repeat_events(
    bands: &[RepeatEventBand<'_>],
    level: Confidence,
    per: f64,
) -> Result<Estimate, StatsError> {
    let mut total = WeightedSum::default();
    for (index, band) in bands.iter().enumerate() {
        let weight = total.weigh(index, band.population, band.standard_population)?;
        for repeat in band.repeats {
            total.count(index, weight, repeat.people, repeat.events_each)?;
        }
    }
    total.rate(level, per)
}

/// Sums over the bands in the order given.
#[derive(Default)]
pub(crate) struct WeightedSum {
    pub(crate) bands: usize,
    pub(crate) events: f64,
    pub(crate) standard_population: f64,
    pub(crate) weighted_events: f64,
    pub(crate) weighted_variance: f64,
}

impl WeightedSum {
    /// The weight of one event of this band.
    fn weigh(&mut self, index: usize, population: f64, standard_population: f64) -> Result<f64, StatsError> {
        for (what, number) in [("population", population), ("standard population", standard_population)] {
            if !number.is_finite() {
                return Err(StatsError::GroupNotFinite { index, what });
            }
        }
        if population <= 0.0 {
            return Err(StatsError::EmptyGroup { index });
        }
        if standard_population < 0.0 {
            return Err(StatsError::NegativeWeight { index });
        }
        self.bands += 1;
        self.standard_population += standard_population;
        Ok(standard_population / population)
    }

    fn count(&mut self, index: usize, weight: f64, people: f64, events_each: f64) -> Result<(), StatsError> {
        if !people.is_finite() || !events_each.is_finite() {
            return Err(StatsError::GroupNotFinite { index, what: "count of events" });
        }
        if people < 0.0 || events_each < 0.0 {
            return Err(StatsError::NegativeGroupCount { index });
        }
        self.events += people * events_each;
        self.weighted_events += people * events_each * weight;
        self.weighted_variance += people * (events_each * weight) * (events_each * weight);
        Ok(())
    }

    fn rate(&self, level: Confidence, per: f64) -> Result<Estimate, StatsError> {
        let per = multiplier(per)?;
        if self.bands == 0 {
            return Err(StatsError::NoGroups);
        }
        if self.standard_population <= 0.0 {
            return Err(StatsError::NoStandardPopulation);
        }
        if self.events < f64::from(MINIMUM_EVENTS) {
            return Err(StatsError::TooFewEvents { minimum: MINIMUM_EVENTS });
        }
        let [value, lower, upper] = self.dobson(level.z(), per);
        Estimate::finite(value, lower, upper)
    }

    /// The rate with Byar's limits of the total, scaled by Dobson's method.
    pub(crate) fn dobson(&self, z: f64, per: f64) -> [f64; 3] {
        let (lower, upper) = byar(self.events, z);
        let value = self.weighted_events / self.standard_population;
        let scale = (self.weighted_variance / self.events).sqrt() / self.standard_population;
        [value * per, (value + scale * (lower - self.events)) * per, (value + scale * (upper - self.events)) * per]
    }
}
