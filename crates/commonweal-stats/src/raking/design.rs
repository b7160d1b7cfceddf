//! What unequal weights cost: the design effect, the effective sample, and limits that allow for it.

use super::error::RakingError;
use crate::confidence::Confidence;
use crate::estimate::Estimate;
use crate::proportion::proportion;

/// Kish's design effect of weights: how many times larger the variance of a weighted mean is for the inequality of the
/// weights alone. 1 where all are equal, and never below.
///
/// Source: Kish 1965; 1992.
///
/// # Errors
/// `NoRespondents`, `WeightNotPositive`.
///
/// # Example
/// ```
/// use commonweal_stats::raking::design_effect;
/// assert_eq!(design_effect(&[1.0, 1.0, 2.0, 4.0])?, 1.375); // 4 x 22 / 8²
/// # Ok::<(), commonweal_stats::raking::RakingError>(())
/// ```
pub fn design_effect(weights: &[f64]) -> Result<f64, RakingError> {
    Ok(weights.len() as f64 / effective_sample_size(weights)?)
}

/// How many respondents with equal weights would tell as much: the sample over its design effect. Never more than the
/// respondents there are.
///
/// # Errors
/// As [`design_effect`].
///
/// # Example
/// ```
/// use commonweal_stats::raking::effective_sample_size;
/// assert_eq!(effective_sample_size(&[3.0, 3.0, 3.0])?, 3.0);
/// # Ok::<(), commonweal_stats::raking::RakingError>(())
/// ```
pub fn effective_sample_size(weights: &[f64]) -> Result<f64, RakingError> {
    checked(weights)?;
    // Relative to the largest, so that no square overflows or vanishes.
    let largest = weights.iter().copied().fold(0.0, f64::max);
    let (mut sum, mut squares) = (0.0, 0.0);
    for weight in weights {
        let weight = weight / largest;
        sum += weight;
        squares += weight * weight;
    }
    // Rounding may take equal weights an ulp past the number there are.
    Ok((sum * sum / squares).min(weights.len() as f64))
}

/// The weighted share of people with an attribute, with Wilson limits for the effective sample.
///
/// `has` is true for the respondents who have it. Limits allow for unequal weights, not for clustering or strata.
///
/// # Errors
/// `NoRespondents`, `WeightNotPositive`, `AnswersDiffer`.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, raking::weighted_proportion};
/// let weights = [1.0, 1.0, 2.0, 4.0];
/// let share = weighted_proportion(&weights, &[true, true, false, false], Confidence::P95)?;
/// assert_eq!(share.value, 0.25);
/// assert!(share.lower < 0.25 && share.upper > 0.25);
/// # Ok::<(), commonweal_stats::raking::RakingError>(())
/// ```
pub fn weighted_proportion(weights: &[f64], has: &[bool], level: Confidence) -> Result<Estimate, RakingError> {
    if weights.len() != has.len() {
        return Err(RakingError::AnswersDiffer);
    }
    let sample = effective_sample_size(weights)?;
    let largest = weights.iter().copied().fold(0.0, f64::max);
    let (mut with, mut all) = (0.0, 0.0);
    for (weight, has) in weights.iter().zip(has) {
        let weight = weight / largest;
        all += weight;
        if *has {
            with += weight;
        }
    }
    let share = with / all;
    let limits = proportion(share * sample, sample, level).expect("a share of a positive sample is a proportion");
    // The share itself, not the share of the effective sample, which rounding may move.
    Ok(Estimate { value: share, lower: limits.lower.min(share), upper: limits.upper.max(share) })
}

pub(super) fn checked(weights: &[f64]) -> Result<(), RakingError> {
    if weights.is_empty() {
        return Err(RakingError::NoRespondents);
    }
    match weights.iter().position(|weight| !(weight.is_finite() && *weight > 0.0)) {
        Some(respondent) => Err(RakingError::WeightNotPositive { respondent }),
        None => Ok(()),
    }
}
