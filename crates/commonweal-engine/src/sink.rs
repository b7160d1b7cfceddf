//! Where the answers of a pass go, and the walk through one bucket that gives them.
//!
//! There are three sinks. [`crate::cells`] counts; its counts are all that ever leaves a machine. [`crate::sealed`] and
//! [`crate::entries`] keep rows about people, and have no way into a plan: only counts have a schema.

use crate::compiled::Compiled;
use crate::error::EngineError;
use crate::spec::PassSpec;
use crate::table_reader::TableReader;
use commonweal_cohort::evaluate::{Answers, Batch, TableRows, Worker};
use std::sync::atomic::{AtomicU64, Ordering};

/// People evaluated together; what is known of them stays in the processor's cache.
const PEOPLE: usize = 2048;

/// Takes the answers of batches of people.
pub(crate) trait Sink {
    /// What some people answer at one of the pass's intervals. Batches come in patient order, each at every interval.
    fn take(&mut self, interval: usize, people: &[i64], answers: &Answers<'_>) -> Result<(), EngineError>;
}

/// What was read of one bucket.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) people: u64,
    /// Rows of clinical events.
    pub(crate) events: u64,
    /// Rows of all tables.
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
}

/// Reads one bucket through once, whole people at a time, and hands their answers to the sink. `progress` counts people.
pub(crate) fn run_bucket(
    spec: &PassSpec,
    compiled: &Compiled,
    bucket: usize,
    progress: &AtomicU64,
    sink: &mut impl Sink,
) -> Result<Tally, EngineError> {
    let program = &compiled.program;
    let mut worker = Worker::new(program);
    let of_bucket = |table: &str| spec.files.of_bucket(table, bucket);
    let mut people = TableReader::new(&compiled.people, of_bucket(&compiled.people.name));
    let mut people_rows = TableRows::default();
    // The table of people is read for itself; where the program needs it, its rows take their place in the batch.
    let mut readers: Vec<Option<TableReader<'_>>> = program
        .tables()
        .iter()
        .map(|need| (need.name != compiled.people.name).then(|| TableReader::new(need, of_bucket(&need.name))))
        .collect();
    let mut batch = Batch { people: Vec::new(), tables: vec![TableRows::default(); readers.len()] };
    let mut tally = Tally::default();
    loop {
        people.take_people(PEOPLE, worker.symbols(), &mut batch.people, &mut people_rows)?;
        if batch.people.is_empty() {
            break;
        }
        for (reader, rows) in readers.iter_mut().zip(&mut batch.tables) {
            match reader {
                Some(reader) => reader.take(&batch.people, worker.symbols(), rows)?,
                None => std::mem::swap(rows, &mut people_rows),
            }
        }
        let mut taken = Ok(());
        let answered = worker.evaluate(&batch, &spec.intervals, &mut |interval, answers| {
            if taken.is_ok() {
                taken = sink.take(interval, &batch.people, answers);
            }
        });
        answered.map_err(|error| EngineError::Definition(error.to_string()))?;
        taken?;
        tally.people += batch.people.len() as u64;
        progress.fetch_add(batch.people.len() as u64, Ordering::Relaxed);
    }
    for reader in readers.iter_mut().flatten() {
        reader.finish(worker.symbols())?;
        if reader.table() == "clinical_events" {
            tally.events += reader.rows();
        }
    }
    for reader in readers.iter().flatten().chain([&people]) {
        tally.rows += reader.rows();
        tally.bytes += reader.bytes();
    }
    Ok(tally)
}
