//! Slope indices of many areas.

use super::{ColumnError, SlopeIndex, SlopePlan, group_count, same_length};
use crate::gradient::GradientGroup;
use crate::parallel::{Threads, fill};
use crate::simulation::{SharedDraws, Simulator};

/// Slope and relative indices of inequality of many areas with simulated limits, as
/// [`crate::simulated_slope_index_of_inequality`] of each.
///
/// The groups of each area (its deciles) lie one after the other, most deprived first; `starts` says where each area
/// begins. Every area uses the draws of the seed, so its limits do not depend on the others.
///
/// # Errors
/// `Lengths`, `Starts`; `Group` with the problem of the first area at fault; `Settings` for too few repetitions.
///
/// # Example
/// ```
/// use commonweal_stats::columns::{Line, SlopeIndex, SlopePlan, slope_indices};
/// use commonweal_stats::parallel::Threads;
/// use commonweal_stats::{Confidence, Contrast, GradientGroup, Scale, SlopeSimulation};
/// let fifth = |value| GradientGroup { population: 2_000.0, value, standard_error: 0.2 };
/// let areas: Vec<GradientGroup> = [76.0, 77.0, 78.0, 79.0, 80.0, 70.0, 72.0, 74.0, 76.0, 78.0].map(fifth).to_vec();
/// let plan = SlopePlan {
///     simulation: SlopeSimulation {
///         level: Confidence::P95, contrast: Contrast::LeastMinusMost, scale: Scale::Natural, repetitions: 1_000, seed: 7,
///     },
///     line: Line::Values,
/// };
/// let mut out = [SlopeIndex::MISSING; 2];
/// slope_indices(&areas, &[0, 5, 10], &plan, Threads::All, &mut out)?;
/// assert_eq!(out.map(|index| index.slope.value.round()), [5.0, 10.0]);
/// # Ok::<(), commonweal_stats::columns::ColumnError>(())
/// ```
pub fn slope_indices(
    groups: &[GradientGroup],
    starts: &[usize],
    plan: &SlopePlan,
    threads: Threads,
    out: &mut [SlopeIndex],
) -> Result<(), ColumnError> {
    let areas = group_count(starts, groups.len())?;
    same_length(areas, &[("out", out.len())])?;
    let mut one = Simulator::new(plan)?;
    let shared = SharedDraws::of(&plan.simulation);
    let cost = plan.simulation.repetitions as usize;
    fill(out, cost, threads, |range, piece| {
        let Ok(simulator) = Simulator::new(plan) else { return };
        let mut simulator = simulator.sharing(&shared);
        for (area, index) in range.zip(piece) {
            // A refusal leaves the area missing; it is asked for again below.
            *index = simulator.index(&groups[starts[area]..starts[area + 1]]).unwrap_or(SlopeIndex::MISSING);
        }
    });
    let refused = out.iter().position(|index| index.slope.value.is_nan());
    match refused.map(|group| (group, one.index(&groups[starts[group]..starts[group + 1]]))) {
        Some((group, Err(problem))) => Err(ColumnError::Group { group, problem }),
        _ => Ok(()),
    }
}
