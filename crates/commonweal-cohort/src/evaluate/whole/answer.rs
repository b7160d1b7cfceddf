//! One question about a few people at one date.

use super::records::Records;
use crate::evaluate::error::EvaluateError;
use crate::evaluate::interval::Interval;
use crate::evaluate::program::{Ask, Program};
use crate::evaluate::worker::Worker;
use crate::query::{Cells, Database, Graph};
use std::collections::BTreeMap;

/// What a question comes to, person by person.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answered {
    /// The outputs of everybody in the database.
    pub outputs: BTreeMap<i64, Cells>,
    /// The rows of each event table: patient and cells.
    pub events: Vec<Vec<(i64, Cells)>>,
}

/// Answers one question of a graph about everybody in a small database, in one interval.
///
/// # Errors
/// [`EvaluateError`] where the rows of an inline table are in a file, or a cell cannot be held by its column.
pub fn answer(graph: &Graph, ask: &Ask, database: &Database, interval: Interval) -> Result<Answered, EvaluateError> {
    let program = Program::compile(graph, std::slice::from_ref(ask))?;
    let mut worker = Worker::new(&program);
    let records = Records::of(&program, database)?;
    let people = &records.patients;
    let batch = records.batch(people, worker.symbols());
    let mut answered = Answered { outputs: BTreeMap::new(), events: vec![Vec::new(); ask.event_tables.len()] };
    worker.evaluate(&batch, &[interval], &mut |_, answers| {
        for (at, patient) in people.iter().enumerate() {
            let cells = (0..ask.outputs.len()).map(|output| answers.value(answers.output(0, output), at));
            answered.outputs.insert(*patient, cells.collect());
        }
        for (number, table) in answered.events.iter_mut().enumerate() {
            let rows = answers.events(0, number);
            for (at, person) in rows.people.iter().enumerate() {
                let cells = rows.columns.iter().map(|column| answers.value(column, at));
                table.push((people[*person as usize], cells.collect()));
            }
        }
    })?;
    Ok(answered)
}
