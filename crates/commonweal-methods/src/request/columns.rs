//! A request's columns, read as the kind a method needs.

use super::Request;
use super::moment::day;
use crate::error::MethodError;
use crate::method::Role;
use crate::table::Values;

impl<'a> Request<'a> {
    /// Name of the column that plays a role: as given, else the usual one where the table has it.
    ///
    /// # Errors
    /// `NoSuchColumn` for a name given that the table does not have.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, find};
    /// let table = Table::new().with("smokers", vec![30.0]).with("population", vec![100.0]);
    /// let request = Request::new(find("proportion")?, &table).column("events", "smokers");
    /// assert_eq!(request.column_name("events")?, Some("smokers"));
    /// assert_eq!(request.column_name("population")?, Some("population"));
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    pub fn column_name(&self, role: &str) -> Result<Option<&str>, MethodError> {
        match self.columns.get(role) {
            Some(column) if column.is_empty() => Ok(None),
            Some(column) => self.named(role, column).map(|_| Some(column.as_str())),
            None => {
                Ok(self.table.columns().iter().find(|column| column.name == role).map(|column| column.name.as_str()))
            }
        }
    }

    /// Values of the column that plays a role, where there is one.
    ///
    /// # Errors
    /// `NoSuchColumn`.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, Values, find};
    /// let table = Table::new().with("events", vec![30.0]);
    /// let request = Request::new(find("proportion")?, &table);
    /// assert_eq!(request.values("events")?, Some(&Values::Number(vec![30.0])));
    /// assert_eq!(request.values("population")?, None);
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    pub fn values(&self, role: &str) -> Result<Option<&'a Values>, MethodError> {
        Ok(self.column_name(role)?.and_then(|name| self.table.column(name)))
    }

    /// Numbers of a column the method needs; missing ones are `NaN`.
    ///
    /// # Errors
    /// `ColumnMissing`, `NoSuchColumn`, `WrongKind`.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{MethodError, Request, Table, find};
    /// let table = Table::new().with("events", vec![30.0]).with("population", vec!["many"]);
    /// let request = Request::new(find("proportion")?, &table);
    /// assert_eq!(request.numbers("events")?, [30.0]);
    /// assert!(matches!(request.numbers("population"), Err(MethodError::WrongKind { .. })));
    /// # Ok::<(), MethodError>(())
    /// ```
    pub fn numbers(&self, role: &str) -> Result<&'a [f64], MethodError> {
        self.numbers_if(role)?.ok_or_else(|| self.missing(role))
    }

    /// Numbers of a column the method can use, where the table has it.
    ///
    /// # Errors
    /// `NoSuchColumn`, `WrongKind`.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, find};
    /// let table = Table::new().with("events", vec![30.0]);
    /// let request = Request::new(find("proportion")?, &table);
    /// assert_eq!(request.numbers_if("events")?, Some(&[30.0][..]));
    /// assert_eq!(request.numbers_if("population")?, None);
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    pub fn numbers_if(&self, role: &str) -> Result<Option<&'a [f64]>, MethodError> {
        match self.values(role)? {
            None => Ok(None),
            Some(Values::Number(values)) => Ok(Some(values)),
            Some(Values::Text(values)) => Err(self.wrong(
                role,
                "numbers",
                values.iter().position(|v| v.as_deref().is_some_and(|text| text.trim().parse::<f64>().is_err())),
            )),
            Some(Values::Flag(_)) => Err(self.wrong(role, "numbers", None)),
        }
    }

    /// Words of a column the method needs, numbers as they are shown; missing ones are `None`.
    ///
    /// # Errors
    /// `ColumnMissing`, `NoSuchColumn`.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, find};
    /// let table = Table::new().with("year", vec![Some(2024.0), None]);
    /// let words = Request::new(find("proportion")?, &table).words("year")?;
    /// assert_eq!(words, [Some("2024".to_owned()), None]);
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    pub fn words(&self, role: &str) -> Result<Vec<Option<String>>, MethodError> {
        self.words_if(role)?.ok_or_else(|| self.missing(role))
    }

    /// Words of a column the method can use, where the table has it.
    ///
    /// # Errors
    /// `NoSuchColumn`.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, find};
    /// let table = Table::new().with("area", vec!["A"]);
    /// let request = Request::new(find("proportion")?, &table);
    /// assert_eq!(request.words_if("area")?, Some(vec![Some("A".to_owned())]));
    /// assert_eq!(request.words_if("cause")?, None);
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    pub fn words_if(&self, role: &str) -> Result<Option<Vec<Option<String>>>, MethodError> {
        let shown = |values: &Values| {
            (0..values.len()).map(|row| Some(values.shown(row)).filter(|text| !text.is_empty())).collect()
        };
        Ok(self.values(role)?.map(shown))
    }

    /// True or false of a column the method can use; 1 and 0, `true`, `TRUE`, `yes` and their opposites are understood.
    ///
    /// # Errors
    /// `NoSuchColumn`, `WrongKind`.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, find};
    /// let table = Table::new().with("rebase", vec!["yes", "0", ""]);
    /// let flags = Request::new(find("proportion")?, &table).flags_if("rebase")?;
    /// assert_eq!(flags, Some(vec![Some(true), Some(false), None]));
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    pub fn flags_if(&self, role: &str) -> Result<Option<Vec<Option<bool>>>, MethodError> {
        let Some(values) = self.values(role)? else { return Ok(None) };
        if let Values::Flag(flags) = values {
            return Ok(Some(flags.clone()));
        }
        let mut flags = Vec::with_capacity(values.len());
        for row in 0..values.len() {
            flags.push(match values.shown(row).to_ascii_lowercase().as_str() {
                "" => None,
                "1" | "true" | "t" | "yes" => Some(true),
                "0" | "false" | "f" | "no" => Some(false),
                _ => return Err(self.wrong(role, "true or false", Some(row))),
            });
        }
        Ok(Some(flags))
    }

    /// Dates of a column the method needs, as days since 1970-01-01; missing ones are `None`.
    ///
    /// # Errors
    /// `ColumnMissing`, `NoSuchColumn`, `WrongKind`.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, find};
    /// let table = Table::new().with("referred", vec!["1970-01-02", "2024-04-01", ""]);
    /// let days = Request::new(find("proportion")?, &table).days("referred")?;
    /// assert_eq!(days, [Some(1), Some(19_814), None]);
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    pub fn days(&self, role: &str) -> Result<Vec<Option<i64>>, MethodError> {
        let values = self.values(role)?.ok_or_else(|| self.missing(role))?;
        let mut days = Vec::with_capacity(values.len());
        for row in 0..values.len() {
            let text = values.shown(row);
            days.push(match text.as_str() {
                "" => None,
                text => Some(day(text).ok_or_else(|| self.wrong(role, "dates (YYYY-MM-DD)", Some(row)))?),
            });
        }
        Ok(days)
    }

    pub(super) fn named(&self, role: &str, column: &str) -> Result<&'a Values, MethodError> {
        self.table.column(column).ok_or_else(|| MethodError::NoSuchColumn {
            role: role.to_owned(),
            column: column.to_owned(),
            columns: self.table.names(),
        })
    }

    /// The refusal for a column the method needs in this situation and was not given.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, find};
    /// let table = Table::new().with("area", vec!["A"]);
    /// let refusal = Request::new(find("proportion")?, &table).missing("events").to_string();
    /// assert!(refusal.ends_with("name it with --events COLUMN (the table has: area)"));
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    #[must_use]
    pub fn missing(&self, role: &str) -> MethodError {
        let help = self.role(role).map_or("", |role| role.help);
        MethodError::ColumnMissing { role: role.to_owned(), help: help.to_owned(), columns: self.table.names() }
    }

    /// The refusal of a column whose values are of the wrong kind, for kinds that only the method knows.
    pub(crate) fn wrong(&self, role: &str, wanted: &'static str, row: Option<usize>) -> MethodError {
        let column = self.columns.get(role).cloned().unwrap_or_else(|| role.to_owned());
        let row = row.map(|row| format!(" row {}", row + 1)).unwrap_or_default();
        MethodError::WrongKind { column, row, wanted, role: role.to_owned() }
    }

    pub(super) fn role(&self, name: &str) -> Option<&'static Role> {
        self.method.columns.iter().find(|role| role.name == name)
    }
}
