//! Standardised rates of many areas, from the age bands of all of them in columns.

use super::counts::CountLimits;
use super::{ColumnError, Settings, check_rows, group_count, same_length};
use crate::error::StatsError;
use crate::parallel::fill_columns;
use crate::standardised::{MINIMUM_EVENTS, WeightedSum};

/// Age bands of all areas, one row each, area after area.
///
/// # Example
/// ```
/// use commonweal_stats::columns::Bands;
/// let bands = Bands { events: &[20.0, 30.0], squared_events: None, population: &[10_000.0, 5_000.0],
///     standard_population: &[70_000.0, 30_000.0] };
/// assert_eq!(bands.events.len(), bands.population.len());
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Bands<'a> {
    /// Events; a missing one counts as none.
    pub events: &'a [f64],
    /// For events that one person may have again: each person's number of events, squared, summed over the band's
    /// people. None for independent events.
    pub squared_events: Option<&'a [f64]>,
    /// People or person-years.
    pub population: &'a [f64],
    /// People of this age in the standard population.
    pub standard_population: &'a [f64],
}

/// Columns for directly standardised rates, one element per area. The value and its limits are `NaN` where the area has
/// fewer than 10 events: the rate would be unreliable, and the total says so.
///
/// # Example
/// See [`directly_standardised_rates`].
#[derive(Debug)]
pub struct Standardised<'a> {
    /// Events in all.
    pub events: &'a mut [f64],
    /// People in all.
    pub population: &'a mut [f64],
    /// Rates.
    pub value: &'a mut [f64],
    /// Lower limits.
    pub lower: &'a mut [f64],
    /// Upper limits.
    pub upper: &'a mut [f64],
}

/// Directly standardised rates of many areas, as [`crate::directly_standardised_rate`] of each.
///
/// # Errors
/// `Lengths`, `Starts`; `Row` and `Negative` for a count below zero, a population of zero or less, a negative weight, or
/// any of them infinite or (populations and weights) missing; `Group` for an area without bands or whose weights add up to zero.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, parallel::Threads};
/// use commonweal_stats::columns::{Bands, Settings, Standardised, directly_standardised_rates};
/// let bands = Bands {
///     events: &[20.0, 30.0, 1.0, 2.0],
///     squared_events: None,
///     population: &[10_000.0, 5_000.0, 900.0, 400.0],
///     standard_population: &[70_000.0, 30_000.0, 70_000.0, 30_000.0],
/// };
/// let [mut events, mut population, mut value, mut lower, mut upper] = [[0.0; 2]; 5];
/// let out = Standardised {
///     events: &mut events, population: &mut population, value: &mut value, lower: &mut lower, upper: &mut upper,
/// };
/// let settings = Settings { level: Confidence::P95, per: 100_000.0, threads: Threads::All };
/// directly_standardised_rates(&bands, &[0, 2, 4], &settings, out)?;
/// assert_eq!(value[0].round(), 320.0); // 0.7 x 200 + 0.3 x 600
/// assert!(value[1].is_nan() && events[1] == 3.0); // too few to be reliable
/// # Ok::<(), commonweal_stats::columns::ColumnError>(())
/// ```
pub fn directly_standardised_rates(
    bands: &Bands<'_>,
    starts: &[usize],
    settings: &Settings,
    out: Standardised<'_>,
) -> Result<(), ColumnError> {
    let Bands { events, squared_events, population, standard_population } = *bands;
    let rows = events.len();
    let squares = squared_events.unwrap_or(events);
    same_length(
        rows,
        &[
            ("population", population.len()),
            ("standard population", standard_population.len()),
            ("squared events", squares.len()),
        ],
    )?;
    let groups = group_count(starts, rows)?;
    same_length(
        groups,
        &[
            ("total events", out.events.len()),
            ("total population", out.population.len()),
            ("value", out.value.len()),
            ("lower", out.lower.len()),
            ("upper", out.upper.len()),
        ],
    )?;
    settings.checked()?;
    check_rows(
        rows,
        settings.threads,
        |row| {
            let (x, n, weight) = (events[row], population[row], standard_population[row]);
            // Negated where a missing value is a fault too.
            (x < 0.0)
                | (x == f64::INFINITY)
                | (squares[row] < 0.0)
                | (squares[row] == f64::INFINITY)
                | !((n > 0.0) & (n < f64::INFINITY))
                | !(0.0..f64::INFINITY).contains(&weight)
        },
        |row| band_problem(row, [events[row], squares[row]], population[row], standard_population[row]),
    )?;
    for (group, range) in starts.windows(2).enumerate() {
        let weights = &standard_population[range[0]..range[1]];
        let problem = if weights.is_empty() {
            StatsError::NoGroups
        } else if weights.iter().all(|&weight| weight == 0.0) {
            StatsError::NoStandardPopulation
        } else {
            continue;
        };
        return Err(ColumnError::Group { group, problem });
    }
    let (z, per) = (settings.level.z(), settings.per);
    let cost = (rows / groups.max(1)).max(1);
    let columns = [out.events, out.population, out.value, out.lower, out.upper];
    fill_columns(columns, cost, settings.threads, |groups, [total, people, value, lower, upper]| {
        for (at, group) in groups.enumerate() {
            let rows = starts[group]..starts[group + 1];
            let mut sum = WeightedSum::default();
            let mut persons = 0.0;
            let columns = events[rows.clone()].iter().zip(&squares[rows.clone()]);
            for ((&x, &square), (&n, &standard)) in
                columns.zip(population[rows.clone()].iter().zip(&standard_population[rows]))
            {
                let (x, square) = (known(x), known(square));
                let weight = standard / n;
                sum.events += x;
                sum.weighted_events += x * weight;
                sum.weighted_variance += square * weight * weight;
                sum.standard_population += standard;
                persons += n;
            }
            total[at] = sum.events;
            people[at] = persons;
            let enough = sum.events >= f64::from(MINIMUM_EVENTS);
            [value[at], lower[at], upper[at]] = if enough { sum.dobson(z, per) } else { [f64::NAN; 3] };
        }
    });
    Ok(())
}

/// A missing count is none.
#[inline]
fn known(count: f64) -> f64 {
    if count.is_nan() { 0.0 } else { count }
}

fn band_problem(row: usize, counts: [f64; 2], population: f64, weight: f64) -> ColumnError {
    let problem = if counts.iter().any(|&count| count < 0.0) {
        StatsError::NegativeCount
    } else if counts.contains(&f64::INFINITY) {
        StatsError::NotFinite { what: "count of events" }
    } else if !population.is_finite() {
        StatsError::NotFinite { what: "population" }
    } else if population <= 0.0 {
        StatsError::EmptyPopulation
    } else if weight < 0.0 {
        return ColumnError::Negative { row, what: "the standard population" };
    } else {
        StatsError::NotFinite { what: "standard population" }
    };
    ColumnError::Row { row, problem }
}

/// The reference population whose rates say what would be expected.
///
/// # Example
/// ```
/// use commonweal_stats::columns::Reference;
/// let england = Reference::Shared { events: &[20.0, 300.0], population: &[10_000.0, 5_000.0] };
/// assert!(matches!(england, Reference::Shared { .. }));
/// ```
#[derive(Debug, Clone, Copy)]
pub enum Reference<'a> {
    /// The same for every area, band by band in the order of the rows; every area has all bands.
    Shared {
        /// Events of the reference population; a missing one counts as none.
        events: &'a [f64],
        /// Its people.
        population: &'a [f64],
    },
    /// Beside each row.
    Rows {
        /// Events of the reference population; a missing one counts as none.
        events: &'a [f64],
        /// Its people.
        population: &'a [f64],
    },
}

/// Columns for indirectly standardised ratios or rates, one element per area. Value and limits are `NaN` where nothing
/// is expected.
///
/// # Example
/// See [`indirectly_standardised_ratios`].
#[derive(Debug)]
pub struct IndirectlyStandardised<'a> {
    /// Events expected at the reference rates.
    pub expected: &'a mut [f64],
    /// Crude rates of the reference population, times `per`.
    pub reference_rate: &'a mut [f64],
    /// Ratios or rates.
    pub value: &'a mut [f64],
    /// Lower limits.
    pub lower: &'a mut [f64],
    /// Upper limits.
    pub upper: &'a mut [f64],
}

/// Indirectly standardised ratios of many areas: `observed` (one number per area) over what the reference population's
/// rates would give in `population` (one number per band), times `per`.
///
/// # Errors
/// `Lengths`, `Starts`; `Group` for a negative, missing or infinite observed count, and for an area without bands;
/// `Bands` for one with another number of bands than a shared reference; `Row` and `Negative` for a negative or infinite
/// number, and for a reference population of zero or less or missing.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, parallel::Threads};
/// use commonweal_stats::columns::{IndirectlyStandardised, Reference, Settings, indirectly_standardised_ratios};
/// let reference = Reference::Shared { events: &[20.0, 300.0], population: &[10_000.0, 5_000.0] };
/// let [mut expected, mut reference_rate, mut value, mut lower, mut upper] = [[0.0; 1]; 5];
/// let out = IndirectlyStandardised {
///     expected: &mut expected, reference_rate: &mut reference_rate,
///     value: &mut value, lower: &mut lower, upper: &mut upper,
/// };
/// let settings = Settings { level: Confidence::P95, per: 100.0, threads: Threads::All };
/// indirectly_standardised_ratios(&[40.0], &[1_000.0, 500.0], &reference, &[0, 2], &settings, out)?;
/// assert_eq!((expected[0], value[0]), (32.0, 125.0)); // 1,000 x 0.2% + 500 x 6%
/// # Ok::<(), commonweal_stats::columns::ColumnError>(())
/// ```
pub fn indirectly_standardised_ratios(
    observed: &[f64],
    population: &[f64],
    reference: &Reference<'_>,
    starts: &[usize],
    settings: &Settings,
    out: IndirectlyStandardised<'_>,
) -> Result<(), ColumnError> {
    indirect(observed, population, reference, starts, settings, out, false)
}

/// Indirectly standardised rates of many areas: the ratio times the reference population's own crude rate, per `per`.
///
/// # Errors
/// As [`indirectly_standardised_ratios`].
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, parallel::Threads};
/// use commonweal_stats::columns::{IndirectlyStandardised, Reference, Settings, indirectly_standardised_rates};
/// let reference = Reference::Rows { events: &[20.0, 300.0], population: &[10_000.0, 5_000.0] };
/// let [mut expected, mut reference_rate, mut value, mut lower, mut upper] = [[0.0; 1]; 5];
/// let out = IndirectlyStandardised {
///     expected: &mut expected, reference_rate: &mut reference_rate,
///     value: &mut value, lower: &mut lower, upper: &mut upper,
/// };
/// let settings = Settings { level: Confidence::P95, per: 1_000.0, threads: Threads::All };
/// indirectly_standardised_rates(&[40.0], &[1_000.0, 500.0], &reference, &[0, 2], &settings, out)?;
/// assert_eq!(format!("{:.2} {:.2}", reference_rate[0], value[0]), "21.33 26.67");
/// # Ok::<(), commonweal_stats::columns::ColumnError>(())
/// ```
pub fn indirectly_standardised_rates(
    observed: &[f64],
    population: &[f64],
    reference: &Reference<'_>,
    starts: &[usize],
    settings: &Settings,
    out: IndirectlyStandardised<'_>,
) -> Result<(), ColumnError> {
    indirect(observed, population, reference, starts, settings, out, true)
}

fn indirect(
    observed: &[f64],
    population: &[f64],
    reference: &Reference<'_>,
    starts: &[usize],
    settings: &Settings,
    out: IndirectlyStandardised<'_>,
    as_rates: bool,
) -> Result<(), ColumnError> {
    let rows = population.len();
    let groups = group_count(starts, rows)?;
    same_length(
        groups,
        &[
            ("observed", observed.len()),
            ("expected", out.expected.len()),
            ("reference rate", out.reference_rate.len()),
            ("value", out.value.len()),
            ("lower", out.lower.len()),
            ("upper", out.upper.len()),
        ],
    )?;
    settings.checked()?;
    let (shared, ref_events, ref_population) = match *reference {
        Reference::Shared { events, population } => (true, events, population),
        Reference::Rows { events, population } => (false, events, population),
    };
    same_length(ref_events.len(), &[("reference population", ref_population.len())])?;
    if shared {
        if let Some(group) = starts.windows(2).position(|range| range[1] - range[0] != ref_events.len()) {
            return Err(ColumnError::Bands { group });
        }
    } else {
        same_length(rows, &[("reference events", ref_events.len())])?;
    }
    check_rows(
        rows,
        settings.threads,
        |row| (population[row] < 0.0) | (population[row] == f64::INFINITY),
        |row| match population[row] < 0.0 {
            true => ColumnError::Negative { row, what: "the population" },
            false => ColumnError::Row { row, problem: StatsError::NotFinite { what: "population" } },
        },
    )?;
    check_rows(
        ref_events.len(),
        settings.threads,
        |row| {
            let (x, n) = (ref_events[row], ref_population[row]);
            (x < 0.0) | (x == f64::INFINITY) | !((n > 0.0) & (n < f64::INFINITY))
        },
        |row| match (ref_events[row], ref_population[row]) {
            (x, _) if x < 0.0 => ColumnError::Negative { row, what: "the reference count" },
            (_, n) if n <= 0.0 => ColumnError::Row { row, problem: StatsError::EmptyPopulation },
            _ => ColumnError::Row { row, problem: StatsError::NotFinite { what: "reference population" } },
        },
    )?;
    for group in 0..groups {
        let problem = match observed[group] {
            x if !x.is_finite() => StatsError::NotFinite { what: "count of events" },
            x if x < 0.0 => StatsError::NegativeCount,
            _ if starts[group] == starts[group + 1] => StatsError::NoGroups,
            _ => continue,
        };
        return Err(ColumnError::Group { group, problem });
    }

    let limits = CountLimits::of(settings);
    let cost = (rows / groups.max(1)).max(1);
    let columns = [out.expected, out.reference_rate, out.value, out.lower, out.upper];
    fill_columns(columns, cost, settings.threads, |groups, [expected, reference_rate, value, lower, upper]| {
        let first = groups.start;
        for (at, group) in groups.clone().enumerate() {
            let range = starts[group]..starts[group + 1];
            let (x, n) = match shared {
                true => (ref_events, ref_population),
                false => (&ref_events[range.clone()], &ref_population[range.clone()]),
            };
            let (mut sum, mut all_events, mut all_people) = (0.0, 0.0, 0.0);
            for ((&people, &x), &n) in population[range].iter().zip(x).zip(n) {
                let x = known(x);
                sum += known(people) * x / n;
                all_events += x;
                all_people += n;
            }
            expected[at] = sum;
            reference_rate[at] = all_events / all_people * settings.per;
        }
        let observed = &observed[first..groups.end];
        limits.over(observed, expected, [&mut *value, &mut *lower, &mut *upper]);
        for (at, &expected) in expected.iter().enumerate() {
            let factor = if as_rates { reference_rate[at] / settings.per } else { 1.0 };
            for column in [&mut value[at], &mut lower[at], &mut upper[at]] {
                *column = if expected > 0.0 { *column * factor } else { f64::NAN };
            }
        }
    });
    Ok(())
}
