//! One case of a vector file.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::error::MethodError;
use crate::table::{Table, Values};

/// One case: the reference call's arguments and input.
pub(crate) struct Case<'a> {
    /// The case as written.
    pub(crate) json: &'a Value,
    /// The reference function.
    pub(crate) function: &'a str,
}

/// An answer in the reference's shape.
pub(crate) struct Outcome {
    /// Compared with `expected.output`: columns, or tables of columns, by the reference's names.
    pub(crate) output: Value,
    /// Compared with `expected.ci`: simulated limits and how many repetitions made them.
    pub(crate) simulated: Option<(Value, f64)>,
    /// What the method warned of.
    pub(crate) warnings: Vec<String>,
}

/// Why a case is refused, in the method's words.
pub(crate) type Refusal = MethodError;

impl Outcome {
    /// One table, by the reference's column names.
    pub(crate) fn of(output: Value) -> Self {
        Self { output, simulated: None, warnings: vec![] }
    }

    /// The same outcome with the answer's warnings.
    pub(crate) fn with_warnings(mut self, answer: &Answer) -> Self {
        self.warnings.clone_from(&answer.warnings);
        self
    }
}

impl<'a> Case<'a> {
    /// An argument of the reference call; null when it has its default.
    pub(crate) fn arg(&self, name: &str) -> &'a Value {
        &self.json["args"][name]
    }

    /// An argument that is text.
    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        self.arg(name).as_str()
    }

    /// An argument that is a number; the strings Inf, -Inf and NaN are those doubles.
    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        number(self.arg(name))
    }

    /// An argument that is true or false.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.arg(name).as_bool()
    }

    /// An argument as an option's text: numbers and words as they are, lists with commas between, null as `None`.
    pub(crate) fn typed(&self, name: &str) -> Option<String> {
        typed(self.arg(name))
    }

    /// An argument that names columns: one name or a list.
    pub(crate) fn names(&self, name: &str) -> Vec<String> {
        match self.arg(name) {
            Value::String(one) => vec![one.clone()],
            Value::Array(many) => many.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => vec![],
        }
    }

    /// Columns the reference groups by.
    pub(crate) fn group_by(&self) -> Vec<String> {
        self.names("group_by")
    }

    /// An answer with its rows in the order of the expected rows, matched by the values of `keys`; as it is where they do
    /// not match. The order of groups is no part of the agreement.
    pub(crate) fn in_expected_order(&self, mut output: Value, keys: &[String]) -> Value {
        let mut places: BTreeMap<Vec<String>, VecDeque<usize>> = BTreeMap::new();
        for (row, key) in row_keys(&output, keys).into_iter().enumerate() {
            places.entry(key).or_default().push_back(row);
        }
        let expected = row_keys(&self.json["expected"]["output"], keys);
        let order: Option<Vec<usize>> =
            expected.iter().map(|key| places.get_mut(key).and_then(VecDeque::pop_front)).collect();
        let Some(order) = order.filter(|_| places.values().all(VecDeque::is_empty)) else { return output };
        for column in output.as_object_mut().into_iter().flat_map(|columns| columns.values_mut()) {
            if let Some(values) = column.as_array().filter(|values| values.len() == order.len()) {
                *column = order.iter().map(|&row| values[row].clone()).collect();
            }
        }
        output
    }

    /// The input as a table.
    pub(crate) fn table(&self) -> Table {
        table(&self.json["input"])
    }
}

/// The values of some columns, row by row.
fn row_keys(columns: &Value, names: &[String]) -> Vec<Vec<String>> {
    let shown = |value: &Value| number(value).map_or_else(|| value.to_string(), |number| number.to_string());
    let rows = names.first().and_then(|name| columns[name.as_str()].as_array()).map_or(0, Vec::len);
    (0..rows).map(|row| names.iter().map(|name| shown(&columns[name.as_str()][row])).collect()).collect()
}

/// An argument's text for an option.
fn typed(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(many) => Some(many.iter().filter_map(typed).collect::<Vec<_>>().join(",")),
        other => Some(other.to_string()),
    }
}

/// A number of a vector file.
pub(crate) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => match text.as_str() {
            "Inf" => Some(f64::INFINITY),
            "-Inf" => Some(f64::NEG_INFINITY),
            "NaN" => Some(f64::NAN),
            _ => None,
        },
        _ => None,
    }
}

/// An object of columns as a table; a column without any value counts as numbers.
pub(crate) fn table(columns: &Value) -> Table {
    let mut table = Table::new();
    for (name, values) in columns.as_object().into_iter().flatten() {
        let Some(values) = values.as_array() else { continue };
        table.push(name.clone(), column(values));
    }
    table
}

fn column(values: &[Value]) -> Values {
    let known = || values.iter().filter(|value| !value.is_null());
    if known().all(|value| number(value).is_some()) {
        Values::Number(values.iter().map(|value| number(value).unwrap_or(f64::NAN)).collect())
    } else if known().all(Value::is_boolean) {
        Values::Flag(values.iter().map(Value::as_bool).collect())
    } else {
        let text = |value: &Value| match value {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        Values::Text(values.iter().map(text).collect())
    }
}

/// Columns of an answer under the reference's names: `(reference name, our name)`. A name we do not have is left out,
/// which the comparison reports where the reference has values in it.
pub(crate) fn json_table(table: &Table, names: &[(&str, &str)]) -> Value {
    let mut columns = Map::new();
    for (theirs, ours) in names {
        if let Some(values) = table.column(ours) {
            columns.insert((*theirs).to_owned(), json_column(values));
        }
    }
    Value::Object(columns)
}

/// A column as JSON; missing and infinite numbers are null.
pub(crate) fn json_column(values: &Values) -> Value {
    match values {
        Values::Number(values) => values.iter().map(|&number| Value::from(number)).collect(),
        Values::Text(values) => values.iter().map(|text| Value::from(text.clone())).collect(),
        Values::Flag(values) => values.iter().map(|&flag| Value::from(flag)).collect(),
    }
}
