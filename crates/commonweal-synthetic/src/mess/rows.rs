//! Rows that stand twice, late, in the wrong unit or on an impossible day.

use super::{hits, rates};
use crate::codes;
use crate::life::Life;
use crate::random::Chance;
use crate::world::World;
use commonweal_model::tables::{MEDICATIONS, VACCINATIONS};
use commonweal_model::{ClinicalEventRow, FurtherRows};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// The day that some systems put where none is known.
pub(crate) const NO_DAY: Date = date(1900, 1, 1);

/// Spoils some events, and puts all in order again.
pub(super) fn spoil_events(world: &World, life: &Life, events: &mut Vec<ClinicalEventRow>, chance: &mut Chance) {
    let as_of = world.calendar.date(world.calendar.as_of);
    let end = life.end(world.calendar.as_of);
    for at in hits(chance, rates::WRONG_UNIT, events.len()) {
        in_another_unit(&mut events[at]);
    }
    for at in hits(chance, rates::LATE, events.len()) {
        let day = world.calendar.day(events[at].date) + 1 + chance.below(rates::LATE_DAYS);
        if day < end && life.practice(day).is_some() {
            events[at].date = world.calendar.date(day);
        }
    }
    for at in hits(chance, rates::NO_DAY, events.len()) {
        events[at].date = NO_DAY;
    }
    for at in hits(chance, rates::TEN_YEARS_ON, events.len()) {
        let later = events[at].date.saturating_add(10.years());
        if later > as_of {
            events[at].date = later;
        }
    }
    let twice: Vec<ClinicalEventRow> =
        hits(chance, rates::TWICE, events.len()).into_iter().map(|at| events[at].clone()).collect();
    events.extend(twice);
    if !events.is_sorted_by_key(|event| event.date) {
        events.sort_by_key(|event| event.date);
    }
}

fn in_another_unit(event: &mut ClinicalEventRow) {
    let Some(value) = event.numeric_value else { return };
    let is = |code: codes::EventCode| event.snomedct_code == code.code;
    let tenths = |value: f64| libm::round(value * 10.0) / 10.0;
    event.numeric_value = Some(if is(codes::HBA1C) {
        // mmol/mol to per cent: the master equation of IFCC and NGSP.
        tenths(value * 0.0915 + 2.15)
    } else if is(codes::CHOLESTEROL) {
        libm::round(value * 38.67)
    } else if is(codes::BMI) {
        libm::round(value * 10.0)
    } else {
        value
    });
}

/// Lets some medicines and vaccinations stand twice.
pub(super) fn repeat_rows(further: &mut [FurtherRows], chance: &mut Chance) {
    for FurtherRows { table, rows } in further {
        let rate = match table.name {
            name if name == MEDICATIONS.name => rates::TWICE,
            name if name == VACCINATIONS.name => rates::VACCINATION_TWICE,
            _ => continue,
        };
        let twice = hits(chance, rate, rows.len());
        // From the end, so that positions stay right; a row stands beside its like, so the order by day stays too.
        for at in twice.into_iter().rev() {
            rows.insert(at, rows[at].clone());
        }
    }
}
