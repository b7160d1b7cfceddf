//! Answers as JSON.

use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::table::{Table, Values};

/// The rows of a table, an object each; missing values are null.
#[must_use]
pub fn json_rows(table: &Table) -> Value {
    (0..table.rows())
        .map(|row| {
            let field = |column: &crate::table::Column| (column.name.clone(), json_value(&column.values, row));
            Value::Object(table.columns().iter().map(field).collect::<Map<_, _>>())
        })
        .collect()
}

/// An answer: its rows where it has one table, else an object with the rows of each.
#[must_use]
pub fn json_answer(answer: &Answer) -> Value {
    match answer.tables.as_slice() {
        [(_, table)] => json_rows(table),
        tables => Value::Object(tables.iter().map(|(name, table)| ((*name).to_owned(), json_rows(table))).collect()),
    }
}

/// One value; a whole number is written without a decimal point.
fn json_value(values: &Values, row: usize) -> Value {
    match values {
        Values::Number(values) if values[row].fract() == 0.0 && values[row].abs() < 9e15 => {
            Value::from(values[row] as i64)
        }
        Values::Number(values) => Value::from(values[row]),
        Values::Text(values) => Value::from(values[row].clone()),
        Values::Flag(values) => Value::from(values[row]),
    }
}
