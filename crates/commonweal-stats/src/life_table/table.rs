//! The life table itself: from death rates to years left, column by column.

use super::bands::AgeBands;
use super::convention::{Convention, InfantYears, TooHigh, andreev_kingkade, coale_demeny_child, coale_demeny_infant};
use super::error::LifeTableError;

/// People that a life table begins with.
const RADIX: f64 = 100_000.0;

/// One age band of a life table.
///
/// Made by [`life_table`]; its example reads one.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LifeTableRow {
    /// Age where the band begins, in years.
    pub start_age: f64,
    /// Years the band spans; infinite for the last.
    pub width: f64,
    /// Deaths per person and year (m).
    pub death_rate: f64,
    /// Years lived in the band by those who die in it (a).
    pub years_lived_by_the_dying: f64,
    /// Probability of dying in the band for those who reach it (q).
    pub probability_of_death: f64,
    /// Of 100,000 born, those who reach the band (l).
    pub survivors: f64,
    /// Of 100,000 born, those who die in the band (d).
    pub deaths: f64,
    /// Years lived in the band by all who reach it (L).
    pub person_years: f64,
    /// Years lived in this and every older band (T).
    pub person_years_left: f64,
    /// Years left for somebody who has reached the band: life expectancy (e).
    pub years_left: f64,
}

/// A life table: one row for each age band, youngest first.
///
/// # Example
/// ```
/// use commonweal_stats::life_table::{AgeBands, Convention, life_table};
/// let bands = AgeBands::starting_at(&[0.0, 50.0])?;
/// let table = life_table(&bands, &[0.0, 0.05], Convention::CHIANG)?;
/// assert_eq!(table.rows()[1].years_left, 20.0); // 1 / 0.05
/// assert_eq!(table.rows()[0].years_left, 70.0); // nobody dies before 50
/// # Ok::<(), commonweal_stats::life_table::LifeTableError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LifeTable {
    rows: Vec<LifeTableRow>,
}

impl LifeTable {
    /// One row for each age band, youngest first; at least one.
    ///
    /// [`life_table`] has an example.
    #[must_use]
    pub fn rows(&self) -> &[LifeTableRow] {
        &self.rows
    }

    /// Life expectancy where the first band begins: at birth, where that is age 0.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::life_table::{AgeBands, Convention, life_table};
    /// let table = life_table(&AgeBands::english(), &[0.0125; 20], Convention::CHIANG)?;
    /// assert!((table.life_expectancy() - 80.0).abs() < 0.3); // about 1 / 0.0125
    /// # Ok::<(), commonweal_stats::life_table::LifeTableError>(())
    /// ```
    #[must_use]
    pub fn life_expectancy(&self) -> f64 {
        self.rows[0].years_left
    }
}

/// Life table from death rates: one per age band, deaths per person and year.
///
/// Those who reach a band without deaths all survive it. Where a rate is so high that everybody dies in its band, older
/// bands have no survivors; their years left are those of somebody who reached them all the same.
///
/// Source: Chiang 1968; Preston, Heuveline and Guillot 2001, chapter 3.
///
/// # Errors
/// `WrongLength`; `NotANumber`, `NegativeRate`; `NoDeathsInLastBand`; `InfantYearsOutOfRange`; `Extreme`.
///
/// # Example
/// ```
/// use commonweal_stats::life_table::{AgeBands, Convention, life_table};
/// let bands = AgeBands::starting_at(&[0.0, 1.0, 65.0])?;
/// let table = life_table(&bands, &[0.004, 0.002, 0.1], Convention::CHIANG)?;
/// let at_birth = &table.rows()[0];
/// assert!((at_birth.probability_of_death - 0.004 / (1.0 + 0.9 * 0.004)).abs() < 1e-15);
/// assert!((at_birth.years_left - 69.6690).abs() < 1e-4);
/// # Ok::<(), commonweal_stats::life_table::LifeTableError>(())
/// ```
pub fn life_table(bands: &AgeBands, rates: &[f64], convention: Convention) -> Result<LifeTable, LifeTableError> {
    let convention = convention.checked(bands.widths()[0])?;
    if rates.len() != bands.count() {
        return Err(LifeTableError::WrongLength { what: "death rates", bands: bands.count(), given: rates.len() });
    }
    let mut rows = vec![LifeTableRow::default(); bands.count()];
    for (index, (row, &rate)) in rows.iter_mut().zip(rates).enumerate() {
        if !rate.is_finite() {
            return Err(LifeTableError::NotANumber { what: "death rate", index });
        }
        if rate < 0.0 {
            return Err(LifeTableError::NegativeRate { index });
        }
        row.death_rate = rate;
    }
    if rates[rates.len() - 1] == 0.0 {
        return Err(LifeTableError::NoDeathsInLastBand);
    }
    complete(bands, convention, &mut rows);
    if rows.iter().all(|row| row.years_left.is_finite() && row.person_years_left.is_finite()) {
        Ok(LifeTable { rows })
    } else {
        Err(LifeTableError::Extreme)
    }
}

/// Fills the rows from their death rates. A last band without deaths gives infinite years.
pub(crate) fn complete(bands: &AgeBands, convention: Convention, rows: &mut [LifeTableRow]) {
    let infant_rate = rows[0].death_rate;
    let mut survivors = RADIX;
    let ages = bands.starts().iter().zip(bands.widths());
    for (index, (row, (&start_age, &width))) in rows.iter_mut().zip(ages).enumerate() {
        let (years, probability) = band(bands, convention, index, row.death_rate, infant_rate);
        row.start_age = start_age;
        row.width = width;
        row.years_lived_by_the_dying = years;
        row.probability_of_death = probability;
        row.survivors = survivors;
        let next = if width.is_finite() { survivors * (1.0 - probability) } else { 0.0 };
        row.deaths = survivors - next;
        row.person_years = match width.is_finite() {
            true => width * next + years * row.deaths,
            false if survivors == 0.0 => 0.0,
            false => survivors / row.death_rate,
        };
        survivors = next;
    }
    let (mut person_years_left, mut years_left) = (0.0, 0.0);
    for row in rows.iter_mut().rev() {
        person_years_left += row.person_years;
        row.person_years_left = person_years_left;
        // For one person who reaches the band, so that it has a value where nobody does.
        years_left = match row.width.is_finite() {
            true => lived(row) + (1.0 - row.probability_of_death) * years_left,
            false => 1.0 / row.death_rate,
        };
        row.years_left = years_left;
    }
}

/// Years that somebody who reaches a closed band lives in it, on average.
pub(crate) fn lived(row: &LifeTableRow) -> f64 {
    row.width * (1.0 - row.probability_of_death) + row.years_lived_by_the_dying * row.probability_of_death
}

/// Of one band: years lived by those who die in it, and the probability of death.
pub(crate) fn band(bands: &AgeBands, convention: Convention, index: usize, rate: f64, infant_rate: f64) -> (f64, f64) {
    let width = bands.widths()[index];
    if width.is_infinite() {
        return (1.0 / rate, 1.0);
    }
    let years = years_lived_by_the_dying(bands, convention.infant, index, infant_rate);
    let probability = width * rate / (1.0 + (width - years) * rate);
    // A probability above 1 is the same as: rate x years above 1.
    if probability <= 1.0 {
        (years, probability)
    } else {
        match convention.too_high {
            TooHigh::EverybodyDies => (years, 1.0),
            TooHigh::ConstantRisk => (years, -libm::expm1(-rate * width)),
        }
    }
}

fn years_lived_by_the_dying(bands: &AgeBands, infant: InfantYears, index: usize, infant_rate: f64) -> f64 {
    let (start, width) = (bands.starts()[index], bands.widths()[index]);
    let from_birth = bands.starts()[0] == 0.0;
    match infant {
        InfantYears::Chiang if from_birth && index == 0 => 0.1 * width,
        InfantYears::AndreevKingkade(sex) if from_birth && index == 0 => andreev_kingkade(sex, infant_rate).min(width),
        InfantYears::CoaleDemeny(sex) if from_birth && index == 0 => coale_demeny_infant(sex, infant_rate).min(width),
        InfantYears::CoaleDemeny(sex) if from_birth && start == 1.0 && width == 4.0 => {
            coale_demeny_child(sex, infant_rate)
        }
        InfantYears::Given(years) if from_birth && index == 0 => years,
        _ => 0.5 * width,
    }
}
