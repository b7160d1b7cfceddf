//! A row group read by Arrow's decoders, for what [`crate::pages`] does not read: every value of every column that is
//! needed.

use crate::error::EngineError;
use crate::rows::{Run, place};
use crate::symbol_map::SymbolMap;
use commonweal_cohort::evaluate::{
    Column, ColumnKind, NULL_BOOL, NULL_DATE, NULL_FLOAT, NULL_INT, NULL_TEXT, Symbols, TableNeed,
};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, PrimitiveArray, RecordBatch};
use datafusion::arrow::datatypes::{ArrowPrimitiveType, Date32Type, Float64Type, Int32Type, Int64Type};
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReader;
use std::path::PathBuf;

/// The first and the last day of the years 1 to 9999, the days that definitions know.
pub(crate) const DAYS: (i32, i32) = (-719_162, 2_932_896);

/// Decoded rows, some at a time.
pub(crate) struct DecodedGroup {
    reader: ParquetRecordBatchReader,
    path: PathBuf,
    /// The columns that are needed, in the order of the need.
    columns: Vec<ArrayRef>,
}

impl DecodedGroup {
    pub(crate) fn new(reader: ParquetRecordBatchReader, path: PathBuf) -> Self {
        Self { reader, path, columns: Vec::new() }
    }

    /// Goes on to the next rows, and says whose they are; there are none after the last.
    pub(crate) fn next(&mut self, need: &TableNeed, bare: bool, runs: &mut Vec<Run>) -> Result<(), EngineError> {
        let failed = |message: String| EngineError::File { path: self.path.clone(), message };
        self.columns.clear();
        let Some(batch) = self.reader.next().transpose().map_err(|e| failed(e.to_string()))? else { return Ok(()) };
        let ids = column(&batch, need, "patient_id")?;
        let ids = ids.as_primitive_opt::<Int64Type>().filter(|ids| ids.null_count() == 0);
        let ids = ids.ok_or_else(|| EngineError::Damaged { table: need.name.to_string() })?;
        for (row, id) in ids.values().iter().enumerate() {
            match runs.last_mut() {
                Some(run) if run.id == *id => run.end = row + 1,
                _ => runs.push(Run { id: *id, end: row + 1 }),
            }
        }
        for needed in need.columns.iter().filter(|_| !bare) {
            self.columns.push(column(&batch, need, &needed.name)?);
        }
        Ok(())
    }

    /// Numbers the texts of a column that has a dictionary; nothing is done for other columns.
    pub(crate) fn number_texts(
        &self,
        need: &TableNeed,
        at: usize,
        map: &mut SymbolMap<'_>,
        symbols: &mut Symbols,
    ) -> Result<(), EngineError> {
        let Some(found) = self.columns.get(at) else { return Ok(()) };
        let lacks = || lacks(need, &need.columns[at].name);
        if ColumnKind::of(need.columns[at].value_type) != ColumnKind::Text {
            return Ok(());
        }
        if map.parts().is_some() {
            return found.as_string_opt::<i32>().map(|_| ()).ok_or_else(lacks);
        }
        let dictionary = found.as_dictionary_opt::<Int32Type>().ok_or_else(lacks)?.values();
        if !map.is_at_hand(dictionary) {
            map.load(dictionary.as_string_opt::<i32>().ok_or_else(lacks)?.iter(), symbols);
            map.note(dictionary);
        }
        Ok(())
    }

    /// The rows whose text has a number.
    pub(crate) fn wanted(&self, at: usize, symbols: &[u32], chosen: &mut Vec<u32>) {
        let Some(found) = self.columns.get(at) else { return };
        let keys = found.as_dictionary::<Int32Type>().keys();
        let is_wanted = |key: i32| symbols[key.cast_unsigned() as usize] != NULL_TEXT;
        let rows = (0..place(keys.len())).zip(keys.values());
        match keys.nulls() {
            None => chosen.extend(rows.filter(|(_, key)| is_wanted(**key)).map(|(row, _)| row)),
            Some(nulls) => {
                let is_wanted = |row: u32, key: i32| nulls.is_valid(row as usize) && is_wanted(key);
                chosen.extend(rows.filter(|(row, key)| is_wanted(*row, **key)).map(|(row, _)| row));
            }
        }
    }

    /// Adds the values of a column in chosen rows.
    pub(crate) fn copy(
        &self,
        at: usize,
        chosen: &[u32],
        map: &mut SymbolMap<'_>,
        symbols: &mut Symbols,
        into: &mut Column,
    ) {
        let found = &self.columns[at];
        match into {
            Column::Bool(values) => {
                let found = found.as_boolean();
                let value = |row| if found.is_null(row) { NULL_BOOL } else { u8::from(found.value(row)) };
                values.extend(chosen.iter().map(|row| value(*row as usize)));
            }
            Column::Int(values) => copy_whole_numbers(found, chosen, values),
            Column::Float(values) => {
                let found = found.as_primitive::<Float64Type>();
                let finite = |value: f64| if value.is_finite() { value } else { NULL_FLOAT };
                copy_values(found, chosen, values, finite, NULL_FLOAT);
            }
            Column::Date(values) => {
                let found = found.as_primitive::<Date32Type>();
                copy_values(found, chosen, values, |day: i32| day.clamp(DAYS.0, DAYS.1), NULL_DATE);
            }
            Column::Text(values) => match map.parts() {
                Some(parts) => {
                    let found = found.as_string::<i32>();
                    let mut number = |row| match found.is_null(row) {
                        true => NULL_TEXT,
                        false => parts.number(found.value(row), symbols),
                    };
                    values.extend(chosen.iter().map(|row| number(*row as usize)));
                }
                None => {
                    let keys = found.as_dictionary::<Int32Type>().keys();
                    let symbols = map.symbols();
                    copy_values(keys, chosen, values, |key: i32| symbols[key.cast_unsigned() as usize], NULL_TEXT);
                }
            },
        }
    }
}

fn column(batch: &RecordBatch, need: &TableNeed, name: &str) -> Result<ArrayRef, EngineError> {
    batch.column_by_name(name).cloned().ok_or_else(|| lacks(need, name))
}

fn lacks(need: &TableNeed, column: &str) -> EngineError {
    let (table, column) = (need.name.to_string(), column.to_owned());
    EngineError::Column { table, column, expected: "the type it has in other files" }
}

fn copy_whole_numbers(found: &ArrayRef, chosen: &[u32], values: &mut Vec<i64>) {
    if let Some(found) = found.as_primitive_opt::<Int32Type>() {
        copy_values(found, chosen, values, i64::from, NULL_INT);
    } else {
        copy_values(found.as_primitive::<Int64Type>(), chosen, values, |number| number, NULL_INT);
    }
}

fn copy_values<A: ArrowPrimitiveType, V: Copy>(
    found: &PrimitiveArray<A>,
    chosen: &[u32],
    values: &mut Vec<V>,
    value: impl Fn(A::Native) -> V,
    null: V,
) {
    let known = found.values();
    match found.nulls().filter(|nulls| nulls.null_count() > 0) {
        None => values.extend(chosen.iter().map(|row| value(known[*row as usize]))),
        Some(nulls) => {
            let of = |row: usize| if nulls.is_valid(row) { value(known[row]) } else { null };
            values.extend(chosen.iter().map(|row| of(*row as usize)));
        }
    }
}
