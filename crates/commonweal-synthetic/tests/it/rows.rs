//! Rows of tables, read by the names of their columns, and what is asked of a person before them.

use crate::AS_OF;
use commonweal_model::tables::{
    APCS, COMMUNITY_CONTACTS, EC, EXPERIENCE_RESPONSES, MATERNITIES, MENTAL_HEALTH_CONTACTS, ONS_DEATHS, OPA,
    RecordsTable, SOCIAL_CARE_PACKAGES, WL_PATHWAYS,
};
use commonweal_model::{CellValue, ImdEdition, PersonRecords, quintile_of_rank};
use jiff::Timestamp;
use jiff::civil::Date;

/// What others than general practice record.
pub(crate) const TABLES: [&RecordsTable; 10] = [
    &APCS,
    &EC,
    &OPA,
    &WL_PATHWAYS,
    &COMMUNITY_CONTACTS,
    &MENTAL_HEALTH_CONTACTS,
    &SOCIAL_CARE_PACKAGES,
    &MATERNITIES,
    &ONS_DEATHS,
    &EXPERIENCE_RESPONSES,
];

/// Admission methods of emergencies.
pub(crate) const EMERGENCY: [&str; 10] = ["21", "22", "23", "24", "25", "28", "2A", "2B", "2C", "2D"];

/// A row of a table, read by the names of its columns.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) table: &'static RecordsTable,
    pub(crate) cells: &'a [CellValue],
}

impl<'a> Row<'a> {
    fn cell(self, name: &str) -> &'a CellValue {
        let at = self.table.columns.iter().position(|column| column.name == name).expect("a column of the table");
        &self.cells[at - 1]
    }

    pub(crate) fn date(self, name: &str) -> Option<Date> {
        match self.cell(name) {
            CellValue::Date(date) => Some(*date),
            CellValue::Missing => None,
            other => panic!("{name}: {other:?}"),
        }
    }

    pub(crate) fn text(self, name: &str) -> Option<&'a str> {
        match self.cell(name) {
            CellValue::Text(text) => Some(text),
            CellValue::Missing => None,
            other => panic!("{name}: {other:?}"),
        }
    }

    pub(crate) fn number(self, name: &str) -> Option<f64> {
        match self.cell(name) {
            CellValue::Integer(number) => Some(f64::from(*number)),
            CellValue::Long(number) => Some(*number as f64),
            CellValue::Real(number) => Some(*number),
            CellValue::Flag(flag) => Some(f64::from(u8::from(*flag))),
            CellValue::Missing => None,
            other => panic!("{name}: {other:?}"),
        }
    }

    pub(crate) fn instant(self, name: &str) -> Option<Timestamp> {
        match self.cell(name) {
            CellValue::Instant(instant) => Some(*instant),
            CellValue::Missing => None,
            other => panic!("{name}: {other:?}"),
        }
    }
}

pub(crate) fn rows<'a>(person: &'a PersonRecords, table: &'static RecordsTable) -> impl Iterator<Item = Row<'a>> {
    let of = person.further.iter().find(|further| std::ptr::eq(further.table, table));
    of.into_iter().flat_map(|further| &further.rows).map(move |cells| Row { table, cells })
}

pub(crate) fn fifth(person: &PersonRecords) -> usize {
    let rank = person.addresses.last().and_then(|home| home.imd19_rank).unwrap();
    usize::from(quintile_of_rank(u32::try_from(rank).unwrap(), ImdEdition::Imd2019).unwrap().number())
}

pub(crate) fn years_between(from: Date, to: Date) -> f64 {
    f64::from(from.until(to).unwrap().get_days()) / 365.25
}

/// The last day of somebody's life here.
pub(crate) fn last_day(person: &PersonRecords) -> Date {
    let left = person.addresses.last().and_then(|home| home.end_date);
    person.patient.date_of_death.or(left).unwrap_or(AS_OF)
}
