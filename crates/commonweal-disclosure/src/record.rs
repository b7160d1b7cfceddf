//! A released figure as a row of the table `released_values`.

use crate::figure::FigureKey;
use crate::released::{Released, Shown};
use jiff::civil::Date;

/// The columns of `released_values`, in order.
pub const COLUMNS: [&str; 31] = [
    "indicator_id",
    "series",
    "area_code",
    "area_type",
    "area_edition",
    "family",
    "dimension_1",
    "category_1",
    "dimension_2",
    "category_2",
    "period",
    "period_start",
    "period_end",
    "period_kind",
    "statistic",
    "unit",
    "value",
    "lower_95",
    "upper_95",
    "numerator",
    "denominator",
    "comparison",
    "benchmark",
    "class",
    "withheld_reason",
    "snapshot",
    "index_date",
    "definition_hash",
    "rules_version",
    "release_id",
    "released_at",
];

/// One row of `released_values`: one released figure in plain types, the fields in the order of [`COLUMNS`]. All of
/// it is level L5: it may be seen by anybody. A row made by hand is only a row: [`crate::ReleasedSet::reopen`] reads
/// it back if it bears the seal.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleasedRecord {
    /// The indicator.
    pub indicator_id: String,
    /// `local`, or the published source.
    pub series: String,
    /// The area's code.
    pub area_code: String,
    /// The kind of area.
    pub area_type: String,
    /// The edition of the boundary.
    pub area_edition: String,
    /// `residence` or `registration`.
    pub family: String,
    /// First dimension, none for everybody.
    pub dimension_1: Option<String>,
    /// Its group.
    pub category_1: Option<String>,
    /// Second dimension.
    pub dimension_2: Option<String>,
    /// Its group.
    pub category_2: Option<String>,
    /// The period as a start and a length.
    pub period: String,
    /// First day.
    pub period_start: Date,
    /// The day after the last.
    pub period_end: Date,
    /// The kind of period.
    pub period_kind: String,
    /// What the figure is.
    pub statistic: String,
    /// The unit of the value and its limits.
    pub unit: String,
    /// The value; none where withheld.
    pub value: Option<f64>,
    /// Lower 95% limit.
    pub lower_95: Option<f64>,
    /// Upper 95% limit.
    pub upper_95: Option<f64>,
    /// Counted, rounded.
    pub numerator: Option<i64>,
    /// Among, or expected, rounded.
    pub denominator: Option<i64>,
    /// Where it stands against the benchmark.
    pub comparison: String,
    /// The benchmark's name and shown value, `name = value`.
    pub benchmark: Option<String>,
    /// The class of the data.
    pub class: String,
    /// Why it is withheld; none where shown.
    pub withheld_reason: Option<String>,
    /// The snapshot of records.
    pub snapshot: Option<String>,
    /// The day people were judged at.
    pub index_date: Option<Date>,
    /// Fingerprint of the definition.
    pub definition_hash: String,
    /// Version of the rules.
    pub rules_version: String,
    /// The release.
    pub release_id: String,
    /// When it was released.
    pub released_at: String,
}

/// One cell of a row, for the seal.
pub(crate) enum Cell<'a> {
    Text(&'a str),
    Number(f64),
    Whole(i64),
    Day(Date),
    Empty,
}

impl ReleasedRecord {
    /// The row of a figure.
    pub(crate) fn of(figure: &Released) -> Self {
        let FigureKey { breakdowns, period, .. } = &figure.key;
        let dimension = |i: usize| breakdowns.get(i).map(|b| b.dimension.as_str().to_owned());
        let category = |i: usize| breakdowns.get(i).map(|b| b.category.clone());
        let number = |part: Shown<f64>| part.value();
        let parts = &figure.parts;
        Self {
            indicator_id: figure.key.indicator_id.clone(),
            series: figure.key.series.clone(),
            area_code: figure.key.area.to_string(),
            area_type: figure.key.area_type.as_str().to_owned(),
            area_edition: figure.key.area_edition.clone(),
            family: figure.key.family.as_str().to_owned(),
            dimension_1: dimension(0),
            category_1: category(0),
            dimension_2: dimension(1),
            category_2: category(1),
            period: period.to_string(),
            period_start: period.start(),
            period_end: period.end(),
            period_kind: figure.key.period_kind.as_str().to_owned(),
            statistic: figure.key.statistic.as_str().to_owned(),
            unit: figure.unit.clone(),
            value: number(parts.value),
            lower_95: number(parts.lower),
            upper_95: number(parts.upper),
            numerator: parts.numerator.value(),
            denominator: parts.denominator.value(),
            comparison: figure.comparison.as_str().to_owned(),
            benchmark: figure.benchmark.as_ref().map(|b| b.text()),
            class: figure.class.as_str().to_owned(),
            withheld_reason: parts.withheld.map(|w| w.as_str().to_owned()),
            snapshot: figure.snapshot.clone(),
            index_date: figure.index_date,
            definition_hash: figure.definition_hash.clone(),
            rules_version: figure.rules_version.clone(),
            release_id: figure.release_id.clone(),
            released_at: figure.released_at.clone(),
        }
    }

    /// The cells in the order of [`COLUMNS`].
    pub(crate) fn cells(&self) -> [Cell<'_>; 31] {
        fn text(text: &Option<String>) -> Cell<'_> {
            text.as_deref().map_or(Cell::Empty, Cell::Text)
        }
        let number = |x: Option<f64>| x.map_or(Cell::Empty, Cell::Number);
        let whole = |x: Option<i64>| x.map_or(Cell::Empty, Cell::Whole);
        [
            Cell::Text(&self.indicator_id),
            Cell::Text(&self.series),
            Cell::Text(&self.area_code),
            Cell::Text(&self.area_type),
            Cell::Text(&self.area_edition),
            Cell::Text(&self.family),
            text(&self.dimension_1),
            text(&self.category_1),
            text(&self.dimension_2),
            text(&self.category_2),
            Cell::Text(&self.period),
            Cell::Day(self.period_start),
            Cell::Day(self.period_end),
            Cell::Text(&self.period_kind),
            Cell::Text(&self.statistic),
            Cell::Text(&self.unit),
            number(self.value),
            number(self.lower_95),
            number(self.upper_95),
            whole(self.numerator),
            whole(self.denominator),
            Cell::Text(&self.comparison),
            text(&self.benchmark),
            Cell::Text(&self.class),
            text(&self.withheld_reason),
            text(&self.snapshot),
            self.index_date.map_or(Cell::Empty, Cell::Day),
            Cell::Text(&self.definition_hash),
            Cell::Text(&self.rules_version),
            Cell::Text(&self.release_id),
            Cell::Text(&self.released_at),
        ]
    }
}
