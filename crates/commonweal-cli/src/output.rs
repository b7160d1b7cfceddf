//! Rows on standard output: a table for people, CSV or JSON for programs.

use crate::arguments::Format;
use commonweal_app::{QueryResult, Value};
use std::io::Write;

/// Widest column of a table for people; longer text is cut with an ellipsis. CSV and JSON cut nothing.
const WIDEST: usize = 48;

/// Whether an error is a reader who went away.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io = |e: &std::io::Error| e.kind() == std::io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(io)
            || cause.downcast_ref::<csv::Error>().is_some_and(|e| matches!(e.kind(), csv::ErrorKind::Io(e) if io(e)))
    })
}

/// Prints text as it is.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Prints rows in the format asked for.
pub(crate) fn rows(result: &QueryResult, format: &Format) -> anyhow::Result<()> {
    if format.csv {
        csv(result)
    } else if format.json {
        let objects: Vec<_> = result.rows.iter().map(|row| object(&result.columns, row)).collect();
        print(&(serde_json::to_string_pretty(&objects)? + "\n"))
    } else {
        print(&table(result))
    }
}

fn csv(result: &QueryResult) -> anyhow::Result<()> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(std::io::stdout().lock());
    writer.write_record(&result.columns)?;
    for row in &result.rows {
        writer.write_record(row.iter().map(ToString::to_string))?;
    }
    Ok(writer.flush()?)
}

fn object(columns: &[String], row: &[Value]) -> serde_json::Map<String, serde_json::Value> {
    columns.iter().cloned().zip(row.iter().map(json)).collect()
}

fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Integer(n) => (*n).into(),
        Value::Real(x) => (*x).into(),
        Value::Text(text) => text.as_str().into(),
        Value::Date(date) => date.to_string().into(),
    }
}

/// A value as a person reads it: numbers to six figures; CSV and JSON give them whole.
fn for_people(value: &Value) -> String {
    match value {
        Value::Real(x) if x.abs() >= 1e-3 && x.abs() < 1e6 => {
            let whole = x.abs().log10().floor().max(0.0) as usize + 1;
            let text = format!("{x:.*}", 6_usize.saturating_sub(whole).max(1));
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        other => other.to_string(),
    }
}

fn table(result: &QueryResult) -> String {
    let cut = |text: String| {
        if text.chars().count() > WIDEST { text.chars().take(WIDEST - 1).chain(['…']).collect() } else { text }
    };
    let cells: Vec<Vec<String>> =
        result.rows.iter().map(|row| row.iter().map(|v| cut(for_people(v))).collect()).collect();
    let width = |i: usize, name: &str| {
        cells.iter().map(|row| row[i].chars().count()).chain([name.chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = result.columns.iter().enumerate().map(|(i, name)| width(i, name)).collect();
    let is_number = |i: usize| result.rows.iter().any(|row| matches!(row[i], Value::Integer(_) | Value::Real(_)));
    let line = |texts: &[String]| {
        let padded = texts.iter().enumerate().map(|(i, text)| {
            let width = widths[i];
            if is_number(i) { format!("{text:>width$}") } else { format!("{text:<width$}") }
        });
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    let rule = widths.iter().map(|w| "-".repeat(*w)).collect::<Vec<_>>().join("  ") + "\n";
    let mut text = line(&result.columns) + &rule;
    cells.iter().for_each(|row| text += &line(row));
    let count = cells.len();
    text + &format!("({count} row{})\n", if count == 1 { "" } else { "s" })
}
