//! Every measure of dispersion, from one pass over checked groups.

use super::group::Population;
use super::{Better, Group, InequalityError, Measured, Reference, Undefined};
use crate::concentration::gini as gini_of;
use crate::confidence::Confidence;

/// How unequal several groups are, by every measure. Absolute measures are in the unit of the values; the others have none.
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::inequality::{Better, Group, Reference, dispersion};
/// let group = |value| Group { population: 100.0, value, standard_error: None };
/// let measures = dispersion(&[group(10.0), group(20.0)], Better::Lower, Reference::Best, Confidence::P95)?;
/// assert_eq!(measures.named().len(), 15);
/// assert_eq!(measures.range.value(), Some(10.0));
/// # Ok::<(), commonweal_stats::inequality::InequalityError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dispersion {
    /// Overall level: the groups' values weighted by their populations.
    pub mean: f64,
    /// Position of the reference group.
    pub reference: usize,
    /// Highest minus lowest value.
    pub range: Measured,
    /// Highest over lowest value.
    pub relative_range: Measured,
    /// Between-group variance (BGV), in the square of the unit.
    pub between_group_variance: Measured,
    /// Between-group standard deviation (BGSD).
    pub between_group_standard_deviation: Measured,
    /// Between-group standard deviation over the overall level.
    pub coefficient_of_variation: Measured,
    /// Theil index; often shown times 1,000.
    pub theil_index: Measured,
    /// Mean log deviation; often shown times 1,000.
    pub mean_log_deviation: Measured,
    /// Index of disparity from the overall level, in percent; every group counts the same.
    pub index_of_disparity: Measured,
    /// The same with groups weighted by population.
    pub weighted_index_of_disparity: Measured,
    /// Index of disparity from the reference group, in percent; every group counts the same.
    pub index_of_disparity_from_reference: Measured,
    /// The same with groups weighted by population.
    pub weighted_index_of_disparity_from_reference: Measured,
    /// Mean difference from the overall level, weighted by population.
    pub mean_difference_from_mean: Measured,
    /// Mean difference from the reference group, weighted by population.
    pub mean_difference_from_reference: Measured,
    /// Mean difference from the reference group over the overall level.
    pub relative_mean_difference_from_reference: Measured,
    /// Gini coefficient of the groups, weighted by population.
    pub gini: Measured,
}

impl Dispersion {
    /// Every measure with its name, in the order of the handbook.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::Confidence;
    /// use commonweal_stats::inequality::{Better, Group, Reference, dispersion};
    /// let group = Group { population: 100.0, value: 5.0, standard_error: None };
    /// let measures = dispersion(&[group], Better::Lower, Reference::Best, Confidence::P95)?;
    /// assert_eq!(measures.named()[0].0, "range");
    /// # Ok::<(), commonweal_stats::inequality::InequalityError>(())
    /// ```
    #[must_use]
    pub fn named(&self) -> [(&'static str, Measured); 15] {
        [
            ("range", self.range),
            ("relative_range", self.relative_range),
            ("between_group_variance", self.between_group_variance),
            ("between_group_standard_deviation", self.between_group_standard_deviation),
            ("coefficient_of_variation", self.coefficient_of_variation),
            ("theil_index", self.theil_index),
            ("mean_log_deviation", self.mean_log_deviation),
            ("index_of_disparity", self.index_of_disparity),
            ("weighted_index_of_disparity", self.weighted_index_of_disparity),
            ("index_of_disparity_from_reference", self.index_of_disparity_from_reference),
            ("weighted_index_of_disparity_from_reference", self.weighted_index_of_disparity_from_reference),
            ("mean_difference_from_mean", self.mean_difference_from_mean),
            ("mean_difference_from_reference", self.mean_difference_from_reference),
            ("relative_mean_difference_from_reference", self.relative_mean_difference_from_reference),
            ("gini", self.gini),
        ]
    }
}

/// Measures of how unequal several groups are, in any order: range, between-group variance, Theil index and others.
///
/// `better` and `reference` choose the group for the measures "from the reference". Limits need a standard error for
/// every group; the measures built on absolute deviations have no closed formula for them
/// ([`crate::inequality::simulated_dispersion`] simulates theirs). One group alone is equal to itself: differences are 0
/// and ratios 1.
///
/// Source: Harper and Lynch 2005; Pearcy and Keppel 2002; WHO Health Equity Assessment Toolkit, technical notes;
/// Schlotheuber and Hosseinpoor 2022.
///
/// # Errors
/// [`InequalityError`] where there are no groups, one has no population or a number that is none, or the reference is not
/// among them. A measure that these groups do not have is [`Measured::Undefined`], with the reason.
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::inequality::{Better, Group, Reference, dispersion};
/// let group = |value| Group { population: 100.0, value, standard_error: None };
/// let fifths = [group(30.0), group(25.0), group(20.0), group(15.0), group(10.0)];
/// let measures = dispersion(&fifths, Better::Lower, Reference::Best, Confidence::P95)?;
/// assert_eq!(measures.between_group_variance.value(), Some(50.0));
/// assert_eq!(measures.index_of_disparity.value(), Some(30.0)); // 6 of 20 on average
/// assert_eq!(measures.mean_difference_from_reference.value(), Some(10.0));
/// # Ok::<(), commonweal_stats::inequality::InequalityError>(())
/// ```
pub fn dispersion(
    groups: &[Group],
    better: Better,
    reference: Reference,
    level: Confidence,
) -> Result<Dispersion, InequalityError> {
    let people = Population::of(groups)?;
    let reference = people.reference(reference, better)?;
    let held_against = groups[reference].value;
    let equal = 1.0 / groups.len() as f64;
    let from_mean = deviation(&people, people.mean, |index| people.shares[index]);
    let from_reference = deviation(&people, held_against, |index| people.shares[index]);
    let percent_of = |deviation: f64, level: f64| 100.0 * deviation / level;
    Ok(Dispersion {
        mean: people.mean,
        reference,
        range: range(&people, level),
        relative_range: relative_range(&people, level),
        between_group_variance: variance(&people, level),
        between_group_standard_deviation: standard_deviation(&people, level),
        coefficient_of_variation: ratio_scale(&people, || coefficient_of_variation(&people, level)),
        theil_index: ratio_scale(&people, || theil(&people, level)),
        mean_log_deviation: ratio_scale(&people, || log_deviation(&people, level)),
        index_of_disparity: ratio_scale(&people, || {
            Measured::of(percent_of(deviation(&people, people.mean, |_| equal), people.mean))
        }),
        weighted_index_of_disparity: ratio_scale(&people, || Measured::of(percent_of(from_mean, people.mean))),
        index_of_disparity_from_reference: over_reference(&people, held_against, || {
            percent_of(deviation(&people, held_against, |_| equal), held_against)
        }),
        weighted_index_of_disparity_from_reference: over_reference(&people, held_against, || {
            percent_of(from_reference, held_against)
        }),
        mean_difference_from_mean: Measured::of(from_mean),
        mean_difference_from_reference: Measured::of(from_reference),
        relative_mean_difference_from_reference: ratio_scale(&people, || Measured::of(from_reference / people.mean)),
        gini: ratio_scale(&people, || gini(&people, level)),
    })
}

/// Theil index of groups: how far shares of the total are from shares of the population, weighted by the former.
///
/// It is 0 for equal groups, and adds up: the index over all groups is that between larger groups plus the average within
/// them, weighted by their shares of the total. A group with a value of zero adds nothing.
///
/// Source: Theil 1967; Harper and Lynch 2005.
///
/// # Errors
/// As [`dispersion`], and `Undefined` for a value below zero or an overall level of zero.
///
/// # Example
/// ```
/// use commonweal_stats::inequality::{Group, theil_index};
/// let group = |value| Group { population: 1.0, value, standard_error: None };
/// let theil = theil_index(&[group(10.0), group(30.0)])?; // (1/2 ln 1/2 + 3/2 ln 3/2) / 2
/// assert_eq!(format!("{theil:.4}"), "0.1308");
/// # Ok::<(), commonweal_stats::inequality::InequalityError>(())
/// ```
pub fn theil_index(groups: &[Group]) -> Result<f64, InequalityError> {
    let people = Population::of(groups)?;
    alone(ratio_scale(&people, || theil(&people, Confidence::P95)))
}

/// Mean log deviation of groups: the average logarithm of the overall level over the group's value.
///
/// It is 0 for equal groups and adds up as the Theil index does, weighted by population instead.
///
/// Source: Theil 1967; Harper and Lynch 2005.
///
/// # Errors
/// As [`theil_index`], and `Undefined` for a value of zero, which has no logarithm.
///
/// # Example
/// ```
/// use commonweal_stats::inequality::{Group, mean_log_deviation};
/// let group = |value| Group { population: 1.0, value, standard_error: None };
/// // Stoermann 2009: regional incomes with a mean of 20
/// let deviation = mean_log_deviation(&[group(10.0), group(10.0), group(10.0), group(20.0), group(50.0)])?;
/// assert_eq!(format!("{deviation:.7}"), "0.2326302");
/// # Ok::<(), commonweal_stats::inequality::InequalityError>(())
/// ```
pub fn mean_log_deviation(groups: &[Group]) -> Result<f64, InequalityError> {
    let people = Population::of(groups)?;
    alone(ratio_scale(&people, || log_deviation(&people, Confidence::P95)))
}

fn alone(measured: Measured) -> Result<f64, InequalityError> {
    match measured {
        Measured::Known { value, .. } => Ok(value),
        Measured::Undefined(why) => Err(InequalityError::Undefined(why)),
    }
}

/// A measure of shares of a total, which needs one: no value below zero, and a mean above it.
fn ratio_scale(people: &Population<'_>, measure: impl FnOnce() -> Measured) -> Measured {
    if people.groups.iter().any(|group| group.value < 0.0) {
        Measured::Undefined(Undefined::NegativeValue)
    } else if people.mean <= 0.0 {
        Measured::Undefined(Undefined::ZeroMean)
    } else {
        measure()
    }
}

fn over_reference(people: &Population<'_>, reference: f64, measure: impl FnOnce() -> f64) -> Measured {
    if people.groups.iter().any(|group| group.value < 0.0) {
        Measured::Undefined(Undefined::NegativeValue)
    } else if reference == 0.0 {
        Measured::Undefined(Undefined::ZeroReference)
    } else {
        Measured::of(measure())
    }
}

/// Mean absolute difference from a level.
fn deviation(people: &Population<'_>, from: f64, weight: impl Fn(usize) -> f64) -> f64 {
    people.groups.iter().enumerate().map(|(index, group)| weight(index) * (group.value - from).abs()).sum()
}

fn range(people: &Population<'_>, level: Confidence) -> Measured {
    let (high, low) = (people.extreme(Better::Higher), people.extreme(Better::Lower));
    let value = people.groups[high].value - people.groups[low].value;
    let at_end = |index| if high == low { 0.0 } else { f64::from(u8::from(index == high || index == low)) };
    people.normal(value, people.error(at_end), f64::NEG_INFINITY, level)
}

/// Limits are symmetric on the log scale.
fn relative_range(people: &Population<'_>, level: Confidence) -> Measured {
    let (high, low) = (people.extreme(Better::Higher), people.extreme(Better::Lower));
    let (highest, lowest) = (people.groups[high].value, people.groups[low].value);
    if lowest < 0.0 {
        return Measured::Undefined(Undefined::NegativeValue);
    }
    if lowest == 0.0 {
        return Measured::Undefined(Undefined::ZeroValue);
    }
    let value = highest / lowest;
    let slope = |index| match index {
        _ if high == low => 0.0,
        index if index == high => 1.0 / highest,
        index if index == low => 1.0 / lowest,
        _ => 0.0,
    };
    let margin = people.error(slope).map(|error| level.z() * error);
    Measured::with(value, margin.map(|margin| (value * libm::exp(-margin), value * libm::exp(margin))))
}

/// The variance has its own formula, because its slope is zero where groups are equal: WHO Health Equity Assessment
/// Toolkit, technical notes.
fn variance(people: &Population<'_>, level: Confidence) -> Measured {
    let value = squared_deviation(people);
    let error = people.errors.as_ref().map(|errors| {
        let (mut first, mut second, mut fourth, mut own) = (0.0, 0.0, 0.0, 0.0);
        for (index, error) in errors.iter().enumerate() {
            let share = people.shares[index];
            let spread = share * error * (share * error);
            let away = people.groups[index].value - people.mean;
            first += spread * away * away;
            second += spread;
            fourth += spread * spread;
            own += spread * error * error * (1.0 - share) * (1.0 - share);
        }
        libm::sqrt((4.0 * first + 2.0 * (second * second - fourth + own)).max(0.0))
    });
    people.normal(value, error, 0.0, level)
}

fn squared_deviation(people: &Population<'_>) -> f64 {
    let square = |(group, share): (&Group, &f64)| {
        let away = group.value - people.mean;
        share * away * away
    };
    people.groups.iter().zip(&people.shares).map(square).sum()
}

/// Limits are the roots of the variance's.
fn standard_deviation(people: &Population<'_>, level: Confidence) -> Measured {
    let root = |(lower, upper): (f64, f64)| (libm::sqrt(lower.max(0.0)), libm::sqrt(upper));
    Measured::with(libm::sqrt(squared_deviation(people)), variance(people, level).limits().map(root))
}

fn coefficient_of_variation(people: &Population<'_>, level: Confidence) -> Measured {
    let value = libm::sqrt(squared_deviation(people)) / people.mean;
    if value == 0.0 {
        // The slope at zero is not defined.
        return Measured::of(value);
    }
    let slope = |index: usize| {
        let away = people.groups[index].value / people.mean - 1.0;
        people.shares[index] / people.mean * (away / value - value)
    };
    people.normal(value, people.error(slope), 0.0, level)
}

fn theil(people: &Population<'_>, level: Confidence) -> Measured {
    let share = |value: f64| value / people.mean;
    let part = |(group, weight): (&Group, &f64)| {
        let ratio = share(group.value);
        if ratio == 0.0 { 0.0 } else { weight * ratio * libm::log(ratio) }
    };
    let value: f64 = people.groups.iter().zip(&people.shares).map(part).sum::<f64>();
    // The slope at zero is not defined.
    let error = if people.groups.iter().any(|group| group.value == 0.0) {
        None
    } else {
        people
            .error(|index| people.shares[index] / people.mean * (libm::log(share(people.groups[index].value)) - value))
    };
    people.normal(not_below_zero(value), error, 0.0, level)
}

fn log_deviation(people: &Population<'_>, level: Confidence) -> Measured {
    if people.groups.iter().any(|group| group.value == 0.0) {
        return Measured::Undefined(Undefined::ZeroValue);
    }
    let part = |(group, weight): (&Group, &f64)| -weight * libm::log(group.value / people.mean);
    let value: f64 = people.groups.iter().zip(&people.shares).map(part).sum::<f64>();
    let slope = |index: usize| people.shares[index] / people.mean * (1.0 - people.mean / people.groups[index].value);
    people.normal(not_below_zero(value), people.error(slope), 0.0, level)
}

/// Rounding may leave a sum that cannot be negative an ulp below zero; one that is not a number stays so.
fn not_below_zero(value: f64) -> f64 {
    if value < 0.0 { 0.0 } else { value }
}

fn gini(people: &Population<'_>, level: Confidence) -> Measured {
    let values: Vec<f64> = people.groups.iter().map(|group| group.value).collect();
    let populations: Vec<f64> = people.groups.iter().map(|group| group.population).collect();
    let found = gini_of(&values, Some(&populations)).ok();
    let ranks =
        crate::concentration::fractional_ranks(&values, Some(&populations), crate::concentration::Ties::Share).ok();
    let (Some(found), Some(ranks)) = (found, ranks) else { return Measured::Undefined(Undefined::TooExtreme) };
    let slope = |index: usize| people.shares[index] / people.mean * (2.0 * ranks[index] - 1.0 - found.value);
    people.normal(found.value, people.error(slope), 0.0, level)
}
