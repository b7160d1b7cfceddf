//! What is written down about one person: rows of every table, gathered in any order.

use crate::codes::EventCode;
use crate::day::{Calendar, Day};
use crate::life::Life;
use commonweal_model::tables::{MEDICATIONS, RecordsTable};
use commonweal_model::{CellValue, ClinicalEventRow, FurtherRows};

/// Rows of one table, each with the day it is sorted by.
type DatedRows = Vec<(Day, Vec<CellValue>)>;

/// Rows about one person, in any order. A row outside the person's time here, or after the day figures are made
/// for, is not kept; a row of general practice only while they are registered.
pub(crate) struct Record<'a> {
    pub(crate) calendar: &'a Calendar,
    pub(crate) life: &'a Life,
    end: Day,
    events: Vec<(Day, &'static str, Option<f64>)>,
    further: Vec<(&'static RecordsTable, DatedRows)>,
}

impl<'a> Record<'a> {
    pub(crate) fn new(calendar: &'a Calendar, life: &'a Life) -> Self {
        Self {
            calendar,
            life,
            end: life.end(calendar.as_of),
            events: Vec::with_capacity(256),
            further: Vec::with_capacity(14),
        }
    }

    /// Whether something on this day can be in the records at all.
    pub(crate) fn holds(&self, day: Day) -> bool {
        day >= self.life.born && day < self.end
    }

    /// A coded event of general practice. Diagnoses from before the person came are kept: records follow people.
    pub(crate) fn event(&mut self, day: Day, code: EventCode, value: Option<f64>) {
        if self.holds(day) && self.registered(day) {
            self.events.push((day, code.code, value));
        }
    }

    /// A medicine issued, by its dm+d code.
    pub(crate) fn medication(&mut self, day: Day, dmd: &'static str) {
        if self.holds(day) && self.registered(day) {
            let date = CellValue::Date(self.calendar.date(day));
            self.push(&MEDICATIONS, day, vec![date, CellValue::Text(dmd.into())]);
        }
    }

    /// A row of another table: a cell for each column but `patient_id`, and the day it is sorted by.
    pub(crate) fn row(&mut self, table: &'static RecordsTable, day: Day, cells: Vec<CellValue>) {
        debug_assert_eq!(cells.len() + 1, table.columns.len(), "a row of {}", table.name);
        if self.holds(day) {
            self.push(table, day, cells);
        }
    }

    /// A practice here holds the record from the first registration on, with what came before it.
    fn registered(&self, day: Day) -> bool {
        let Some(first) = self.life.practices.first() else { return false };
        day < first.start || self.life.practice(day).is_some()
    }

    fn push(&mut self, table: &'static RecordsTable, day: Day, cells: Vec<CellValue>) {
        match self.further.iter_mut().find(|(known, _)| std::ptr::eq(*known, table)) {
            Some((_, rows)) => rows.push((day, cells)),
            None => self.further.push((table, vec![(day, cells)])),
        }
    }

    /// Events and rows by date. Rows of one day keep the order they were made in.
    pub(crate) fn finish(mut self) -> (Vec<ClinicalEventRow>, Vec<FurtherRows>) {
        // Codes are compared so that the order is one order, whatever order events were made in.
        self.events.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.cmp(b.1)));
        let patient_id = self.life.patient_id;
        let row = |(day, code, numeric_value): (Day, &'static str, Option<f64>)| ClinicalEventRow {
            patient_id,
            date: self.calendar.date(day),
            snomedct_code: code.into(),
            numeric_value,
        };
        let events = self.events.into_iter().map(row).collect();
        let further = self.further.into_iter().map(|(table, mut rows)| {
            rows.sort_by_key(|(day, _)| *day);
            FurtherRows { table, rows: rows.into_iter().map(|(_, cells)| cells).collect() }
        });
        (events, further.collect())
    }
}
