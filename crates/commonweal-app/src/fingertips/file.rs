//! How are rows written and read back?

use super::row::{FINGERTIPS_COLUMNS, FingertipsRow};
use crate::error::AppError;
use crate::results_table::{csv_lines, unguarded};
use commonweal_engine::Value;

/// The 23rd column, whose name depends on the kind of area that figures are compared with.
const COMPARED_TO_PARENT: usize = 22;

/// Rows as the text of a Fingertips download: its 27 columns, then a line for each row.
pub fn write_fingertips(rows: &[FingertipsRow]) -> String {
    heading() + &lines(rows)
}

/// The line of column names.
pub(super) fn heading() -> String {
    csv_lines(&[FINGERTIPS_COLUMNS.map(|name| Value::Text(name.to_owned())).to_vec()])
}

/// A line for each row.
pub(super) fn lines(rows: &[FingertipsRow]) -> String {
    csv_lines(&rows.iter().map(cells).collect::<Vec<_>>())
}

fn cells(row: &FingertipsRow) -> Vec<Value> {
    let text = |words: &String| if words.is_empty() { Value::Null } else { Value::Text(words.clone()) };
    let number = |number: Option<f64>| number.map_or(Value::Null, Value::Real);
    vec![
        text(&row.indicator_id),
        text(&row.indicator_name),
        text(&row.parent_code),
        text(&row.parent_name),
        text(&row.area_code),
        text(&row.area_name),
        text(&row.area_type),
        text(&row.sex),
        text(&row.age),
        text(&row.category_type),
        text(&row.category),
        text(&row.time_period),
        number(row.value),
        number(row.lower_95),
        number(row.upper_95),
        number(row.lower_998),
        number(row.upper_998),
        number(row.count),
        number(row.denominator),
        text(&row.value_note),
        text(&row.recent_trend),
        text(&row.compared_to_england),
        text(&row.compared_to_parent),
        Value::Integer(row.time_period_sortable),
        text(&row.new_data),
        text(&row.compared_to_goal),
        text(&row.time_period_range),
    ]
}

/// Reads a Fingertips download: ours, or one that Fingertips gives, whose 23rd column names another kind of area.
///
/// ```
/// use commonweal_app::{FingertipsRow, read_fingertips, write_fingertips};
/// let row = FingertipsRow { indicator_id: "241".to_owned(), value: Some(6.9), ..FingertipsRow::default() };
/// assert_eq!(read_fingertips(&write_fingertips(&[row.clone()]))?, [row]);
/// # Ok::<(), commonweal_app::AppError>(())
/// ```
///
/// # Errors
/// `Refused` with the first line and column that are not as in a Fingertips download.
pub fn read_fingertips(text: &str) -> Result<Vec<FingertipsRow>, AppError> {
    let refused = |problem: String| AppError::Refused(format!("this is not a Fingertips download: {problem}"));
    let mut reader = csv::ReaderBuilder::new().from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().map_err(|error| refused(error.to_string()))?.clone();
    if header.len() != FINGERTIPS_COLUMNS.len() {
        return Err(refused(format!("it has {} columns, and 27 are expected", header.len())));
    }
    for (at, (found, expected)) in header.iter().zip(FINGERTIPS_COLUMNS).enumerate() {
        let is_comparison = at == COMPARED_TO_PARENT && found.starts_with("Compared to ");
        if found != expected && !is_comparison {
            return Err(refused(format!("column {} is `{found}`, and `{expected}` is expected", at + 1)));
        }
    }
    let mut rows = Vec::new();
    for (number, record) in reader.records().enumerate() {
        let line = number + 2;
        let record = record.map_err(|error| refused(format!("line {line}: {error}")))?;
        rows.push(row(&record).map_err(|column| {
            refused(format!("line {line}: column {} (`{}`) is not a number", column + 1, FINGERTIPS_COLUMNS[column]))
        })?);
    }
    Ok(rows)
}

/// A row, or the column that should hold a number and does not.
fn row(record: &csv::StringRecord) -> Result<FingertipsRow, usize> {
    let text = |at: usize| unguarded(&record[at]).to_owned();
    let number = |at: usize| match &record[at] {
        "" => Ok(None),
        number => number.parse::<f64>().ok().filter(|number| number.is_finite()).map(Some).ok_or(at),
    };
    Ok(FingertipsRow {
        indicator_id: text(0),
        indicator_name: text(1),
        parent_code: text(2),
        parent_name: text(3),
        area_code: text(4),
        area_name: text(5),
        area_type: text(6),
        sex: text(7),
        age: text(8),
        category_type: text(9),
        category: text(10),
        time_period: text(11),
        value: number(12)?,
        lower_95: number(13)?,
        upper_95: number(14)?,
        lower_998: number(15)?,
        upper_998: number(16)?,
        count: number(17)?,
        denominator: number(18)?,
        value_note: text(19),
        recent_trend: text(20),
        compared_to_england: text(21),
        compared_to_parent: text(22),
        time_period_sortable: record[23].parse().map_err(|_| 23usize)?,
        new_data: text(24),
        compared_to_goal: text(25),
        time_period_range: text(26),
    })
}

#[cfg(test)]
mod tests {
    use super::{FINGERTIPS_COLUMNS, FingertipsRow, read_fingertips, write_fingertips};

    #[test]
    fn what_is_written_is_read_back_with_every_digit_and_every_awkward_text() {
        let row = FingertipsRow {
            indicator_id: "bp.absolute_gap".to_owned(),
            indicator_name: "-5 to \"10\", and\nmore".to_owned(),
            area_name: "=Nottingham".to_owned(),
            value: Some(0.1 + 0.2),
            lower_95: Some(-1e-9),
            count: Some(15.0),
            time_period_sortable: 20_260_930,
            ..FingertipsRow::default()
        };
        let text = write_fingertips(std::slice::from_ref(&row));
        assert!(text.contains("'=Nottingham"), "a spreadsheet would run a formula");
        assert_eq!(read_fingertips(&text).expect("our own file"), [row]);
    }

    #[test]
    fn a_download_compared_with_another_kind_of_area_is_read_and_another_order_of_columns_is_not() {
        let header = FINGERTIPS_COLUMNS.join(",");
        let regions = header.replace("Compared to ICB value", "Compared to Regions (statistical) value");
        assert_eq!(read_fingertips(&regions).expect("a header of Fingertips").len(), 0);
        let swapped = header.replace("Area Code,Area Name", "Area Name,Area Code");
        let problem = read_fingertips(&swapped).expect_err("the order matters").to_string();
        assert!(problem.contains("column 5 is `Area Name`, and `Area Code` is expected"), "{problem}");
    }

    #[test]
    fn a_value_that_is_no_number_is_named_by_line_and_column() {
        let line = ",".repeat(12) + "many" + &",".repeat(14);
        let problem = read_fingertips(&format!("{}\n{line}\n", FINGERTIPS_COLUMNS.join(","))).expect_err("no number");
        assert!(problem.to_string().contains("line 2: column 13 (`Value`) is not a number"), "{problem}");
    }
}
