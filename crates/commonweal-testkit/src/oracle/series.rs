//! Single series of a graph at one index date, for our own definitions.

use super::OracleError;
use super::patient::Question;
use super::records::Records;
use commonweal_cohort::query::{Cells, Database, Graph, SeriesId};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What series with one value per patient are for everybody in the tables, at an index date.
///
/// # Errors
/// [`OracleError`] where rows of the query are not in it.
pub fn series_on(
    graph: &Graph,
    series: &[SeriesId],
    database: &Database,
    index_date: Date,
) -> Result<BTreeMap<i64, Cells>, OracleError> {
    let roots = || series.iter().copied();
    let records = Records::of(graph, roots(), database)?;
    let picked_columns = graph.picked_columns(roots());
    let question = Question::new(graph, roots(), database, &records, &picked_columns, Some((index_date, index_date)));
    let of = |patient: &i64| {
        let answers = question.ask(*patient);
        (*patient, roots().map(|id| answers.series(id).one().cloned()).collect())
    };
    Ok(records.patients.iter().map(of).collect())
}
