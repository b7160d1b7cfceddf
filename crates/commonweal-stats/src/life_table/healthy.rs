#![doc = include_str!("../../handbook/healthy_life_expectancy.md")]

use super::convention::Convention;
use super::error::LifeTableError;
use super::expectancy::{LifeExpectancy, Mortality, Unreliable, life_expectancy, variance_of_survival};
use super::table::{LifeTableRow, complete, lived};

/// Share of the people of an age band who are in good health (or without disability), from a survey or a census.
///
/// # Example
/// ```
/// use commonweal_stats::life_table::healthy::Health;
/// let asked = Health::of_sample(0.8, 100.0);
/// assert!((asked.standard_error - 0.04).abs() < 1e-15); // square root of 0.8 x 0.2 / 100
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Health {
    /// Share in good health, from 0 to 1.
    pub share: f64,
    /// Standard error of the share; 0 for a census.
    pub standard_error: f64,
}

impl Health {
    /// A share among people asked at random, with the binomial standard error. For a sample with design weights give the
    /// standard error itself, or the effective sample size. Nobody asked gives no number, which the method refuses.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::life_table::healthy::Health;
    /// assert_eq!(Health::of_sample(0.5, 100.0), Health { share: 0.5, standard_error: 0.05 });
    /// ```
    #[must_use]
    pub fn of_sample(share: f64, people_asked: f64) -> Self {
        Self { share, standard_error: (share * (1.0 - share) / people_asked).sqrt() }
    }
}

/// Which chances the limits of a healthy life expectancy allow for.
///
/// # Example
/// ```
/// use commonweal_stats::life_table::{AgeBands, Mortality, healthy::{ChanceOf, Health, Sullivan, healthy_life_expectancy}};
/// let bands = AgeBands::starting_at(&[0.0, 65.0])?;
/// let mortality = Mortality { bands: &bands, deaths: &[40.0, 500.0], population: &[20_000.0, 5_000.0] };
/// let census = [Health { share: 1.0, standard_error: 0.0 }; 2];
/// let both = Sullivan { chance_of: ChanceOf::HealthAndDeath, ..Sullivan::default() };
/// let at_birth = healthy_life_expectancy(&mortality, &census, both)?[0];
/// assert_eq!(at_birth.healthy, at_birth.life); // everybody healthy: only deaths are left to chance
/// # Ok::<(), commonweal_stats::life_table::LifeTableError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ChanceOf {
    /// Those of the survey alone: Sullivan's method as published for England.
    #[default]
    Health,
    /// Those of the deaths too, which matters for small areas.
    HealthAndDeath,
}

/// Life expectancy at one age, and the part of it in good health.
///
/// # Example
/// ```
/// use commonweal_stats::life_table::{AgeBands, Mortality, healthy::{Health, Sullivan, healthy_life_expectancy}};
/// let bands = AgeBands::starting_at(&[0.0, 65.0])?;
/// let mortality = Mortality { bands: &bands, deaths: &[0.0, 500.0], population: &[20_000.0, 5_000.0] };
/// let health = [Health::of_sample(0.9, 1_000.0), Health::of_sample(0.5, 400.0)];
/// let at_birth = healthy_life_expectancy(&mortality, &health, Sullivan::default())?[0];
/// assert_eq!(at_birth.healthy.years(), Some(63.5)); // 0.9 x 65 + 0.5 x 10
/// assert_eq!(at_birth.years_not_healthy(), Some(11.5));
/// assert!((at_birth.healthy_share().unwrap_or_default() - 63.5 / 75.0).abs() < 1e-15);
/// # Ok::<(), commonweal_stats::life_table::LifeTableError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HealthyYears {
    /// All years left.
    pub life: LifeExpectancy,
    /// Years left in good health.
    pub healthy: LifeExpectancy,
}

impl HealthyYears {
    /// Years left that are not in good health, where both may be shown.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::life_table::{Expectancy, LifeExpectancy, healthy::HealthyYears};
    /// let of = |years| LifeExpectancy::Reliable(Expectancy { years, standard_error: 0.5 });
    /// assert_eq!(HealthyYears { life: of(80.0), healthy: of(62.0) }.years_not_healthy(), Some(18.0));
    /// ```
    #[must_use]
    pub fn years_not_healthy(self) -> Option<f64> {
        Some(self.life.years()? - self.healthy.years()?)
    }

    /// Share of the years left that are in good health, where both may be shown and years are left.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::life_table::{Expectancy, LifeExpectancy, healthy::HealthyYears};
    /// let of = |years| LifeExpectancy::Reliable(Expectancy { years, standard_error: 0.5 });
    /// assert_eq!(HealthyYears { life: of(80.0), healthy: of(60.0) }.healthy_share(), Some(0.75));
    /// ```
    #[must_use]
    pub fn healthy_share(self) -> Option<f64> {
        let life = self.life.years().filter(|&years| years > 0.0)?;
        Some(self.healthy.years()? / life)
    }
}

/// How to calculate a healthy life expectancy.
///
/// # Example
/// ```
/// use commonweal_stats::life_table::{Convention, healthy::{ChanceOf, Sullivan}};
/// let published = Sullivan { convention: Convention::CHIANG, chance_of: ChanceOf::Health };
/// assert_eq!(Sullivan::default(), published);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sullivan {
    /// Which kind of life table.
    pub convention: Convention,
    /// Which chances the limits allow for.
    pub chance_of: ChanceOf,
}

/// Healthy (or disability-free) life expectancy at the start of every age band, youngest first.
///
/// It is unreliable where the life expectancy under it is, and where its own 95% interval is wider than 20 years.
///
/// Source: Sullivan 1971; Jagger, Cox, Le Roy and others, Health Expectancy Calculation by the Sullivan Method, 2006;
/// Mathers 1991 for the variance of deaths.
///
/// # Errors
/// As [`life_expectancy`]; `WrongLength`, `NotANumber`, `ShareOutOfRange`, `NoPrecision` of the health.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, life_table::{AgeBands, Mortality, healthy::{Health, Sullivan, healthy_life_expectancy}}};
/// let bands = AgeBands::starting_at(&[0.0, 65.0])?;
/// let mortality = Mortality { bands: &bands, deaths: &[0.0, 500.0], population: &[20_000.0, 5_000.0] };
/// let health = [Health { share: 0.9, standard_error: 0.0 }, Health { share: 0.5, standard_error: 0.1 }];
/// let ages = healthy_life_expectancy(&mortality, &health, Sullivan::default())?;
/// let (lower, upper) = ages[1].healthy.limits(Confidence::P95).expect("reliable");
/// assert_eq!(format!("{lower:.2} {upper:.2}"), "3.04 6.96"); // 5 years, standard error 0.1 x 10 years
/// # Ok::<(), commonweal_stats::life_table::LifeTableError>(())
/// ```
pub fn healthy_life_expectancy(
    mortality: &Mortality<'_>,
    health: &[Health],
    sullivan: Sullivan,
) -> Result<Vec<HealthyYears>, LifeTableError> {
    check(health, mortality.bands.count())?;
    let life = life_expectancy(mortality, sullivan.convention)?;
    let mut rows = vec![LifeTableRow::default(); life.len()];
    mortality.rates(&mut rows)?;
    complete(mortality.bands, sullivan.convention, &mut rows);
    let (mut years, mut variance) = (0.0, 0.0);
    let mut answers: Vec<HealthyYears> = vec![];
    for (index, &life) in life.iter().enumerate().rev() {
        let (row, health) = (&rows[index], health[index]);
        (years, variance) = with_band((years, variance), row, health, mortality.deaths[index], sullivan.chance_of);
        let healthy = match life {
            LifeExpectancy::Reliable(_) | LifeExpectancy::Unreliable(Unreliable::WideInterval(_))
                if !(years.is_finite() && variance.is_finite()) =>
            {
                return Err(LifeTableError::Extreme);
            }
            LifeExpectancy::Reliable(_) | LifeExpectancy::Unreliable(Unreliable::WideInterval(_)) => {
                match LifeExpectancy::judged(years, variance) {
                    LifeExpectancy::Reliable(healthy) if life.unreliable().is_some() => {
                        LifeExpectancy::Unreliable(Unreliable::WideInterval(healthy))
                    }
                    judged => judged,
                }
            }
            other => other,
        };
        answers.push(HealthyYears { life, healthy });
    }
    answers.reverse();
    Ok(answers)
}

/// Healthy years and their variance with one more band below the older ones, for somebody who reaches it.
fn with_band(
    (older_years, older_variance): (f64, f64),
    row: &LifeTableRow,
    health: Health,
    deaths: f64,
    chance_of: ChanceOf,
) -> (f64, f64) {
    let of_deaths = chance_of == ChanceOf::HealthAndDeath;
    let of_share = health.standard_error * health.standard_error;
    if row.width.is_infinite() {
        let years = row.years_left;
        let of_last_years = if of_deaths { 1.0 / (deaths * row.death_rate * row.death_rate) } else { 0.0 };
        let variance = years * years * of_share + health.share * health.share * of_last_years;
        return (health.share * years, variance);
    }
    let (years, survival) = (lived(row), 1.0 - row.probability_of_death);
    let mut variance = years * years * of_share + survival * survival * older_variance;
    if of_deaths {
        let at_stake = (row.width - row.years_lived_by_the_dying) * health.share + older_years;
        variance += at_stake * at_stake * variance_of_survival(row, deaths);
    }
    (health.share * years + survival * older_years, variance)
}

fn check(health: &[Health], bands: usize) -> Result<(), LifeTableError> {
    if health.len() != bands {
        return Err(LifeTableError::WrongLength { what: "the column of healthy shares", bands, given: health.len() });
    }
    for (index, health) in health.iter().enumerate() {
        if !health.share.is_finite() {
            return Err(LifeTableError::NotANumber { what: "the healthy share", index });
        }
        if !(0.0..=1.0).contains(&health.share) {
            return Err(LifeTableError::ShareOutOfRange { index });
        }
        if !(health.standard_error.is_finite() && health.standard_error >= 0.0) {
            return Err(LifeTableError::NoPrecision { index });
        }
    }
    Ok(())
}
