//! Ages and age bands.

use jiff::civil::Date;
use std::fmt;
use std::str::FromStr;

/// Whole years a person born on `born` has lived by `on`; negative before birth.
pub fn age_on(born: Date, on: Date) -> i32 {
    let years = i32::from(on.year()) - i32::from(born.year());
    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    if had_birthday { years } else { years - 1 }
}

/// A band of ages in completed years, both ends included; no upper end means "and over".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgeBand {
    /// Youngest age in the band.
    pub from: u16,
    /// Oldest age in the band, or none for an open band.
    pub to: Option<u16>,
}

/// Why a text is not an age band.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an age band; write 0-4, 40-64 or 85+")]
pub struct AgeBandError(pub String);

impl AgeBand {
    /// Whether a person of this age is in the band.
    pub fn contains(self, age: i32) -> bool {
        age >= i32::from(self.from) && self.to.is_none_or(|to| age <= i32::from(to))
    }
}

impl FromStr for AgeBand {
    type Err = AgeBandError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || AgeBandError(text.chars().take(20).collect());
        let number = |t: &str| t.parse::<u16>().ok().filter(|n| *n <= 130 && t.len() <= 3);
        if let Some(from) = text.strip_suffix('+') {
            return Ok(Self { from: number(from).ok_or_else(error)?, to: None });
        }
        let (from, to) = text.split_once('-').ok_or_else(error)?;
        let (from, to) = (number(from).ok_or_else(error)?, number(to).ok_or_else(error)?);
        if from > to {
            return Err(error());
        }
        Ok(Self { from, to: Some(to) })
    }
}

impl fmt::Display for AgeBand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            Some(to) => write!(f, "{}-{to}", self.from),
            None => write!(f, "{}+", self.from),
        }
    }
}
