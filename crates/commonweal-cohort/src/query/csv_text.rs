//! Tables as CSV, as ehrQL reads and writes them: `T` and `F`, days as 2020-02-29, null empty.

use super::graph::Graph;
use super::read_value::day;
use super::table::{Cells, Database, ResultTable, Table};
use super::value::{Value, ValueType};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Why a table cannot be read; it names row and column, and never what a person's record says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the fields are the words of the messages")]
pub enum CsvError {
    /// The text is no CSV, or a row has more or fewer cells than the header.
    #[error("table `{table}` is not CSV with as many cells in each row as in the header: {problem}")]
    NotCsv { table: String, problem: String },
    /// The header lacks a column.
    #[error("table `{table}` has no column `{column}`; add it to the header")]
    NoColumn { table: String, column: String },
    /// A column occurs twice.
    #[error("table `{table}` has two columns `{column}`; keep one")]
    SameColumn { table: String, column: String },
    /// A cell that is no value of its column's type.
    #[error("table `{table}`, row {row}: the cell of `{column}` is no {wanted}; correct it or leave it empty")]
    Cell { table: String, row: usize, column: String, wanted: &'static str },
    /// A patient with two rows where one is allowed.
    #[error("table `{table}`, row {row}: the patient has a row already, and this table has one for each")]
    PatientTwice { table: String, row: usize },
}

impl Database {
    /// The tables that a graph names, from their CSV texts; a table that has no text is empty.
    ///
    /// Columns that nobody has declared are passed over, and declared columns that the text lacks are null.
    ///
    /// # Errors
    /// [`CsvError`] saying which row and column of which table to correct.
    ///
    /// # Example
    /// ```
    /// use commonweal_cohort::query::{Catalogue, Database, Graph, TableRef, Value};
    /// let catalogue = Catalogue::read(r#"{"ehrql.tables.core": {"patients": {"table": "patients",
    ///     "one_row_per_patient": true, "columns": {"date_of_birth": {"type": "date"}, "sex": {"type": "str"}}}}}"#)?;
    /// let mut graph = Graph::new();
    /// graph.table(&TableRef::new("ehrql.tables.core", "patients"), &catalogue)?;
    /// let text = |table: &str| (table == "patients").then(|| "patient_id,sex\n1,female\n2,\n".to_owned());
    /// let database = Database::from_csv(&graph, text)?;
    /// assert_eq!(database.tables["patients"].rows[0], (1, vec![Some(Value::text("female"))]));
    /// assert_eq!(database.tables["patients"].rows[1], (2, vec![None]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_csv(graph: &Graph, text: impl Fn(&str) -> Option<String>) -> Result<Self, CsvError> {
        // Several references may mean one table; each may declare columns of its own.
        let mut declared: BTreeMap<&Arc<str>, (bool, BTreeMap<&str, ValueType>)> = BTreeMap::new();
        for (_, schema) in graph.tables() {
            let (one_row, columns) = declared.entry(&schema.table).or_default();
            *one_row |= schema.one_row_per_patient;
            columns.extend(schema.columns.iter().map(|(name, of)| (&**name, *of)));
        }
        let mut tables = BTreeMap::new();
        for (name, (one_row, columns)) in declared {
            if let Some(text) = text(name) {
                let table = read_table(name, &text, &columns)?;
                if one_row {
                    one_row_each(name, &table)?;
                }
                tables.insert(Arc::clone(name), table);
            }
        }
        Ok(Self { tables })
    }
}

impl ResultTable {
    /// The table as CSV, its rows in order, so that the same answer is the same text.
    ///
    /// # Example
    /// ```
    /// use commonweal_cohort::query::{ResultTable, Value, ValueType};
    /// let columns = vec![("patient_id".to_owned(), ValueType::Int), ("ill".to_owned(), ValueType::Bool)];
    /// let row = |patient, ill| vec![Some(Value::Int(patient)), ill];
    /// let rows = vec![row(2, None), row(1, Some(Value::Bool(true)))];
    /// let table = ResultTable { name: "dataset".to_owned(), columns, rows };
    /// assert_eq!(table.to_csv(), "patient_id,ill\n1,T\n2,\n");
    /// ```
    pub fn to_csv(&self) -> String {
        let mut rows: Vec<&Cells> = self.rows.iter().collect();
        rows.sort();
        let header = self.columns.iter().map(|(name, _)| name.clone()).collect();
        let rows = rows.into_iter().map(|row| row.iter().map(cell_text).collect());
        let lines: Vec<Vec<String>> = std::iter::once(header).chain(rows).collect();
        let mut writer = csv::Writer::from_writer(Vec::new());
        for line in lines {
            writer.write_record(line).expect("memory can be written to, and every row has the header's cells");
        }
        let bytes = writer.into_inner().expect("memory can be written to");
        String::from_utf8(bytes).expect("the cells are text")
    }

    /// A table of answers from its CSV, with columns of these types.
    ///
    /// # Errors
    /// [`CsvError`] saying which row and column to correct.
    pub fn from_csv(name: &str, columns: &[(String, ValueType)], text: &str) -> Result<Self, CsvError> {
        let (header, records) = read_cells(name, text)?;
        let mut places = Vec::new();
        for (column, of) in columns {
            let at = header
                .iter()
                .position(|found| found == column)
                .ok_or_else(|| CsvError::NoColumn { table: name.to_owned(), column: column.clone() })?;
            places.push((at, column.as_str(), *of));
        }
        let rows = (1..).zip(&records).map(|(row, record)| {
            places.iter().map(|(at, column, of)| cell(name, row, column, &record[*at], *of)).collect()
        });
        Ok(Self { name: name.to_owned(), columns: columns.to_vec(), rows: rows.collect::<Result<_, _>>()? })
    }
}

/// The header and the rows; every row has the header's number of cells.
fn read_cells(table: &str, text: &str) -> Result<(Vec<String>, Vec<csv::StringRecord>), CsvError> {
    let broken = |error: csv::Error| CsvError::NotCsv {
        table: table.to_owned(),
        problem: error.position().map_or_else(String::new, |position| format!("see line {}", position.line())),
    };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().map_err(broken)?.iter().map(str::to_owned).collect();
    let mut seen = BTreeSet::new();
    if let Some(column) = header.iter().find(|column| !seen.insert(*column)) {
        return Err(CsvError::SameColumn { table: table.to_owned(), column: column.clone() });
    }
    Ok((header, reader.records().collect::<Result<_, _>>().map_err(broken)?))
}

fn read_table(name: &str, text: &str, columns: &BTreeMap<&str, ValueType>) -> Result<Table, CsvError> {
    let (header, records) = read_cells(name, text)?;
    let no_patient = || CsvError::NoColumn { table: name.to_owned(), column: "patient_id".to_owned() };
    let patient_at = header.iter().position(|column| column == "patient_id").ok_or_else(no_patient)?;
    let known = header.iter().enumerate().filter_map(|(at, column)| Some((at, column, *columns.get(column.as_str())?)));
    let known: Vec<(usize, &String, ValueType)> = known.collect();
    let mut rows = Vec::new();
    for (row, record) in (1..).zip(&records) {
        let Some(Value::Int(patient)) = cell(name, row, "patient_id", &record[patient_at], ValueType::Int)? else {
            let column = "patient_id".to_owned();
            return Err(CsvError::Cell { table: name.to_owned(), row, column, wanted: "whole number" });
        };
        let cells = known.iter().map(|(at, column, of)| cell(name, row, column, &record[*at], *of));
        rows.push((patient, cells.collect::<Result<_, _>>()?));
    }
    Ok(Table { header: known.into_iter().map(|(_, column, _)| column.as_str().into()).collect(), rows })
}

/// The rows of an inline table from the text of its file, with a cell for each column.
pub(super) fn inline_rows(
    file: &str,
    text: &str,
    columns: &[(Arc<str>, ValueType)],
    allow_missing_columns: bool,
) -> Result<Vec<(i64, Cells)>, CsvError> {
    let table = read_table(file, text, &columns.iter().map(|(name, of)| (&**name, *of)).collect())?;
    one_row_each(file, &table)?;
    let places: Vec<Option<usize>> = columns.iter().map(|(name, _)| table.column(name)).collect();
    if let Some(missing) = places.iter().position(Option::is_none).filter(|_| !allow_missing_columns) {
        return Err(CsvError::NoColumn { table: file.to_owned(), column: columns[missing].0.to_string() });
    }
    let row = |(patient, cells): &(i64, Cells)| {
        (*patient, places.iter().map(|place| place.and_then(|at| cells[at].clone())).collect())
    };
    Ok(table.rows.iter().map(row).collect())
}

fn one_row_each(name: &str, table: &Table) -> Result<(), CsvError> {
    let mut seen = BTreeSet::new();
    match table.rows.iter().position(|(patient, _)| !seen.insert(*patient)) {
        Some(at) => Err(CsvError::PatientTwice { table: name.to_owned(), row: at + 1 }),
        None => Ok(()),
    }
}

fn cell(table: &str, row: usize, column: &str, text: &str, of: ValueType) -> Result<Option<Value>, CsvError> {
    if text.is_empty() {
        return Ok(None);
    }
    let (value, wanted) = match of {
        ValueType::Bool => {
            let claim = [("T", true), ("F", false)].into_iter().find(|(word, _)| *word == text);
            (claim.map(|(_, claim)| Value::Bool(claim)), "`T` or `F`")
        }
        ValueType::Int => (text.parse().ok().map(Value::Int), "whole number"),
        ValueType::Float => (text.parse().ok().and_then(Value::float), "number"),
        ValueType::Date => (day(text).map(Value::Date), "day such as 2020-02-29"),
        ValueType::Str | ValueType::Code(_) | ValueType::Icd10MultiCode | ValueType::Opcs4MultiCode => {
            (Some(Value::text(text)), "text")
        }
    };
    let (table, column) = (table.to_owned(), column.to_owned());
    value.map(Some).ok_or(CsvError::Cell { table, row, column, wanted })
}

fn cell_text(cell: &Option<Value>) -> String {
    match cell {
        None => String::new(),
        Some(Value::Bool(claim)) => if *claim { "T" } else { "F" }.to_owned(),
        Some(Value::Int(number)) => number.to_string(),
        Some(Value::Float(number)) => format!("{:?}", number.get()),
        Some(Value::Text(text)) => text.to_string(),
        Some(Value::Date(day)) => day.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, message: &str) {
        let columns = BTreeMap::from([("born", ValueType::Date), ("ill", ValueType::Bool)]);
        let error = read_table("t", text, &columns).expect_err("it is wrong");
        assert_eq!(error.to_string(), message);
    }

    #[test]
    fn a_wrong_cell_is_named_by_row_and_column_and_not_by_what_it_says() {
        let wrong_day =
            "table `t`, row 2: the cell of `born` is no day such as 2020-02-29; correct it or leave it empty";
        refused("patient_id,born\n1,2020-02-29\n2,2021-02-29\n", wrong_day);
        let wrong_bool = "table `t`, row 1: the cell of `ill` is no `T` or `F`; correct it or leave it empty";
        refused("patient_id,ill\n1,true\n", wrong_bool);
        let no_patient = "table `t`, row 1: the cell of `patient_id` is no whole number; correct it or leave it empty";
        refused("patient_id,ill\n,T\n", no_patient);
    }

    #[test]
    fn a_header_has_the_patient_and_each_column_once() {
        refused("born\n2020-01-01\n", "table `t` has no column `patient_id`; add it to the header");
        refused("patient_id,ill,ill\n1,T,F\n", "table `t` has two columns `ill`; keep one");
        refused(
            "patient_id,ill\n1\n",
            "table `t` is not CSV with as many cells in each row as in the header: see line 2",
        );
    }

    #[test]
    fn columns_nobody_declared_are_passed_over() {
        let columns = BTreeMap::from([("ill", ValueType::Bool)]);
        let table = read_table("t", "other,patient_id,ill\nx,1,T\n", &columns).expect("it is sound");
        assert_eq!(table, Table { header: vec!["ill".into()], rows: vec![(1, vec![Some(Value::Bool(true))])] });
    }
}
