//! The table of all figures.

use crate::sample::plain;
use commonweal_report::{Format, write};

#[test]
fn each_cell_is_a_row_with_what_is_shown_and_the_number() {
    let file = write(&plain(), Format::Csv).expect("the report is written");
    let mut reader = csv::Reader::from_reader(file.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row of nine cells")).collect();
    let document = plain();
    let cells: usize = document.tables().flat_map(|table| &table.rows).map(|row| row.cells.len() - 1).sum();
    assert_eq!(rows.len(), cells, "every cell but the names of rows");
    let value = rows.iter().find(|row| &row[5] == "Value").expect("the value has a row");
    assert_eq!((&value[6], &value[7], &value[8]), ("45.3%; 44.1% to 46.5%", "45.3", ""));
    let hidden = rows.iter().find(|row| &row[4] == "Hidden" && &row[5] == "Value").expect("the hidden value has a row");
    assert_eq!((&hidden[6], &hidden[7], &hidden[8]), ("*", "", "1 to 7 people: not shown"));
}
