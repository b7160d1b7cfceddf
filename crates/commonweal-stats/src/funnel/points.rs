//! The points of a funnel: the average they are compared with, and the population behind a rate.

use super::error::{FunnelError, checked_unit, counted, positive, same_length};

/// A directly standardised rate of fewer events is not published, and so has no place on a funnel.
pub(super) const FEWEST_EVENTS_OF_A_STANDARDISED_RATE: f64 = 10.0;

/// The average of a funnel: all events over all denominators.
///
/// # Errors
/// `NoUnits`, `LengthsDiffer`, `Missing`, `NegativeCount`, `EmptyDenominator`, `TooLarge`.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::pooled;
/// assert_eq!(pooled(&[10.0, 30.0], &[100.0, 100.0])?, 0.2);
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
pub fn pooled(numerators: &[f64], denominators: &[f64]) -> Result<f64, FunnelError> {
    same_length(numerators, &[("denominator", denominators.len())])?;
    for (index, (&events, &denominator)) in numerators.iter().zip(denominators).enumerate() {
        checked_unit(index, events, denominator)?;
    }
    average(numerators.iter().sum(), denominators.iter().sum())
}

fn average(events: f64, denominator: f64) -> Result<f64, FunnelError> {
    let average = events / denominator;
    if average.is_finite() { Ok(average) } else { Err(FunnelError::TooLarge { what: "the sum of a column" }) }
}

/// Which kind of rate.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::RateKind;
/// assert_ne!(RateKind::Crude, RateKind::Standardised);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RateKind {
    /// Events over people or years.
    Crude,
    /// Directly standardised; with fewer than ten events it is not shown.
    Standardised,
}

/// Units with rates, as published: the rate already calculated, and its count of events.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::{RateKind, RateUnits};
/// let units = RateUnits {
///     kind: RateKind::Crude,
///     per: 100_000.0,
///     events: &[20.0, 0.0],
///     rates: &[40.0, 0.0],
///     populations: Some(&[f64::NAN, 30_000.0]), // needed only where there are no events
/// };
/// assert_eq!(units.denominators()?, [Some(50_000.0), Some(30_000.0)]);
/// assert_eq!(units.average()?, 20.0 / 80_000.0);
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateUnits<'a> {
    /// Crude or standardised.
    pub kind: RateKind,
    /// People the rates are for: 100,000.
    pub per: f64,
    /// Events of each unit.
    pub events: &'a [f64],
    /// Rate of each unit, per `per`.
    pub rates: &'a [f64],
    /// People or person-years of each unit; needed where a unit has no events.
    pub populations: Option<&'a [f64]>,
}

impl RateUnits<'_> {
    /// The population that would give each unit its rate as a crude rate: events over rate. A unit without events has its
    /// own population for a crude rate and none for a standardised rate.
    ///
    /// # Errors
    /// `NoUnits`, `LengthsDiffer`, `Missing`, `NegativeCount`; `RateNotPositive` where there are events;
    /// `PopulationNeeded` where there are none; `NotPositive` for the multiplier.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::funnel::{RateKind, RateUnits};
    /// let (events, rates): (&[f64], &[f64]) = (&[20.0, 30.0], &[40.0, 50.0]);
    /// let units = RateUnits { kind: RateKind::Crude, per: 100_000.0, events, rates, populations: None };
    /// assert_eq!(units.denominators()?, [Some(50_000.0), Some(60_000.0)]);
    /// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
    /// ```
    pub fn denominators(&self) -> Result<Vec<Option<f64>>, FunnelError> {
        let populations = self.populations.map_or(self.events.len(), <[f64]>::len);
        same_length(self.events, &[("rate", self.rates.len()), ("population", populations)])?;
        positive("the multiplier", self.per)?;
        (0..self.events.len()).map(|index| self.denominator(index)).collect()
    }

    fn denominator(&self, index: usize) -> Result<Option<f64>, FunnelError> {
        let (events, rate) = (self.events[index], self.rates[index]);
        counted(index, events)?;
        if events == 0.0 {
            let population = self.populations.map(|populations| populations[index]);
            let population = population.filter(|population| population.is_finite() && *population > 0.0);
            let population = population.ok_or(FunnelError::PopulationNeeded { index })?;
            return Ok(Some(population).filter(|_| self.kind == RateKind::Crude));
        }
        if !rate.is_finite() {
            return Err(FunnelError::Missing { index, what: "rate" });
        }
        if rate <= 0.0 {
            return Err(FunnelError::RateNotPositive { index });
        }
        let derived = self.per * events / rate;
        // A rate so small or large that the population behind it is no number.
        if derived.is_finite() && derived > 0.0 {
            Ok(Some(derived))
        } else {
            Err(FunnelError::Missing { index, what: "rate" })
        }
    }

    /// The average of the funnel, per person: all events over the populations behind the rates.
    ///
    /// # Errors
    /// As [`RateUnits::denominators`]; `NoAverage` where no unit has a population.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::funnel::{RateKind, RateUnits};
    /// let (events, rates): (&[f64], &[f64]) = (&[20.0, 30.0], &[40.0, 50.0]);
    /// let units = RateUnits { kind: RateKind::Crude, per: 100_000.0, events, rates, populations: None };
    /// assert_eq!(units.average()?, 50.0 / 110_000.0);
    /// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
    /// ```
    pub fn average(&self) -> Result<f64, FunnelError> {
        let denominators = self.denominators()?;
        if denominators.iter().all(Option::is_none) {
            return Err(FunnelError::NoAverage);
        }
        average(self.events.iter().sum(), denominators.into_iter().flatten().sum())
    }

    /// Where each unit is drawn, with the rates covering `years` years: population of one year across, rate up. A
    /// standardised rate of fewer than ten events is not drawn.
    ///
    /// # Errors
    /// As [`RateUnits::denominators`]; `NotPositive` for the years.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::funnel::{ChartPoint, RateKind, RateUnits};
    /// let units = RateUnits {
    ///     kind: RateKind::Standardised, per: 1000.0, events: &[30.0, 9.0], rates: &[2.0, 1.0], populations: None,
    /// };
    /// let points = units.chart_points(3.0)?;
    /// assert_eq!(points[0], Some(ChartPoint { population_of_a_year: 5_000.0, rate: 2.0 }));
    /// assert_eq!(points[1], None);
    /// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
    /// ```
    pub fn chart_points(&self, years: f64) -> Result<Vec<Option<ChartPoint>>, FunnelError> {
        positive("the number of years", years)?;
        let denominators = self.denominators()?;
        let point = |(index, denominator): (usize, Option<f64>)| {
            denominator
                .filter(|_| self.is_shown(index))
                .map(|denominator| ChartPoint { population_of_a_year: denominator / years, rate: self.rates[index] })
        };
        Ok(denominators.into_iter().enumerate().map(point).collect())
    }

    /// Whether a unit has events enough for its kind of rate to be shown.
    ///
    /// # Panics
    /// If there is no such unit.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::funnel::{RateKind, RateUnits};
    /// let (events, rates): (&[f64], &[f64]) = (&[10.0, 9.0], &[2.0, 1.0]);
    /// let units = RateUnits { kind: RateKind::Standardised, per: 1_000.0, events, rates, populations: None };
    /// assert!(units.is_shown(0) && !units.is_shown(1)); // nine events are too few
    /// ```
    #[must_use]
    pub fn is_shown(&self, index: usize) -> bool {
        self.kind == RateKind::Crude || self.events[index] >= FEWEST_EVENTS_OF_A_STANDARDISED_RATE
    }
}

/// A point of a funnel of rates.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::ChartPoint;
/// let point = ChartPoint { population_of_a_year: 5_000.0, rate: 2.0 };
/// assert_eq!(point.rate, 2.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChartPoint {
    /// People, or the person-years of one year.
    pub population_of_a_year: f64,
    /// The rate, on the scale it was given in.
    pub rate: f64,
}
