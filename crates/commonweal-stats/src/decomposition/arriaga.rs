#![doc = include_str!("../../handbook/life_expectancy_gap.md")]

use thiserror::Error;

use crate::life_table::{AgeBands, Convention, LifeTable, LifeTableError, band, life_table};

/// Nearer than this (relative to the rates) two rates count as equal when a band's part is shared among causes.
const NEARLY_EQUAL: f64 = 1e-6;

/// Why a gap in life expectancy was not decomposed.
///
/// # Example
/// ```
/// use commonweal_stats::decomposition::{
///     DeathRates, Direction, LifeExpectancyGapError, TwoPopulations, life_expectancy_gap,
/// };
/// use commonweal_stats::life_table::{AgeBands, Convention, LifeTableError};
/// let bands = AgeBands::starting_at(&[0.0, 65.0])?;
/// let first = DeathRates { rates: &[0.004, 0.1], convention: Convention::CHIANG };
/// let second = DeathRates { rates: &[0.002, 0.0], convention: Convention::CHIANG };
/// let both = TwoPopulations { bands: &bands, first, second, direction: Direction::FirstToSecond };
/// let refusal = LifeExpectancyGapError::Second(LifeTableError::NoDeathsInLastBand);
/// assert_eq!(life_expectancy_gap(&both), Err(refusal));
/// # Ok::<(), LifeTableError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LifeExpectancyGapError {
    /// The first population has no life table.
    #[error("first population: {0}")]
    First(LifeTableError),
    /// The second population has no life table.
    #[error("second population: {0}")]
    Second(LifeTableError),
    /// There are no causes.
    #[error("there are no causes; give at least one, or decompose by age alone")]
    NoCauses,
}

/// Death rates of a population.
///
/// One side of [`TwoPopulations`]; [`life_expectancy_gap`] and, by cause, [`life_expectancy_gap_by_cause`] have examples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeathRates<'a> {
    /// Deaths per person and year: one for each age band; by cause, all causes of the youngest band first.
    pub rates: &'a [f64],
    /// Which kind of life table; the two populations may differ in sex.
    pub convention: Convention,
}

/// Which population's rates are replaced by the other's.
///
/// # Example
/// ```
/// use commonweal_stats::decomposition::{DeathRates, Direction, TwoPopulations, life_expectancy_gap};
/// use commonweal_stats::life_table::{AgeBands, Convention};
/// let bands = AgeBands::starting_at(&[0.0, 65.0])?;
/// let of = |rates| DeathRates { rates, convention: Convention::CHIANG };
/// let infants = |direction| {
///     let (first, second) = (of(&[0.004, 0.1]), of(&[0.002, 0.08]));
///     life_expectancy_gap(&TwoPopulations { bands: &bands, first, second, direction }).map(|gap| gap.contributions[0])
/// };
/// let (there, back) = (infants(Direction::FirstToSecond)?, infants(Direction::SecondToFirst)?);
/// assert!((infants(Direction::Symmetric)? - (there + back) / 2.0).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// The first population's rates become the second's, from the oldest band down: Arriaga's method as published.
    #[default]
    FirstToSecond,
    /// The second population's rates become the first's, from the oldest band down, with the sign turned: the same as the
    /// first's becoming the second's from the youngest band up.
    SecondToFirst,
    /// The average of both, which does not depend on which population is called the first.
    Symmetric,
}

/// Two populations whose life expectancies are compared.
///
/// What [`life_expectancy_gap`] compares; its example shows one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoPopulations<'a> {
    /// Age bands of both.
    pub bands: &'a AgeBands,
    /// The population the gap is measured from.
    pub first: DeathRates<'a>,
    /// The population the gap is measured to.
    pub second: DeathRates<'a>,
    /// Which rates are replaced.
    pub direction: Direction,
}

/// A gap in life expectancy by age band.
///
/// # Example
/// ```
/// use commonweal_stats::decomposition::GapByAge;
/// let gap = GapByAge { first: 77.0, second: 80.0, contributions: vec![0.5, 1.0, 1.5] };
/// assert_eq!(gap.contributions.iter().sum::<f64>(), gap.gap());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct GapByAge {
    /// Life expectancy of the first population where the first band begins.
    pub first: f64,
    /// Life expectancy of the second population.
    pub second: f64,
    /// Years that each band adds to the gap, youngest first; negative where it narrows it.
    pub contributions: Vec<f64>,
}

impl GapByAge {
    /// Years by which the second population lives longer: the contributions add up to it.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::decomposition::GapByAge;
    /// let gap = GapByAge { first: 80.0, second: 78.5, contributions: vec![-0.5, -1.0] };
    /// assert_eq!(gap.gap(), -1.5); // the second population dies younger
    /// ```
    #[must_use]
    pub fn gap(&self) -> f64 {
        self.second - self.first
    }
}

/// What to keep in mind about the causes of one age band.
///
/// # Example
/// ```
/// use commonweal_stats::decomposition::{
///     Caution, DeathRates, Direction, TwoPopulations, life_expectancy_gap_by_cause,
/// };
/// use commonweal_stats::life_table::{AgeBands, Convention};
/// let bands = AgeBands::starting_at(&[0.0, 65.0])?;
/// let first = DeathRates { rates: &[0.002, 0.002, 0.05, 0.05], convention: Convention::CHIANG };
/// let second = DeathRates { rates: &[0.003, 0.001, 0.09, 0.02], convention: Convention::CHIANG };
/// let direction = Direction::Symmetric;
/// let gap = life_expectancy_gap_by_cause(&TwoPopulations { bands: &bands, first, second, direction }, 2)?;
/// assert_eq!(gap.caution(0), Some(Caution::RatesNearlyEqual)); // 0.004 in both
/// assert_eq!(gap.caution(1), Some(Caution::CausesOppose)); // +0.04 and -0.03
/// assert!((gap.band(0)[0] + gap.band(0)[1]).abs() < 1e-12 && gap.band(0)[0] < -1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Caution {
    /// All causes together have rates less than one in a million apart.
    RatesNearlyEqual,
    /// The causes pull both ways: regardless of sign they add up to more than three times the band's contribution.
    CausesOppose,
}

/// A gap in life expectancy by age band and cause.
///
/// Made by [`life_expectancy_gap_by_cause`]; its example reads one.
#[derive(Debug, Clone, PartialEq)]
pub struct GapByCause {
    /// The gap by age, all causes together.
    pub by_age: GapByAge,
    causes: usize,
    contributions: Vec<f64>,
    cautions: Vec<Option<Caution>>,
}

impl GapByCause {
    /// Years that each cause adds to the gap in one age band.
    ///
    /// # Panics
    /// If there is no such band.
    ///
    /// [`life_expectancy_gap_by_cause`] has an example.
    #[must_use]
    pub fn band(&self, band: usize) -> &[f64] {
        &self.contributions[band * self.causes..(band + 1) * self.causes]
    }

    /// Years that one cause adds to the gap at all ages.
    ///
    /// # Panics
    /// If there is no such cause.
    ///
    /// [`life_expectancy_gap_by_cause`] has an example.
    #[must_use]
    pub fn cause(&self, cause: usize) -> f64 {
        assert!(cause < self.causes, "no such cause");
        self.contributions.iter().skip(cause).step_by(self.causes).sum()
    }

    /// What to keep in mind about the causes of one age band.
    ///
    /// # Panics
    /// If there is no such band.
    ///
    /// [`Caution`] has an example.
    #[must_use]
    pub fn caution(&self, band: usize) -> Option<Caution> {
        self.cautions[band]
    }
}

/// How many years each age band adds to the gap between two life expectancies.
///
/// Source: Arriaga 1984; Preston, Heuveline and Guillot 2001, box 3.4. Equal to replacing rates one band at a time from
/// the oldest down (Andreev, Shkolnikov and Begun 2002).
///
/// # Errors
/// `First`, `Second`: what is wrong with the rates of a population.
///
/// # Example
/// ```
/// use commonweal_stats::decomposition::{DeathRates, Direction, TwoPopulations, life_expectancy_gap};
/// use commonweal_stats::life_table::{AgeBands, Convention};
/// let bands = AgeBands::starting_at(&[0.0, 1.0, 65.0])?;
/// let poorer = DeathRates { rates: &[0.006, 0.004, 0.12], convention: Convention::CHIANG };
/// let richer = DeathRates { rates: &[0.003, 0.002, 0.10], convention: Convention::CHIANG };
/// let both = TwoPopulations { bands: &bands, first: poorer, second: richer, direction: Direction::FirstToSecond };
/// let gap = life_expectancy_gap(&both)?;
/// assert!((gap.contributions.iter().sum::<f64>() - gap.gap()).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn life_expectancy_gap(populations: &TwoPopulations<'_>) -> Result<GapByAge, LifeExpectancyGapError> {
    let (first, second) = (populations.first.rates, populations.second.rates);
    populations.compare(first, second).map(|(gap, _)| gap)
}

/// How many years each cause of death adds to the gap between two life expectancies, in each age band.
///
/// The rates of both populations hold `causes` numbers for each band, in the same order; together they are all deaths. A
/// band's years are shared by each cause's part of the rate difference. Where the causes' differences cancel, they are
/// shared by the years that a small difference in rates would make.
///
/// Source: Arriaga 1989; Preston, Heuveline and Guillot 2001, section 4.7.
///
/// # Errors
/// `NoCauses`; `First`, `Second`: what is wrong with the rates of a population.
///
/// # Example
/// ```
/// use commonweal_stats::decomposition::{DeathRates, Direction, TwoPopulations, life_expectancy_gap_by_cause};
/// use commonweal_stats::life_table::{AgeBands, Convention};
/// let bands = AgeBands::starting_at(&[0.0, 65.0])?;
/// // heart disease and everything else, under 65 and from 65
/// let poorer = DeathRates { rates: &[0.001, 0.003, 0.05, 0.07], convention: Convention::CHIANG };
/// let richer = DeathRates { rates: &[0.0004, 0.0026, 0.04, 0.06], convention: Convention::CHIANG };
/// let both = TwoPopulations { bands: &bands, first: poorer, second: richer, direction: Direction::FirstToSecond };
/// let gap = life_expectancy_gap_by_cause(&both, 2)?;
/// assert!((gap.band(0)[0] / gap.by_age.contributions[0] - 0.6).abs() < 1e-12); // 0.0006 of 0.001
/// assert!((gap.cause(0) + gap.cause(1) - gap.by_age.gap()).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn life_expectancy_gap_by_cause(
    populations: &TwoPopulations<'_>,
    causes: usize,
) -> Result<GapByCause, LifeExpectancyGapError> {
    if causes == 0 {
        return Err(LifeExpectancyGapError::NoCauses);
    }
    let (first, second) = (populations.first.rates, populations.second.rates);
    let all_first = all_causes(first, causes, populations.bands).map_err(LifeExpectancyGapError::First)?;
    let all_second = all_causes(second, causes, populations.bands).map_err(LifeExpectancyGapError::Second)?;
    let (by_age, slopes) = populations.compare(&all_first, &all_second)?;
    let mut contributions = Vec::with_capacity(first.len());
    let mut cautions = Vec::with_capacity(slopes.len());
    for (index, (&slope, &total)) in slopes.iter().zip(&by_age.contributions).enumerate() {
        let both = all_first[index] + all_second[index];
        let difference = all_second[index] - all_first[index];
        // Nothing, but for rounding and where the two life tables differ in more than their rates.
        let rest = total - slope * difference;
        let mut regardless_of_sign = 0.0;
        for (first, second) in first.iter().zip(second).skip(index * causes).take(causes) {
            let share = if both > 0.0 { (first + second) / both } else { 1.0 / causes as f64 };
            let contribution = slope * (second - first) + rest * share;
            regardless_of_sign += contribution.abs();
            contributions.push(contribution);
        }
        cautions.push(if difference.abs() < 1e-6 {
            Some(Caution::RatesNearlyEqual)
        } else if regardless_of_sign > 3.0 * total.abs() {
            Some(Caution::CausesOppose)
        } else {
            None
        });
    }
    Ok(GapByCause { by_age, causes, contributions, cautions })
}

/// Rates of all causes together.
fn all_causes(rates: &[f64], causes: usize, bands: &AgeBands) -> Result<Vec<f64>, LifeTableError> {
    let numbers = bands.count().saturating_mul(causes);
    if rates.len() != numbers {
        return Err(LifeTableError::WrongLength {
            what: "the death rates by cause",
            bands: numbers,
            given: rates.len(),
        });
    }
    if let Some(below) = rates.iter().position(|&rate| rate < 0.0) {
        return Err(LifeTableError::NegativeRate { index: below / causes });
    }
    Ok(rates.chunks_exact(causes).map(|band| band.iter().sum()).collect())
}

/// A population's rates with the life table they make.
struct Side<'a> {
    rates: &'a [f64],
    convention: Convention,
    table: LifeTable,
}

impl TwoPopulations<'_> {
    /// The gap by age, and for each band the years that one more death per person and year would add.
    fn compare(&self, first: &[f64], second: &[f64]) -> Result<(GapByAge, Vec<f64>), LifeExpectancyGapError> {
        let first = self.side(first, self.first.convention).map_err(LifeExpectancyGapError::First)?;
        let second = self.side(second, self.second.convention).map_err(LifeExpectancyGapError::Second)?;
        let there = |index| replaced(self.bands, index, &first, &second);
        let back = |index| {
            let (years, slope) = replaced(self.bands, index, &second, &first);
            (-years, slope)
        };
        let steps = (0..self.bands.count()).map(|index| match self.direction {
            Direction::FirstToSecond => there(index),
            Direction::SecondToFirst => back(index),
            Direction::Symmetric => {
                let (there, back) = (there(index), back(index));
                ((there.0 + back.0) / 2.0, (there.1 + back.1) / 2.0)
            }
        });
        let (contributions, slopes): (Vec<f64>, Vec<f64>) = steps.unzip();
        if !contributions.iter().chain(&slopes).all(|years| years.is_finite()) {
            return Err(LifeExpectancyGapError::First(LifeTableError::Extreme));
        }
        let (first, second) = (first.table.life_expectancy(), second.table.life_expectancy());
        Ok((GapByAge { first, second, contributions }, slopes))
    }

    fn side<'a>(&self, rates: &'a [f64], convention: Convention) -> Result<Side<'a>, LifeTableError> {
        Ok(Side { rates, convention, table: life_table(self.bands, rates, convention)? })
    }
}

/// What replacing one band's rate adds to life expectancy when older bands are replaced already, and that per unit of the
/// difference in rates. Arriaga's direct, indirect and interaction terms together are those who reach the band times the
/// change in `(width - a + years left after the band) x q`, which loses no digits where rates are nearly equal.
fn replaced(bands: &AgeBands, index: usize, from: &Side<'_>, to: &Side<'_>) -> (f64, f64) {
    let (old, new) = (&from.table.rows()[index], &to.table.rows()[index]);
    let (old_rate, new_rate) = (from.rates[index], to.rates[index]);
    let difference = new_rate - old_rate;
    let reach = old.survivors / from.table.rows()[0].survivors;
    if old.width.is_infinite() {
        // Dividing twice, as the product of two tiny rates may be zero.
        let slope = -reach / old_rate / new_rate;
        return (slope * difference, slope);
    }
    let after = to.table.rows()[index + 1].years_left;
    let lost = |a: f64, q: f64| (old.width - a + after) * q;
    let (old_a, new_a) = (old.years_lived_by_the_dying, new.years_lived_by_the_dying);
    if old_a == new_a && old_a * old_rate <= 1.0 && old_a * new_rate <= 1.0 {
        let rest = old.width - old_a;
        let slope = -reach * (rest + after) * old.width / ((1.0 + rest * old_rate) * (1.0 + rest * new_rate));
        return (slope * difference, slope);
    }
    let years = reach * (lost(old_a, old.probability_of_death) - lost(new_a, new.probability_of_death));
    if difference.abs() > NEARLY_EQUAL * (old_rate + new_rate) {
        return (years, years / difference);
    }
    let middle = (old_rate + new_rate) / 2.0;
    let step = (1e-4 * middle).max(1e-9);
    let lost_at = |rate: f64| {
        let infant_rate = if index == 0 { rate } else { to.rates[0] };
        let (a, q) = band(bands, to.convention, index, rate, infant_rate);
        lost(a, q)
    };
    (years, reach * (lost_at(middle - step) - lost_at(middle + step)) / (2.0 * step))
}
