//! Values on their way into and out of a row: text and whole numbers only, so that one SQL text serves both engines.

use std::collections::BTreeSet;
use std::str::FromStr;

use commonweal_operations::time_text::{day_text, instant_text, parse_day, parse_instant};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Row as _;
use sqlx::any::{Any, AnyArguments, AnyRow};

use crate::StoreError;

/// A value for a placeholder. The two kinds of nothing differ because PostgreSQL wants to know of which type it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Text(Option<String>),
    Int(Option<i64>),
}

impl Cell {
    /// The value as text; nothing is empty.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone().unwrap_or_default(),
            Self::Int(number) => number.map(|it| it.to_string()).unwrap_or_default(),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::Text(Some(text.clone()))
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<&Option<String>> for Cell {
    fn from(text: &Option<String>) -> Self {
        Self::Text(text.clone())
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}

impl From<bool> for Cell {
    fn from(truth: bool) -> Self {
        Self::Int(Some(i64::from(truth)))
    }
}

impl From<Timestamp> for Cell {
    fn from(at: Timestamp) -> Self {
        Self::Text(Some(instant_text(at)))
    }
}

impl From<Option<Timestamp>> for Cell {
    fn from(at: Option<Timestamp>) -> Self {
        Self::Text(at.map(instant_text))
    }
}

impl From<Date> for Cell {
    fn from(day: Date) -> Self {
        Self::Text(Some(day_text(day)))
    }
}

impl From<Option<Date>> for Cell {
    fn from(day: Option<Date>) -> Self {
        Self::Text(day.map(day_text))
    }
}

/// A number of the program as a number of the database; beyond what it holds, the largest it holds.
pub(crate) fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A set of words as a JSON list, in order.
pub(crate) fn list<T: ToString>(items: impl IntoIterator<Item = T>) -> Cell {
    let texts: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    Cell::Text(Some(serde_json::Value::from(texts).to_string()))
}

pub(crate) type AnyQuery = sqlx::query::Query<'static, Any, AnyArguments>;

/// A query with its values.
pub(crate) fn query(sql: sqlx::SqlStr, cells: Vec<Cell>) -> AnyQuery {
    cells.into_iter().fold(sqlx::query(sql), |query, cell| match cell {
        Cell::Text(text) => query.bind(text),
        Cell::Int(number) => query.bind(number),
    })
}

/// A row that is read column by column. `prefix` stands before each name where several tables were joined.
pub(crate) struct Row<'r> {
    row: &'r AnyRow,
    table: &'static str,
    prefix: &'static str,
}

impl<'r> Row<'r> {
    pub(crate) fn new(row: &'r AnyRow, table: &'static str) -> Self {
        Self { row, table, prefix: "" }
    }

    pub(crate) fn joined(row: &'r AnyRow, table: &'static str, prefix: &'static str) -> Self {
        Self { row, table, prefix }
    }

    fn wrong(&self, column: &str, why: impl Into<String>) -> StoreError {
        StoreError::Unreadable { table: self.table, column: column.to_owned(), why: why.into() }
    }

    pub(crate) fn opt_text(&self, column: &str) -> Result<Option<String>, StoreError> {
        let name = format!("{}{column}", self.prefix);
        self.row.try_get::<Option<String>, _>(name.as_str()).map_err(|_| self.wrong(column, "no text"))
    }

    pub(crate) fn text(&self, column: &str) -> Result<String, StoreError> {
        self.opt_text(column)?.ok_or_else(|| self.wrong(column, "nothing"))
    }

    pub(crate) fn opt_int(&self, column: &str) -> Result<Option<i64>, StoreError> {
        let name = format!("{}{column}", self.prefix);
        self.row.try_get::<Option<i64>, _>(name.as_str()).map_err(|_| self.wrong(column, "no number"))
    }

    pub(crate) fn int(&self, column: &str) -> Result<i64, StoreError> {
        self.opt_int(column)?.ok_or_else(|| self.wrong(column, "nothing"))
    }

    pub(crate) fn count(&self, column: &str) -> Result<u64, StoreError> {
        u64::try_from(self.int(column)?).map_err(|_| self.wrong(column, "below zero"))
    }

    pub(crate) fn truth(&self, column: &str) -> Result<bool, StoreError> {
        Ok(self.int(column)? != 0)
    }

    pub(crate) fn instant(&self, column: &str) -> Result<Timestamp, StoreError> {
        parse_instant(&self.text(column)?).map_err(|_| self.wrong(column, "not an instant"))
    }

    pub(crate) fn opt_instant(&self, column: &str) -> Result<Option<Timestamp>, StoreError> {
        let text = self.opt_text(column)?;
        text.map(|text| parse_instant(&text).map_err(|_| self.wrong(column, "not an instant"))).transpose()
    }

    pub(crate) fn day(&self, column: &str) -> Result<Date, StoreError> {
        parse_day(&self.text(column)?).map_err(|_| self.wrong(column, "not a day"))
    }

    pub(crate) fn opt_day(&self, column: &str) -> Result<Option<Date>, StoreError> {
        let text = self.opt_text(column)?;
        text.map(|text| parse_day(&text).map_err(|_| self.wrong(column, "not a day"))).transpose()
    }

    /// A value that is written as one word or a short text.
    pub(crate) fn word<T: FromStr>(&self, column: &str) -> Result<T, StoreError> {
        self.text(column)?.parse().map_err(|_| self.wrong(column, "not a word this program knows"))
    }

    pub(crate) fn opt_word<T: FromStr>(&self, column: &str) -> Result<Option<T>, StoreError> {
        let text = self.opt_text(column)?;
        text.map(|text| text.parse().map_err(|_| self.wrong(column, "not a word this program knows"))).transpose()
    }

    /// A JSON list of texts.
    pub(crate) fn texts(&self, column: &str) -> Result<Vec<String>, StoreError> {
        serde_json::from_str(&self.text(column)?).map_err(|_| self.wrong(column, "not a list"))
    }

    /// A JSON list of words, as a set.
    pub(crate) fn word_set<T: FromStr + Ord>(&self, column: &str) -> Result<BTreeSet<T>, StoreError> {
        let parsed = self.texts(column)?.into_iter().map(|text| text.parse()).collect::<Result<_, _>>();
        parsed.map_err(|_| self.wrong(column, "a list with a word this program does not know"))
    }
}

/// Two constant texts as one statement.
pub(crate) fn joined(first: &'static str, rest: &'static str) -> sqlx::SqlStr {
    sqlx::SqlSafeStr::into_sql_str(sqlx::AssertSqlSafe(format!("{first}{rest}")))
}
