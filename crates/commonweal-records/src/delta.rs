//! The Delta Lake log of each table: which files are active in its latest version.

use crate::error::RecordsError;
use crate::files::{create_dir, io, table_dir};
use crate::manifest::FileManifest;
use commonweal_model::tables::{ColumnType, RecordsColumn, RecordsTable};
use deltalake::kernel::transaction::{CommitBuilder, CommitProperties, TableReference};
use deltalake::kernel::{Action, Add};
use deltalake::operations::create::CreateBuilder;
use deltalake::protocol::{DeltaOperation, SaveMode};
use deltalake::{DataType, DeltaTable, DeltaTableError, MetadataValue, StructField, ensure_table_uri};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::UNIX_EPOCH;

/// Snapshots, not ages of files, decide what is kept: nothing may vacuum files or expire versions.
const KEEP: &str = "interval 36500 days";

/// Makes exactly these files active in each table and gives the versions in which they are. A
/// table whose active files are these already is left as it is.
pub(crate) fn set_active(
    dir: &Path,
    tables: &[(&'static RecordsTable, &[FileManifest])],
) -> Result<BTreeMap<String, i64>, RecordsError> {
    blocking(async {
        let mut versions = BTreeMap::new();
        for (table, files) in tables {
            versions.insert(table.name.to_owned(), set_active_files(dir, table, files).await?);
        }
        Ok(versions)
    })
}

/// Runs to the end on threads of its own, so that callers may be inside a runtime or not.
fn blocking<T: Send>(work: impl Future<Output = Result<T, RecordsError>> + Send) -> Result<T, RecordsError> {
    let run = || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(io("start a thread for", Path::new("the Delta log")))?;
        runtime.block_on(work)
    };
    std::thread::scope(|scope| scope.spawn(run).join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
}

async fn set_active_files(
    dir: &Path,
    table: &'static RecordsTable,
    files: &[FileManifest],
) -> Result<i64, RecordsError> {
    let folder = table_dir(dir, table.name);
    let fault = |doing: &'static str| {
        let path = folder.clone();
        move |source: DeltaTableError| RecordsError::Delta { doing, path, source: Box::new(source) }
    };
    let delta = open_or_create(&folder, table).await.map_err(fault("open"))?;
    let state = delta.snapshot().map_err(fault("read"))?;
    let wanted: BTreeMap<&str, &FileManifest> = files.iter().map(|file| (file_name(file), file)).collect();
    let mut active = BTreeSet::new();
    let mut actions = Vec::new();
    for file in state.log_data().iter() {
        let path = file.path().into_owned();
        if !wanted.contains_key(path.as_str()) {
            actions.push(Action::Remove(file.remove_action(true)));
        }
        active.insert(path);
    }
    for (name, file) in wanted.into_iter().filter(|(name, _)| !active.contains(*name)) {
        actions.push(Action::Add(add(&folder, name, file)?));
    }
    if actions.is_empty() {
        return version(delta.version());
    }
    let operation = DeltaOperation::Write { mode: SaveMode::Overwrite, partition_by: None, predicate: None };
    let commit = CommitBuilder::from(CommitProperties::default())
        .with_actions(actions)
        .build(Some(state as &dyn TableReference), delta.log_store(), operation)
        .await
        .map_err(fault("commit to"))?;
    version(Some(commit.version()))
}

fn version(version: Option<u64>) -> Result<i64, RecordsError> {
    Ok(version.and_then(|version| i64::try_from(version).ok()).expect("an open table has a version, and few of them"))
}

async fn open_or_create(folder: &Path, table: &'static RecordsTable) -> Result<DeltaTable, DeltaTableError> {
    let text = folder.to_str().ok_or_else(|| {
        DeltaTableError::InvalidTableLocation(format!("{} is not UTF-8; move the workspace", folder.display()))
    })?;
    let url = ensure_table_uri(text)?;
    let delta = DeltaTable::try_from_url(url.clone()).await?;
    if delta.version().is_some() {
        return Ok(delta);
    }
    let sorted_by: Vec<&str> = table.sort_columns().into_iter().map(|position| table.columns[position].name).collect();
    CreateBuilder::new()
        .with_location(url.as_str())
        .with_table_name(table.name)
        .with_comment(format!("One row per {}. Pseudonymised; never shown.", table.one_row_per))
        .with_columns(table.columns.iter().map(field))
        .with_raise_if_key_not_exists(false)
        .with_configuration([
            ("delta.deletedFileRetentionDuration", Some(KEEP.to_owned())),
            ("delta.logRetentionDuration", Some(KEEP.to_owned())),
            ("commonweal.sortedBy", Some(sorted_by.join(","))),
        ])
        .await
}

fn field(column: &RecordsColumn) -> StructField {
    let data_type = match column.column_type {
        ColumnType::Long => DataType::LONG,
        ColumnType::Integer => DataType::INTEGER,
        ColumnType::Text | ColumnType::Code(_) => DataType::STRING,
        ColumnType::Date => DataType::DATE,
        ColumnType::Instant => DataType::TIMESTAMP,
        ColumnType::Real => DataType::DOUBLE,
        ColumnType::Flag => DataType::BOOLEAN,
    };
    StructField::new(column.name, data_type, column.nullable)
        .with_metadata([("comment", MetadataValue::String(column.about.to_owned()))])
}

fn file_name(file: &FileManifest) -> &str {
    file.path.rsplit('/').next().unwrap_or(&file.path)
}

fn add(folder: &Path, name: &str, file: &FileManifest) -> Result<Add, RecordsError> {
    let path = folder.join(name);
    let changed = std::fs::metadata(&path).and_then(|about| about.modified()).map_err(io("look at", &path))?;
    let changed = changed.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let stats = json!({
        "numRecords": file.rows,
        "minValues": { "patient_id": file.min_patient_id },
        "maxValues": { "patient_id": file.max_patient_id },
        "nullCount": { "patient_id": 0 },
    });
    Ok(Add {
        path: name.to_owned(),
        partition_values: [].into(),
        size: i64::try_from(file.bytes).unwrap_or(i64::MAX),
        modification_time: i64::try_from(changed).unwrap_or(i64::MAX),
        data_change: true,
        stats: Some(stats.to_string()),
        tags: None,
        deletion_vector: None,
        base_row_id: None,
        default_row_commit_version: None,
        clustering_provider: None,
    })
}

/// Makes the folder of a table.
pub(crate) fn prepare(dir: &Path, table: &RecordsTable) -> Result<(), RecordsError> {
    create_dir(&table_dir(dir, table.name))
}
