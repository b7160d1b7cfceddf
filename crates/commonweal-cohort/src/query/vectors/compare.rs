//! Whether an answer is the expected one: rows in any order, floats nearly, all else exactly.

use crate::query::table::{Cells, ResultTable};
use crate::query::value::{Value, ValueType};
use std::collections::BTreeMap;

/// The first difference between tables of answers, in words: rows in any order, floats nearly (a hundred-thousandth of
/// the expected), all else exactly.
///
/// # Example
/// ```
/// use commonweal_cohort::query::{ResultTable, Value, ValueType, vectors::difference};
/// let table = |v: f64| ResultTable {
///     name: "dataset".to_owned(),
///     columns: vec![("v".to_owned(), ValueType::Float)],
///     rows: vec![vec![Value::float(v)]],
/// };
/// assert_eq!(difference(&[table(100.0001)], &[table(100.0)]), None);
/// assert!(difference(&[table(101.0)], &[table(100.0)]).is_some());
/// ```
pub fn difference(answer: &[ResultTable], expected: &[ResultTable]) -> Option<String> {
    if answer.len() != expected.len() {
        return Some(format!("{} tables where {} are expected", answer.len(), expected.len()));
    }
    answer.iter().zip(expected).find_map(|(answer, expected)| table_difference(answer, expected))
}

fn table_difference(answer: &ResultTable, expected: &ResultTable) -> Option<String> {
    let name = &expected.name;
    if answer.name != *name {
        return Some(format!("table `{}` where `{name}` is expected", answer.name));
    }
    if answer.columns != expected.columns {
        let words = |table: &ResultTable| {
            table.columns.iter().map(|(name, of)| format!("{name} {of}")).collect::<Vec<_>>().join(", ")
        };
        return Some(format!("`{name}` has columns {} and not {}", words(answer), words(expected)));
    }
    let mut groups: BTreeMap<Cells, (Vec<Cells>, Vec<Cells>)> = BTreeMap::new();
    for row in &answer.rows {
        let (exact, floats) = split(row, expected);
        groups.entry(exact).or_default().0.push(floats);
    }
    for row in &expected.rows {
        let (exact, floats) = split(row, expected);
        groups.entry(exact).or_default().1.push(floats);
    }
    groups.into_iter().find_map(|(exact, (answer, expected))| {
        let unmatched = unmatched(&answer, &expected)?;
        let row = exact.iter().chain(unmatched).map(word).collect::<Vec<_>>().join(", ");
        let counts = format!("{} answered, {} expected", answer.len(), expected.len());
        Some(format!("`{name}` differs in rows ({counts}) such as: {row}"))
    })
}

/// The cells that must agree exactly, and the floats.
fn split(row: &Cells, table: &ResultTable) -> (Cells, Cells) {
    let (mut exact, mut floats) = (Vec::new(), Vec::new());
    for (cell, (_, of)) in row.iter().zip(&table.columns) {
        if *of == ValueType::Float { &mut floats } else { &mut exact }.push(cell.clone());
    }
    (exact, floats)
}

/// A row of floats on either side that has no partner on the other.
fn unmatched<'a>(answer: &'a [Cells], expected: &'a [Cells]) -> Option<&'a Cells> {
    let mut waiting: Vec<&Cells> = expected.iter().collect();
    for row in answer {
        match waiting.iter().position(|other| row.iter().zip(other.iter()).all(|(a, b)| near(a, b))) {
            Some(at) => drop(waiting.swap_remove(at)),
            None => return Some(row),
        }
    }
    waiting.first().copied()
}

fn near(answer: &Option<Value>, expected: &Option<Value>) -> bool {
    match (answer, expected) {
        (Some(Value::Float(a)), Some(Value::Float(b))) => {
            (a.get() - b.get()).abs() <= (1e-5 * b.get().abs()).max(1e-12)
        }
        (answer, expected) => answer == expected,
    }
}

fn word(cell: &Option<Value>) -> String {
    match cell {
        None => "null".to_owned(),
        Some(Value::Bool(claim)) => claim.to_string(),
        Some(Value::Int(number)) => number.to_string(),
        Some(Value::Float(number)) => format!("{:?}", number.get()),
        Some(Value::Text(text)) => format!("{text:?}"),
        Some(Value::Date(day)) => day.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[(i64, f64)]) -> ResultTable {
        let columns = vec![("patient_id".to_owned(), ValueType::Int), ("v".to_owned(), ValueType::Float)];
        let rows = rows.iter().map(|(patient, v)| vec![Some(Value::Int(*patient)), Value::float(*v)]).collect();
        ResultTable { name: "dataset".to_owned(), columns, rows }
    }

    #[test]
    fn order_does_not_matter_and_floats_agree_nearly() {
        let expected = [table(&[(1, 100.0), (2, 0.5)])];
        assert_eq!(difference(&[table(&[(2, 0.5), (1, 100.0009)])], &expected), None);
        assert!(difference(&[table(&[(2, 0.5), (1, 100.01)])], &expected).is_some());
    }

    #[test]
    fn a_row_too_many_or_too_few_is_a_difference() {
        let expected = [table(&[(1, 1.0), (1, 1.0)])];
        assert!(difference(&[table(&[(1, 1.0)])], &expected).is_some());
        assert!(difference(&[table(&[(1, 1.0), (1, 1.0), (1, 1.0)])], &expected).is_some());
        assert!(difference(&[table(&[(1, 1.0), (1, 2.0)])], &expected).is_some());
        assert_eq!(difference(&[table(&[(1, 1.0), (1, 1.0)])], &expected), None);
    }
}
