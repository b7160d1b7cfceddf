//! Is a gap closing, is a value getting better, and how fast? From a series of released figures, oldest first or not.
//!
//! Month after month counts nearly the same people, and most questions look back over twelve months, so thirty-six
//! month-ends are far from thirty-six pieces of evidence. Points are therefore taken a year apart, back from the latest
//! one, and periods that share a day with a point taken are passed over. Between points a year apart the same people
//! still make values alike; that makes a change surer than the limits say, never less sure. What is left of chance
//! carried over from year to year is allowed for by [`change_per_year`].

use crate::finding::{Direction, Seen, gap_unit, limits_of_size, size};
use crate::text::{say, text};
use commonweal_disclosure::{Released, Withheld};
use commonweal_model::{Period, Polarity};
use commonweal_stats::trend::{FEWEST_POINTS, POINTS, ValueAt, change_per_year, ratio_change_per_year};
use commonweal_stats::{Confidence, Estimate};
use jiff::civil::{Date, date};

/// Two points at least so many days apart are a year apart; months differ in length.
const YEAR_DAYS: i32 = 360;

/// Days of a year, leap years among them.
const DAYS_PER_YEAR: f64 = 365.25;

/// One figure of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrendPoint {
    /// When.
    pub period: Period,
    /// What a reader may know of it.
    pub seen: Seen,
}

impl From<&Released> for TrendPoint {
    fn from(figure: &Released) -> Self {
        Self { period: figure.key().period, seen: Seen::from(figure) }
    }
}

/// What kind of measure a gap is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GapScale {
    /// A difference: no gap is 0.
    Difference,
    /// A ratio: no gap is 1.
    Ratio,
}

/// What a gap does over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GapDirection {
    /// Clearly nearer to no gap.
    Closing,
    /// Clearly further from no gap.
    Widening,
    /// The limits allow both, or there is no clear gap to close.
    NoClearChange,
    /// It cannot be told.
    NotShown,
}

impl GapDirection {
    /// The word beside an arrow: `closing`, `no clear change`.
    pub fn word(self) -> &'static str {
        text(match self {
            Self::Closing => "trend.gap.closing",
            Self::Widening => "trend.gap.widening",
            Self::NoClearChange => "change.none",
            Self::NotShown => "change.unknown",
        })
    }
}

/// Why a direction over time cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoTrend {
    /// There are fewer than three points a year apart that have limits.
    TooFewYears,
    /// The latest point is withheld.
    Withheld(Withheld),
}

/// The straight line through points of a series that are a year apart or more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Change per year. In the value's unit; for a ratio the factor per year.
    pub per_year: Estimate,
    /// The line half-way between the first and the last point.
    pub middle: Estimate,
    /// The earliest point used.
    pub first: Period,
    /// The latest point.
    pub last: Period,
    /// How many points were used, three to five.
    pub points: usize,
}

/// Whether a gap is closing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GapTrend {
    /// Closing, widening or neither.
    pub direction: GapDirection,
    /// Change of the gap's size per year: below zero where it closes. For a ratio in percent of the ratio, turned so
    /// that it is above 1.
    pub per_year: Option<Estimate>,
    /// The line behind it, or why there is none.
    pub line: Result<Trend, NoTrend>,
}

/// How a value changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValueTrend {
    /// Better, worse, higher, lower, or neither.
    pub direction: Direction,
    /// The line behind it, or why there is none.
    pub line: Result<Trend, NoTrend>,
}

/// Whether a gap (most less least deprived, or their ratio) is closing.
///
/// Closing or widening is said only where the slope's limits leave nought out and the gap itself, half-way, is clear of
/// no gap: a difference that is not there cannot close. A gap that turns round is judged by its size.
///
/// # Example
/// ```
/// use commonweal_indicator::{GapDirection, GapScale, Seen, TrendPoint, gap_trend};
/// use commonweal_stats::Estimate;
/// let point = |day: &str, gap: f64| TrendPoint {
///     period: format!("{day}/P1D").parse().expect("a period"),
///     seen: Seen::Estimate(Estimate { value: gap, lower: gap - 1.0, upper: gap + 1.0 }),
/// };
/// let points = [point("2024-09-30", -12.0), point("2025-09-30", -10.0), point("2026-09-30", -8.0)];
/// let trend = gap_trend(&points, GapScale::Difference);
/// assert_eq!(trend.direction, GapDirection::Closing);
/// assert_eq!(trend.per_year.map(|change| change.value.round()), Some(-2.0));
/// ```
pub fn gap_trend(points: &[TrendPoint], scale: GapScale) -> GapTrend {
    let line = match line(points, scale) {
        Ok(line) => line,
        Err(why) => return GapTrend { direction: GapDirection::NotShown, per_year: None, line: Err(why) },
    };
    let per_year = match scale {
        GapScale::Difference if line.middle.value < 0.0 => turned(&line.per_year, |change| -change),
        GapScale::Difference => line.per_year,
        GapScale::Ratio if line.middle.value < 1.0 => turned(&line.per_year, |factor| (1.0 / factor - 1.0) * 100.0),
        GapScale::Ratio => turned(&line.per_year, |factor| (factor - 1.0) * 100.0),
    };
    let none = match scale {
        GapScale::Difference => 0.0,
        GapScale::Ratio => 1.0,
    };
    let is_gap = line.middle.lower > none || line.middle.upper < none;
    let direction = match (is_gap, per_year.lower > 0.0, per_year.upper < 0.0) {
        (true, true, _) => GapDirection::Widening,
        (true, _, true) => GapDirection::Closing,
        _ => GapDirection::NoClearChange,
    };
    GapTrend { direction, per_year: Some(per_year), line: Ok(line) }
}

/// Whether a value gets better or worse, or higher or lower where neither side is good.
pub fn value_trend(points: &[TrendPoint], polarity: Polarity) -> ValueTrend {
    match line(points, GapScale::Difference) {
        Ok(line) => ValueTrend { direction: Direction::of(&Seen::Estimate(line.per_year), polarity), line: Ok(line) },
        Err(why) => ValueTrend { direction: Direction::NotShown, line: Err(why) },
    }
}

/// The line through the points a year apart.
fn line(points: &[TrendPoint], scale: GapScale) -> Result<Trend, NoTrend> {
    let chosen = yearly(points, scale)?;
    let values: Vec<ValueAt> =
        chosen.iter().map(|(period, estimate)| ValueAt { year: year_of(period), estimate: *estimate }).collect();
    let change = match scale {
        GapScale::Difference => change_per_year(&values, Confidence::P95),
        GapScale::Ratio => ratio_change_per_year(&values, Confidence::P95),
    };
    // Only numbers too extreme for an answer are left to refuse.
    let change = change.map_err(|_| NoTrend::TooFewYears)?;
    let (last, first) = (chosen[0].0, chosen[chosen.len() - 1].0);
    Ok(Trend { per_year: change.per_year, middle: change.middle, first, last, points: change.points })
}

/// The latest point and those before it, each a year or more earlier and sharing no day; the latest first.
fn yearly(points: &[TrendPoint], scale: GapScale) -> Result<Vec<(Period, Estimate)>, NoTrend> {
    let mut sorted: Vec<&TrendPoint> = points.iter().collect();
    sorted.sort_by_key(|point| std::cmp::Reverse((point.period.end(), point.period.start())));
    let mut chosen: Vec<(Period, Estimate)> = Vec::new();
    for point in sorted {
        let apart = chosen.last().is_none_or(|(kept, _)| {
            point.period.end() <= kept.start() && days(kept.end()) - days(point.period.end()) >= YEAR_DAYS
        });
        if !apart || chosen.len() == POINTS {
            continue;
        }
        match point.seen {
            Seen::Estimate(estimate) if is_usable(&estimate, scale) => chosen.push((point.period, estimate)),
            // What was so in the past is not said of today.
            Seen::Withheld(why) if chosen.is_empty() => return Err(NoTrend::Withheld(why)),
            _ if chosen.is_empty() => return Err(NoTrend::TooFewYears),
            _ => {}
        }
    }
    if chosen.len() < FEWEST_POINTS { Err(NoTrend::TooFewYears) } else { Ok(chosen) }
}

/// Whether an estimate's limits have width, bracket its value, and have logarithms if it is a ratio.
fn is_usable(estimate: &Estimate, scale: GapScale) -> bool {
    let Estimate { value, lower, upper } = *estimate;
    let bracketed = lower <= value && value <= upper && lower < upper && lower.is_finite() && upper.is_finite();
    bracketed && (scale == GapScale::Difference || lower > 0.0)
}

/// An estimate on another scale, its limits in order.
fn turned(estimate: &Estimate, change: impl Fn(f64) -> f64) -> Estimate {
    let (one, other) = (change(estimate.lower), change(estimate.upper));
    Estimate { value: change(estimate.value), lower: one.min(other), upper: one.max(other) }
}

fn days(day: Date) -> i32 {
    const ORIGIN: Date = date(2000, 1, 1);
    (day - ORIGIN).get_days()
}

/// The middle of a period, in years.
fn year_of(period: &Period) -> f64 {
    f64::from(days(period.start()) + days(period.end())) / 2.0 / DAYS_PER_YEAR
}

/// What a gap has done, in a sentence: `The gap has closed by 2.0 points a year since 30 September 2024 (95% limits 1.2
/// to 2.8)`. `since` is the first period used, in words; `unit` that of the gap (`percentage points`, `ratio`, `people`).
pub fn gap_trend_sentence(trend: &GapTrend, unit: &str, since: &str) -> String {
    let unit = if unit == "ratio" { "%" } else { unit };
    let key = match (trend.direction, trend.line) {
        (GapDirection::Closing, _) => "finding.trend.gap.closing",
        (GapDirection::Widening, _) => "finding.trend.gap.widening",
        (GapDirection::NoClearChange, _) => return say("finding.trend.gap.none", &[("since", since)]),
        (GapDirection::NotShown, Err(NoTrend::Withheld(_))) => return text("finding.trend.gap.withheld").to_owned(),
        (GapDirection::NotShown, _) => return text("finding.trend.gap.too_few").to_owned(),
    };
    let Some(per_year) = trend.per_year else { return text("finding.trend.gap.too_few").to_owned() };
    say_change(key, &per_year, unit, since)
}

/// How a value has changed, in a sentence: `Getting better by 1.2 points a year since 2019/20 (95% limits 0.4 to 2.0)`.
pub fn value_trend_sentence(trend: &ValueTrend, unit: &str, since: &str) -> String {
    let line = match trend.line {
        Ok(line) => line,
        Err(NoTrend::Withheld(_)) => return text("finding.trend.value.withheld").to_owned(),
        Err(NoTrend::TooFewYears) => return text("finding.trend.value.too_few").to_owned(),
    };
    let key = match trend.direction {
        Direction::Better => "finding.trend.value.better",
        Direction::Worse => "finding.trend.value.worse",
        Direction::Higher => "finding.trend.value.higher",
        Direction::Lower => "finding.trend.value.lower",
        Direction::NoClearDifference | Direction::NotShown => {
            return say("finding.trend.value.none", &[("since", since)]);
        }
    };
    say_change(key, &line.per_year, gap_unit(unit), since)
}

fn say_change(key: &str, per_year: &Estimate, unit: &str, since: &str) -> String {
    let size = size(per_year.value, unit);
    let limits = limits_of_size(&Seen::Estimate(*per_year), unit).unwrap_or_default();
    say(key, &[("size", &size), ("since", since), ("limits", &limits)])
}

#[cfg(test)]
mod tests;
