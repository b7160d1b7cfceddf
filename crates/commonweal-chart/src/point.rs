//! What may be plotted: a released figure, a line made from one, or a figure somebody has already published.

use commonweal_disclosure::{Comparison, Released, Shown, Withheld};

/// One mark on a chart. It can be made from a [`Released`] figure and from nothing else.
///
/// ```compile_fail
/// // A number that has not passed the gate cannot be plotted.
/// let point = commonweal_chart::Point::of(45.3, "Most deprived fifth");
/// ```
#[derive(Debug, Clone)]
pub struct Point {
    pub(crate) label: String,
    pub(crate) code: Option<String>,
    pub(crate) value: Shown<f64>,
    pub(crate) lower: Shown<f64>,
    pub(crate) upper: Shown<f64>,
    pub(crate) numerator: Shown<i64>,
    pub(crate) denominator: Shown<i64>,
    pub(crate) unit: String,
    pub(crate) comparison: Comparison,
    pub(crate) withheld: Option<Withheld>,
    pub(crate) line: Option<Line>,
    /// Which deprivation fifth the figure is about, 1 to 5.
    pub(crate) fifth: Option<usize>,
}

impl Point {
    /// A mark for a released figure, under the name readers know it by.
    #[must_use]
    pub fn of(released: &Released, label: &str) -> Self {
        let withheld = released.withheld();
        Self {
            label: label.to_owned(),
            code: Some(released.key().area.as_str().to_owned()),
            value: finite(released.value()),
            lower: finite(released.lower()),
            upper: finite(released.upper()),
            numerator: released.numerator(),
            denominator: released.denominator(),
            unit: released.unit().to_owned(),
            comparison: if withheld.is_some() { Comparison::NotCompared } else { released.comparison() },
            withheld,
            line: Line::benchmark_of(released),
            fifth: fifth_of(released),
        }
    }

    /// The name the mark carries.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The number, where there is one to show.
    pub(crate) fn number(&self) -> Option<f64> {
        match self.value {
            Shown::Value(value) if self.withheld.is_none() => Some(value),
            _ => None,
        }
    }

    /// Both limits, where both are shown.
    pub(crate) fn limits(&self) -> Option<(f64, f64)> {
        match (self.number(), &self.lower, &self.upper) {
            (Some(_), Shown::Value(lower), Shown::Value(upper)) => Some((*lower, *upper)),
            _ => None,
        }
    }

    /// Why there is no number, in the reader's words.
    pub(crate) fn reason(&self) -> &'static str {
        match (self.value, self.withheld) {
            (_, Some(withheld)) | (Shown::Withheld(withheld), None) => withheld.reason(),
            _ => Withheld::NotCalculated.reason(),
        }
    }

    /// Value and limits as a sentence: 45.3% (44.1% to 46.5%).
    pub(crate) fn sentence(&self) -> String {
        match (self.number(), self.limits()) {
            (Some(value), Some((lower, upper))) => {
                format!(
                    "{} ({})",
                    crate::format::sentence(value, &self.unit),
                    crate::format::limits(lower, upper, &self.unit)
                )
            }
            (Some(value), None) => crate::format::sentence(value, &self.unit),
            (None, _) => self.reason().to_owned(),
        }
    }
}

fn fifth_of(released: &Released) -> Option<usize> {
    let group = released.key().breakdowns.iter().find(|b| b.dimension.is_deprivation())?;
    group.category.parse().ok().filter(|fifth| (1..=5).contains(fifth))
}

fn finite(number: Shown<f64>) -> Shown<f64> {
    match number {
        Shown::Value(value) if !value.is_finite() => Shown::Withheld(Withheld::NotCalculated),
        other => other,
    }
}

/// A thin labelled line to read the marks against: England, or the whole integrated care system.
#[derive(Debug, Clone)]
pub struct Line {
    pub(crate) label: String,
    pub(crate) value: f64,
    pub(crate) unit: String,
}

impl Line {
    /// A line at a released figure's own value; none where the figure is withheld.
    #[must_use]
    pub fn of(released: &Released, label: &str) -> Option<Self> {
        let point = Point::of(released, label);
        point.number().map(|value| Self { label: point.label.clone(), value, unit: point.unit.clone() })
    }

    /// The line of the benchmark that a released figure was compared with.
    #[must_use]
    pub fn benchmark_of(released: &Released) -> Option<Self> {
        let value = released.benchmark_value().filter(|v| v.is_finite())?;
        let label = released.benchmark_label()?.to_owned();
        Some(Self { label, value, unit: released.unit().to_owned() })
    }

    /// The words beside the line: England 44.2%.
    pub(crate) fn words(&self) -> String {
        format!("{} {}", self.label, crate::format::sentence(self.value, &self.unit))
    }
}

/// A number somebody has already published, with where it was published: a census count, a share of people by tenth.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicFigure {
    /// The number as published, or a sum or share of published numbers.
    pub value: f64,
    /// Who published it and when, as the reader should see it.
    pub source: String,
}

/// The range of an axis. It is made from shown numbers only, so a withheld cell cannot stretch it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Scale {
    /// From zero (or the lowest shown number, where that is negative) to just past the highest shown number.
    #[must_use]
    pub fn from_zero<'a>(points: impl IntoIterator<Item = &'a Point>, line: Option<&Line>) -> Self {
        let (low, high) = extent(points, line).unwrap_or((0.0, 1.0));
        let high = high.max(0.0);
        let low = low.min(0.0);
        if high > low { Self { low, high } } else { Self { low: 0.0, high: 1.0 } }
    }

    /// Around the shown numbers, with a little air; for dots, which need no zero.
    #[must_use]
    pub fn around<'a>(points: impl IntoIterator<Item = &'a Point>, line: Option<&Line>) -> Self {
        let (low, high) = extent(points, line).unwrap_or((0.0, 1.0));
        let air = if high > low { 0.04 * (high - low) } else { 0.5 };
        Self { low: if low >= 0.0 { (low - air).max(0.0) } else { low - air }, high: high + air }
    }

    /// Where a number lies, 0 at the low end and 1 at the high end.
    pub(crate) fn at(self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

fn extent<'a>(points: impl IntoIterator<Item = &'a Point>, line: Option<&Line>) -> Option<(f64, f64)> {
    let shown = points.into_iter().flat_map(|point| {
        let (lower, upper) = point.limits().unzip();
        [point.number(), lower, upper]
    });
    shown.chain([line.map(|line| line.value)]).flatten().fold(None, |range, value| match range {
        None => Some((value, value)),
        Some((low, high)) => Some((f64::min(low, value), f64::max(high, value))),
    })
}
