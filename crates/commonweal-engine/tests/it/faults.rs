//! Records that are not as the pass needs them: an error that says where, never a panic.

use crate::support::{definitions, spec};
use commonweal_cohort::SourceFile;
use commonweal_engine::{CellDimension, CellSpec, Engine, EngineError, Geography, RecordFiles};
use commonweal_model::{AreaType, Family};
use commonweal_records::table_schema;
use commonweal_testkit::definition_files;
use datafusion::arrow::array::{Array, ArrayRef, Int32Array, Int64Array, RecordBatch, StringArray, new_null_array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::file::metadata::{
    ColumnChunkMetaDataBuilder, ParquetMetaDataBuilder, ParquetMetaDataReader, ParquetMetaDataWriter,
};
use jiff::civil::date;
use proptest::prelude::*;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

const TABLES: [&str; 5] = ["patients", "practice_registrations", "addresses", "ethnicity_records", "clinical_events"];

/// Rows for these people, with some value in every column that must have one.
fn rows(table: &str, ids: &[i64]) -> RecordBatch {
    let schema = table_schema(table).expect("a records table");
    let columns = schema.fields().iter().map(|field| -> ArrayRef {
        let days = Int32Array::from(vec![10_000; ids.len()]);
        match field.data_type() {
            _ if field.name() == "patient_id" => Arc::new(Int64Array::from(ids.to_vec())),
            of if field.is_nullable() => new_null_array(of, ids.len()),
            DataType::Utf8 => Arc::new(StringArray::from(vec!["female"; ids.len()])),
            DataType::Boolean => Arc::new(datafusion::arrow::array::BooleanArray::from(vec![false; ids.len()])),
            of => cast(&days, of).expect("a number or a day"),
        }
    });
    let columns = columns.collect();
    RecordBatch::try_new(schema, columns).expect("rows of the table")
}

fn keep(path: &Path, batch: &RecordBatch) {
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

/// One bucket with people 1, 2 and 3 and a row for each in every table.
struct Snapshot {
    dir: tempfile::TempDir,
    files: RecordFiles,
}

impl Snapshot {
    fn sound() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut files = RecordFiles::default();
        for table in TABLES {
            let path = dir.path().join(format!("{table}.parquet"));
            keep(&path, &rows(table, &[1, 2, 3]));
            files.tables.insert(table.to_owned(), vec![vec![path]]);
        }
        Self { dir, files }
    }

    fn with(batch: &RecordBatch, table: &str) -> Self {
        let snapshot = Self::sound();
        keep(&snapshot.path(table), batch);
        snapshot
    }

    fn path(&self, table: &str) -> PathBuf {
        self.dir.path().join(format!("{table}.parquet"))
    }

    fn pass(&self, threads: usize) -> Result<u64, EngineError> {
        // What else is shipped takes its time to read, and the faults are many.
        static SOURCES: LazyLock<Vec<SourceFile>> = LazyLock::new(|| {
            let mut files = definition_files(&definitions()).unwrap();
            files.retain(|file| {
                let of_others = ["cohorts/", "indicators/", "groups.toml"];
                file.path.contains("smoking_prevalence/") || !of_others.iter().any(|part| file.path.contains(part))
            });
            files
        });
        let cuboid = |family, dimensions| CellSpec {
            family,
            area_type: AreaType::Icb,
            dimensions,
            questions: vec![0],
            intervals: vec![0],
        };
        let cuboids = vec![
            cuboid(Family::Residence, vec![CellDimension::Imd2019Quintile, CellDimension::Ethnicity]),
            cuboid(Family::Registration, vec![]),
        ];
        let spec = spec(&self.files, &SOURCES, "smoking_prevalence", date(2026, 9, 30));
        let spec = Arc::new(spec.with_cells(Geography::new(), cuboids));
        Engine::new(Some(threads)).unwrap().pass(&spec, &|_| {}).map(|summary| summary.people)
    }

    #[track_caller]
    fn fault(&self) -> String {
        let [one, two] = [1, 2].map(|threads| self.pass(threads).expect_err("a fault").to_string());
        assert_eq!(one, two, "the same fault on one thread or two");
        one
    }
}

#[test]
fn sound_tables_pass_and_people_without_rows_count() {
    assert_eq!(Snapshot::sound().pass(2).unwrap(), 3);
    assert_eq!(Snapshot::with(&rows("clinical_events", &[2]), "clinical_events").pass(2).unwrap(), 3);
    assert_eq!(Snapshot::with(&rows("clinical_events", &[]), "clinical_events").pass(2).unwrap(), 3);
}

#[test]
fn a_table_out_of_patient_order_is_named_with_its_row() {
    for table in TABLES {
        let fault = Snapshot::with(&rows(table, &[1, 3, 2]), table).fault();
        let wanted = format!(
            "the table {table} is not in patient order near row 3 of one of its buckets; load the records again"
        );
        assert!(fault.starts_with(&wanted), "{fault}");
    }
}

#[test]
fn order_is_kept_from_one_file_of_a_bucket_to_the_next() {
    let mut snapshot = Snapshot::sound();
    let second = snapshot.dir.path().join("second.parquet");
    keep(&second, &rows("clinical_events", &[1]));
    snapshot.files.tables.get_mut("clinical_events").unwrap()[0].push(second);
    let fault = snapshot.fault();
    assert!(fault.contains("clinical_events is not in patient order near row 4"), "{fault}");
}

#[test]
fn a_row_of_nobody_is_named_wherever_it_stands() {
    for (ids, row) in [([0, 1, 3], 1), ([1, 3, 9], 3)] {
        for table in &TABLES[1..] {
            let fault = Snapshot::with(&rows(table, &ids), table).fault();
            let wanted = format!(
                "the table {table} has a row for a person who is not in patients, near row {row} of one of its buckets; load the records again"
            );
            assert_eq!(fault, wanted);
        }
    }
    let fault = Snapshot::with(&rows("patients", &[1, 3]), "patients").fault();
    assert!(
        fault.contains("practice_registrations has a row for a person who is not in patients, near row 2"),
        "{fault}"
    );
}

#[test]
fn a_fault_in_one_bucket_of_many_is_still_ours_to_explain() {
    let mut snapshot = Snapshot::with(&rows("addresses", &[1, 3, 2]), "addresses");
    let sound = Snapshot::sound();
    for table in TABLES {
        let buckets = snapshot.files.tables.get_mut(table).unwrap();
        buckets.extend([vec![sound.path(table)], vec![], vec![sound.path(table)]]);
    }
    let fault = snapshot.fault();
    assert!(fault.starts_with("the table addresses is not in patient order near row 3"), "{fault}");
}

#[test]
fn a_missing_table_and_uneven_buckets_are_named() {
    for table in &TABLES[1..] {
        let mut snapshot = Snapshot::sound();
        snapshot.files.tables.remove(*table);
        assert_eq!(
            snapshot.fault(),
            format!("the snapshot has no files for the table {table}; load the records again")
        );
    }
    let mut snapshot = Snapshot::sound();
    snapshot.files.tables.remove("patients");
    assert_eq!(snapshot.fault(), "the snapshot has no files for the table patients; load the records again");
    let mut snapshot = Snapshot::sound();
    snapshot.files.tables.get_mut("addresses").unwrap().push(vec![]);
    assert_eq!(snapshot.fault(), "the table addresses has 2 buckets where patients has 1; load the records again");
}

#[test]
fn a_missing_column_is_an_error_and_not_a_column_of_nothing() {
    let needed = [
        ("patients", "date_of_birth", "date"),
        ("patients", "patient_id", "64-bit integer"),
        ("addresses", "imd19_rank", "whole number"),
        ("addresses", "lsoa21", "text"),
        ("clinical_events", "snomedct_code", "text"),
        ("clinical_events", "date", "date"),
    ];
    for (table, column, expected) in needed {
        let whole = rows(table, &[1, 2, 3]);
        let others: Vec<usize> =
            (0..whole.num_columns()).filter(|i| whole.schema().field(*i).name() != column).collect();
        let fault = Snapshot::with(&whole.project(&others).unwrap(), table).fault();
        let wanted = format!(
            "the table {table} has no column `{column}` of type {expected}; load the records again with this version"
        );
        assert_eq!(fault, wanted);
    }
}

#[test]
fn a_column_of_another_type_is_refused_and_text_is_text_however_it_is_held() {
    let whole = rows("clinical_events", &[1, 2, 3]);
    let held_as = |column: &str, of: DataType| {
        let schema = whole.schema();
        let at = schema.index_of(column).unwrap();
        let mut fields: Vec<Field> = schema.fields().iter().map(|field| field.as_ref().clone()).collect();
        let mut columns = whole.columns().to_vec();
        columns[at] = cast(&columns[at], &of).unwrap();
        fields[at] = fields[at].clone().with_data_type(columns[at].data_type().clone());
        Snapshot::with(&RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap(), "clinical_events")
    };
    let fault = held_as("patient_id", DataType::Utf8).fault();
    assert!(
        fault.starts_with("the table clinical_events has no column `patient_id` of type 64-bit integer"),
        "{fault}"
    );
    let fault = held_as("date", DataType::Utf8).fault();
    assert!(fault.starts_with("the table clinical_events has no column `date` of type date"), "{fault}");
    for text in [DataType::LargeUtf8, DataType::Utf8View] {
        assert_eq!(held_as("snomedct_code", text).pass(2).unwrap(), 3);
    }
}

#[test]
fn a_file_that_is_cut_short_or_gone_is_named() {
    let snapshot = Snapshot::sound();
    let path = snapshot.path("clinical_events");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let fault = snapshot.fault();
    assert!(fault.starts_with("cannot use ") && fault.contains("clinical_events.parquet"), "{fault}");
    assert!(fault.ends_with("check that the file is there and whole, and that the disk has room"), "{fault}");
    std::fs::remove_file(&path).unwrap();
    let fault = snapshot.fault();
    assert!(fault.contains("clinical_events.parquet: No such file"), "{fault}");
}

/// Writes the file's footer again with every column changed, and leaves the rows as they are.
fn change_columns(path: &Path, change: impl Fn(ColumnChunkMetaDataBuilder) -> ColumnChunkMetaDataBuilder) {
    let bytes = std::fs::read(path).unwrap();
    let (body, length) = bytes.split_at(bytes.len() - 8);
    let footer = usize::try_from(u32::from_le_bytes(length[..4].try_into().unwrap())).unwrap();
    let known = ParquetMetaDataReader::new().parse_and_finish(&File::open(path).unwrap()).unwrap();
    let groups = known.row_groups().iter().cloned().map(|group| {
        let columns = group.columns().iter().cloned().map(|c| change(c.into_builder()).build().unwrap()).collect();
        group.into_builder().set_column_metadata(columns).build().unwrap()
    });
    let changed = ParquetMetaDataBuilder::new(known.file_metadata().clone()).set_row_groups(groups.collect()).build();
    let mut whole = body[..body.len() - footer].to_vec();
    ParquetMetaDataWriter::new(&mut whole, &changed).finish().unwrap();
    std::fs::write(path, whole).unwrap();
}

#[test]
fn a_footer_that_points_outside_the_file_is_named_before_anything_is_read() {
    type Change = fn(ColumnChunkMetaDataBuilder) -> ColumnChunkMetaDataBuilder;
    let changes: [(&str, Change); 6] = [
        ("a column begins outside the file", |c| c.set_dictionary_page_offset(Some(-4))),
        ("a column begins outside the file", |c| c.set_data_page_offset(-1)),
        ("a column begins outside the file", |c| c.set_data_page_offset(1 << 40)),
        ("a column ends outside the file", |c| c.set_total_compressed_size(-1)),
        ("a column ends outside the file", |c| c.set_total_compressed_size(i64::MAX)),
        ("a column has other rows than its group", |c| c.set_num_values(4)),
    ];
    for (what, change) in changes {
        for table in TABLES {
            let snapshot = Snapshot::sound();
            change_columns(&snapshot.path(table), change);
            let fault = snapshot.fault();
            assert!(fault.contains(&format!("{table}.parquet: it is damaged ({what})")), "{fault}");
        }
    }
    let snapshot = Snapshot::sound();
    change_columns(&snapshot.path("patients"), |column| column);
    assert_eq!(snapshot.pass(2).unwrap(), 3, "the footer written again as it was");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn damage_anywhere_in_a_file_of_records_is_an_error_or_a_pass_and_never_a_panic(
        table in 0..TABLES.len(),
        at in any::<prop::sample::Index>(),
        flipped in 1..=255_u8,
    ) {
        let snapshot = Snapshot::sound();
        let path = snapshot.path(TABLES[table]);
        let mut bytes = std::fs::read(&path).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= flipped;
        std::fs::write(&path, &bytes).unwrap();
        if let Err(fault) = snapshot.pass(2) {
            prop_assert!(!fault.to_string().contains("panic"), "{fault}");
        }
    }
}
