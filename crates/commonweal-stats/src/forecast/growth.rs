//! What would happen without any action: growth that goes on as it was, or as the population changes.

use super::model::ForecastError;

/// The constant rate of growth per period that leads from one value to another: 0.02 is 2% more each period.
///
/// # Errors
/// [`ForecastError::NoGrowth`]: a value that is not above zero, or no periods between them.
///
/// # Example
/// ```
/// use commonweal_stats::forecast::compound_growth_rate;
/// assert_eq!(format!("{:.4}", compound_growth_rate(1000.0, 1104.0, 5.0)?), "0.0200");
/// # Ok::<(), commonweal_stats::forecast::ForecastError>(())
/// ```
pub fn compound_growth_rate(first: f64, last: f64, periods: f64) -> Result<f64, ForecastError> {
    let positive = |value: f64| value.is_finite() && value > 0.0;
    if !positive(first) || !positive(last) {
        return Err(ForecastError::NoGrowth { what: "the first or last value is not above zero" });
    }
    if !positive(periods) {
        return Err(ForecastError::NoGrowth { what: "there are no periods between the first and last value" });
    }
    let rate = libm::expm1((libm::log(last) - libm::log(first)) / periods);
    if rate.is_finite() { Ok(rate) } else { Err(ForecastError::OutOfRange) }
}

/// The compound growth rate of a series between its first and last value; missing values (`NaN`) at the ends are passed.
///
/// It rests on two values alone: where those are unusual, so is the rate.
///
/// # Errors
/// [`ForecastError`]: fewer than two values, or an end that is not above zero.
///
/// # Example
/// ```
/// use commonweal_stats::forecast::historic_growth_rate;
/// assert_eq!(format!("{:.3}", historic_growth_rate(&[100.0, f64::NAN, 121.0])?), "0.100");
/// # Ok::<(), commonweal_stats::forecast::ForecastError>(())
/// ```
pub fn historic_growth_rate(series: &[f64]) -> Result<f64, ForecastError> {
    let known = |value: &f64| !value.is_nan();
    let first = series.iter().position(known).ok_or(ForecastError::NoValues)?;
    let last = series.iter().rposition(known).ok_or(ForecastError::NoValues)?;
    compound_growth_rate(series[first], series[last], (last - first) as f64)
}

/// Growth in demand that the population alone brings: activity at today's rates in tomorrow's population over activity
/// today, less 1. One rate and two populations per age and sex group, in the same order.
///
/// # Errors
/// [`ForecastError::NoGrowth`]: lists of different lengths, negative or missing numbers, no activity today.
///
/// # Example
/// ```
/// use commonweal_stats::forecast::demographic_growth;
/// let rates = [0.1, 0.4]; // admissions per person under and over 65
/// let growth = demographic_growth(&rates, &[8000.0, 2000.0], &[8000.0, 2400.0])?;
/// assert_eq!(format!("{growth:.3}"), "0.100");
/// # Ok::<(), commonweal_stats::forecast::ForecastError>(())
/// ```
pub fn demographic_growth(rates: &[f64], people_now: &[f64], people_then: &[f64]) -> Result<f64, ForecastError> {
    if rates.len() != people_now.len() || rates.len() != people_then.len() {
        return Err(ForecastError::NoGrowth { what: "there is not one rate and two populations per group" });
    }
    let sound = |numbers: &[f64]| numbers.iter().all(|number| number.is_finite() && *number >= 0.0);
    if !(sound(rates) && sound(people_now) && sound(people_then)) {
        return Err(ForecastError::NoGrowth { what: "a rate or population is missing or below zero" });
    }
    let activity = |people: &[f64]| rates.iter().zip(people).map(|(rate, people)| rate * people).sum::<f64>();
    let growth = activity(people_then) / activity(people_now) - 1.0;
    if growth.is_finite() { Ok(growth) } else { Err(ForecastError::NoGrowth { what: "there is no activity today" }) }
}

/// The scenario without action: the last value growing at a constant rate, for each of the periods ahead.
///
/// # Errors
/// [`ForecastError`]: no number, a rate of -1 or less, a horizon out of range.
///
/// # Example
/// ```
/// use commonweal_stats::forecast::unmitigated_growth;
/// assert_eq!(unmitigated_growth(200.0, 0.5, 3)?, [300.0, 450.0, 675.0]);
/// # Ok::<(), commonweal_stats::forecast::ForecastError>(())
/// ```
pub fn unmitigated_growth(last: f64, rate: f64, horizon: usize) -> Result<Vec<f64>, ForecastError> {
    if !last.is_finite() || !rate.is_finite() || rate <= -1.0 {
        return Err(ForecastError::NoGrowth {
            what: "the last value or the rate is no number, or the rate is -1 or less",
        });
    }
    if !(1..=1200).contains(&horizon) {
        return Err(ForecastError::BadHorizon);
    }
    let mut value = last;
    let grown: Vec<f64> = (0..horizon)
        .map(|_| {
            value *= 1.0 + rate;
            value
        })
        .collect();
    if grown.iter().all(|value| value.is_finite()) { Ok(grown) } else { Err(ForecastError::OutOfRange) }
}
