//! What a series may be made of, and how fast each part may change.

use std::fmt;

use thiserror::Error;

/// Fewest observations from which smoothing parameters are estimated.
pub(crate) const FEWEST: usize = 5;
/// Longest season: weeks of a year, with room. A season of days of the year would take minutes to fit.
const LONGEST_SEASON: usize = 60;

/// How a series goes on from its level.
///
/// # Example
/// ```
/// use commonweal_stats::forecast::Trend;
/// assert_ne!(Trend::Linear, Trend::Damped);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trend {
    /// It stays where it is: simple exponential smoothing.
    Level,
    /// It goes on growing by the same amount: Holt's linear trend.
    Linear,
    /// Its growth fades out: the damped trend of Gardner and McKenzie.
    Damped,
}

/// A model of exponential smoothing with additive errors.
///
/// # Example
/// ```
/// use commonweal_stats::forecast::{Model, Trend};
/// let monthly = Model { trend: Trend::Damped, season: Some(12) };
/// assert_eq!(monthly.to_string(), "damped trend with a season of 12");
/// assert_eq!(Model::LINEAR.to_string(), "linear trend");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Model {
    /// How it goes on from its level.
    pub trend: Trend,
    /// Periods in a season: 12 for months, 4 for quarters; `None` without one.
    pub season: Option<usize>,
}

impl Model {
    /// A level without trend or season.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::forecast::{Model, Trend};
    /// assert_eq!(Model::LEVEL.trend, Trend::Level);
    /// ```
    pub const LEVEL: Self = Self { trend: Trend::Level, season: None };
    /// Holt's linear trend.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::forecast::Model;
    /// assert_eq!(Model::LINEAR.to_string(), "linear trend");
    /// ```
    pub const LINEAR: Self = Self { trend: Trend::Linear, season: None };
    /// Damped trend.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::forecast::Model;
    /// assert_eq!(Model::DAMPED.with_season(12).to_string(), "damped trend with a season of 12");
    /// ```
    pub const DAMPED: Self = Self { trend: Trend::Damped, season: None };

    /// The same with an additive season: Holt and Winters.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::forecast::Model;
    /// assert_eq!(Model::LINEAR.with_season(4).season, Some(4));
    /// ```
    #[must_use]
    pub const fn with_season(self, periods: usize) -> Self {
        Self { trend: self.trend, season: Some(periods) }
    }

    /// Smoothing parameters: level, trend, season, damping.
    pub(crate) fn parameters(self) -> usize {
        1 + usize::from(self.trend != Trend::Level)
            + usize::from(self.season.is_some())
            + usize::from(self.trend == Trend::Damped)
    }

    /// Initial states that are estimated; the last season follows from the others.
    pub(crate) fn states(self) -> usize {
        1 + usize::from(self.trend != Trend::Level) + self.season.map_or(0, |periods| periods - 1)
    }

    /// Whether so many observations in a series of that length can carry the model.
    pub(crate) fn fits(self, observed: usize, length: usize) -> bool {
        observed > self.parameters() + self.states() + 2
            && observed >= FEWEST
            && self.season.is_none_or(|periods| length >= 2 * periods && observed >= 2 * periods)
    }

    pub(crate) fn check(self) -> Result<Self, ForecastError> {
        match self.season {
            Some(periods) if !(2..=LONGEST_SEASON).contains(&periods) => Err(ForecastError::BadSeason),
            _ => Ok(self),
        }
    }
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.trend {
            Trend::Level => "level",
            Trend::Linear => "linear trend",
            Trend::Damped => "damped trend",
        })?;
        match self.season {
            Some(periods) => write!(f, " with a season of {periods}"),
            None => Ok(()),
        }
    }
}

/// How fast each part of a series follows what is observed, from 0 (never) to 1 (at once), in error-correction form.
///
/// In the textbook form of Holt, the trend's own weight is `trend / level`.
///
/// # Example
/// ```
/// use commonweal_stats::forecast::Smoothing;
/// let holt = Smoothing { level: 0.8, trend: 0.16, season: 0.0, damping: 1.0 };
/// assert!(holt.trend <= holt.level);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Smoothing {
    /// Level (alpha).
    pub level: f64,
    /// Trend (beta); 0 without one.
    pub trend: f64,
    /// Season (gamma); 0 without one.
    pub season: f64,
    /// Damping of the trend from one period to the next (phi): 1 for a linear trend, 0 without a trend.
    pub damping: f64,
}

/// Why a series has no forecast.
///
/// # Example
/// ```
/// use commonweal_stats::forecast::{ForecastError, Model, fit};
/// assert_eq!(fit(&[1.0, 2.0, 3.0], Model::LINEAR).unwrap_err(), ForecastError::TooShort { needed: 7 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ForecastError {
    /// The series has no value at all.
    #[error("the series has no values; give at least one")]
    NoValues,
    /// A value is infinite or too large to square.
    #[error("the value in position {index} is infinite or too large; correct it")]
    NotFinite {
        /// Position in the series.
        index: usize,
    },
    /// Fewer observations than the model named needs.
    #[error("the series is too short for this model, which needs {needed} values; choose a simpler one")]
    TooShort {
        /// Observations needed.
        needed: usize,
    },
    /// A season of less than 2 or more than 60 periods.
    #[error("a season has from 2 to 60 periods; use 12 for months, 52 for weeks, 7 for days of a week")]
    BadSeason,
    /// A smoothing parameter outside its range.
    #[error("a smoothing parameter is out of range: level, trend, season and damping lie from 0 to 1")]
    BadSmoothing,
    /// More periods ahead than are forecast.
    #[error("the horizon is not from 1 to 1200 periods; choose a nearer one")]
    BadHorizon,
    /// A value of zero or less on the multiplicative scale.
    #[error("the value in position {index} is not above zero; use the additive scale")]
    NotPositive {
        /// Position in the series.
        index: usize,
    },
    /// The forecast runs out of the range of numbers.
    #[error("the forecast grows beyond all numbers; choose a nearer horizon or a damped trend")]
    OutOfRange,
    /// A rate of growth from numbers that have none.
    #[error("{what}; growth has no rate then")]
    NoGrowth {
        /// What is wrong.
        what: &'static str,
    },
    /// A path with bad ends.
    #[error("{what}; correct it")]
    BadPath {
        /// What is wrong.
        what: &'static str,
    },
}
