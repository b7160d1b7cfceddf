//! From numerators and denominators to z-scores: each kind of measure on the scale where its spread is even.

use std::f64::consts::FRAC_PI_2;

use crate::funnel::error::{FunnelError, checked_unit, same_length};
use crate::funnel::limits::{FunnelLevel, Limits, ratio_limits};

/// What the units' numbers are, and so the scale on which they are compared.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::overdispersion::Measure;
/// assert!(Measure::LogRatio.truncates() && !Measure::RootRatio.truncates());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Observed over expected on the log scale, as the Summary Hospital-level Mortality Indicator. The target is 1.
    LogRatio,
    /// Observed over expected on the square-root scale, as the Care Quality Commission. The target is 1.
    RootRatio,
    /// A share of people on the arcsine scale. The target is the average share.
    Proportion,
    /// The ratio of two counts on the log scale. The target is the ratio of their sums.
    CountRatio,
}

impl Measure {
    /// Whether the published method of this measure drops the outermost units (truncates) before it judges the spread;
    /// the others pull them in (winsorise).
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::funnel::overdispersion::Measure;
    /// assert!(Measure::LogRatio.truncates() && !Measure::Proportion.truncates());
    /// ```
    #[must_use]
    pub fn truncates(self) -> bool {
        self == Self::LogRatio
    }

    /// A value on the scale of the measure.
    fn of(self, numerator: f64, denominator: f64) -> f64 {
        match self {
            Self::LogRatio => libm::log(numerator / denominator),
            Self::RootRatio => libm::sqrt(numerator / denominator),
            Self::Proportion => libm::asin(libm::sqrt(numerator / denominator)),
            // Half an event on each side, so that none at all has a logarithm.
            Self::CountRatio => libm::log((numerator + 0.5) / (denominator + 0.5)),
        }
    }

    fn standard_error(self, numerator: f64, denominator: f64) -> f64 {
        match self {
            Self::LogRatio => 1.0 / libm::sqrt(denominator),
            Self::RootRatio | Self::Proportion => 1.0 / (2.0 * libm::sqrt(denominator)),
            Self::CountRatio => {
                let part = |count: f64| count / ((count + 0.5) * (count + 0.5));
                libm::sqrt(part(numerator) + part(denominator))
            }
        }
    }

    fn of_target(self, target: f64) -> f64 {
        match self {
            Self::LogRatio | Self::CountRatio => libm::log(target),
            Self::RootRatio => libm::sqrt(target),
            Self::Proportion => libm::asin(libm::sqrt(target)),
        }
    }

    /// Limits about a target for a unit with this denominator, widened for a variance between units (zero: not at all).
    ///
    /// They are those of the published tools: on the measure's own scale, with a standard error of 1/√E (log ratio) or
    /// 1/(2√n) (the others), and for root ratios laid on the ratio itself. Limits of a proportion end at 0 and 1.
    ///
    /// # Errors
    /// `Missing`, `EmptyDenominator`, `BenchmarkOutOfRange`.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::Confidence;
    /// use commonweal_stats::funnel::{FunnelLevel, overdispersion::Measure};
    /// let level = FunnelLevel::of(Confidence::P95);
    /// let plain = Measure::LogRatio.widened_limits(1.0, 100.0, 0.0, level)?;
    /// let wider = Measure::LogRatio.widened_limits(1.0, 100.0, 0.03, level)?;
    /// assert_eq!(format!("{:.3} {:.3}", plain.upper, wider.upper), "1.217 1.480"); // exp(1.96 x 0.1), exp(1.96 x 0.2)
    /// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
    /// ```
    pub fn widened_limits(
        self,
        target: f64,
        denominator: f64,
        between_variance: f64,
        level: FunnelLevel,
    ) -> Result<Limits, FunnelError> {
        let scaled = self.scaled_limits(target, denominator, between_variance, level)?;
        Ok(match self {
            // Beyond its ends the arcsine scale has no shares, and the sine would turn back.
            Self::Proportion => self.of_scaled(scaled.within(0.0, FRAC_PI_2)),
            _ => self.of_scaled(scaled),
        })
    }

    /// Limits on the scale of the measure.
    pub(super) fn scaled_limits(
        self,
        target: f64,
        denominator: f64,
        between_variance: f64,
        level: FunnelLevel,
    ) -> Result<Limits, FunnelError> {
        checked_unit(0, 0.0, denominator)?;
        let fits = match self {
            Self::Proportion => (0.0..=1.0).contains(&target),
            _ => target.is_finite() && target > 0.0,
        };
        if !fits || !between_variance.is_finite() || between_variance < 0.0 {
            return Err(FunnelError::BenchmarkOutOfRange);
        }
        let within = match self {
            Self::LogRatio => 1.0 / denominator,
            _ => 0.25 / denominator,
        };
        let reach = level.z() * libm::sqrt(within + between_variance);
        let centre = if self == Self::RootRatio { target } else { self.of_target(target) };
        Ok(Limits { lower: centre - reach, upper: centre + reach })
    }

    /// Limits back from the scale of the measure; a share from anywhere on the sine.
    pub(super) fn of_scaled(self, limits: Limits) -> Limits {
        let back = |at: f64| match self {
            Self::LogRatio | Self::CountRatio => libm::exp(at),
            Self::RootRatio => at,
            Self::Proportion => libm::sin(at) * libm::sin(at),
        };
        Limits { lower: back(limits.lower), upper: back(limits.upper) }
    }

    /// Limits about a target for a unit with this denominator, for chance alone: exact Poisson limits for a ratio of
    /// observed to expected, those of the measure's scale for the others.
    ///
    /// # Errors
    /// `EmptyDenominator`, `BenchmarkOutOfRange`, `TooLarge`.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::Confidence;
    /// use commonweal_stats::funnel::{FunnelLevel, overdispersion::Measure};
    /// let limits = Measure::LogRatio.plain_limits(1.0, 50.0, FunnelLevel::of(Confidence::P998))?;
    /// assert_eq!(format!("{:.3} {:.3}", limits.lower, limits.upper), "0.619 1.519");
    /// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
    /// ```
    pub fn plain_limits(self, target: f64, denominator: f64, level: FunnelLevel) -> Result<Limits, FunnelError> {
        match self {
            Self::LogRatio | Self::RootRatio => {
                checked_unit(0, 0.0, denominator)?;
                Ok(ratio_limits(denominator, level)?.times(target))
            }
            Self::Proportion | Self::CountRatio => self.widened_limits(target, denominator, 0.0, level),
        }
    }
}

/// Expected events to two decimals, as the Summary Hospital-level Mortality Indicator publishes them: the nearer of the two
/// neighbours, the even one where both are as near.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::overdispersion::rounded_expected;
/// assert_eq!(rounded_expected(209.4261), 209.43);
/// assert_eq!(rounded_expected(0.125), 0.12);
/// ```
#[must_use]
pub fn rounded_expected(expected: f64) -> f64 {
    let hundredths = expected * 100.0;
    if !hundredths.is_finite() {
        return expected;
    }
    // The neighbours are compared with the number itself: its hundredths may have been rounded onto a half.
    let (down, up) = (hundredths.floor() / 100.0, hundredths.ceil() / 100.0);
    let (over, under) = (expected - down, up - expected);
    if over < under || (over == under && hundredths.floor() % 2.0 == 0.0) { down } else { up }
}

/// What the units are compared with: 1 for a ratio of observed to expected, all numerators over all denominators for the
/// others.
///
/// # Errors
/// `NoUnits`, `LengthsDiffer`, `Missing`, `NegativeCount`, `EmptyDenominator`; `EventsExceedPopulation` for proportions;
/// `NoEvents` for a ratio of counts without any.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::overdispersion::{Measure, target};
/// assert_eq!(target(Measure::Proportion, &[1.0, 3.0], &[10.0, 10.0])?, 0.2);
/// assert_eq!(target(Measure::LogRatio, &[1.0, 3.0], &[10.0, 10.0])?, 1.0);
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
pub fn target(measure: Measure, numerators: &[f64], denominators: &[f64]) -> Result<f64, FunnelError> {
    let average = crate::funnel::pooled(numerators, denominators)?;
    match measure {
        Measure::LogRatio | Measure::RootRatio => Ok(1.0),
        Measure::Proportion => match numerators.iter().zip(denominators).position(|(x, n)| x > n) {
            Some(index) => Err(FunnelError::EventsExceedPopulation { index }),
            None => Ok(average),
        },
        Measure::CountRatio if average == 0.0 => Err(FunnelError::NoEvents),
        Measure::CountRatio => Ok(average),
    }
}

/// The units on the scale of their measure.
///
/// # Example
/// ```
/// use commonweal_stats::funnel::overdispersion::{Measure, scores};
/// let scores = scores(Measure::RootRatio, &[144.0, 81.0], &[100.0, 100.0])?;
/// assert_eq!(scores.transformed, [1.2, 0.9]);
/// assert_eq!(scores.z.iter().map(|z| z.round()).collect::<Vec<_>>(), [4.0, -2.0]);
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// What they are compared with, on their own scale.
    pub target: f64,
    /// Each unit's value on the scale of the measure.
    pub transformed: Vec<f64>,
    /// Standard error of each, for chance alone.
    pub standard_errors: Vec<f64>,
    /// How many standard errors each lies from the target. Minus infinity for a unit without events on the log scale.
    pub z: Vec<f64>,
}

/// Z-scores of units about their target.
///
/// # Errors
/// As [`target`].
///
/// # Example
/// ```
/// use commonweal_stats::funnel::overdispersion::{Measure, scores};
/// let scores = scores(Measure::LogRatio, &[100.0, 0.0], &[100.0, 50.0])?;
/// assert_eq!(scores.z, [0.0, f64::NEG_INFINITY]);
/// # Ok::<(), commonweal_stats::funnel::FunnelError>(())
/// ```
pub fn scores(measure: Measure, numerators: &[f64], denominators: &[f64]) -> Result<Scores, FunnelError> {
    same_length(numerators, &[("denominator", denominators.len())])?;
    let target = target(measure, numerators, denominators)?;
    let centre = measure.of_target(target);
    let mut scores = Scores { target, transformed: vec![], standard_errors: vec![], z: vec![] };
    for (&numerator, &denominator) in numerators.iter().zip(denominators) {
        let transformed = measure.of(numerator, denominator);
        let standard_error = measure.standard_error(numerator, denominator);
        scores.transformed.push(transformed);
        scores.standard_errors.push(standard_error);
        scores.z.push((transformed - centre) / standard_error);
    }
    match scores.z.iter().position(|z| z.is_nan() || *z == f64::INFINITY) {
        Some(index) => Err(FunnelError::Missing { index, what: "z-score" }),
        None => Ok(scores),
    }
}
