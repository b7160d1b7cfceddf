//! A request's options, read as the kind a method needs.

use super::Request;
use crate::catalogue::distance;
use crate::error::MethodError;
use crate::method::Kind;
use commonweal_stats::Confidence;

impl Request<'_> {
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

    pub(super) fn choice(&self, name: &str) -> Result<&'static crate::method::Choice, MethodError> {
        self.method.options.iter().find(|choice| choice.name == name).ok_or_else(|| self.unknown(name))
    }

    pub(super) fn unknown(&self, name: &str) -> MethodError {
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
}
