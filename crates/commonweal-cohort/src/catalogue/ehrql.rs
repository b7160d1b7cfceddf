//! The tables of ehrQL's modules: their names, shapes, and the names and types of their columns.

use crate::query::Catalogue;

/// The tables of ehrQL's modules as [`Catalogue::read`] takes them: the interface that studies are written against.
pub const EHRQL_TABLES: &str = include_str!("ehrql_tables.json");

/// The tables of ehrQL's modules (`core`, `tpp`, `emis` and the others), which serialised studies name.
///
/// # Example
/// ```
/// use commonweal_cohort::catalogue::ehrql;
/// use commonweal_cohort::query::{TableRef, ValueType};
/// let addresses = TableRef::new("ehrql.tables.tpp", "addresses");
/// assert_eq!(ehrql().schema(&addresses).and_then(|table| table.column("imd_rounded")), Some(ValueType::Int));
/// ```
pub fn ehrql() -> Catalogue {
    Catalogue::read(EHRQL_TABLES).expect("the catalogue is part of the program, and a test reads it")
}
