//! One column of a row group, page after page.

use super::cell::{Cell, Claim, Day, Long, Real, Short, Text};
use super::known::Known;
use super::page::{Bytes, Page};
use crate::chunks::Chunks;
use crate::dictionary::{is_all_in_dictionary, texts};
use crate::rows::Run;
use commonweal_cohort::evaluate::{Column, ColumnKind};
use datafusion::parquet::basic::{Encoding, Type};
use datafusion::parquet::column::page::{Page as RawPage, PageReader};
use datafusion::parquet::file::metadata::ColumnChunkMetaData;
use datafusion::parquet::file::serialized_reader::SerializedPageReader;
use std::sync::Arc;

/// A column, and the page that its next rows are in. Methods give none where the file is damaged.
pub(super) struct PagedColumn {
    pages: SerializedPageReader<Chunks>,
    may_be_null: bool,
    /// Whether whole numbers are of 32 bits.
    is_short: bool,
    /// The entries of the dictionary, but for texts.
    dictionary: Column,
    texts: Bytes,
    /// Which texts are wanted, once that was asked.
    known: Known,
    /// The page at hand, once it has been opened.
    page: Option<Page>,
    /// Rows of the page at hand.
    rows: usize,
    /// How many of them came before the rows at hand.
    row: usize,
}

/// Whether a column's pages are of the kinds that can be read here.
pub(super) fn can_read(column: &ColumnChunkMetaData, kind: ColumnKind) -> bool {
    let known = column.column_descr();
    let of_type = match (kind, known.physical_type()) {
        (ColumnKind::Text, Type::BYTE_ARRAY) => is_all_in_dictionary(column),
        (ColumnKind::Bool, Type::BOOLEAN)
        | (ColumnKind::Int, Type::INT32 | Type::INT64)
        | (ColumnKind::Date, Type::INT32)
        | (ColumnKind::Float, Type::DOUBLE) => true,
        _ => false,
    };
    let can = |encoding: Encoding| match encoding {
        Encoding::PLAIN | Encoding::RLE | Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => true,
        Encoding::DELTA_BINARY_PACKED => matches!(kind, ColumnKind::Int | ColumnKind::Date),
        _ => false,
    };
    of_type && known.max_rep_level() == 0 && known.max_def_level() <= 1 && column.encodings().all(can)
}

impl PagedColumn {
    /// Begins a column that can be read here.
    pub(super) fn open(chunk: Chunks, column: &ColumnChunkMetaData, rows: usize, kind: ColumnKind) -> Option<Self> {
        let known = column.column_descr();
        let pages = SerializedPageReader::new(Arc::new(chunk), column, rows, None).ok()?;
        let mut opened = Self {
            may_be_null: known.max_def_level() == 1,
            is_short: known.physical_type() == Type::INT32,
            dictionary: Column::empty(kind),
            texts: Bytes::new(),
            known: Known::default(),
            page: None,
            rows: 0,
            row: 0,
            pages,
        };
        if opened.pages.peek_next_page().ok()?.is_some_and(|page| page.is_dict) {
            let RawPage::DictionaryPage { buf, num_values, .. } = opened.pages.get_next_page().ok()?? else {
                return None;
            };
            opened.read_dictionary(buf, num_values as usize)?;
        }
        Some(opened)
    }

    fn read_dictionary(&mut self, bytes: Bytes, count: usize) -> Option<()> {
        match &mut self.dictionary {
            Column::Bool(_) => {}
            Column::Int(values) if self.is_short => *values = entries::<Short>(&bytes, count)?,
            Column::Int(values) => *values = entries::<Long>(&bytes, count)?,
            Column::Float(values) => *values = entries::<Real>(&bytes, count)?,
            Column::Date(values) => *values = entries::<Day>(&bytes, count)?,
            Column::Text(_) => {
                if texts(&bytes).map(|text| std::str::from_utf8(text).ok()).collect::<Option<Vec<_>>>()?.len() != count
                {
                    return None;
                }
                self.texts = bytes;
            }
        }
        Some(())
    }

    /// The texts of the dictionary, in its order.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        texts(&self.texts).map(|text| std::str::from_utf8(text).unwrap_or_default())
    }

    /// How many rows are left in the page that the next row is in; none where there is no further page.
    pub(super) fn left(&mut self) -> Option<usize> {
        while self.row == self.rows {
            if self.rows > 0 && self.page.is_none() {
                // No row of it was asked for.
                self.pages.skip_next_page().ok()?;
            }
            (self.page, self.row) = (None, 0);
            let next = self.pages.peek_next_page().ok()??;
            self.rows = next.num_levels.filter(|_| !next.is_dict)?;
            if self.rows == 0 {
                self.pages.skip_next_page().ok()?;
            }
        }
        Some(self.rows - self.row)
    }

    /// Goes past rows of the page at hand.
    pub(super) fn pass(&mut self, rows: usize) {
        self.row += rows;
    }

    fn open_page(&mut self) -> Option<()> {
        if self.page.is_none() {
            let page = self.pages.get_next_page().ok()??;
            let is_bool = matches!(self.dictionary, Column::Bool(_));
            self.page = Some(Page::open(page, self.rows, self.may_be_null, is_bool)?);
        }
        Some(())
    }

    /// Whose the rows of the page at hand are.
    pub(super) fn runs(&mut self) -> Option<Vec<Run>> {
        self.open_page()?;
        let Column::Int(dictionary) = &self.dictionary else { return None };
        self.page.as_mut()?.runs(self.rows, dictionary)
    }

    /// Whether the page at hand has been opened.
    pub(super) fn is_open(&self) -> bool {
        self.page.is_some()
    }

    /// How many rows of the page at hand came before the next.
    pub(super) fn row(&self) -> usize {
        self.row
    }

    /// The next rows whose text has a number.
    pub(super) fn wanted(&mut self, rows: usize, symbols: &[u32], chosen: &mut Vec<u32>) -> Option<()> {
        let range = self.row..self.row.checked_add(rows)?;
        self.open_page()?;
        // Texts may be given other numbers, but which of them have one is a matter of the definitions.
        if !self.known.is_of(symbols.len()) {
            self.known = Known::of(symbols);
        }
        self.page.as_mut()?.wanted(range, &mut self.known, chosen)
    }

    /// Adds the values of some of the next rows; those of texts are their numbers.
    pub(super) fn copy(&mut self, chosen: &[u32], symbols: &[u32], into: &mut Column) -> Option<()> {
        self.open_page()?;
        let (row, page) = (self.row, self.page.as_mut()?);
        match (into, &self.dictionary) {
            (Column::Bool(values), _) => page.copy::<Claim>(chosen, row, &[0, 1], values),
            (Column::Int(values), Column::Int(dictionary)) if self.is_short => {
                page.copy::<Short>(chosen, row, dictionary, values)
            }
            (Column::Int(values), Column::Int(dictionary)) => page.copy::<Long>(chosen, row, dictionary, values),
            (Column::Float(values), Column::Float(dictionary)) => page.copy::<Real>(chosen, row, dictionary, values),
            (Column::Date(values), Column::Date(dictionary)) => page.copy::<Day>(chosen, row, dictionary, values),
            (Column::Text(values), Column::Text(_)) => page.copy::<Text>(chosen, row, symbols, values),
            _ => None,
        }
    }
}

fn entries<C: Cell>(bytes: &[u8], count: usize) -> Option<Vec<C::Value>> {
    // As many as claimed may be more than memory holds; as many as there are bytes for are not.
    (0..count).map(|place| C::plain(bytes, place)).collect()
}
