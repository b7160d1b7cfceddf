//! Community services: nursing at home, urgent response within two hours, therapy, children's services.

use super::person::{Minute, Person, Year, count, day_of, in_hours, moment, moment_before, text, working_day};
use super::{providers, timing};
use crate::day::Day;
use crate::health::Condition;
use crate::random::Chance;
use crate::record::Record;
use commonweal_model::CellValue;
use commonweal_model::tables::COMMUNITY_CONTACTS;

/// A kind of team.
struct Team {
    /// Community Services Data Set: service or team type referred to.
    code: &'static str,
    /// Contacts of a referral in the mean, and days between them.
    contacts: f64,
    apart: i32,
    at_home: bool,
}

const DISTRICT_NURSING: Team = Team { code: "12", contacts: 36.0, apart: 6, at_home: true };
const URGENT_RESPONSE: Team = Team { code: "51", contacts: 2.2, apart: 2, at_home: true };
const REHABILITATION: Team = Team { code: "52", contacts: 5.0, apart: 6, at_home: true };
const PHYSIOTHERAPY: Team = Team { code: "27", contacts: 3.5, apart: 18, at_home: false };
const PODIATRY: Team = Team { code: "28", contacts: 2.0, apart: 80, at_home: false };
const HEALTH_VISITING: Team = Team { code: "16", contacts: 1.0, apart: 30, at_home: true };
const SPEECH_AND_LANGUAGE: Team = Team { code: "30", contacts: 4.0, apart: 30, at_home: false };
const COMMUNITY_PAEDIATRICS: Team = Team { code: "05", contacts: 2.5, apart: 120, at_home: false };
const END_OF_LIFE: Team = Team { code: "14", contacts: 8.0, apart: 5, at_home: true };

/// How soon a service is to respond.
const TWO_HOURS: &str = "two_hours";
const TWO_DAYS: &str = "two_days";

/// Days of age at the health visitor's five reviews: new birth, six weeks, one year, two years; and one in pregnancy
/// that belongs to the mother (Healthy Child Programme), and the share of children seen at each (OHID 2022-23).
const REVIEWS: [(i32, f64); 4] = [(12, 0.96), (46, 0.83), (340, 0.82), (850, 0.74)];

/// Urgent response is counted from 2021 (NHS England: two-hour standard everywhere by March 2022).
const URGENT_SINCE: i16 = 2021;
/// The share of people seen within two hours (NHS England, urgent community response: 84 % in 2024; the standard
/// asks for 70 %; H-UCR).
const WITHIN_TWO_HOURS: f64 = 0.84;

/// Writes the contacts.
pub(super) fn record(person: &mut Person<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    for (age, seen) in REVIEWS {
        let day = person.life.born + age + chance.below(14);
        if chance.happens(seen) {
            referral(person, &HEALTH_VISITING, day, None, record, chance);
        }
    }
    for year in person.years() {
        for (team, rate, standard) in referrals(person, year) {
            if rate <= 0.0 {
                continue;
            }
            let mut days = Vec::new();
            person.days(year, rate, &timing::COMMUNITY, chance, |day, _| days.push(day));
            for day in days {
                referral(person, team, day, standard, record, chance);
            }
        }
    }
}

/// Referrals a year to each kind of team.
/// Source: judgement after NHS England, Community Services Statistics 2022-23 and Community Services Data Set reports;
/// so that there are about 1.75 contacts a person and year (England: some 8.5 million contacts a month), and
/// two-hour referrals about 6 for 100 people of 65 and over a year (2024: some 75,000 a month in England).
fn referrals(person: &Person<'_>, year: Year) -> [(&'static Team, f64, Option<&'static str>); 8] {
    let (on, age, frailty) = (year.middle, year.age, year.frailty);
    let has = |condition| person.has(condition, on);
    let housebound = person.health.housebound.is_some_and(|from| from <= on);
    let steps = libm::exp(0.06 * person.steps(on)) * person.usage;
    let adult = age >= 18.0;
    let when = |holds: bool, rate: f64| if holds { rate } else { 0.0 };
    let urgent_counts = person.world.calendar.date(on).year() >= URGENT_SINCE;
    let nursing = when(age >= 65.0, 0.03 + 0.52 * frailty) + when(housebound, 0.9) + when(year.last && adult, 0.9);
    let urgent = when(age >= 65.0, 0.012 + 0.26 * frailty) + when(adult, 0.0015);
    let feet = when(has(Condition::DiabetesType1) || has(Condition::DiabetesType2), 0.35) + when(age >= 75.0, 0.10);
    let behind = has(Condition::LearningDisability) || has(Condition::Autism);
    [
        (&DISTRICT_NURSING, nursing * steps, Some(TWO_DAYS).filter(|_| frailty > 0.24)),
        (&URGENT_RESPONSE, when(urgent_counts, urgent * steps), Some(TWO_HOURS)),
        (&REHABILITATION, when(age >= 65.0, 0.02 + 0.24 * frailty) * steps, Some(TWO_DAYS)),
        (&PHYSIOTHERAPY, when(adult, 0.045) + when(has(Condition::OsteoarthritisOrBackPain), 0.12), None),
        (&PODIATRY, feet, None),
        (&SPEECH_AND_LANGUAGE, when((1.5..8.0).contains(&age), 0.05) * steps, None),
        (&COMMUNITY_PAEDIATRICS, when(age < 16.0, 0.016) * steps + when(age < 18.0 && behind, 0.3), None),
        (&END_OF_LIFE, when(year.last && has(Condition::PalliativeCare), 1.2), None),
    ]
}

/// A referral and its contacts.
fn referral(
    person: &mut Person<'_>,
    team: &Team,
    day: Day,
    standard: Option<&'static str>,
    record: &mut Record<'_>,
    chance: &mut Chance,
) {
    if day < person.from || day >= person.end {
        return;
    }
    let number = person.next_number();
    let provider = providers::community(person.district(day));
    let urgent = standard == Some(TWO_HOURS);
    let received = if urgent { in_hours(day, chance) } else { in_hours(working_day(day), chance) };
    // The clock starts when the referral is accepted: soon after, or the next morning.
    let started = received + Minute::from(chance.below(if urgent { 12 } else { 240 }));
    let waited = match standard {
        Some(TWO_HOURS) if chance.happens(WITHIN_TWO_HOURS) => Minute::from(15 + chance.below(105)),
        Some(TWO_HOURS) => Minute::from(121 + chance.wait(200.0)),
        Some(_) => Minute::from(300 + chance.wait(1_500.0)),
        None => Minute::from(2 * 1_440 + chance.wait(if team.at_home { 4.0 } else { 40.0 } * 1_440.0)),
    };
    let mut at = started + waited;
    for contact in 0..=count(chance, team.contacts - 1.0) {
        let on = day_of(at);
        if on >= person.end {
            return;
        }
        write(person, team, (number, received, started, at), contact == 0, standard, provider, record, chance);
        let next = working_day(on + 1 + chance.below(team.apart * 2));
        at = in_hours(next, chance);
    }
}

/// Writes one contact: the number of its referral, when that was received, when its clock started, when it was held.
#[expect(clippy::too_many_arguments, reason = "one row, written in one place")]
fn write(
    person: &Person<'_>,
    team: &Team,
    (number, received, started, at): (i64, Minute, Minute, Minute),
    first: bool,
    standard: Option<&'static str>,
    provider: &'static str,
    record: &mut Record<'_>,
    chance: &mut Chance,
) {
    let calendar = &person.world.calendar;
    let (on, asked) = (day_of(at), day_of(received));
    let mode = match (team.at_home, chance.unit()) {
        (true, share) if share < 0.12 => "02",
        (false, share) if share < 0.22 => "02",
        (false, share) if share < 0.24 => "03",
        _ => "01",
    };
    // Those seen at home are seldom missed (judgement).
    let (missed, cancelled) = if team.at_home { (0.015, 0.02) } else { (0.07, 0.06) };
    let status = match chance.unit() {
        _ if first && standard == Some(TWO_HOURS) => "5",
        share if share < missed => "3",
        share if share < missed + cancelled => "2",
        share if share < missed + cancelled + 0.02 => "4",
        _ => "5",
    };
    // The clock is that of the first contact; later ones carry their own time.
    let clock = standard.is_some();
    let cells = vec![
        CellValue::Date(calendar.date(on)),
        CellValue::Long(number),
        CellValue::Date(calendar.date(asked)),
        text(team.code),
        CellValue::Missing,
        text(mode),
        text(status),
        standard.map_or(CellValue::Missing, text),
        text(provider),
        moment(received),
        if clock { moment(started) } else { CellValue::Missing },
        moment_before(at, person.end),
    ];
    record.row(&COMMUNITY_CONTACTS, on, cells);
}
