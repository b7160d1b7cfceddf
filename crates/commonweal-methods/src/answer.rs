//! What a method gives back.

use crate::table::Table;

/// The tables a method made and what its reader should be warned of.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// Named tables; the first is the one printed unless another is asked for.
    pub tables: Vec<(&'static str, Table)>,
    /// Sentences about situations that change how the numbers may be read, for example `area A has fewer than 10 events`.
    pub warnings: Vec<String>,
}

impl Answer {
    /// An answer of one table without warnings.
    #[must_use]
    pub fn of(table: Table) -> Self {
        Self { tables: vec![("values", table)], warnings: vec![] }
    }

    /// The same answer with another named table behind those it has.
    #[must_use]
    pub fn and(mut self, name: &'static str, table: Table) -> Self {
        self.tables.push((name, table));
        self
    }

    /// The same answer with one more warning.
    #[must_use]
    pub fn warning(mut self, sentence: impl Into<String>) -> Self {
        self.warnings.push(sentence.into());
        self
    }

    /// The table of that name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|(known, _)| *known == name).map(|(_, table)| table)
    }

    /// The first table.
    ///
    /// # Panics
    /// If a method gave no table at all, which is a mistake in the method.
    #[must_use]
    pub fn main(&self) -> &Table {
        &self.tables.first().expect("every method gives at least one table").1
    }
}
