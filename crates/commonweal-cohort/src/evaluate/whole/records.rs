//! Batches from a small database.

use crate::evaluate::batch::{Batch, TableRows};
use crate::evaluate::column::{Column, ColumnKind, NULL_TEXT};
use crate::evaluate::error::EvaluateError;
use crate::evaluate::part_texts::PartTexts;
use crate::evaluate::program::{ColumnNeed, Program, TableNeed};
use crate::evaluate::run::column_of;
use crate::evaluate::symbols::Symbols;
use crate::query::{Cells, Database, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The tables a program needs, cut up by patient.
pub(super) struct Records<'a> {
    needs: &'a [TableNeed],
    tables: Vec<BTreeMap<i64, Vec<&'a Cells>>>,
    /// The place of each needed column in the rows of the database, where they have it.
    places: Vec<Vec<Option<usize>>>,
    /// Everybody in any table, needed or not, and in the tables that come with the definition; ascending.
    pub(super) patients: Vec<i64>,
}

impl<'a> Records<'a> {
    pub(super) fn of(program: &'a Program, database: &'a Database) -> Result<Self, EvaluateError> {
        let needs = program.tables();
        let mut patients: BTreeSet<i64> = database.patients();
        patients.extend(program.inline_patients());
        let (mut tables, mut places) = (Vec::new(), Vec::new());
        for need in needs {
            let table = database.tables.get(&need.name);
            let mut by_patient: BTreeMap<i64, Vec<&Cells>> = BTreeMap::new();
            for (patient, cells) in table.iter().flat_map(|table| &table.rows) {
                by_patient.entry(*patient).or_default().push(cells);
            }
            let place = |column: &ColumnNeed| table.and_then(|table| table.column(&column.name));
            let own: Vec<Option<usize>> = need.columns.iter().map(place).collect();
            for (column, place) in need.columns.iter().zip(&own) {
                let cells = by_patient.values().flatten().filter_map(|cells| cells[(*place)?].as_ref());
                cells.into_iter().try_for_each(|cell| check(need, column, cell))?;
            }
            tables.push(by_patient);
            places.push(own);
        }
        Ok(Self { needs, tables, places, patients: patients.into_iter().collect() })
    }

    pub(super) fn batch(&self, people: &[i64], symbols: &mut Symbols) -> Batch {
        let tables = (0..self.needs.len()).map(|table| self.rows(table, people, symbols)).collect();
        Batch { people: people.to_vec(), tables }
    }

    fn rows(&self, table: usize, people: &[i64], symbols: &mut Symbols) -> TableRows {
        let (mut offsets, mut rows) = (vec![0], Vec::new());
        for person in people {
            rows.extend(self.tables[table].get(person).into_iter().flatten());
            offsets.push(u32::try_from(rows.len()).expect("a small database has fewer rows than 32 bits can count"));
        }
        let need = &self.needs[table];
        let columns = need.columns.iter().zip(&self.places[table]).enumerate();
        let columns = columns.map(|(at, (column, place))| -> Column {
            let cells = rows.iter().map(|cells: &&Cells| place.and_then(|place| cells[place].as_ref()));
            let Some(parts) = need.parts.iter().find(|parts| parts.column == at) else {
                return column_of(ColumnKind::of(column.value_type), cells, symbols);
            };
            let mut texts = PartTexts::new(parts);
            let number = |cell: Option<&Value>| match cell {
                Some(Value::Text(text)) => texts.number(text, symbols),
                _ => NULL_TEXT,
            };
            Column::Text(cells.map(number).collect())
        });
        TableRows { offsets, columns: columns.collect() }
    }
}

fn check(need: &TableNeed, column: &ColumnNeed, cell: &Value) -> Result<(), EvaluateError> {
    let (table, name) = (need.name.to_string(), column.name.to_string());
    match cell {
        Value::Int(i64::MIN) => Err(EvaluateError::LowestNumber { place: format!("column `{name}` of `{table}`") }),
        cell if !column.value_type.holds(cell) => {
            Err(EvaluateError::CellType { table, column: name, wanted: column.value_type.to_string() })
        }
        _ => Ok(()),
    }
}
