//! Reading back: the gate accepts only what it wrote.

use crate::benchmark::Benchmark;
use crate::figure::FigureKey;
use crate::keeper::Keeper;
use crate::record::ReleasedRecord;
use crate::released::{Origin, Parts, Released, Shown};
use crate::rules::KNOWN_RULES_VERSIONS;
use crate::seal::Sealing;
use crate::set::{ReleasedSet, SetError};
use crate::shape::check_shape;
use crate::words::Withheld;
use commonweal_model::{Breakdown, Period};
use std::str::FromStr;

/// Why rows are not read back. No variant repeats a cell.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReopenError {
    /// A row does not have the shape of a released figure.
    #[error(
        "row {row} of released_values, column `{column}`: {problem}; these rows were not written by the release gate, release again"
    )]
    Row {
        /// The row as given, from 1.
        row: usize,
        /// The column.
        column: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The rows are not the rows that were sealed.
    #[error(
        "the rows of released_values do not bear their seal: something changed after release; restore them or release again"
    )]
    Seal,
    /// Two rows for one figure, or a row off the lattice.
    #[error(transparent)]
    Set(#[from] SetError),
}

impl ReleasedSet {
    /// Reads rows back, in any order. The seal must be theirs, and each row must have the shape the rules give:
    /// withheld rows hold no numbers, people are rounded to 5, a proportion and its limits are those of the pair
    /// shown.
    ///
    /// # Errors
    /// [`ReopenError`] naming the row and column at fault; the seal is judged last, because a row says more.
    pub fn reopen(records: Vec<ReleasedRecord>, seal: &str) -> Result<Self, ReopenError> {
        let mut keys = Keeper::default();
        let mut pairs = Vec::with_capacity(records.len());
        for (index, record) in records.into_iter().enumerate() {
            let figure = figure_of(record.clone(), &mut keys).map_err(|fault| fault.at(index + 1))?;
            pairs.push((figure.key, record));
        }
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
        let mut reopening = Reopening::default();
        for (_, record) in pairs {
            reopening.take(record)?;
        }
        reopening.finish(seal)
    }
}

/// Reads rows back one by one, in the order in which they were sealed, with no more of them in memory than one.
///
/// ```
/// use commonweal_disclosure::{ReleasedSet, Reopening};
/// let written = ReleasedSet::default();
/// let mut reopening = Reopening::default();
/// for record in written.records() {
///     reopening.take(record)?;
/// }
/// assert_eq!(reopening.finish(&written.seal())?, written);
/// # Ok::<(), commonweal_disclosure::ReopenError>(())
/// ```
#[derive(Default)]
pub struct Reopening {
    figures: Vec<Released>,
    sealing: Sealing,
    keeper: Keeper,
}

impl Reopening {
    /// Reads the next row.
    ///
    /// # Errors
    /// [`ReopenError::Row`] where it has not the shape of a released figure.
    pub fn take(&mut self, record: ReleasedRecord) -> Result<(), ReopenError> {
        // The row as given is sealed, not what was understood of it.
        self.sealing.take(record.cells());
        let row = self.figures.len() + 1;
        self.figures.push(figure_of(record, &mut self.keeper).map_err(|fault| fault.at(row))?);
        Ok(())
    }

    /// The figures, if the rows bear this seal.
    ///
    /// # Errors
    /// [`ReopenError::Seal`] where they do not, or came in another order.
    pub fn finish(self, seal: &str) -> Result<ReleasedSet, ReopenError> {
        if self.sealing.finish() != seal {
            return Err(ReopenError::Seal);
        }
        Ok(ReleasedSet::of_kept(self.figures)?)
    }
}

impl Reopening {
    /// The figures under the mark of a proposal, and the seal of their rows.
    pub(crate) fn into_marked(mut self) -> Result<(ReleasedSet, String), ReopenError> {
        let figures = self.figures.into_iter().map(|figure| {
            let origin = Origin { is_proposed: true, ..Origin::clone(&figure.origin) };
            Released { origin: self.keeper.origin(origin), ..figure }
        });
        Ok((ReleasedSet::of_kept(figures.collect())?, self.sealing.finish()))
    }
}

/// What is wrong with a row, and where.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) column: &'static str,
    pub(crate) problem: &'static str,
}

impl Fault {
    fn at(self, row: usize) -> ReopenError {
        let Self { column, problem } = self;
        ReopenError::Row { row, column, problem }
    }
}

/// A fault unless the claim holds.
pub(crate) fn ensure(holds: bool, column: &'static str, problem: &'static str) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault { column, problem }) }
}

fn word<T: FromStr>(column: &'static str, text: &str) -> Result<T, Fault> {
    text.parse().map_err(|_| Fault { column, problem: "is not a word this column knows" })
}

fn figure_of(mut row: ReleasedRecord, keeper: &mut Keeper) -> Result<Released, Fault> {
    let key = key_of(&mut row, keeper)?;
    let withheld = row.withheld_reason.as_deref().map(|w| word::<Withheld>("withheld_reason", w)).transpose()?;
    let parts = match withheld {
        Some(why) => {
            let numbers = [("value", row.value), ("lower_95", row.lower_95), ("upper_95", row.upper_95)];
            for (column, number) in numbers {
                ensure(number.is_none(), column, "holds a number although the figure is withheld")?;
            }
            ensure(row.numerator.is_none(), "numerator", "holds a number although the figure is withheld")?;
            Parts::withheld(why, row.denominator)
        }
        None => {
            let number = |x: Option<f64>| x.map_or(Shown::None, Shown::Value);
            let whole = |x: Option<i64>| x.map_or(Shown::None, Shown::Value);
            Parts {
                value: number(row.value),
                lower: number(row.lower_95),
                upper: number(row.upper_95),
                numerator: whole(row.numerator),
                denominator: whole(row.denominator),
                withheld: None,
            }
        }
    };
    let benchmark = row.benchmark.take().map(|text| {
        let read = || Benchmark::from_text(&text).filter(|benchmark| benchmark.text() == text);
        keeper.benchmark_of(&text, read).ok_or(Fault { column: "benchmark", problem: "is not `name = value`" })
    });
    let known = KNOWN_RULES_VERSIONS.contains(&row.rules_version.as_str());
    ensure(known, "rules_version", "is not a version of the rules this program knows")?;
    let origin = Origin {
        class: word("class", &row.class)?,
        unit: row.unit,
        definition_hash: row.definition_hash,
        index_date: row.index_date,
        snapshot: row.snapshot,
        rules_version: row.rules_version,
        release_id: row.release_id,
        released_at: row.released_at,
        is_proposed: false,
    };
    let comparison = word("comparison", &row.comparison)?;
    let figure = Released { key, parts, comparison, benchmark: benchmark.transpose()?, origin: keeper.origin(origin) };
    check_shape(&figure)?;
    Ok(figure)
}

fn key_of(row: &mut ReleasedRecord, keeper: &mut Keeper) -> Result<FigureKey, Fault> {
    let period = keeper.period(&row.period, |text| {
        let period: Period = word("period", text)?;
        ensure(period.to_string() == *text, "period", "is not written as this program writes periods")?;
        Ok(period)
    })?;
    ensure(period.start() == row.period_start, "period_start", "is not the first day of the period")?;
    ensure(period.end() == row.period_end, "period_end", "is not the day after the period")?;
    let mut breakdowns = Vec::new();
    let columns = [
        ("dimension_1", &row.dimension_1, "category_1", row.category_1.take()),
        ("dimension_2", &row.dimension_2, "category_2", row.category_2.take()),
    ];
    for (place, (column, dimension, category_column, category)) in columns.into_iter().enumerate() {
        match (dimension, category) {
            (Some(dimension), Some(category)) => {
                ensure(breakdowns.len() == place, column, "is given although the dimension before it is not")?;
                breakdowns.push(Breakdown { dimension: word(column, dimension)?, category });
            }
            (None, None) => {}
            _ => ensure(false, category_column, "and its dimension are not both given")?,
        }
    }
    let ascending = breakdowns.windows(2).all(|pair| pair[0].dimension < pair[1].dimension);
    ensure(ascending, "dimension_2", "does not come after the first dimension")?;
    Ok(FigureKey {
        indicator_id: std::mem::take(&mut row.indicator_id),
        series: std::mem::take(&mut row.series),
        area: word("area_code", &row.area_code)?,
        area_type: word("area_type", &row.area_type)?,
        area_edition: std::mem::take(&mut row.area_edition),
        family: word("family", &row.family)?,
        breakdowns,
        statistic: word("statistic", &row.statistic)?,
        period,
        period_kind: word("period_kind", &row.period_kind)?,
    })
}
