//! Proportions and crude rates of columns.

use super::{ColumnError, Estimates, Settings, check_rows, same_length};
use crate::error::StatsError;
use crate::parallel::fill_columns;
use crate::poisson::{BYAR_FROM, byar, count_limits};
use crate::proportion::wilson;

/// Proportions with Wilson limits, one per row; `NaN` where either count is missing.
///
/// # Errors
/// `Lengths`; `Row` with the problem [`crate::proportion`] would give; `Settings` for a multiplier that is not positive.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, columns::{Estimates, Settings, proportions}, parallel::Threads};
/// let (mut value, mut lower, mut upper) = ([0.0; 2], [0.0; 2], [0.0; 2]);
/// let settings = Settings { level: Confidence::P95, per: 100.0, threads: Threads::All };
/// let out = Estimates { value: &mut value, lower: &mut lower, upper: &mut upper };
/// proportions(&[81.0, 0.0], &[263.0, 20.0], &settings, out)?;
/// assert_eq!(format!("{:.1} {:.1} {:.1}", value[0], lower[0], upper[0]), "30.8 25.5 36.6");
/// assert_eq!((value[1], lower[1]), (0.0, 0.0));
/// # Ok::<(), commonweal_stats::columns::ColumnError>(())
/// ```
pub fn proportions(
    events: &[f64],
    population: &[f64],
    settings: &Settings,
    out: Estimates<'_>,
) -> Result<(), ColumnError> {
    same_length(events.len(), &[("population", population.len())])?;
    out.checked(events.len())?;
    settings.checked()?;
    // Comparisons with NaN are false, so a missing count is no fault; infinities are.
    check_rows(
        events.len(),
        settings.threads,
        |row| {
            let (x, n) = (events[row], population[row]);
            (x < 0.0) | (n <= 0.0) | (x > n) | (x == f64::INFINITY) | (n == f64::INFINITY)
        },
        |row| ColumnError::Row {
            row,
            problem: count_problem(events[row], population[row], StatsError::EventsExceedPopulation),
        },
    )?;
    let (z, per) = (settings.level.z(), settings.per);
    fill_columns([out.value, out.lower, out.upper], 1, settings.threads, |rows, [value, lower, upper]| {
        let (events, population) = (&events[rows.clone()], &population[rows]);
        let columns = value.iter_mut().zip(lower).zip(upper);
        for (((value, lower), upper), (&x, &n)) in columns.zip(events.iter().zip(population)) {
            let [share, low, high] = wilson(x, n, z);
            *value = share * per;
            *lower = low * per;
            *upper = high * per;
        }
    });
    Ok(())
}

/// Crude rates with exact (below 10 events) or Byar's limits, one per row; `NaN` where either number is missing.
///
/// # Errors
/// `Lengths`; `Row` with the problem [`crate::crude_rate`] would give; `Settings` for a multiplier that is not positive.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, columns::{Estimates, Settings, crude_rates}, parallel::Threads};
/// let (mut value, mut lower, mut upper) = ([0.0; 2], [0.0; 2], [0.0; 2]);
/// let settings = Settings { level: Confidence::P95, per: 1_000.0, threads: Threads::All };
/// let out = Estimates { value: &mut value, lower: &mut lower, upper: &mut upper };
/// crude_rates(&[5.0, f64::NAN], &[1_000.0, 1_000.0], &settings, out)?;
/// assert_eq!(format!("{} ({:.3} to {:.3})", value[0], lower[0], upper[0]), "5 (1.623 to 11.668)");
/// assert!(value[1].is_nan());
/// # Ok::<(), commonweal_stats::columns::ColumnError>(())
/// ```
pub fn crude_rates(
    events: &[f64],
    person_time: &[f64],
    settings: &Settings,
    out: Estimates<'_>,
) -> Result<(), ColumnError> {
    same_length(events.len(), &[("person-time", person_time.len())])?;
    out.checked(events.len())?;
    settings.checked()?;
    check_rows(
        events.len(),
        settings.threads,
        |row| {
            let (x, n) = (events[row], person_time[row]);
            (x < 0.0) | (n <= 0.0) | (x == f64::INFINITY) | (n == f64::INFINITY)
        },
        |row| ColumnError::Row {
            row,
            problem: count_problem(events[row], person_time[row], StatsError::NotFinite { what: "result" }),
        },
    )?;
    let limits = CountLimits::of(settings);
    fill_columns([out.value, out.lower, out.upper], 2, settings.threads, |rows, [value, lower, upper]| {
        limits.over(&events[rows.clone()], &person_time[rows], [value, lower, upper]);
    });
    Ok(())
}

/// Which of the faults a row has, in the order of the functions for one row; `otherwise` where none of them.
fn count_problem(events: f64, population: f64, otherwise: StatsError) -> StatsError {
    if events == f64::INFINITY {
        StatsError::NotFinite { what: "count of events" }
    } else if population == f64::INFINITY {
        StatsError::NotFinite { what: "population" }
    } else if events < 0.0 {
        StatsError::NegativeCount
    } else if population <= 0.0 {
        StatsError::EmptyPopulation
    } else {
        otherwise
    }
}

/// Rows worked out together.
const BLOCK: usize = 512;

/// Limits of counts at one level. Exact limits of whole counts below ten are worked out once, as most small counts are
/// whole.
pub(super) struct CountLimits<'a> {
    settings: &'a Settings,
    z: f64,
    exact: [(f64, f64); 10],
}

impl<'a> CountLimits<'a> {
    pub(super) fn of(settings: &'a Settings) -> Self {
        let mut exact = [(0.0, 0.0); 10];
        for (count, limits) in exact.iter_mut().enumerate() {
            *limits = count_limits(count as f64, settings.level);
        }
        Self { settings, z: settings.level.z(), exact }
    }

    /// Counts over what they are divided by: Byar's limits for all, then the exact ones where they belong, a block of rows
    /// at a time, so that the second look finds the first's answers in the nearest cache.
    pub(super) fn over(&self, events: &[f64], known: &[f64], [value, lower, upper]: [&mut [f64]; 3]) {
        let values = value.chunks_mut(BLOCK).zip(lower.chunks_mut(BLOCK)).zip(upper.chunks_mut(BLOCK));
        for (((value, lower), upper), (events, known)) in values.zip(events.chunks(BLOCK).zip(known.chunks(BLOCK))) {
            self.over_block(events, known, [value, lower, upper]);
        }
    }

    fn over_block(&self, events: &[f64], known: &[f64], [value, lower, upper]: [&mut [f64]; 3]) {
        let per = self.settings.per;
        let columns = value.iter_mut().zip(&mut *lower).zip(&mut *upper);
        for (((value, lower), upper), (&events, &known)) in columns.zip(events.iter().zip(known)) {
            let (low, high) = byar(events, self.z);
            *value = events / known * per;
            *lower = low / known * per;
            *upper = high / known * per;
        }
        for (((lower, upper), &events), &known) in lower.iter_mut().zip(upper).zip(events).zip(known) {
            if events < BYAR_FROM {
                let (low, high) = self.small(events);
                *lower = low / known * per;
                *upper = high / known * per;
            }
        }
    }

    fn small(&self, events: f64) -> (f64, f64) {
        let whole = events as usize;
        if whole as f64 == events { self.exact[whole] } else { count_limits(events, self.settings.level) }
    }
}
