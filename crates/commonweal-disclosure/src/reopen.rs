//! Reading back: the gate accepts only what it wrote.

use crate::benchmark::Benchmark;
use crate::figure::FigureKey;
use crate::record::ReleasedRecord;
use crate::released::{Parts, Released, Shown};
use crate::rules::KNOWN_RULES_VERSIONS;
use crate::seal::seal_of;
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
        let mut pairs = Vec::with_capacity(records.len());
        for (index, record) in records.into_iter().enumerate() {
            let figure = figure_of(&record).map_err(|Fault { column, problem }| ReopenError::Row {
                row: index + 1,
                column,
                problem,
            })?;
            pairs.push((figure, record));
        }
        pairs.sort_by(|a, b| a.0.key.cmp(&b.0.key));
        // The rows as given are sealed, not what was understood of them.
        if seal_of(pairs.iter().map(|pair| &pair.1)) != seal {
            return Err(ReopenError::Seal);
        }
        Ok(Self::new(pairs.into_iter().map(|pair| pair.0).collect())?)
    }
}

/// What is wrong with a row, and where.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) column: &'static str,
    pub(crate) problem: &'static str,
}

/// A fault unless the claim holds.
pub(crate) fn ensure(holds: bool, column: &'static str, problem: &'static str) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault { column, problem }) }
}

fn word<T: FromStr>(column: &'static str, text: &str) -> Result<T, Fault> {
    text.parse().map_err(|_| Fault { column, problem: "is not a word this column knows" })
}

fn figure_of(row: &ReleasedRecord) -> Result<Released, Fault> {
    let key = key_of(row)?;
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
    let benchmark = row.benchmark.as_deref().map(|text| {
        let benchmark = Benchmark::from_text(text).filter(|b| b.text() == text);
        benchmark.ok_or(Fault { column: "benchmark", problem: "is not `name = value`" })
    });
    let known = KNOWN_RULES_VERSIONS.contains(&row.rules_version.as_str());
    ensure(known, "rules_version", "is not a version of the rules this program knows")?;
    let figure = Released {
        key,
        class: word("class", &row.class)?,
        unit: row.unit.clone(),
        parts,
        comparison: word("comparison", &row.comparison)?,
        benchmark: benchmark.transpose()?,
        definition_hash: row.definition_hash.clone(),
        index_date: row.index_date,
        snapshot: row.snapshot.clone(),
        rules_version: row.rules_version.clone(),
        release_id: row.release_id.clone(),
        released_at: row.released_at.clone(),
    };
    check_shape(&figure)?;
    Ok(figure)
}

fn key_of(row: &ReleasedRecord) -> Result<FigureKey, Fault> {
    let period: Period = word("period", &row.period)?;
    ensure(period.to_string() == row.period, "period", "is not written as this program writes periods")?;
    ensure(period.start() == row.period_start, "period_start", "is not the first day of the period")?;
    ensure(period.end() == row.period_end, "period_end", "is not the day after the period")?;
    let mut breakdowns = Vec::new();
    let columns = [
        ("dimension_1", &row.dimension_1, "category_1", &row.category_1),
        ("dimension_2", &row.dimension_2, "category_2", &row.category_2),
    ];
    for (place, (column, dimension, category_column, category)) in columns.into_iter().enumerate() {
        match (dimension, category) {
            (Some(dimension), Some(category)) => {
                ensure(breakdowns.len() == place, column, "is given although the dimension before it is not")?;
                breakdowns.push(Breakdown { dimension: word(column, dimension)?, category: category.clone() });
            }
            (None, None) => {}
            _ => ensure(false, category_column, "and its dimension are not both given")?,
        }
    }
    let ascending = breakdowns.windows(2).all(|pair| pair[0].dimension < pair[1].dimension);
    ensure(ascending, "dimension_2", "does not come after the first dimension")?;
    Ok(FigureKey {
        indicator_id: row.indicator_id.clone(),
        series: row.series.clone(),
        area: word("area_code", &row.area_code)?,
        area_type: word("area_type", &row.area_type)?,
        area_edition: row.area_edition.clone(),
        family: word("family", &row.family)?,
        breakdowns,
        period,
        period_kind: word("period_kind", &row.period_kind)?,
        statistic: word("statistic", &row.statistic)?,
    })
}
