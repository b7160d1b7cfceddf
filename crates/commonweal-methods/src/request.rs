//! A question to a method: a table, which of its columns play which role, and the options.

use std::collections::BTreeMap;

use commonweal_stats::Confidence;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::catalogue::distance;
use crate::error::MethodError;
use crate::groups::Groups;
use crate::method::{Kind, Method, Role};
use crate::table::{Table, Values};

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

    /// An option as text: as given, else its default; `None` where both are empty.
    ///
    /// # Errors
    /// `NoSuchOption`; `BadOption` for a word that is none of the choices.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, find};
    /// let table = Table::new();
    /// let request = Request::new(find("proportion")?, &table).option("per", "100");
    /// assert_eq!((request.text("per")?, request.text("confidence")?), (Some("100"), Some("0.95")));
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    pub fn text(&self, name: &str) -> Result<Option<&str>, MethodError> {
        let choice = self.choice(name)?;
        let value = self.options.get(name).map_or(choice.default, String::as_str);
        if let Kind::Word(words) = choice.kind
            && !value.is_empty()
            && !words.contains(&value)
        {
            return Err(self.bad(name, &format!("choose {}", words.join(", "))));
        }
        Ok(Some(value).filter(|value| !value.is_empty()))
    }

    /// An option as a number, where it has one.
    ///
    /// # Errors
    /// `NoSuchOption`, `BadOption`.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{MethodError, Request, Table, find};
    /// let table = Table::new();
    /// let with = |per| find("proportion").and_then(|method| Request::new(method, &table).option("per", per).number("per"));
    /// assert_eq!(with("1e5")?, Some(100_000.0));
    /// assert!(matches!(with("many"), Err(MethodError::BadOption { .. })));
    /// # Ok::<(), MethodError>(())
    /// ```
    pub fn number(&self, name: &str) -> Result<Option<f64>, MethodError> {
        let parse = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
        match self.text(name)? {
            None => Ok(None),
            Some(text) => parse(text).map(Some).ok_or_else(|| self.bad(name, "give a number")),
        }
    }

    /// An option as a whole number, where it has one.
    ///
    /// # Errors
    /// `NoSuchOption`, `BadOption`.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, find};
    /// let table = Table::new();
    /// let request = Request::new(find("proportion")?, &table).option("per", "100");
    /// assert_eq!(request.count("per")?, Some(100));
    /// assert!(request.option("per", "0.5").count("per").is_err());
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    pub fn count(&self, name: &str) -> Result<Option<u64>, MethodError> {
        match self.text(name)? {
            None => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|_| self.bad(name, "give a whole number of zero or more")),
        }
    }

    /// Whether an option is switched on.
    ///
    /// # Errors
    /// `NoSuchOption`, `BadOption`.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, find};
    /// let table = Table::new();
    /// let request = Request::new(find("life-expectancy")?, &table);
    /// assert!(!request.is_on("life-table")?);
    /// assert!(request.option("life-table", "true").is_on("life-table")?);
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    pub fn is_on(&self, name: &str) -> Result<bool, MethodError> {
        match self.text(name)? {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(self.bad(name, "give true or false")),
        }
    }

    /// Confidence levels of the option `confidence`, fractions or percentages.
    ///
    /// # Errors
    /// `NoSuchOption`, `BadOption`.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, find};
    /// use commonweal_stats::Confidence;
    /// let table = Table::new();
    /// let request = Request::new(find("proportion")?, &table).option("confidence", "0.95,99.8");
    /// assert_eq!(request.levels()?, [Confidence::P95, Confidence::P998]);
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    pub fn levels(&self) -> Result<Vec<Confidence>, MethodError> {
        let mut levels = vec![];
        for part in self.text("confidence")?.unwrap_or_default().split(',').filter(|part| !part.trim().is_empty()) {
            let number: f64 = part.trim().parse().map_err(|_| self.bad("confidence", "give 0.95 or 95"))?;
            let fraction = if number >= 90.0 { number / 100.0 } else { number };
            levels
                .push(Confidence::from_fraction(fraction).map_err(|error| self.bad("confidence", &error.to_string()))?);
        }
        Ok(levels)
    }

    fn choice(&self, name: &str) -> Result<&'static crate::method::Choice, MethodError> {
        self.method.options.iter().find(|choice| choice.name == name).ok_or_else(|| self.unknown(name))
    }

    fn unknown(&self, name: &str) -> MethodError {
        let known = self.method.columns.iter().map(|role| role.name).chain(self.method.options.iter().map(|c| c.name));
        let mut known: Vec<&str> = known.collect();
        known.sort_by_key(|known| distance(known, name));
        let options = known.iter().map(|name| format!("--{name}")).collect::<Vec<_>>().join(", ");
        MethodError::NoSuchOption { option: name.to_owned(), options }
    }

    /// A refusal of an option's value, for rules that only the method knows.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Request, Table, find};
    /// let table = Table::new();
    /// let refusal = Request::new(find("proportion")?, &table).option("per", "-1").bad("per", "give a number above zero");
    /// assert_eq!(refusal.to_string(), "--per cannot be `-1`; give a number above zero");
    /// # Ok::<(), commonweal_methods::MethodError>(())
    /// ```
    #[must_use]
    pub fn bad(&self, option: &str, hint: &str) -> MethodError {
        let default =
            self.method.options.iter().find(|choice| choice.name == option).map_or("", |choice| choice.default);
        let value = self.options.get(option).map_or(default, String::as_str);
        MethodError::BadOption { option: option.to_owned(), value: value.to_owned(), hint: hint.to_owned() }
    }

    fn named(&self, role: &str, column: &str) -> Result<&'a Values, MethodError> {
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

    fn role(&self, name: &str) -> Option<&'static Role> {
        self.method.columns.iter().find(|role| role.name == name)
    }
}

/// Days from 1970-01-01 to a date written YYYY-MM-DD (a time after it is ignored).
pub(crate) fn day(text: &str) -> Option<i64> {
    let date: Date = text.get(..10)?.parse().ok()?;
    Some(i64::from((date - Date::constant(1970, 1, 1)).get_days()))
}

/// Microseconds from 1970-01-01 to a date or a date with a time: `2024-04-01`, `2024-04-01 06:30`, `2024-04-01T06:30:00Z`.
/// A time without an offset is taken as UTC.
pub(crate) fn moment(text: &str) -> Option<f64> {
    let instant = match text.parse::<Timestamp>() {
        Ok(instant) => instant,
        Err(_) => text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp(),
    };
    Some(instant.as_microsecond() as f64)
}

/// The date of a day since 1970-01-01, YYYY-MM-DD.
pub(crate) fn date(day: i64) -> Option<String> {
    let span = jiff::Span::new().try_days(day).ok()?;
    Some(Date::constant(1970, 1, 1).checked_add(span).ok()?.to_string())
}
