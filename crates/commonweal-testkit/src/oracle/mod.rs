//! The meaning of a query, spelled out: one patient, one node, one row at a time.
//!
//! [`evaluate`] answers a [`Definition`] from small tables in memory. It is slow and plain on purpose: for each patient
//! it works out every node once, parts first, and keeps nothing for the next. What functions of single values mean is in
//! [`commonweal_cohort::query::scalar`]; what rows mean is here: filters, picks and their tie-breaks in `patient`,
//! aggregation in `aggregate`, populations and event tables in `dataset`, groups and intervals in `measures`.

mod aggregate;
mod dataset;
mod measures;
mod patient;
mod records;
mod series;
mod vector_files;

use commonweal_cohort::query::{Database, Definition, ResultTable};

pub use series::series_on;
pub use vector_files::{VectorFileError, read_vector_files};

/// Why a definition cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OracleError {
    /// An inline table's rows are in a file.
    #[error("the rows of an inline table are in the file `{path}`; put them into the definition")]
    RowsInFile {
        /// The file.
        path: String,
    },
}

/// Answers a definition: `dataset` and its event tables, then `measures`, as far as it has them.
///
/// # Errors
/// [`OracleError`] where rows of the definition are not in it.
///
/// # Example
/// ```
/// use commonweal_cohort::query::{Catalogue, Database, Dataset, Definition, Graph, Table, TableRef, Value};
/// use commonweal_testkit::oracle::evaluate;
/// let catalogue = Catalogue::read(r#"{"ehrql.tables.core": {"clinical_events": {"table": "clinical_events",
///     "one_row_per_patient": false, "columns": {"date": {"type": "date"}}}}}"#)?;
/// let mut graph = Graph::new();
/// let events = graph.table(&TableRef::new("ehrql.tables.core", "clinical_events"), &catalogue)?;
/// let (population, count) = (graph.exists(events), graph.count(events));
/// let dataset = Dataset { population, variables: vec![("events".to_owned(), count)], events: Vec::new() };
/// let definition = Definition::of_dataset(graph, dataset)?;
///
/// let rows = Table { header: Vec::new(), rows: vec![(7, Vec::new()), (7, Vec::new())] };
/// let database = Database { tables: [("clinical_events".into(), rows)].into() };
/// assert_eq!(evaluate(&definition, &database)?[0].rows, [[Some(Value::Int(7)), Some(Value::Int(2))]]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn evaluate(definition: &Definition, database: &Database) -> Result<Vec<ResultTable>, OracleError> {
    let mut tables = Vec::new();
    if let Some(dataset) = definition.dataset() {
        tables.extend(dataset::tables(definition.graph(), dataset, database)?);
    }
    if let Some(measures) = definition.measures() {
        tables.push(measures::table(definition.graph(), measures, database)?);
    }
    Ok(tables)
}
