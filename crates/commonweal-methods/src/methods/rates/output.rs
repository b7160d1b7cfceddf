//! Columns of answers, and refusals that name the row of the user's table.

use commonweal_stats::columns::ColumnError;

use super::levels::Level;
use crate::error::MethodError;
use crate::groups::Groups;
use crate::method::{Choice, Kind};
use crate::request::Request;
use crate::table::{Table, Values};

/// The multiplier of a method whose usual one is this.
pub(super) const fn per(default: &'static str) -> Choice {
    Choice {
        name: "per",
        help: "multiplier of value and limits: 100 for percentages, 100000 for a rate per 100,000",
        kind: Kind::Number,
        default,
    }
}

/// The multiplier asked for, which is above zero.
pub(super) fn asked_per(request: &Request<'_>) -> Result<f64, MethodError> {
    let per = request.number("per")?.unwrap_or(1.0);
    if per > 0.0 { Ok(per) } else { Err(request.bad("per", "give a number above 0")) }
}

/// A table with more columns; where it has one of the same name, the new one takes its place at the end.
pub(super) fn with_columns(table: &Table, columns: Vec<(String, Values)>) -> Table {
    let mut joined = Table::new();
    for column in table.columns() {
        if !columns.iter().any(|(name, _)| *name == column.name) {
            joined.push(column.name.clone(), column.values.clone());
        }
    }
    for (name, values) in columns {
        joined.push(name, values);
    }
    joined
}

/// Limits of one level as columns.
pub(super) fn push_limits(columns: &mut Vec<(String, Values)>, level: Level, lower: Vec<f64>, upper: Vec<f64>) {
    columns.push((format!("lower_{}", level.suffix()), lower.into()));
    columns.push((format!("upper_{}", level.suffix()), upper.into()));
}

/// A column's numbers in the order of the groups.
pub(super) fn gathered(column: &[f64], groups: &Groups) -> Vec<f64> {
    groups.order().iter().map(|&row| column[row]).collect()
}

/// A refusal of columns in the order of `groups`, with the group's name and the row of the user's table.
pub(super) fn refused(error: ColumnError, groups: &Groups) -> MethodError {
    let in_row = |row: usize, problem: String| {
        let group = groups.starts().partition_point(|&start| start <= row).saturating_sub(1);
        let line = groups.order().get(row).map_or(row, |&row| row) + 1;
        let name = if group < groups.len() { groups.name(group) } else { String::new() };
        MethodError::refused_in(&name, format!("row {line}: {problem}"))
    };
    let in_group = |group: usize, problem: String| {
        let name = if group < groups.len() { groups.name(group) } else { String::new() };
        MethodError::refused_in(&name, problem)
    };
    match error {
        ColumnError::Row { row, problem } => in_row(row, problem.to_string()),
        ColumnError::Negative { row, what } => in_row(row, format!("{what} is below zero; check it")),
        ColumnError::Group { group, problem } => in_group(group, problem.to_string()),
        ColumnError::Bands { group } => {
            in_group(group, "the number of rows is not that of the reference population's bands".to_owned())
        }
        other => MethodError::refused(other),
    }
}

/// `2 groups have ...` or `1 group has ...`, with the names of the first few.
pub(super) fn some_groups(groups: &Groups, which: &[usize], have: &str, has: &str) -> String {
    let names: Vec<String> = which.iter().take(3).map(|&group| groups.name(group)).filter(|n| !n.is_empty()).collect();
    let more = if which.len() > 3 { " and others" } else { "" };
    let list = if names.is_empty() { String::new() } else { format!(" ({}{more})", names.join("; ")) };
    match which.len() {
        1 => format!("1 group {has}{list}"),
        many => format!("{many} groups {have}{list}"),
    }
}
