//! Means, medians, percentiles, and money or bed days of a few people.

use super::{
    DOMINANT_SHARE, LEAST_PEOPLE_BEYOND_PERCENTILE, LEAST_PEOPLE_FOR_MEAN, LEAST_PEOPLE_FOR_MEDIAN,
    LEAST_PEOPLE_OF_TWO_GROUPS, LEAST_PEOPLE_STANDARDISED, LEAST_REST_OVER_LARGEST, three_significant_figures,
};

/// One number that stands for many people's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Summary {
    /// Mean.
    Mean,
    /// Sum; money, bed days and other magnitudes must pass [`one_or_two_dominate`] as well.
    Sum,
    /// Median.
    Median,
    /// A percentile, from 0 to 100.
    Percentile(f64),
    /// The smallest: one person's value.
    Minimum,
    /// The largest: one person's value.
    Maximum,
}

/// Whether a summary of so many people may be shown. Minimum and maximum never may.
pub fn may_summarise(summary: Summary, people: u64) -> bool {
    match summary {
        Summary::Mean | Summary::Sum => people >= LEAST_PEOPLE_FOR_MEAN,
        Summary::Median => people >= LEAST_PEOPLE_FOR_MEDIAN,
        Summary::Percentile(percentile) => {
            // The nearer end counts: beyond the 10th percentile are the people below it. Not a number is never enough.
            let share = percentile.min(100.0 - percentile) / 100.0;
            percentile.is_finite() && share * people as f64 >= LEAST_PEOPLE_BEYOND_PERCENTILE as f64
        }
        Summary::Minimum | Summary::Maximum => false,
    }
}

/// Whether one or two people make up so much of a magnitude (money, bed days) that its total would tell theirs: the
/// two largest make 90% or more, or all others together are under 10% of the largest. Then the total is withheld.
///
/// Sizes count, not signs. Nobody, nothing but zeros, or a number that is not finite count as dominated.
///
/// ```
/// use commonweal_disclosure::rules::one_or_two_dominate;
/// assert!(one_or_two_dominate(&[900.0, 50.0, 30.0, 10.0, 10.0]));
/// assert!(!one_or_two_dominate(&[300.0, 250.0, 250.0, 200.0]));
/// ```
pub fn one_or_two_dominate(contributions: &[f64]) -> bool {
    let mut sizes: Vec<f64> = contributions.iter().map(|c| c.abs()).collect();
    if sizes.iter().any(|size| !size.is_finite()) {
        return true;
    }
    sizes.sort_by(|a, b| b.total_cmp(a));
    let largest = sizes.first().copied().unwrap_or(0.0);
    let two = sizes.iter().take(2).sum::<f64>();
    let rest = sizes.iter().skip(2).sum::<f64>();
    let total = two + rest;
    total <= 0.0 || !total.is_finite() || two / total >= DOMINANT_SHARE || rest / largest < LEAST_REST_OVER_LARGEST
}

/// Whether a number standardised from exact counts may stand beside the rounded pair of the same people. One group's is the
/// crude rate itself, exact; two groups of a few hundred people leave one pair of counts that fits its three figures and
/// limits, as a search over all counts shows. The groups and the people decide, never who has the property.
///
/// ```
/// use commonweal_disclosure::rules::may_standardise;
/// assert!(!may_standardise(1, 100_000) && !may_standardise(2, 1_999) && !may_standardise(8, 199));
/// assert!(may_standardise(2, 2_000) && may_standardise(3, 200));
/// ```
pub fn may_standardise(groups: usize, population: u64) -> bool {
    match groups {
        0 | 1 => false,
        2 => population >= LEAST_PEOPLE_OF_TWO_GROUPS,
        _ => population >= LEAST_PEOPLE_STANDARDISED,
    }
}

/// How many people's values lie where, about one number that stands for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// People with a value.
    pub people: u64,
    /// Of them, those with a value below the number.
    pub below: u64,
    /// Of them, those with a value above it.
    pub above: u64,
}

/// A summary to 3 significant figures, where it may be shown. A percentile needs its people beyond it as they are, not only
/// as shares would have them: where many values are equal, fewer lie beyond. A median needs as many on either side as a
/// percentile does, besides its own number.
pub fn shown_summary(summary: Summary, value: f64, spread: Spread) -> Option<f64> {
    let Spread { people, below, above } = spread;
    let beyond = match summary {
        Summary::Percentile(percentile) if percentile < 50.0 => below,
        Summary::Percentile(percentile) if percentile > 50.0 => above,
        Summary::Median | Summary::Percentile(_) => below.min(above),
        _ => LEAST_PEOPLE_BEYOND_PERCENTILE,
    };
    let fits = value.is_finite() && below.checked_add(above).is_some_and(|beside| beside <= people);
    let may = fits && may_summarise(summary, people) && beyond >= LEAST_PEOPLE_BEYOND_PERCENTILE;
    may.then(|| three_significant_figures(value))
}
