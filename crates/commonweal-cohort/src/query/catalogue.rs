//! Which tables a query may name, and what columns they have.

use super::json::Json;
use super::value::ValueType;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A table as a query names it: a module and a name in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableRef {
    /// Such as `ehrql.tables.core`.
    pub module: Arc<str>,
    /// Such as `clinical_events`.
    pub name: Arc<str>,
}

impl TableRef {
    /// The table of this name in this module.
    pub fn new(module: &str, name: &str) -> Self {
        Self { module: module.into(), name: name.into() }
    }
}

impl fmt::Display for TableRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.module, self.name)
    }
}

/// What a table holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSchema {
    /// The name of the table in the records; several references may mean one table.
    pub table: Arc<str>,
    /// Whether a patient has at most one row.
    pub one_row_per_patient: bool,
    /// Name and type of each column, without `patient_id`.
    pub columns: Vec<(Arc<str>, ValueType)>,
}

impl TableSchema {
    /// The type of a column.
    pub fn column(&self, name: &str) -> Option<ValueType> {
        self.columns.iter().find(|(column, _)| &**column == name).map(|(_, value_type)| *value_type)
    }
}

/// Every table a query may name.
///
/// # Example
/// ```
/// use commonweal_cohort::query::{Catalogue, TableRef, ValueType};
/// let catalogue = Catalogue::read(r#"{"ehrql.tables.core": {"patients": {"table": "patients",
///     "one_row_per_patient": true, "columns": {"date_of_birth": {"type": "date"}}}}}"#)?;
/// let patients = catalogue.schema(&TableRef::new("ehrql.tables.core", "patients")).expect("it was just read");
/// assert_eq!(patients.column("date_of_birth"), Some(ValueType::Date));
/// # Ok::<(), commonweal_cohort::query::CatalogueError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    tables: BTreeMap<TableRef, Arc<TableSchema>>,
}

/// Why a catalogue cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// The text is no JSON.
    #[error("the catalogue is not JSON: {0}")]
    Json(String),
    /// A part has another shape.
    #[error("in the catalogue, {place} needs {wanted}")]
    Shape {
        /// The table or column.
        place: String,
        /// What belongs there.
        wanted: &'static str,
    },
}

impl Catalogue {
    /// No tables.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a table, or replaces what the reference meant.
    pub fn insert(&mut self, reference: TableRef, schema: TableSchema) {
        self.tables.insert(reference, Arc::new(schema));
    }

    /// What the reference means.
    pub fn schema(&self, reference: &TableRef) -> Option<&Arc<TableSchema>> {
        self.tables.get(reference)
    }

    /// Every table, in order of reference.
    pub fn iter(&self) -> impl Iterator<Item = (&TableRef, &TableSchema)> {
        self.tables.iter().map(|(reference, schema)| (reference, &**schema))
    }

    /// Adds the tables of another catalogue, which win where both have one.
    pub fn extend(&mut self, other: &Self) {
        self.tables.extend(other.tables.iter().map(|(reference, schema)| (reference.clone(), Arc::clone(schema))));
    }

    /// Reads a catalogue: module, then name, then `table`, `one_row_per_patient` and `columns`, each with a `type`.
    ///
    /// # Errors
    /// [`CatalogueError`] where the text is no JSON or has another shape.
    pub fn read(text: &str) -> Result<Self, CatalogueError> {
        let json = Json::read(text).map_err(|error| CatalogueError::Json(error.to_string()))?;
        let mut catalogue = Self::new();
        for (module, names) in members(&json, "the whole", "an object of modules")? {
            for (name, table) in members(names, module, "an object of tables")? {
                let reference = TableRef::new(module, name);
                let schema = read_schema(&reference.to_string(), name, table)?;
                catalogue.insert(reference, schema);
            }
        }
        Ok(catalogue)
    }
}

fn members<'a>(json: &'a Json, place: &str, wanted: &'static str) -> Result<&'a [(String, Json)], CatalogueError> {
    json.as_object().ok_or_else(|| CatalogueError::Shape { place: format!("`{place}`"), wanted })
}

fn read_schema(place: &str, name: &str, table: &Json) -> Result<TableSchema, CatalogueError> {
    let wrong = |wanted| CatalogueError::Shape { place: format!("`{place}`"), wanted };
    let one_row_per_patient =
        table.field("one_row_per_patient").and_then(Json::as_bool).ok_or_else(|| wrong("`one_row_per_patient`"))?;
    let columns = table.field("columns").ok_or_else(|| wrong("`columns`"))?;
    let mut read = Vec::new();
    for (column, about) in members(columns, place, "an object of columns")? {
        // Either `{"type": "date", ...}` or just `"date"`.
        let named = about.field("type").unwrap_or(about).as_str().and_then(ValueType::named);
        let value_type = named.ok_or_else(|| CatalogueError::Shape {
            place: format!("column `{column}` of `{place}`"),
            wanted: "a `type` such as int, float, bool, str, date or SNOMEDCTCode",
        })?;
        read.push((column.as_str().into(), value_type));
    }
    let table_name = table.field("table").and_then(Json::as_str).unwrap_or(name);
    Ok(TableSchema { table: table_name.into(), one_row_per_patient, columns: read })
}

/// The schema of a table whose JSON has `one_row_per_patient` and `columns`.
pub(super) fn schema_named(name: &str, table: &Json) -> Result<TableSchema, CatalogueError> {
    let mut schema = read_schema(name, name, table)?;
    schema.table = name.into();
    Ok(schema)
}
