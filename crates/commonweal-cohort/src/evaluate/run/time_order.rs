//! Rows in order of time within each patient.

use crate::evaluate::batch::TableRows;
use crate::evaluate::column::Column;

/// The rows in order of a column of dates within each patient; nothing where they are so already.
pub(in crate::evaluate) fn in_time_order(rows: &TableRows, column: usize) -> Option<TableRows> {
    let Column::Date(dates) = &rows.columns[column] else { unreachable!("the time column is of dates") };
    if is_ordered(dates, &rows.offsets) {
        return None;
    }
    let mut order: Vec<u32> = (0u32..).take(dates.len()).collect();
    for bounds in rows.offsets.windows(2) {
        order[bounds[0] as usize..bounds[1] as usize].sort_by_key(|row| dates[*row as usize]);
    }
    let columns = rows.columns.iter().map(|column| reordered(column, &order)).collect();
    Some(TableRows { offsets: rows.offsets.clone(), columns })
}

/// Dates may only fall where one patient's rows end and the next one's begin.
fn is_ordered(dates: &[i32], offsets: &[u32]) -> bool {
    let falls = dates.windows(2).filter(|pair| pair[0] > pair[1]).count();
    let mut between = 0;
    let mut last = 0;
    for start in offsets.iter().map(|start| *start as usize) {
        if start > last && start < dates.len() {
            between += usize::from(dates[start - 1] > dates[start]);
            last = start;
        }
    }
    falls == between
}

fn reordered(column: &Column, order: &[u32]) -> Column {
    match column {
        Column::Bool(cells) => Column::Bool(order.iter().map(|row| cells[*row as usize]).collect()),
        Column::Int(cells) => Column::Int(order.iter().map(|row| cells[*row as usize]).collect()),
        Column::Float(cells) => Column::Float(order.iter().map(|row| cells[*row as usize]).collect()),
        Column::Date(cells) => Column::Date(order.iter().map(|row| cells[*row as usize]).collect()),
        Column::Text(cells) => Column::Text(order.iter().map(|row| cells[*row as usize]).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_may_fall_between_patients_only() {
        assert!(is_ordered(&[5, 7, 3, 4, 1], &[0, 2, 2, 4, 5]));
        assert!(!is_ordered(&[5, 7, 3, 4, 1], &[0, 2, 2, 5, 5]));
        assert!(is_ordered(&[], &[0, 0]));
    }

    #[test]
    fn all_columns_are_put_in_order_of_one() {
        let columns = vec![Column::Date(vec![9, 2, 1]), Column::Int(vec![1, 2, 3])];
        let rows = TableRows { offsets: vec![0, 2, 3], columns };
        let ordered = in_time_order(&rows, 0).expect("the first patient's rows are not in order");
        assert_eq!(ordered.columns, [Column::Date(vec![2, 9, 1]), Column::Int(vec![2, 1, 3])]);
    }
}
