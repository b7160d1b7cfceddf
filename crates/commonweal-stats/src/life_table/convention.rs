//! The conventions in which life tables differ: how long those live who die in a band, and rates too high for a band.

use super::error::LifeTableError;

/// Whose deaths they are, where a rule for the first year of life differs between the sexes.
///
/// Read by [`InfantYears`]; its example gives one to each rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sex {
    /// Females.
    Female,
    /// Males.
    Male,
    /// Both: the average of the two rules.
    #[default]
    Persons,
}

/// How long children live who die in the first band, where that band begins at birth. In every other band those who die
/// live for half of it.
///
/// # Example
/// ```
/// use commonweal_stats::life_table::{AgeBands, Convention, InfantYears, Sex, life_table};
/// let bands = AgeBands::english();
/// let rates = [0.004; 20];
/// let of = |infant| life_table(&bands, &rates, Convention { infant, ..Convention::CHIANG }).map(|t| t.rows()[0].years_lived_by_the_dying);
/// assert_eq!(of(InfantYears::Chiang)?, 0.1);
/// assert!((of(InfantYears::AndreevKingkade(Sex::Male))? - 0.1413).abs() < 1e-4);
/// assert!((of(InfantYears::CoaleDemeny(Sex::Female))? - 0.0642).abs() < 1e-4);
/// assert_eq!(of(InfantYears::Given(0.09))?, 0.09);
/// # Ok::<(), commonweal_stats::life_table::LifeTableError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum InfantYears {
    /// A tenth of the band: Chiang 1968, as English life expectancy is calculated.
    #[default]
    Chiang,
    /// From the infant death rate by sex: Andreev and Kingkade 2015, as in the Human Mortality Database.
    AndreevKingkade(Sex),
    /// From the infant death rate by sex, for ages 1 to 4 too: Coale and Demeny 1983, region West.
    CoaleDemeny(Sex),
    /// This many years.
    Given(f64),
}

/// What to do with a rate so high that the formula gives a probability of death above 1.
///
/// # Example
/// ```
/// use commonweal_stats::life_table::{AgeBands, Convention, TooHigh, life_table};
/// let bands = AgeBands::starting_at(&[60.0, 80.0])?;
/// let dying = |too_high| {
///     let convention = Convention { too_high, ..Convention::CHIANG };
///     life_table(&bands, &[0.2, 0.3], convention).map(|table| table.rows()[0].probability_of_death)
/// };
/// assert_eq!(dying(TooHigh::EverybodyDies)?, 1.0); // the formula gives 20 x 0.2 / (1 + 10 x 0.2), which is above 1
/// assert!((dying(TooHigh::ConstantRisk)? - (1.0 - (-4.0_f64).exp())).abs() < 1e-12);
/// # Ok::<(), commonweal_stats::life_table::LifeTableError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TooHigh {
    /// Everybody who reaches the band dies in it.
    #[default]
    EverybodyDies,
    /// The risk is constant through the band: `1 - exp(-rate x width)`.
    ConstantRisk,
}

/// Which kind of life table.
///
/// # Example
/// ```
/// use commonweal_stats::life_table::{Convention, InfantYears, Sex, TooHigh};
/// assert_eq!(Convention::default(), Convention::CHIANG);
/// let demographic = Convention { infant: InfantYears::AndreevKingkade(Sex::Male), too_high: TooHigh::ConstantRisk };
/// assert_eq!(Convention::demographic(Sex::Male), demographic);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Convention {
    /// How long those live who die in the first band.
    pub infant: InfantYears,
    /// What to do with rates too high for their band.
    pub too_high: TooHigh,
}

impl Convention {
    /// Chiang's abridged life table, as English life expectancy is calculated.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::life_table::{Convention, InfantYears};
    /// assert_eq!(Convention::CHIANG.infant, InfantYears::Chiang);
    /// ```
    pub const CHIANG: Self = Self { infant: InfantYears::Chiang, too_high: TooHigh::EverybodyDies };

    /// The life table of the Human Mortality Database's method, as demographers decompose gaps with it.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::life_table::{Convention, InfantYears, Sex};
    /// assert_eq!(Convention::demographic(Sex::Female).infant, InfantYears::AndreevKingkade(Sex::Female));
    /// ```
    #[must_use]
    pub fn demographic(sex: Sex) -> Self {
        Self { infant: InfantYears::AndreevKingkade(sex), too_high: TooHigh::ConstantRisk }
    }

    /// Refuses years given for the first band that it does not have.
    pub(crate) fn checked(self, first_width: f64) -> Result<Self, LifeTableError> {
        match self.infant {
            InfantYears::Given(years) if !(years > 0.0 && years <= first_width && years.is_finite()) => {
                Err(LifeTableError::InfantYearsOutOfRange)
            }
            _ => Ok(self),
        }
    }
}

/// Andreev and Kingkade 2015, table 4-2: three straight lines in the infant death rate for each sex.
pub(crate) fn andreev_kingkade(sex: Sex, rate: f64) -> f64 {
    match sex {
        Sex::Male if rate < 0.023 => 0.149_29 - 1.995_45 * rate,
        Sex::Male if rate < 0.083_07 => 0.028_32 + 3.260_21 * rate,
        Sex::Male => 0.299_15,
        Sex::Female if rate < 0.017_24 => 0.149_03 - 2.055_27 * rate,
        Sex::Female if rate < 0.068_91 => 0.046_67 + 3.880_89 * rate,
        Sex::Female => 0.314_11,
        Sex::Persons => (andreev_kingkade(Sex::Male, rate) + andreev_kingkade(Sex::Female, rate)) / 2.0,
    }
}

/// Coale and Demeny 1983, region West, as in Preston, Heuveline and Guillot 2001, table 3.3: years lived by those who
/// die under 1.
pub(crate) fn coale_demeny_infant(sex: Sex, rate: f64) -> f64 {
    match sex {
        Sex::Male if rate < 0.107 => 0.045 + 2.684 * rate,
        Sex::Male => 0.330,
        Sex::Female if rate < 0.107 => 0.053 + 2.800 * rate,
        Sex::Female => 0.350,
        Sex::Persons => (coale_demeny_infant(Sex::Male, rate) + coale_demeny_infant(Sex::Female, rate)) / 2.0,
    }
}

/// The same for those who die at 1 to 4, again from the infant death rate.
pub(crate) fn coale_demeny_child(sex: Sex, infant_rate: f64) -> f64 {
    match sex {
        Sex::Male if infant_rate < 0.107 => 1.651 - 2.816 * infant_rate,
        Sex::Male => 1.352,
        Sex::Female if infant_rate < 0.107 => 1.522 - 1.518 * infant_rate,
        Sex::Female => 1.361,
        Sex::Persons => {
            (coale_demeny_child(Sex::Male, infant_rate) + coale_demeny_child(Sex::Female, infant_rate)) / 2.0
        }
    }
}
