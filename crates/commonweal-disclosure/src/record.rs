//! A released figure as a row of the table `released_values`.

use crate::figure::FigureKey;
use crate::released::{Released, Shown};
use jiff::civil::Date;
use std::borrow::Cow;

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
    Text(Cow<'a, str>),
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
        let (parts, origin) = (&figure.parts, &figure.origin);
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
            unit: origin.unit.clone(),
            value: number(parts.value),
            lower_95: number(parts.lower),
            upper_95: number(parts.upper),
            numerator: parts.numerator.value(),
            denominator: parts.denominator.value(),
            comparison: figure.comparison.as_str().to_owned(),
            benchmark: figure.benchmark.as_ref().map(|b| b.text()),
            class: origin.class.as_str().to_owned(),
            withheld_reason: parts.withheld.map(|w| w.as_str().to_owned()),
            snapshot: origin.snapshot.clone(),
            index_date: origin.index_date,
            definition_hash: origin.definition_hash.clone(),
            rules_version: origin.rules_version.clone(),
            release_id: origin.release_id.clone(),
            released_at: origin.released_at.clone(),
        }
    }

    /// The cells in the order of [`COLUMNS`].
    pub(crate) fn cells(&self) -> [Cell<'_>; 31] {
        fn text(text: &Option<String>) -> Cell<'_> {
            text.as_deref().map_or(Cell::Empty, |text| Cell::Text(Cow::Borrowed(text)))
        }
        fn plain(text: &str) -> Cell<'_> {
            Cell::Text(Cow::Borrowed(text))
        }
        let number = |x: Option<f64>| x.map_or(Cell::Empty, Cell::Number);
        let whole = |x: Option<i64>| x.map_or(Cell::Empty, Cell::Whole);
        [
            plain(&self.indicator_id),
            plain(&self.series),
            plain(&self.area_code),
            plain(&self.area_type),
            plain(&self.area_edition),
            plain(&self.family),
            text(&self.dimension_1),
            text(&self.category_1),
            text(&self.dimension_2),
            text(&self.category_2),
            plain(&self.period),
            Cell::Day(self.period_start),
            Cell::Day(self.period_end),
            plain(&self.period_kind),
            plain(&self.statistic),
            plain(&self.unit),
            number(self.value),
            number(self.lower_95),
            number(self.upper_95),
            whole(self.numerator),
            whole(self.denominator),
            plain(&self.comparison),
            text(&self.benchmark),
            plain(&self.class),
            text(&self.withheld_reason),
            text(&self.snapshot),
            self.index_date.map_or(Cell::Empty, Cell::Day),
            plain(&self.definition_hash),
            plain(&self.rules_version),
            plain(&self.release_id),
            plain(&self.released_at),
        ]
    }
}

/// The cells of a figure's row, without the row: a seal needs nothing more of half a million of them.
pub(crate) fn cells_of(figure: &Released) -> [Cell<'_>; 31] {
    fn plain(text: &str) -> Cell<'_> {
        Cell::Text(Cow::Borrowed(text))
    }
    let Released { key, parts, comparison, benchmark, origin } = figure;
    let dimension = |at: usize| key.breakdowns.get(at).map_or(Cell::Empty, |b| plain(b.dimension.as_str()));
    let category = |at: usize| key.breakdowns.get(at).map_or(Cell::Empty, |b| plain(&b.category));
    let number = |part: Shown<f64>| part.value().map_or(Cell::Empty, Cell::Number);
    let whole = |part: Shown<i64>| part.value().map_or(Cell::Empty, Cell::Whole);
    [
        plain(&key.indicator_id),
        plain(&key.series),
        plain(key.area.as_str()),
        plain(key.area_type.as_str()),
        plain(&key.area_edition),
        plain(key.family.as_str()),
        dimension(0),
        category(0),
        dimension(1),
        category(1),
        Cell::Text(Cow::Owned(key.period.to_string())),
        Cell::Day(key.period.start()),
        Cell::Day(key.period.end()),
        plain(key.period_kind.as_str()),
        plain(key.statistic.as_str()),
        plain(&origin.unit),
        number(parts.value),
        number(parts.lower),
        number(parts.upper),
        whole(parts.numerator),
        whole(parts.denominator),
        plain(comparison.as_str()),
        benchmark.as_deref().map_or(Cell::Empty, |b| Cell::Text(Cow::Owned(b.text()))),
        plain(origin.class.as_str()),
        parts.withheld.map_or(Cell::Empty, |why| plain(why.as_str())),
        origin.snapshot.as_deref().map_or(Cell::Empty, plain),
        origin.index_date.map_or(Cell::Empty, Cell::Day),
        plain(&origin.definition_hash),
        plain(&origin.rules_version),
        plain(&origin.release_id),
        plain(&origin.released_at),
    ]
}
