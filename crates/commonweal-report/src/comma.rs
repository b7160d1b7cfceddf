//! How do all figures of a report become one table? One row for each cell, with where it stands.

use crate::WriteError;
use crate::document::Document;

/// The columns, left to right.
const COLUMNS: [&str; 9] =
    ["report", "subject", "table", "group", "row", "column", "shown", "number", "withheld_reason"];

pub(crate) fn write(document: &Document) -> Result<Vec<u8>, WriteError> {
    let failed =
        |error: &dyn std::error::Error| WriteError::Comma { title: document.title.clone(), problem: error.to_string() };
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(COLUMNS).map_err(|error| failed(&error))?;
    for table in document.tables() {
        for row in &table.rows {
            let name = row.cells.first().map_or(String::new(), |cell| one_line(&cell.text, &cell.lines));
            for (column, cell) in table.columns.iter().zip(&row.cells).skip(1) {
                let record = [
                    document.kind.as_str(),
                    &document.title,
                    &table.caption,
                    row.group.as_deref().unwrap_or_default(),
                    &name,
                    &column.label,
                    &one_line(&cell.text, &cell.lines),
                    &cell.number.map(|number| number.to_string()).unwrap_or_default(),
                    cell.reason.as_deref().unwrap_or_default(),
                ];
                file.write_record(record.map(as_text)).map_err(|error| failed(&error))?;
            }
        }
    }
    file.into_inner().map_err(|error| failed(&error))
}

fn one_line(text: &str, lines: &[String]) -> String {
    std::iter::once(text).chain(lines.iter().map(String::as_str)).collect::<Vec<_>>().join("; ")
}

/// Words that a spreadsheet would take for a formula begin with an apostrophe, which it reads as “these are words”. Numbers
/// stay numbers.
fn as_text(words: &str) -> String {
    let is_formula = words.starts_with(['=', '+', '-', '@', '\t', '\r']) && words.parse::<f64>().is_err();
    if is_formula { format!("'{words}") } else { words.to_owned() }
}
