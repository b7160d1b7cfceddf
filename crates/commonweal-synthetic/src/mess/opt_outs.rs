//! People who opted out of the use of their records for planning and research.
//!
//! An opt-out is not a record of care: it comes as a list of its own, which `commonweal synth` writes beside the records.

use super::rates;
use crate::random::Chance;
use commonweal_model::PersonRecords;
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// The first day on which opting out was possible.
const FIRST: Date = date(2018, 5, 25);
/// The months in which most did.
const WAVE: Date = date(2021, 5, 1);
const WAVE_DAYS: i32 = 150;

/// The day a person opted out, if they did by `as_of`.
pub(crate) fn opt_out(person: &PersonRecords, as_of: Date, chance: &mut Chance) -> Option<Date> {
    if person.registrations.is_empty() || !chance.happens(rates::OPTED_OUT) {
        return None;
    }
    let (from, days) = if chance.happens(rates::OPTED_OUT_IN_2021) {
        (WAVE, WAVE_DAYS)
    } else {
        (FIRST, FIRST.until(as_of).map_or(0, |span| span.get_days()))
    };
    let on = from.saturating_add(i64::from(chance.below(days.max(1))).days());
    let patient = &person.patient;
    let adult_enough = patient.date_of_birth.saturating_add(13.years()) <= on;
    let alive = patient.date_of_death.is_none_or(|died| on < died);
    (on <= as_of && adult_enough && alive).then_some(on)
}
