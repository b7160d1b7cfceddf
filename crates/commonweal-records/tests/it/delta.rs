//! Any Delta Lake reader can read the tables.

use crate::people::write;
use commonweal_model::tables::table;
use deltalake::{DeltaTable, ensure_table_uri};
use std::collections::BTreeSet;
use std::path::Path;

fn open(dir: &Path, table: &str) -> DeltaTable {
    let url = ensure_table_uri(dir.join("records").join(table).to_str().unwrap()).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(deltalake::open_table(url)).unwrap()
}

fn active(table: &DeltaTable) -> BTreeSet<String> {
    table.snapshot().unwrap().log_data().iter().map(|file| file.path().into_owned()).collect()
}

#[test]
fn the_latest_version_of_each_table_is_the_snapshot() {
    let dir = tempfile::tempdir().unwrap();
    let manifest = write(dir.path(), 300);
    for (name, written) in &manifest.tables {
        let table = table(name).unwrap();
        let delta = open(dir.path(), table.name);
        assert_eq!(delta.version().map(|version| i64::try_from(version).unwrap()), Some(written.version));
        let prefix = format!("records/{}/", table.name);
        let files = written.files.iter().map(|file| file.path.strip_prefix(&prefix).unwrap().to_owned());
        assert_eq!(active(&delta), files.collect());
    }
}

#[test]
fn tables_use_the_oldest_protocol_and_name_and_describe_themselves() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), 50);
    let delta = open(dir.path(), "clinical_events");
    let state = delta.snapshot().unwrap();
    assert_eq!((state.protocol().min_reader_version(), state.protocol().min_writer_version()), (1, 2));
    let properties = state.metadata().configuration();
    assert_eq!(properties.get("commonweal.sortedBy").map(String::as_str), Some("patient_id,date"));
    assert_eq!(state.metadata().name(), Some("clinical_events"));
    let schema = state.schema();
    let names: Vec<&str> = schema.fields().map(|field| field.name().as_str()).collect();
    assert_eq!(names, ["patient_id", "date", "snomedct_code", "numeric_value"]);
    let nullable: Vec<bool> = schema.fields().map(|field| field.is_nullable()).collect();
    assert_eq!(nullable, [false, false, false, true]);
}

#[test]
fn files_carry_the_statistics_readers_skip_files_by() {
    let dir = tempfile::tempdir().unwrap();
    let manifest = write(dir.path(), 300);
    let delta = open(dir.path(), "patients");
    let rows: usize = delta.snapshot().unwrap().log_data().iter().map(|file| file.num_records().unwrap()).sum();
    assert_eq!(rows, 300);
    for file in &manifest.tables["patients"].files {
        let found = delta.snapshot().unwrap().log_data().iter().find(|active| file.path.ends_with(&*active.path()));
        let stats: serde_json::Value = serde_json::from_str(&found.unwrap().stats().unwrap()).unwrap();
        assert_eq!(stats["minValues"]["patient_id"], file.min_patient_id);
        assert_eq!(stats["maxValues"]["patient_id"], file.max_patient_id);
    }
}

#[test]
fn writing_works_inside_a_runtime_too() {
    let dir = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let manifest = runtime.block_on(async { write(dir.path(), 20) });
    assert_eq!(manifest.people, 20);
}
