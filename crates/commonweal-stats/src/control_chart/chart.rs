//! A finished chart of one series.

use std::ops::Range;

use super::error::ControlChartError;
use super::icons::{Assurance, Variation, assurance, variation};
use super::limits::{Limits, Zone};
use super::plan::{Plan, SHORT_SERIES};
use super::rules::{Cause, mark};
use crate::comparison::Polarity;

/// A control chart of one series.
///
/// # Example
/// ```
/// use commonweal_stats::Polarity;
/// use commonweal_stats::control_chart::{Assurance, Plan, Rebase, Variation, xmr_chart};
/// let values = [[9.0, 11.0].repeat(8), [19.0, 21.0].repeat(8)].concat();
/// let plan = Plan { rebases: vec![Rebase::at(16).because("a second clinic opened")], ..Plan::default() };
/// let chart = xmr_chart(&values, &plan)?;
/// assert_eq!(chart.segments[1].reason, "a second clinic opened");
/// assert_eq!((chart.points[15].mean, chart.points[16].mean), (10.0, 20.0));
/// assert_eq!(chart.variation(Polarity::HigherIsBetter), Variation::CommonCause);
/// assert_eq!(chart.assurance(14.0, Polarity::HigherIsBetter), Assurance::Pass);
/// # Ok::<(), commonweal_stats::control_chart::ControlChartError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Its points, in the order given.
    pub points: Vec<Point>,
    /// Its segments: one, and one more for every rebase.
    pub segments: Vec<Segment>,
}

/// A point of a [`Chart`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// What was measured.
    pub value: f64,
    /// Mean of the segment's baseline.
    pub mean: f64,
    /// Limits at this point.
    pub limits: Limits,
    /// Where the value lies between them.
    pub zone: Zone,
    /// The special-cause rule it falls under, if any.
    pub cause: Cause,
}

/// A stretch of a [`Chart`] with a mean of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Positions of its points.
    pub points: Range<usize>,
    /// Mean of its baseline.
    pub mean: f64,
    /// How many rebases came before or at its first point.
    pub rebases: usize,
    /// Why it begins; empty for a segment that no rebase began, or when nobody said.
    pub reason: String,
    /// For Laney's charts, how many times wider than chance the points vary; `None` for other charts.
    pub dispersion: Option<f64>,
}

impl Segment {
    /// Whether it has too few points for settled limits: fewer than [`SHORT_SERIES`].
    #[must_use]
    pub fn is_provisional(&self) -> bool {
        self.points.len() < SHORT_SERIES
    }
}

impl Chart {
    /// What kind of variation the process shows now: that of the last point.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::Polarity;
    /// use commonweal_stats::control_chart::{Plan, Variation, xmr_chart};
    /// let mut waits = [9.0, 11.0].repeat(8);
    /// waits[15] = 40.0;
    /// let chart = xmr_chart(&waits, &Plan::default())?;
    /// assert_eq!(chart.variation(Polarity::LowerIsBetter), Variation::ConcernHigh);
    /// # Ok::<(), commonweal_stats::control_chart::ControlChartError>(())
    /// ```
    #[must_use]
    pub fn variation(&self, polarity: Polarity) -> Variation {
        self.points.last().map_or(Variation::CommonCause, |point| variation(point.cause, polarity))
    }

    /// Whether the process as it is now meets a target: by the limits at the last point.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::Polarity;
    /// use commonweal_stats::control_chart::{Assurance, Plan, xmr_chart};
    /// let chart = xmr_chart(&[9.0, 11.0].repeat(8), &Plan::default())?; // limits 4.68 and 15.32
    /// assert_eq!(chart.assurance(18.0, Polarity::LowerIsBetter), Assurance::Pass);
    /// assert_eq!(chart.assurance(18.0, Polarity::HigherIsBetter), Assurance::Fail);
    /// # Ok::<(), commonweal_stats::control_chart::ControlChartError>(())
    /// ```
    #[must_use]
    pub fn assurance(&self, target: f64, polarity: Polarity) -> Assurance {
        self.points.last().map_or(Assurance::NotAssessed, |point| assurance(&point.limits, target, polarity))
    }
}

/// What a kind of chart says of one segment.
pub(super) struct Measured {
    pub(super) mean: f64,
    pub(super) dispersion: Option<f64>,
}

/// Draws a chart: `measure` says what a stretch's mean is and fills in the limits at each of its points.
pub(super) fn draw(
    values: &[f64],
    plan: &Plan,
    measure: impl Fn(Range<usize>, &mut [Limits]) -> Result<Measured, ControlChartError>,
) -> Result<Chart, ControlChartError> {
    let stretches = plan.stretches(values.len())?;
    let mut limits = vec![Limits::NoVariation; values.len()];
    let (mut zones, mut causes) = (vec![], vec![Cause::Common; values.len()]);
    let mut chart = Chart { points: Vec::with_capacity(values.len()), segments: Vec::with_capacity(stretches.len()) };
    for stretch in stretches {
        let range = stretch.points;
        let limits = &mut limits[range.clone()];
        let Measured { mean, dispersion } = measure(range.clone(), limits)?;
        if !mean.is_finite() || limits.iter().any(|limits| !limits.is_finite()) {
            return Err(ControlChartError::TooExtreme { point: range.start });
        }
        let (values, causes) = (&values[range.clone()], &mut causes[range.clone()]);
        zones.clear();
        zones.extend(values.iter().zip(limits.iter()).map(|(value, limits)| limits.zone(*value, mean)));
        mark(values, &zones, causes);
        for (point, value) in values.iter().enumerate() {
            let (limits, zone, cause) = (limits[point], zones[point], causes[point]);
            chart.points.push(Point { value: *value, mean, limits, zone, cause });
        }
        let reason = plan.reason(stretch.rebases);
        chart.segments.push(Segment { points: range, mean, rebases: stretch.rebases, reason, dispersion });
    }
    Ok(chart)
}

/// The first value that is no finite number.
pub(super) fn checked(values: &[f64]) -> Result<(), ControlChartError> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(point) => Err(ControlChartError::NotFinite { point }),
        None => Ok(()),
    }
}
