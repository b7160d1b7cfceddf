//! Raking itself: weights fitted to one margin after another until all are met.

use super::design::checked;
use super::error::RakingError;

/// How much the totals of two margins may differ, relative to them: the rounding of published shares to four digits.
const TOTALS_AGREE: f64 = 1e-6;

/// One variable that the weights must meet.
///
/// # Example
/// ```
/// use commonweal_stats::raking::Margin;
/// let sex = Margin { categories: &[0, 0, 1], targets: &[0.51, 0.49] };
/// assert_eq!(sex.targets[sex.categories[2]], 0.49);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margin<'a> {
    /// The category of each respondent: a position in `targets`.
    pub categories: &'a [usize],
    /// The population's total or share of each category.
    pub targets: &'a [f64],
}

/// The least and greatest weight allowed, relative to the mean weight.
///
/// # Example
/// ```
/// use commonweal_stats::raking::Bounds;
/// let bounds = Bounds { lowest: 0.3, highest: 3.0 }; // nobody counts for more than ten times anybody else
/// assert!(bounds.lowest < 1.0 && bounds.highest > 1.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Lowest weight: from 0 (none) to below 1.
    pub lowest: f64,
    /// Highest weight: above 1.
    pub highest: f64,
}

/// How to rake.
///
/// # Example
/// ```
/// use commonweal_stats::raking::{Bounds, Raking};
/// let raking = Raking { bounds: Some(Bounds { lowest: 0.2, highest: 5.0 }), ..Raking::default() };
/// assert_eq!((raking.tolerance, raking.most_rounds), (1e-9, 1000));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Raking {
    /// How near each category must come to its target, relative to the whole population.
    pub tolerance: f64,
    /// Rounds through all margins before giving up.
    pub most_rounds: u32,
    /// Trimming, if any.
    pub bounds: Option<Bounds>,
}

impl Default for Raking {
    /// To a billionth of the population, in at most a thousand rounds, without trimming.
    fn default() -> Self {
        Self { tolerance: 1e-9, most_rounds: 1000, bounds: None }
    }
}

/// Weights that meet their margins.
///
/// # Example
/// ```
/// use commonweal_stats::raking::{Margin, Raking, raked};
/// let sex = Margin { categories: &[0, 0, 0, 1], targets: &[0.5, 0.5] };
/// let raked = raked(&[1.0; 4], &[sex], Raking::default())?;
/// assert_eq!((raked.rounds, raked.trimmed), (1, 0));
/// # Ok::<(), commonweal_stats::raking::RakingError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Raked {
    /// One for each respondent, adding up to the number of respondents: a mean of 1.
    pub weights: Vec<f64>,
    /// Rounds through all margins.
    pub rounds: u32,
    /// Respondents whose weight is on a bound.
    pub trimmed: usize,
}

/// Weights nearest to the `starting` ones (design weights, or all 1) that meet every margin.
///
/// Targets are shares or totals; each margin's must add up to the same. With [`Bounds`] the weights also stay within
/// them, and are still the nearest that do: the order of margins and respondents makes no difference.
///
/// Source: Deming and Stephan 1940; Deville and Särndal 1992; with bounds, Dykstra 1985.
///
/// # Errors
/// `NoRespondents`, `NoMargins`, `LengthsDiffer`, `NoSuchCategory`, `WeightNotPositive`, `BadTarget`, `EmptyCategory`,
/// `ZeroTarget`, `TotalsDiffer`, `BadBounds`, `BadTolerance`; `NotConverged` where no weights do it, or not in time.
///
/// # Example
/// ```
/// use commonweal_stats::raking::{Margin, Raking, raked};
/// let sex = Margin { categories: &[0, 0, 0, 1, 1], targets: &[0.5, 0.5] };
/// let age = Margin { categories: &[0, 1, 1, 0, 1], targets: &[0.4, 0.6] };
/// let weights = raked(&[1.0; 5], &[sex, age], Raking::default())?.weights;
/// let women: f64 = weights[..3].iter().sum();
/// let young = weights[0] + weights[3];
/// assert!((women - 2.5).abs() < 1e-6 && (young - 2.0).abs() < 1e-6);
/// # Ok::<(), commonweal_stats::raking::RakingError>(())
/// ```
pub fn raked(starting: &[f64], margins: &[Margin<'_>], raking: Raking) -> Result<Raked, RakingError> {
    checked(starting)?;
    let targets = scaled_targets(starting.len(), margins)?;
    check_settings(raking)?;
    let mut totals: Vec<Vec<f64>> = targets.iter().map(|targets| vec![0.0; targets.len()]).collect();
    let mean = starting.iter().map(|weight| weight / starting.len() as f64).sum::<f64>();
    let mut weights: Vec<f64> = starting.iter().map(|weight| weight / mean).collect();
    // What the bounds took from each weight last round, given back before they are applied again: with it the rounds
    // end at the weights nearest to the starting ones, without it wherever the last cut happened to leave them.
    let mut taken = vec![1.0; if raking.bounds.is_some() { weights.len() } else { 0 }];
    for round in 1..=raking.most_rounds {
        for ((margin, targets), totals) in margins.iter().zip(&targets).zip(&mut totals) {
            fit(&mut weights, margin, targets, totals);
        }
        if let Some(bounds) = raking.bounds {
            for (weight, taken) in weights.iter_mut().zip(&mut taken) {
                let free = *weight * *taken;
                *weight = free.clamp(bounds.lowest, bounds.highest);
                *taken = free / *weight;
            }
        }
        if furthest(&weights, margins, &targets, &mut totals).1 <= raking.tolerance * weights.len() as f64 {
            let on_bound = |weight: &&f64| raking.bounds.is_some_and(|b| **weight <= b.lowest || **weight >= b.highest);
            let trimmed = weights.iter().filter(on_bound).count();
            return match weights.iter().all(|weight| weight.is_finite() && *weight > 0.0) {
                true => Ok(Raked { weights, rounds: round, trimmed }),
                false => Err(RakingError::NotConverged { margin: 0 }),
            };
        }
    }
    Err(RakingError::NotConverged { margin: furthest(&weights, margins, &targets, &mut totals).0 })
}

/// Weights that meet the targets of one variable: post-stratification. Every respondent of a category is multiplied by
/// the same number, so no rounds are needed.
///
/// # Errors
/// As [`raked`].
///
/// # Example
/// ```
/// use commonweal_stats::raking::{Margin, post_stratified};
/// let age = Margin { categories: &[0, 0, 0, 1], targets: &[600.0, 400.0] };
/// let weights = post_stratified(&[1.0; 4], age)?;
/// assert_eq!(weights.iter().map(|w| (w * 10.0).round()).collect::<Vec<_>>(), [8.0, 8.0, 8.0, 16.0]);
/// # Ok::<(), commonweal_stats::raking::RakingError>(())
/// ```
pub fn post_stratified(starting: &[f64], margin: Margin<'_>) -> Result<Vec<f64>, RakingError> {
    raked(starting, &[margin], Raking::default()).map(|raked| raked.weights)
}

/// Targets of every margin as numbers of respondents, checked against the sample.
fn scaled_targets(respondents: usize, margins: &[Margin<'_>]) -> Result<Vec<Vec<f64>>, RakingError> {
    if margins.is_empty() {
        return Err(RakingError::NoMargins);
    }
    let mut first = None;
    let mut scaled = Vec::with_capacity(margins.len());
    for (index, margin) in margins.iter().enumerate() {
        check_margin(index, margin, respondents)?;
        let total: f64 = margin.targets.iter().sum();
        let first = *first.get_or_insert(total);
        // All targets zero would have been refused as categories with respondents, so a total is above zero.
        if !total.is_finite() || (total - first).abs() > TOTALS_AGREE * first {
            return Err(RakingError::TotalsDiffer { margin: index });
        }
        scaled.push(margin.targets.iter().map(|target| target / total * respondents as f64).collect());
    }
    Ok(scaled)
}

fn check_margin(index: usize, margin: &Margin<'_>, respondents: usize) -> Result<(), RakingError> {
    if margin.categories.len() != respondents {
        return Err(RakingError::LengthsDiffer { margin: index });
    }
    let bad = |target: &f64| !(target.is_finite() && *target >= 0.0);
    if let Some(category) = margin.targets.iter().position(bad) {
        return Err(RakingError::BadTarget { margin: index, category });
    }
    let mut has_respondents = vec![false; margin.targets.len()];
    for (respondent, &category) in margin.categories.iter().enumerate() {
        match has_respondents.get_mut(category) {
            Some(seen) => *seen = true,
            None => return Err(RakingError::NoSuchCategory { margin: index, respondent }),
        }
    }
    for (category, (&target, &seen)) in margin.targets.iter().zip(&has_respondents).enumerate() {
        if target > 0.0 && !seen {
            return Err(RakingError::EmptyCategory { margin: index, category });
        }
        if target == 0.0 && seen {
            return Err(RakingError::ZeroTarget { margin: index, category });
        }
    }
    Ok(())
}

fn check_settings(raking: Raking) -> Result<(), RakingError> {
    if !(1e-12..=0.1).contains(&raking.tolerance) {
        return Err(RakingError::BadTolerance);
    }
    match raking.bounds {
        Some(Bounds { lowest, highest }) if !((0.0..1.0).contains(&lowest) && highest > 1.0 && highest.is_finite()) => {
            Err(RakingError::BadBounds)
        }
        _ => Ok(()),
    }
}

/// Multiplies each category's weights so that they add up to its target.
fn fit(weights: &mut [f64], margin: &Margin<'_>, targets: &[f64], totals: &mut [f64]) {
    add_up(weights, margin, totals);
    for (total, target) in totals.iter_mut().zip(targets) {
        // A category without respondents has neither; its factor is never used.
        *total = target / *total;
    }
    for (weight, &category) in weights.iter_mut().zip(margin.categories) {
        *weight *= totals[category];
    }
}

fn add_up(weights: &[f64], margin: &Margin<'_>, totals: &mut [f64]) {
    totals.fill(0.0);
    for (weight, &category) in weights.iter().zip(margin.categories) {
        totals[category] += weight;
    }
}

/// The margin with the category furthest from its target, and how far that is, in respondents.
fn furthest(weights: &[f64], margins: &[Margin<'_>], targets: &[Vec<f64>], totals: &mut [Vec<f64>]) -> (usize, f64) {
    let mut worst = (0, 0.0);
    for (index, margin) in margins.iter().enumerate() {
        add_up(weights, margin, &mut totals[index]);
        for (total, target) in totals[index].iter().zip(&targets[index]) {
            // A miss that is no number counts as the worst.
            let miss = Some((total - target).abs()).filter(|miss| !miss.is_nan()).unwrap_or(f64::INFINITY);
            if miss > worst.1 {
                worst = (index, miss);
            }
        }
    }
    worst
}
