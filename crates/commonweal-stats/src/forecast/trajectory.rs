//! The way from a baseline to a target, and whether we are on it.

use std::fmt;

use super::model::ForecastError;
use crate::comparison::Polarity;

/// The shape of the way from the baseline to the target.
///
/// # Example
/// See [`trajectory`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Path {
    /// The same step each period.
    Straight,
    /// Large steps first, each this many times the one before (above 0, below 1): the quick gains come early.
    FrontLoaded(f64),
}

/// Planned values at the end of each of `steps` periods; the last one is the target.
///
/// # Errors
/// [`ForecastError::BadPath`]: numbers that are not finite, no steps or more than 1200, a bad ratio.
///
/// # Example
/// ```
/// use commonweal_stats::forecast::{Path, trajectory};
/// assert_eq!(trajectory(60.0, 72.0, 4, Path::Straight)?, [63.0, 66.0, 69.0, 72.0]);
/// let early = trajectory(60.0, 67.0, 3, Path::FrontLoaded(0.5))?;
/// assert_eq!(early, [64.0, 66.0, 67.0]);
/// # Ok::<(), commonweal_stats::forecast::ForecastError>(())
/// ```
pub fn trajectory(baseline: f64, target: f64, steps: usize, path: Path) -> Result<Vec<f64>, ForecastError> {
    if !(1..=1200).contains(&steps) {
        return Err(ForecastError::BadPath { what: "a trajectory has from 1 to 1200 steps" });
    }
    if !(target - baseline).is_finite() {
        return Err(ForecastError::BadPath { what: "the baseline or target is missing or no number" });
    }
    let ratio = match path {
        Path::Straight => 1.0,
        Path::FrontLoaded(ratio) if ratio > 0.0 && ratio < 1.0 => ratio,
        Path::FrontLoaded(_) => {
            return Err(ForecastError::BadPath {
                what: "the ratio of a step to the one before is not above 0 and below 1",
            });
        }
    };
    let mut shares = Vec::with_capacity(steps);
    let (mut step, mut gone) = (1.0, 0.0);
    for _ in 0..steps {
        gone += step;
        step *= ratio;
        shares.push(gone);
    }
    let planned = |share: f64| if share == gone { target } else { baseline + (target - baseline) * (share / gone) };
    Ok(shares.into_iter().map(planned).collect())
}

/// What is known of a measure that has a target.
///
/// # Example
/// See [`trajectory_status`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Where it started.
    pub baseline: Option<f64>,
    /// Where it should be at the end.
    pub target: Option<f64>,
    /// Which direction is good.
    pub polarity: Polarity,
    /// The latest value.
    pub latest: Option<f64>,
    /// What was planned for the time of the latest value.
    pub planned: Option<f64>,
    /// The forecast for the target's date with its limits, where there is one: value, lower, upper.
    pub forecast: Option<(f64, f64, f64)>,
    /// How far short of the plan still counts as on it, in the measure's unit.
    pub tolerance: f64,
}

/// Whether a measure is on its trajectory.
///
/// # Example
/// ```
/// use commonweal_stats::forecast::Status;
/// assert_eq!(Status::AtRisk.to_string(), "at risk");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// It meets the plan, and its forecast, where there is one, meets the target.
    OnTrack,
    /// It meets the plan but its forecast misses the target, or it misses the plan while the target is still within the
    /// forecast's limits.
    AtRisk,
    /// It misses the plan, and the target is out of the forecast's limits or there is no forecast.
    OffTrack,
    /// It cannot be judged, and why.
    CannotBeJudged(CannotBeJudged),
}

/// Why a status cannot be judged.
///
/// # Example
/// ```
/// use commonweal_stats::forecast::CannotBeJudged;
/// assert_eq!(CannotBeJudged::NoTarget.to_string(), "no target is set");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CannotBeJudged {
    /// No baseline.
    NoBaseline,
    /// No target.
    NoTarget,
    /// No value since the baseline.
    NoLatestValue,
    /// No planned value for the time of the latest one.
    NoPlan,
    /// Neither direction is good.
    NoDirection,
    /// A number is infinite, the tolerance negative, or the forecast outside its limits.
    BadNumbers,
}

impl fmt::Display for CannotBeJudged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoBaseline => "no baseline is recorded",
            Self::NoTarget => "no target is set",
            Self::NoLatestValue => "no value has been recorded since the baseline",
            Self::NoPlan => "nothing is planned for the time of the latest value",
            Self::NoDirection => "the measure has no good direction",
            Self::BadNumbers => "a number is infinite, or the forecast is outside its own limits",
        })
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OnTrack => "on track",
            Self::AtRisk => "at risk",
            Self::OffTrack => "off track",
            Self::CannotBeJudged(_) => "cannot be judged",
        })
    }
}

/// Whether a measure is on its trajectory, from its latest value, the plan, and the forecast for the target's date.
///
/// | | forecast meets the target | target within the forecast's limits | target beyond them | no forecast |
/// | --- | --- | --- | --- | --- |
/// | latest meets the plan | on track | at risk | at risk | on track |
/// | latest misses the plan | at risk | at risk | off track | off track |
///
/// # Example
/// ```
/// use commonweal_stats::Polarity;
/// use commonweal_stats::forecast::{CannotBeJudged, Progress, Status, trajectory_status};
/// let smoking = Progress {
///     baseline: Some(15.0), target: Some(10.0), polarity: Polarity::LowerIsBetter,
///     latest: Some(12.0), planned: Some(12.5), forecast: Some((9.8, 9.0, 10.6)), tolerance: 0.0,
/// };
/// assert_eq!(trajectory_status(&smoking), Status::OnTrack);
/// let slipping = Progress { latest: Some(13.5), forecast: Some((11.5, 10.5, 12.5)), ..smoking };
/// assert_eq!(trajectory_status(&slipping), Status::OffTrack);
/// let silent = Progress { latest: None, ..smoking };
/// assert_eq!(trajectory_status(&silent), Status::CannotBeJudged(CannotBeJudged::NoLatestValue));
/// ```
#[must_use]
pub fn trajectory_status(progress: &Progress) -> Status {
    match judged(progress) {
        Ok(status) => status,
        Err(why) => Status::CannotBeJudged(why),
    }
}

fn judged(progress: &Progress) -> Result<Status, CannotBeJudged> {
    let baseline = progress.baseline.ok_or(CannotBeJudged::NoBaseline)?;
    let target = progress.target.ok_or(CannotBeJudged::NoTarget)?;
    let latest = progress.latest.ok_or(CannotBeJudged::NoLatestValue)?;
    let planned = progress.planned.ok_or(CannotBeJudged::NoPlan)?;
    let (value, lower, upper) = progress.forecast.unwrap_or((target, target, target));
    let numbers = [baseline, target, latest, planned, value, lower, upper, progress.tolerance];
    if numbers.iter().any(|number| !number.is_finite()) || progress.tolerance < 0.0 || !(lower..=upper).contains(&value)
    {
        return Err(CannotBeJudged::BadNumbers);
    }
    let meets = |value: f64, wanted: f64| match progress.polarity {
        Polarity::HigherIsBetter => Ok(value >= wanted - progress.tolerance),
        Polarity::LowerIsBetter => Ok(value <= wanted + progress.tolerance),
        Polarity::Neutral => Err(CannotBeJudged::NoDirection),
    };
    let best_limit = if progress.polarity == Polarity::HigherIsBetter { upper } else { lower };
    let on_plan = meets(latest, planned)?;
    let arrives = meets(value, target)?;
    let may_arrive = progress.forecast.is_some() && meets(best_limit, target)?;
    Ok(match (on_plan, arrives, may_arrive) {
        (true, true, _) => Status::OnTrack,
        (true, false, _) | (false, _, true) => Status::AtRisk,
        (false, _, false) => Status::OffTrack,
    })
}
