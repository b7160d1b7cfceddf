//! What a method gives back.

use crate::table::Table;

/// The tables a method made and what its reader should be warned of.
///
/// # Example
/// ```
/// use commonweal_methods::{Answer, Table};
/// let answer = Answer::of(Table::new().with("value", vec![0.4])).warning("area A has fewer than 10 events");
/// assert_eq!((answer.main().rows(), answer.warnings.len()), (1, 1));
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// Named tables; the first is the one printed unless another is asked for.
    pub tables: Vec<(&'static str, Table)>,
    /// Sentences about situations that change how the numbers may be read, for example `area A has fewer than 10 events`.
    pub warnings: Vec<String>,
}

impl Answer {
    /// An answer of one table without warnings.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Answer, Table};
    /// let answer = Answer::of(Table::new().with("value", vec![0.4]));
    /// assert_eq!(answer.tables[0].0, "values");
    /// ```
    #[must_use]
    pub fn of(table: Table) -> Self {
        Self { tables: vec![("values", table)], warnings: vec![] }
    }

    /// The same answer with another named table behind those it has.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Answer, Table};
    /// let points = Table::new().with("value", vec![4.0, 6.0]);
    /// let answer = Answer::of(points).and("segments", Table::new().with("mean", vec![5.0]));
    /// assert_eq!(answer.tables.len(), 2);
    /// ```
    #[must_use]
    pub fn and(mut self, name: &'static str, table: Table) -> Self {
        self.tables.push((name, table));
        self
    }

    /// The same answer with one more warning.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::Answer;
    /// assert_eq!(Answer::default().warning("one row has no date").warnings, ["one row has no date"]);
    /// ```
    #[must_use]
    pub fn warning(mut self, sentence: impl Into<String>) -> Self {
        self.warnings.push(sentence.into());
        self
    }

    /// The table of that name.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Answer, Table};
    /// let answer = Answer::default().and("segments", Table::new().with("mean", vec![5.0]));
    /// assert_eq!(answer.table("segments").map(Table::rows), Some(1));
    /// assert_eq!(answer.table("points"), None);
    /// ```
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|(known, _)| *known == name).map(|(_, table)| table)
    }

    /// The first table.
    ///
    /// # Panics
    /// If a method gave no table at all, which is a mistake in the method.
    ///
    /// # Example
    /// ```
    /// use commonweal_methods::{Answer, Table};
    /// let table = Table::new().with("value", vec![0.4]);
    /// assert_eq!(Answer::of(table.clone()).main(), &table);
    /// ```
    #[must_use]
    pub fn main(&self) -> &Table {
        &self.tables.first().expect("every method gives at least one table").1
    }
}
