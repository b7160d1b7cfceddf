//! What a reader may see.

use crate::benchmark::Benchmark;
use crate::figure::FigureKey;
use crate::record::ReleasedRecord;
use crate::words::{Comparison, Withheld};
use commonweal_model::DataClass;
use jiff::civil::Date;
use std::sync::Arc;

/// One part of a released figure: a number, the reason there is none, or nothing because this statistic has no such
/// part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown<T> {
    /// May be shown.
    Value(T),
    /// Exists, or would, and is not shown.
    Withheld(Withheld),
    /// This statistic has no such part: a gap has no denominator.
    None,
}

impl<T> Shown<T> {
    /// The number, where there is one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Withheld(_) | Self::None => None,
        }
    }
}

/// A figure that passed the gate. It can be read and copied, not made:
///
/// ```compile_fail,E0451
/// # fn forge(honest: commonweal_disclosure::Released) {
/// let forged = commonweal_disclosure::Released { comparison: commonweal_disclosure::Comparison::Better, ..honest };
/// # }
/// ```
///
/// nor changed:
///
/// ```compile_fail,E0616
/// # fn mutate(mut honest: commonweal_disclosure::Released) {
/// honest.comparison = commonweal_disclosure::Comparison::Better;
/// # }
/// ```
///
/// ```
/// # fn read(honest: commonweal_disclosure::Released) -> String {
/// honest.unit().to_owned()
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Released {
    pub(crate) key: FigureKey,
    pub(crate) parts: Parts,
    pub(crate) comparison: Comparison,
    pub(crate) benchmark: Option<Arc<Benchmark>>,
    pub(crate) origin: Arc<Origin>,
}

/// What thousands of figures have in common; a set keeps it once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Origin {
    pub(crate) class: DataClass,
    pub(crate) unit: String,
    pub(crate) definition_hash: String,
    pub(crate) index_date: Option<Date>,
    pub(crate) snapshot: Option<String>,
    pub(crate) rules_version: String,
    pub(crate) release_id: String,
    pub(crate) released_at: String,
    /// Whether it waits for a second person; see [`crate::Proposal`]. No column: a proposal's seal says it of its rows.
    pub(crate) is_proposed: bool,
}

/// The numbers of a figure after the rules.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Parts {
    pub(crate) value: Shown<f64>,
    pub(crate) lower: Shown<f64>,
    pub(crate) upper: Shown<f64>,
    pub(crate) numerator: Shown<i64>,
    pub(crate) denominator: Shown<i64>,
    pub(crate) withheld: Option<Withheld>,
}

impl Parts {
    /// Nothing is shown; perhaps the rounded population.
    pub(crate) fn withheld(why: Withheld, denominator: Option<i64>) -> Self {
        Self {
            value: Shown::Withheld(why),
            lower: Shown::Withheld(why),
            upper: Shown::Withheld(why),
            numerator: Shown::Withheld(why),
            denominator: denominator.map_or(Shown::Withheld(why), Shown::Value),
            withheld: Some(why),
        }
    }
}

impl Released {
    /// The figure as a row of `released_values`.
    pub fn to_record(&self) -> ReleasedRecord {
        ReleasedRecord::of(self)
    }

    /// Which figure.
    pub fn key(&self) -> &FigureKey {
        &self.key
    }

    /// The value, in [`Released::unit`], from the rounded counts and not itself rounded for reading.
    pub fn value(&self) -> Shown<f64> {
        self.parts.value
    }

    /// Lower 95% limit.
    pub fn lower(&self) -> Shown<f64> {
        self.parts.lower
    }

    /// Upper 95% limit.
    pub fn upper(&self) -> Shown<f64> {
        self.parts.upper
    }

    /// People (or events) counted, rounded as the class asks.
    pub fn numerator(&self) -> Shown<i64> {
        self.parts.numerator
    }

    /// People asked about, or expected for a ratio, rounded as the class asks.
    pub fn denominator(&self) -> Shown<i64> {
        self.parts.denominator
    }

    /// The unit of the value.
    pub fn unit(&self) -> &str {
        &self.origin.unit
    }

    /// The class of the data.
    pub fn class(&self) -> DataClass {
        self.origin.class
    }

    /// Where it stands against its benchmark.
    pub fn comparison(&self) -> Comparison {
        self.comparison
    }

    /// The benchmark's shown value; none for a withheld figure.
    pub fn benchmark_value(&self) -> Option<f64> {
        self.benchmark.as_deref().map(Benchmark::value)
    }

    /// The benchmark's name; none for a withheld figure.
    pub fn benchmark_label(&self) -> Option<&str> {
        self.benchmark.as_deref().map(Benchmark::label)
    }

    /// Why the figure is not shown, if it is not.
    pub fn withheld(&self) -> Option<Withheld> {
        self.parts.withheld
    }

    /// Whether the figure is not shown.
    pub fn is_withheld(&self) -> bool {
        self.parts.withheld.is_some()
    }

    /// The snapshot of records it came from; none for published series.
    pub fn snapshot(&self) -> Option<&str> {
        self.origin.snapshot.as_deref()
    }

    /// The day people were judged at; none for published series.
    pub fn index_date(&self) -> Option<Date> {
        self.origin.index_date
    }

    /// Fingerprint of the definition it was made by.
    pub fn definition_hash(&self) -> &str {
        &self.origin.definition_hash
    }

    /// The version of the rules it passed.
    pub fn rules_version(&self) -> &str {
        &self.origin.rules_version
    }

    /// The release it belongs to.
    pub fn release_id(&self) -> &str {
        &self.origin.release_id
    }

    /// When it was released, RFC 3339 in UTC.
    pub fn released_at(&self) -> &str {
        &self.origin.released_at
    }
}
