//! Answers as JSON.

use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::table::{Table, Values};

/// The rows of a table, an object each; missing values are null.
///
/// # Example
/// ```
/// use commonweal_methods::{Table, json_rows};
/// let table = Table::new().with("area", vec!["A", "B"]).with("value", vec![Some(0.5), None]);
/// assert_eq!(json_rows(&table).to_string(), r#"[{"area":"A","value":0.5},{"area":"B","value":null}]"#);
/// ```
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
///
/// # Example
/// ```
/// use commonweal_methods::{Answer, Table, json_answer};
/// let one = Answer::of(Table::new().with("value", vec![5.0]));
/// assert_eq!(json_answer(&one).to_string(), r#"[{"value":5}]"#);
/// let two = one.and("overall", Table::new().with("mean", vec![0.5]));
/// assert_eq!(json_answer(&two)["overall"][0]["mean"], 0.5);
/// ```
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
