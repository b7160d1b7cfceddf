//! Datasets: one row for each patient of the population, and event tables.

use super::OracleError;
use super::patient::{Answer, Patient, Question};
use super::records::Records;
use commonweal_cohort::query::{
    Cells, Database, Dataset, Definition, EventTable, Graph, ResultTable, SeriesId, Value, ValueType,
};

/// The table of the variables, then each event table.
pub(super) fn tables(graph: &Graph, dataset: &Dataset, database: &Database) -> Result<Vec<ResultTable>, OracleError> {
    let roots: Vec<SeriesId> = Definition::dataset_roots(dataset).collect();
    let records = Records::of(graph, roots.iter().copied(), database)?;
    let picked_columns = graph.picked_columns(roots.iter().copied());
    let question = Question::new(graph, roots, database, &records, &picked_columns, None);

    let mut variables = empty_table(graph, "dataset", &dataset.variables);
    let mut events: Vec<ResultTable> =
        dataset.events.iter().map(|table| empty_table(graph, &table.name, &table.members)).collect();
    for id in &records.patients {
        let patient = question.ask(*id);
        if patient.series(dataset.population).one() != Some(&Value::Bool(true)) {
            continue;
        }
        let values = dataset.variables.iter().map(|(_, series)| patient.series(*series).one().cloned());
        variables.rows.push(std::iter::once(Some(Value::Int(*id))).chain(values).collect());
        for (table, answer) in dataset.events.iter().zip(&mut events) {
            answer.rows.extend(event_rows(*id, &patient, table));
        }
    }
    let mut tables = vec![variables];
    tables.append(&mut events);
    Ok(tables)
}

fn empty_table(graph: &Graph, name: &str, columns: &[(String, SeriesId)]) -> ResultTable {
    let typed = |(name, series): &(String, SeriesId)| {
        (name.clone(), graph.value_type(*series).expect("a definition's columns have single values"))
    };
    let patient = ("patient_id".to_owned(), ValueType::Int);
    let columns = std::iter::once(patient).chain(columns.iter().map(typed)).collect();
    ResultTable { name: name.to_owned(), columns, rows: Vec::new() }
}

/// A row for each row of the members' domain.
fn event_rows(id: i64, patient: &Patient<'_>, table: &EventTable) -> Vec<Cells> {
    let members: Vec<&Answer> = table.members.iter().map(|(_, series)| patient.series(*series)).collect();
    let many = members.iter().find_map(|member| if let Answer::Many(values) = member { Some(values) } else { None });
    let rows = many.into_iter().flat_map(|values| values.keys());
    rows.map(|row| {
        let values = members.iter().map(|member| member.at(*row).cloned());
        std::iter::once(Some(Value::Int(id))).chain(values).collect()
    })
    .collect()
}
