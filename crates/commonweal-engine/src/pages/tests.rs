//! Whatever way a file is written, its rows are read as they were given.

use crate::table_reader::TableReader;
use commonweal_cohort::evaluate::{
    CodeNeed, Column, ColumnNeed, NULL_BOOL, NULL_DATE, NULL_INT, NULL_TEXT, Symbols, TableNeed, TableRows,
};
use commonweal_cohort::query::ValueType;
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, Encoding, ZstdLevel};
use datafusion::parquet::file::properties::{WriterProperties, WriterPropertiesBuilder, WriterVersion};
use datafusion::parquet::schema::types::ColumnPath;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A row: whose, date, code, value, whole numbers of 32 and 64 bits, claim.
type Row = (i64, Option<i32>, Option<u8>, Option<f64>, Option<i32>, Option<i64>, Option<bool>);

const COLUMNS: [(&str, ValueType); 6] = [
    ("date", ValueType::Date),
    ("code", ValueType::Str),
    ("value", ValueType::Float),
    ("short", ValueType::Int),
    ("long", ValueType::Int),
    ("claim", ValueType::Bool),
];

fn code(code: u8) -> String {
    format!("code {code}")
}

fn write(path: &Path, rows: &[Row], properties: WriterProperties) {
    let texts: Vec<Option<String>> = rows.iter().map(|row| row.2.map(code)).collect();
    let columns: [(&str, ArrayRef, bool); 7] = [
        ("patient_id", Arc::new(rows.iter().map(|row| row.0).collect::<Int64Array>()), false),
        ("date", Arc::new(rows.iter().map(|row| row.1).collect::<Date32Array>()), true),
        ("code", Arc::new(texts.into_iter().collect::<StringArray>()), true),
        ("value", Arc::new(rows.iter().map(|row| row.3).collect::<Float64Array>()), true),
        ("short", Arc::new(rows.iter().map(|row| row.4).collect::<Int32Array>()), true),
        ("long", Arc::new(rows.iter().map(|row| row.5).collect::<Int64Array>()), true),
        ("claim", Arc::new(rows.iter().map(|row| row.6).collect::<BooleanArray>()), true),
    ];
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

/// The ways a file may be written: the first as the records are, the last so that the pages' decoder leaves it to Arrow's.
fn ways(rows_in_page: usize) -> [WriterProperties; 4] {
    let small = |properties: WriterPropertiesBuilder| {
        properties
            .set_write_batch_size(rows_in_page / 2 + 1)
            .set_data_page_row_count_limit(rows_in_page)
            .set_max_row_group_row_count(Some(700))
    };
    let steps = |properties: WriterPropertiesBuilder, column: &str| {
        let path = ColumnPath::from(column);
        properties
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_encoding(path, Encoding::DELTA_BINARY_PACKED)
    };
    let plain = |properties: WriterPropertiesBuilder| {
        properties.set_dictionary_enabled(false).set_column_dictionary_enabled(ColumnPath::from("code"), true)
    };
    let zstd = Compression::ZSTD(ZstdLevel::try_new(1).unwrap());
    let records = steps(steps(small(WriterProperties::builder()).set_compression(zstd), "patient_id"), "long");
    [
        steps(steps(records, "short"), "date").build(),
        small(WriterProperties::builder().set_writer_version(WriterVersion::PARQUET_2_0)).build(),
        plain(small(WriterProperties::builder())).build(),
        small(WriterProperties::builder().set_dictionary_enabled(false)).build(),
    ]
}

/// Reads all rows of these people, two at a time.
fn read(path: &Path, need: &TableNeed, people: &[i64], symbols: &mut Symbols) -> Vec<(TableRows, Vec<i64>)> {
    let files: [PathBuf; 1] = [path.to_owned()];
    let mut reader = TableReader::new(need, &files);
    let mut found = Vec::new();
    for people in people.chunks(2) {
        let mut rows = TableRows::default();
        reader.take(people, symbols, &mut rows).unwrap();
        found.push((rows, people.to_vec()));
        // What is at hand is given its numbers again.
        reader.forget_texts(symbols).unwrap();
    }
    reader.finish(symbols).unwrap();
    found
}

fn check(found: &[(TableRows, Vec<i64>)], rows: &[Row], wanted: impl Fn(&Row) -> bool, symbols: &mut Symbols) {
    for (found, people) in found {
        let mut at = 0;
        for (person, bounds) in people.iter().zip(found.offsets.windows(2)) {
            assert_eq!(bounds[0] as usize, at);
            for row in rows.iter().filter(|row| row.0 == *person && wanted(row)) {
                let [
                    Column::Date(date),
                    Column::Text(text),
                    Column::Float(value),
                    Column::Int(short),
                    Column::Int(long),
                    Column::Bool(claim),
                ] = found.columns.as_slice()
                else {
                    panic!("columns of their types")
                };
                assert_eq!(date[at], row.1.unwrap_or(NULL_DATE));
                assert_eq!(text[at], row.2.map_or(NULL_TEXT, |number| symbols.intern(&code(number))));
                assert_eq!(value[at].to_bits(), row.3.unwrap_or(f64::NAN).to_bits());
                assert_eq!(short[at], row.4.map_or(NULL_INT, i64::from));
                assert_eq!(long[at], row.5.unwrap_or(NULL_INT));
                assert_eq!(claim[at], row.6.map_or(NULL_BOOL, u8::from));
                at += 1;
            }
            assert_eq!(bounds[1] as usize, at);
        }
    }
}

/// Values of which one in so many is missing; none is where that is 0.
fn some<T: std::fmt::Debug + Clone>(value: impl Strategy<Value = T>, missing: u8) -> impl Strategy<Value = Option<T>> {
    (value, any::<u8>()).prop_map(move |(value, at)| (missing == 0 || at % missing > 0).then_some(value))
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    (0_u8..3, 1_u8..40, 1_i64..3000).prop_flat_map(|(missing, codes, step)| {
        let row = (
            prop_oneof![4 => Just(0), 1 => 1..step + 1],
            some(-700_000..700_000, missing),
            some(0..codes, missing),
            some((0..9).prop_map(f64::from), missing),
            some(any::<i32>(), missing),
            some(any::<i64>().prop_filter("null", |number| *number != NULL_INT), missing),
            some(any::<bool>(), missing),
        );
        prop::collection::vec(row, 0..1500).prop_map(|mut rows| {
            let mut person = 0;
            for row in &mut rows {
                person += row.0;
                row.0 = person;
            }
            rows
        })
    })
}

/// The columns of events, of all rows or of those with some codes.
fn need(codes: Option<&BTreeSet<u8>>) -> TableNeed {
    TableNeed {
        name: "clinical_events".into(),
        one_row_per_patient: false,
        columns: COLUMNS.map(|(name, value_type)| ColumnNeed { name: name.into(), value_type }).to_vec(),
        codes: codes.map(|codes| CodeNeed { column: 1, codes: codes.iter().map(|at| code(*at).into()).collect() }),
        parts: Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn rows_are_read_as_they_were_given_however_they_are_written(
        rows in rows(),
        codes in prop::option::of(prop::collection::btree_set(0_u8..12, 0..6)),
        rows_in_page in 1_usize..600,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.parquet");
        let need = need(codes.as_ref());
        let mut people: Vec<i64> = rows.iter().flat_map(|row| [row.0 - 1, row.0]).collect();
        people.sort_unstable();
        people.dedup();
        let wanted = |row: &Row| codes.as_ref().is_none_or(|codes| row.2.is_some_and(|code| codes.contains(&code)));
        for properties in ways(rows_in_page) {
            write(&path, &rows, properties);
            let mut symbols = Symbols::default();
            check(&read(&path, &need, &people, &mut symbols), &rows, wanted, &mut symbols);
        }
    }

    #[test]
    fn a_damaged_file_is_refused_or_read_and_never_a_panic_of_the_reader(
        rows in rows(),
        at in any::<prop::sample::Index>(),
        flipped in 1..=255_u8,
        way in 0_usize..3,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.parquet");
        let need = need(Some(&[1, 3].into()));
        let [first, second, third, _] = ways(100);
        write(&path, &rows, [first, second, third][way].clone());
        let mut bytes = std::fs::read(&path).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= flipped;
        std::fs::write(&path, &bytes).unwrap();
        let files = [path];
        let mut reader = TableReader::new(&need, &files);
        let people: Vec<i64> = rows.iter().map(|row| row.0).collect();
        let mut found = TableRows::default();
        // Either is fine; what is not is to go on for ever, or to stop the process.
        let _ = reader.take(&people, &mut Symbols::default(), &mut found);
    }
}
