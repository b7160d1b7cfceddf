//! A reference table as columns, ready to be queried.

use jiff::civil::Date;

/// One reference table: columns of equal length, in a fixed order of rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The name used in queries.
    pub name: String,
    /// The columns, in their documented order.
    pub columns: Vec<Column>,
}

/// One column of a [`Table`].
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The name used in queries.
    pub name: String,
    /// What it holds, with its unit and source.
    pub about: String,
    /// The values, `None` where unknown.
    pub values: Values,
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Text and codes.
    Text(Vec<Option<String>>),
    /// Ranks, deciles, quintiles, counts and populations.
    Integer(Vec<Option<i64>>),
    /// Scores, rates and coordinates.
    Real(Vec<Option<f64>>),
    /// Days.
    Date(Vec<Option<Date>>),
}

impl Values {
    /// How many rows the column has.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Integer(values) => values.len(),
            Self::Real(values) => values.len(),
            Self::Date(values) => values.len(),
        }
    }

    /// Whether the column has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Table {
    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// The column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// Builds a [`Table`] column by column from typed rows.
pub(crate) struct TableBuilder<'a, Row> {
    rows: &'a [Row],
    table: Table,
}

impl<'a, Row> TableBuilder<'a, Row> {
    pub(crate) fn new(name: &str, rows: &'a [Row]) -> Self {
        Self { rows, table: Table { name: name.to_owned(), columns: Vec::new() } }
    }

    fn column(mut self, name: &str, about: &str, values: Values) -> Self {
        self.table.columns.push(Column { name: name.to_owned(), about: about.to_owned(), values });
        self
    }

    pub(crate) fn text(self, name: &str, about: &str, value: impl Fn(&'a Row) -> &'a str) -> Self {
        let values = self.rows.iter().map(|row| Some(value(row).to_owned())).collect();
        self.column(name, about, Values::Text(values))
    }

    pub(crate) fn text_or_null(self, name: &str, about: &str, value: impl Fn(&'a Row) -> Option<&'a str>) -> Self {
        let values = self.rows.iter().map(|row| value(row).map(str::to_owned)).collect();
        self.column(name, about, Values::Text(values))
    }

    pub(crate) fn integer(self, name: &str, about: &str, value: impl Fn(&'a Row) -> i64) -> Self {
        let values = self.rows.iter().map(|row| Some(value(row))).collect();
        self.column(name, about, Values::Integer(values))
    }

    pub(crate) fn integer_or_null(self, name: &str, about: &str, value: impl Fn(&'a Row) -> Option<i64>) -> Self {
        let values = self.rows.iter().map(value).collect();
        self.column(name, about, Values::Integer(values))
    }

    pub(crate) fn real_or_null(self, name: &str, about: &str, value: impl Fn(&'a Row) -> Option<f64>) -> Self {
        let values = self.rows.iter().map(value).collect();
        self.column(name, about, Values::Real(values))
    }

    pub(crate) fn date_or_null(self, name: &str, about: &str, value: impl Fn(&'a Row) -> Option<Date>) -> Self {
        let values = self.rows.iter().map(value).collect();
        self.column(name, about, Values::Date(values))
    }

    pub(crate) fn build(self) -> Table {
        self.table
    }
}
