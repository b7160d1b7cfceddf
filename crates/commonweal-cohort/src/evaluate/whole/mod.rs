//! Whole definitions on a small database in memory.

mod answer;
mod dataset;
mod measures;
mod records;

use super::error::EvaluateError;
use crate::query::{Database, Definition, ResultTable};

pub use answer::{Answered, answer};

/// How the work is cut up; the answers are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Patients in one batch, at least one.
    pub people_per_batch: usize,
    /// Intervals of measures evaluated together, at least one.
    pub intervals_together: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { people_per_batch: 4096, intervals_together: usize::MAX }
    }
}

/// Answers a definition: `dataset` and its event tables, then `measures`, as far as it has them.
///
/// # Errors
/// [`EvaluateError`] where the rows of an inline table are in a file, or a cell cannot be held by its column.
///
/// # Example
/// ```
/// use commonweal_cohort::evaluate::evaluate;
/// use commonweal_cohort::query::{Catalogue, Database, Dataset, Definition, Graph, Table, TableRef, Value};
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
pub fn evaluate(definition: &Definition, database: &Database) -> Result<Vec<ResultTable>, EvaluateError> {
    evaluate_with(definition, database, Options::default())
}

/// The same, cut up as the options say.
///
/// # Errors
/// As [`evaluate`].
pub fn evaluate_with(
    definition: &Definition,
    database: &Database,
    options: Options,
) -> Result<Vec<ResultTable>, EvaluateError> {
    let mut tables = Vec::new();
    if let Some(dataset) = definition.dataset() {
        tables.extend(dataset::tables(definition.graph(), dataset, database, options)?);
    }
    if let Some(measures) = definition.measures() {
        tables.push(measures::table(definition.graph(), measures, database, options)?);
    }
    Ok(tables)
}
