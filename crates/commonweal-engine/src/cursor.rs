//! Which rows of this table belong to this person? Tables are read together, each in patient
//! order, so a person's rows are the next rows of each.

use crate::error::EngineError;
use datafusion::arrow::array::{
    AsArray, BooleanArray, Date32Array, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
};
use datafusion::arrow::datatypes::{Date32Type, Float64Type, Int32Type, Int64Type};
use datafusion::execution::SendableRecordBatchStream;
use futures::{FutureExt, StreamExt};
use std::ops::Range;
use std::panic::AssertUnwindSafe;

/// A position in one table of one bucket. The first column is always `patient_id`.
pub(crate) struct Cursor {
    table: &'static str,
    stream: SendableRecordBatchStream,
    batch: Option<RecordBatch>,
    ids: Int64Array,
    row: usize,
    rows_before: u64,
    last: i64,
}

impl Cursor {
    pub(crate) fn new(table: &'static str, stream: SendableRecordBatchStream) -> Self {
        Self {
            table,
            stream,
            batch: None,
            ids: Int64Array::from(Vec::<i64>::new()),
            row: 0,
            rows_before: 0,
            last: i64::MIN,
        }
    }

    /// Makes sure that a row is at hand; false at the end of the table.
    pub(crate) async fn fill(&mut self) -> Result<bool, EngineError> {
        while self.row >= self.ids.len() {
            self.rows_before += self.ids.len() as u64;
            let Some(batch) = self.next_batch().await? else { return Ok(false) };
            let ids = batch.column(0).as_primitive_opt::<Int64Type>().ok_or(EngineError::Column {
                table: self.table,
                column: "patient_id",
                expected: "64-bit integer",
            })?;
            self.ids = ids.clone();
            self.row = 0;
            self.check_order()?;
            self.batch = Some(batch);
        }
        Ok(true)
    }

    /// The next rows. The decoders underneath panic on some damage to a file; that is a fault like any other.
    async fn next_batch(&mut self) -> Result<Option<RecordBatch>, EngineError> {
        match AssertUnwindSafe(self.stream.next()).catch_unwind().await {
            Ok(next) => Ok(next.transpose()?),
            Err(_) => Err(EngineError::Damaged { table: self.table }),
        }
    }

    fn check_order(&mut self) -> Result<(), EngineError> {
        let mut last = self.last;
        for (i, id) in self.ids.values().iter().enumerate() {
            if *id < last {
                return Err(EngineError::OutOfOrder { table: self.table, row: self.rows_before + i as u64 + 1 });
            }
            last = *id;
        }
        self.last = last;
        Ok(())
    }

    /// The person of the row at hand. Call [`Cursor::fill`] first.
    pub(crate) fn person(&self) -> i64 {
        self.ids.value(self.row)
    }

    /// The rows at hand that belong to `person`, and steps past them. Rows of an earlier person
    /// belong to nobody.
    pub(crate) fn take(&mut self, person: i64) -> Result<Range<usize>, EngineError> {
        let start = self.row;
        let ids = &self.ids.values()[start..];
        if ids.first().is_some_and(|id| *id < person) {
            return Err(EngineError::Orphan { table: self.table, row: self.rows_before + start as u64 + 1 });
        }
        self.row += ids.iter().take_while(|id| **id == person).count();
        Ok(start..self.row)
    }

    /// Whether the rows at hand are used up, so that more of the same person may follow.
    pub(crate) fn at_end_of_batch(&self) -> bool {
        self.row >= self.ids.len()
    }

    pub(crate) fn orphan(&self) -> EngineError {
        EngineError::Orphan { table: self.table, row: self.rows_before + self.row as u64 + 1 }
    }

    fn batch(&self) -> &RecordBatch {
        self.batch.as_ref().expect("filled before its columns are read")
    }

    fn wrong(&self, column: &'static str, expected: &'static str) -> EngineError {
        EngineError::Column { table: self.table, column, expected }
    }

    pub(crate) fn dates(&self, at: usize, name: &'static str) -> Result<&Date32Array, EngineError> {
        self.batch().column(at).as_primitive_opt::<Date32Type>().ok_or_else(|| self.wrong(name, "date"))
    }

    pub(crate) fn texts(&self, at: usize, name: &'static str) -> Result<&StringArray, EngineError> {
        self.batch().column(at).as_string_opt::<i32>().ok_or_else(|| self.wrong(name, "text"))
    }

    pub(crate) fn ranks(&self, at: usize, name: &'static str) -> Result<&Int32Array, EngineError> {
        self.batch().column(at).as_primitive_opt::<Int32Type>().ok_or_else(|| self.wrong(name, "32-bit integer"))
    }

    pub(crate) fn reals(&self, at: usize, name: &'static str) -> Result<&Float64Array, EngineError> {
        self.batch().column(at).as_primitive_opt::<Float64Type>().ok_or_else(|| self.wrong(name, "number"))
    }

    pub(crate) fn booleans(&self, at: usize, name: &'static str) -> Result<&BooleanArray, EngineError> {
        self.batch().column(at).as_boolean_opt().ok_or_else(|| self.wrong(name, "true or false"))
    }
}
