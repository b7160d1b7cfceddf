#![doc = include_str!("../handbook/slope_index.md")]
//!
//! # In the code
//! Limits here follow from the groups' standard errors in closed form. `simulation` draws them instead, where the
//! errors are symmetric on another scale; [`crate::columns::slope_indices`] does so for many areas.

use crate::confidence::Confidence;
use crate::error::StatsError;
use crate::estimate::Estimate;

const MINIMUM_GROUPS: usize = 5;
const MAXIMUM_GROUPS: usize = 100;

/// One group on the deprivation scale, a decile or quintile for example.
///
/// Given to [`slope_index_of_inequality`]; its example makes five.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GradientGroup {
    /// People in the group: its width on the scale and its weight in the fit.
    pub population: f64,
    /// The group's value: a proportion, rate or life expectancy.
    pub value: f64,
    /// Standard error of the value, in the value's unit.
    pub standard_error: f64,
}

impl GradientGroup {
    /// A group from its published value and limits: half the width of the interval, divided by the level's deviate, is
    /// the standard error.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::{Confidence, Estimate, GradientGroup};
    /// let estimate = Estimate { value: 10.0, lower: 8.04, upper: 11.96 };
    /// let group = GradientGroup::from_estimate(500.0, &estimate, Confidence::P95);
    /// assert_eq!(format!("{:.3}", group.standard_error), "1.000");
    /// ```
    #[must_use]
    pub fn from_estimate(population: f64, estimate: &Estimate, level: Confidence) -> Self {
        let standard_error = (estimate.upper - estimate.lower) / (2.0 * level.z());
        Self { population, value: estimate.value, standard_error }
    }
}

/// Which end of the line is measured from which.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, Contrast, GradientGroup, slope_index_of_inequality};
/// let fifth = |years| GradientGroup { population: 2_000.0, value: years, standard_error: 0.1 };
/// let lives = [76.0, 77.5, 79.0, 80.5, 82.0].map(fifth);
/// let slope = |contrast| slope_index_of_inequality(&lives, Confidence::P95, contrast).map(|gradient| gradient.slope.value);
/// assert_eq!(format!("{:.1}", slope(Contrast::LeastMinusMost)?), "7.5"); // years that the least deprived live longer
/// assert_eq!(slope(Contrast::MostMinusLeast)?, -slope(Contrast::LeastMinusMost)?);
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Contrast {
    /// Most deprived minus, or over, least deprived: positive and above 1 where the most deprived have more. The
    /// reference's negative multiplier.
    #[default]
    MostMinusLeast,
    /// Least deprived minus, or over, most deprived: positive and above 1 where the least deprived have more, as for
    /// life expectancy. The reference's positive multiplier.
    LeastMinusMost,
}

/// The line through the groups, as the two numbers that are published and the two they come from.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, Contrast, Gradient, GradientGroup, slope_index_of_inequality};
/// let fifth = |value| GradientGroup { population: 2_000.0, value, standard_error: 0.01 };
/// let smoking = [0.23, 0.19, 0.15, 0.11, 0.07].map(fifth);
/// let Gradient { fitted_most_deprived, fitted_least_deprived, .. } =
///     slope_index_of_inequality(&smoking, Confidence::P95, Contrast::MostMinusLeast)?;
/// assert_eq!(format!("{fitted_most_deprived:.2} {fitted_least_deprived:.2}"), "0.25 0.05");
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gradient {
    /// Slope index of inequality (SII): the difference between the ends of the line, in the values' unit.
    pub slope: Estimate,
    /// Relative index of inequality (RII): the ratio of the same two ends. `None` where it has no meaning: an end of
    /// the line at or below zero, or a denominator whose own limits reach zero.
    pub relative: Option<Estimate>,
    /// The line at the most deprived end of the scale (the reference's intercept).
    pub fitted_most_deprived: f64,
    /// The line at the least deprived end of the scale.
    pub fitted_least_deprived: f64,
}

/// Slope and relative index of inequality (SII, RII): the gap between the two ends of the deprivation scale, judged from
/// everybody on it and not only from the extreme groups.
///
/// Groups come ordered from most to least deprived. Each stands at the midpoint of its share of the population on a
/// scale from 0 (most deprived person) to 1 (least deprived), and a straight line is fitted by least squares weighted by
/// population (the square-root transformation of the source; standard errors do not enter the fit). The SII is the
/// difference and the RII the ratio of the line at 0 and at 1, both taken in the direction of `contrast`.
///
/// Limits treat the groups' values as independent and normal with the standard errors given. The SII is a weighted sum
/// of them, so its variance is the sum of squared weights times squared standard errors; the RII's limits are Fieller's.
/// They are what the simulated limits of `phe_sii` for value type 0 converge to. Standard errors of zero give limits
/// equal to the value. The line is taken to be straight and is not tested.
///
/// Source: Low and Low 2004; Fieller 1954; Fingertips public health technical guidance, SII; as `phe_sii`.
///
/// # Errors
/// `NoGroups`, `TooFewGroups` (under 5), `TooManyGroups` (over 100); for the first group at fault `GroupNotFinite`,
/// `EmptyGroup` (a population of zero or less), `NegativeStandardError`.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, Contrast, GradientGroup, slope_index_of_inequality};
/// let fifth = |value| GradientGroup { population: 2_000.0, value, standard_error: 0.01 };
/// let smoking = [0.23, 0.19, 0.15, 0.11, 0.07].map(fifth);
/// let gradient = slope_index_of_inequality(&smoking, Confidence::P95, Contrast::MostMinusLeast)?;
/// assert_eq!(format!("{:.2}", gradient.slope.value), "0.20"); // the line runs from 0.25 to 0.05
/// assert_eq!(format!("{:.1}", gradient.relative.expect("both ends are above zero").value), "5.0");
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn slope_index_of_inequality(
    groups: &[GradientGroup],
    level: Confidence,
    contrast: Contrast,
) -> Result<Gradient, StatsError> {
    let weights = FitWeights::of(groups)?;
    let (most, least) = weights.ends(groups.iter().map(|group| group.value));
    let moments = weights.moments(groups);
    let slope = slope_estimate(contrast.difference(most, least), moments.slope_variance, level)?;
    let (over, under) = contrast.order(most, least);
    let (over_variance, under_variance) = contrast.order(moments.most_variance, moments.least_variance);
    let relative = fieller(over, under, [over_variance, under_variance, moments.covariance], level.z());
    Ok(Gradient { slope, relative, fitted_most_deprived: most, fitted_least_deprived: least })
}

impl Contrast {
    pub(crate) fn order(self, most: f64, least: f64) -> (f64, f64) {
        match self {
            Self::MostMinusLeast => (most, least),
            Self::LeastMinusMost => (least, most),
        }
    }

    pub(crate) fn difference(self, most: f64, least: f64) -> f64 {
        let (from, to) = self.order(most, least);
        from - to
    }
}

fn slope_estimate(slope: f64, variance: f64, level: Confidence) -> Result<Estimate, StatsError> {
    let margin = level.z() * libm::sqrt(variance);
    Estimate::finite(slope, slope - margin, slope + margin)
}

/// Fieller's limits of a ratio of two correlated normal values; `variances` are those of the numerator, of the
/// denominator, and their covariance.
fn fieller(over: f64, under: f64, variances: [f64; 3], z: f64) -> Option<Estimate> {
    if over <= 0.0 || under <= 0.0 {
        return None;
    }
    let [over_variance, under_variance, covariance] = variances.map(|variance| variance * z * z);
    let a = under * under - under_variance;
    if a <= 0.0 {
        return None;
    }
    let b = over * under - covariance;
    let c = over * over - over_variance;
    let root = libm::sqrt((b * b - a * c).max(0.0));
    let value = over / under;
    Estimate::finite(value, ((b - root) / a).min(value), ((b + root) / a).max(value)).ok()
}

/// What each group's value contributes to the two ends of the fitted line. Kept from one set of groups to the next, so
/// that many sets need no more memory than the largest.
#[derive(Default)]
pub(crate) struct FitWeights {
    midpoints: Vec<f64>,
    most: Vec<f64>,
    least: Vec<f64>,
}

/// Variances of the ends of the line and of their difference.
pub(crate) struct Moments {
    pub(crate) most_variance: f64,
    pub(crate) least_variance: f64,
    pub(crate) covariance: f64,
    pub(crate) slope_variance: f64,
}

impl FitWeights {
    /// Checks the groups and works out the weights from their populations.
    pub(crate) fn of(groups: &[GradientGroup]) -> Result<Self, StatsError> {
        let mut weights = Self::default();
        weights.fit(groups)?;
        Ok(weights)
    }

    /// The same for another set of groups.
    pub(crate) fn fit(&mut self, groups: &[GradientGroup]) -> Result<(), StatsError> {
        check(groups)?;
        let total: f64 = groups.iter().map(|group| group.population).sum();
        let shares = || groups.iter().map(|group| group.population / total);
        let mut before = 0.0;
        self.midpoints.clear();
        for share in shares() {
            self.midpoints.push(before + share / 2.0);
            before += share;
        }
        let midpoints = &self.midpoints;
        let centre: f64 = shares().zip(midpoints).map(|(share, midpoint)| share * midpoint).sum();
        let spread: f64 = shares().zip(midpoints).map(|(share, m)| share * (m - centre) * (m - centre)).sum();
        let at = |position: f64| {
            shares().zip(midpoints).map(move |(share, m)| share * (1.0 + (position - centre) * (m - centre) / spread))
        };
        self.most.clear();
        self.most.extend(at(0.0));
        self.least.clear();
        self.least.extend(at(1.0));
        Ok(())
    }

    /// The line at the most and at the least deprived end, for one set of values.
    pub(crate) fn ends(&self, values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
        // Measured from the first value, so that equal values give exactly equal ends.
        let first = values.clone().next().unwrap_or(0.0);
        let sum = |weights: &[f64]| {
            first + weights.iter().zip(values.clone()).map(|(weight, value)| weight * (value - first)).sum::<f64>()
        };
        (sum(&self.most), sum(&self.least))
    }

    /// Whether the values lie on the line with these ends, but for rounding.
    pub(crate) fn is_straight(&self, values: impl Iterator<Item = f64>, (most, least): (f64, f64)) -> bool {
        let size = most.abs().max(least.abs());
        self.midpoints
            .iter()
            .zip(values)
            .all(|(midpoint, value)| (value - most - (least - most) * midpoint).abs() <= 1e-12 * size.max(value.abs()))
    }

    pub(crate) fn moments(&self, groups: &[GradientGroup]) -> Moments {
        let mut moments = Moments { most_variance: 0.0, least_variance: 0.0, covariance: 0.0, slope_variance: 0.0 };
        for ((most, least), group) in self.most.iter().zip(&self.least).zip(groups) {
            let variance = group.standard_error * group.standard_error;
            moments.most_variance += most * most * variance;
            moments.least_variance += least * least * variance;
            moments.covariance += most * least * variance;
            moments.slope_variance += (most - least) * (most - least) * variance;
        }
        moments
    }
}

fn check(groups: &[GradientGroup]) -> Result<(), StatsError> {
    match groups.len() {
        0 => return Err(StatsError::NoGroups),
        n if n < MINIMUM_GROUPS => return Err(StatsError::TooFewGroups { minimum: MINIMUM_GROUPS }),
        n if n > MAXIMUM_GROUPS => return Err(StatsError::TooManyGroups { maximum: MAXIMUM_GROUPS }),
        _ => {}
    }
    for (index, group) in groups.iter().enumerate() {
        for (what, number) in
            [("population", group.population), ("value", group.value), ("standard error", group.standard_error)]
        {
            if !number.is_finite() {
                return Err(StatsError::GroupNotFinite { index, what });
            }
        }
        if group.population <= 0.0 {
            return Err(StatsError::EmptyGroup { index });
        }
        if group.standard_error < 0.0 {
            return Err(StatsError::NegativeStandardError { index });
        }
    }
    Ok(())
}
