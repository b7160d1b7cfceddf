//! Variation and assurance: what a chart says, as the icons of NHS England's Making Data Count.

use std::cmp::Ordering;

use super::limits::Limits;
use super::rules::Cause;
use crate::comparison::Polarity;

/// What kind of variation a point shows: the seven variation icons.
///
/// # Example
/// ```
/// use commonweal_stats::Polarity;
/// use commonweal_stats::control_chart::{Cause, Variation, variation};
/// let waits = variation(Cause::Falling, Polarity::LowerIsBetter);
/// assert_eq!(waits, Variation::ImprovementLow);
/// assert_eq!(waits.words(), "special cause of improving nature, with low or falling values");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variation {
    /// Common cause: no significant change.
    CommonCause,
    /// Special cause improvement, where high is good.
    ImprovementHigh,
    /// Special cause improvement, where low is good.
    ImprovementLow,
    /// Special cause concern, where high is bad.
    ConcernHigh,
    /// Special cause concern, where low is bad.
    ConcernLow,
    /// Special cause, high, where neither direction is good.
    NeitherHigh,
    /// Special cause, low, where neither direction is good.
    NeitherLow,
}

impl Variation {
    /// Whether it is a change for the better.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::control_chart::Variation;
    /// assert!(Variation::ImprovementLow.is_improvement());
    /// assert!(!Variation::NeitherLow.is_improvement());
    /// ```
    #[must_use]
    pub fn is_improvement(self) -> bool {
        matches!(self, Self::ImprovementHigh | Self::ImprovementLow)
    }

    /// Whether it is a change for the worse.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::control_chart::Variation;
    /// assert!(Variation::ConcernHigh.is_concern());
    /// assert!(!Variation::CommonCause.is_concern());
    /// ```
    #[must_use]
    pub fn is_concern(self) -> bool {
        matches!(self, Self::ConcernHigh | Self::ConcernLow)
    }

    /// A short name: `common cause`, `improvement`, `concern`, `high`, `low`.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::control_chart::Variation;
    /// assert_eq!(Variation::ConcernHigh.label(), "concern");
    /// ```
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::CommonCause => "common cause",
            Self::ImprovementHigh | Self::ImprovementLow => "improvement",
            Self::ConcernHigh | Self::ConcernLow => "concern",
            Self::NeitherHigh => "high",
            Self::NeitherLow => "low",
        }
    }

    /// The meaning of the icon in words.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::control_chart::Variation;
    /// assert_eq!(Variation::CommonCause.words(), "common cause: no significant change");
    /// ```
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::CommonCause => "common cause: no significant change",
            Self::ImprovementHigh => "special cause of improving nature, with high or rising values",
            Self::ImprovementLow => "special cause of improving nature, with low or falling values",
            Self::ConcernHigh => "special cause of concerning nature, with high or rising values",
            Self::ConcernLow => "special cause of concerning nature, with low or falling values",
            Self::NeitherHigh => "special cause with high or rising values, neither good nor bad",
            Self::NeitherLow => "special cause with low or falling values, neither good nor bad",
        }
    }
}

/// What kind of variation a rule stands for, given which direction is good.
///
/// # Example
/// ```
/// use commonweal_stats::Polarity;
/// use commonweal_stats::control_chart::{Cause, variation};
/// assert!(variation(Cause::RunAbove, Polarity::LowerIsBetter).is_concern());
/// ```
#[must_use]
pub fn variation(cause: Cause, polarity: Polarity) -> Variation {
    match (cause.direction(), polarity) {
        (Ordering::Equal, _) => Variation::CommonCause,
        (Ordering::Greater, Polarity::HigherIsBetter) => Variation::ImprovementHigh,
        (Ordering::Greater, Polarity::LowerIsBetter) => Variation::ConcernHigh,
        (Ordering::Greater, Polarity::Neutral) => Variation::NeitherHigh,
        (Ordering::Less, Polarity::HigherIsBetter) => Variation::ConcernLow,
        (Ordering::Less, Polarity::LowerIsBetter) => Variation::ImprovementLow,
        (Ordering::Less, Polarity::Neutral) => Variation::NeitherLow,
    }
}

/// Whether a process as it is now meets its target: the three assurance icons, and that none is due.
///
/// # Example
/// ```
/// use commonweal_stats::Polarity;
/// use commonweal_stats::control_chart::{Assurance, Plan, assurance, xmr_chart};
/// let chart = xmr_chart(&[9.0, 11.0].repeat(8), &Plan::default())?; // limits 4.68 and 15.32
/// let now = chart.points[15].limits;
/// assert_eq!(assurance(&now, 4.0, Polarity::HigherIsBetter), Assurance::Pass);
/// assert_eq!(assurance(&now, 12.0, Polarity::HigherIsBetter), Assurance::Inconsistent);
/// assert_eq!(assurance(&now, 4.0, Polarity::Neutral), Assurance::NotAssessed);
/// # Ok::<(), commonweal_stats::control_chart::ControlChartError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Assurance {
    /// The target lies beyond the limits on the good side of it: the process will meet it.
    Pass,
    /// The target lies beyond the limits on the bad side of it: the process will miss it unless it changes.
    Fail,
    /// The target lies between the limits or on one: the process hits and misses it by chance.
    Inconsistent,
    /// No target, no limits, or no direction that is good.
    NotAssessed,
}

impl Assurance {
    /// A short name: `pass`, `fail`, `inconsistent`; empty where it is not assessed.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::control_chart::Assurance;
    /// assert_eq!((Assurance::Pass.label(), Assurance::NotAssessed.label()), ("pass", ""));
    /// ```
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Inconsistent => "inconsistent",
            Self::NotAssessed => "",
        }
    }

    /// The meaning of the icon in words.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::control_chart::Assurance;
    /// assert_eq!(Assurance::Inconsistent.words(), "the process hits and misses the target by chance");
    /// ```
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Pass => "the process will consistently meet the target",
            Self::Fail => "the process will consistently miss the target unless it is changed",
            Self::Inconsistent => "the process hits and misses the target by chance",
            Self::NotAssessed => "the process is not assessed against a target",
        }
    }
}

/// Whether a process with these limits meets a target; pass the limits of the last point.
///
/// # Example
/// ```
/// use commonweal_stats::Polarity;
/// use commonweal_stats::control_chart::{Assurance, Limits, assurance};
/// let waits = Limits::Around { lower: 4.0, upper: 16.0, near_lower: 6.0, near_upper: 14.0 };
/// assert_eq!(assurance(&waits, 18.0, Polarity::LowerIsBetter), Assurance::Pass);
/// ```
#[must_use]
pub fn assurance(limits: &Limits, target: f64, polarity: Polarity) -> Assurance {
    let Limits::Around { lower, upper, .. } = *limits else { return Assurance::NotAssessed };
    if polarity == Polarity::Neutral || target.is_nan() {
        Assurance::NotAssessed
    } else if target > upper {
        if polarity == Polarity::HigherIsBetter { Assurance::Fail } else { Assurance::Pass }
    } else if target < lower {
        if polarity == Polarity::HigherIsBetter { Assurance::Pass } else { Assurance::Fail }
    } else {
        Assurance::Inconsistent
    }
}
