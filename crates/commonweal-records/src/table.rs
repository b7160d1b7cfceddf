//! The records tables as Arrow knows them. [`commonweal_model::tables`] declares them.

use commonweal_model::tables::{ColumnType, RecordsColumn, RecordsTable, table};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use std::sync::Arc;

/// The Arrow schema of a records table, or none if there is no such table.
pub fn table_schema(name: &str) -> Option<SchemaRef> {
    table(name).map(schema)
}

/// The Arrow schema of a table's rows.
pub(crate) fn schema(table: &RecordsTable) -> SchemaRef {
    let field = |column: &RecordsColumn| Field::new(column.name, arrow_type(column.column_type), column.nullable);
    Arc::new(Schema::new(table.columns.iter().map(field).collect::<Vec<_>>()))
}

fn arrow_type(column_type: ColumnType) -> DataType {
    match column_type {
        ColumnType::Long => DataType::Int64,
        ColumnType::Integer => DataType::Int32,
        ColumnType::Text | ColumnType::Code(_) => DataType::Utf8,
        ColumnType::Date => DataType::Date32,
        ColumnType::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        ColumnType::Real => DataType::Float64,
        ColumnType::Flag => DataType::Boolean,
    }
}
