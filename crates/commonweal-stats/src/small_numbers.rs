#![doc = include_str!("../handbook/small_numbers.md")]

use crate::confidence::Confidence;
use crate::error::StatsError;
use crate::estimate::{Estimate, finite};
use crate::rate::crude_rate;

/// How counts are rounded before anybody else sees them.
///
/// # Example
/// ```
/// use commonweal_stats::small_numbers::Rounding;
/// assert_eq!(Rounding::NearestFive.round(12.0)?, 10.0);
/// assert_eq!(Rounding::MidpointSix.round(12.0)?, 9.0);
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// To the nearest multiple of five, halves up; 1 and 2 become 0, so hide small counts first.
    NearestFive,
    /// To the middle of its group of six: 0 stays 0, 1 to 6 become 3, 7 to 12 become 9, and so on.
    MidpointSix,
    /// To the nearest multiple of this many, halves up.
    Nearest(u32),
}

impl Rounding {
    /// The count as it is shown.
    ///
    /// # Errors
    /// `NotFinite`, `NegativeCount`; `MultiplierNotPositive` for multiples of zero.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::small_numbers::Rounding;
    /// assert_eq!([0.0, 1.0, 6.0, 7.0].map(|n| Rounding::MidpointSix.round(n).expect("a count")), [0.0, 3.0, 3.0, 9.0]);
    /// ```
    pub fn round(self, count: f64) -> Result<f64, StatsError> {
        let (base, count) = (self.base()?, checked(count)?);
        Ok(match self {
            Self::MidpointSix => (libm::ceil(count / base) * base - 3.0).max(0.0),
            _ => libm::floor(count / base + 0.5) * base,
        })
    }

    /// The least and greatest whole count that is shown so: what a reader can tell of the truth.
    ///
    /// # Errors
    /// As [`Rounding::round`]; `NotFinite` for a number that this rounding never shows.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::small_numbers::Rounding;
    /// assert_eq!(Rounding::NearestFive.could_be(10.0)?, (8.0, 12.0));
    /// assert_eq!(Rounding::MidpointSix.could_be(9.0)?, (7.0, 12.0));
    /// assert!(Rounding::MidpointSix.could_be(10.0).is_err());
    /// # Ok::<(), commonweal_stats::StatsError>(())
    /// ```
    pub fn could_be(self, shown: f64) -> Result<(f64, f64), StatsError> {
        let base = self.base()?;
        if self.round(shown)? != shown {
            return Err(StatsError::NotFinite { what: "count before rounding" });
        }
        Ok(match self {
            _ if shown == 0.0 && self == Self::MidpointSix => (0.0, 0.0),
            Self::MidpointSix => (shown - 2.0, shown + 3.0),
            _ => {
                let below = libm::floor(base / 2.0);
                ((shown - below).max(0.0), shown + base - 1.0 - below)
            }
        })
    }

    /// What it rounds to multiples of.
    fn base(self) -> Result<f64, StatsError> {
        match self {
            Self::NearestFive => Ok(5.0),
            Self::MidpointSix => Ok(6.0),
            Self::Nearest(0) => Err(StatsError::MultiplierNotPositive),
            Self::Nearest(base) => Ok(f64::from(base)),
        }
    }
}

fn checked(count: f64) -> Result<f64, StatsError> {
    if finite("count of events", count)? < 0.0 { Err(StatsError::NegativeCount) } else { Ok(count) }
}

/// What must hold before a figure may be worked out or shown.
///
/// # Example
/// ```
/// use commonweal_stats::small_numbers::{Shortfall, Thresholds};
/// let rules = Thresholds { events: 10.0, population: 1_000.0, others: 0.0 };
/// assert_eq!(rules.shortfall(12.0, 5_000.0)?, None);
/// assert_eq!(rules.shortfall(9.0, 5_000.0)?, Some(Shortfall::Events));
/// assert_eq!(rules.shortfall(12.0, 400.0)?, Some(Shortfall::Population));
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Least number of events.
    pub events: f64,
    /// Least population.
    pub population: f64,
    /// Least number of people without the event: a share of nearly everybody tells as much as one of nearly nobody.
    pub others: f64,
}

/// Which threshold is missed.
///
/// # Example
/// ```
/// use commonweal_stats::small_numbers::Shortfall;
/// assert_ne!(Shortfall::Events, Shortfall::Population);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shortfall {
    /// Too few events.
    Events,
    /// Too few people.
    Population,
    /// Too few people without the event.
    Others,
}

impl Thresholds {
    /// The first threshold missed; `None` where all are met.
    ///
    /// # Errors
    /// `NotFinite`, `NegativeCount`, `EmptyPopulation` below zero.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::small_numbers::{Shortfall, Thresholds};
    /// let rules = Thresholds { events: 0.0, population: 0.0, others: 8.0 };
    /// assert_eq!(rules.shortfall(98.0, 100.0)?, Some(Shortfall::Others));
    /// # Ok::<(), commonweal_stats::StatsError>(())
    /// ```
    pub fn shortfall(&self, events: f64, population: f64) -> Result<Option<Shortfall>, StatsError> {
        checked(events)?;
        if finite("population", population)? < 0.0 {
            return Err(StatsError::EmptyPopulation);
        }
        Ok(if events < self.events {
            Some(Shortfall::Events)
        } else if population < self.population {
            Some(Shortfall::Population)
        } else if population - events < self.others {
            Some(Shortfall::Others)
        } else {
            None
        })
    }
}

/// A crude rate worked out from a rounded count, widened by what rounding hides: its lower limit is that of the least
/// count it could be, its upper limit that of the greatest.
///
/// # Errors
/// As [`Rounding::could_be`] and [`crate::crude_rate`].
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, crude_rate};
/// use commonweal_stats::small_numbers::{Rounding, rate_of_rounded_count};
/// let rounded = rate_of_rounded_count(10.0, Rounding::NearestFive, 1_000.0, Confidence::P95, 1_000.0)?;
/// let exact = crude_rate(10.0, 1_000.0, Confidence::P95, 1_000.0)?;
/// assert_eq!(rounded.value, exact.value);
/// assert!(rounded.lower < exact.lower && rounded.upper > exact.upper);
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn rate_of_rounded_count(
    shown: f64,
    rounding: Rounding,
    person_time: f64,
    level: Confidence,
    per: f64,
) -> Result<Estimate, StatsError> {
    let (least, greatest) = rounding.could_be(shown)?;
    let value = crude_rate(shown, person_time, level, per)?.value;
    let lower = crude_rate(least, person_time, level, per)?.lower;
    let upper = crude_rate(greatest, person_time, level, per)?.upper;
    Estimate::finite(value, lower.min(value), upper.max(value))
}

/// How far rounding may have moved a count, and so a rate made of it, as a share of what is shown.
///
/// # Errors
/// As [`Rounding::could_be`]; `NoEvents` where the count shown is zero.
///
/// # Example
/// ```
/// use commonweal_stats::small_numbers::{Rounding, relative_error_of_rounding};
/// assert_eq!(relative_error_of_rounding(20.0, Rounding::NearestFive)?, 0.1); // 18 to 22 are shown as 20
/// # Ok::<(), commonweal_stats::StatsError>(())
/// ```
pub fn relative_error_of_rounding(shown: f64, rounding: Rounding) -> Result<f64, StatsError> {
    let (least, greatest) = rounding.could_be(shown)?;
    if shown <= 0.0 {
        return Err(StatsError::NoEvents);
    }
    Ok((shown - least).max(greatest - shown) / shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_count_is_within_what_its_rounded_self_could_be() {
        for rounding in [Rounding::NearestFive, Rounding::MidpointSix, Rounding::Nearest(10), Rounding::Nearest(1)] {
            for count in 0..200 {
                let count = f64::from(count);
                let shown = rounding.round(count).expect("a count");
                let (least, greatest) = rounding.could_be(shown).expect("shown");
                assert!(least <= count && count <= greatest, "{rounding:?} {count}");
                assert_eq!(rounding.round(least), Ok(shown));
                assert_eq!(rounding.round(greatest), Ok(shown));
                assert_ne!(rounding.round(greatest + 1.0), Ok(shown));
            }
        }
    }

    #[test]
    fn what_is_no_count_is_refused() {
        assert_eq!(Rounding::NearestFive.round(-1.0), Err(StatsError::NegativeCount));
        assert_eq!(Rounding::Nearest(0).round(1.0), Err(StatsError::MultiplierNotPositive));
        assert!(Rounding::MidpointSix.round(f64::NAN).is_err());
        assert_eq!(relative_error_of_rounding(0.0, Rounding::NearestFive), Err(StatsError::NoEvents));
    }
}
