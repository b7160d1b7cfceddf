//! Datasets: one row for each patient of the population, and event tables.

use super::Options;
use super::records::Records;
use crate::evaluate::column::Column;
use crate::evaluate::error::EvaluateError;
use crate::evaluate::interval::Interval;
use crate::evaluate::program::{Ask, Program};
use crate::evaluate::worker::{Answers, Worker};
use crate::query::{Database, Dataset, Graph, ResultTable, SeriesId, Value, ValueType};

/// The table of the variables, then each event table.
pub(super) fn tables(
    graph: &Graph,
    dataset: &Dataset,
    database: &Database,
    options: Options,
) -> Result<Vec<ResultTable>, EvaluateError> {
    let variables = dataset.variables.iter().map(|(_, series)| *series);
    let members = |members: &Vec<(String, SeriesId)>| members.iter().map(|(_, series)| *series).collect();
    let ask = Ask {
        outputs: std::iter::once(dataset.population).chain(variables).collect(),
        event_tables: dataset.events.iter().map(|table| members(&table.members)).collect(),
    };
    let program = Program::compile(graph, &[ask])?;
    let mut worker = Worker::new(&program);
    let records = Records::of(&program, database)?;
    let mut tables = vec![empty_table(graph, "dataset", &dataset.variables)];
    tables.extend(dataset.events.iter().map(|table| empty_table(graph, &table.name, &table.members)));

    // A dataset has no dates of an interval: any day will do.
    let interval = Interval::on(jiff::civil::Date::ZERO);
    for people in records.patients.chunks(options.people_per_batch.max(1)) {
        let batch = records.batch(people, worker.symbols());
        worker.evaluate(&batch, &[interval], &mut |_, answers| add_rows(answers, people, &mut tables))?;
    }
    Ok(tables)
}

fn add_rows(answers: &Answers<'_>, people: &[i64], tables: &mut [ResultTable]) {
    let is_in = |person: usize| matches!(answers.output(0, 0), Column::Bool(claims) if claims[person] == 1);
    let Some((variables, events)) = tables.split_first_mut() else { return };
    for (at, patient) in people.iter().enumerate().filter(|(at, _)| is_in(*at)) {
        let values = (1..variables.columns.len()).map(|output| answers.value(answers.output(0, output), at));
        variables.rows.push(std::iter::once(Some(Value::Int(*patient))).chain(values).collect());
    }
    for (number, table) in events.iter_mut().enumerate() {
        let rows = answers.events(0, number);
        for (at, person) in rows.people.iter().enumerate().filter(|(_, person)| is_in(**person as usize)) {
            let patient = Some(Value::Int(people[*person as usize]));
            let values = rows.columns.iter().map(|column| answers.value(column, at));
            table.rows.push(std::iter::once(patient).chain(values).collect());
        }
    }
}

fn empty_table(graph: &Graph, name: &str, columns: &[(String, SeriesId)]) -> ResultTable {
    let typed = |(name, series): &(String, SeriesId)| {
        (name.clone(), graph.value_type(*series).expect("a definition's columns have single values"))
    };
    let patient = ("patient_id".to_owned(), ValueType::Int);
    let columns = std::iter::once(patient).chain(columns.iter().map(typed)).collect();
    ResultTable { name: name.to_owned(), columns, rows: Vec::new() }
}
