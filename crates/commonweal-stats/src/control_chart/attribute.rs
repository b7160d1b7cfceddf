//! Charts of counts: p charts for proportions, u charts for rates, c charts for bare counts.

use super::chart::{Chart, Measured, checked, draw};
use super::error::ControlChartError;
use super::limits::Limits;
use super::plan::{Baseline, Plan};
use super::xmr::average_range;

/// Average moving range of independent normal values, in standard deviations.
const RANGE_PER_DEVIATION: f64 = 1.128;

/// How widely points are taken to vary around the mean.
///
/// # Example
/// ```
/// use commonweal_stats::control_chart::{Dispersion, Plan, p_chart};
/// let (events, population) = ([4_000.0, 4_400.0].repeat(8), [10_000.0; 16]);
/// let plain = p_chart(&events, &population, Dispersion::Chance, &Plan::default())?;
/// let laney = p_chart(&events, &population, Dispersion::Laney, &Plan::default())?;
/// assert!(plain.points[0].zone.is_outside() && !laney.points[0].zone.is_outside());
/// # Ok::<(), commonweal_stats::control_chart::ControlChartError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Dispersion {
    /// By chance alone: binomial for proportions, Poisson for rates.
    #[default]
    Chance,
    /// As much more or less than chance as neighbouring points do (Laney's p' and u' charts).
    Laney,
}

/// The p chart of a proportion: events of people counted once, out of the population at each point. Limits are wider
/// where the population is smaller, and stay between 0 and 1.
///
/// # Errors
/// `UnequalColumns`, `NotFinite`, `NegativeCount`, `EmptyPopulation`, `EventsExceedPopulation`, and those of a plan.
///
/// # Example
/// ```
/// use commonweal_stats::control_chart::{Dispersion, Plan, p_chart};
/// let events = [12.0, 8.0, 11.0, 9.0];
/// let chart = p_chart(&events, &[100.0; 4], Dispersion::Chance, &Plan::default())?;
/// assert_eq!(chart.segments[0].mean, 0.1);
/// assert_eq!(chart.points[0].limits.upper(), Some(0.1 + 3.0 * 0.03)); // sqrt(0.1 x 0.9 / 100) = 0.03
/// # Ok::<(), commonweal_stats::control_chart::ControlChartError>(())
/// ```
pub fn p_chart(
    events: &[f64],
    population: &[f64],
    dispersion: Dispersion,
    plan: &Plan,
) -> Result<Chart, ControlChartError> {
    check_counts(events, population)?;
    if let Some(point) = events.iter().zip(population).position(|(events, population)| events > population) {
        return Err(ControlChartError::EventsExceedPopulation { point });
    }
    count_chart(events, population, dispersion, plan, |mean| mean * (1.0 - mean), 1.0)
}

/// The u chart of a rate: events, which one person may have more than once, over the population or person-time at each
/// point.
///
/// # Errors
/// `UnequalColumns`, `NotFinite`, `NegativeCount`, `EmptyPopulation`, and those of a plan.
///
/// # Example
/// ```
/// use commonweal_stats::control_chart::{Dispersion, Plan, u_chart};
/// let falls = [5.0, 3.0, 4.0, 4.0];
/// let chart = u_chart(&falls, &[100.0; 4], Dispersion::Chance, &Plan::default())?;
/// assert_eq!(chart.segments[0].mean, 0.04);
/// assert_eq!(chart.points[0].limits.lower(), Some(0.0)); // 0.04 - 3 x sqrt(0.04 / 100) is below zero
/// # Ok::<(), commonweal_stats::control_chart::ControlChartError>(())
/// ```
pub fn u_chart(
    events: &[f64],
    population: &[f64],
    dispersion: Dispersion,
    plan: &Plan,
) -> Result<Chart, ControlChartError> {
    check_counts(events, population)?;
    count_chart(events, population, dispersion, plan, |mean| mean, f64::INFINITY)
}

/// The c chart of counts with the same opportunity at every point.
///
/// # Errors
/// `NotFinite`, `NegativeCount`, and those of a plan.
///
/// # Example
/// ```
/// use commonweal_stats::control_chart::{Plan, c_chart};
/// let chart = c_chart(&[5.0, 3.0, 4.0, 4.0], &Plan::default())?;
/// assert_eq!(chart.points[0].limits.upper(), Some(4.0 + 3.0 * 2.0));
/// # Ok::<(), commonweal_stats::control_chart::ControlChartError>(())
/// ```
pub fn c_chart(events: &[f64], plan: &Plan) -> Result<Chart, ControlChartError> {
    u_chart(events, &vec![1.0; events.len()], Dispersion::Chance, plan)
}

fn check_counts(events: &[f64], population: &[f64]) -> Result<(), ControlChartError> {
    if events.len() != population.len() {
        return Err(ControlChartError::UnequalColumns);
    }
    checked(events)?;
    checked(population)?;
    if let Some(point) = events.iter().position(|events| *events < 0.0) {
        return Err(ControlChartError::NegativeCount { point });
    }
    match population.iter().position(|population| *population <= 0.0) {
        Some(point) => Err(ControlChartError::EmptyPopulation { point }),
        None => Ok(()),
    }
}

/// `variance` is that of one person's outcome, given the mean.
fn count_chart(
    events: &[f64],
    population: &[f64],
    dispersion: Dispersion,
    plan: &Plan,
    variance: impl Fn(f64) -> f64,
    most: f64,
) -> Result<Chart, ControlChartError> {
    let values: Vec<f64> = events.iter().zip(population).map(|(events, population)| events / population).collect();
    draw(&values, plan, |range, limits| {
        let length = plan.baseline.length(range.len());
        let (events, population, values) = (&events[range.clone()], &population[range.clone()], &values[range]);
        let mean = events[..length].iter().sum::<f64>() / population[..length].iter().sum::<f64>();
        let variance = variance(mean);
        let chance = |point: usize| (variance / population[point]).sqrt();
        let score = |point: usize| (values[point] - mean) / chance(point);
        let widening = match dispersion {
            Dispersion::Chance => Some(1.0),
            Dispersion::Laney => laney(length, score, &plan.baseline),
        };
        // Without any event, or with nothing but events, there is no variation to measure.
        if let Some(widening) = widening.filter(|_| variance > 0.0) {
            for (point, limits) in limits.iter_mut().enumerate() {
                *limits = Limits::of_deviation(mean, chance(point) * widening, 0.0, most);
            }
        }
        Ok(Measured { mean, dispersion: widening.filter(|_| dispersion == Dispersion::Laney && variance > 0.0) })
    })
}

/// How many times wider than chance the standardised values vary from one point to the next.
fn laney(length: usize, score: impl Fn(usize) -> f64, baseline: &Baseline) -> Option<f64> {
    let ranges = || (1..length).map(|point| (score(point) - score(point - 1)).abs());
    average_range(ranges, baseline).map(|range| range / RANGE_PER_DEVIATION)
}
