//! How much of an outcome is owed to an exposure, from its prevalence and relative risks.

use thiserror::Error;

use crate::confidence::Confidence;
use crate::estimate::Estimate;

/// One level of an exposure: how many have it, and how much more often it brings the outcome.
///
/// # Example
/// ```
/// use commonweal_stats::impact::Exposure;
/// let smokers = Exposure { prevalence: 0.15, relative_risk: 10.0, log_standard_error: Some(0.1) };
/// assert!(smokers.relative_risk > 1.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exposure {
    /// Share with this level of exposure, 0 to 1: of everybody for [`levin_fraction`], of the cases for
    /// [`miettinen_fraction`]. What is left to 1 is unexposed.
    pub prevalence: f64,
    /// Risk at this level over the risk of the unexposed. Below 1 it protects.
    pub relative_risk: f64,
    /// Standard error of the logarithm of the relative risk, where it is known: the width of its 95% limits on the log
    /// scale divided by 3.92.
    pub log_standard_error: Option<f64>,
}

/// Why an attributable fraction has no value.
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::impact::{ExposureError, levin_fraction};
/// assert_eq!(levin_fraction(&[], Confidence::P95), Err(ExposureError::NoLevels));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ExposureError {
    /// The list of levels is empty.
    #[error("there are no levels of exposure; give at least one besides the unexposed")]
    NoLevels,
    /// A share that is none.
    #[error("the prevalence of level {index} is not from 0 to 1; give a fraction, 0.2 for 20%")]
    NotAShare {
        /// Position of the level.
        index: usize,
    },
    /// More than everybody is exposed.
    #[error("the prevalences add up to more than 1; leave the unexposed out and count everybody once")]
    MoreThanEverybody,
    /// A relative risk that is none.
    #[error("the relative risk of level {index} is not a number above zero")]
    NotARisk {
        /// Position of the level.
        index: usize,
    },
    /// A standard error that is none.
    #[error("the standard error of level {index} is not a number of zero or more")]
    NotAnError {
        /// Position of the level.
        index: usize,
    },
    /// Finite inputs are too extreme for a finite answer.
    #[error("the numbers are too extreme for a finite answer; check the relative risks")]
    TooExtreme,
}

/// An attributable fraction, with limits where every level has a standard error.
///
/// # Example
/// ```
/// use commonweal_stats::impact::{ExposureError, Fraction};
/// let none: Fraction = Err(ExposureError::NoLevels);
/// assert!(none.is_err());
/// ```
pub type Fraction = Result<(f64, Option<Estimate>), ExposureError>;

/// Levin's population attributable fraction: the share of an outcome that would not be there without the exposure, from
/// the prevalence of each level of exposure in the population and its relative risk.
///
/// Limits carry the error of the relative risks only, on the logarithm of what would remain.
///
/// Source: Levin 1953; several levels: Hanley 2001.
///
/// # Errors
/// [`ExposureError`].
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::impact::{Exposure, levin_fraction};
/// let smokers = Exposure { prevalence: 0.5, relative_risk: 3.0, log_standard_error: None };
/// assert_eq!(levin_fraction(&[smokers], Confidence::P95)?.0, 0.5); // 0.5 x 2 / (1 + 0.5 x 2)
/// # Ok::<(), commonweal_stats::impact::ExposureError>(())
/// ```
pub fn levin_fraction(levels: &[Exposure], level: Confidence) -> Fraction {
    check(levels)?;
    let excess: f64 = levels.iter().map(|one| one.prevalence * (one.relative_risk - 1.0)).sum();
    let everybody = 1.0 + excess;
    let value = excess / everybody;
    let error = log_error(levels, |one| one.prevalence * one.relative_risk / everybody);
    with_limits(value, error, level)
}

/// Miettinen's population attributable fraction: as Levin's, but from the prevalence of each level among the cases.
///
/// It stays right when relative risks are adjusted for other causes, where Levin's does not.
///
/// Source: Miettinen 1974; Rockhill, Newman and Weinberg 1998.
///
/// # Errors
/// [`ExposureError`].
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::impact::{Exposure, miettinen_fraction};
/// let smokers = Exposure { prevalence: 0.75, relative_risk: 3.0, log_standard_error: Some(0.1) };
/// let (fraction, limits) = miettinen_fraction(&[smokers], Confidence::P95)?;
/// assert!((fraction - 0.5).abs() < 1e-12 && limits.is_some_and(|limits| limits.lower < 0.5 && limits.upper > 0.5));
/// # Ok::<(), commonweal_stats::impact::ExposureError>(())
/// ```
pub fn miettinen_fraction(levels: &[Exposure], level: Confidence) -> Fraction {
    check(levels)?;
    let value: f64 = levels.iter().map(|one| one.prevalence * (1.0 - 1.0 / one.relative_risk)).sum();
    let remaining = 1.0 - value;
    let error = log_error(levels, |one| one.prevalence / one.relative_risk / remaining);
    with_limits(value, error, level)
}

fn check(levels: &[Exposure]) -> Result<(), ExposureError> {
    if levels.is_empty() {
        return Err(ExposureError::NoLevels);
    }
    for (index, one) in levels.iter().enumerate() {
        if !(0.0..=1.0).contains(&one.prevalence) {
            return Err(ExposureError::NotAShare { index });
        }
        if !(one.relative_risk.is_finite() && one.relative_risk > 0.0) {
            return Err(ExposureError::NotARisk { index });
        }
        if one.log_standard_error.is_some_and(|error| !(error.is_finite() && error >= 0.0)) {
            return Err(ExposureError::NotAnError { index });
        }
    }
    // Room for the rounding of shares that add up to one.
    if levels.iter().map(|one| one.prevalence).sum::<f64>() > 1.0 + 1e-9 {
        return Err(ExposureError::MoreThanEverybody);
    }
    Ok(())
}

/// Standard error of the logarithm of what would remain, where every level has one.
fn log_error(levels: &[Exposure], slope: impl Fn(&Exposure) -> f64) -> Option<f64> {
    let parts: Option<Vec<f64>> =
        levels.iter().map(|one| one.log_standard_error.map(|error| slope(one) * error)).collect();
    parts.map(|parts| libm::sqrt(parts.iter().map(|part| part * part).sum()))
}

fn with_limits(value: f64, error: Option<f64>, level: Confidence) -> Fraction {
    if !value.is_finite() {
        return Err(ExposureError::TooExtreme);
    }
    let Some(error) = error else { return Ok((value, None)) };
    let at = |margin: f64| 1.0 - (1.0 - value) * libm::exp(margin);
    let (lower, upper) = (at(level.z() * error).min(value), at(-level.z() * error).max(value));
    let estimate = Estimate::finite(value, lower, upper).map_err(|_| ExposureError::TooExtreme)?;
    Ok((value, Some(estimate)))
}
