//! Which rows of this table belong to these people? A table of one bucket is read through once, in patient order.

use crate::error::EngineError;
use crate::rows::{Group, Run, place};
use crate::symbol_map::SymbolMap;
use crate::table_file::TableFile;
use commonweal_cohort::evaluate::{Column, ColumnKind, Symbols, TableNeed, TableRows};
use std::path::{Path, PathBuf};

/// Reads one table of one bucket, and never goes back.
pub(crate) struct TableReader<'n> {
    need: &'n TableNeed,
    files: std::slice::Iter<'n, PathBuf>,
    file: Option<TableFile<'n>>,
    group: Option<Group>,
    /// Whose the rows at hand are.
    runs: Vec<Run>,
    /// How many of these have been taken, and their rows.
    run: usize,
    row: usize,
    /// The rows at hand that are copied for whoever they belong to.
    chosen: Vec<u32>,
    /// How many of these have been copied.
    copied: usize,
    rows_before: u64,
    last: i64,
    /// The texts of each column of text, as the worker numbers them.
    maps: Vec<SymbolMap<'n>>,
    bytes: u64,
}

impl<'n> TableReader<'n> {
    pub(crate) fn new(need: &'n TableNeed, files: &'n [PathBuf]) -> Self {
        Self {
            need,
            files: files.iter(),
            file: None,
            group: None,
            runs: Vec::new(),
            run: 0,
            row: 0,
            chosen: Vec::new(),
            copied: 0,
            rows_before: 0,
            last: i64::MIN,
            maps: (0..need.columns.len()).map(|column| SymbolMap::new(need, column)).collect(),
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
        let mut firsts = Vec::new();
        while people.len() < most && self.fill(symbols)? {
            firsts.clear();
            while people.len() < most
                && let Some(run) = self.runs.get(self.run)
            {
                // A person's rows may go on in the next rows at hand.
                if people.last() != Some(&run.id) {
                    people.push(run.id);
                    firsts.push(place(self.row));
                }
                self.pass(*run);
            }
            self.copy(symbols, &firsts, into)?;
        }
        // Rows of the last person that come again belong to nobody else.
        while let Some(last) = people.last()
            && self.fill(symbols)?
            && let Some(run) = self.runs.get(self.run).filter(|run| run.id == *last)
        {
            self.pass(*run);
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
            let chosen = std::mem::take(&mut self.chosen);
            let (from, mut to) = (self.copied, self.copied);
            while let Some(run) = self.runs.get(self.run).filter(|run| run.id <= *last) {
                let mut person = into.offsets.len() - 1;
                while people.get(person).is_some_and(|known| *known < run.id) {
                    into.offsets.push(place(copied + to - from));
                    person += 1;
                }
                if people.get(person) != Some(&run.id) {
                    return Err(self.orphan());
                }
                to += chosen[to..].iter().take_while(|row| (**row as usize) < run.end).count();
                self.pass(*run);
            }
            self.copy(symbols, &chosen[from..to], into)?;
            copied += to - from;
            (self.chosen, self.copied) = (chosen, to);
            if self.run < self.runs.len() {
                break;
            }
        }
        into.offsets.resize(people.len() + 1, place(copied));
        Ok(())
    }

    /// Forgets all numbers of texts, as the worker has; rows at hand are given theirs again.
    pub(crate) fn forget_texts(&mut self, symbols: &mut Symbols) -> Result<(), EngineError> {
        self.maps.iter_mut().for_each(SymbolMap::forget);
        match &mut self.group {
            Some(group) => group.number_texts(self.need, &mut self.maps, symbols),
            None => Ok(()),
        }
    }

    /// The table has been read through: whatever is left belongs to nobody.
    pub(crate) fn finish(&mut self, symbols: &mut Symbols) -> Result<(), EngineError> {
        if self.fill(symbols)? { Err(self.orphan()) } else { Ok(()) }
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

    /// Goes past the rows of a person, which are next.
    fn pass(&mut self, run: Run) {
        self.run += 1;
        self.row = run.end;
    }

    /// The next row belongs to nobody.
    fn orphan(&self) -> EngineError {
        EngineError::Orphan { table: self.need.name.to_string(), row: self.rows() + 1 }
    }

    /// Makes sure that a row is at hand; false at the end of the table.
    fn fill(&mut self, symbols: &mut Symbols) -> Result<bool, EngineError> {
        while self.run == self.runs.len() {
            self.rows_before += self.row as u64;
            (self.run, self.row, self.copied) = (0, 0, 0);
            self.runs.clear();
            if let Some(group) = &mut self.group {
                group.next(self.need, &mut self.maps, symbols, &mut self.runs)?;
                if let Some(end) = self.runs.last().map(|run| run.end) {
                    group.choose(self.need, &self.maps, end, &mut self.chosen)?;
                    self.check_order()?;
                    continue;
                }
            }
            self.group = self.next_group()?;
            if self.group.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn next_group(&mut self) -> Result<Option<Group>, EngineError> {
        loop {
            if let Some(file) = &mut self.file
                && let Some(group) = file.next(&mut self.bytes)?
            {
                return Ok(Some(group));
            }
            let Some(path) = self.files.next() else { return Ok(None) };
            self.file = Some(TableFile::open(Path::new(path), self.need)?);
        }
    }

    fn check_order(&mut self) -> Result<(), EngineError> {
        let mut row = 0;
        for run in &self.runs {
            if run.id < self.last {
                let row = self.rows_before + row as u64 + 1;
                return Err(EngineError::OutOfOrder { table: self.need.name.to_string(), row });
            }
            self.last = run.id;
            row = run.end;
        }
        Ok(())
    }

    fn copy(&mut self, symbols: &mut Symbols, chosen: &[u32], into: &mut TableRows) -> Result<(), EngineError> {
        match &mut self.group {
            Some(group) => group.copy(self.need, &mut self.maps, symbols, chosen, into),
            None => Ok(()),
        }
    }
}
