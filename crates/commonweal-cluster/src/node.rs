//! How does a task know which buckets are its own? They are rows of its input.
//!
//! Ballista gives each task a slice of a stage's partitions by slicing the plan's leaves, and
//! knows how to slice its own leaves only: an operator of ours that were a leaf would run whole in
//! every task, and every person would be counted once for each task. So the leaf is a list of
//! bucket numbers in memory, one a partition, which Ballista slices, and the operator above it
//! folds the buckets that reach it.

use crate::work::Work;
use commonweal_engine::{PersonFoldExec, counts_schema};
use datafusion::arrow::array::{AsArray, Int64Array, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Field, Int64Type, Schema};
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, exec_err, internal_err};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties};
use futures::{StreamExt, TryStreamExt};
use std::fmt;
use std::sync::Arc;

/// Folds the buckets its input names and puts out their cells.
#[derive(Debug)]
pub struct FoldBucketsExec {
    work: Arc<Work>,
    buckets: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
}

impl FoldBucketsExec {
    /// The operator of a whole pass, one bucket a partition.
    ///
    /// # Errors
    /// A pass that cannot be packed.
    pub fn of(fold: &PersonFoldExec) -> Result<Self> {
        let count = fold.properties().partitioning.partition_count();
        Ok(Self::new(Work::pack(fold.spec())?, numbers(count)?))
    }

    pub(crate) fn new(work: Arc<Work>, buckets: Arc<dyn ExecutionPlan>) -> Self {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(counts_schema()),
            Partitioning::UnknownPartitioning(buckets.properties().partitioning.partition_count()),
            EmissionType::Final,
            Boundedness::Bounded,
        );
        Self { work, buckets, properties: Arc::new(properties) }
    }

    pub(crate) fn work(&self) -> &Work {
        &self.work
    }
}

/// The numbers 0, 1, 2 ... as a plan with one number a partition.
fn numbers(count: usize) -> Result<Arc<dyn ExecutionPlan>> {
    let schema = Arc::new(Schema::new(vec![Field::new("bucket", DataType::Int64, false)]));
    let mut partitions = Vec::with_capacity(count);
    for bucket in 0..count {
        let Ok(number) = i64::try_from(bucket) else { return internal_err!("far fewer buckets than that") };
        partitions
            .push(vec![RecordBatch::try_new(Arc::clone(&schema), vec![Arc::new(Int64Array::from(vec![number]))])?]);
    }
    Ok(DataSourceExec::from_data_source(MemorySourceConfig::try_new(&partitions, schema, None)?))
}

impl DisplayAs for FoldBucketsExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        let count = self.properties.partitioning.partition_count();
        write!(f, "FoldBucketsExec: buckets={count}, packed={}", self.work.packed().len())
    }
}

impl ExecutionPlan for FoldBucketsExec {
    fn name(&self) -> &str {
        "FoldBucketsExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.buckets]
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        let Ok([buckets]) = <[_; 1]>::try_from(children) else {
            return internal_err!("the fold over buckets has one input");
        };
        Ok(Arc::new(Self::new(Arc::clone(&self.work), buckets)))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let named = self.buckets.execute(partition, Arc::clone(&context))?;
        let buckets = named.map_ok(|batch| futures::stream::iter(bucket_numbers(&batch))).try_flatten();
        let work = Arc::clone(&self.work);
        let cells = buckets.map(move |bucket| work.fold()?.execute(bucket?, Arc::clone(&context))).try_flatten();
        Ok(Box::pin(RecordBatchStreamAdapter::new(counts_schema(), cells)))
    }
}

fn bucket_numbers(batch: &RecordBatch) -> Vec<Result<usize>> {
    let Some(numbers) = batch.column(0).as_primitive_opt::<Int64Type>() else {
        return vec![exec_err!("bucket numbers are whole numbers")];
    };
    let number = |n: &i64| usize::try_from(*n).or_else(|_| exec_err!("there is no bucket {n}"));
    numbers.values().iter().map(number).collect()
}
