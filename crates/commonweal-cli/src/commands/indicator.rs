//! `commonweal indicator`: released figures of one indicator.

use super::workspace;
use crate::arguments::Indicator;
use crate::output;
use commonweal_app::{
    LookupRequest, QueryResult, Value, csv_of, current_release, lookup, records_table, rows_of_table,
};
use std::process::ExitCode;

/// What a person at a terminal reads first; CSV and JSON have every column.
const FOR_PEOPLE: [&str; 13] = [
    "area_code",
    "area_type",
    "category_1",
    "category_2",
    "period",
    "statistic",
    "value",
    "lower_95",
    "upper_95",
    "unit",
    "numerator",
    "denominator",
    "withheld_reason",
];

pub(crate) fn run(arguments: &Indicator) -> anyhow::Result<ExitCode> {
    let workspace = workspace(&arguments.place)?;
    let (_, set) = current_release(&workspace)?;
    let request = LookupRequest {
        indicator: arguments.id.clone(),
        by: arguments.by.clone(),
        area: arguments.area.clone(),
        period: arguments.period,
        every_period: arguments.every_period,
    };
    let records: Vec<_> = lookup(&set, &request)?.into_iter().map(|figure| figure.to_record()).collect();
    if arguments.format.csv {
        output::print(&csv_of(&records))?;
        return Ok(ExitCode::SUCCESS);
    }
    let all = rows_of_table(&records_table(&records));
    let shown = if arguments.format.json { all } else { only(&starred(all), &FOR_PEOPLE) };
    output::rows(&shown, &arguments.format)?;
    Ok(ExitCode::SUCCESS)
}

/// Withheld numbers as a star, never as nothing: a person must see that there is something there.
fn starred(mut result: QueryResult) -> QueryResult {
    let place = |name: &str| result.columns.iter().position(|c| c == name);
    let numbers: Vec<usize> =
        ["value", "lower_95", "upper_95", "numerator", "denominator"].into_iter().filter_map(place).collect();
    let reason = place("withheld_reason");
    for row in result.rows.iter_mut().filter(|row| reason.is_some_and(|i| row[i] != Value::Null)) {
        for i in &numbers {
            if row[*i] == Value::Null {
                row[*i] = Value::Text("*".to_owned());
            }
        }
    }
    result
}

fn only(result: &QueryResult, columns: &[&str]) -> QueryResult {
    let places: Vec<usize> = columns.iter().filter_map(|name| result.columns.iter().position(|c| c == name)).collect();
    QueryResult {
        columns: places.iter().map(|i| result.columns[*i].clone()).collect(),
        rows: result.rows.iter().map(|row| places.iter().map(|i| row[*i].clone()).collect()).collect(),
    }
}
