//! Tables as CSV.

use std::io::{Read, Write};

use crate::error::MethodError;
use crate::table::{Table, Values};

/// Reads CSV with a header. A column whose every value reads as a number holds numbers; one of only `true` and `false`
/// holds flags; anything else holds words. Empty fields and `NA` are missing.
///
/// # Errors
/// `File`, naming `what` with line and reason: a row of another length, text that is not UTF-8, a name used twice.
///
/// # Example
/// ```
/// use commonweal_methods::{Values, read_csv};
/// let table = read_csv("deaths.csv", "area,deaths\nE01,7\nE02,\n".as_bytes())?;
/// assert_eq!(table.column("area"), Some(&Values::from(vec!["E01", "E02"])));
/// assert_eq!(table.column("deaths"), Some(&Values::from(vec![Some(7.0), None])));
/// # Ok::<(), commonweal_methods::MethodError>(())
/// ```
pub fn read_csv(what: &str, reader: impl Read) -> Result<Table, MethodError> {
    let broken = |error: csv::Error| MethodError::File { what: what.to_owned(), message: error.to_string() };
    let mut csv = csv::ReaderBuilder::new().from_reader(reader);
    let header: Vec<String> = csv
        .headers()
        .map_err(broken)?
        .iter()
        .map(|name| name.trim_start_matches('\u{feff}').trim().to_owned())
        .collect();
    for (position, name) in header.iter().enumerate() {
        if header[..position].contains(name) {
            let message = format!("line 1: two columns are called `{name}`; rename one");
            return Err(MethodError::File { what: what.to_owned(), message });
        }
    }
    let mut columns: Vec<Vec<Option<String>>> = vec![vec![]; header.len()];
    let mut record = csv::StringRecord::new();
    while csv.read_record(&mut record).map_err(broken)? {
        for (column, field) in columns.iter_mut().zip(record.iter()) {
            let field = field.trim();
            column.push(if field.is_empty() || field == "NA" { None } else { Some(field.to_owned()) });
        }
    }
    let mut table = Table::new();
    for (name, column) in header.into_iter().zip(columns) {
        table.push(name, typed(column));
    }
    Ok(table)
}

/// The narrowest kind that holds every value.
fn typed(column: Vec<Option<String>>) -> Values {
    if let Some(numbers) = all(&column, number) {
        return Values::Number(numbers.into_iter().map(|number| number.unwrap_or(f64::NAN)).collect());
    }
    if let Some(flags) = all(&column, flag) {
        return Values::Flag(flags);
    }
    Values::Text(column)
}

fn all<T>(column: &[Option<String>], parse: impl Fn(&str) -> Option<T>) -> Option<Vec<Option<T>>> {
    column
        .iter()
        .map(|field| match field {
            None => Some(None),
            Some(text) => parse(text).map(Some),
        })
        .collect()
}

/// Numbers as people write them; `nan` and `inf` are words. A code with a leading zero stays a code.
fn number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let code = digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit();
    if plain && !code { text.parse().ok() } else { None }
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "true" | "TRUE" => Some(true),
        "false" | "FALSE" => Some(false),
        _ => None,
    }
}

/// Writes a table as CSV with a header (RFC 4180); missing values are empty.
///
/// # Errors
/// `File`, when the writer fails.
///
/// # Example
/// ```
/// use commonweal_methods::{Table, write_csv};
/// let mut csv = vec![];
/// write_csv(&Table::new().with("area", vec!["A", "B"]).with("value", vec![Some(0.25), None]), &mut csv)?;
/// assert_eq!(csv, b"area,value\nA,0.25\nB,\n");
/// # Ok::<(), commonweal_methods::MethodError>(())
/// ```
pub fn write_csv(table: &Table, writer: impl Write) -> Result<(), MethodError> {
    let broken = |error: csv::Error| MethodError::File { what: "output".to_owned(), message: error.to_string() };
    let mut csv = csv::Writer::from_writer(writer);
    csv.write_record(table.columns().iter().map(|column| &column.name)).map_err(broken)?;
    for row in 0..table.rows() {
        csv.write_record(table.columns().iter().map(|column| column.values.shown(row))).map_err(broken)?;
    }
    csv.flush().map_err(|error| MethodError::File { what: "output".to_owned(), message: error.to_string() })
}
