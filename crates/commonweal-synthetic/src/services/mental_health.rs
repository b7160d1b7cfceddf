//! Mental health, learning disability and autism services: talking therapies, community teams, crisis, young people.

use super::person::{Person, Year, count, text, working_day};
use super::{providers, timing};
use crate::day::Day;
use crate::health::Condition;
use crate::random::Chance;
use crate::record::Record;
use commonweal_model::CellValue;
use commonweal_model::tables::MENTAL_HEALTH_CONTACTS;

/// A kind of team.
struct Team {
    /// Mental Health Services Data Set: service or team type referred to.
    code: &'static str,
    /// Contacts of a referral in the mean, and days between them.
    contacts: f64,
    apart: i32,
    /// Mean days from referral to the first contact.
    wait: f64,
}

/// Talking therapies for anxiety and depression, recorded as primary care mental health.
const TALKING_THERAPIES: Team = Team { code: "A05", contacts: 6.0, apart: 12, wait: 18.0 };
const COMMUNITY_TEAM: Team = Team { code: "A06", contacts: 8.0, apart: 24, wait: 30.0 };
const OLDER_PEOPLE: Team = Team { code: "A07", contacts: 4.0, apart: 35, wait: 28.0 };
const CRISIS: Team = Team { code: "A02", contacts: 4.0, apart: 3, wait: 0.5 };
const LIAISON: Team = Team { code: "A11", contacts: 1.3, apart: 2, wait: 0.2 };
const LEARNING_DISABILITY: Team = Team { code: "E01", contacts: 6.0, apart: 30, wait: 30.0 };
const AUTISM: Team = Team { code: "C04", contacts: 2.5, apart: 60, wait: 260.0 };
const PERINATAL: Team = Team { code: "C02", contacts: 7.0, apart: 21, wait: 14.0 };
const EATING_DISORDERS: Team = Team { code: "C03", contacts: 12.0, apart: 12, wait: 14.0 };
const YOUNG_PEOPLE: Team = Team { code: "A06", contacts: 6.0, apart: 25, wait: 50.0 };
const SCHOOL_TEAM: Team = Team { code: "F01", contacts: 5.0, apart: 14, wait: 21.0 };

/// Writes the contacts.
pub(super) fn record(person: &mut Person<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    for year in person.years() {
        for (team, rate) in referrals(person, year) {
            if rate <= 0.0 {
                continue;
            }
            let mut days = Vec::new();
            person.days(year, rate, &timing::MENTAL_HEALTH, chance, |day, _| days.push(day));
            for day in days {
                referral(person, team, day, record, chance);
            }
        }
    }
    for at in 0..person.life.births.len() {
        let birth = person.life.births[at];
        // Source: NHS England, perinatal mental health access: 1 in 10 births in need, about two thirds seen (B-PERI).
        if !person.life.man && chance.happens(0.06) {
            referral(person, &PERINATAL, birth.day - 120 + chance.below(300), record, chance);
        }
    }
}

/// Referrals a year to each kind of team.
/// Source: talking therapies so that about 3.2 % of adults enter a year (B-IAPT21: 29,746 people); people of 0 to 25
/// about 2 % a year (B-CYP21: 7,151); the rest judgement after Mental Health Bulletin 2022-23 (8.5 % of people known to
/// services in a year), more in deprived areas and with need.
fn referrals(person: &Person<'_>, year: Year) -> [(&'static Team, f64); 10] {
    let (on, age) = (year.middle, year.age);
    let has = |condition| person.has(condition, on);
    let when = |holds: bool, rate: f64| if holds { rate } else { 0.0 };
    let need = libm::exp(0.10 * person.steps(on)) * person.usage;
    let (adult, young) = (age >= 18.0, age < 18.0);
    let low = has(Condition::Depression) || has(Condition::Anxiety);
    let severe = has(Condition::SevereMentalIllness);
    let personality = has(Condition::PersonalityDisorder) || has(Condition::SelfHarm);
    let working = adult && age < 65.0;
    // Fewer older people come to talking therapies (NHS Talking Therapies 2022-23: 6 % of those seen).
    let therapies = when(working, 0.026) + when(age >= 65.0, 0.008) + when(adult && low, 0.11);
    let community = when(working, 0.006) + when(adult && severe, 0.45) + when(adult && personality, 0.12);
    let crisis = when(adult, 0.003) + when(adult && severe, 0.12) + when(adult && personality, 0.08);
    let older = when(age >= 65.0, 0.012) + when(has(Condition::Dementia), 0.18);
    [
        (&TALKING_THERAPIES, therapies * person.usage.min(2.0)),
        (&COMMUNITY_TEAM, community * need),
        (&CRISIS, crisis * need),
        (&LIAISON, (when(adult, 0.004) + when(adult && personality, 0.05)) * need),
        (&OLDER_PEOPLE, older),
        (&LEARNING_DISABILITY, when(adult && has(Condition::LearningDisability), 0.25)),
        (&AUTISM, when((4.0..40.0).contains(&age), 0.005) + when(has(Condition::Autism), 0.02)),
        (&EATING_DISORDERS, when(has(Condition::EatingDisorder) && age < 40.0, 0.2)),
        (&YOUNG_PEOPLE, when(young && age >= 5.0, 0.020) * need + when(young && low, 0.2)),
        (&SCHOOL_TEAM, when((6.0..17.0).contains(&age), 0.008)),
    ]
}

fn referral(person: &mut Person<'_>, team: &Team, day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    if day < person.from || day >= person.end {
        return;
    }
    let calendar = &person.world.calendar;
    let number = person.next_number();
    let contacts = 1 + count(chance, team.contacts - 1.0);
    let mut on = working_day(day + chance.wait(team.wait));
    let mut days = Vec::with_capacity(contacts as usize);
    for _ in 0..contacts {
        days.push(on);
        on = working_day(on + 1 + chance.below(team.apart * 2));
    }
    let closed = days.last().copied().unwrap_or(day) + 7 + chance.below(30);
    for on in days {
        if on >= person.end {
            break;
        }
        let mode = match chance.unit() {
            // Talking therapies are mostly by telephone or video since 2020 (judgement).
            share if share < 0.30 => "02",
            share if share < 0.42 && calendar.date(on).year() >= 2020 => "03",
            _ => "01",
        };
        let missed = super::person::logistic(-2.0 + 0.12 * person.steps(on) - 0.25 * person.health.readiness);
        let status = match chance.unit() {
            share if share < missed => "3",
            share if share < missed + 0.06 => "2",
            share if share < missed + 0.10 => "4",
            _ => "5",
        };
        let cells = vec![
            CellValue::Date(calendar.date(on)),
            CellValue::Long(number),
            CellValue::Date(calendar.date(day)),
            if closed < person.end { CellValue::Date(calendar.date(closed)) } else { CellValue::Missing },
            text(team.code),
            CellValue::Missing,
            text(mode),
            text(status),
            text(providers::NOTTINGHAMSHIRE_HEALTHCARE),
        ];
        record.row(&MENTAL_HEALTH_CONTACTS, on, cells);
    }
}
