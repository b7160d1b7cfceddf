//! A model fitted to a series.

use super::filter::{Filter, States};
use super::model::{FEWEST, ForecastError, Model, Smoothing, Trend};
use super::search::least;

/// Smoothing parameters stay this far from 0 and 1.
const EDGE: f64 = 1e-4;
/// Damping is searched for between these: below, the trend is gone at once; above, it cannot be told from a linear one.
const DAMPING: (f64, f64) = (0.8, 0.98);
/// Errors of this size relative to the largest value are rounding, not variation.
const ROUNDING: f64 = 1e-10;
/// Values beyond this cannot be squared and summed.
const LARGEST: f64 = 1e140;

/// A fitted model: its parameters, where the series stands at its end, and how well it fits.
///
/// # Example
/// ```
/// use commonweal_stats::forecast::{Model, fit};
/// let steady: Vec<f64> = (0..12).map(|month| 100.0 + 2.0 * f64::from(month)).collect();
/// let model = fit(&steady, Model::LINEAR)?;
/// assert!((model.level - 122.0).abs() < 1e-9 && (model.trend - 2.0).abs() < 1e-9);
/// # Ok::<(), commonweal_stats::forecast::ForecastError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The model.
    pub model: Model,
    /// Its smoothing parameters.
    pub smoothing: Smoothing,
    /// Level at the end of the series.
    pub level: f64,
    /// Growth per period at the end of the series; 0 without a trend.
    pub trend: f64,
    /// Seasonal departures from the level for the next periods, in order; empty without a season.
    pub seasons: Vec<f64>,
    /// Values the model was fitted to, missing ones left out.
    pub observations: usize,
    /// Sum of the squares of the errors one period ahead.
    pub squared_errors: f64,
    /// Akaike's information criterion, corrected for short series: the least is best; `None` where nothing was fitted.
    pub aicc: Option<f64>,
    /// Variance of the errors one period ahead, or why there is none to build limits on.
    pub variance: Result<f64, NoLimits>,
}

/// Why a forecast has no limits.
///
/// # Example
/// ```
/// use commonweal_stats::forecast::{Model, NoLimits, fit};
/// assert_eq!(fit(&[7.0; 10], Model::LEVEL)?.variance, Err(NoLimits::NoVariation));
/// # Ok::<(), commonweal_stats::forecast::ForecastError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoLimits {
    /// Fewer than five values: too few to see how far they vary.
    TooFewValues,
    /// The model reproduces the series exactly, so there is no variation to learn limits from.
    NoVariation,
}

/// Fits a model: smoothing parameters with the least squared errors one period ahead, and the best initial states for them.
///
/// A missing value is `NaN`: the period passes as expected. Missing values at the start are left out.
///
/// Source: Hyndman, Koehler, Ord and Snyder 2008, Forecasting with exponential smoothing.
///
/// # Errors
/// [`ForecastError`]: no values, infinite values, a series too short for the model, a season of no length.
///
/// # Example
/// ```
/// use commonweal_stats::forecast::{Model, fit};
/// let oil = [445.4, 453.2, 454.4, 422.4, 456.0, 440.4, 425.2, 486.2, 500.4, 521.3, 508.9, 488.9, 509.9, 456.7, 473.8,
///     526.0, 549.8, 542.3];
/// let model = fit(&oil, Model::LEVEL)?;
/// assert_eq!(format!("{:.2}", model.smoothing.level), "0.83");
/// # Ok::<(), commonweal_stats::forecast::ForecastError>(())
/// ```
pub fn fit(series: &[f64], model: Model) -> Result<Fit, ForecastError> {
    let series = checked(series, model)?;
    let mut filter = filter_for(series, model)?;
    let best = least(model.parameters(), |point| filter.squares(smoothing_at(model, point)));
    Ok(finished(filter, model, smoothing_at(model, &best), model.parameters()))
}

/// Fits a model with smoothing parameters that are given; only the initial states are estimated. Parameters that the
/// model does not have are not read.
///
/// # Errors
/// As [`fit`]; `BadSmoothing` for parameters outside 0 to 1.
///
/// # Example
/// ```
/// use commonweal_stats::forecast::{Model, Smoothing, fit_with};
/// let smoothing = Smoothing { level: 0.5, trend: 0.1, season: 0.0, damping: 1.0 };
/// let model = fit_with(&[3.0, 5.0, 4.0, 6.0, 7.0, 6.0, 8.0, 9.0], Model::LINEAR, smoothing)?;
/// assert_eq!(model.smoothing.level, 0.5);
/// # Ok::<(), commonweal_stats::forecast::ForecastError>(())
/// ```
pub fn fit_with(series: &[f64], model: Model, smoothing: Smoothing) -> Result<Fit, ForecastError> {
    let series = checked(series, model)?;
    let used = Smoothing {
        level: smoothing.level,
        trend: if model.trend == Trend::Level { 0.0 } else { smoothing.trend },
        season: if model.season.is_none() { 0.0 } else { smoothing.season },
        damping: match model.trend {
            Trend::Level => 0.0,
            Trend::Linear => 1.0,
            Trend::Damped => smoothing.damping,
        },
    };
    if [used.level, used.trend, used.season, used.damping].iter().any(|part| !(0.0..=1.0).contains(part)) {
        return Err(ForecastError::BadSmoothing);
    }
    let filter = filter_for(series, model)?;
    Ok(finished(filter, model, used, 0))
}

/// The last value carried forward: what a series too short for any model gives.
pub(crate) fn last_value(series: &[f64]) -> Result<Fit, ForecastError> {
    let series = checked(series, Model::LEVEL)?;
    let observed = || series.iter().filter(|value| !value.is_nan());
    Ok(Fit {
        model: Model::LEVEL,
        smoothing: Smoothing { level: 1.0, trend: 0.0, season: 0.0, damping: 0.0 },
        level: observed().next_back().copied().ok_or(ForecastError::NoValues)?,
        trend: 0.0,
        seasons: vec![],
        observations: observed().count(),
        squared_errors: observed().zip(observed().skip(1)).map(|(a, b)| (b - a) * (b - a)).sum(),
        aicc: None,
        variance: Err(NoLimits::TooFewValues),
    })
}

/// The series from its first value on, when the model and the values are sound.
pub(crate) fn checked(series: &[f64], model: Model) -> Result<&[f64], ForecastError> {
    model.check()?;
    match series.iter().position(|value| value.is_infinite() || value.abs() > LARGEST) {
        Some(index) => Err(ForecastError::NotFinite { index }),
        None => {
            let first = series.iter().position(|value| !value.is_nan()).ok_or(ForecastError::NoValues)?;
            Ok(&series[first..])
        }
    }
}

fn filter_for(series: &[f64], model: Model) -> Result<Filter<'_>, ForecastError> {
    let observed = series.iter().filter(|value| !value.is_nan()).count();
    if !model.fits(observed, series.len()) {
        let cycles = model.season.map_or(0, |periods| 2 * periods);
        let needed = (model.parameters() + model.states() + 3).max(FEWEST).max(cycles);
        return Err(ForecastError::TooShort { needed });
    }
    Ok(Filter::new(series, model))
}

/// Smoothing parameters at a point of the unit cube: every point is within the usual region.
fn smoothing_at(model: Model, point: &[f64]) -> Smoothing {
    let inner = |share: f64| EDGE + share * (1.0 - 2.0 * EDGE);
    let mut places = point.iter().copied();
    let mut next = || places.next().unwrap_or(0.5);
    let level = inner(next());
    let trend = if model.trend == Trend::Level { 0.0 } else { level * inner(next()) };
    let season = if model.season.is_some() { (1.0 - level) * inner(next()) } else { 0.0 };
    let damping = match model.trend {
        Trend::Level => 0.0,
        Trend::Linear => 1.0,
        Trend::Damped => DAMPING.0 + next() * (DAMPING.1 - DAMPING.0),
    };
    Smoothing { level, trend, season, damping }
}

fn finished(filter: Filter<'_>, model: Model, smoothing: Smoothing, searched: usize) -> Fit {
    let observations = filter.observed();
    let rounding = filter.largest() * ROUNDING;
    let (States { level, trend, mut seasons, next }, squared_errors) = filter.finish(smoothing);
    seasons.rotate_left(next);
    let n = observations as f64;
    let estimated = searched + model.states();
    let free = n - estimated as f64;
    // An exact fit has no likelihood; at the floor, the model with fewest parameters is best.
    let floor = (n * rounding * rounding).max(f64::MIN_POSITIVE);
    let k = estimated as f64 + 1.0;
    let penalty = 2.0 * k + 2.0 * k * (k + 1.0) / (n - k - 1.0);
    let variance = if squared_errors <= floor { Err(NoLimits::NoVariation) } else { Ok(squared_errors / free) };
    Fit {
        model,
        smoothing,
        level,
        trend,
        seasons,
        observations,
        squared_errors,
        aicc: Some(n * libm::log(squared_errors.max(floor) / n) + penalty),
        variance,
    }
}
