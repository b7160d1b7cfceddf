//! The engine's door: run a pass, or answer a query.

use crate::cells::{Cell, CellSpec, cell};
use crate::error::EngineError;
use crate::fold::{FoldPlan, FoldTable, PersonFoldExec};
use crate::geography::Geography;
use crate::scan::{RecordFiles, TABLES};
use commonweal_cohort::FoldProgram;
use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::Int64Type;
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::{SessionConfig, SessionContext, col};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Runs passes and queries on a fixed number of threads. Results do not depend on that number.
#[derive(Debug)]
pub struct Engine {
    runtime: tokio::runtime::Runtime,
    threads: usize,
}

/// A pass to run: all questions, all cells, one reading of the records.
#[derive(Debug)]
pub struct Pass {
    /// The compiled definitions.
    pub program: FoldProgram,
    /// Which areas addresses and practices are in.
    pub geography: Geography,
    /// The cells to count.
    pub specs: Vec<CellSpec>,
}

/// What a pass read and counted.
#[derive(Debug)]
pub struct PassSummary {
    /// People read.
    pub people: u64,
    /// Clinical events read.
    pub events: u64,
    /// Counted cells, in order of spec, area, categories and question.
    pub cells: Vec<Cell>,
    /// The geography of the pass, to name the cells' areas.
    pub geography: Geography,
    /// The specs of the pass, to name the cells' breakdowns.
    pub specs: Vec<CellSpec>,
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
        Ok(Self { runtime, threads })
    }

    pub(crate) fn runtime(&self) -> &tokio::runtime::Runtime {
        &self.runtime
    }

    pub(crate) fn context(&self) -> SessionContext {
        let mut config = SessionConfig::new().with_target_partitions(self.threads).with_information_schema(true);
        let execution = &mut config.options_mut().execution;
        execution.enable_file_stream_work_stealing = false;
        config.options_mut().optimizer.repartition_file_scans = false;
        SessionContext::new_with_config(config)
    }

    /// Reads the records once and counts every cell of every question.
    ///
    /// `progress` is told the number of people read so far, a few times a second.
    ///
    /// # Errors
    /// As [`EngineError`] says: files missing or unreadable, tables out of order, columns of
    /// another type.
    pub fn pass(
        &self,
        files: &RecordFiles,
        pass: Pass,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<PassSummary, EngineError> {
        let buckets = files.tables.get(TABLES[0].name).map_or(0, Vec::len);
        let scans = TABLES.iter().map(|table| table.plan(files, buckets)).collect::<Result<Vec<_>, _>>()?;
        let plan = Arc::new(FoldPlan {
            program: pass.program,
            geography: pass.geography,
            specs: pass.specs,
            people: AtomicU64::new(0),
            events: AtomicU64::new(0),
        });
        let fold: Arc<dyn ExecutionPlan> = Arc::new(PersonFoldExec::new(scans, Arc::clone(&plan)));
        let counting = async {
            let counted = self.sum_over_buckets(fold, &plan.specs);
            tokio::pin!(counted);
            loop {
                tokio::select! {
                    done = &mut counted => break done,
                    () = tokio::time::sleep(Duration::from_millis(200)) => progress(plan.people.load(Ordering::Relaxed)),
                }
            }
        };
        let cells = self.runtime.block_on(counting)?;
        let plan = Arc::try_unwrap(plan).map_err(|_| EngineError::Sql("the pass is still running".to_owned()))?;
        Ok(PassSummary {
            people: plan.people.into_inner(),
            events: plan.events.into_inner(),
            cells,
            geography: plan.geography,
            specs: plan.specs,
        })
    }

    /// A person lives in one bucket, so distinct people add up over buckets.
    async fn sum_over_buckets(
        &self,
        fold: Arc<dyn ExecutionPlan>,
        specs: &[CellSpec],
    ) -> Result<Vec<Cell>, EngineError> {
        let totals = self
            .context()
            .read_table(Arc::new(FoldTable(fold)))?
            .aggregate(
                vec![col("cell"), col("question")],
                ["numerator", "denominator", "expected"].map(|name| sum(col(name)).alias(name)).to_vec(),
            )?
            .sort(vec![col("cell").sort(true, false), col("question").sort(true, false)])?
            .collect()
            .await?;
        let mut cells = Vec::new();
        for batch in totals {
            let column = |i: usize| batch.column(i).as_primitive::<Int64Type>().values().clone();
            let columns = [0, 1, 2, 3, 4].map(column);
            cells.extend((0..batch.num_rows()).map(|row| cell(specs, columns.each_ref().map(|c| c[row]))));
        }
        Ok(cells)
    }
}
