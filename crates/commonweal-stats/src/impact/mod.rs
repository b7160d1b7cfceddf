#![doc = include_str!("../../handbook/impact.md")]

mod exposure;

pub use exposure::{Exposure, ExposureError, Fraction, levin_fraction, miettinen_fraction};

use crate::confidence::Confidence;
use crate::inequality::{Better, Group, InequalityError, Measured, Population, Reference, Undefined};

/// What would change if every group had the level of one of them.
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::impact::attributable;
/// use commonweal_stats::inequality::{Better, Group, Reference};
/// let group = |value| Group { population: 1_000.0, value, standard_error: None };
/// let impact = attributable(&[group(0.30), group(0.10)], Better::Lower, Reference::Best, 1.0, Confidence::P95)?;
/// assert_eq!(impact.reference, 1);
/// assert_eq!(impact.people.value().map(f64::round), Some(200.0)); // of 1,000 in the first group
/// # Ok::<(), commonweal_stats::inequality::InequalityError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attributable {
    /// Overall level: the groups' values weighted by their populations.
    pub overall: f64,
    /// Position of the reference group.
    pub reference: usize,
    /// Population attributable risk: how far the overall level would move for the better. Below zero where the reference
    /// group is worse off than the whole.
    pub risk: Measured,
    /// Population attributable fraction: the risk as a share of the overall level.
    pub fraction: Measured,
    /// People (or events) in the population that the risk stands for.
    pub people: Measured,
}

/// Population attributable risk and fraction: what the overall level would gain if every group had the level of the
/// reference group, the best off or another.
///
/// `per` is the unit of the values: 1 for proportions, 100 for percentages, 100,000 for such rates. Limits need a standard
/// error for every group; shares of the population are taken as known, and so is which group is best. The fraction's
/// limits are symmetric on the logarithm of what would remain (Walter), for outcomes where lower is better.
///
/// Source: Walter 1978; Harper and Lynch 2005; WHO Health Equity Assessment Toolkit, technical notes.
///
/// # Errors
/// As [`crate::inequality::dispersion`]; `NotFinite` for a `per` that is not above zero.
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::impact::attributable;
/// use commonweal_stats::inequality::{Better, Group, Reference};
/// let fifth = |value| Group { population: 1_000.0, value, standard_error: Some(1.0) };
/// let fifths = [fifth(30.0), fifth(25.0), fifth(20.0), fifth(15.0), fifth(10.0)]; // percent who smoke
/// let impact = attributable(&fifths, Better::Lower, Reference::Group(4), 100.0, Confidence::P95)?;
/// assert_eq!(impact.risk.value(), Some(10.0)); // 20% would be 10%
/// assert_eq!(impact.fraction.value(), Some(0.5));
/// assert_eq!(impact.people.value(), Some(500.0)); // of 5,000 people
/// # Ok::<(), commonweal_stats::inequality::InequalityError>(())
/// ```
pub fn attributable(
    groups: &[Group],
    better: Better,
    reference: Reference,
    per: f64,
    level: Confidence,
) -> Result<Attributable, InequalityError> {
    let people = Population::of(groups)?;
    let reference = people.reference(reference, better)?;
    if !(per.is_finite() && per > 0.0) {
        return Err(InequalityError::NotFinite { index: reference, what: "the unit (per)" });
    }
    let (overall, held_against) = (people.mean, groups[reference].value);
    let sign = match better {
        Better::Lower => 1.0,
        Better::Higher => -1.0,
    };
    let risk = sign * (overall - held_against);
    let own = |index: usize| f64::from(u8::from(index == reference));
    let error = people.error(|index| people.shares[index] - own(index));
    let risk = people.normal(risk, error, f64::NEG_INFINITY, level);
    let people_each = people.total / per;
    let times = |measured: Measured| match measured {
        Measured::Known { value, limits } => {
            Measured::with(value * people_each, limits.map(|(lower, upper)| (lower * people_each, upper * people_each)))
        }
        undefined => undefined,
    };
    Ok(Attributable {
        overall,
        reference,
        risk,
        fraction: fraction(&people, reference, sign, level),
        people: times(risk),
    })
}

fn fraction(people: &Population<'_>, reference: usize, sign: f64, level: Confidence) -> Measured {
    let (overall, held_against) = (people.mean, people.groups[reference].value);
    if people.groups.iter().any(|group| group.value < 0.0) {
        return Measured::Undefined(Undefined::NegativeValue);
    }
    if overall <= 0.0 {
        return Measured::Undefined(Undefined::ZeroMean);
    }
    let value = sign * (overall - held_against) / overall;
    if held_against == 0.0 {
        // Nothing would remain: its logarithm, and so the limits, do not exist.
        return Measured::of(value);
    }
    let remaining = held_against / overall;
    let slope = |index: usize| {
        let own = if index == reference { 1.0 / held_against } else { 0.0 };
        own - people.shares[index] / overall
    };
    let margin = people.error(slope).map(|error| level.z() * error);
    let at = |margin: f64| sign * (1.0 - remaining * libm::exp(margin));
    let limits = margin.map(|margin| {
        let (a, b) = (at(margin), at(-margin));
        // Rounding may put a limit an ulp on the wrong side of the value.
        (a.min(b).min(value), a.max(b).max(value))
    });
    Measured::with(value, limits)
}
