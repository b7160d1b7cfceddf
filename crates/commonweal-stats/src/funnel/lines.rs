//! The curves of a funnel: a hundred places along its axis with the limits there.

use super::axis::{Spacing, ends, places};
use super::error::{FunnelError, positive};
use super::limits::{FunnelLevel, Limits, expected_at_limits, proportion_limits};
use super::points::{RateUnits, pooled};
use crate::confidence::Confidence;

/// The curves of a funnel of proportions.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::proportion_line;
/// let line = proportion_line(&[40.0, 90.0, 70.0], &[200.0, 500.0, 300.0])?;
/// assert_eq!((line.benchmark, line.rows.len()), (0.2, 100));
/// assert_eq!(line.rows[0].population, 1.0); // the largest unit is more than twice the smallest
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ProportionLine {
    /// The average of all units, from 0 to 1.
    pub benchmark: f64,
    /// Places along the axis.
    pub rows: Vec<ProportionRow>,
}

/// Limits of a proportion at one place on the axis; not held within 0 and 1.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::proportion_line;
/// let row = proportion_line(&[40.0, 90.0], &[200.0, 500.0])?.rows[9];
/// assert!(row.limits_99_8.lower < row.limits_95.lower && row.limits_95.upper < row.limits_99_8.upper);
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProportionRow {
    /// People.
    pub population: f64,
    /// Inner limits.
    pub limits_95: Limits,
    /// Outer limits.
    pub limits_99_8: Limits,
}

/// The curves of a funnel of counts: ratios of observed to expected, or rates.
///
/// Each row is a number of observed events, and says for how large an expected number (or population) so many events lie
/// on a limit. `lower` is where they lie on the *lower* limit of the funnel.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::count_line;
/// let line = count_line(&[80.0, 63.0], &[83.4, 67.6])?;
/// let row = line.rows[0];
/// assert!(row.upper_at_95 < row.events && row.events < row.lower_at_95);
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct PoissonLine {
    /// What the limits are about: 1 for ratios, the average of all units, per person, for rates.
    pub benchmark: f64,
    /// Places along the axis.
    pub rows: Vec<PoissonRow>,
}

/// The denominators at which a number of events lies on the limits of a funnel.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::PoissonRow;
/// let row = PoissonRow { events: 2.0, lower_at_95: 8.0, upper_at_95: 0.25, lower_at_99_8: 10.0, upper_at_99_8: 0.125 };
/// assert_eq!(row.limits_95().lower, 0.25); // 2 of 8 expected is on the lower limit
/// assert_eq!(row.limits_99_8().upper, 16.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PoissonRow {
    /// Observed events.
    pub events: f64,
    /// Denominator for which they lie on the inner lower limit.
    pub lower_at_95: f64,
    /// Denominator for which they lie on the inner upper limit.
    pub upper_at_95: f64,
    /// Denominator for which they lie on the outer lower limit.
    pub lower_at_99_8: f64,
    /// Denominator for which they lie on the outer upper limit.
    pub upper_at_99_8: f64,
}

impl PoissonRow {
    /// The inner limits as events over denominator.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::funnel::{Limits, PoissonRow};
    /// let row = PoissonRow { events: 2.0, lower_at_95: 8.0, upper_at_95: 0.25, lower_at_99_8: 10.0, upper_at_99_8: 0.125 };
    /// assert_eq!(row.limits_95(), Limits { lower: 0.25, upper: 8.0 });
    /// ```
    #[must_use]
    pub fn limits_95(&self) -> Limits {
        Limits { lower: self.events / self.lower_at_95, upper: self.events / self.upper_at_95 }
    }

    /// The outer limits as events over denominator.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::funnel::{Limits, PoissonRow};
    /// let row = PoissonRow { events: 2.0, lower_at_95: 8.0, upper_at_95: 0.25, lower_at_99_8: 10.0, upper_at_99_8: 0.125 };
    /// assert_eq!(row.limits_99_8(), Limits { lower: 0.2, upper: 16.0 });
    /// ```
    #[must_use]
    pub fn limits_99_8(&self) -> Limits {
        Limits { lower: self.events / self.lower_at_99_8, upper: self.events / self.upper_at_99_8 }
    }
}

/// Curves for units with these numerators and populations, about their average.
///
/// # Errors
/// `NoUnits`, `LengthsDiffer`, `Missing`, `NegativeCount`, `EmptyDenominator`, `EventsExceedPopulation`, `TooLarge`.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::proportion_line;
/// let line = proportion_line(&[767.0, 798.0], &[1315.0, 1276.0])?;
/// assert_eq!(line.rows[0].population, 1000.0); // the units are of like size, so the axis does not start at zero
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
pub fn proportion_line(numerators: &[f64], populations: &[f64]) -> Result<ProportionLine, FunnelError> {
    let benchmark = pooled(numerators, populations)?;
    if let Some(index) = numerators.iter().zip(populations).position(|(events, population)| events > population) {
        return Err(FunnelError::EventsExceedPopulation { index });
    }
    let (start, end) = axis(populations.iter().copied())?;
    let rows = places(start, end, Spacing::ToTheEnd).into_iter().map(|population| {
        Ok(ProportionRow {
            population,
            limits_95: proportion_limits(benchmark, population, FunnelLevel::of(Confidence::P95))?,
            limits_99_8: proportion_limits(benchmark, population, FunnelLevel::of(Confidence::P998))?,
        })
    });
    Ok(ProportionLine { benchmark, rows: rows.collect::<Result<_, FunnelError>>()? })
}

/// Curves for units with these observed and expected events, about a ratio of 1. The denominators of the rows are
/// expected events.
///
/// # Errors
/// `NoUnits`, `LengthsDiffer`, `Missing`, `NegativeCount`, `EmptyDenominator`, `TooLarge`.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::count_line;
/// let line = count_line(&[80.0, 63.0, 98.0], &[83.42, 67.59, 89.22])?;
/// assert_eq!((line.benchmark, line.rows[0].events), (1.0, 60.0));
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
pub fn count_line(observed: &[f64], expected: &[f64]) -> Result<PoissonLine, FunnelError> {
    pooled(observed, expected)?;
    let (start, end) = axis(expected.iter().copied())?;
    let rows = places(start, end, Spacing::OneStepShort).into_iter().map(|events| row(events, 1.0));
    Ok(PoissonLine { benchmark: 1.0, rows: rows.collect::<Result<_, _>>()? })
}

/// Curves for units with rates over a number of years, about their average. The denominators of the rows are
/// person-years over all those years; divide them by the years for a chart against the population of one year, which is
/// also what the ends of the axis are rounded in.
///
/// # Errors
/// As [`RateUnits::average`]; `NotPositive` for the years; `NoEvents` where there are none; `TooLarge`.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::{RateKind, RateUnits, rate_line};
/// let units = RateUnits {
///     kind: RateKind::Crude, per: 100_000.0, events: &[29.0, 136.0], rates: &[89.3, 238.1], populations: None,
/// };
/// let line = rate_line(&units, 1.0)?;
/// assert_eq!(format!("{:.5}", line.benchmark), "0.00184");
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
pub fn rate_line(units: &RateUnits<'_>, years: f64) -> Result<PoissonLine, FunnelError> {
    positive("the number of years", years)?;
    let benchmark = units.average()?;
    if benchmark == 0.0 {
        return Err(FunnelError::NoEvents);
    }
    let populations = units.denominators()?.into_iter().flatten();
    let (start, end) = axis(populations.map(|population| population / years))?;
    // The axis of people becomes one of events at the average rate.
    let (start, end) = ((start * years * benchmark).floor(), (end * years * benchmark).ceil());
    if !end.is_finite() {
        return Err(FunnelError::TooLarge { what: "the largest population" });
    }
    let rows = places(start, end, Spacing::ToTheEnd).into_iter().map(|events| row(events, benchmark));
    Ok(PoissonLine { benchmark, rows: rows.collect::<Result<_, _>>()? })
}

fn axis(denominators: impl Iterator<Item = f64>) -> Result<(f64, f64), FunnelError> {
    let (mut smallest, mut largest) = (f64::INFINITY, 0.0_f64);
    for denominator in denominators {
        smallest = smallest.min(denominator);
        largest = largest.max(denominator);
    }
    let (start, end) = ends(smallest, largest);
    if end.is_finite() { Ok((start, end)) } else { Err(FunnelError::TooLarge { what: "the largest denominator" }) }
}

/// The row of a number of events, where one unit of the denominator expects `rate` of them.
fn row(events: f64, rate: f64) -> Result<PoissonRow, FunnelError> {
    let inner = expected_at_limits(events, FunnelLevel::of(Confidence::P95))?;
    let outer = expected_at_limits(events, FunnelLevel::of(Confidence::P998))?;
    Ok(PoissonRow {
        events,
        lower_at_95: inner.upper / rate,
        upper_at_95: inner.lower / rate,
        lower_at_99_8: outer.upper / rate,
        upper_at_99_8: outer.lower / rate,
    })
}
