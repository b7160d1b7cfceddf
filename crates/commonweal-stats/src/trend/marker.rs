//! What a recent trend can be, and the test that decides it.

use std::cmp::Ordering;

use thiserror::Error;

use crate::comparison::Polarity;

/// How many of the latest points a recent trend looks at.
///
/// # Example
/// ```
/// use commonweal_stats::trend::{POINTS, TrendReason, YearlyProportion, recent_trend_of_proportion};
/// let year = |year: u32| YearlyProportion { year: f64::from(year), events: Some(10.0), population: Some(100.0) };
/// let years: Vec<YearlyProportion> = (2020..).take(POINTS).map(year).collect();
/// assert_eq!(recent_trend_of_proportion(&years)?.reason, TrendReason::NotSignificant);
/// assert_eq!(recent_trend_of_proportion(&years[1..])?.reason, TrendReason::NotEnoughPoints);
/// # Ok::<(), commonweal_stats::trend::TrendError>(())
/// ```
pub const POINTS: usize = 5;

/// A trend is significant when its chi-squared statistic is above this: the 99.8% point with one degree of freedom.
///
/// # Example
/// ```
/// use commonweal_stats::{Confidence, trend::THRESHOLD};
/// assert!((Confidence::P998.z().powi(2) - THRESHOLD).abs() < 0.0001);
/// ```
pub const THRESHOLD: f64 = 9.5495;

/// A recent trend.
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::trend::{TrendDirection, YearlyValue, recent_trend};
/// let rate = |year, value| YearlyValue { year, value: Some(value), limits: Some((value - 1.0, value + 1.0)) };
/// let rates = [rate(2020.0, 30.0), rate(2021.0, 29.0), rate(2022.0, 27.5), rate(2023.0, 26.0), rate(2024.0, 25.0)];
/// let trend = recent_trend(&rates, Confidence::P95)?;
/// assert_eq!(trend.direction, TrendDirection::Decreasing);
/// assert_eq!(trend.reason.words(), "a significant trend, whichever point is left out");
/// # Ok::<(), commonweal_stats::trend::TrendError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RecentTrend {
    /// Up, down, neither, or not known.
    pub direction: TrendDirection,
    /// Why.
    pub reason: TrendReason,
    /// Gradient per year: of the log odds for proportions, else of the value. `None` where it was not calculated.
    pub slope: Option<f64>,
    /// The chi-squared statistic, compared with [`THRESHOLD`]. `None` where it was not calculated.
    pub chi_squared: Option<f64>,
}

/// Which way a value goes.
///
/// # Example
/// ```
/// use commonweal_stats::Polarity;
/// use commonweal_stats::trend::TrendDirection;
/// assert_eq!(TrendDirection::Decreasing.words(Polarity::LowerIsBetter), "decreasing and getting better");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrendDirection {
    /// Rising.
    Increasing,
    /// Falling.
    Decreasing,
    /// No change that chance could not make.
    NoSignificantChange,
    /// The points do not allow a test.
    CannotBeCalculated,
}

impl TrendDirection {
    /// A short name: `increasing`, `decreasing`, `no significant change`, `cannot be calculated`.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::trend::TrendDirection;
    /// assert_eq!(TrendDirection::NoSignificantChange.label(), "no significant change");
    /// ```
    #[must_use]
    pub fn label(self) -> &'static str {
        self.words(Polarity::Neutral)
    }

    /// The marker in words, given which direction is good.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::{Polarity, trend::TrendDirection};
    /// assert_eq!(TrendDirection::Increasing.words(Polarity::LowerIsBetter), "increasing and getting worse");
    /// ```
    #[must_use]
    pub fn words(self, polarity: Polarity) -> &'static str {
        match (self, polarity) {
            (Self::Increasing, Polarity::Neutral) => "increasing",
            (Self::Increasing, Polarity::HigherIsBetter) => "increasing and getting better",
            (Self::Increasing, Polarity::LowerIsBetter) => "increasing and getting worse",
            (Self::Decreasing, Polarity::Neutral) => "decreasing",
            (Self::Decreasing, Polarity::HigherIsBetter) => "decreasing and getting worse",
            (Self::Decreasing, Polarity::LowerIsBetter) => "decreasing and getting better",
            (Self::NoSignificantChange, _) => "no significant change",
            (Self::CannotBeCalculated, _) => "cannot be calculated",
        }
    }
}

/// Why a recent trend is what it is.
///
/// # Example
/// ```
/// use commonweal_stats::trend::{TrendReason, YearlyProportion, recent_trend_of_proportion};
/// let year = |year| YearlyProportion { year, events: Some(10.0), population: Some(100.0) };
/// let trend = recent_trend_of_proportion(&[year(2023.0), year(2024.0)])?;
/// assert_eq!(trend.reason, TrendReason::NotEnoughPoints);
/// # Ok::<(), commonweal_stats::trend::TrendError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrendReason {
    /// The trend is significant, and its direction stays when any one point is left out.
    Significant,
    /// The trend is not significant.
    NotSignificant,
    /// The trend is significant, but one point alone makes it: without it the direction is another.
    Outlier,
    /// There are fewer than five points.
    NotEnoughPoints,
    /// One of the last five points has no value, or no count.
    MissingValue,
    /// One of the last five points has no limits.
    MissingLimit,
    /// Limits without any width between them: a point that claims to be exact leaves the others no weight.
    NoWidth,
    /// Nobody or everybody in one of the years: the log odds have no value, so the trend has no direction.
    NoLogOdds,
}

impl TrendReason {
    /// The reason in words.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::trend::TrendReason;
    /// assert_eq!(TrendReason::Outlier.words(), "one point alone makes the trend");
    /// ```
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Significant => "a significant trend, whichever point is left out",
            Self::NotSignificant => "no significant trend",
            Self::Outlier => "one point alone makes the trend",
            Self::NotEnoughPoints => "fewer than five points",
            Self::MissingValue => "a value is missing in the last five points",
            Self::MissingLimit => "a limit is missing in the last five points",
            Self::NoWidth => "limits without width in the last five points",
            Self::NoLogOdds => "nobody or everybody in one of the last five points",
        }
    }

    /// The same reason where no test was possible.
    pub(super) fn prevents(self) -> RecentTrend {
        RecentTrend { direction: TrendDirection::CannotBeCalculated, reason: self, slope: None, chi_squared: None }
    }
}

/// What can be wrong with the points of a trend. Positions are zero-based, in the order given.
///
/// # Example
/// ```
/// use commonweal_stats::trend::{TrendError, YearlyProportion, recent_trend_of_proportion};
/// let year = YearlyProportion { year: 2024.0, events: Some(1.0), population: Some(10.0) };
/// let refused = recent_trend_of_proportion(&[year, year]);
/// assert_eq!(refused, Err(TrendError::DuplicateYear { first: 0, second: 1 }));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TrendError {
    /// Two points of one year.
    #[error("points {first} and {second} are of the same year; a trend has one point a year")]
    DuplicateYear {
        /// Position of the first of them.
        first: usize,
        /// Position of the second.
        second: usize,
    },
    /// A number is infinite or not a number.
    #[error("{what} of point {point} is not a finite number; give a missing one as missing")]
    NotFinite {
        /// Position of the point.
        point: usize,
        /// Which number.
        what: &'static str,
    },
    /// A count below zero, or more events than people.
    #[error(
        "the events of point {point} are below zero or more than its population; a proportion counts each person once"
    )]
    NotAProportion {
        /// Position of the point.
        point: usize,
    },
    /// A population of zero or less.
    #[error("point {point} has no population; give its events as missing")]
    EmptyPopulation {
        /// Position of the point.
        point: usize,
    },
    /// A lower limit above its upper limit.
    #[error("the lower limit of point {point} is above its upper limit; check which column is which")]
    LimitsOutOfOrder {
        /// Position of the point.
        point: usize,
    },
    /// Fewer points than a change per year needs.
    #[error("a change per year needs at least {fewest} points")]
    TooFewPoints {
        /// The fewest there may be.
        fewest: usize,
    },
    /// A ratio that is not above zero.
    #[error("point {point} is a ratio that is not above zero, or its lower limit is not; it has no logarithm")]
    NotPositive {
        /// Position of the point.
        point: usize,
    },
    /// Limits without any width between them.
    #[error("the limits of point {point} have no width; a point that claims to be exact leaves the others no weight")]
    NoWidth {
        /// Position of the point.
        point: usize,
    },
    /// Finite numbers too extreme for a finite test.
    #[error("the numbers are too extreme for a finite test; use another unit")]
    TooExtreme,
}

/// The latest five points in order of time, as positions; `None` where there are fewer.
pub(super) fn latest(years: impl ExactSizeIterator<Item = f64>) -> Result<Option<[usize; POINTS]>, TrendError> {
    let years: Vec<f64> = years.collect();
    if let Some(point) = years.iter().position(|year| !year.is_finite()) {
        return Err(TrendError::NotFinite { point, what: "the year" });
    }
    let mut order: Vec<usize> = (0..years.len()).collect();
    order.sort_by(|&a, &b| years[a].partial_cmp(&years[b]).unwrap_or(Ordering::Equal));
    if let Some(pair) = order.windows(2).find(|pair| years[pair[0]] == years[pair[1]]) {
        return Err(TrendError::DuplicateYear { first: pair[0], second: pair[1] });
    }
    Ok(order.last_chunk().copied())
}

/// The five points of a test: years counted from the first of them, and for each point a value and its weight.
pub(super) struct Test {
    pub(super) years: [f64; POINTS],
    pub(super) values: [f64; POINTS],
    pub(super) weights: [f64; POINTS],
}

/// A line through weighted points.
pub(super) struct Line {
    pub(super) slope: f64,
    /// Sum of the weighted squared deviations of the years from their mean: one over the slope's variance when the
    /// weights are one over each value's variance.
    pub(super) spread: f64,
}

impl Test {
    /// The weighted regression line, one point left out if asked.
    pub(super) fn line(&self, without: Option<usize>) -> Line {
        let kept = || (0..POINTS).filter(|point| Some(*point) != without);
        // Equal values must give a slope of exactly zero, so they are counted from one of them.
        let origin = self.values[if without == Some(0) { 1 } else { 0 }];
        let weight: f64 = kept().map(|point| self.weights[point]).sum();
        let middle = kept().map(|point| self.weights[point] * self.years[point]).sum::<f64>() / weight;
        let (mut along, mut spread) = (0.0, 0.0);
        for point in kept() {
            let distance = self.years[point] - middle;
            along += self.weights[point] * distance * (self.values[point] - origin);
            spread += self.weights[point] * distance * distance;
        }
        Line { slope: along / spread, spread }
    }

    /// The marker, given the line and the statistic of the test.
    pub(super) fn judge(&self, slope: f64, chi_squared: f64) -> RecentTrend {
        let sign = |slope: f64| slope.partial_cmp(&0.0).unwrap_or(Ordering::Equal);
        let turns = || (0..POINTS).any(|point| sign(self.line(Some(point)).slope) != sign(slope));
        let (direction, reason) = if chi_squared <= THRESHOLD {
            (TrendDirection::NoSignificantChange, TrendReason::NotSignificant)
        } else if turns() {
            (TrendDirection::NoSignificantChange, TrendReason::Outlier)
        } else if slope < 0.0 {
            (TrendDirection::Decreasing, TrendReason::Significant)
        } else {
            (TrendDirection::Increasing, TrendReason::Significant)
        };
        RecentTrend { direction, reason, slope: Some(slope), chi_squared: Some(chi_squared) }
    }
}
