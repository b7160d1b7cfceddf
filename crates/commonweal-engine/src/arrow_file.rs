//! How are answers of studies kept as Arrow files, and read from them? In the Arrow IPC file format (Feather
//! version 2): booleans, 64-bit integers, 64-bit floats and days as such, text and codes as dictionaries, so that
//! other tools read them as categories.

use crate::error::{EngineError, decoding};
use commonweal_cohort::days_since_1970;
use commonweal_cohort::query::{Cells, ResultTable, Value, ValueType};
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int32Array, Int64Array,
    RecordBatch, StringArray,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Int32Type, Schema};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::ipc::reader::FileReader;
use datafusion::arrow::ipc::writer::FileWriter;
use datafusion::common::Result;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

/// The bytes of an Arrow file with this table, its rows in order.
///
/// # Errors
/// `Sql` if there are more different texts than an Arrow dictionary holds.
pub fn arrow_bytes(table: &ResultTable) -> std::result::Result<Vec<u8>, EngineError> {
    encode(table).map_err(|error| EngineError::Sql(error.to_string()))
}

fn encode(table: &ResultTable) -> Result<Vec<u8>> {
    let mut rows: Vec<&Cells> = table.rows.iter().collect();
    rows.sort();
    let mut fields = Vec::new();
    let mut arrays = Vec::new();
    for (at, (name, value_type)) in table.columns.iter().enumerate() {
        let array = array(&rows, at, *value_type)?;
        fields.push(Field::new(name, array.data_type().clone(), true));
        arrays.push(array);
    }
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)?;
    let mut writer = FileWriter::try_new(Vec::new(), &schema)?;
    writer.write(&batch)?;
    Ok(writer.into_inner()?)
}

fn array(rows: &[&Cells], at: usize, value_type: ValueType) -> Result<ArrayRef> {
    let cells = rows.iter().map(|row| row[at].as_ref());
    Ok(match value_type {
        ValueType::Bool => Arc::new(
            cells
                .map(|cell| match cell {
                    Some(Value::Bool(claim)) => Some(*claim),
                    _ => None,
                })
                .collect::<BooleanArray>(),
        ),
        ValueType::Int => Arc::new(
            cells
                .map(|cell| match cell {
                    Some(Value::Int(number)) => Some(*number),
                    _ => None,
                })
                .collect::<Int64Array>(),
        ),
        ValueType::Float => Arc::new(
            cells
                .map(|cell| match cell {
                    Some(Value::Float(number)) => Some(number.get()),
                    _ => None,
                })
                .collect::<Float64Array>(),
        ),
        ValueType::Date => Arc::new(
            cells
                .map(|cell| match cell {
                    Some(Value::Date(day)) => Some(days_since_1970(*day)),
                    _ => None,
                })
                .collect::<Date32Array>(),
        ),
        ValueType::Str | ValueType::Code(_) | ValueType::Icd10MultiCode | ValueType::Opcs4MultiCode => {
            dictionary(cells)?
        }
    })
}

/// Text as numbers into the texts there are, in order of text.
fn dictionary<'a>(cells: impl Iterator<Item = Option<&'a Value>>) -> Result<ArrayRef> {
    let texts: Vec<Option<&str>> = cells
        .map(|cell| match cell {
            Some(Value::Text(text)) => Some(&**text),
            _ => None,
        })
        .collect();
    let mut places: BTreeMap<&str, i32> = texts.iter().flatten().map(|text| (*text, 0)).collect();
    for (number, place) in places.values_mut().enumerate() {
        *place = i32::try_from(number).map_err(|_| ArrowError::DictionaryKeyOverflowError)?;
    }
    let keys: Int32Array = texts.iter().map(|text| text.map(|text| places[text])).collect();
    let values = StringArray::from_iter_values(places.keys());
    Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(keys, Arc::new(values))?))
}

/// The cells of an Arrow file as studies write them in CSV (`T` and `F`, days as 2020-02-29, null empty), the names of
/// the columns first.
///
/// # Errors
/// `Sql` if the bytes are no Arrow file.
pub fn arrow_cells(bytes: &[u8]) -> std::result::Result<Vec<Vec<String>>, EngineError> {
    let broken = || EngineError::Sql("this is no Arrow file, or it is damaged".to_owned());
    decoding(|| cells(bytes)).ok_or_else(broken)?.map_err(|_| broken())
}

fn cells(bytes: &[u8]) -> Result<Vec<Vec<String>>> {
    let reader = FileReader::try_new(Cursor::new(bytes), None)?;
    let mut lines = vec![reader.schema().fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>()];
    for batch in reader {
        let batch = batch?;
        let columns = batch.columns().iter().map(texts).collect::<Result<Vec<_>>>()?;
        for row in 0..batch.num_rows() {
            let cells = columns.iter().map(|column| if column.is_valid(row) { column.value(row) } else { "" });
            lines.push(cells.map(str::to_owned).collect());
        }
    }
    Ok(lines)
}

fn texts(array: &ArrayRef) -> Result<StringArray> {
    let flag = |claim: bool| if claim { "T" } else { "F" };
    Ok(match array.data_type() {
        DataType::Boolean => array.as_boolean().iter().map(|claim| claim.map(flag)).collect(),
        DataType::Date64 | DataType::Timestamp(..) => {
            cast(&cast(array, &DataType::Date32)?, &DataType::Utf8)?.as_string::<i32>().clone()
        }
        _ => cast(array, &DataType::Utf8)?.as_string::<i32>().clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_table_comes_back_from_its_arrow_file() {
        let columns = [
            ("patient_id", ValueType::Int),
            ("ill", ValueType::Bool),
            ("score", ValueType::Float),
            ("on", ValueType::Date),
            ("group", ValueType::Str),
        ];
        let columns: Vec<_> = columns.map(|(name, of)| (name.to_owned(), of)).into();
        let rows = vec![
            vec![Some(Value::Int(2)), None, None, None, None],
            vec![
                Some(Value::Int(1)),
                Some(Value::Bool(true)),
                Value::float(0.5),
                Some(Value::Date(date(2020, 2, 29))),
                Some(Value::text("b")),
            ],
            vec![Some(Value::Int(3)), Some(Value::Bool(false)), Value::float(-2.0), None, Some(Value::text("a"))],
        ];
        let table = ResultTable { name: "dataset".to_owned(), columns, rows };
        let bytes = arrow_bytes(&table).expect("it can be written");
        let lines: Vec<String> =
            arrow_cells(&bytes).expect("it can be read").iter().map(|line| line.join("|")).collect();
        assert_eq!(lines, ["patient_id|ill|score|on|group", "1|T|0.5|2020-02-29|b", "2||||", "3|F|-2.0||a"]);
        let reader = FileReader::try_new(Cursor::new(&bytes), None).expect("an Arrow file");
        let types: Vec<String> = reader.schema().fields().iter().map(|field| field.data_type().to_string()).collect();
        assert_eq!(types, ["Int64", "Boolean", "Float64", "Date32", "Dictionary(Int32, Utf8)"]);
        assert!(arrow_cells(b"no Arrow file").is_err());
    }
}
