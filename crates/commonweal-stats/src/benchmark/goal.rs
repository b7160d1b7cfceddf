//! Is a goal met?

use thiserror::Error;

use super::Colour;
use crate::comparison::Polarity;
use crate::estimate::Estimate;

/// A goal: one threshold to reach, or two with a middle between them.
///
/// # Example
/// ```
/// use commonweal_stats::benchmark::Goal;
/// assert!(Goal::between(90.0, 95.0).is_ok()); // vaccination: below 90% red, from 95% green
/// assert!(Goal::between(95.0, 90.0).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goal {
    lower: f64,
    upper: Option<f64>,
}

/// Why there is no such goal.
///
/// # Example
/// ```
/// use commonweal_stats::benchmark::{Goal, GoalError};
/// assert_eq!(Goal::at(f64::NAN), Err(GoalError::NotFinite));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum GoalError {
    /// A threshold is infinite or not a number.
    #[error("a threshold of the goal is not a finite number")]
    NotFinite,
    /// The thresholds are the wrong way round.
    #[error("the goal's lower threshold is above its upper one; exchange them")]
    OutOfOrder,
}

impl Goal {
    /// A goal with one threshold, which is met on the threshold too.
    ///
    /// # Errors
    /// `NotFinite`.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::Polarity;
    /// use commonweal_stats::benchmark::{Goal, Progress};
    /// let goal = Goal::at(95.0)?;
    /// assert_eq!(goal.judge(95.0, Polarity::HigherIsBetter), Progress::Met);
    /// # Ok::<(), commonweal_stats::benchmark::GoalError>(())
    /// ```
    pub fn at(threshold: f64) -> Result<Self, GoalError> {
        if threshold.is_finite() { Ok(Self { lower: threshold, upper: None }) } else { Err(GoalError::NotFinite) }
    }

    /// A goal with two thresholds: below the lower, from the lower to below the upper, and from the upper up.
    ///
    /// # Errors
    /// `NotFinite`; `OutOfOrder`.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::Polarity;
    /// use commonweal_stats::benchmark::{Goal, Progress};
    /// let goal = Goal::between(90.0, 95.0)?;
    /// assert_eq!(goal.judge(92.0, Polarity::HigherIsBetter), Progress::Near);
    /// # Ok::<(), commonweal_stats::benchmark::GoalError>(())
    /// ```
    pub fn between(lower: f64, upper: f64) -> Result<Self, GoalError> {
        if !(lower.is_finite() && upper.is_finite()) {
            Err(GoalError::NotFinite)
        } else if lower > upper {
            Err(GoalError::OutOfOrder)
        } else {
            Ok(Self { lower, upper: Some(upper) })
        }
    }

    /// Whether a value meets the goal, by the value alone.
    ///
    /// With one threshold: met on its good side or on it, missed otherwise. With two and higher better: met from the upper
    /// up, missed below the lower, near between. With two and lower better: met below the lower, missed from the upper up.
    ///
    /// Source: Fingertips, benchmarking against a goal.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::Polarity;
    /// use commonweal_stats::benchmark::{Goal, Progress};
    /// let goal = Goal::between(5.0, 10.0)?; // smoking at delivery, percent
    /// assert_eq!(goal.judge(4.9, Polarity::LowerIsBetter), Progress::Met);
    /// assert_eq!(goal.judge(10.0, Polarity::LowerIsBetter), Progress::Missed);
    /// assert_eq!(goal.judge(12.0, Polarity::Neutral), Progress::Above);
    /// # Ok::<(), commonweal_stats::benchmark::GoalError>(())
    /// ```
    #[must_use]
    pub fn judge(&self, value: f64, polarity: Polarity) -> Progress {
        if !value.is_finite() {
            return Progress::NotCompared;
        }
        let at_least = |threshold: f64| value >= threshold;
        match (polarity, self.upper) {
            (Polarity::HigherIsBetter, None) if at_least(self.lower) => Progress::Met,
            (Polarity::LowerIsBetter, None) if value <= self.lower => Progress::Met,
            (Polarity::HigherIsBetter | Polarity::LowerIsBetter, None) => Progress::Missed,
            (Polarity::HigherIsBetter, Some(upper)) if at_least(upper) => Progress::Met,
            (Polarity::HigherIsBetter, Some(_)) if !at_least(self.lower) => Progress::Missed,
            (Polarity::LowerIsBetter, Some(upper)) if at_least(upper) => Progress::Missed,
            (Polarity::LowerIsBetter, Some(_)) if !at_least(self.lower) => Progress::Met,
            (Polarity::HigherIsBetter | Polarity::LowerIsBetter, Some(_)) => Progress::Near,
            (Polarity::Neutral, upper) if value > upper.unwrap_or(self.lower) => Progress::Above,
            (Polarity::Neutral, _) if value < self.lower => Progress::Below,
            (Polarity::Neutral, _) => Progress::Within,
        }
    }

    /// Whether an estimate meets the goal by its limits: clear of the (upper, for two) threshold on the good side is met,
    /// clear on the bad side of the lower is missed, and a threshold within the limits is near.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::benchmark::{Goal, Progress};
    /// use commonweal_stats::{Estimate, Polarity};
    /// let coverage = Estimate { value: 95.5, lower: 94.1, upper: 96.6 };
    /// assert_eq!(Goal::at(95.0)?.judge_limits(&coverage, Polarity::HigherIsBetter), Progress::Near);
    /// # Ok::<(), commonweal_stats::benchmark::GoalError>(())
    /// ```
    #[must_use]
    pub fn judge_limits(&self, estimate: &Estimate, polarity: Polarity) -> Progress {
        if estimate.checked().is_err() {
            return Progress::NotCompared;
        }
        let upper = self.upper.unwrap_or(self.lower);
        let above = estimate.lower > upper;
        let below = estimate.upper < self.lower;
        match polarity {
            Polarity::HigherIsBetter if above => Progress::Met,
            Polarity::HigherIsBetter if below => Progress::Missed,
            Polarity::LowerIsBetter if below => Progress::Met,
            Polarity::LowerIsBetter if above => Progress::Missed,
            Polarity::Neutral if above => Progress::Above,
            Polarity::Neutral if below => Progress::Below,
            Polarity::Neutral => Progress::Within,
            Polarity::HigherIsBetter | Polarity::LowerIsBetter => Progress::Near,
        }
    }
}

/// Where a value stands against a goal.
///
/// # Example
/// ```
/// use commonweal_stats::benchmark::{Colour, Progress};
/// assert_eq!(Progress::Near.colour(), Some(Colour::Amber));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Progress {
    /// The goal is met.
    Met,
    /// Between the thresholds, or not clear of the only one.
    Near,
    /// The goal is missed.
    Missed,
    /// Above the goal, and neither side is good.
    Above,
    /// On or between the thresholds, and neither side is good.
    Within,
    /// Below the goal, and neither side is good.
    Below,
    /// There is no usable value.
    NotCompared,
}

impl Progress {
    /// The judgement in words.
    ///
    /// # Example
    /// ```
    /// assert_eq!(commonweal_stats::benchmark::Progress::Missed.word(), "missed");
    /// ```
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Near => "near",
            Self::Missed => "missed",
            Self::Above => "above",
            Self::Within => "within",
            Self::Below => "below",
            Self::NotCompared => "not compared",
        }
    }

    /// The colour of the judgement; none where there is nothing to compare.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::benchmark::{Colour, Progress};
    /// assert_eq!(Progress::Above.colour(), Some(Colour::DarkBlue));
    /// assert_eq!(Progress::NotCompared.colour(), None);
    /// ```
    #[must_use]
    pub fn colour(self) -> Option<Colour> {
        Some(match self {
            Self::Met => Colour::Green,
            Self::Near | Self::Within => Colour::Amber,
            Self::Missed => Colour::Red,
            Self::Above => Colour::DarkBlue,
            Self::Below => Colour::LightBlue,
            Self::NotCompared => return None,
        })
    }
}
