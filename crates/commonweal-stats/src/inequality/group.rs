//! Groups of people, and what is said of a measure over them.

use super::{InequalityError, Undefined};
use crate::confidence::Confidence;

/// One group: how many people, their rate or mean, and its standard error where it is known.
///
/// # Example
/// ```
/// use commonweal_stats::inequality::Group;
/// let most_deprived = Group { population: 120_000.0, value: 31.5, standard_error: Some(0.4) };
/// assert!(most_deprived.standard_error.is_some());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// People in the group, or any number in proportion to them. Above zero.
    pub population: f64,
    /// Rate, proportion or mean of the group, in one unit for all groups.
    pub value: f64,
    /// Standard error of the value, in its unit. Limits need it for every group.
    pub standard_error: Option<f64>,
}

/// Which direction is good for people.
///
/// # Example
/// ```
/// use commonweal_stats::inequality::Better;
/// let vaccination = Better::Higher;
/// assert_ne!(vaccination, Better::Lower);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Better {
    /// More is better: vaccination, checks done.
    Higher,
    /// Less is better: early deaths, smoking.
    Lower,
}

/// Which group the others are held against.
///
/// # Example
/// ```
/// use commonweal_stats::inequality::Reference;
/// let least_deprived_fifth = Reference::Group(4);
/// assert_ne!(least_deprived_fifth, Reference::Best);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reference {
    /// The group with the best value; the first of those that share it.
    Best,
    /// The group at this position, for example the least deprived.
    Group(usize),
}

/// A measure's value, with limits where the groups have standard errors and the measure has a formula; or why it has none.
///
/// # Example
/// ```
/// use commonweal_stats::inequality::{Measured, Undefined};
/// assert_eq!(Measured::Known { value: 1.5, limits: None }.value(), Some(1.5));
/// assert_eq!(Measured::Undefined(Undefined::ZeroMean).value(), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measured {
    /// The value, and its lower and upper limit where they are known.
    Known {
        /// The measure's value.
        value: f64,
        /// Lower and upper limit.
        limits: Option<(f64, f64)>,
    },
    /// The measure has no value for these groups.
    Undefined(Undefined),
}

impl Measured {
    /// The value, where there is one.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::inequality::Measured;
    /// assert_eq!(Measured::Known { value: 0.2, limits: Some((0.1, 0.3)) }.value(), Some(0.2));
    /// ```
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Known { value, .. } => Some(*value),
            Self::Undefined(_) => None,
        }
    }

    /// Lower and upper limit, where they are known.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::inequality::Measured;
    /// assert_eq!(Measured::Known { value: 0.2, limits: Some((0.1, 0.3)) }.limits(), Some((0.1, 0.3)));
    /// ```
    #[must_use]
    pub fn limits(&self) -> Option<(f64, f64)> {
        match self {
            Self::Known { limits, .. } => *limits,
            Self::Undefined(_) => None,
        }
    }

    /// A value without limits.
    pub(crate) fn of(value: f64) -> Self {
        Self::with(value, None)
    }

    pub(crate) fn with(value: f64, limits: Option<(f64, f64)>) -> Self {
        if !value.is_finite() {
            return Self::Undefined(Undefined::TooExtreme);
        }
        let limits = limits.filter(|(lower, upper)| lower.is_finite() && upper.is_finite());
        // Rounding may put a limit an ulp on the wrong side of the value.
        let limits = limits.map(|(lower, upper)| (lower.min(value), upper.max(value)));
        Self::Known { value, limits }
    }
}

/// Checked groups, with their shares of the population and their overall level.
pub(crate) struct Population<'a> {
    pub(crate) groups: &'a [Group],
    pub(crate) shares: Vec<f64>,
    pub(crate) total: f64,
    pub(crate) mean: f64,
    /// Standard errors, where every group has one.
    pub(crate) errors: Option<Vec<f64>>,
}

impl<'a> Population<'a> {
    pub(crate) fn of(groups: &'a [Group]) -> Result<Self, InequalityError> {
        if groups.is_empty() {
            return Err(InequalityError::NoGroups);
        }
        for (index, group) in groups.iter().enumerate() {
            for (what, number) in [
                ("the population", group.population),
                ("the value", group.value),
                ("the standard error", group.standard_error.unwrap_or(0.0)),
            ] {
                if !number.is_finite() {
                    return Err(InequalityError::NotFinite { index, what });
                }
            }
            if group.population <= 0.0 {
                return Err(InequalityError::EmptyGroup { index });
            }
            if group.standard_error.is_some_and(|error| error < 0.0) {
                return Err(InequalityError::NegativeStandardError { index });
            }
        }
        let total: f64 = groups.iter().map(|group| group.population).sum();
        let shares: Vec<f64> = groups.iter().map(|group| group.population / total).collect();
        // Counted from the first group, so that equal groups have exactly their own value as the mean.
        let origin = groups[0].value;
        let mean = origin + groups.iter().zip(&shares).map(|(g, share)| share * (g.value - origin)).sum::<f64>();
        if !(total.is_finite() && mean.is_finite()) {
            return Err(InequalityError::TooExtreme);
        }
        let errors = groups.iter().map(|group| group.standard_error).collect();
        Ok(Self { groups, shares, total, mean, errors })
    }

    /// Position of the reference group.
    pub(crate) fn reference(&self, reference: Reference, better: Better) -> Result<usize, InequalityError> {
        match reference {
            Reference::Group(index) if index < self.groups.len() => Ok(index),
            Reference::Group(_) => Err(InequalityError::NoSuchReference),
            Reference::Best => Ok(self.extreme(better)),
        }
    }

    /// The first group with the highest, or the lowest, value.
    pub(crate) fn extreme(&self, which: Better) -> usize {
        let mut found = 0;
        for (index, group) in self.groups.iter().enumerate() {
            let further = match which {
                Better::Higher => group.value > self.groups[found].value,
                Better::Lower => group.value < self.groups[found].value,
            };
            if further {
                found = index;
            }
        }
        found
    }

    /// The standard error of a measure from how it moves with each group's value, by the delta method.
    pub(crate) fn error(&self, slope: impl Fn(usize) -> f64) -> Option<f64> {
        let errors = self.errors.as_ref()?;
        let square = |(index, error): (usize, &f64)| {
            let moved = slope(index) * error;
            moved * moved
        };
        Some(libm::sqrt(errors.iter().enumerate().map(square).sum()))
    }

    /// A measure with normal limits from its standard error, kept at or above `least`.
    pub(crate) fn normal(&self, value: f64, error: Option<f64>, least: f64, level: Confidence) -> Measured {
        let limits = error.map(|error| ((value - level.z() * error).max(least), value + level.z() * error));
        Measured::with(value, limits)
    }
}
