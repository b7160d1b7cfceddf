//! Nothing about a person is passed on, kept or written.

use crate::people::{ID_DIGITS, is_id, pass};
use crate::processes::{Cluster, wait_for};
use crate::support::there;
use async_trait::async_trait;
use ballista_core::execution_plans::execute_physical_plan;
use ballista_core::extension::SessionConfigExt;
use ballista_scheduler::planner::{DefaultDistributedPlanner, DistributedPlanner};
use commonweal_cluster::distribute;
use commonweal_engine::{Engine, EngineError, Runner};
use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Int64Type, Schema};
use datafusion::arrow::ipc::reader::{FileReader, StreamReader};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext};
use datafusion_proto::protobuf::PhysicalPlanNode;
use futures::TryStreamExt;
use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Columns that may travel: where a count stands, and the count.
const ALLOWED: [&str; 6] = ["interval", "cell", "question", "numerator", "denominator", "expected"];

#[track_caller]
fn only_counts(schema: &Schema) {
    for field in schema.fields() {
        let name = field.name().as_str();
        // A part of a sum on its way to the whole is `numerator[sum]`.
        let allowed = ALLOWED.contains(&name.strip_suffix("[sum]").unwrap_or(name));
        assert!(allowed && field.data_type() == &DataType::Int64, "{name}: {:?} of {schema}", field.data_type());
    }
}

/// Keeps the plan and answers with nothing.
#[derive(Debug, Default)]
struct Keep(Mutex<Option<Arc<dyn ExecutionPlan>>>);

#[async_trait]
impl Runner for Keep {
    async fn run(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _: &SessionContext,
        _: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<RecordBatch>, EngineError> {
        *self.0.lock().unwrap() = Some(plan);
        Ok(Vec::new())
    }
}

#[test]
fn no_stage_of_a_pass_hands_on_anything_but_counts() {
    let dir = tempfile::tempdir().unwrap();
    let keep = Arc::new(Keep::default());
    let engine = Engine::new(Some(2)).unwrap().with_runner(Arc::clone(&keep) as Arc<dyn Runner>);
    engine.pass(&pass(dir.path(), 4), &|_| {}).unwrap();
    let plan = distribute(keep.0.lock().unwrap().take().unwrap()).unwrap();
    let config = SessionConfig::new_with_ballista();
    let stages = DefaultDistributedPlanner::new().plan_query_stages(&"job".into(), plan, config.options()).unwrap();
    assert!(stages.len() >= 2, "{} stages", stages.len());
    for stage in stages {
        only_counts(&stage.children()[0].schema());
    }
}

/// Copies the executors' files while a pass is under way; they are gone soon after.
fn files_of_a_pass(cluster: &Cluster, job: impl FnOnce() + Send) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut seen: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
    thread::scope(|scope| {
        let job = scope.spawn(job);
        while !job.is_finished() {
            for path in cluster.executors.iter().flat_map(|executor| executor.files()) {
                if let Ok(bytes) = fs::read(&path) {
                    let longest = seen.entry(path).or_default();
                    if bytes.len() > longest.len() {
                        *longest = bytes;
                    }
                }
            }
            thread::sleep(Duration::from_millis(3));
        }
    });
    seen
}

/// The batches of a file in one of Arrow's two forms; none where it was copied half-written.
fn batches(bytes: &[u8]) -> Vec<RecordBatch> {
    if let Ok(file) = FileReader::try_new(Cursor::new(bytes), None) {
        return file.flatten().collect();
    }
    StreamReader::try_new(Cursor::new(bytes), None).map(|stream| stream.flatten().collect()).unwrap_or_default()
}

#[test]
fn neither_files_nor_logs_hold_a_person_and_the_files_are_deleted() {
    let dir = tempfile::tempdir().unwrap();
    let spec = pass(&dir.path().join("workspace"), 12);
    let cluster = Cluster::start(dir.path(), 2);
    let files = files_of_a_pass(&cluster, || drop(there(cluster.address, &spec).unwrap()));
    let read: Vec<RecordBatch> = files.values().flat_map(|bytes| batches(bytes)).collect();
    assert!(!read.is_empty(), "no cells were seen in {:?}", files.keys());
    for batch in &read {
        only_counts(&batch.schema());
        for column in batch.columns() {
            let numbers = column.as_primitive::<Int64Type>();
            assert!(numbers.values().iter().all(|number| !is_id(*number)), "an id in a file of cells");
        }
    }
    for bytes in files.values() {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(ID_DIGITS) && !text.contains("patient_id"), "an id in a file");
    }
    for (path, log) in cluster.logs() {
        assert!(log.contains("DEBUG"), "{} has debug lines", path.display());
        assert!(!log.contains(ID_DIGITS), "an id in {}", path.display());
    }
    wait_for("the cells to be deleted", || cluster.executors.iter().all(|executor| executor.files().is_empty()));
}

#[test]
fn cells_that_a_crash_left_behind_are_deleted() {
    let dir = tempfile::tempdir().unwrap();
    let left = dir.path().join("executor1/job/1/0");
    fs::create_dir_all(&left).unwrap();
    fs::write(left.join("data.arrow"), b"cells").unwrap();
    let cluster = Cluster::start(dir.path(), 1);
    wait_for("the leftovers to be deleted", || cluster.executors[0].files().is_empty());
}

#[test]
fn a_plan_that_reads_a_table_row_by_row_finds_no_table() {
    let dir = tempfile::tempdir().unwrap();
    let spec = pass(&dir.path().join("workspace"), 1);
    let cluster = Cluster::start(dir.path(), 1);
    let file = spec.files.tables["patients"][0][0].to_str().unwrap().to_owned();
    let config = SessionConfig::new_with_ballista();
    let context = SessionContext::new_with_config(config.clone());
    let asking = async {
        let table = context.read_parquet(file, ParquetReadOptions::default()).await.unwrap();
        let plan = table.create_physical_plan().await.unwrap();
        let url = format!("http://{}", cluster.address);
        let codec = config.ballista_physical_extension_codec();
        let (settings, session) = (config.ballista_config(), context.session_id());
        let rows =
            execute_physical_plan::<PhysicalPlanNode>(url, &settings, plan, codec.as_ref(), session, config.clone());
        rows.await?.try_collect::<Vec<RecordBatch>>().await
    };
    let error = tokio::runtime::Runtime::new().unwrap().block_on(asking).unwrap_err().to_string();
    assert!(error.contains("rejected by executor"), "{error}");
    let logs: String = cluster.logs().into_iter().map(|(_, log)| log).collect();
    assert!(logs.contains("No suitable object store found for file:///"), "{logs}");
    assert!(!error.contains(ID_DIGITS) && !logs.contains(ID_DIGITS), "an id in an error or a log");
}
