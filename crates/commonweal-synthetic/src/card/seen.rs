//! One person as the card sees them: what is true, and what is recorded.

use crate::day::Day;
use crate::health::Health;
use crate::life::Life;
use crate::world::World;
use commonweal_model::tables::RecordsTable;
use commonweal_model::{CellValue, ClinicalEventRow, PersonRecords};
use jiff::civil::Date;

/// Nottingham.
const CITY: &str = "E06000018";

/// One person.
pub(crate) struct Seen<'a> {
    pub(crate) world: &'a World,
    pub(crate) life: &'a Life,
    pub(crate) health: &'a Health,
    pub(crate) person: &'a PersonRecords,
}

impl<'a> Seen<'a> {
    pub(super) fn as_of(&self) -> Day {
        self.world.calendar.as_of
    }

    /// Alive and living here on the day figures are made for.
    pub(super) fn here(&self) -> bool {
        self.life.died.is_none() && self.life.left.is_none()
    }

    /// Whole years on the day figures are made for.
    pub(super) fn age(&self) -> i32 {
        self.world.calendar.age(self.life.born, self.as_of())
    }

    pub(super) fn adult(&self) -> bool {
        self.age() >= 18
    }

    /// Whether the home on a day lies in the city, and not in the county.
    pub(super) fn city(&self, day: Day) -> bool {
        self.world.neighbourhoods[self.life.home(day).neighbourhood].district == CITY
    }

    /// So many years before the day figures are made for.
    pub(super) fn ago(&self, years: i32) -> Date {
        self.world.calendar.date(self.as_of() - (f64::from(years) * crate::day::YEAR) as Day)
    }

    /// The last event with one of these codes after a day, up to the day figures are made for.
    pub(super) fn latest(&self, codes: &[&str], since: Date) -> Option<&'a ClinicalEventRow> {
        let as_of = self.world.calendar.date(self.as_of());
        let back = self.person.events.iter().rev().skip_while(|event| event.date > as_of);
        let mut recent = back.take_while(|event| event.date > since);
        recent.find(|event| codes.contains(&&*event.snomedct_code))
    }

    /// The rows of a table, read by the names of its columns.
    pub(super) fn rows(&self, table: &'static RecordsTable) -> impl Iterator<Item = Cells<'a>> {
        let of = self.person.further.iter().find(|further| further.table.name == table.name);
        of.into_iter().flat_map(|further| &further.rows).map(move |cells| Cells { table, cells })
    }
}

/// A row, read by the names of its columns.
#[derive(Clone, Copy)]
pub(super) struct Cells<'a> {
    table: &'static RecordsTable,
    cells: &'a [CellValue],
}

impl<'a> Cells<'a> {
    fn cell(self, name: &str) -> Option<&'a CellValue> {
        let at = self.table.columns.iter().skip(1).position(|column| column.name == name)?;
        self.cells.get(at)
    }

    pub(super) fn date(self, name: &str) -> Option<Date> {
        match self.cell(name)? {
            CellValue::Date(date) => Some(*date),
            _ => None,
        }
    }

    pub(super) fn text(self, name: &str) -> Option<&'a str> {
        match self.cell(name)? {
            CellValue::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn minutes(self, from: &str, to: &str) -> Option<i64> {
        match (self.cell(from)?, self.cell(to)?) {
            (CellValue::Instant(from), CellValue::Instant(to)) => Some((to.as_second() - from.as_second()) / 60),
            _ => None,
        }
    }
}
