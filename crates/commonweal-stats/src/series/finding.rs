//! What may be said of an interrupted series in plain English, and the line that the earlier trend would have given.

use super::plan::Term;
use super::segmented::Segmented;
use crate::estimate::Estimate;

/// Which way a change goes, where its interval excludes none.
/// An example stands at [`findings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Up: the whole interval is above zero.
    Up,
    /// Down: the whole interval is below zero.
    Down,
    /// The interval holds zero; it could be chance. This is not the same as no change.
    NotShown,
}

impl Direction {
    fn of(size: Estimate) -> Self {
        if size.lower > 0.0 {
            Self::Up
        } else if size.upper < 0.0 {
            Self::Down
        } else {
            Self::NotShown
        }
    }
}

/// What a finding is about.
/// An example stands at [`findings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The level in the first period after the interruption.
    Level,
    /// The slope from there on, a period.
    Slope,
}

/// One sentence that a page may show, and what it rests on.
/// An example stands at [`findings`].
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// First period after the interruption.
    pub from: i32,
    /// Level or slope.
    pub measure: Measure,
    /// Up, down, or not shown.
    pub direction: Direction,
    /// The change with its limits.
    pub size: Estimate,
    /// Plain English. Never names a cause, and says "changed" only where the interval excludes no change.
    pub words: String,
}

/// Two findings for each interruption, level then slope. `decimals` is how the indicator is shown, and `unit` its unit.
///
/// # Example
/// ```
/// use commonweal_stats::Confidence;
/// use commonweal_stats::series::{Direction, Plan, Point, findings, segmented};
/// let points: Vec<Point> = (0..48)
///     .map(|period| Point { period, value: f64::from(50 + period % 5 + if period < 24 { 0 } else { 10 }) })
///     .collect();
/// let findings = findings(&segmented(&points, &Plan::at(24), Confidence::P95)?, 1, "per 1,000");
/// assert_eq!(findings[0].direction, Direction::Up);
/// assert!(findings[0].words.starts_with("The level changed: higher by"));
/// assert!(findings[1].words.contains("could be chance"));
/// # Ok::<(), commonweal_stats::series::SeriesError>(())
/// ```
#[must_use]
pub fn findings(fit: &Segmented, decimals: usize, unit: &str) -> Vec<Finding> {
    let both = fit
        .changes()
        .into_iter()
        .flat_map(|change| [(Measure::Level, change.level, change.from), (Measure::Slope, change.slope, change.from)]);
    both.map(|(measure, size, from)| {
        let direction = Direction::of(size);
        let words = words(measure, direction, size, fit, &Shown { decimals, unit });
        Finding { from, measure, direction, size, words }
    })
    .collect()
}

struct Shown<'a> {
    decimals: usize,
    unit: &'a str,
}

impl Shown<'_> {
    fn number(&self, value: f64) -> String {
        let text = format!("{:.*}", self.decimals, value);
        let digits = text.trim_start_matches('-');
        let is_zero = digits.chars().all(|digit| matches!(digit, '0' | '.'));
        if is_zero || !text.starts_with('-') { digits.to_owned() } else { format!("−{digits}") }
    }

    fn with_unit(&self, value: f64) -> String {
        if self.unit.is_empty() { self.number(value) } else { format!("{} {}", self.number(value), self.unit) }
    }
}

fn words(measure: Measure, direction: Direction, size: Estimate, fit: &Segmented, shown: &Shown) -> String {
    let level = fit.confidence().label();
    let interval = |low: f64, high: f64| format!("({level} interval {} to {})", shown.number(low), shown.number(high));
    let (what, a_period) = match measure {
        Measure::Level => ("level", ""),
        Measure::Slope => ("slope", " a period"),
    };
    let sized =
        |low: f64, high: f64| format!("{}{a_period} {}", shown.with_unit(size.value.abs()), interval(low, high));
    let caution = "This does not say why: anything else that happened then would look the same.";
    match (direction, measure) {
        (Direction::Up, Measure::Level) => {
            format!(
                "The level changed: higher by {} than the earlier trend gives. {caution}",
                sized(size.lower, size.upper)
            )
        }
        (Direction::Down, Measure::Level) => {
            format!(
                "The level changed: lower by {} than the earlier trend gives. {caution}",
                sized(-size.upper, -size.lower)
            )
        }
        (Direction::Up, Measure::Slope) => {
            format!("The slope changed: more upward by {} than before. {caution}", sized(size.lower, size.upper))
        }
        (Direction::Down, Measure::Slope) => {
            format!("The slope changed: more downward by {} than before. {caution}", sized(-size.upper, -size.lower))
        }
        (Direction::NotShown, _) => format!(
            "No clear change of {what}: {}{a_period} {}. It could be chance; a change within this interval cannot be ruled out either.",
            shown.with_unit(size.value),
            interval(size.lower, size.upper)
        ),
    }
}

/// One point of the line that the earlier trend and the seasons would have given.
/// An example stands at [`super::segmented()`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CounterfactualPoint {
    /// The period.
    pub period: i32,
    /// What was observed.
    pub observed: f64,
    /// What the regression gives with its changes.
    pub fitted: f64,
    /// The line without any change, with the limits of the line (not of single points about it).
    pub expected: Estimate,
}

/// The line without change, from the first interruption on.
/// An example stands at [`super::segmented()`].
#[must_use]
pub fn counterfactual(fit: &Segmented) -> Vec<CounterfactualPoint> {
    let design = &fit.design;
    let coefficients = fit.coefficients();
    let first = design.plan.interruptions[0];
    let after = design.periods.iter().zip(&design.values).zip(design.table.rows());
    after
        .filter(|((period, _), _)| **period >= first)
        .map(|((period, observed), row)| {
            let without: Vec<f64> = design
                .terms
                .iter()
                .zip(row)
                .map(|(term, cell)| if matches!(term, Term::Level(_) | Term::Slope(_)) { 0.0 } else { *cell })
                .collect();
            let fitted = row.iter().zip(&coefficients).map(|(cell, coefficient)| cell * coefficient).sum();
            CounterfactualPoint { period: *period, observed: *observed, fitted, expected: fit.contrast(&without) }
        })
        .collect()
}
