//! How does the pass run as a plan? [`PersonFoldExec`] reads five tables side by side, one bucket
//! a partition, and puts out counted cells.

use crate::cells::{CellCounts, CellSpec, Found};
use crate::cursor::Cursor;
use crate::error::EngineError;
use crate::geography::Geography;
use crate::person::{PersonFacts, day_of};
use async_trait::async_trait;
use commonweal_cohort::{FoldProgram, FoldState, Person};
use datafusion::arrow::array::{Array, ArrayRef, Int64Array, RecordBatch};
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

/// What the fold needs besides rows.
#[derive(Debug)]
pub(crate) struct FoldPlan {
    pub(crate) program: FoldProgram,
    pub(crate) geography: Geography,
    pub(crate) specs: Vec<CellSpec>,
    /// People read so far, for progress and for the summary.
    pub(crate) people: AtomicU64,
    /// Clinical events read so far.
    pub(crate) events: AtomicU64,
}

/// Columns of the fold's output: the cell, the question and its counts.
pub(crate) fn cells_schema() -> SchemaRef {
    let field = |name: &str| Field::new(name, DataType::Int64, false);
    Arc::new(Schema::new(vec![
        field("cell"),
        field("question"),
        field("numerator"),
        field("denominator"),
        field("expected"),
    ]))
}

/// Reads people bucket by bucket and puts out counted cells; nothing about a person leaves it.
///
/// Its children are the scans of the records tables, each with one partition a bucket and whole
/// people in a partition; it asks for no repartitioning, which would break both.
#[derive(Debug)]
pub struct PersonFoldExec {
    children: Vec<Arc<dyn ExecutionPlan>>,
    plan: Arc<FoldPlan>,
    properties: Arc<PlanProperties>,
}

impl PersonFoldExec {
    pub(crate) fn new(children: Vec<Arc<dyn ExecutionPlan>>, plan: Arc<FoldPlan>) -> Self {
        let buckets = children.first().map_or(0, |c| c.properties().partitioning.partition_count());
        let properties = PlanProperties::new(
            EquivalenceProperties::new(cells_schema()),
            Partitioning::UnknownPartitioning(buckets),
            EmissionType::Final,
            Boundedness::Bounded,
        );
        Self { children, plan, properties: Arc::new(properties) }
    }
}

impl DisplayAs for PersonFoldExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(
            f,
            "PersonFoldExec: questions={}, cuboids={}",
            self.plan.program.questions().len(),
            self.plan.specs.len()
        )
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
        self.children.iter().collect()
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false; self.children.len()]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(Self::new(children, Arc::clone(&self.plan))))
    }

    fn execute(&self, bucket: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let names = crate::scan::TABLES.iter().map(|t| t.name);
        let mut cursors = Vec::with_capacity(self.children.len());
        for (name, child) in names.zip(&self.children) {
            cursors.push(Cursor::new(name, child.execute(bucket, Arc::clone(&context))?));
        }
        let Ok(cursors) = <[Cursor; 5]>::try_from(cursors) else { return exec_err!("the fold reads five tables") };
        let plan = Arc::clone(&self.plan);
        let batch = async move { Ok(fold_bucket(cursors, &plan).await?) };
        Ok(Box::pin(RecordBatchStreamAdapter::new(cells_schema(), futures::stream::once(batch))))
    }
}

/// Folds one bucket: each person's rows into answers, the answers into cells.
async fn fold_bucket(tables: [Cursor; 5], plan: &FoldPlan) -> Result<RecordBatch, EngineError> {
    let [mut patients, mut registrations, mut addresses, mut ethnicity, mut events] = tables;
    let program = &plan.program;
    let index_date = program.index_date();
    let on = day_of(index_date);
    let mut state = program.new_state();
    let mut answers = program.new_answers();
    let mut found = vec![Found::default(); program.questions().len()];
    let mut counts = CellCounts::new();
    while patients.fill().await? {
        let id = patients.person();
        let row = patients.take(id)?.start;
        let mut person = PersonFacts::from_patient(&patients, row, index_date)?;
        while registrations.fill().await? {
            let rows = registrations.take(id)?;
            person.read_registrations(&registrations, rows, on, &plan.geography)?;
            if !registrations.at_end_of_batch() {
                break;
            }
        }
        while addresses.fill().await? {
            let rows = addresses.take(id)?;
            person.read_addresses(&addresses, rows, on, &plan.geography)?;
            if !addresses.at_end_of_batch() {
                break;
            }
        }
        while ethnicity.fill().await? {
            let rows = ethnicity.take(id)?;
            person.read_ethnicity(&ethnicity, rows, on)?;
            if !ethnicity.at_end_of_batch() {
                break;
            }
        }
        program.clear(&mut state);
        while events.fill().await? {
            fold_events(&mut events, id, program, &mut state, plan)?;
            if !events.at_end_of_batch() {
                break;
            }
        }
        let facts = facts(&person);
        program.answers(&state, &facts, &mut answers);
        for (question, found) in found.iter_mut().enumerate() {
            let asked = answers.in_denominator(question);
            *found = Found {
                asked,
                has: answers.in_numerator(question),
                expected_millionths: if asked { program.expected_millionths(question, &facts) } else { 0 },
            };
        }
        counts.count(&plan.specs, &person, &found);
        plan.people.fetch_add(1, Ordering::Relaxed);
    }
    for table in [&mut registrations, &mut addresses, &mut ethnicity, &mut events] {
        if table.fill().await? {
            return Err(table.orphan());
        }
    }
    let columns = counts.columns(&plan.specs).map(|c| Arc::new(Int64Array::from(c)) as ArrayRef);
    Ok(RecordBatch::try_new(cells_schema(), columns.to_vec()).map_err(datafusion::error::DataFusionError::from)?)
}

/// Applies one person's clinical events that some definition asks for.
fn fold_events(
    events: &mut Cursor,
    id: i64,
    program: &FoldProgram,
    state: &mut FoldState,
    plan: &FoldPlan,
) -> Result<(), EngineError> {
    let rows = events.take(id)?;
    let (dates, codes) = (events.dates(1, "date")?, events.texts(2, "snomedct_code")?);
    let values = events.reals(3, "numeric_value")?;
    plan.events.fetch_add(rows.len() as u64, Ordering::Relaxed);
    for row in rows {
        let code = codes.value(row);
        let meaning = program.code_mask(code);
        if meaning.is_used() {
            program.event(state, meaning, dates.value(row), values.is_valid(row).then(|| values.value(row)));
        }
    }
    Ok(())
}

fn facts(person: &PersonFacts) -> Person {
    Person {
        born: person.born,
        sex: person.sex,
        died: person.died,
        registered: person.registered,
        care_home: person.care_home,
    }
}

/// The pass as a table, so that its cells can be summed over buckets by a query.
#[derive(Debug)]
pub(crate) struct FoldTable(pub(crate) Arc<dyn ExecutionPlan>);

#[async_trait]
impl TableProvider for FoldTable {
    fn schema(&self) -> SchemaRef {
        cells_schema()
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
        // Every column is summed or grouped by; a narrower reading of the cells has no user.
        if project_schema(&cells_schema(), projection)? != cells_schema() {
            return exec_err!("the cells of a pass are read whole");
        }
        Ok(Arc::clone(&self.0))
    }
}
