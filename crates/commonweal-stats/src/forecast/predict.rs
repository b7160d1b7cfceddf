//! The forecast: which model, how far ahead, how sure.

use std::fmt;

use super::fit::{Fit, NoLimits, fit, last_value};
use super::model::{FEWEST, ForecastError, Model};
use crate::confidence::Confidence;

/// The furthest horizon.
const FURTHEST: usize = 1200;

/// How far ahead to look, and what the series may be made of.
///
/// # Example
/// ```
/// use commonweal_stats::forecast::Settings;
/// let monthly = Settings { horizon: 24, season: Some(12), ..Settings::default() };
/// assert_eq!(monthly.model, None); // chosen by its fit
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Periods ahead.
    pub horizon: usize,
    /// How sure the limits are meant to be.
    pub level: Confidence,
    /// Periods in a season, where the series may have one: models with and without it are compared.
    pub season: Option<usize>,
    /// The model, where it is not to be chosen.
    pub model: Option<Model>,
    /// Whether parts add or multiply.
    pub scale: Scale,
}

impl Default for Settings {
    /// Twelve periods, 95%, no season, the best model, additive.
    fn default() -> Self {
        Self { horizon: 12, level: Confidence::P95, season: None, model: None, scale: Scale::Additive }
    }
}

/// Whether trend, season and errors add to the level or multiply it.
///
/// # Example
/// ```
/// use commonweal_stats::forecast::{Model, Scale, Settings, forecast};
/// let doubling: Vec<f64> = (0..10).map(|year| 2.0_f64.powi(year)).collect();
/// let settings = Settings { horizon: 1, model: Some(Model::LINEAR), scale: Scale::Multiplicative, ..Settings::default() };
/// assert!((forecast(&doubling, &settings)?.points[0].value - 1024.0).abs() < 1e-6);
/// # Ok::<(), commonweal_stats::forecast::ForecastError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scale {
    /// They add: growth by so many, a winter with so many more.
    #[default]
    Additive,
    /// They multiply: growth by so many per cent. The model is fitted to the logarithms; the forecast is the median, and
    /// neither it nor its limits fall below zero. Needs values above zero.
    Multiplicative,
}

/// One period ahead.
///
/// # Example
/// See [`forecast`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ForecastPoint {
    /// 1 for the period after the series ends.
    pub step: usize,
    /// The forecast.
    pub value: f64,
    /// Lower and upper limit; `None` where there is nothing to build them on.
    pub limits: Option<(f64, f64)>,
}

/// A model that was considered by [`forecast`].
///
/// # Example
/// ```
/// use commonweal_stats::forecast::{Settings, forecast};
/// let waiting: Vec<f64> = (0..24).map(|month| f64::from(1_000 + 20 * month + month * month % 7)).collect();
/// let ahead = forecast(&waiting, &Settings::default())?;
/// let least = ahead.candidates.iter().filter_map(|candidate| candidate.aicc).fold(f64::INFINITY, f64::min);
/// assert!(ahead.candidates.iter().any(|candidate| candidate.model == ahead.fit.model && candidate.aicc == Some(least)));
/// # Ok::<(), commonweal_stats::forecast::ForecastError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// The model.
    pub model: Model,
    /// Its corrected information criterion; `None` where the series is too short for it.
    pub aicc: Option<f64>,
}

/// Why the model is the one it is.
///
/// # Example
/// ```
/// use commonweal_stats::forecast::{Reason, Settings, forecast};
/// let short = forecast(&[3.0, 4.0], &Settings::default())?;
/// assert_eq!(short.reason, Reason::TooFewValues);
/// assert_eq!((short.points[0].value, short.points[0].limits), (4.0, None));
/// # Ok::<(), commonweal_stats::forecast::ForecastError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// It was asked for.
    Given,
    /// Its corrected information criterion is the least of those considered.
    LeastAicc,
    /// The series is too short for any other.
    OnlyOneFits,
    /// The series has fewer than five values, so its last value is carried forward without limits.
    TooFewValues,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Given => "the model asked for",
            Self::LeastAicc => "the least corrected information criterion of the models considered",
            Self::OnlyOneFits => "the series is too short for any other model",
            Self::TooFewValues => "fewer than five values, so the last one is carried forward without limits",
        })
    }
}

/// A forecast with the model that made it and those it was chosen from.
///
/// # Example
/// See [`forecast`].
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// The periods ahead.
    pub points: Vec<ForecastPoint>,
    /// The model, on the scale of the settings.
    pub fit: Fit,
    /// Why this model.
    pub reason: Reason,
    /// All models considered, in a fixed order.
    pub candidates: Vec<Candidate>,
}

/// Forecast of a series from its own past: where it goes if nothing changes.
///
/// The model is the one asked for, or that with the least corrected information criterion among level, linear and damped
/// trend, with and without the season. Limits are those of the fitted model taken as true: they widen with the horizon and
/// leave out the doubt about the model itself.
///
/// Source: Hyndman, Koehler, Ord and Snyder 2008, class 1 models; Gardner and McKenzie 1985.
///
/// # Errors
/// [`ForecastError`]: no values, infinite values, a bad season or horizon, a series too short for the model asked for,
/// values not above zero on the multiplicative scale.
///
/// # Example
/// ```
/// use commonweal_stats::forecast::{Model, Settings, forecast};
/// let referrals = [302.0, 311.0, 309.0, 318.0, 325.0, 321.0, 334.0, 338.0, 341.0, 349.0, 352.0, 358.0];
/// let ahead = forecast(&referrals, &Settings { horizon: 6, ..Settings::default() })?;
/// assert_eq!(ahead.fit.model, Model::LINEAR);
/// let (lower, upper) = ahead.points[5].limits.expect("twelve values that vary");
/// assert!(lower < ahead.points[5].value && ahead.points[5].value < upper);
/// # Ok::<(), commonweal_stats::forecast::ForecastError>(())
/// ```
pub fn forecast(series: &[f64], settings: &Settings) -> Result<Forecast, ForecastError> {
    if !(1..=FURTHEST).contains(&settings.horizon) {
        return Err(ForecastError::BadHorizon);
    }
    let logs: Vec<f64>;
    let series = match settings.scale {
        Scale::Additive => series,
        Scale::Multiplicative => {
            if let Some(index) = series.iter().position(|value| *value <= 0.0) {
                return Err(ForecastError::NotPositive { index });
            }
            logs = series.iter().map(|value| libm::log(*value)).collect();
            &logs
        }
    };
    let (fit, reason, candidates) = match settings.model {
        Some(model) => {
            let fit = fit(series, model)?;
            let candidate = Candidate { model, aicc: fit.aicc };
            (fit, Reason::Given, vec![candidate])
        }
        None => choose(series, settings.season)?,
    };
    let points = fit.ahead(settings)?;
    Ok(Forecast { points, fit, reason, candidates })
}

fn choose(series: &[f64], season: Option<usize>) -> Result<(Fit, Reason, Vec<Candidate>), ForecastError> {
    let plain = [Model::LEVEL, Model::LINEAR, Model::DAMPED];
    let seasonal = season.map(|periods| plain.map(|model| model.with_season(periods)));
    let mut best: Option<Fit> = None;
    let mut candidates = vec![];
    for model in plain.into_iter().chain(seasonal.into_iter().flatten()) {
        let fitted = match fit(series, model) {
            Ok(fitted) => Some(fitted),
            Err(ForecastError::TooShort { .. }) => None,
            Err(error) => return Err(error),
        };
        let aicc = fitted.as_ref().and_then(|fit| fit.aicc);
        candidates.push(Candidate { model, aicc });
        if let Some(fitted) = fitted
            && best.as_ref().and_then(|best| best.aicc).is_none_or(|least| aicc.is_some_and(|aicc| aicc < least))
        {
            best = Some(fitted);
        }
    }
    let fits = candidates.iter().filter(|candidate| candidate.aicc.is_some()).count();
    match best {
        Some(best) => Ok((best, if fits == 1 { Reason::OnlyOneFits } else { Reason::LeastAicc }, candidates)),
        None => Ok((last_value(series)?, Reason::TooFewValues, candidates)),
    }
}

impl Fit {
    /// The periods ahead of a fitted model. Of the settings, only the horizon, the level and the scale are read; the scale
    /// must be that of the self.
    ///
    /// # Errors
    /// [`ForecastError::BadHorizon`], [`ForecastError::OutOfRange`].
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::forecast::{Model, Settings, fit};
    /// let model = fit(&[4.0, 6.0, 5.0, 7.0, 6.0, 8.0], Model::LEVEL)?;
    /// assert_eq!(model.ahead(&Settings { horizon: 3, ..Settings::default() })?.len(), 3);
    /// # Ok::<(), commonweal_stats::forecast::ForecastError>(())
    /// ```
    pub fn ahead(&self, settings: &Settings) -> Result<Vec<ForecastPoint>, ForecastError> {
        if !(1..=FURTHEST).contains(&settings.horizon) {
            return Err(ForecastError::BadHorizon);
        }
        let back = |value: f64| match settings.scale {
            Scale::Additive => value,
            Scale::Multiplicative => libm::exp(value),
        };
        let z = settings.level.z();
        // Growth so far: how many times the last trend has been added, damped.
        let (mut grown, mut fade, mut spread) = (0.0, 1.0, 1.0);
        let mut points = Vec::with_capacity(settings.horizon);
        for step in 1..=settings.horizon {
            fade *= self.smoothing.damping;
            grown += fade;
            let season = if self.seasons.is_empty() { 0.0 } else { self.seasons[(step - 1) % self.seasons.len()] };
            let middle = self.level + grown * self.trend + season;
            let half = self.variance.ok().map(|variance| z * (variance * spread).sqrt());
            let point = ForecastPoint {
                step,
                value: back(middle),
                limits: half.map(|half| (back(middle - half), back(middle + half))),
            };
            let (lower, upper) = point.limits.unwrap_or((point.value, point.value));
            if !(point.value.is_finite() && lower.is_finite() && upper.is_finite()) {
                return Err(ForecastError::OutOfRange);
            }
            points.push(point);
            let season_again = !self.seasons.is_empty() && step % self.seasons.len() == 0;
            let carried = self.smoothing.level
                + self.smoothing.trend * grown
                + if season_again { self.smoothing.season } else { 0.0 };
            spread += carried * carried;
        }
        Ok(points)
    }
}

impl Forecast {
    /// Why the points have no limits, where they have none.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::forecast::{NoLimits, Settings, forecast};
    /// let constant = forecast(&[5.0; 20], &Settings::default())?;
    /// assert_eq!(constant.points[11].value, 5.0);
    /// assert_eq!(constant.no_limits(), Some(NoLimits::NoVariation));
    /// # Ok::<(), commonweal_stats::forecast::ForecastError>(())
    /// ```
    #[must_use]
    pub fn no_limits(&self) -> Option<NoLimits> {
        self.fit.variance.err()
    }
}

const _: () = assert!(FEWEST == 5, "the sentences about too few values say five");
