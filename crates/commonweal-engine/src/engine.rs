//! The engine's door: run a pass, or answer a query.

use crate::cells::{Cell, Place, Total};
use crate::error::EngineError;
use crate::fold::{COLUMNS, PassTable, PersonFoldExec};
use crate::runner::{Here, Runner};
use crate::spec::PassSpec;
use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::Int64Type;
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::{SessionConfig, SessionContext, col};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How often progress is told.
const TICK: Duration = Duration::from_millis(200);

/// Runs passes and queries on a fixed number of threads. Results do not depend on that number.
#[derive(Debug)]
pub struct Engine {
    runtime: tokio::runtime::Runtime,
    threads: usize,
    runner: Arc<dyn Runner>,
}

/// What a pass read and counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PassSummary {
    /// People read.
    pub people: u64,
    /// Clinical events read.
    pub events: u64,
    /// Rows read, of all tables.
    pub rows: u64,
    /// Bytes read from files.
    pub bytes_read: u64,
    /// Everybody, in order of interval and question.
    pub totals: Vec<Total>,
    /// Counted cells, in order of interval, spec, area, categories and question.
    pub cells: Vec<Cell>,
}

impl Engine {
    /// An engine on so many threads; none means as many as the machine has.
    ///
    /// # Errors
    /// `Sql` if the system refuses the threads.
    pub fn new(threads: Option<usize>) -> Result<Self, EngineError> {
        let threads = threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(2, usize::from)).max(1);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads)
            .enable_all()
            .build()
            .map_err(|e| EngineError::Sql(format!("cannot start {threads} threads: {e}")))?;
        Ok(Self { runtime, threads, runner: Arc::new(Here) })
    }

    /// The same engine with its passes run elsewhere; queries are answered here.
    pub fn with_runner(self, runner: Arc<dyn Runner>) -> Self {
        Self { runner, ..self }
    }

    pub(crate) fn runtime(&self) -> &tokio::runtime::Runtime {
        &self.runtime
    }

    pub(crate) fn threads(&self) -> usize {
        self.threads
    }

    pub(crate) fn context(&self) -> SessionContext {
        let mut config = SessionConfig::new().with_target_partitions(self.threads).with_information_schema(true);
        let execution = &mut config.options_mut().execution;
        execution.enable_file_stream_work_stealing = false;
        config.options_mut().optimizer.repartition_file_scans = false;
        SessionContext::new_with_config(config)
    }

    /// Reads the records once and answers every question at every date, in every cell.
    ///
    /// `progress` is told the number of people read so far, a few times a second.
    ///
    /// # Errors
    /// As [`EngineError`] says: definitions that cannot be compiled, files missing or unreadable, tables out of order,
    /// columns of another type.
    pub fn pass(&self, spec: &Arc<PassSpec>, progress: &(dyn Fn(u64) + Sync)) -> Result<PassSummary, EngineError> {
        let pass = match self.runner.is_here() {
            true => PersonFoldExec::in_parts(Arc::clone(spec), self.threads)?,
            false => PersonFoldExec::new(Arc::clone(spec))?,
        };
        let pass = Arc::new(pass);
        if self.runner.is_here() {
            spec.files.check(&*spec.compiled()?)?;
        }
        let rows = std::thread::scope(|scope| {
            let (done, ticks) = channel::<()>();
            let counted = Arc::clone(&pass);
            scope.spawn(move || {
                while ticks.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                    match counted.people() {
                        0 => {} // Read elsewhere, or not yet.
                        people => progress(people),
                    }
                }
            });
            let rows = self.runtime.block_on(self.sum_over_buckets(&pass, progress));
            drop(done);
            rows
        })?;
        Ok(summary(spec, &rows))
    }

    /// A person lives in one bucket, so distinct people add up over buckets.
    async fn sum_over_buckets(
        &self,
        pass: &Arc<PersonFoldExec>,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<[i64; COLUMNS.len()]>, EngineError> {
        let context = self.context();
        let (keys, counts) = COLUMNS.split_at(3);
        let plan: Arc<dyn ExecutionPlan> = context
            .read_table(Arc::new(PassTable(Arc::clone(pass))))?
            .aggregate(
                keys.iter().map(|name| col(*name)).collect(),
                counts.iter().map(|name| sum(col(*name)).alias(*name)).collect(),
            )?
            .sort(keys.iter().map(|name| col(*name).sort(true, false)).collect())?
            .create_physical_plan()
            .await?;
        let mut rows = Vec::new();
        for batch in self.runner.run(plan, &context, progress).await? {
            let columns: Vec<_> =
                (0..COLUMNS.len()).map(|at| batch.column(at).as_primitive::<Int64Type>().values().clone()).collect();
            rows.extend((0..batch.num_rows()).map(|row| std::array::from_fn(|at| columns[at][row])));
        }
        Ok(rows)
    }
}

/// Reads the rows of the counts back, each as what it counts.
fn summary(spec: &PassSpec, rows: &[[i64; COLUMNS.len()]]) -> PassSummary {
    let mut summary = PassSummary::default();
    let small = |number: i64| u16::try_from(number).expect("intervals and questions are numbered by u16");
    for [interval, key, question, numerator, denominator, expected] in rows.iter().copied() {
        let [numerator, denominator, expected_millionths] = [numerator, denominator, expected].map(i64::cast_unsigned);
        let (interval, question) = (small(interval), small(question));
        match Place::of_key(key) {
            Place::Tally => match question {
                0 => summary.people = numerator,
                1 => summary.events = numerator,
                2 => summary.rows = numerator,
                _ => summary.bytes_read = numerator,
            },
            Place::Total => {
                summary.totals.push(Total { interval, question, numerator, denominator, expected_millionths });
            }
            Place::Cell(number, area, numbers) => {
                let dimensions = spec.specs[usize::from(number)].dimensions.iter().zip(numbers);
                summary.cells.push(Cell {
                    interval,
                    spec: number,
                    area,
                    categories: dimensions.map(|(dimension, number)| dimension.category(number)).collect(),
                    question,
                    numerator,
                    denominator,
                    expected_millionths,
                });
            }
        }
    }
    summary
}
