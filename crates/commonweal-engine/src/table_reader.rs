//! Which rows of this table belong to these people? A table of one bucket is read through once, in patient order.

use crate::error::EngineError;
use crate::symbol_map::SymbolMap;
use crate::table_file::{FileRows, TableFile};
use crate::walk::{Walk, place};
use commonweal_cohort::evaluate::{
    Column, ColumnKind, NULL_BOOL, NULL_DATE, NULL_FLOAT, NULL_INT, NULL_TEXT, PartTexts, Symbols, TableNeed, TableRows,
};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array, PrimitiveArray};
use datafusion::arrow::datatypes::{ArrowPrimitiveType, Date32Type, Float64Type, Int32Type, Int64Type};
use std::path::{Path, PathBuf};

/// The first and the last day of the years 1 to 9999, the days that definitions know.
const DAYS: (i32, i32) = (-719_162, 2_932_896);

/// Reads one table of one bucket, and never goes back.
pub(crate) struct TableReader<'n> {
    need: &'n TableNeed,
    files: std::slice::Iter<'n, PathBuf>,
    file: Option<TableFile<'n>>,
    rows: Option<Loaded>,
    row: usize,
    rows_before: u64,
    last: i64,
    /// The texts of each column of text, as the worker numbers them.
    maps: Vec<SymbolMap>,
    /// What stands for the texts of each column that is only looked through for parts.
    parts: Vec<Option<PartTexts>>,
    /// The rows at hand that are copied.
    chosen: Vec<u32>,
    bytes: u64,
}

/// Decoded rows: whose they are, and the columns that are needed, in the order of the need.
struct Loaded {
    ids: Int64Array,
    columns: Vec<ArrayRef>,
    bare: bool,
}

impl<'n> TableReader<'n> {
    pub(crate) fn new(need: &'n TableNeed, files: &'n [PathBuf]) -> Self {
        Self {
            need,
            files: files.iter(),
            file: None,
            rows: None,
            row: 0,
            rows_before: 0,
            last: i64::MIN,
            maps: need.columns.iter().map(|_| SymbolMap::default()).collect(),
            parts: (0..need.columns.len()).map(|column| parts_of(need, column)).collect(),
            chosen: Vec::new(),
            bytes: 0,
        }
    }

    /// The table's name.
    pub(crate) fn table(&self) -> &str {
        &self.need.name
    }

    /// Bytes read so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Rows read so far, those left out included.
    pub(crate) fn rows(&self) -> u64 {
        self.rows_before + self.row as u64
    }

    /// The next people, up to `most`, each with the first of their rows. Only for the table that says who there is.
    pub(crate) fn take_people(
        &mut self,
        most: usize,
        symbols: &mut Symbols,
        people: &mut Vec<i64>,
        into: &mut TableRows,
    ) -> Result<(), EngineError> {
        self.begin(into);
        people.clear();
        let mut last = self.at_hand();
        while people.len() < most && self.fill(symbols)? {
            let ids = self.loaded().ids.clone();
            let ids = ids.values();
            self.chosen.clear();
            while self.row < ids.len() && people.len() < most {
                let id = ids[self.row];
                if last != Some(id) {
                    people.push(id);
                    self.chosen.push(place(self.row));
                    last = Some(id);
                }
                self.row += 1;
            }
            self.copy(symbols, into);
        }
        // Rows of the last person that come again belong to nobody else.
        while let Some(last) = last
            && self.fill(symbols)?
            && self.person() == last
        {
            self.row += 1;
        }
        into.offsets.extend((1..=people.len()).map(place));
        Ok(())
    }

    /// The rows of these people, who are in order.
    pub(crate) fn take(
        &mut self,
        people: &[i64],
        symbols: &mut Symbols,
        into: &mut TableRows,
    ) -> Result<(), EngineError> {
        self.begin(into);
        let Some(last) = people.last() else { return Ok(()) };
        let mut copied = 0;
        while self.fill(symbols)? {
            let ids = self.loaded().ids.clone();
            let end = self.row + ids.values()[self.row..].partition_point(|id| id <= last);
            self.choose(&ids.values()[..end], people, copied, &mut into.offsets)?;
            self.row = end;
            copied += self.chosen.len();
            self.copy(symbols, into);
            if end < ids.len() {
                break;
            }
        }
        into.offsets.resize(people.len() + 1, place(copied));
        Ok(())
    }

    /// Chooses the rows up to the end of `ids` that are copied, and notes where each person's begin.
    fn choose(
        &mut self,
        ids: &[i64],
        people: &[i64],
        copied: usize,
        offsets: &mut Vec<u32>,
    ) -> Result<(), EngineError> {
        let loaded = self.rows.as_ref().expect("filled before rows are chosen");
        let codes = self.need.codes.as_ref().filter(|_| !loaded.bare).map(|need| {
            let keys = loaded.columns[need.column].as_dictionary::<Int32Type>().keys();
            (keys.values(), keys.nulls(), self.maps[need.column].symbols())
        });
        let walk = Walk { ids, row: self.row, people, copied };
        let is_wanted = |key: i32, symbols: &[u32]| symbols[key.cast_unsigned() as usize] != NULL_TEXT;
        let chosen = &mut self.chosen;
        let walked = match codes {
            _ if loaded.bare => walk.choose(chosen, offsets, |_| false),
            None => walk.choose(chosen, offsets, |_| true),
            Some((keys, None, symbols)) => walk.choose(chosen, offsets, |row| is_wanted(keys[row], symbols)),
            Some((keys, Some(nulls), symbols)) => {
                walk.choose(chosen, offsets, |row| nulls.is_valid(row) && is_wanted(keys[row], symbols))
            }
        };
        walked.map_err(|row| self.orphan(row))
    }

    /// Forgets all numbers of texts, as the worker has; rows at hand are given theirs again.
    pub(crate) fn forget_texts(&mut self, symbols: &mut Symbols) -> Result<(), EngineError> {
        self.maps.iter_mut().for_each(SymbolMap::forget);
        self.parts.iter_mut().flatten().for_each(PartTexts::forget_texts);
        if let Some(loaded) = self.rows.take() {
            for (at, found) in loaded.columns.iter().enumerate() {
                self.load_texts(at, found, symbols)?;
            }
            self.rows = Some(loaded);
        }
        Ok(())
    }

    /// The table has been read through: whatever is left belongs to nobody.
    pub(crate) fn finish(&mut self, symbols: &mut Symbols) -> Result<(), EngineError> {
        if self.fill(symbols)? { Err(self.orphan(self.row)) } else { Ok(()) }
    }

    fn begin(&self, into: &mut TableRows) {
        into.offsets.clear();
        into.offsets.push(0);
        if into.columns.is_empty() {
            let kinds = self.need.columns.iter().map(|column| ColumnKind::of(column.value_type));
            into.columns = kinds.map(Column::empty).collect();
        }
        for column in &mut into.columns {
            match column {
                Column::Bool(values) => values.clear(),
                Column::Int(values) => values.clear(),
                Column::Float(values) => values.clear(),
                Column::Date(values) => values.clear(),
                Column::Text(values) => values.clear(),
            }
        }
    }

    fn loaded(&self) -> &Loaded {
        self.rows.as_ref().expect("filled before its rows are read")
    }

    /// The person of the row at hand; none before the first.
    fn at_hand(&self) -> Option<i64> {
        let before = self.row.checked_sub(1)?;
        self.rows.as_ref().map(|rows| rows.ids.value(before))
    }

    fn person(&self) -> i64 {
        self.loaded().ids.value(self.row)
    }

    fn orphan(&self, row: usize) -> EngineError {
        EngineError::Orphan { table: self.need.name.to_string(), row: self.rows_before + row as u64 + 1 }
    }

    /// Makes sure that a row is at hand; false at the end of the table.
    fn fill(&mut self, symbols: &mut Symbols) -> Result<bool, EngineError> {
        while self.rows.as_ref().is_none_or(|rows| self.row >= rows.ids.len()) {
            if let Some(rows) = self.rows.take() {
                self.rows_before += rows.ids.len() as u64;
            }
            self.row = 0;
            let Some(rows) = self.next_rows()? else { return Ok(false) };
            let loaded = self.load(&rows, symbols)?;
            self.check_order(loaded.ids.values())?;
            self.rows = Some(loaded);
        }
        Ok(true)
    }

    fn next_rows(&mut self) -> Result<Option<FileRows>, EngineError> {
        loop {
            if let Some(file) = &mut self.file
                && let Some(rows) = file.next(&mut self.bytes)?
            {
                return Ok(Some(rows));
            }
            let Some(path) = self.files.next() else { return Ok(None) };
            self.file = Some(TableFile::open(Path::new(path), self.need)?);
        }
    }

    /// Finds the columns, and numbers texts that were not met before.
    fn load(&mut self, rows: &FileRows, symbols: &mut Symbols) -> Result<Loaded, EngineError> {
        let ids = rows.batch.column_by_name("patient_id").cloned().ok_or_else(|| lacks(self.need, "patient_id"))?;
        let ids = ids.as_primitive_opt::<Int64Type>().filter(|ids| ids.null_count() == 0);
        let ids = ids.ok_or_else(|| EngineError::Damaged { table: self.need.name.to_string() })?.clone();
        let mut columns = Vec::new();
        for (at, need) in self.need.columns.iter().enumerate().filter(|_| !rows.bare) {
            let found = rows.batch.column_by_name(&need.name).cloned().ok_or_else(|| lacks(self.need, &need.name))?;
            self.load_texts(at, &found, symbols)?;
            columns.push(found);
        }
        Ok(Loaded { ids, columns, bare: rows.bare })
    }

    /// Numbers the texts of a column that has a dictionary; nothing is done for other columns.
    fn load_texts(&mut self, at: usize, found: &ArrayRef, symbols: &mut Symbols) -> Result<(), EngineError> {
        let need = &self.need.columns[at];
        let lacks = || lacks(self.need, &need.name);
        match (ColumnKind::of(need.value_type), &self.parts[at]) {
            (ColumnKind::Text, None) => {
                let wanted = self.need.codes.as_ref().filter(|codes| codes.column == at).map(|codes| &codes.codes);
                let dictionary = found.as_dictionary_opt::<Int32Type>().ok_or_else(lacks)?;
                self.maps[at].load(dictionary.values(), wanted, symbols).ok_or_else(lacks)
            }
            (ColumnKind::Text, Some(_)) => found.as_string_opt::<i32>().map(|_| ()).ok_or_else(lacks),
            _ => Ok(()),
        }
    }

    fn check_order(&mut self, ids: &[i64]) -> Result<(), EngineError> {
        let Some((first, last)) = ids.first().zip(ids.last()) else { return Ok(()) };
        if *first < self.last || !ids.is_sorted() {
            let before = std::iter::once(&self.last).chain(ids);
            let at = before.zip(ids).position(|(before, id)| id < before).unwrap_or(0);
            let row = self.rows_before + at as u64 + 1;
            return Err(EngineError::OutOfOrder { table: self.need.name.to_string(), row });
        }
        self.last = *last;
        Ok(())
    }

    /// Adds the chosen rows to the columns.
    fn copy(&mut self, symbols: &mut Symbols, into: &mut TableRows) {
        let loaded = self.rows.as_ref().expect("filled before its rows are copied");
        let chosen = &self.chosen;
        if loaded.bare || chosen.is_empty() {
            return;
        }
        let known = loaded.columns.iter().zip(&self.maps).zip(&mut self.parts);
        for (((found, map), parts), column) in known.zip(&mut into.columns) {
            match column {
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
                Column::Text(values) => match parts {
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
}

fn parts_of(need: &TableNeed, column: usize) -> Option<PartTexts> {
    need.parts.iter().find(|parts| parts.column == column).map(PartTexts::new)
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
