//! A question to a method: a table, which of its columns play which role, and the options.

mod columns;
mod moment;
mod options;

use std::collections::BTreeMap;

use crate::error::MethodError;
use crate::groups::Groups;
use crate::method::Method;
use crate::table::Table;
pub(crate) use moment::{date, day, moment};

/// A question to a method. Made by [`Request::new`] and the builder functions after it; roles and options that are
/// not named take their usual column and their default.
///
/// # Example
/// ```
/// use commonweal_methods::{Request, Table, find};
/// let table = Table::new().with("smokers", vec![30.0]).with("population", vec![120.0]);
/// let request = Request::new(find("proportion")?, &table).column("events", "smokers").option("per", "100");
/// assert_eq!(request.run()?.main().column("value").map(|value| value.shown(0)).as_deref(), Some("25"));
/// # Ok::<(), commonweal_methods::MethodError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Request<'a> {
    method: &'static Method,
    table: &'a Table,
    columns: BTreeMap<String, String>,
    options: BTreeMap<String, String>,
    by: Vec<String>,
}

impl<'a> Request<'a> {
    /// A request with the usual column names and every option at its default.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, find};
    /// let method = find("proportion")?;
    /// let table = method.example_table()?;
    /// assert_eq!(Request::new(method, &table).number("per")?, Some(1.0));
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    #[must_use]
    pub fn new(method: &'static Method, table: &'a Table) -> Self {
        Self { method, table, columns: BTreeMap::new(), options: BTreeMap::new(), by: vec![] }
    }

    /// Names the column that plays a role.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, find};
    /// let table = Table::new().with("smokers", vec![30.0]);
    /// let request = Request::new(find("proportion")?, &table).column("events", "smokers");
    /// assert_eq!(request.numbers("events")?, [30.0]);
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    #[must_use]
    pub fn column(mut self, role: &str, column: impl Into<String>) -> Self {
        self.columns.insert(role.to_owned(), column.into());
        self
    }

    /// Leaves a role unplayed, whatever the table's columns are called.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, find};
    /// let table = Table::new().with("events", vec![1.0]).with("population", vec![2.0]);
    /// let request = Request::new(find("proportion")?, &table).without("events");
    /// assert!(request.run().is_err());
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    #[must_use]
    pub fn without(mut self, role: &str) -> Self {
        self.columns.insert(role.to_owned(), String::new());
        self
    }

    /// Sets an option, as typed.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, find};
    /// let table = Table::new();
    /// assert_eq!(Request::new(find("proportion")?, &table).option("per", "100").number("per")?, Some(100.0));
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    #[must_use]
    pub fn option(mut self, name: &str, value: impl Into<String>) -> Self {
        self.options.insert(name.to_owned(), value.into());
        self
    }

    /// Splits the table by these columns.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, find};
    /// let method = find("proportion")?;
    /// let table = method.example_table()?; // areas A and B
    /// assert_eq!(Request::new(method, &table).by(["area"]).run()?.main().rows(), 2);
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    #[must_use]
    pub fn by(mut self, columns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.by.extend(columns.into_iter().map(Into::into));
        self
    }

    /// Runs the method.
    ///
    /// # Errors
    /// Unknown roles, options and columns; values of the wrong kind; whatever the method refuses.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{MethodError, Request, find};
    /// let method = find("proportion")?;
    /// let table = method.example_table()?;
    /// assert_eq!(Request::new(method, &table).run()?.main().rows(), 2); // a row for each of the table
    /// let slip = Request::new(method, &table).option("pre", "100").run();
    /// assert!(matches!(slip, Err(MethodError::NoSuchOption { .. })));
    /// # Ok::<(), MethodError>(())
    /// ```
    pub fn run(&self) -> Result<crate::answer::Answer, MethodError> {
        for name in self.columns.keys() {
            if !self.method.columns.iter().any(|role| role.name == name) {
                return Err(self.unknown(name));
            }
        }
        for name in self.options.keys() {
            self.choice(name)?;
        }
        for column in &self.by {
            self.named("by", column)?;
        }
        (self.method.run)(self)
    }

    /// The method asked.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, find};
    /// let table = Table::new();
    /// assert_eq!(Request::new(find("proportion")?, &table).method().id, "proportion");
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    #[must_use]
    pub fn method(&self) -> &'static Method {
        self.method
    }

    /// The table asked about.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, find};
    /// let table = Table::new().with("events", vec![30.0]);
    /// assert_eq!(Request::new(find("proportion")?, &table).table(), &table);
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    #[must_use]
    pub fn table(&self) -> &'a Table {
        self.table
    }

    /// The columns the table is split by.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, find};
    /// let table = Table::new();
    /// assert_eq!(Request::new(find("proportion")?, &table).by(["area", "sex"]).by_columns(), ["area", "sex"]);
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    #[must_use]
    pub fn by_columns(&self) -> &[String] {
        &self.by
    }

    /// The groups asked for with [`Request::by`].
    ///
    /// # Errors
    /// `NoSuchColumn`.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, find};
    /// let table = Table::new().with("area", vec!["B", "A", "B"]);
    /// let groups = Request::new(find("proportion")?, &table).by(["area"]).groups()?;
    /// assert_eq!((groups.len(), groups.name(0).as_str()), (2, "area = A"));
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    pub fn groups(&self) -> Result<Groups, MethodError> {
        let mut keys = Table::new();
        for column in &self.by {
            keys.push(column.clone(), self.named("by", column)?.clone());
        }
        Ok(Groups::of(&keys, self.table.rows()))
    }
}
