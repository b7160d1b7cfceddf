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

/// People evaluated together at one date; what is known of them stays in the processor's cache.
const PEOPLE: usize = 2048;
/// At many dates: from one to the next few people change, and what a step costs however few they are is shared by more.
const PEOPLE_AT_MANY_DATES: usize = 16_384;

/// A worker that has met more texts than this forgets them, so that columns of ever new texts do not fill the memory.
const MOST_TEXTS: usize = 1_000_000;

/// Takes the answers of batches of people.
pub(crate) trait Sink {
    /// What some people answer at one of the pass's intervals. Batches come in patient order, each at every interval.
    fn take(&mut self, interval: usize, people: &[i64], answers: &Answers<'_>) -> Result<(), EngineError>;

    /// Forgets what is known of texts by their numbers: later answers have others.
    fn forget_texts(&mut self) {}
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

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.people += other.people;
        self.events += other.events;
        self.rows += other.rows;
        self.bytes += other.bytes;
    }
}

/// Reads one bucket through once, whole people at a time, and hands their answers to the sink. `progress` counts people.
pub(crate) fn run_bucket(
    spec: &PassSpec,
    compiled: &Compiled,
    bucket: usize,
    progress: &AtomicU64,
    sink: &mut impl Sink,
) -> Result<Tally, EngineError> {
    run_with(spec, compiled, bucket, progress, MOST_TEXTS, sink)
}

fn run_with(
    spec: &PassSpec,
    compiled: &Compiled,
    bucket: usize,
    progress: &AtomicU64,
    most_texts: usize,
    sink: &mut impl Sink,
) -> Result<Tally, EngineError> {
    let most_people = if spec.intervals.len() > 1 { PEOPLE_AT_MANY_DATES } else { PEOPLE };
    let mut walk = Walk::new(spec, compiled, bucket, most_people, most_texts);
    while walk.step(progress, sink)? {}
    walk.finish()
}

/// The way through one bucket, a batch of people a step.
pub(crate) struct Walk<'s> {
    spec: &'s PassSpec,
    worker: Worker<'s>,
    people: TableReader<'s>,
    people_rows: TableRows,
    /// The readers of the program's tables. The table of people is read for itself; where the program needs it, its rows
    /// take their place in the batch.
    readers: Vec<Option<TableReader<'s>>>,
    batch: Batch,
    tally: Tally,
    most_people: usize,
    most_texts: usize,
}

impl<'s> Walk<'s> {
    /// The way through a bucket by steps of so many people, of a worker that forgets texts beyond [`MOST_TEXTS`].
    pub(crate) fn in_steps_of(most_people: usize, spec: &'s PassSpec, compiled: &'s Compiled, bucket: usize) -> Self {
        Self::new(spec, compiled, bucket, most_people, MOST_TEXTS)
    }

    fn new(spec: &'s PassSpec, compiled: &'s Compiled, bucket: usize, most_people: usize, most_texts: usize) -> Self {
        let program = &compiled.program;
        let of_bucket = |table: &str| spec.files.of_bucket(table, bucket);
        let readers: Vec<Option<TableReader<'s>>> = program
            .tables()
            .iter()
            .map(|need| (need.name != compiled.people.name).then(|| TableReader::new(need, of_bucket(&need.name))))
            .collect();
        Self {
            spec,
            worker: Worker::new(program),
            people: TableReader::new(&compiled.people, of_bucket(&compiled.people.name)),
            people_rows: TableRows::default(),
            batch: Batch { people: Vec::new(), tables: vec![TableRows::default(); readers.len()] },
            readers,
            tally: Tally::default(),
            most_people,
            most_texts,
        }
    }

    /// Hands the answers of the next people to the sink; false where there are no more.
    pub(crate) fn step(&mut self, progress: &AtomicU64, sink: &mut impl Sink) -> Result<bool, EngineError> {
        let Self { spec, worker, people, people_rows, readers, batch, tally, most_people, most_texts } = self;
        if worker.symbols().len() > *most_texts {
            worker.forget_texts();
            sink.forget_texts();
            for reader in readers.iter_mut().flatten().chain([&mut *people]) {
                reader.forget_texts(worker.symbols())?;
            }
            // The rows at hand have theirs again: where that is many, it is not done for each batch.
            *most_texts = (*most_texts).max(2 * worker.symbols().len());
        }
        people.take_people(*most_people, worker.symbols(), &mut batch.people, people_rows)?;
        if batch.people.is_empty() {
            return Ok(false);
        }
        for (reader, rows) in readers.iter_mut().zip(&mut batch.tables) {
            match reader {
                Some(reader) => reader.take(&batch.people, worker.symbols(), rows)?,
                None => std::mem::swap(rows, people_rows),
            }
        }
        let mut taken = Ok(());
        let answered = worker.evaluate(batch, &spec.intervals, &mut |interval, answers| {
            if taken.is_ok() {
                taken = sink.take(interval, &batch.people, answers);
            }
        });
        answered.map_err(|error| EngineError::Definition(error.to_string()))?;
        taken?;
        tally.people += batch.people.len() as u64;
        progress.fetch_add(batch.people.len() as u64, Ordering::Relaxed);
        Ok(true)
    }

    /// What was read, once there are no more people: rows that are left belong to nobody.
    pub(crate) fn finish(mut self) -> Result<Tally, EngineError> {
        for reader in self.readers.iter_mut().flatten() {
            reader.finish(self.worker.symbols())?;
            if reader.table() == "clinical_events" {
                self.tally.events += reader.rows();
            }
        }
        for reader in self.readers.iter().flatten().chain([&self.people]) {
            self.tally.rows += reader.rows();
            self.tally.bytes += reader.bytes();
        }
        Ok(self.tally)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::scan::RecordFiles;
    use crate::spec::Questions;
    use commonweal_cohort::evaluate::{Column, Interval};
    use commonweal_cohort::{Fact, SourceFile};
    use commonweal_model::{PatientRow, PersonRecords, RegistrationRow, Sex};
    use jiff::civil::date;
    use std::collections::BTreeMap;

    /// More people than two batches have.
    const MANY: i64 = 5000;

    /// Looks up each text once by its number, as counting does, and notes everybody's.
    #[derive(Default)]
    struct Practices {
        known: BTreeMap<u32, String>,
        found: Vec<(i64, String)>,
        forgotten: usize,
        at: (usize, usize),
    }

    impl Sink for Practices {
        fn take(&mut self, _: usize, people: &[i64], answers: &Answers<'_>) -> Result<(), EngineError> {
            let Column::Text(codes) = answers.output(self.at.0, self.at.1) else { panic!("a code is a text") };
            for (person, code) in people.iter().zip(codes) {
                let text = self.known.entry(*code).or_insert_with(|| answers.text(*code).to_owned());
                self.found.push((*person, text.clone()));
            }
            Ok(())
        }

        fn forget_texts(&mut self) {
            self.known.clear();
            self.forgotten += 1;
        }
    }

    #[test]
    fn forgetting_texts_between_batches_changes_no_answer() {
        let dir = tempfile::tempdir().unwrap();
        let text = "deprivation = 'imd2019_quintile_england'\n[ages]\nshown = ['0+']\nstandard = ['0+']\n";
        let lattice = SourceFile { path: "lattice.toml".to_owned(), text: text.to_owned() };
        let questions = Questions::Library { files: vec![lattice], cohorts: Vec::new(), indicators: Vec::new() };
        let spec = PassSpec::new(questions, vec![Interval::on(date(2026, 3, 31))], files(dir.path()));
        let spec = spec.with_facts(vec![Fact::PracticeCode]);
        let compiled = spec.compiled().unwrap();
        let expected: Vec<(i64, String)> = (1..=MANY).map(|id| (id, code(id))).collect();
        for (most_texts, times) in [(usize::MAX, 0), (10, 1)] {
            let mut practices = Practices { at: compiled.fact(Fact::PracticeCode), ..Practices::default() };
            run_with(&spec, &compiled, 0, &AtomicU64::default(), most_texts, &mut practices).unwrap();
            assert_eq!(practices.found, expected);
            assert!(practices.forgotten >= times, "forgotten {} times", practices.forgotten);
        }
    }

    /// Hardly anybody has another's.
    fn code(person: i64) -> String {
        format!("P{:05}", person - person % 3)
    }

    fn files(dir: &std::path::Path) -> RecordFiles {
        let person = |id| PersonRecords {
            patient: PatientRow {
                patient_id: id,
                date_of_birth: date(1980, 1, 1),
                sex: Sex::Female,
                date_of_death: None,
            },
            registrations: vec![RegistrationRow {
                patient_id: id,
                start_date: date(2020, 1, 1),
                end_date: None,
                practice_code: code(id).into(),
                practice_pseudo_id: id,
                practice_stp: None,
                practice_nuts1_region_name: None,
            }],
            addresses: Vec::new(),
            ethnicity: Vec::new(),
            events: Vec::new(),
            further: Vec::new(),
        };
        let people = |_| Box::new((1..=MANY).map(person)) as Box<dyn Iterator<Item = PersonRecords> + Send>;
        let made = commonweal_records::write_snapshot(dir, "test", "synthetic", 1, people, 1, &|_| {}).unwrap();
        RecordFiles { tables: made.tables.keys().map(|table| (table.clone(), made.files(dir, table))).collect() }
    }
}
