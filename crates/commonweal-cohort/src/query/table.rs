//! Small tables in memory: what a definition is asked of in tests and studies, and what it answers.

use super::value::{Value, ValueType};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The cells of one row; nothing is null.
pub type Cells = Vec<Option<Value>>;

/// A table of the records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The columns that the rows have, without the patient; other columns are null in every row.
    pub header: Vec<Arc<str>>,
    /// Patient and cells of each row, in any order.
    pub rows: Vec<(i64, Cells)>,
}

impl Table {
    /// The place of a column in the rows.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| &**column == name)
    }
}

/// Tables by the name they have in the records; a table that is not there is empty.
///
/// # Example
/// ```
/// use commonweal_cohort::query::{Database, Table, Value};
/// let patients = Table { header: vec!["sex".into()], rows: vec![(1, vec![Some(Value::text("female"))])] };
/// let database = Database { tables: [("patients".into(), patients)].into() };
/// assert_eq!(database.patients(), [1].into());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Database {
    /// The tables.
    pub tables: BTreeMap<Arc<str>, Table>,
}

impl Database {
    /// Every patient with a row in some table.
    pub fn patients(&self) -> std::collections::BTreeSet<i64> {
        self.tables.values().flat_map(|table| &table.rows).map(|(patient, _)| *patient).collect()
    }
}

/// A table of answers; the order of its rows means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultTable {
    /// `dataset`, `measures`, or the name of an event table.
    pub name: String,
    /// Name and type of each column.
    pub columns: Vec<(String, ValueType)>,
    /// The rows.
    pub rows: Vec<Cells>,
}

/// The columns that every table of measures begins with.
pub const MEASURE_COLUMNS: [(&str, ValueType); 6] = [
    ("measure", ValueType::Str),
    ("interval_start", ValueType::Date),
    ("interval_end", ValueType::Date),
    ("ratio", ValueType::Float),
    ("numerator", ValueType::Int),
    ("denominator", ValueType::Int),
];

/// A table of measures with small counts hidden and the others rounded, as the query language does it: a count up to
/// seven becomes 0, any other the nearest multiple of five, and the ratio is taken again from these.
///
/// # Example
/// ```
/// use commonweal_cohort::query::{MEASURE_COLUMNS, ResultTable, Value, with_disclosure_control};
/// let columns = MEASURE_COLUMNS.map(|(name, value_type)| (name.to_owned(), value_type)).to_vec();
/// let row = vec![None, None, None, Value::float(0.5), Some(Value::Int(7)), Some(Value::Int(14))];
/// let table = ResultTable { name: "measures".to_owned(), columns, rows: vec![row] };
/// let controlled = with_disclosure_control(&table);
/// assert_eq!(controlled.rows[0][3..], [Value::float(0.0), Some(Value::Int(0)), Some(Value::Int(15))]);
/// ```
pub fn with_disclosure_control(measures: &ResultTable) -> ResultTable {
    let mut controlled = measures.clone();
    for row in &mut controlled.rows {
        let [_, _, _, ratio, numerator, denominator, ..] = row.as_mut_slice() else { continue };
        for count in [&mut *numerator, &mut *denominator] {
            if let Some(Value::Int(number)) = count {
                *number = rounded(*number);
            }
        }
        *ratio = self::ratio(numerator.as_ref(), denominator.as_ref());
    }
    controlled
}

/// Numerator over denominator; null where either is, or the denominator is zero.
///
/// # Example
/// ```
/// use commonweal_cohort::query::{Value, ratio};
/// assert_eq!(ratio(Some(&Value::Int(1)), Some(&Value::Int(4))), Value::float(0.25));
/// assert_eq!(ratio(Some(&Value::Int(1)), Some(&Value::Int(0))), None);
/// ```
pub fn ratio(numerator: Option<&Value>, denominator: Option<&Value>) -> Option<Value> {
    match (numerator?, denominator?) {
        (Value::Int(numerator), Value::Int(denominator)) => Value::float(*numerator as f64 / *denominator as f64),
        _ => None,
    }
}

fn rounded(count: i64) -> i64 {
    if count <= 7 { 0 } else { count.saturating_add(2) / 5 * 5 }
}
