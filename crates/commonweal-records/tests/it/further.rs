//! Tables that only some people have rows in.

use crate::people::{BUCKETS, person, write, write_people};
use commonweal_model::tables::{APCS, COMMUNITY_CONTACTS, ColumnType, MEDICATIONS, ONS_DEATHS, PATIENTS, RecordsTable};
use commonweal_model::{CellValue, FurtherRows, PersonRecords};
use commonweal_records::{RecordsError, SnapshotManifest, ids_in_bucket, person_rows, verify_snapshot};
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{Int64Type, TimestampMicrosecondType};
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use deltalake::{DeltaTable, ensure_table_uri};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use std::fs::File;
use std::path::Path;

/// A row with its order date, a moment where there is one, and the least that must be known.
fn row(table: &RecordsTable, day: Date) -> Vec<CellValue> {
    let moment: Timestamp = "2024-03-31T01:30:00Z".parse().unwrap();
    let cell = |column: &commonweal_model::tables::RecordsColumn| match column.column_type {
        ColumnType::Date if table.ordered_by == Some(column.name) || !column.nullable => CellValue::Date(day),
        ColumnType::Instant => CellValue::Instant(moment),
        _ if column.nullable => CellValue::Missing,
        ColumnType::Long => CellValue::Long(7),
        ColumnType::Integer => CellValue::Integer(7),
        ColumnType::Real => CellValue::Real(7.5),
        ColumnType::Flag => CellValue::Flag(true),
        ColumnType::Text | ColumnType::Code(_) => CellValue::Text("123456".into()),
        ColumnType::Date => unreachable!("every day is in order, known, or may be missing"),
    };
    table.columns[1..].iter().map(cell).collect()
}

fn with(id: i64, tables: &[&'static RecordsTable]) -> PersonRecords {
    let rows = |table: &&'static RecordsTable| {
        let days = [date(2024, 1, 1), date(2024, 3, 31)];
        let days = if table.one_row_per_patient() { &days[..1] } else { &days[..] };
        FurtherRows { table, rows: days.iter().map(|day| row(table, *day)).collect() }
    };
    PersonRecords { further: tables.iter().filter(|_| id % 2 == 0).map(rows).collect(), ..person(id) }
}

fn write_with(dir: &Path, tables: &[&'static RecordsTable]) -> Result<SnapshotManifest, RecordsError> {
    let source = format!("people with {} tables", tables.len());
    let tables = tables.to_vec();
    write_people(dir, &source, "synthetic", 2, move |bucket| {
        let tables = tables.clone();
        Box::new(ids_in_bucket(100, bucket, BUCKETS).map(move |id| with(id, &tables)))
    })
}

fn batches(dir: &Path, manifest: &SnapshotManifest, table: &str) -> Vec<RecordBatch> {
    let open = |path| ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().build().unwrap();
    manifest.files(dir, table).concat().into_iter().flat_map(open).map(Result::unwrap).collect()
}

fn active_files(dir: &Path, table: &str) -> usize {
    let url = ensure_table_uri(dir.join("records").join(table).to_str().unwrap()).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let delta: DeltaTable = runtime.block_on(deltalake::open_table(url)).unwrap();
    delta.snapshot().unwrap().log_data().iter().count()
}

#[test]
fn rows_of_any_table_come_back_with_their_moments() {
    let dir = tempfile::tempdir().unwrap();
    let manifest = write_with(dir.path(), &commonweal_model::tables::ALL[5..]).unwrap();
    verify_snapshot(dir.path(), &manifest).unwrap();
    for table in &commonweal_model::tables::ALL[5..] {
        let each = if table.one_row_per_patient() { 1 } else { 2 };
        assert_eq!(manifest.tables[table.name].rows, 50 * each, "{}", table.name);
    }
    for batch in batches(dir.path(), &manifest, COMMUNITY_CONTACTS.name) {
        let contacted = batch.column_by_name("contacted_at").unwrap().as_primitive::<TimestampMicrosecondType>();
        assert!(contacted.iter().all(|moment| moment == Some(1_711_848_600_000_000)));
        assert!(batch.column(0).as_primitive::<Int64Type>().iter().all(|id| id.is_some_and(|id| id % 2 == 0)));
        assert_eq!(batch.column_by_name("referral_date").unwrap().null_count(), batch.num_rows());
    }
}

#[test]
fn a_table_nobody_has_rows_in_leaves_no_trace() {
    let dir = tempfile::tempdir().unwrap();
    let manifest = write_with(dir.path(), &[&MEDICATIONS]).unwrap();
    assert_eq!(manifest.tables.len(), 6);
    assert!(dir.path().join("records/medications").is_dir() && !dir.path().join("records/apcs").exists());
    assert_eq!(manifest.files(dir.path(), "apcs"), vec![Vec::<std::path::PathBuf>::new(); BUCKETS as usize]);
    // The same five tables are the same snapshot, whether other tables could exist or not.
    let plain = tempfile::tempdir().unwrap();
    let also_plain = tempfile::tempdir().unwrap();
    assert_eq!(write(plain.path(), 100).id, write_with(also_plain.path(), &[]).unwrap().id);
}

#[test]
fn a_later_snapshot_without_a_table_empties_it() {
    let dir = tempfile::tempdir().unwrap();
    write_with(dir.path(), &[&MEDICATIONS]).unwrap();
    assert!(active_files(dir.path(), "medications") > 0);
    let later = write_with(dir.path(), &[&ONS_DEATHS]).unwrap();
    assert!(!later.tables.contains_key("medications"));
    assert_eq!(active_files(dir.path(), "medications"), 0);
    assert!(active_files(dir.path(), "ons_deaths") > 0);
}

#[track_caller]
fn refused(change: impl Fn(&mut PersonRecords) + Sync, wanted: &str) {
    let dir = tempfile::tempdir().unwrap();
    let error = write_people(dir.path(), "test", "synthetic", 1, |bucket| {
        let change = &change;
        let people: Vec<PersonRecords> = ids_in_bucket(100, bucket, BUCKETS)
            .map(|id| {
                let mut person = with(id, &[&APCS, &ONS_DEATHS]);
                if !person.further.is_empty() {
                    change(&mut person);
                }
                person
            })
            .collect();
        Box::new(people.into_iter())
    })
    .expect_err("the rows are wrong");
    assert!(error.to_string().contains(wanted), "{error}");
}

#[test]
fn rows_that_do_not_fit_their_table_are_refused() {
    refused(|person| person.further[0].rows[0].truncate(3), "more or fewer cells");
    refused(|person| person.further[0].rows[0][0] = CellValue::Flag(true), "another type than its column");
    refused(|person| person.further[0].rows[0][1] = CellValue::Missing, "must be known is missing");
    refused(|person| person.further[0].rows.reverse(), "its date is before");
    refused(|person| person.further[0].table = &PATIENTS, "not in their own list");
    let twice = |person: &mut PersonRecords| {
        let again = person.further[1].rows[0].clone();
        person.further[1].rows.push(again);
    };
    refused(twice, "has a row already");
}

#[test]
fn one_person_is_found_again_with_everything_about_them() {
    let dir = tempfile::tempdir().unwrap();
    let manifest = write_with(dir.path(), &commonweal_model::tables::ALL[5..]).unwrap();
    for id in [1, 2, 50, 100] {
        let written = with(id, &commonweal_model::tables::ALL[5..]);
        let found = person_rows(dir.path(), &manifest, id).unwrap();
        let rows = |name: &str| found.iter().find(|rows| rows.table.name == name).map_or(0, |rows| rows.rows.len());
        assert_eq!(rows("patients"), 1);
        assert_eq!(rows("clinical_events"), written.events.len());
        let further: Vec<_> =
            found.iter().filter(|rows| written.further.iter().any(|w| w.table == rows.table)).collect();
        assert_eq!(further, written.further.iter().collect::<Vec<_>>(), "person {id}");
    }
    assert_eq!(person_rows(dir.path(), &manifest, 101).unwrap(), []);
}
