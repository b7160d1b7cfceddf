//! How does the pass run as a plan? [`PersonFoldExec`] reads the records bucket by bucket, one bucket a partition or
//! several, and puts out counts.

use crate::cells::CountRow;
use crate::compiled::Compiled;
use crate::count::Counting;
use crate::error::EngineError;
use crate::sink::{Sink, Tally, run_bucket};
use crate::spec::PassSpec;
use async_trait::async_trait;
use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, exec_err, project_schema};
use datafusion::datasource::TableType;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::Expr;
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Columns of the pass's output: which interval, what is counted, of which question, and its counts.
pub(crate) const COLUMNS: [&str; 6] = ["interval", "cell", "question", "numerator", "denominator", "expected"];

/// The schema of the pass's output, the only one in which anything leaves it.
pub fn counts_schema() -> SchemaRef {
    Arc::new(Schema::new(COLUMNS.map(|name| Field::new(name, DataType::Int64, false)).to_vec()))
}

/// Reads people bucket by bucket and puts out counts; nothing about a person leaves it.
///
/// It is a leaf: it opens the files of its [`PassSpec`] itself and reads each bucket through once, in patient order, with
/// the memory of a batch of people. So all of its state is plain data, and it runs wherever the files can be read.
#[derive(Debug, Clone)]
pub struct PersonFoldExec {
    spec: Arc<PassSpec>,
    compiled: Arc<Compiled>,
    people: Arc<AtomicU64>,
    properties: Arc<PlanProperties>,
}

impl PersonFoldExec {
    /// The pass as a plan with one partition for each bucket.
    ///
    /// # Errors
    /// `Definition` where the questions cannot be compiled.
    pub fn new(spec: Arc<PassSpec>) -> std::result::Result<Self, EngineError> {
        let buckets = spec.files.buckets();
        Self::in_parts(spec, buckets)
    }

    /// The pass as a plan with so many partitions, each of which adds up its share of the buckets: so that what is put
    /// out, a row for each cell, is not many times the cells.
    ///
    /// # Errors
    /// As [`PersonFoldExec::new`].
    pub fn in_parts(spec: Arc<PassSpec>, parts: usize) -> std::result::Result<Self, EngineError> {
        let compiled = spec.compiled()?;
        let parts = parts.min(spec.files.buckets()).max(1);
        let properties = PlanProperties::new(
            EquivalenceProperties::new(counts_schema()),
            Partitioning::UnknownPartitioning(parts),
            EmissionType::Final,
            Boundedness::Bounded,
        );
        Ok(Self { spec, compiled, people: Arc::default(), properties: Arc::new(properties) })
    }

    /// What it was asked to do.
    pub fn spec(&self) -> &Arc<PassSpec> {
        &self.spec
    }

    /// How many people this process has read for it so far.
    pub fn people(&self) -> u64 {
        self.people.load(Ordering::Relaxed)
    }
}

impl DisplayAs for PersonFoldExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let (questions, spec) = (self.compiled.questions.len(), &self.spec);
        let (dates, cuboids) = (spec.intervals.len(), spec.specs.len());
        write!(f, "PersonFoldExec: questions={questions}, dates={dates}, cuboids={cuboids}")
    }
}

impl ExecutionPlan for PersonFoldExec {
    fn name(&self) -> &str {
        "PersonFoldExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(self: Arc<Self>, _: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn execute(&self, part: usize, _: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let pass = self.clone();
        // A bucket is read to its end in one go, so that no more buckets are in memory than there are threads.
        let batch = async move { Ok(pass.fold_part(part)?) };
        Ok(Box::pin(RecordBatchStreamAdapter::new(counts_schema(), futures::stream::once(batch))))
    }
}

impl PersonFoldExec {
    fn fold_part(&self, part: usize) -> std::result::Result<RecordBatch, EngineError> {
        let mut counting = Counting::new(&self.spec, &self.compiled);
        let mut tally = Tally::default();
        let parts = self.properties.output_partitioning().partition_count();
        for bucket in (part..self.spec.files.buckets()).step_by(parts) {
            tally += run_bucket(&self.spec, &self.compiled, bucket, &self.people, &mut counting)?;
            // Each bucket numbers its texts anew.
            counting.forget_texts();
        }
        let rows = counting.rows(tally);
        let column = |of: fn(&CountRow) -> i64| Arc::new(rows.iter().map(of).collect::<Int64Array>()) as ArrayRef;
        let columns = vec![
            column(|row| row.interval),
            column(|row| row.place.key()),
            column(|row| row.question),
            column(|row| row.numerator),
            column(|row| row.denominator),
            column(|row| row.expected),
        ];
        Ok(RecordBatch::try_new(counts_schema(), columns).map_err(datafusion::error::DataFusionError::from)?)
    }
}

/// The pass as a table, so that its counts can be summed over buckets by a query.
#[derive(Debug)]
pub(crate) struct PassTable(pub(crate) Arc<PersonFoldExec>);

#[async_trait]
impl TableProvider for PassTable {
    fn schema(&self) -> SchemaRef {
        counts_schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Temporary
    }

    async fn scan(
        &self,
        _: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        _: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        // Every column is summed or grouped by; a narrower reading of the counts has no user.
        if project_schema(&counts_schema(), projection)? != counts_schema() {
            return exec_err!("the counts of a pass are read whole");
        }
        let plan: Arc<dyn ExecutionPlan> = Arc::<PersonFoldExec>::clone(&self.0);
        Ok(plan)
    }
}
