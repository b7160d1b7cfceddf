//! Life expectancy of one area from deaths and population, with its standard error and whether it can be trusted.

use std::fmt;

use super::bands::AgeBands;
use super::convention::Convention;
use super::error::LifeTableError;
use super::table::{LifeTableRow, complete};
use crate::confidence::Confidence;
use crate::estimate::Estimate;

/// A total population up to this is too small for a life expectancy (Toson and Baker 2003).
///
/// # Example
/// ```
/// use commonweal_stats::life_table::{AgeBands, Convention, Mortality, SMALLEST_POPULATION, life_expectancy};
/// let bands = AgeBands::starting_at(&[0.0, 65.0])?;
/// let years_at_birth = |population: &[f64]| {
///     let mortality = Mortality { bands: &bands, deaths: &[9.0, 90.0], population };
///     life_expectancy(&mortality, Convention::CHIANG).map(|ages| ages[0].years())
/// };
/// assert_eq!(years_at_birth(&[SMALLEST_POPULATION - 900.0, 900.0])?, None);
/// assert!(years_at_birth(&[SMALLEST_POPULATION, 900.0])?.is_some());
/// # Ok::<(), commonweal_stats::life_table::LifeTableError>(())
/// ```
pub const SMALLEST_POPULATION: f64 = 5_000.0;

/// A life expectancy whose 95% interval is wider than this is not given, only its interval.
///
/// # Example
/// ```
/// use commonweal_stats::life_table::{AgeBands, Convention, Mortality, WIDEST_INTERVAL_YEARS, life_expectancy};
/// use commonweal_stats::Confidence;
/// let bands = AgeBands::starting_at(&[0.0, 65.0])?;
/// let few_die_old = Mortality { bands: &bands, deaths: &[9.0, 3.0], population: &[9_000.0, 100.0] };
/// let at_birth = life_expectancy(&few_die_old, Convention::CHIANG)?[0];
/// let (lower, upper) = at_birth.limits(Confidence::P95).expect("the limits may be shown");
/// assert!(upper - lower > WIDEST_INTERVAL_YEARS && at_birth.years().is_none());
/// # Ok::<(), commonweal_stats::life_table::LifeTableError>(())
/// ```
pub const WIDEST_INTERVAL_YEARS: f64 = 20.0;

/// Deaths and population of the same years by age band.
///
/// # Example
/// ```
/// use commonweal_stats::life_table::{AgeBands, Convention, Mortality, life_expectancy};
/// let bands = AgeBands::starting_at(&[0.0, 65.0])?;
/// let mortality = Mortality { bands: &bands, deaths: &[40.0, 500.0], population: &[20_000.0, 5_000.0] };
/// let at_65 = life_expectancy(&mortality, Convention::CHIANG)?[1];
/// assert_eq!(at_65.years(), Some(10.0)); // 5,000 / 500
/// # Ok::<(), commonweal_stats::life_table::LifeTableError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mortality<'a> {
    /// The age bands.
    pub bands: &'a AgeBands,
    /// Deaths in each band; averages of several years need not be whole.
    pub deaths: &'a [f64],
    /// Population or person-years of each band.
    pub population: &'a [f64],
}

/// Years left with the standard error that chance gives them.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, life_table::Expectancy};
/// let at_birth = Expectancy { years: 80.0, standard_error: 0.5 };
/// assert!((at_birth.limits(Confidence::P95).upper - 80.98).abs() < 1e-4);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expectancy {
    /// Years left on average.
    pub years: f64,
    /// Standard error of the years.
    pub standard_error: f64,
}

impl Expectancy {
    /// The years with their normal limits at a confidence level.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::{Confidence, life_table::Expectancy};
    /// let limits = Expectancy { years: 80.0, standard_error: 0.5 }.limits(Confidence::P95);
    /// assert_eq!(format!("{:.2} {:.2}", limits.lower, limits.upper), "79.02 80.98");
    /// ```
    #[must_use]
    pub fn limits(self, level: Confidence) -> Estimate {
        let reach = level.z() * self.standard_error;
        Estimate { value: self.years, lower: self.years - reach, upper: self.years + reach }
    }
}

/// Why a life expectancy calculated from sound numbers is not to be relied on.
///
/// # Example
/// ```
/// use commonweal_stats::life_table::Unreliable;
/// assert_eq!(Unreliable::SmallPopulation.to_string(), "unreliable: the total population is not above 5,000");
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Unreliable {
    /// The population of all ages is not above [`SMALLEST_POPULATION`].
    SmallPopulation,
    /// The open-ended band has no deaths, so nothing says how long people live in it.
    NoDeathsInLastBand,
    /// The 95% interval is wider than [`WIDEST_INTERVAL_YEARS`]. The limits may be shown, the years should not.
    WideInterval(Expectancy),
}

impl fmt::Display for Unreliable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SmallPopulation => "unreliable: the total population is not above 5,000",
            Self::NoDeathsInLastBand => "unreliable: the last age band has no deaths",
            Self::WideInterval(_) => "unreliable: the 95% interval is wider than 20 years",
        })
    }
}

/// Life expectancy at one age.
///
/// # Example
/// ```
/// use commonweal_stats::life_table::{AgeBands, Convention, LifeExpectancy, Mortality, Unreliable, life_expectancy};
/// let bands = AgeBands::starting_at(&[0.0, 65.0])?;
/// let village = Mortality { bands: &bands, deaths: &[2.0, 30.0], population: &[1_500.0, 400.0] };
/// let at_birth = life_expectancy(&village, Convention::CHIANG)?[0];
/// assert_eq!(at_birth, LifeExpectancy::Unreliable(Unreliable::SmallPopulation));
/// assert_eq!(at_birth.years(), None);
/// # Ok::<(), commonweal_stats::life_table::LifeTableError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LifeExpectancy {
    /// Years left with their standard error.
    Reliable(Expectancy),
    /// Not to be relied on, and why.
    Unreliable(Unreliable),
    /// A younger band's rate is so high that nobody reaches this age: no years left, and no limits.
    NobodyReaches,
}

impl LifeExpectancy {
    /// The years left, where they may be shown.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::life_table::{Expectancy, LifeExpectancy, Unreliable};
    /// let expectancy = Expectancy { years: 80.0, standard_error: 6.0 };
    /// assert_eq!(LifeExpectancy::Reliable(expectancy).years(), Some(80.0));
    /// assert_eq!(LifeExpectancy::Unreliable(Unreliable::WideInterval(expectancy)).years(), None);
    /// ```
    #[must_use]
    pub fn years(self) -> Option<f64> {
        match self {
            Self::Reliable(expectancy) => Some(expectancy.years),
            Self::NobodyReaches => Some(0.0),
            Self::Unreliable(_) => None,
        }
    }

    /// Lower and upper limit, where there are any: a too wide interval has them although its years are not shown.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::{Confidence, life_table::{Expectancy, LifeExpectancy, Unreliable}};
    /// let wide = Unreliable::WideInterval(Expectancy { years: 80.0, standard_error: 6.0 });
    /// assert!(LifeExpectancy::Unreliable(wide).limits(Confidence::P95).is_some());
    /// assert_eq!(LifeExpectancy::Unreliable(Unreliable::SmallPopulation).limits(Confidence::P95), None);
    /// ```
    #[must_use]
    pub fn limits(self, level: Confidence) -> Option<(f64, f64)> {
        match self {
            Self::Reliable(expectancy) | Self::Unreliable(Unreliable::WideInterval(expectancy)) => {
                let limits = expectancy.limits(level);
                Some((limits.lower, limits.upper))
            }
            _ => None,
        }
    }

    /// Why it is not to be relied on.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::life_table::{LifeExpectancy, Unreliable};
    /// let village = LifeExpectancy::Unreliable(Unreliable::SmallPopulation);
    /// assert_eq!(village.unreliable(), Some(Unreliable::SmallPopulation));
    /// assert_eq!(LifeExpectancy::NobodyReaches.unreliable(), None);
    /// ```
    #[must_use]
    pub fn unreliable(self) -> Option<Unreliable> {
        match self {
            Self::Unreliable(reason) => Some(reason),
            _ => None,
        }
    }

    /// Years with their standard error, judged by the width of their interval.
    pub(super) fn judged(years: f64, variance: f64) -> Self {
        let expectancy = Expectancy { years, standard_error: variance.sqrt() };
        if 2.0 * Confidence::P95.z() * expectancy.standard_error > WIDEST_INTERVAL_YEARS {
            Self::Unreliable(Unreliable::WideInterval(expectancy))
        } else {
            Self::Reliable(expectancy)
        }
    }
}

/// Life expectancy at the start of every age band, youngest first.
///
/// Limits come from [`LifeExpectancy::limits`]. The variance is Chiang's, with the term of Silcocks and others for the
/// last band.
///
/// Source: Chiang 1968; Silcocks, Jenner and Reza 2001; Eayres and Williams 2004; as `phe_life_expectancy`.
///
/// # Errors
/// `WrongLength`; `NotANumber`, `NegativeDeaths`, `EmptyBand`, `MoreDeathsThanPeople` with the band; `Extreme`;
/// `InfantYearsOutOfRange`.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, life_table::{AgeBands, Convention, Mortality, life_expectancy}};
/// let bands = AgeBands::starting_at(&[0.0, 1.0, 65.0])?;
/// let mortality =
///     Mortality { bands: &bands, deaths: &[4.0, 180.0, 2_000.0], population: &[1_000.0, 90_000.0, 20_000.0] };
/// let ages = life_expectancy(&mortality, Convention::CHIANG)?;
/// let (lower, upper) = ages[2].limits(Confidence::P95).expect("reliable");
/// assert_eq!(format!("{:.2} {lower:.2} {upper:.2}", ages[2].years().expect("reliable")), "10.00 9.56 10.44");
/// # Ok::<(), commonweal_stats::life_table::LifeTableError>(())
/// ```
pub fn life_expectancy(
    mortality: &Mortality<'_>,
    convention: Convention,
) -> Result<Vec<LifeExpectancy>, LifeTableError> {
    let bands = mortality.bands;
    let convention = convention.checked(bands.widths()[0])?;
    mortality.check_lengths(1)?;
    let mut rows = vec![LifeTableRow::default(); bands.count()];
    let mut ages = vec![LifeExpectancy::NobodyReaches; bands.count()];
    expectancies(mortality, convention, &mut rows, &mut ages)?;
    Ok(ages)
}

impl Mortality<'_> {
    pub(super) fn check_lengths(&self, areas: usize) -> Result<(), LifeTableError> {
        let bands = self.bands.count() * areas;
        for (what, column) in [("the column of deaths", self.deaths), ("the column of populations", self.population)] {
            if column.len() != bands {
                return Err(LifeTableError::WrongLength { what, bands, given: column.len() });
            }
        }
        Ok(())
    }

    /// Death rates of the bands into the rows; returns whether the population is large enough.
    pub(super) fn rates(&self, rows: &mut [LifeTableRow]) -> Result<bool, LifeTableError> {
        let mut total = 0.0;
        for (index, ((row, &deaths), &population)) in rows.iter_mut().zip(self.deaths).zip(self.population).enumerate()
        {
            check_band(index, deaths, population)?;
            row.death_rate = deaths / population;
            total += population;
        }
        Ok(total > SMALLEST_POPULATION)
    }
}

fn check_band(index: usize, deaths: f64, population: f64) -> Result<(), LifeTableError> {
    if !deaths.is_finite() {
        return Err(LifeTableError::NotANumber { what: "the number of deaths", index });
    }
    if !population.is_finite() {
        return Err(LifeTableError::NotANumber { what: "the population", index });
    }
    if deaths < 0.0 {
        return Err(LifeTableError::NegativeDeaths { index });
    }
    if population <= 0.0 {
        return Err(LifeTableError::EmptyBand { index });
    }
    if deaths > population {
        return Err(LifeTableError::MoreDeathsThanPeople { index });
    }
    Ok(())
}

/// Life expectancy of one area into `ages`, with `rows` as working space; both have one element for each band.
pub(super) fn expectancies(
    mortality: &Mortality<'_>,
    convention: Convention,
    rows: &mut [LifeTableRow],
    ages: &mut [LifeExpectancy],
) -> Result<(), LifeTableError> {
    if !mortality.rates(rows)? {
        ages.fill(LifeExpectancy::Unreliable(Unreliable::SmallPopulation));
        return Ok(());
    }
    complete(mortality.bands, convention, rows);
    let mut older = Older::default();
    for ((row, age), &deaths) in rows.iter().zip(ages.iter_mut()).zip(mortality.deaths).rev() {
        older = older.and(row, deaths);
        *age = if row.survivors == 0.0 {
            LifeExpectancy::NobodyReaches
        } else if older.nobody_dies_in_the_last {
            LifeExpectancy::Unreliable(Unreliable::NoDeathsInLastBand)
        } else if row.years_left.is_finite() && older.variance.is_finite() {
            LifeExpectancy::judged(row.years_left, older.variance)
        } else {
            return Err(LifeTableError::Extreme);
        };
    }
    Ok(())
}

/// What the older bands mean for a younger one, for somebody who reaches it.
#[derive(Clone, Copy, Default)]
struct Older {
    years_left: f64,
    variance: f64,
    nobody_dies_in_the_last: bool,
}

impl Older {
    /// The band below them added. Variance of the probability of death: Chiang's `q^2 (1 - q) / deaths`; of the years in
    /// the last band: Silcocks' `1 / (deaths x rate^2)`.
    fn and(self, row: &LifeTableRow, deaths: f64) -> Self {
        if row.width.is_infinite() {
            let variance = 1.0 / (deaths * row.death_rate * row.death_rate);
            return Self { years_left: row.years_left, variance, nobody_dies_in_the_last: deaths == 0.0 };
        }
        let survival = 1.0 - row.probability_of_death;
        let of_survival = variance_of_survival(row, deaths);
        let at_stake = row.width - row.years_lived_by_the_dying + self.years_left;
        let variance = at_stake * at_stake * of_survival + survival * survival * self.variance;
        Self { years_left: row.years_left, variance, ..self }
    }
}

/// Chiang's variance of the probability of surviving a closed band.
pub(super) fn variance_of_survival(row: &LifeTableRow, deaths: f64) -> f64 {
    let q = row.probability_of_death;
    if deaths == 0.0 { 0.0 } else { q * q * (1.0 - q) / deaths }
}
