//! What lies between groups that readers see beside it: gaps, SII and RII, made again from the groups as shown.
//!
//! Made from exact counts they would give those counts away. A search over every pair of counts that five shown
//! fifths allow found that SII and RII with limits, each to 3 significant figures, left one truth for fifths of 200
//! people, and three counts in the first of fifths of 1,000. Made from the rounded groups they tell nothing the
//! groups do not.

use crate::rules::{ShownCell, scale_of_unit};
use crate::words::Statistic;
use commonweal_stats::{
    Confidence, Contrast, Count, Estimate, GradientGroup, absolute_gap, proportion, ratio_of_proportions,
    slope_index_of_inequality,
};

/// How far the value handed in may lie from that of its own exact groups before we say they do not belong together.
const TOLERANCE: f64 = 1e-6;

/// Whether the gate makes this statistic again from the groups shown.
pub(crate) fn is_remade(statistic: Statistic) -> bool {
    matches!(
        statistic,
        Statistic::AbsoluteGap
            | Statistic::RelativeGap
            | Statistic::SlopeIndexOfInequality
            | Statistic::RelativeIndexOfInequality
    )
}

/// The statistic from the groups as shown, in the direction in which the exact groups give the value handed in. None
/// where they do not give it: a value in another order or unit would otherwise be shown with the wrong sign or size.
pub(crate) fn remake(
    statistic: Statistic,
    unit: &str,
    handed_in: &Estimate,
    exact: &[(u64, u64)],
    shown: &[ShownCell],
) -> Option<Estimate> {
    let exact: Vec<_> = exact.iter().map(|&(numerator, denominator)| ShownCell { numerator, denominator }).collect();
    let same = |made: Estimate| (made.value - handed_in.value).abs() <= TOLERANCE * made.value.abs().max(1.0);
    let scale = scale_of_unit(unit)?;
    let directions = [Contrast::MostMinusLeast, Contrast::LeastMinusMost];
    let contrast = directions.into_iter().find(|c| between(statistic, scale, &exact, *c).is_some_and(same))?;
    between(statistic, scale, shown, contrast)
}

/// Gaps are of the first group against the last, most deprived against least; SII and RII run either way.
fn between(statistic: Statistic, scale: f64, groups: &[ShownCell], contrast: Contrast) -> Option<Estimate> {
    let (first, rest) = groups.split_first()?;
    let last = rest.last()?;
    let level = Confidence::P95;
    let share = |cell: &ShownCell| proportion(cell.numerator as f64, cell.denominator as f64, level).ok();
    let count = |cell: &ShownCell| Count { events: cell.numerator as f64, population: cell.denominator as f64 };
    match (statistic, contrast) {
        (Statistic::AbsoluteGap, Contrast::MostMinusLeast) => {
            absolute_gap(&share(first)?, &share(last)?).ok().map(|gap| times(gap, scale))
        }
        (Statistic::RelativeGap, Contrast::MostMinusLeast) => {
            ratio_of_proportions(&count(first), &count(last), level).ok()
        }
        (Statistic::SlopeIndexOfInequality | Statistic::RelativeIndexOfInequality, _) => {
            let fit: Option<Vec<_>> = groups
                .iter()
                .map(|cell| Some(GradientGroup::from_estimate(cell.denominator as f64, &share(cell)?, level)))
                .collect();
            let gradient = slope_index_of_inequality(&fit?, level, contrast).ok()?;
            match statistic {
                Statistic::SlopeIndexOfInequality => Some(times(gradient.slope, scale)),
                _ => gradient.relative,
            }
        }
        _ => None,
    }
}

fn times(Estimate { value, lower, upper }: Estimate, scale: f64) -> Estimate {
    Estimate { value: value * scale, lower: lower * scale, upper: upper * scale }
}
