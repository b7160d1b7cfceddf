//! Random values and rows: few values, so that they tie and meet; nulls; month ends and leap days.

use super::choices::Choices;
use commonweal_cohort::query::{Catalogue, Cells, Database, Table, TableSchema, Value, ValueType};
use jiff::civil::{Date, date};

const DATES: [Date; 8] = [
    date(2020, 2, 29),
    date(2020, 1, 1),
    date(2020, 1, 31),
    date(2020, 2, 1),
    date(2019, 12, 31),
    date(2021, 2, 28),
    date(2020, 12, 31),
    date(1999, 3, 1),
];
const INTS: [i64; 8] = [0, 1, 2, -1, 3, 7, -12, i64::MAX];
const FLOATS: [f64; 7] = [0.0, 1.0, -0.5, 2.5, 0.1, 1e300, -3.0];
const WORDS: [&str; 6] = ["a", "", "B", "ab", "%_", "é"];
const CODES: [&str; 4] = ["1000001", "999999", "2000002", "123456789012345678"];
const MULTI_CODES: [&str; 3] = ["||E119 ,J849 ||I801", "M069", ""];

/// A value of a type.
pub(super) fn any_value(choices: &mut Choices, of: ValueType) -> Value {
    match of {
        ValueType::Bool => Value::Bool(choices.one_in(2)),
        ValueType::Int => Value::Int(choices.of(&INTS)),
        ValueType::Float => Value::float(choices.of(&FLOATS)).expect("the floats are finite"),
        ValueType::Date => Value::Date(choices.of(&DATES)),
        ValueType::Str => Value::text(choices.of(&WORDS)),
        ValueType::Code(_) => Value::text(choices.of(&CODES)),
        ValueType::Icd10MultiCode | ValueType::Opcs4MultiCode => Value::text(choices.of(&MULTI_CODES)),
    }
}

/// Rows for every table of the catalogue, for patients 1 to 4; some columns are not there.
pub(super) fn database(choices: &mut Choices, catalogue: &Catalogue) -> Database {
    let tables = catalogue.iter().map(|(_, schema)| (schema.table.clone(), table(choices, schema)));
    Database { tables: tables.collect() }
}

fn table(choices: &mut Choices, schema: &TableSchema) -> Table {
    let missing = if choices.one_in(5) { choices.below(schema.columns.len()) } else { usize::MAX };
    let columns = schema.columns.iter().enumerate().filter(|(at, _)| *at != missing).map(|(_, column)| column.clone());
    let columns: Vec<_> = columns.collect();
    let most = if schema.one_row_per_patient { 2 } else { 5 };
    let mut rows = Vec::new();
    for patient in 1..=4 {
        for _ in 0..choices.below(most) {
            let cell = |(_, of): &(_, ValueType)| (!choices.one_in(5)).then(|| any_value(choices, *of));
            let cells: Cells = columns.iter().map(cell).collect();
            rows.push((patient, cells));
        }
    }
    Table { header: columns.into_iter().map(|(name, _)| name).collect(), rows }
}
