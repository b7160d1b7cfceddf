//! Contacts with the practice: why people come, how, with whom, and what is noted; the appointment book.

use super::occasions::{Occasion, tests};
use super::year::{Year, goes_ahead};
use super::{Patient, measure};
use crate::codes::{self, EventCode};
use crate::day::Day;
use crate::health::Condition;
use crate::random::Chance;
use crate::record::Record;
use commonweal_model::CellValue;
use commonweal_model::tables::APPOINTMENTS;

/// Contacts a year of a person of 40 in the middle fifth with no conditions. With the rest it gives about five and a
/// half a person and year, as in NHS England's appointments in general practice 2023-24.
const CONTACTS: f64 = 3.4;
/// Years of the appointment book that are kept, so that it is not larger than all else.
const BOOK_YEARS: i32 = 3;
/// From this day more contacts are by telephone and online: 23 March 2020.
const REMOTE_FROM: Day = 18_344;

/// Problems, with how often they come among contacts of women, of men, and of children under 12, and whether mostly
/// in winter. Judgement, after the Royal College of General Practitioners' weekly returns.
const PROBLEMS: [(EventCode, f64, f64, f64, bool); 24] = [
    (codes::RESPIRATORY_INFECTION, 8.0, 7.0, 24.0, true),
    (codes::SORE_THROAT, 4.0, 3.0, 9.0, true),
    (codes::EARACHE, 2.0, 2.0, 9.0, true),
    (codes::COUGH_PROBLEM, 6.0, 6.0, 10.0, true),
    (codes::CHEST_INFECTION, 4.0, 4.0, 3.0, true),
    (codes::BACK_PAIN, 7.0, 8.0, 0.0, false),
    (codes::JOINT_PAIN, 8.0, 8.0, 1.0, false),
    (codes::HEADACHE, 4.0, 3.0, 1.0, false),
    (codes::ABDOMINAL_PAIN, 5.0, 4.0, 4.0, false),
    (codes::RASH, 6.0, 6.0, 14.0, false),
    (codes::TIREDNESS, 4.0, 2.0, 0.0, false),
    (codes::LOW_MOOD, 5.0, 4.0, 0.0, false),
    (codes::URINARY_SYMPTOMS, 5.0, 3.0, 1.0, false),
    (codes::HAY_FEVER, 2.0, 2.0, 2.0, false),
    (codes::GASTROENTERITIS, 2.0, 2.0, 6.0, false),
    (codes::SKIN_INFECTION, 3.0, 4.0, 5.0, false),
    (codes::CONTRACEPTION, 6.0, 0.2, 0.0, false),
    (codes::INSOMNIA, 0.5, 0.4, 0.0, false),
    (codes::DIZZINESS, 0.6, 0.5, 0.0, false),
    (codes::BREATHLESS, 0.7, 0.7, 0.3, true),
    (codes::FATIGUE, 0.8, 0.5, 0.1, false),
    (codes::CHEST_PAIN, 0.9, 1.0, 0.1, false),
    (codes::COUGH, 1.0, 1.0, 0.8, true),
    (codes::WEIGHT_LOSS, 0.25, 0.25, 0.1, false),
];

/// The contacts of one year.
pub(super) fn record(patient: &Patient<'_>, year: &Year, record: &mut Record<'_>, chance: &mut Chance) {
    let rate = rate(patient, year);
    // Some come much more often than others like them.
    let spread = 0.25 + 1.5 * chance.unit() * chance.unit() + 0.5 * chance.unit();
    let contacts = whole(rate * spread * 1.15, chance);
    for _ in 0..contacts {
        contact(patient, year, record, chance);
    }
    for _ in 0..whole(1.9 + 0.60 * rate, chance) {
        record.event(year.day(chance), codes::TEXT_MESSAGE, None);
    }
    for _ in 0..whole(0.30 * rate, chance) {
        record.event(year.day(chance), codes::SPECIALIST_LETTER, None);
    }
    for _ in 0..whole(0.05 * rate, chance) {
        record.event(year.day(chance), codes::DISCHARGE_SUMMARY, None);
    }
    if chance.happens(0.05 * rate) {
        let day = year.day(chance);
        if goes_ahead(day, chance) {
            let urgent = year.age >= 40 && chance.happens(0.15);
            let code = if urgent { codes::SUSPECTED_CANCER_REFERRAL } else { codes::SPECIALIST_REFERRAL };
            record.event(day, code, None);
        }
    }
    if !patient.life.man && (45..58).contains(&year.age) && chance.happens(0.07) {
        record.event(year.day(chance), codes::MENOPAUSE, None);
    }
    blood_tests(patient, year, rate, record, chance);
}

/// Contacts a year: many in the first years of life, fewest at 5 to 15, more with age, conditions and burden; women of
/// childbearing age come more often than men (Hippisley-Cox and Vinogradova 2009, trends in consultation rates).
fn rate(patient: &Patient<'_>, year: &Year) -> f64 {
    let age = f64::from(year.age);
    let by_age = if age < 5.0 {
        0.75
    } else if age < 16.0 {
        -0.35
    } else {
        0.012 * (age - 40.0) + 0.000_12 * (age - 40.0) * (age - 40.0)
    };
    let woman = if !patient.life.man && (16..55).contains(&year.age) { 0.40 } else { 0.0 };
    let ill = (0.16 * patient.health.conditions(year.from) as f64).min(1.1);
    let person = 0.28 * patient.health.burden + 0.12 * patient.readiness + 0.02 * patient.health.steps;
    CONTACTS * libm::exp(by_age + woman + ill + person)
}

/// A whole number with this mean: its whole part, and one more as often as its fraction says.
fn whole(mean: f64, chance: &mut Chance) -> i32 {
    (mean + chance.unit()) as i32
}

fn contact(patient: &Patient<'_>, year: &Year, record: &mut Record<'_>, chance: &mut Chance) {
    let problem = problem(patient, year, chance);
    let winter = problem.is_some_and(|problem| problem.4);
    let day = if winter { year.winter_day(patient, chance) } else { year.day(chance) };
    let spring_2020 = (18_344..18_444).contains(&day);
    if spring_2020 && chance.happens(0.3) {
        return;
    }
    let remote = if day >= REMOTE_FROM { if day < 18_717 { 0.62 } else { 0.33 } } else { 0.14 };
    let housebound = patient.health.housebound.is_some_and(|from| from <= day);
    let nurse = chance.happens(0.30);
    let (code, mode, staff) = if chance.happens(remote) {
        if chance.happens(0.12) { (codes::ONLINE, "online", "gp") } else { (codes::TELEPHONE, "telephone", "gp") }
    } else if housebound && chance.happens(0.7) {
        (codes::HOME_VISIT, "home_visit", "gp")
    } else if nurse {
        (codes::SEEN_BY_NURSE, "face_to_face", "nurse")
    } else {
        (codes::SEEN_IN_SURGERY, "face_to_face", if chance.happens(0.7) { "gp" } else { "other" })
    };
    // Four in a hundred do not come, more in deprived areas (NHS England 2023-24).
    let missed = mode == "face_to_face" && chance.happens(0.05 + 0.012 * patient.health.steps);
    if year.ago < BOOK_YEARS {
        book(patient, day, missed, mode, staff, record, chance);
    }
    if missed {
        record.event(day, codes::DID_NOT_ATTEND, None);
        return;
    }
    record.event(day, code, None);
    if let Some((code, ..)) = problem {
        record.event(day, *code, None);
    }
    if mode == "face_to_face" && year.age >= 16 && chance.happens(0.035) {
        measure::blood_pressure(patient, day, record, chance);
        if year.age >= 65 && chance.happens(0.3) {
            measure::pulse_rhythm(patient, day, record);
        }
    } else if mode == "face_to_face" && winter && chance.happens(0.25) {
        record.event(day, codes::OXYGEN_SATURATION, Some(f64::from(94 + chance.below(6))));
        record.event(day, codes::PULSE, Some(f64::from(62 + chance.below(40))));
    }
}

fn problem(
    patient: &Patient<'_>,
    year: &Year,
    chance: &mut Chance,
) -> Option<&'static (EventCode, f64, f64, f64, bool)> {
    if !chance.happens(0.85) {
        return None;
    }
    let weight = |row: &(EventCode, f64, f64, f64, bool)| match (year.age, patient.life.man) {
        (..12, _) => row.3,
        (_, false) => row.1,
        (_, true) => row.2,
    };
    // The weights of each column sum to a little less than 100.
    let mut at = chance.unit() * 93.0;
    PROBLEMS.iter().find(|row| {
        at -= weight(row);
        at < 0.0
    })
}

fn book(
    patient: &Patient<'_>,
    day: Day,
    missed: bool,
    mode: &'static str,
    staff: &'static str,
    record: &mut Record<'_>,
    chance: &mut Chance,
) {
    let Some(practice) = patient.life.practice(day) else { return };
    let calendar = &patient.world.calendar;
    // 44 % are on the day they are asked for, 80 % within two weeks (NHS England 2023-24).
    let ahead = if chance.happens(0.44) { 0 } else { 1 + chance.wait(9.0).min(40) };
    let date = |day: Day| CellValue::Date(calendar.date(day));
    let seen = if missed { CellValue::Missing } else { date(day) };
    let cells = vec![
        date(day),
        date((day - ahead).max(patient.life.born)),
        seen,
        CellValue::Text(if missed { "Did Not Attend" } else { "Finished" }.into()),
        CellValue::Text(mode.into()),
        CellValue::Text(staff.into()),
        CellValue::Text(patient.world.place.practices.codes[practice].clone().into()),
    ];
    record.row(&APPOINTMENTS, day, cells);
}

/// Blood tests beyond those of reviews: with symptoms, medicines and age.
fn blood_tests(patient: &Patient<'_>, year: &Year, rate: f64, record: &mut Record<'_>, chance: &mut Chance) {
    if year.age < 12 {
        return;
    }
    let visits = whole((0.05 + 0.095 * rate).min(3.0), chance);
    for _ in 0..visits {
        let day = year.day(chance);
        if !goes_ahead(day, chance) {
            continue;
        }
        tests(Occasion::BloodTests, patient, (year.age, day), record, chance);
        if chance.happens(0.08) && patient.health.has(Condition::Hypothyroidism, day) {
            measure::thyroid(day, record, chance);
        }
    }
}
