//! The looks themselves: means, limits of the time before, and the interrupted series.

use super::Evidence;
use crate::monitoring::{FEWEST_DRAWN, NotDrawn, shown};
use commonweal_disclosure::Released;
use commonweal_stats::Confidence;
use commonweal_stats::control_chart::{Baseline, Cause, Chart, Plan as ChartPlan, xmr_chart};
use commonweal_stats::series::{
    Change, CounterfactualPoint, Measure, Plan, Point, Segmented, SeriesError, controlled, counterfactual, findings,
    segmented,
};

/// Limits are fixed by at least so many points before the day.
pub(crate) const FEWEST_FOR_LIMITS: usize = 12;

/// Means of the shown points before and after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sides {
    /// Mean before.
    pub before: f64,
    /// Of so many points.
    pub points_before: usize,
    /// Mean after.
    pub after: f64,
    /// Of so many points.
    pub points_after: usize,
    /// Means before and after elsewhere, in the same periods.
    pub elsewhere: Option<(f64, f64)>,
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

impl Sides {
    pub(crate) fn of(evidence: &Evidence<'_>) -> Option<Self> {
        let (before, after) = evidence.figures.split_at(evidence.first_after);
        let values = |figures: &[Released]| figures.iter().filter_map(shown).collect::<Vec<f64>>();
        let (before, after) = (values(before), values(after));
        Some(Self {
            before: mean(&before)?,
            points_before: before.len(),
            after: mean(&after)?,
            points_after: after.len(),
            elsewhere: evidence.elsewhere.as_ref().and_then(|elsewhere| {
                // Only periods that are shown here too, so that both changes are about the same time.
                let both = evidence.figures.iter().zip(&elsewhere.values).enumerate();
                let both = both.filter_map(|(at, (figure, value))| Some((at, shown(figure).and(*value)?)));
                let (before, after): (Vec<_>, Vec<_>) = both.partition(|(at, _)| *at < evidence.first_after);
                let values = |side: Vec<(usize, f64)>| side.into_iter().map(|(_, value)| value).collect::<Vec<f64>>();
                mean(&values(before)).zip(mean(&values(after)))
            }),
        })
    }

    /// After less before.
    pub fn change(&self) -> f64 {
        self.after - self.before
    }

    /// The change here less the change elsewhere.
    pub fn change_beside(&self) -> Option<f64> {
        self.elsewhere.map(|(before, after)| self.change() - (after - before))
    }
}

/// A control chart with the limits of the time before.
#[derive(Debug, Clone, PartialEq)]
pub struct Limited {
    /// The chart of the shown points.
    pub chart: Chart,
    /// For each point, which of the figures it is.
    pub shown: Vec<usize>,
    /// The figures after the day that fall under a rule, and the rule.
    pub special: Vec<(usize, Cause)>,
}

impl Limited {
    pub(crate) fn of(evidence: &Evidence<'_>) -> Result<Self, NotDrawn> {
        let figures = evidence.figures;
        if overlap(figures) {
            return Err(NotDrawn::Overlapping);
        }
        let values = figures.iter().enumerate().filter_map(|(at, figure)| Some((at, shown(figure)?)));
        let (places, values): (Vec<usize>, Vec<f64>) = values.unzip();
        let before = places.partition_point(|at| *at < evidence.first_after);
        if before < FEWEST_FOR_LIMITS || values.len() < FEWEST_DRAWN {
            return Err(NotDrawn::TooFew { shown: before });
        }
        let baseline = Baseline { points: Some(before), ..Baseline::default() };
        let plan = ChartPlan { baseline, ..ChartPlan::default() };
        let mut chart = xmr_chart(&values, &plan).map_err(|_| NotDrawn::Extreme)?;
        // A point before the day is judged by its own time: what came later must not make it stand out.
        let earlier = xmr_chart(&values[..before], &ChartPlan::default()).map_err(|_| NotDrawn::Extreme)?;
        for (point, own) in chart.points.iter_mut().zip(&earlier.points) {
            point.cause = own.cause;
        }
        let after = chart.points.iter().zip(&places).skip(before);
        let special = after.filter(|(point, _)| point.cause.is_special()).map(|(point, at)| (*at, point.cause));
        Ok(Self { special: special.collect(), shown: places, chart })
    }
}

/// Whether a period begins before the one before it ends.
fn overlap(figures: &[Released]) -> bool {
    figures.windows(2).any(|pair| pair[1].key().period.start() < pair[0].key().period.end())
}

/// What an interrupted time series gives. Each point is a [`Point`] of a shown figure.
#[derive(Debug, Clone)]
pub struct Interrupted {
    /// The changes of level and slope, with 95 % limits.
    pub change: Change,
    /// Correlation of what chance leaves in neighbouring periods.
    pub autocorrelation: f64,
    /// The line that the earlier trend would have given, from the day on.
    pub counterfactual: Vec<CounterfactualPoint>,
    /// The period of each shown figure, in the numbers of the line.
    pub periods: Vec<(usize, i32)>,
    /// Points of the regression.
    pub points: usize,
    fit: Segmented,
}

impl Interrupted {
    /// The sentences about level and slope; see [`commonweal_stats::series::findings`].
    pub fn words(&self, unit: &str) -> Vec<String> {
        let with = |decimals: usize, measure: Measure| {
            findings(&self.fit, decimals, unit).into_iter().filter(move |finding| finding.measure == measure)
        };
        // A change a period is far smaller than a change of level, and needs another place to be told from nought.
        with(1, Measure::Level).chain(with(2, Measure::Slope)).map(|finding| finding.words).collect()
    }

    pub(crate) fn of(evidence: &Evidence<'_>) -> Result<Self, NotFitted> {
        let (periods, points) = points(evidence.figures, |at| shown(&evidence.figures[at]));
        Self::fitted(evidence, periods, &points)
    }

    pub(crate) fn controlled(evidence: &Evidence<'_>) -> Option<Result<Self, NotFitted>> {
        let elsewhere = evidence.elsewhere.as_ref()?;
        let (periods, here) = points(evidence.figures, |at| shown(&evidence.figures[at]));
        let (_, there) = points(evidence.figures, |at| elsewhere.values[at]);
        let differences = controlled(&here, &there).map_err(NotFitted::Series);
        Some(differences.and_then(|differences| Self::fitted(evidence, periods, &differences)))
    }

    fn fitted(evidence: &Evidence<'_>, periods: Vec<(usize, i32)>, points: &[Point]) -> Result<Self, NotFitted> {
        let figures = evidence.figures;
        if overlap(figures) {
            return Err(NotFitted::Overlapping);
        }
        let numbers = numbers(figures);
        let Some(interruption) = numbers.get(evidence.first_after) else {
            return Err(NotFitted::Series(SeriesError::TooFewAfter { found: 0 }));
        };
        if evidence.first_after == 0 {
            return Err(NotFitted::Series(SeriesError::TooFewBefore { found: 0 }));
        }
        let fit = segmented(points, &Plan::at(*interruption), Confidence::P95).map_err(NotFitted::Series)?;
        let change = fit.changes().first().copied().ok_or(NotFitted::Series(SeriesError::Interruptions))?;
        Ok(Self {
            change,
            autocorrelation: fit.autocorrelation(),
            counterfactual: counterfactual(&fit),
            periods,
            points: points.len(),
            fit,
        })
    }
}

/// The number of each period, one apart: months, or years where the figures are of years.
fn numbers(figures: &[Released]) -> Vec<i32> {
    let month = |figure: &Released| {
        let start = figure.key().period.start();
        i32::from(start.year()) * 12 + i32::from(start.month())
    };
    let months: Vec<i32> = figures.iter().map(month).collect();
    let step = months.windows(2).map(|pair| pair[1] - pair[0]).filter(|step| *step > 0).min().unwrap_or(1);
    let first = months.first().copied().unwrap_or(0);
    months.iter().map(|month| (month - first) / step).collect()
}

/// The points with a value, and which figure each is.
fn points(figures: &[Released], value: impl Fn(usize) -> Option<f64>) -> (Vec<(usize, i32)>, Vec<Point>) {
    let numbered = numbers(figures).into_iter().enumerate();
    let with = numbered.filter_map(|(at, period)| Some(((at, period), Point { period, value: value(at)? })));
    with.unzip()
}

/// Why there is no regression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotFitted {
    /// Periods that share days are alike by construction, and one cannot be told from the next.
    #[error(
        "the periods overlap, so that neighbours are alike by construction; regression would take that for a trend"
    )]
    Overlapping,
    /// The series is too short, has too many gaps or does not vary.
    #[error(transparent)]
    Series(SeriesError),
}
