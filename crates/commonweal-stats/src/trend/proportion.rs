//! Recent trend of a proportion: chi-squared test for trend, direction from the log odds.

use super::marker::{POINTS, RecentTrend, THRESHOLD, Test, TrendDirection, TrendError, TrendReason, latest};

/// Events and population of one year; [`recent_trend_of_proportion`] has an example.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearlyProportion {
    /// The year, or any number that grows with time.
    pub year: f64,
    /// People counted; `None` where missing.
    pub events: Option<f64>,
    /// People who could have been counted; `None` where missing.
    pub population: Option<f64>,
}

/// The recent trend of a proportion, from the latest five of its points, which may come in any order.
///
/// # Errors
/// `DuplicateYear`, `NotFinite`, `NotAProportion`, `EmptyPopulation`, `TooExtreme`.
///
/// # Example
/// ```
/// use commonweal_stats::trend::{TrendDirection, YearlyProportion, recent_trend_of_proportion};
/// let smokers = [750.0, 800.0, 880.0, 950.0, 1000.0];
/// let years: Vec<YearlyProportion> = smokers
///     .iter()
///     .zip(2020..)
///     .map(|(events, year)| YearlyProportion { year: f64::from(year), events: Some(*events), population: Some(4000.0) })
///     .collect();
/// assert_eq!(recent_trend_of_proportion(&years)?.direction, TrendDirection::Increasing);
/// # Ok::<(), commonweal_stats::trend::TrendError>(())
/// ```
pub fn recent_trend_of_proportion(points: &[YearlyProportion]) -> Result<RecentTrend, TrendError> {
    let Some(order) = latest(points.iter().map(|point| point.year))? else {
        return Ok(TrendReason::NotEnoughPoints.prevents());
    };
    let mut counts = [(0.0, 0.0); POINTS];
    for (count, &point) in counts.iter_mut().zip(&order) {
        let (Some(events), Some(population)) = (points[point].events, points[point].population) else {
            return Ok(TrendReason::MissingValue.prevents());
        };
        check(events, population, point)?;
        *count = (events, population);
    }
    let first = points[order[0]].year;
    let test = Test {
        years: order.map(|point| points[point].year - first),
        values: counts.map(|(events, population)| libm::log(events / (population - events))),
        weights: [1.0; POINTS],
    };
    let chi_squared = chi_squared_for_trend(&test.years, &counts);
    let slope = test.line(None).slope;
    if !chi_squared.is_finite() {
        return Err(TrendError::TooExtreme);
    }
    // Without log odds there is no slope, and a trend that is significant all the same has no direction.
    if test.values.iter().any(|log_odds| !log_odds.is_finite()) {
        let chi_squared = Some(chi_squared);
        return Ok(if chi_squared <= Some(THRESHOLD) {
            let (direction, reason) = (TrendDirection::NoSignificantChange, TrendReason::NotSignificant);
            RecentTrend { direction, reason, slope: None, chi_squared }
        } else {
            RecentTrend { chi_squared, ..TrendReason::NoLogOdds.prevents() }
        });
    }
    if slope.is_finite() { Ok(test.judge(slope, chi_squared)) } else { Err(TrendError::TooExtreme) }
}

fn check(events: f64, population: f64, point: usize) -> Result<(), TrendError> {
    for (number, what) in [(events, "the events"), (population, "the population")] {
        if !number.is_finite() {
            return Err(TrendError::NotFinite { point, what });
        }
    }
    if population <= 0.0 {
        Err(TrendError::EmptyPopulation { point })
    } else if !(0.0..=population).contains(&events) {
        Err(TrendError::NotAProportion { point })
    } else {
        Ok(())
    }
}

/// The Cochran-Armitage statistic; zero when there are no events at all, or nothing but events.
fn chi_squared_for_trend(years: &[f64; POINTS], counts: &[(f64, f64); POINTS]) -> f64 {
    let events: f64 = counts.iter().map(|(events, _)| events).sum();
    let population: f64 = counts.iter().map(|(_, population)| population).sum();
    let share = events / population;
    if events == 0.0 || events == population {
        return 0.0;
    }
    let middle = years.iter().zip(counts).map(|(year, (_, population))| year * population).sum::<f64>() / population;
    let (mut along, mut spread) = (0.0, 0.0);
    for (year, (events, population)) in years.iter().zip(counts) {
        along += (year - middle) * (events - share * population);
        spread += (year - middle) * (year - middle) * population;
    }
    along * along / (share * (1.0 - share) * spread)
}
