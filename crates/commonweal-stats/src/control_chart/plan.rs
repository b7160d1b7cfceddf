//! Which points a chart's limits come from.

use std::ops::Range;

use super::error::ControlChartError;

/// Segments with fewer points than this have provisional limits.
///
/// # Example
/// ```
/// use commonweal_stats::control_chart::{Plan, SHORT_SERIES, xmr_chart};
/// let provisional = |points| xmr_chart(&vec![4.0; points], &Plan::default()).map(|c| c.segments[0].is_provisional());
/// assert_eq!((provisional(SHORT_SERIES - 1), provisional(SHORT_SERIES)), (Ok(true), Ok(false)));
/// ```
pub const SHORT_SERIES: usize = 13;

/// The least number of points a baseline may be fixed after.
const LEAST_BASELINE: usize = 12;

/// Which points of a segment its mean and limits come from.
///
/// # Example
/// ```
/// use commonweal_stats::control_chart::Baseline;
/// let frozen_after_a_year = Baseline { points: Some(12), ..Baseline::default() };
/// assert!(frozen_after_a_year.screen_outliers);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Baseline {
    /// Whether moving ranges of 3.267 times their average or more are left out, once, before the limits are drawn.
    pub screen_outliers: bool,
    /// Fix the limits after this many points of each segment (12 or more); `None` lets every point count.
    pub points: Option<usize>,
}

impl Default for Baseline {
    fn default() -> Self {
        Self { screen_outliers: true, points: None }
    }
}

impl Baseline {
    pub(super) fn checked(&self) -> Result<(), ControlChartError> {
        match self.points {
            Some(points) if points < LEAST_BASELINE => {
                Err(ControlChartError::BaselineTooShort { points, least: LEAST_BASELINE })
            }
            _ => Ok(()),
        }
    }

    /// How many of a segment's first points make its limits.
    pub(super) fn length(&self, segment: usize) -> usize {
        self.points.unwrap_or(segment).min(segment)
    }
}

/// A point at which mean and limits are worked out anew, because the process is known to have changed.
///
/// # Example
/// ```
/// use commonweal_stats::control_chart::Rebase;
/// let opening = Rebase::at(20).because("the new ward opened");
/// assert_eq!(opening.reason, "the new ward opened");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rebase {
    /// Position of the first point of the new segment.
    pub first_point: usize,
    /// Why, in words for the reader of the chart; empty if nobody said.
    pub reason: String,
}

impl Rebase {
    /// A rebase at a point, without a reason yet.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::control_chart::Rebase;
    /// assert_eq!((Rebase::at(12).first_point, Rebase::at(12).reason.as_str()), (12, ""));
    /// ```
    #[must_use]
    pub fn at(first_point: usize) -> Self {
        Self { first_point, reason: String::new() }
    }

    /// The same rebase with its reason.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::control_chart::Rebase;
    /// assert_eq!(Rebase::at(12).because("a second scanner").reason, "a second scanner");
    /// ```
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }
}

/// How a chart is to be drawn. The default screens outliers, lets every point count and never rebases.
///
/// # Example
/// ```
/// use commonweal_stats::control_chart::{Plan, Rebase};
/// let plan = Plan { rebases: vec![Rebase::at(12).because("new triage")], ..Plan::default() };
/// assert_eq!(plan.baseline.points, None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Plan {
    /// Which points of each segment make its limits.
    pub baseline: Baseline,
    /// Where mean and limits start anew, in ascending order.
    pub rebases: Vec<Rebase>,
}

/// A stretch of a series between two rebases.
pub(super) struct Stretch {
    pub(super) points: Range<usize>,
    /// Rebases up to here; the first of a series that is not rebased at its first point has none.
    pub(super) rebases: usize,
}

impl Plan {
    /// The stretches of a series of `points` points.
    pub(super) fn stretches(&self, points: usize) -> Result<Vec<Stretch>, ControlChartError> {
        self.baseline.checked()?;
        if points == 0 {
            return Err(ControlChartError::NoPoints { series: 0 });
        }
        let mut stretches = vec![];
        let (mut start, mut rebases) = (0, 0);
        for (position, rebase) in self.rebases.iter().enumerate() {
            let first = rebase.first_point;
            let ascending = first > start || (position == 0 && first == 0);
            if !ascending || first >= points {
                return Err(ControlChartError::RebaseOutOfOrder { rebase: position });
            }
            if first > start {
                stretches.push(Stretch { points: start..first, rebases });
            }
            (start, rebases) = (first, position + 1);
        }
        stretches.push(Stretch { points: start..points, rebases });
        Ok(stretches)
    }

    /// The reason of the last of so many rebases; empty where there is none.
    pub(super) fn reason(&self, rebases: usize) -> String {
        rebases.checked_sub(1).and_then(|last| self.rebases.get(last)).map_or_else(String::new, |r| r.reason.clone())
    }
}
