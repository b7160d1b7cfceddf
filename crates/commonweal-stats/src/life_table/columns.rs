//! Life expectancy of many areas at once.

use super::convention::Convention;
use super::error::LifeTableError;
use super::expectancy::{LifeExpectancy, Mortality, expectancies};
use super::table::LifeTableRow;
use crate::parallel::{Threads, in_parts};

/// Life expectancy at every age of many areas.
///
/// Made by [`life_expectancies`]; its example reads one area that is answered and one that is refused.
#[derive(Debug, Clone, PartialEq)]
pub struct LifeExpectancies {
    bands: usize,
    ages: Vec<LifeExpectancy>,
    refusals: Vec<Option<LifeTableError>>,
}

impl LifeExpectancies {
    /// How many areas there are.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::life_table::{AgeBands, Convention, Mortality, life_expectancies};
    /// use commonweal_stats::parallel::Threads;
    /// let bands = AgeBands::starting_at(&[0.0, 65.0])?;
    /// let two = Mortality { bands: &bands, deaths: &[40.0, 500.0, 30.0, 400.0], population: &[2e4, 5e3, 2e4, 5e3] };
    /// assert_eq!(life_expectancies(&two, Convention::CHIANG, Threads::ONE)?.areas(), 2);
    /// # Ok::<(), commonweal_stats::life_table::LifeTableError>(())
    /// ```
    #[must_use]
    pub fn areas(&self) -> usize {
        self.refusals.len()
    }

    /// Life expectancy at the start of every age band of one area, youngest first.
    ///
    /// # Errors
    /// What was wrong with the numbers of this area.
    ///
    /// # Panics
    /// If there is no such area.
    ///
    /// [`life_expectancies`] has an example.
    pub fn area(&self, area: usize) -> Result<&[LifeExpectancy], LifeTableError> {
        match self.refusals[area] {
            Some(refusal) => Err(refusal),
            None => Ok(&self.ages[area * self.bands..(area + 1) * self.bands]),
        }
    }
}

/// Life expectancy of many areas: [`super::life_expectancy`] for each run of bands in the columns, on as many threads as
/// asked. The columns hold area after area, each with all bands from the youngest to the oldest.
///
/// An area with numbers that cannot be right is refused by itself; the others have their answers.
///
/// # Errors
/// `WrongLength` where the columns differ in length or end within an area; `InfantYearsOutOfRange`.
///
/// # Example
/// ```
/// use commonweal_stats::life_table::{AgeBands, Convention, LifeTableError, Mortality, life_expectancies};
/// use commonweal_stats::parallel::Threads;
/// let bands = AgeBands::starting_at(&[0.0, 65.0])?;
/// let two_areas = Mortality {
///     bands: &bands,
///     deaths: &[40.0, 500.0, -1.0, 500.0],
///     population: &[20_000.0, 5_000.0, 20_000.0, 5_000.0],
/// };
/// let answers = life_expectancies(&two_areas, Convention::CHIANG, Threads::All)?;
/// assert_eq!(answers.area(0)?[1].years(), Some(10.0));
/// assert_eq!(answers.area(1), Err(LifeTableError::NegativeDeaths { index: 0 }));
/// # Ok::<(), LifeTableError>(())
/// ```
pub fn life_expectancies(
    mortality: &Mortality<'_>,
    convention: Convention,
    threads: Threads,
) -> Result<LifeExpectancies, LifeTableError> {
    let bands = mortality.bands.count();
    let convention = convention.checked(mortality.bands.widths()[0])?;
    let areas = mortality.deaths.len() / bands;
    mortality.check_lengths(areas)?;
    let parts = in_parts(areas, bands, threads, |range| {
        let mut rows = vec![LifeTableRow::default(); bands];
        let mut ages = vec![LifeExpectancy::NobodyReaches; range.len() * bands];
        let mut refusals = vec![None; range.len()];
        for ((area, ages), refusal) in range.zip(ages.chunks_exact_mut(bands)).zip(&mut refusals) {
            let columns = area * bands..(area + 1) * bands;
            let one = Mortality {
                bands: mortality.bands,
                deaths: &mortality.deaths[columns.clone()],
                population: &mortality.population[columns],
            };
            *refusal = expectancies(&one, convention, &mut rows, ages).err();
        }
        (ages, refusals)
    });
    let mut all = LifeExpectancies { bands, ages: vec![], refusals: vec![] };
    for (ages, refusals) in parts {
        if all.ages.is_empty() {
            (all.ages, all.refusals) = (ages, refusals);
        } else {
            all.ages.extend(ages);
            all.refusals.extend(refusals);
        }
    }
    Ok(all)
}
