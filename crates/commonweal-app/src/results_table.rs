//! Released figures as the table `released_values`, as CSV, and back.

use commonweal_disclosure::{COLUMNS, ReleasedRecord};
use commonweal_engine::Value;
use commonweal_reference::{Column, Table, Values};
use jiff::civil::Date;
use std::vec::IntoIter;

/// Text, number and day columns of one row, in the order of [`COLUMNS`].
pub(crate) fn row(record: ReleasedRecord) -> [Value; 31] {
    let text = Value::Text;
    let some_text = |t: Option<String>| t.map_or(Value::Null, Value::Text);
    let number = |x: Option<f64>| x.map_or(Value::Null, Value::Real);
    let whole = |n: Option<i64>| n.map_or(Value::Null, Value::Integer);
    let r = record;
    [
        text(r.indicator_id),
        text(r.series),
        text(r.area_code),
        text(r.area_type),
        text(r.area_edition),
        text(r.family),
        some_text(r.dimension_1),
        some_text(r.category_1),
        some_text(r.dimension_2),
        some_text(r.category_2),
        text(r.period),
        Value::Date(r.period_start),
        Value::Date(r.period_end),
        text(r.period_kind),
        text(r.statistic),
        text(r.unit),
        number(r.value),
        number(r.lower_95),
        number(r.upper_95),
        whole(r.numerator),
        whole(r.denominator),
        text(r.comparison),
        some_text(r.benchmark),
        text(r.class),
        some_text(r.withheld_reason),
        some_text(r.snapshot),
        r.index_date.map_or(Value::Null, Value::Date),
        text(r.definition_hash),
        text(r.rules_version),
        text(r.release_id),
        text(r.released_at),
    ]
}

const NUMBERS: [&str; 3] = ["value", "lower_95", "upper_95"];
const WHOLE: [&str; 2] = ["numerator", "denominator"];
const DAYS: [&str; 3] = ["period_start", "period_end", "index_date"];

/// Released rows as the table `released_values`.
pub fn records_table(records: &[ReleasedRecord]) -> Table {
    table_of(records.iter().cloned())
}

/// The same from rows that come one by one.
pub(crate) fn table_of(records: impl IntoIterator<Item = ReleasedRecord>) -> Table {
    let empty = |name: &&'static str| {
        if NUMBERS.contains(name) {
            Values::Real(Vec::new())
        } else if WHOLE.contains(name) {
            Values::Integer(Vec::new())
        } else if DAYS.contains(name) {
            Values::Date(Vec::new())
        } else {
            Values::Text(Vec::new())
        }
    };
    let mut columns: Vec<Values> = COLUMNS.iter().map(empty).collect();
    for record in records {
        for (value, column) in row(record).into_iter().zip(&mut columns) {
            match column {
                Values::Real(cells) => cells.push(if let Value::Real(x) = value { Some(x) } else { None }),
                Values::Integer(cells) => cells.push(if let Value::Integer(n) = value { Some(n) } else { None }),
                Values::Date(cells) => cells.push(if let Value::Date(d) = value { Some(d) } else { None }),
                Values::Text(cells) => cells.push(if let Value::Text(t) = value { Some(t) } else { None }),
            }
        }
    }
    let named = COLUMNS.iter().zip(columns);
    let columns = named.map(|(name, values)| Column { name: (*name).to_owned(), about: String::new(), values });
    Table { name: "released_values".to_owned(), columns: columns.collect() }
}

/// Released rows as CSV: the columns of `released_values`, missing values empty. A text that a
/// spreadsheet would take for a formula gets a leading apostrophe.
pub fn csv_of(records: &[ReleasedRecord]) -> String {
    let header = COLUMNS.map(|name| Value::Text(name.to_owned())).to_vec();
    let rows = std::iter::once(header).chain(records.iter().map(|record| row(record.clone()).to_vec()));
    csv_lines(&rows.collect::<Vec<_>>())
}

/// Rows as lines of CSV, each text guarded.
pub(crate) fn csv_lines(rows: &[Vec<Value>]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        let cells = row.iter().map(|value| match value {
            Value::Text(text) => guarded(text.clone()),
            other => other.to_string(),
        });
        writer.write_record(cells).expect("writing to memory");
    }
    String::from_utf8(writer.into_inner().expect("writing to memory")).expect("every value is text")
}

/// Any table as CSV, its heading first. Texts that a spreadsheet would take for a formula get a leading apostrophe;
/// negative numbers do not.
pub fn csv_text(rows: &[Vec<String>]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    for row in rows {
        let cells =
            row.iter().map(|cell| if cell.parse::<f64>().is_ok() { cell.clone() } else { guarded(cell.clone()) });
        writer.write_record(cells).expect("writing to memory");
    }
    String::from_utf8(writer.into_inner().expect("writing to memory")).expect("every value is text")
}

/// A text that no spreadsheet takes for a formula.
fn guarded(text: String) -> String {
    if text.starts_with(RISKY) { format!("'{text}") } else { text }
}

/// A text as it was before it was guarded.
pub(crate) fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(RISKY)).unwrap_or(text)
}

/// How a text begins that a spreadsheet would take for a formula.
const RISKY: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];

/// The rows of the table `released_values`, one by one; or the column that is missing or of another type.
pub(crate) fn table_records(table: Table) -> Result<impl Iterator<Item = Result<ReleasedRecord, String>>, String> {
    let rows = table.rows();
    let mut cells = Cells { table };
    let mut indicator_id = cells.texts("indicator_id")?;
    let mut series = cells.texts("series")?;
    let mut area_code = cells.texts("area_code")?;
    let mut area_type = cells.texts("area_type")?;
    let mut area_edition = cells.texts("area_edition")?;
    let mut family = cells.texts("family")?;
    let mut dimension_1 = cells.texts("dimension_1")?;
    let mut category_1 = cells.texts("category_1")?;
    let mut dimension_2 = cells.texts("dimension_2")?;
    let mut category_2 = cells.texts("category_2")?;
    let mut period = cells.texts("period")?;
    let mut period_start = cells.dates("period_start")?;
    let mut period_end = cells.dates("period_end")?;
    let mut period_kind = cells.texts("period_kind")?;
    let mut statistic = cells.texts("statistic")?;
    let mut unit = cells.texts("unit")?;
    let mut value = cells.reals("value")?;
    let mut lower_95 = cells.reals("lower_95")?;
    let mut upper_95 = cells.reals("upper_95")?;
    let mut numerator = cells.wholes("numerator")?;
    let mut denominator = cells.wholes("denominator")?;
    let mut comparison = cells.texts("comparison")?;
    let mut benchmark = cells.texts("benchmark")?;
    let mut class = cells.texts("class")?;
    let mut withheld_reason = cells.texts("withheld_reason")?;
    let mut snapshot = cells.texts("snapshot")?;
    let mut index_date = cells.dates("index_date")?;
    let mut definition_hash = cells.texts("definition_hash")?;
    let mut rules_version = cells.texts("rules_version")?;
    let mut release_id = cells.texts("release_id")?;
    let mut released_at = cells.texts("released_at")?;
    Ok((1..=rows).map(move |row| {
        Ok(ReleasedRecord {
            indicator_id: given(&mut indicator_id, "indicator_id", row)?,
            series: given(&mut series, "series", row)?,
            area_code: given(&mut area_code, "area_code", row)?,
            area_type: given(&mut area_type, "area_type", row)?,
            area_edition: given(&mut area_edition, "area_edition", row)?,
            family: given(&mut family, "family", row)?,
            dimension_1: dimension_1.next().flatten(),
            category_1: category_1.next().flatten(),
            dimension_2: dimension_2.next().flatten(),
            category_2: category_2.next().flatten(),
            period: given(&mut period, "period", row)?,
            period_start: given(&mut period_start, "period_start", row)?,
            period_end: given(&mut period_end, "period_end", row)?,
            period_kind: given(&mut period_kind, "period_kind", row)?,
            statistic: given(&mut statistic, "statistic", row)?,
            unit: given(&mut unit, "unit", row)?,
            value: value.next().flatten(),
            lower_95: lower_95.next().flatten(),
            upper_95: upper_95.next().flatten(),
            numerator: numerator.next().flatten(),
            denominator: denominator.next().flatten(),
            comparison: given(&mut comparison, "comparison", row)?,
            benchmark: benchmark.next().flatten(),
            class: given(&mut class, "class", row)?,
            withheld_reason: withheld_reason.next().flatten(),
            snapshot: snapshot.next().flatten(),
            index_date: index_date.next().flatten(),
            definition_hash: given(&mut definition_hash, "definition_hash", row)?,
            rules_version: given(&mut rules_version, "rules_version", row)?,
            release_id: given(&mut release_id, "release_id", row)?,
            released_at: given(&mut released_at, "released_at", row)?,
        })
    }))
}

/// The next cell of a column that has one in every row.
fn given<T>(cells: &mut IntoIter<Option<T>>, name: &str, row: usize) -> Result<T, String> {
    cells.next().flatten().ok_or_else(|| format!("row {row} has no `{name}`"))
}

/// A table whose columns are taken out one after the other.
struct Cells {
    table: Table,
}

impl Cells {
    fn take(&mut self, name: &str) -> Result<Values, String> {
        let found = self.table.columns.iter().position(|column| column.name == name);
        let place = found.ok_or_else(|| format!("the column `{name}` is missing"))?;
        Ok(self.table.columns.swap_remove(place).values)
    }

    fn texts(&mut self, name: &str) -> Result<IntoIter<Option<String>>, String> {
        match self.take(name)? {
            Values::Text(cells) => Ok(cells.into_iter()),
            _ => Err(format!("the column `{name}` does not hold text")),
        }
    }

    fn reals(&mut self, name: &str) -> Result<IntoIter<Option<f64>>, String> {
        match self.take(name)? {
            Values::Real(cells) => Ok(cells.into_iter()),
            _ => Err(format!("the column `{name}` does not hold numbers")),
        }
    }

    fn wholes(&mut self, name: &str) -> Result<IntoIter<Option<i64>>, String> {
        match self.take(name)? {
            Values::Integer(cells) => Ok(cells.into_iter()),
            _ => Err(format!("the column `{name}` does not hold whole numbers")),
        }
    }

    fn dates(&mut self, name: &str) -> Result<IntoIter<Option<Date>>, String> {
        match self.take(name)? {
            Values::Date(cells) => Ok(cells.into_iter()),
            _ => Err(format!("the column `{name}` does not hold days")),
        }
    }
}
