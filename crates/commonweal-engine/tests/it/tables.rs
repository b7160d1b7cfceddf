//! Tables in memory as files of records.

use commonweal_cohort::catalogue::product;
use commonweal_cohort::query::{Database, TableSchema, Value, ValueType};
use commonweal_engine::RecordFiles;
use commonweal_records::bucket_of;
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::parquet::arrow::ArrowWriter;
use jiff::civil::date;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// The tables that are there even without rows.
const ALWAYS: [&str; 5] = ["patients", "practice_registrations", "addresses", "ethnicity_records", "clinical_events"];

/// Writes every table that has rows, a file for each bucket, in patient order.
pub(crate) fn write_tables(dir: &Path, database: &Database, buckets: u32) -> RecordFiles {
    let mut files = RecordFiles::default();
    for (_, schema) in product().iter() {
        let table = database.tables.get(&schema.table);
        if table.is_none_or(|table| table.rows.is_empty()) && !ALWAYS.contains(&&*schema.table) {
            continue;
        }
        let of_bucket = |bucket| {
            let path = dir.join(format!("{}-{bucket}.parquet", schema.table));
            let mut rows: Vec<(i64, Vec<Option<Value>>)> = Vec::new();
            for (patient, cells) in table.into_iter().flat_map(|table| &table.rows) {
                let header = &table.expect("it has rows").header;
                let cell = |name: &Arc<str>| cells[header.iter().position(|known| known == name)?].clone();
                let cells = schema.columns.iter().map(|(name, _)| cell(name)).collect();
                rows.push((*patient, cells));
            }
            rows.retain(|(patient, _)| bucket_of(*patient, buckets) == bucket);
            rows.sort_by_key(|(patient, _)| *patient);
            let batch = batch(schema, &rows);
            let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), None).unwrap();
            writer.write(&batch).unwrap();
            writer.close().unwrap();
            vec![path]
        };
        files.tables.insert(schema.table.to_string(), (0..buckets).map(of_bucket).collect());
    }
    files
}

fn batch(schema: &TableSchema, rows: &[(i64, Vec<Option<Value>>)]) -> RecordBatch {
    let mut fields = vec![Field::new("patient_id", DataType::Int64, false)];
    let mut columns: Vec<ArrayRef> = vec![Arc::new(rows.iter().map(|(patient, _)| *patient).collect::<Int64Array>())];
    for (at, (name, value_type)) in schema.columns.iter().enumerate() {
        let cells = rows.iter().map(|(_, cells)| cells[at].as_ref());
        let column: ArrayRef = match value_type {
            ValueType::Bool => Arc::new(cells.map(|c| c.map(|c| *c == Value::Bool(true))).collect::<BooleanArray>()),
            ValueType::Int => Arc::new(cells.map(|c| c.map(whole)).collect::<Int64Array>()),
            ValueType::Float => Arc::new(cells.map(|c| c.map(number)).collect::<Float64Array>()),
            ValueType::Date => Arc::new(cells.map(|c| c.map(day)).collect::<Date32Array>()),
            _ => Arc::new(cells.map(|c| c.map(text)).collect::<StringArray>()),
        };
        fields.push(Field::new(&**name, column.data_type().clone(), true));
        columns.push(column);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
}

fn whole(value: &Value) -> i64 {
    if let Value::Int(number) = value { *number } else { panic!("a whole number") }
}

fn number(value: &Value) -> f64 {
    if let Value::Float(number) = value { number.get() } else { panic!("a number") }
}

fn text(value: &Value) -> &str {
    if let Value::Text(text) = value { text } else { panic!("a text") }
}

fn day(value: &Value) -> i32 {
    let Value::Date(day) = value else { panic!("a day") };
    day.since((jiff::Unit::Day, date(1970, 1, 1))).unwrap().get_days()
}
