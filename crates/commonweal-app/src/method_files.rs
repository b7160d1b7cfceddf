//! Tables for the statistical methods: CSV and Parquet in, CSV and Parquet out.

use crate::error::AppError;
use commonweal_engine::{read_table, write_table};
use commonweal_methods::{Column, MethodError, Table, Values, read_csv, write_csv};
use commonweal_reference as reference;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

/// Reads a table: Parquet where the name ends in `.parquet`, else CSV.
///
/// # Errors
/// `Method` with the file and what is wrong with it; `Engine` for Parquet that cannot be read.
pub fn read_method_table(path: &Path) -> Result<Table, AppError> {
    if is_parquet(path) {
        return Ok(of_reference(&read_table("input", path)?));
    }
    let file = File::open(path).map_err(|error| broken(path, &error))?;
    Ok(read_csv(&path.display().to_string(), BufReader::new(file))?)
}

/// Writes a table: Parquet where the name ends in `.parquet`, else CSV; the whole of it or nothing.
///
/// # Errors
/// As [`read_method_table`].
pub fn write_method_table(table: &Table, path: &Path) -> Result<(), AppError> {
    if is_parquet(path) {
        return Ok(write_table(&to_reference(table), path)?);
    }
    let mut bytes = Vec::new();
    write_csv(table, &mut bytes)?;
    let aside = path.with_extension("csv.part");
    fs::write(&aside, bytes).and_then(|()| fs::rename(&aside, path)).map_err(|error| broken(path, &error))
}

fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"))
}

fn broken(path: &Path, error: &std::io::Error) -> AppError {
    AppError::Method(MethodError::File { what: path.display().to_string(), message: error.to_string() })
}

fn of_reference(table: &reference::Table) -> Table {
    let mut made = Table::new();
    for column in &table.columns {
        let values = match &column.values {
            reference::Values::Text(values) => Values::Text(values.clone()),
            reference::Values::Integer(values) => values.iter().map(|n| n.map(|n| n as f64)).collect::<Vec<_>>().into(),
            reference::Values::Real(values) => values.clone().into(),
            reference::Values::Date(values) => {
                values.iter().map(|day| day.map(|day| day.to_string())).collect::<Vec<_>>().into()
            }
        };
        made.push(column.name.clone(), values);
    }
    made
}

fn to_reference(table: &Table) -> reference::Table {
    let column = |column: &Column| reference::Column {
        name: column.name.clone(),
        about: String::new(),
        values: match &column.values {
            Values::Number(values) => {
                reference::Values::Real(values.iter().map(|&n| Some(n).filter(|n| !n.is_nan())).collect())
            }
            Values::Text(values) => reference::Values::Text(values.clone()),
            Values::Flag(values) => {
                reference::Values::Text(values.iter().map(|flag| flag.map(|flag| flag.to_string())).collect())
            }
        },
    };
    reference::Table { name: "answer".to_owned(), columns: table.columns().iter().map(column).collect() }
}
