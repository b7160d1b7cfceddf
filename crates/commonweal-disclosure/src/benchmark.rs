//! What a figure is compared with: another released figure, never a bare number.

use crate::released::{Released, Shown};
use crate::words::{Comparison, Statistic};
use commonweal_model::Polarity;
use commonweal_stats::Estimate;

/// A released value to compare with, and its name.
///
/// It comes from a released figure; a number alone cannot become one:
///
/// ```compile_fail,E0451
/// let benchmark = commonweal_disclosure::Benchmark { label: String::new(), value: 12.5, of: None };
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Benchmark {
    pub(crate) label: String,
    pub(crate) value: f64,
    /// What the value is, so that unlike things are not compared; unknown once read back.
    pub(crate) of: Option<(String, Statistic, String)>,
}

impl Benchmark {
    /// The benchmark a released figure gives, called `label` ("Nottingham and Nottinghamshire"); none where it is
    /// withheld or has no value. Control characters in the label become spaces.
    pub fn of(figure: &Released, label: &str) -> Option<Self> {
        let Shown::Value(value) = figure.value() else { return None };
        let label: String = label.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let key = figure.key();
        Some(Self { label, value, of: Some((key.indicator_id.clone(), key.statistic, figure.unit().to_owned())) })
    }

    /// The benchmark's name.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The benchmark's shown value.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// Whether it is the same statistic of the same indicator in the same unit.
    pub(crate) fn fits(&self, indicator: &str, statistic: Statistic, unit: &str) -> bool {
        self.of.as_ref().is_none_or(|(i, s, u)| i == indicator && *s == statistic && u == unit)
    }

    /// The outcome for a shown estimate.
    pub(crate) fn compare(&self, shown: &Estimate, polarity: Polarity) -> Comparison {
        let polarity = match polarity {
            Polarity::HigherIsBetter => commonweal_stats::Polarity::HigherIsBetter,
            Polarity::LowerIsBetter => commonweal_stats::Polarity::LowerIsBetter,
            Polarity::Neutral => commonweal_stats::Polarity::Neutral,
        };
        commonweal_stats::compare(shown, self.value, polarity).into()
    }

    /// One text for the table: `Nottingham and Nottinghamshire = 12.5`.
    pub(crate) fn text(&self) -> String {
        format!("{} = {}", self.label, self.value)
    }

    /// Reads [`Benchmark::text`] back.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let (label, value) = text.rsplit_once(" = ")?;
        let value: f64 = value.parse().ok().filter(|v: &f64| v.is_finite())?;
        Some(Self { label: label.to_owned(), value, of: None })
    }
}
