//! A row group read page by page, without a value for each row: rows are chosen by the keys of their codes, and the
//! other columns are looked at in the chosen rows alone.
//!
//! | module | question it answers |
//! | --- | --- |
//! | `column` | which page of a column are the next rows in? |
//! | `page` | which values have these rows of a page? |
//! | `cell` | what do the bytes of a value mean? |
//! | `presence` | which rows have a value? |
//! | `known` | which entries of a dictionary are wanted? |
//! | `hybrid`, `delta`, `unpack`, `varint` | which numbers are packed in these bytes? |

mod cell;
mod column;
mod delta;
mod hybrid;
mod known;
mod page;
mod presence;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests;
mod unpack;
mod varint;

use crate::chunks::Chunks;
use crate::rows::Run;
use column::PagedColumn;
use commonweal_cohort::evaluate::{Column, ColumnKind};
use datafusion::parquet::file::metadata::ColumnChunkMetaData;

/// A page of more rows than this is left to decoders that need no memory for each row.
const MOST_ROWS: usize = 1 << 24;
/// Rows looked at together at most: what is known of them stays in the processor's nearest cache.
const ROWS: usize = 1 << 12;

/// The rows of one row group, some at a time. Methods give none where the file is damaged.
pub(crate) struct PagedGroup {
    people: PagedColumn,
    /// Whose the rows are of the page of people at hand, and the first of these that has rows to come.
    runs: (Vec<Run>, usize),
    columns: Vec<PagedColumn>,
    /// Rows still to come, those at hand included.
    left: usize,
    at_hand: usize,
}

/// Whether the columns of a row group can be read page by page: the people's first, each of its kind.
pub(crate) fn can_read(columns: &[(&ColumnChunkMetaData, ColumnKind)], rows: usize) -> bool {
    rows <= MOST_ROWS && columns.iter().all(|(column, kind)| column::can_read(column, *kind))
}

impl PagedGroup {
    /// Begins a row group that can be read: the chunks of its columns, the people's first.
    pub(crate) fn open(
        columns: &[(&ColumnChunkMetaData, ColumnKind)],
        chunks: Vec<Chunks>,
        rows: usize,
    ) -> Option<Self> {
        let opened =
            columns.iter().zip(chunks).map(|((column, kind), chunk)| PagedColumn::open(chunk, column, rows, *kind));
        let mut opened = opened.collect::<Option<Vec<_>>>()?.into_iter();
        let (people, columns) = (opened.next()?, opened.collect());
        Some(Self { people, runs: (Vec::new(), 0), columns, left: rows, at_hand: 0 })
    }

    /// Goes on to the next rows, which are in one page of each column, and tells whose they are. There are none after
    /// the last.
    pub(crate) fn next(&mut self, runs: &mut Vec<Run>) -> Option<()> {
        runs.clear();
        let passed = std::mem::take(&mut self.at_hand);
        self.left -= passed;
        if self.left == 0 {
            return Some(());
        }
        let mut rows = self.left.min(ROWS);
        for column in self.columns.iter_mut().chain([&mut self.people]) {
            column.pass(passed);
            rows = rows.min(column.left()?);
        }
        if !self.people.is_open() {
            self.runs = (self.people.runs()?, 0);
        }
        let row = self.people.row();
        let (all, first) = &mut self.runs;
        while all.get(*first)?.end <= row {
            *first += 1;
        }
        for run in &all[*first..] {
            let end = (run.end - row).min(rows);
            runs.push(Run { id: run.id, end });
            if end == rows {
                break;
            }
        }
        self.at_hand = rows;
        Some(())
    }

    /// The texts of a column's dictionary.
    pub(crate) fn texts(&self, column: usize) -> impl Iterator<Item = &str> {
        self.columns[column].texts()
    }

    /// The rows at hand whose text has a number: those of a column's dictionary are given in its order.
    pub(crate) fn wanted(&mut self, column: usize, symbols: &[u32], chosen: &mut Vec<u32>) -> Option<()> {
        self.columns[column].wanted(self.at_hand, symbols, chosen)
    }

    /// Adds a column's values in some of the rows at hand.
    pub(crate) fn copy(&mut self, column: usize, chosen: &[u32], symbols: &[u32], into: &mut Column) -> Option<()> {
        self.columns[column].copy(chosen, symbols, into)
    }
}
