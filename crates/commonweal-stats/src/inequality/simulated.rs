//! Limits by simulation, for the measures that have no formula for them.

use super::group::Population;
use super::{Better, Dispersion, Group, InequalityError, Measured, Reference, dispersion};
use crate::confidence::Confidence;
use crate::random::Random;

/// How to simulate limits.
///
/// # Example
/// ```
/// use commonweal_stats::inequality::Simulation;
/// let usual = Simulation::default();
/// assert_eq!((usual.repetitions, usual.seed), (10_000, 1));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Simulation {
    /// How often every group's value is drawn anew; at least 1,000.
    pub repetitions: u32,
    /// Seed of the generator: the same seed gives the same limits.
    pub seed: u64,
}

impl Default for Simulation {
    fn default() -> Self {
        Self { repetitions: 10_000, seed: 1 }
    }
}

/// The fewest repetitions that place a limit.
const FEWEST: u32 = 1_000;

/// The numbers that every measure of absolute deviation is made of.
struct Deviations {
    mean: f64,
    reference: f64,
    from_mean: f64,
    weighted_from_mean: f64,
    from_reference: f64,
    weighted_from_reference: f64,
}

/// The measures of [`dispersion`], with simulated limits for those built on absolute deviations.
///
/// Every group's value is drawn from the normal distribution of its standard error, and the limits are the sorted results
/// at positions `repetitions` times the two tails. Where all values are zero or more, draws below zero are left out; where
/// those are most of the draws, there are no limits. Noise makes groups look less alike than they are, so these limits
/// lie high for nearly equal groups; they are widened to hold the value where they do not.
///
/// Source: WHO Health Equity Assessment Toolkit, technical notes.
///
/// # Errors
/// As [`dispersion`]; `TooFewRepetitions` below 1,000.
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::inequality::{Better, Group, Reference, Simulation, simulated_dispersion};
/// let groups = [30.0, 20.0, 10.0].map(|value| Group { population: 500.0, value, standard_error: Some(1.0) });
/// let how = Simulation { repetitions: 1_000, seed: 7 };
/// let measures = simulated_dispersion(&groups, Better::Lower, Reference::Best, Confidence::P95, how)?;
/// let (lower, upper) = measures.mean_difference_from_reference.limits().unwrap_or_default();
/// assert!(lower > 7.0 && lower < 10.0 && upper > 10.0 && upper < 13.0);
/// # Ok::<(), commonweal_stats::inequality::InequalityError>(())
/// ```
pub fn simulated_dispersion(
    groups: &[Group],
    better: Better,
    reference: Reference,
    level: Confidence,
    simulation: Simulation,
) -> Result<Dispersion, InequalityError> {
    if simulation.repetitions < FEWEST {
        return Err(InequalityError::TooFewRepetitions);
    }
    let mut measures = dispersion(groups, better, reference, level)?;
    let people = Population::of(groups)?;
    let Some(errors) = &people.errors else { return Ok(measures) };
    let draws = draws(&people, errors, measures.reference, simulation);
    let enough = draws.len() * 2 > simulation.repetitions as usize;
    let mut sorted = Vec::with_capacity(draws.len());
    let mut limit = |measured: &mut Measured, of: fn(&Deviations) -> f64| {
        let Some(value) = measured.value().filter(|_| enough) else { return };
        sorted.clear();
        sorted.extend(draws.iter().map(of).filter(|drawn| drawn.is_finite()));
        *measured = Measured::with(value, limits(&mut sorted, level));
    };
    limit(&mut measures.index_of_disparity, |d| 100.0 * d.from_mean / d.mean);
    limit(&mut measures.weighted_index_of_disparity, |d| 100.0 * d.weighted_from_mean / d.mean);
    limit(&mut measures.index_of_disparity_from_reference, |d| 100.0 * d.from_reference / d.reference);
    limit(&mut measures.weighted_index_of_disparity_from_reference, |d| {
        100.0 * d.weighted_from_reference / d.reference
    });
    limit(&mut measures.mean_difference_from_mean, |d| d.weighted_from_mean);
    limit(&mut measures.mean_difference_from_reference, |d| d.weighted_from_reference);
    limit(&mut measures.relative_mean_difference_from_reference, |d| d.weighted_from_reference / d.mean);
    Ok(measures)
}

fn draws(people: &Population<'_>, errors: &[f64], reference: usize, simulation: Simulation) -> Vec<Deviations> {
    let mut random = Random::seeded(simulation.seed);
    let not_negative = people.groups.iter().all(|group| group.value >= 0.0);
    let mut normals = vec![0.0; errors.len()];
    let mut values = normals.clone();
    let equal = 1.0 / errors.len() as f64;
    let mut kept = Vec::with_capacity(simulation.repetitions as usize);
    for _ in 0..simulation.repetitions {
        random.normals(&mut normals);
        for (index, value) in values.iter_mut().enumerate() {
            *value = people.groups[index].value + errors[index] * normals[index];
        }
        if not_negative && values.iter().any(|value| *value < 0.0) {
            continue;
        }
        let mean: f64 = values.iter().zip(&people.shares).map(|(value, share)| value * share).sum();
        let held_against = values[reference];
        let mut drawn = Deviations {
            mean,
            reference: held_against,
            from_mean: 0.0,
            weighted_from_mean: 0.0,
            from_reference: 0.0,
            weighted_from_reference: 0.0,
        };
        for (value, share) in values.iter().zip(&people.shares) {
            let (from_mean, from_reference) = ((value - mean).abs(), (value - held_against).abs());
            drawn.from_mean += equal * from_mean;
            drawn.weighted_from_mean += share * from_mean;
            drawn.from_reference += equal * from_reference;
            drawn.weighted_from_reference += share * from_reference;
        }
        kept.push(drawn);
    }
    kept
}

fn limits(drawn: &mut [f64], level: Confidence) -> Option<(f64, f64)> {
    drawn.sort_unstable_by(f64::total_cmp);
    let at = |position: f64| drawn.get((libm::round(position) as usize).max(1) - 1).copied();
    let count = drawn.len() as f64;
    Some((at(count * level.tail())?, at(count * (1.0 - level.tail()))?))
}
