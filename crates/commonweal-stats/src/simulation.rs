//! Limits of the slope index by simulation, for values whose errors are symmetric on the log or logit scale.
//!
//! The generator is part of the method (see [`crate::random`]), so a seed gives the same limits on every machine. Every
//! area uses the same draws: its limits do not depend on which other areas are in the table.
//!
//! On the natural scale, and where the line is fitted on the scale of the draws, the two ends of the line are weighted
//! sums of independent normal values: a pair of correlated normal values with known variances. That pair is drawn, which
//! gives exactly the distribution that drawing every group would give, from two normal numbers instead of one per group.
//! On the log and logit scales with a line through the values every group is drawn and put back.

use crate::confidence::Confidence;
use crate::error::StatsError;
use crate::estimate::Estimate;
use crate::gradient::{Contrast, FitWeights, Gradient, GradientGroup, Moments};
use crate::random::Random;

const MINIMUM_REPETITIONS: u32 = 1000;

/// The scale on which a value's error is symmetric and its standard error is given.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, Estimate, Scale};
/// let share = Estimate { value: 0.5, lower: 0.4, upper: 0.6 };
/// let errors = [Scale::Natural, Scale::Log, Scale::Logit].map(|scale| scale.standard_error(&share, Confidence::P95));
/// assert_eq!(errors.map(|error| format!("{error:.3}")), ["0.051", "0.103", "0.207"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scale {
    /// As it is: life expectancy, means. The reference's value type 0.
    #[default]
    Natural,
    /// Logarithm: rates. Value type 1.
    Log,
    /// Log of the odds: proportions. Value type 2.
    Logit,
}

/// How to draw simulated limits.
///
/// Given to [`simulated_slope_index_of_inequality`]; its example makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlopeSimulation {
    /// Confidence level of the limits.
    pub level: Confidence,
    /// Direction of the difference and ratio.
    pub contrast: Contrast,
    /// Scale of the groups' standard errors and of the draws.
    pub scale: Scale,
    /// How many times to draw every group; at least 1,000, the reference draws 100,000.
    pub repetitions: u32,
    /// Same seed, same limits.
    pub seed: u64,
}

impl Scale {
    /// The standard error of a value on this scale, from limits of the given level on the natural one.
    ///
    /// Infinite or not a number where a limit is not on the scale, a lower limit of zero on the log scale for example;
    /// the methods refuse such a group by its position.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::{Confidence, Estimate, Scale};
    /// let rate = Estimate { value: 10.0, lower: 5.0, upper: 20.0 };
    /// let error = Scale::Log.standard_error(&rate, Confidence::P95);
    /// assert_eq!(format!("{error:.4}"), "0.3537"); // ln(4) / (2 x 1.96)
    /// ```
    #[must_use]
    pub fn standard_error(self, estimate: &Estimate, level: Confidence) -> f64 {
        (self.to(estimate.upper) - self.to(estimate.lower)) / (2.0 * level.z())
    }

    fn to(self, value: f64) -> f64 {
        match self {
            Self::Natural => value,
            Self::Log => libm::log(value),
            Self::Logit => libm::log(value) - libm::log1p(-value),
        }
    }

    fn back(self, value: f64) -> f64 {
        match self {
            Self::Natural => value,
            Self::Log => libm::exp(value),
            Self::Logit => 1.0 / (1.0 + libm::exp(-value)),
        }
    }
}

/// Slope and relative index of inequality with simulated limits.
///
/// Values are given and the line is fitted on the natural scale, exactly as [`crate::slope_index_of_inequality`] does;
/// standard errors are given on `scale`. Each repetition draws every group's value on that scale, puts it back and fits
/// the line again; the limits are the sorted results at positions `repetitions` times the two tails. `relative` is
/// `None` where an end of the fitted line is at or below zero, or a drawn denominator is in the range of the limits.
///
/// Source: Low and Low 2004; Fingertips public health technical guidance, SII; as `phe_sii` without `transform`.
///
/// # Errors
/// As [`crate::slope_index_of_inequality`]; `OffScale` for a value the scale does not have; `TooFewRepetitions`.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, Contrast, GradientGroup, Scale, SlopeSimulation, simulated_slope_index_of_inequality};
/// let fifth = |value| GradientGroup { population: 2_000.0, value, standard_error: 0.1 };
/// let admissions = [500.0, 450.0, 400.0, 350.0, 300.0].map(fifth);
/// let simulation = SlopeSimulation {
///     level: Confidence::P95, contrast: Contrast::MostMinusLeast, scale: Scale::Log, repetitions: 1_000, seed: 7,
/// };
/// let gradient = simulated_slope_index_of_inequality(&admissions, &simulation)?;
/// assert_eq!(gradient.slope.value.round(), 250.0);
/// assert!(gradient.slope.lower < 250.0 && gradient.slope.upper > 250.0);
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn simulated_slope_index_of_inequality(
    groups: &[GradientGroup],
    simulation: &SlopeSimulation,
) -> Result<Gradient, StatsError> {
    let plan = SlopePlan { simulation: *simulation, line: Line::Values };
    let index = Simulator::new(&plan)?.index(groups)?;
    let ratio = index.ratio;
    let holds = index.ratio_holds && ratio.value.is_finite() && ratio.lower.is_finite() && ratio.upper.is_finite();
    Ok(Gradient {
        slope: index.slope,
        relative: holds.then_some(ratio),
        fitted_most_deprived: index.fitted_most_deprived,
        fitted_least_deprived: index.fitted_least_deprived,
    })
}

/// What the straight line is fitted to.
///
/// Part of [`SlopePlan`]; its example chooses one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Line {
    /// The values as they are.
    #[default]
    Values,
    /// The values on their [`Scale`]: the ends of the line are put back before they are compared. The `transform` of
    /// the reference, for rates and proportions whose gradient bends.
    OnScale,
}

/// How slope indices of many areas are drawn.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, Contrast, Scale, SlopeSimulation};
/// use commonweal_stats::columns::{Line, SlopePlan};
/// let plan = SlopePlan {
///     simulation: SlopeSimulation {
///         level: Confidence::P95, contrast: Contrast::MostMinusLeast, scale: Scale::Log, repetitions: 1_000, seed: 7,
///     },
///     line: Line::OnScale,
/// };
/// assert_eq!(plan.line, Line::OnScale);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlopePlan {
    /// Level, contrast, scale, repetitions and seed.
    pub simulation: SlopeSimulation,
    /// What the line is fitted to.
    pub line: Line,
}

/// Slope and relative index of one area among many.
///
/// # Example
/// ```
/// use commonweal_stats::columns::SlopeIndex;
/// assert!(SlopeIndex::MISSING.slope.value.is_nan());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SlopeIndex {
    /// Slope index: the difference between the ends of the line.
    pub slope: Estimate,
    /// Relative index: the ratio of the same two ends, as calculated; `NaN` where it divides by zero.
    pub ratio: Estimate,
    /// Whether the ratio has a meaning: both ends of the line, and every denominator drawn, are above zero.
    pub ratio_holds: bool,
    /// Whether the values lie exactly on the line, which real ones rarely do.
    pub is_straight: bool,
    /// The line at the most deprived end (the reference's intercept).
    pub fitted_most_deprived: f64,
    /// The line at the least deprived end.
    pub fitted_least_deprived: f64,
}

impl SlopeIndex {
    /// What a column holds before it is filled.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::columns::SlopeIndex;
    /// assert!(SlopeIndex::MISSING.slope.value.is_nan() && !SlopeIndex::MISSING.ratio_holds);
    /// ```
    pub const MISSING: Self = Self {
        slope: Estimate { value: f64::NAN, lower: f64::NAN, upper: f64::NAN },
        ratio: Estimate { value: f64::NAN, lower: f64::NAN, upper: f64::NAN },
        ratio_holds: false,
        is_straight: false,
        fitted_most_deprived: f64::NAN,
        fitted_least_deprived: f64::NAN,
    };
}

/// Draws that every area shares: pairs of normal numbers, and the first of each pair in order. Made once.
pub(crate) struct SharedDraws {
    pairs: Vec<[f64; 2]>,
    sorted: Vec<f64>,
}

impl SharedDraws {
    pub(crate) fn of(simulation: &SlopeSimulation) -> Self {
        let mut random = Random::seeded(simulation.seed);
        let pairs: Vec<[f64; 2]> = (0..simulation.repetitions).map(|_| [random.normal(), random.normal()]).collect();
        let mut sorted: Vec<f64> = pairs.iter().map(|pair| pair[0]).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        Self { pairs, sorted }
    }
}

/// Works out one area after the other in memory of its own.
pub(crate) struct Simulator<'a> {
    plan: &'a SlopePlan,
    shared: Option<&'a SharedDraws>,
    weights: FitWeights,
    centres: Vec<f64>,
    drawn: Vec<f64>,
    slopes: Vec<f64>,
    ratios: Vec<f64>,
}

impl<'a> Simulator<'a> {
    pub(crate) fn new(plan: &'a SlopePlan) -> Result<Self, StatsError> {
        if plan.simulation.repetitions < MINIMUM_REPETITIONS {
            return Err(StatsError::TooFewRepetitions { minimum: MINIMUM_REPETITIONS });
        }
        Ok(Self {
            plan,
            shared: None,
            weights: FitWeights::default(),
            centres: vec![],
            drawn: vec![],
            slopes: vec![],
            ratios: vec![],
        })
    }

    /// The same with draws made once for all areas.
    pub(crate) fn sharing(mut self, draws: &'a SharedDraws) -> Self {
        self.shared = Some(draws);
        self
    }

    /// The indices of one area.
    pub(crate) fn index(&mut self, groups: &[GradientGroup]) -> Result<SlopeIndex, StatsError> {
        let SlopePlan { simulation, line } = *self.plan;
        let scale = simulation.scale;
        self.weights.fit(groups)?;
        self.centres.clear();
        self.centres.extend(groups.iter().map(|group| scale.to(group.value)));
        if let Some(index) = self.centres.iter().position(|centre| !centre.is_finite()) {
            return Err(StatsError::OffScale { index });
        }
        let on_scale = line == Line::OnScale;
        let fitted = match on_scale {
            true => self.weights.ends(self.centres.iter().copied()),
            false => self.weights.ends(groups.iter().map(|group| group.value)),
        };
        let is_straight = match on_scale {
            true => self.weights.is_straight(self.centres.iter().copied(), fitted),
            false => self.weights.is_straight(groups.iter().map(|group| group.value), fitted),
        };
        let (most, least) = if on_scale { (scale.back(fitted.0), scale.back(fitted.1)) } else { fitted };
        let (over, under) = simulation.contrast.order(most, least);

        // Sums of normal values are normal: where the line goes through what is drawn, its ends are drawn themselves.
        let slope;
        let denominators_hold;
        if on_scale || scale == Scale::Natural {
            let own;
            let shared = match self.shared {
                Some(shared) => shared,
                None => {
                    own = SharedDraws::of(&simulation);
                    &own
                }
            };
            let ends = Ends::of(&self.weights.moments(groups), simulation.contrast, fitted);
            denominators_hold = draw_ends(&ends, shared, on_scale.then_some(scale), &mut self.slopes, &mut self.ratios);
            slope = if on_scale {
                limits(over - under, &mut self.slopes, simulation.level)
            } else {
                let at = |z: f64| over - under + ends.slope_deviation * z;
                let [low, high] = positions(shared.sorted.len(), simulation.level);
                Estimate { value: over - under, lower: at(shared.sorted[low]), upper: at(shared.sorted[high]) }
            };
        } else {
            denominators_hold = self.draw_groups(groups);
            slope = limits(over - under, &mut self.slopes, simulation.level);
        }
        Ok(SlopeIndex {
            slope: Estimate::finite(slope.value, slope.lower, slope.upper)?,
            ratio: limits(over / under, &mut self.ratios, simulation.level),
            ratio_holds: over > 0.0 && under > 0.0 && denominators_hold,
            is_straight,
            fitted_most_deprived: most,
            fitted_least_deprived: least,
        })
    }

    /// Draws every group's value and fits the line again; whether all denominators are above zero.
    fn draw_groups(&mut self, groups: &[GradientGroup]) -> bool {
        let simulation = self.plan.simulation;
        let mut random = Random::seeded(simulation.seed);
        self.drawn.resize(groups.len(), 0.0);
        self.slopes.clear();
        self.ratios.clear();
        let mut hold = true;
        for _ in 0..simulation.repetitions {
            for ((value, centre), group) in self.drawn.iter_mut().zip(&self.centres).zip(groups) {
                *value = simulation.scale.back(centre + group.standard_error * random.normal());
            }
            let (most, least) = self.weights.ends(self.drawn.iter().copied());
            let (over, under) = simulation.contrast.order(most, least);
            self.slopes.push(over - under);
            self.ratios.push(over / under);
            hold &= under > 0.0;
        }
        hold
    }
}

/// The two ends of a line as a pair of normal values: the slope from one standard normal number, the end that divides
/// from the same and another.
struct Ends {
    slope: f64,
    slope_deviation: f64,
    under: f64,
    under_with_slope: f64,
    under_alone: f64,
}

impl Ends {
    fn of(moments: &Moments, contrast: Contrast, (most, least): (f64, f64)) -> Self {
        let (over, under) = contrast.order(most, least);
        let (_, under_variance) = contrast.order(moments.most_variance, moments.least_variance);
        let slope_deviation = libm::sqrt(moments.slope_variance);
        // The slope is over less under, so their covariance is that of over and under less the variance of under.
        let covariance = moments.covariance - under_variance;
        let under_with_slope = if slope_deviation > 0.0 { covariance / slope_deviation } else { 0.0 };
        let left = (under_variance - under_with_slope * under_with_slope).max(0.0);
        Self { slope: over - under, slope_deviation, under, under_with_slope, under_alone: libm::sqrt(left) }
    }
}

/// Draws both ends; slopes are kept only where they must be put back from a scale first. Whether all denominators are
/// above zero.
fn draw_ends(
    ends: &Ends,
    shared: &SharedDraws,
    back_from: Option<Scale>,
    slopes: &mut Vec<f64>,
    ratios: &mut Vec<f64>,
) -> bool {
    let draw = |[first, second]: &[f64; 2]| {
        let slope = ends.slope + ends.slope_deviation * first;
        let under = ends.under + ends.under_with_slope * first + ends.under_alone * second;
        (under + slope, under)
    };
    slopes.clear();
    ratios.clear();
    match back_from {
        None => {
            ratios.extend(shared.pairs.iter().map(|pair| {
                let (over, under) = draw(pair);
                over / under
            }));
            shared.pairs.iter().fold(true, |hold, pair| hold & (draw(pair).1 > 0.0))
        }
        Some(scale) => {
            for pair in &shared.pairs {
                let (over, under) = draw(pair);
                let (over, under) = (scale.back(over), scale.back(under));
                slopes.push(over - under);
                ratios.push(over / under);
            }
            true
        }
    }
}

/// The simulated values at the two tails, without sorting the rest.
fn limits(value: f64, simulated: &mut [f64], level: Confidence) -> Estimate {
    let [low, high] = positions(simulated.len(), level);
    let (_, &mut lower, above) = simulated.select_nth_unstable_by(low, f64::total_cmp);
    let upper = match high - low {
        0 => lower,
        further => *above.select_nth_unstable_by(further - 1, f64::total_cmp).1,
    };
    Estimate { value, lower, upper }
}

/// Where the limits lie among sorted values, by the reference's rule: position `repetitions x tail`, rounded.
fn positions(repetitions: usize, level: Confidence) -> [usize; 2] {
    let count = repetitions as f64;
    [level.tail(), 1.0 - level.tail()].map(|tail| libm::rint(count * tail).clamp(1.0, count) as usize - 1)
}
