//! How are tables written, as CSV and as Parquet?

use super::{ColumnKind, Feed, FeedColumn, Feeds};
use crate::error::AppError;
use crate::results_table::csv_lines;
use commonweal_engine::{Value, parquet_bytes};
use commonweal_reference::{Column, Table, Values};

/// Rows of the facts that are in memory at once while a file is written.
const ROWS_AT_ONCE: usize = 4_096;
/// Rows of a row group of Parquet.
const ROWS_OF_A_GROUP: usize = 16_384;

/// Rows of a table as CSV, its header first.
pub fn rows_as_csv(feed: Feed, rows: &[Vec<Value>]) -> String {
    Feeds::csv_header(feed) + &csv_lines(rows)
}

impl Feeds {
    /// The first line of a table as CSV.
    pub fn csv_header(feed: Feed) -> String {
        let names = feed.columns().iter().map(|column| Value::Text(column.name.to_owned())).collect();
        csv_lines(&[names])
    }

    /// A table as pieces of CSV, the header first: UTF-8, RFC 4180, lines that end in CR LF, nothing where nothing is
    /// known. Only a piece is in memory at a time.
    pub fn csv_pieces(&self, feed: Feed) -> impl Iterator<Item = String> {
        (0..).map_while(move |number| self.csv_piece(feed, number))
    }

    /// A piece of the CSV of a table by its number, the header being number 0; none past the end.
    pub fn csv_piece(&self, feed: Feed, number: usize) -> Option<String> {
        let Some(start) = number.checked_sub(1).map(|before| before * ROWS_AT_ONCE) else {
            return Some(Self::csv_header(feed));
        };
        let rows = self.rows(feed, start..start + ROWS_AT_ONCE);
        (!rows.is_empty()).then(|| csv_lines(&rows))
    }

    /// A table as a Parquet file, made a row group at a time.
    ///
    /// # Errors
    /// `Engine` if the file cannot be made.
    pub fn parquet(&self, feed: Feed) -> Result<Vec<u8>, AppError> {
        let facts = self.site.facts();
        let part = |start: usize| table(feed, &self.rows(feed, start..start + ROWS_OF_A_GROUP));
        let rest = (ROWS_OF_A_GROUP..self.rows_of(feed)).step_by(ROWS_OF_A_GROUP).map(part);
        let notes = [
            ("table", feed.name()),
            ("about", feed.about()),
            ("release_id", facts.release_id.as_str()),
            ("class", facts.class.as_str()),
            ("rules_version", facts.rules_version.as_str()),
            ("licence", super::export::LICENCE),
        ];
        Ok(parquet_bytes(&part(0), rest, &notes)?)
    }
}

fn table(feed: Feed, rows: &[Vec<Value>]) -> Table {
    let column = |(at, column): (usize, &FeedColumn)| {
        let cells = rows.iter().map(|row| &row[at]);
        let values = match column.kind {
            ColumnKind::Text => {
                Values::Text(cells.map(|v| if let Value::Text(t) = v { Some(t.clone()) } else { None }).collect())
            }
            ColumnKind::Whole => {
                Values::Integer(cells.map(|v| if let Value::Integer(n) = v { Some(*n) } else { None }).collect())
            }
            ColumnKind::Number => {
                Values::Real(cells.map(|v| if let Value::Real(x) = v { Some(*x) } else { None }).collect())
            }
            ColumnKind::Day => {
                Values::Date(cells.map(|v| if let Value::Date(d) = v { Some(*d) } else { None }).collect())
            }
        };
        Column { name: column.name.to_owned(), about: column.about.to_owned(), values }
    };
    Table { name: feed.name().to_owned(), columns: feed.columns().iter().enumerate().map(column).collect() }
}
