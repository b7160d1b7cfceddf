//! Writes the queries that DuckDB answers: `cargo xtask bench cohort` runs them with its Python package.

use crate::Fallible;
use crate::library::Asked;
use commonweal_model::tables::{self, ColumnType, RecordsTable};
use commonweal_testkit::sql::{self, MACROS, Script};
use jiff::civil::Date;
use std::path::Path;

/// Writes every query beneath `folder`: `macros.sql` and `tables.txt`, then `per_table/all` and `per_definition/ID`, each with
/// `setup.sql` (a statement a line) and `query.sql`. Prints what is left out and why.
pub(crate) fn write(folder: &Path, asked: &Asked, date: Date) -> Fallible<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("macros.sql"), MACROS.join("\n"))?;
    let tables: Vec<String> = tables::ALL.iter().map(|table| declared(table)).collect();
    std::fs::write(folder.join("tables.txt"), tables.join("\n"))?;
    let of = sql::Asked { graph: &asked.graph, interval: (date, date) };
    let mut whole = Vec::new();
    for question in &asked.questions {
        match sql::per_definition(of, question) {
            Ok(script) => {
                write_script(&folder.join("per_definition").join(&question.id), &script)?;
                whole.push(question.clone());
            }
            Err(error) => println!("left out {}: {error}", question.id),
        }
    }
    write_script(&folder.join("per_table/all"), &sql::per_table(of, &whole)?)
}

/// Name and columns of a table, for one that has no files.
fn declared(table: &RecordsTable) -> String {
    let of = |column_type| match column_type {
        ColumnType::Long => "BIGINT",
        ColumnType::Integer => "INTEGER",
        ColumnType::Text | ColumnType::Code(_) => "VARCHAR",
        ColumnType::Date => "DATE",
        ColumnType::Instant => "TIMESTAMPTZ",
        ColumnType::Real => "DOUBLE",
        ColumnType::Flag => "BOOLEAN",
    };
    let columns = table.columns.iter().map(|column| format!("{} {}", column.name, of(column.column_type)));
    format!("{} {}", table.name, columns.collect::<Vec<_>>().join(", "))
}

fn write_script(folder: &Path, script: &Script) -> Fallible<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("setup.sql"), script.setup.join("\n"))?;
    Ok(std::fs::write(folder.join("query.sql"), &script.query)?)
}
