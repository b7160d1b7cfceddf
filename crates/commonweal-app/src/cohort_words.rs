//! What a cohort means, and why a made-up person is in it or not.

use crate::cohorts::unknown_cohort;
use crate::counts::{find_snapshot, index_dates};
use crate::definitions::load_library;
use crate::error::AppError;
use crate::workspace::Workspace;
use commonweal_cohort::query::{Database, Table, Value};
use commonweal_cohort::{explain, explain_indicator, why};
use commonweal_disclosure::WorkspaceClass;
use commonweal_model::tables::ColumnType;
use commonweal_model::{CellValue, FurtherRows};
use commonweal_records::person_rows;
use jiff::civil::Date;
use std::path::Path;

/// A cohort in plain English, with the flow of those who leave at each step; or an indicator: whom it counts.
///
/// # Errors
/// `Refused` for a cohort that does not exist; `Definitions` if definitions have problems.
pub fn explain_cohort(workspace: Option<&Path>, id: &str) -> Result<String, AppError> {
    let library = load_library(workspace)?;
    if !library.cohorts.contains_key(id)
        && let Ok(explanation) = explain_indicator(&library, id)
    {
        return Ok(explanation.to_string());
    }
    let explanation = explain(&library, id).map_err(|_| unknown_cohort(&library, id))?;
    Ok(format!("{explanation}\nFlow\n\n{}", explanation.flow(None)))
}

/// Which facts put a made-up person into a cohort, or keep them out.
///
/// # Errors
/// `Refused` outside a workspace of made-up people and for a cohort that does not exist; `Unknown` for a person who does
/// not exist.
pub fn why_cohort(workspace: &Workspace, id: &str, patient: i64, index_date: Option<Date>) -> Result<String, AppError> {
    if workspace.config.class != WorkspaceClass::Synthetic {
        let class = workspace.config.class;
        return Err(AppError::Refused(format!(
            "this workspace is of class `{class}`: why a real person is in a cohort may be seen only by accounts that may, \
             and there are none yet; `cohort explain {id}` says the rule"
        )));
    }
    let library = load_library(Some(&workspace.dir))?;
    if !library.cohorts.contains_key(id) {
        return Err(unknown_cohort(&library, id));
    }
    let snapshot = find_snapshot(workspace, None)?;
    let dates = index_dates(workspace, &index_date.into_iter().collect::<Vec<_>>())?;
    let rows = person_rows(&workspace.dir, &snapshot, patient)?;
    if rows.is_empty() {
        return Err(AppError::Unknown { what: "the patient", given: patient.to_string(), known: Vec::new() });
    }
    let why = why(&library, id, &database_of(patient, &rows), patient, dates[0])
        .map_err(|error| AppError::Refused(error.to_string()))?;
    Ok(why.to_string())
}

/// One person's rows as tables that a query can be asked of; moments are left out, as queries count in days.
fn database_of(patient: i64, rows: &[FurtherRows]) -> Database {
    let table = |further: &FurtherRows| {
        let columns = &further.table.columns[1..];
        let kept: Vec<usize> =
            (0..columns.len()).filter(|at| columns[*at].column_type != ColumnType::Instant).collect();
        let cells = |row: &Vec<CellValue>| (patient, kept.iter().map(|at| value(&row[*at])).collect());
        Table {
            header: kept.iter().map(|at| columns[*at].name.into()).collect(),
            rows: further.rows.iter().map(cells).collect(),
        }
    };
    Database { tables: rows.iter().map(|further| (further.table.name.into(), table(further))).collect() }
}

fn value(cell: &CellValue) -> Option<Value> {
    match cell {
        CellValue::Long(number) => Some(Value::Int(*number)),
        CellValue::Integer(number) => Some(Value::Int(i64::from(*number))),
        CellValue::Text(text) => Some(Value::text(text.as_ref())),
        CellValue::Date(day) => Some(Value::Date(*day)),
        CellValue::Real(number) => Value::float(*number),
        CellValue::Flag(claim) => Some(Value::Bool(*claim)),
        CellValue::Instant(_) | CellValue::Missing => None,
    }
}
