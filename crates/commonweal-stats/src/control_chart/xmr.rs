//! XmR charts: one series as a chart, or many as columns.

use std::ops::Range;

use super::chart::{Chart, Measured, checked, draw};
use super::error::ControlChartError;
use super::limits::{Limits, Zone, mean};
use super::plan::{Baseline, Plan};
use super::rules::{Cause, mark};
use crate::parallel::{Threads, in_parts};

/// A moving range this many times the average, or more, is an outlier.
const OUTLIER: f64 = 3.267;

/// The XmR chart (individuals and moving range) of one series in order of time.
///
/// # Errors
/// `NoPoints`, `NotFinite`, `BaselineTooShort`, `RebaseOutOfOrder`, `TooExtreme`.
///
/// # Example
/// ```
/// use commonweal_stats::control_chart::{Plan, xmr_chart};
/// let chart = xmr_chart(&[9.0, 11.0].repeat(8), &Plan::default())?;
/// let limits = chart.points[0].limits;
/// assert_eq!((limits.lower(), limits.upper()), (Some(10.0 - 2.66 * 2.0), Some(10.0 + 2.66 * 2.0)));
/// # Ok::<(), commonweal_stats::control_chart::ControlChartError>(())
/// ```
pub fn xmr_chart(values: &[f64], plan: &Plan) -> Result<Chart, ControlChartError> {
    checked(values)?;
    draw(values, plan, |range, limits| {
        let segment = measure(&values[range], &plan.baseline);
        limits.fill(segment.limits);
        Ok(Measured { mean: segment.mean, dispersion: None })
    })
}

/// Mean and limits of one segment of an XmR chart; [`xmr_charts`] has an example.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct XmrSegment {
    /// Mean of its baseline.
    pub mean: f64,
    /// Its limits.
    pub limits: Limits,
}

/// XmR charts of many series; [`xmr_charts`] has an example.
#[derive(Debug, Clone, PartialEq)]
pub struct XmrColumns {
    /// Mean and limits, one per segment.
    pub segments: Vec<XmrSegment>,
    /// The rule each point falls under, one per value.
    pub causes: Vec<Cause>,
}

/// XmR charts of many series laid end to end in one column, on all cores: `starts` holds where each begins, and the
/// number of values at the end. A rebased series is two segments: give the start of each.
///
/// # Errors
/// `BadStarts`, `NoPoints`, `NotFinite`, `BaselineTooShort`, `TooExtreme`.
///
/// # Example
/// ```
/// use commonweal_stats::control_chart::{Baseline, Cause, xmr_charts};
/// use commonweal_stats::parallel::Threads;
/// let values = [[9.0, 11.0].repeat(8), [1.0, 3.0].repeat(8)].concat();
/// let charts = xmr_charts(&values, &[0, 16, 32], &Baseline::default(), Threads::All)?;
/// assert_eq!((charts.segments[0].mean, charts.segments[1].mean), (10.0, 2.0));
/// assert!(charts.causes.iter().all(|cause| *cause == Cause::Common));
/// # Ok::<(), commonweal_stats::control_chart::ControlChartError>(())
/// ```
pub fn xmr_charts(
    values: &[f64],
    starts: &[usize],
    baseline: &Baseline,
    threads: Threads,
) -> Result<XmrColumns, ControlChartError> {
    baseline.checked()?;
    check_starts(values.len(), starts)?;
    let segments = starts.len() - 1;
    let points_each = values.len() / segments.max(1);
    let parts = in_parts(segments, points_each, threads, |part| columns(values, starts, part, baseline));
    let mut all = XmrColumns { segments: Vec::with_capacity(segments), causes: Vec::with_capacity(values.len()) };
    for part in parts {
        let part = part?;
        all.segments.extend(part.segments);
        all.causes.extend(part.causes);
    }
    Ok(all)
}

fn check_starts(values: usize, starts: &[usize]) -> Result<(), ControlChartError> {
    if starts.first() != Some(&0) {
        return Err(ControlChartError::BadStarts { start: 0 });
    }
    if let Some(series) = starts.windows(2).position(|pair| pair[0] >= pair[1]) {
        let empty = starts[series] == starts[series + 1];
        return Err(match empty {
            true => ControlChartError::NoPoints { series },
            false => ControlChartError::BadStarts { start: series + 1 },
        });
    }
    match starts.last() == Some(&values) {
        true => Ok(()),
        false => Err(ControlChartError::BadStarts { start: starts.len() - 1 }),
    }
}

/// The charts of one part of the segments.
fn columns(
    values: &[f64],
    starts: &[usize],
    part: Range<usize>,
    baseline: &Baseline,
) -> Result<XmrColumns, ControlChartError> {
    let first = starts[part.start];
    let mut segments = Vec::with_capacity(part.len());
    let mut causes = vec![Cause::Common; starts[part.end] - first];
    let mut zones: Vec<Zone> = vec![];
    for position in part {
        let rows = starts[position]..starts[position + 1];
        let values = &values[rows.clone()];
        if let Err(ControlChartError::NotFinite { point }) = checked(values) {
            return Err(ControlChartError::NotFinite { point: rows.start + point });
        }
        let segment = measure(values, baseline);
        if !segment.mean.is_finite() || !segment.limits.is_finite() {
            return Err(ControlChartError::TooExtreme { point: rows.start });
        }
        zones.clear();
        zones.extend(values.iter().map(|value| segment.limits.zone(*value, segment.mean)));
        mark(values, &zones, &mut causes[rows.start - first..rows.end - first]);
        segments.push(segment);
    }
    Ok(XmrColumns { segments, causes })
}

fn measure(values: &[f64], baseline: &Baseline) -> XmrSegment {
    let values = &values[..baseline.length(values.len())];
    let mean = mean(values.iter().copied()).unwrap_or(f64::NAN);
    let ranges = || values.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    XmrSegment { mean, limits: Limits::of_ranges(mean, average_range(ranges, baseline)) }
}

/// The average of some moving ranges after screening; `None` where no range is left.
pub(super) fn average_range<Ranges: Iterator<Item = f64>>(
    ranges: impl Fn() -> Ranges,
    baseline: &Baseline,
) -> Option<f64> {
    let average = mean(ranges())?;
    if baseline.screen_outliers && average.is_finite() {
        mean(ranges().filter(|range| *range < OUTLIER * average))
    } else {
        Some(average)
    }
}
