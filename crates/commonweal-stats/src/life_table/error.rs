//! What can be wrong with the numbers given to a life table. Positions are zero-based; no variant carries a count of
//! people.

use thiserror::Error;

/// Why there is no life table.
///
/// # Example
/// ```
/// use commonweal_stats::life_table::{AgeBands, Convention, LifeTableError, life_table};
/// let bands = AgeBands::starting_at(&[0.0, 65.0])?;
/// assert_eq!(life_table(&bands, &[0.01, 0.0], Convention::CHIANG), Err(LifeTableError::NoDeathsInLastBand));
/// # Ok::<(), LifeTableError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LifeTableError {
    /// The list of age bands is empty.
    #[error("there are no age bands; give at least one")]
    NoBands,
    /// A band does not begin after the one before it.
    #[error("age band {index} does not begin after the one before it; give start ages from 0 up in ascending order")]
    BandsOutOfOrder {
        /// Position of the band.
        index: usize,
    },
    /// A column is not as long as there are bands.
    #[error("{what} has {given} values for {bands} age bands; give one for each band")]
    WrongLength {
        /// Which input.
        what: &'static str,
        /// How many bands there are, times areas or causes.
        bands: usize,
        /// How many values came.
        given: usize,
    },
    /// A number is missing, infinite or not a number.
    #[error("{what} of age band {index} is missing or not a finite number; every band needs one")]
    NotANumber {
        /// Which input.
        what: &'static str,
        /// Position of the band.
        index: usize,
    },
    /// Deaths below zero.
    #[error("the deaths of age band {index} are below zero; check the numerator")]
    NegativeDeaths {
        /// Position of the band.
        index: usize,
    },
    /// A population of zero or less.
    #[error("the population of age band {index} is not above zero; merge it with a neighbour or combine years")]
    EmptyBand {
        /// Position of the band.
        index: usize,
    },
    /// More deaths than people.
    #[error("age band {index} has more deaths than population; check that both are of the same years and area")]
    MoreDeathsThanPeople {
        /// Position of the band.
        index: usize,
    },
    /// A death rate below zero.
    #[error("the death rate of age band {index} is below zero; check the rates")]
    NegativeRate {
        /// Position of the band.
        index: usize,
    },
    /// The open-ended band has no deaths, so nothing says how long people live in it.
    #[error("the last age band has no deaths, so nothing says how long people live in it; combine years or areas")]
    NoDeathsInLastBand,
    /// The rates are so low or so high that the answer is no finite number.
    #[error("the death rates are too extreme for a finite life expectancy; rates are deaths per person and year")]
    Extreme,
    /// Years lived by those who die in the first band that it does not have.
    #[error("those who die in the first band live above 0 years and at most its width; 0.1 is usual")]
    InfantYearsOutOfRange,
    /// A share outside 0 to 1.
    #[error("the healthy share of age band {index} is not from 0 to 1; divide percentages by 100")]
    ShareOutOfRange {
        /// Position of the band.
        index: usize,
    },
    /// A standard error below zero, or a sample of nobody.
    #[error("the standard error of age band {index} is below zero or its sample is empty; check the survey's columns")]
    NoPrecision {
        /// Position of the band.
        index: usize,
    },
}

impl LifeTableError {
    /// The band that is to blame, where there is one: a caller may know it by a name.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::life_table::LifeTableError;
    /// assert_eq!(LifeTableError::EmptyBand { index: 3 }.band(), Some(3));
    /// assert_eq!(LifeTableError::NoDeathsInLastBand.band(), None);
    /// ```
    #[must_use]
    pub fn band(self) -> Option<usize> {
        match self {
            Self::BandsOutOfOrder { index }
            | Self::NotANumber { index, .. }
            | Self::NegativeDeaths { index }
            | Self::EmptyBand { index }
            | Self::MoreDeathsThanPeople { index }
            | Self::NegativeRate { index }
            | Self::ShareOutOfRange { index }
            | Self::NoPrecision { index } => Some(index),
            _ => None,
        }
    }
}
