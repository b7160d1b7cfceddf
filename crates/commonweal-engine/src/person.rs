//! What is true of this person on the index date?

use crate::cursor::Cursor;
use crate::error::EngineError;
use crate::geography::{AreaId, Geography};
use commonweal_model::{
    AreaType, EthnicCategory, EthnicGroup, Family, ImdEdition, Quintile, Sex, age_on, quintile_of_rank,
};
use datafusion::arrow::array::{Array, Date32Array};
use jiff::{ToSpan, civil::Date};
use std::ops::Range;

/// Days since 1 January 1970, as the records hold dates.
pub(crate) type Day = i32;

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// The furthest day from 1970 that a span can name; no date is as far away.
const FURTHEST: Day = 7_304_484;

/// The date of a day; the first or last date there is for a day beyond.
pub(crate) fn date_of(day: Day) -> Date {
    EPOCH.saturating_add(day.clamp(-FURTHEST, FURTHEST).days())
}

pub(crate) fn day_of(date: Date) -> Day {
    date.since((jiff::Unit::Day, EPOCH)).expect("a span of days between two dates").get_days()
}

/// One person on the index date. Where rows overlap, the latest start rules; ties go to the later row.
#[derive(Debug)]
pub(crate) struct PersonFacts<'g> {
    pub(crate) born: Date,
    pub(crate) age: i32,
    pub(crate) sex: Sex,
    pub(crate) died: Option<Date>,
    pub(crate) ethnic_group: EthnicGroup,
    pub(crate) imd2019_quintile: Option<Quintile>,
    pub(crate) imd2025_quintile: Option<Quintile>,
    pub(crate) care_home: bool,
    pub(crate) registered: bool,
    residence: Option<&'g [(AreaType, AreaId)]>,
    registration: Option<&'g [(AreaType, AreaId)]>,
    registration_start: Day,
    address_start: Day,
    ethnicity_at: Option<Day>,
}

impl<'g> PersonFacts<'g> {
    /// A person from the row of `patients` at hand.
    pub(crate) fn from_patient(patients: &Cursor, row: usize, index_date: Date) -> Result<Self, EngineError> {
        let born = date_of(patients.dates(1, "date_of_birth")?.value(row));
        let sexes = patients.texts(2, "sex")?;
        let deaths = patients.dates(3, "date_of_death")?;
        Ok(Self {
            born,
            age: age_on(born, index_date),
            sex: sexes.value(row).parse().unwrap_or(Sex::Unknown),
            died: deaths.is_valid(row).then(|| date_of(deaths.value(row))),
            ethnic_group: EthnicGroup::NotKnown,
            imd2019_quintile: None,
            imd2025_quintile: None,
            care_home: false,
            registered: false,
            residence: None,
            registration: None,
            registration_start: Day::MIN,
            address_start: Day::MIN,
            ethnicity_at: None,
        })
    }

    /// The area of this type that the person is counted in, if any.
    pub(crate) fn area(&self, family: Family, area_type: AreaType) -> Option<AreaId> {
        let areas = match family {
            Family::Residence => self.residence?,
            Family::Registration => self.registration?,
        };
        areas.iter().find(|(of, _)| *of == area_type).map(|(_, id)| *id)
    }

    pub(crate) fn read_registrations(
        &mut self,
        c: &Cursor,
        rows: Range<usize>,
        on: Day,
        geography: &'g Geography,
    ) -> Result<(), EngineError> {
        if rows.is_empty() {
            return Ok(());
        }
        let (starts, ends) = (c.dates(1, "start_date")?, c.dates(2, "end_date")?);
        let practices = c.texts(3, "practice_code")?;
        for row in rows {
            if holds_on(starts, ends, row, on) && starts.value(row) >= self.registration_start {
                self.registration_start = starts.value(row);
                self.registered = true;
                self.registration = geography.membership(Family::Registration, practices.value(row));
            }
        }
        Ok(())
    }

    pub(crate) fn read_addresses(
        &mut self,
        c: &Cursor,
        rows: Range<usize>,
        on: Day,
        geography: &'g Geography,
    ) -> Result<(), EngineError> {
        if rows.is_empty() {
            return Ok(());
        }
        let (starts, ends) = (c.dates(1, "start_date")?, c.dates(2, "end_date")?);
        let lsoas = c.texts(3, "lsoa21")?;
        let (ranks19, ranks25) = (c.ranks(4, "imd19_rank")?, c.ranks(5, "imd25_rank")?);
        let homes = c.booleans(6, "care_home")?;
        for row in rows {
            if holds_on(starts, ends, row, on) && starts.value(row) >= self.address_start {
                self.address_start = starts.value(row);
                self.residence =
                    lsoas.is_valid(row).then(|| geography.membership(Family::Residence, lsoas.value(row))).flatten();
                self.care_home = homes.is_valid(row) && homes.value(row);
                let fifth =
                    |rank: Option<i32>, edition| rank.and_then(|r| quintile_of_rank(u32::try_from(r).ok()?, edition));
                self.imd2019_quintile = fifth(ranks19.is_valid(row).then(|| ranks19.value(row)), ImdEdition::Imd2019);
                self.imd2025_quintile = fifth(ranks25.is_valid(row).then(|| ranks25.value(row)), ImdEdition::Imd2025);
            }
        }
        Ok(())
    }

    /// The latest known category by the index date; a later "not stated" does not hide an earlier
    /// answer, and "not stated" is more than "not known".
    pub(crate) fn read_ethnicity(&mut self, c: &Cursor, rows: Range<usize>, on: Day) -> Result<(), EngineError> {
        if rows.is_empty() {
            return Ok(());
        }
        let dates = c.dates(1, "date")?;
        let categories = c.texts(2, "category")?;
        for row in rows {
            if dates.value(row) > on {
                continue;
            }
            let category = EthnicCategory::from_record(categories.value(row)).unwrap_or(EthnicCategory::NotKnown);
            if category.is_known() {
                if self.ethnicity_at.is_none_or(|at| dates.value(row) >= at) {
                    self.ethnicity_at = Some(dates.value(row));
                    self.ethnic_group = category.census2021_group();
                }
            } else if self.ethnicity_at.is_none() && category == EthnicCategory::NotStated {
                self.ethnic_group = EthnicGroup::NotStated;
            }
        }
        Ok(())
    }
}

/// Whether a row with a start and an open or exclusive end holds on a day.
fn holds_on(starts: &Date32Array, ends: &Date32Array, row: usize, on: Day) -> bool {
    starts.value(row) <= on && (ends.is_null(row) || ends.value(row) > on)
}
