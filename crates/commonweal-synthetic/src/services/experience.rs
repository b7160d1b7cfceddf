//! Answers to surveys: friends and family after care, the survey of practices, of users of social care and of carers.

use super::person::{Person, day_of, logistic};
use super::spells::{Kind, Spells};
use crate::day::Day;
use crate::random::Chance;
use crate::record::Record;
use commonweal_model::CellValue;
use commonweal_model::tables::EXPERIENCE_RESPONSES;

/// Answers from best to worst, each with its score.
type Scale = [(&'static str, f64); 5];

const FRIENDS_AND_FAMILY: Scale =
    [("Very good", 100.0), ("Good", 75.0), ("Neither good nor poor", 50.0), ("Poor", 25.0), ("Very poor", 0.0)];
const PRACTICE: Scale = [
    ("Very good", 100.0),
    ("Fairly good", 75.0),
    ("Neither good nor poor", 50.0),
    ("Fairly poor", 25.0),
    ("Very poor", 0.0),
];
const CONTROL: Scale = [
    ("As much control as I want", 100.0),
    ("Adequate control", 67.0),
    ("Some control but not enough", 33.0),
    ("No control", 0.0),
    ("No control", 0.0),
];
const CONTACT: Scale = [
    ("As much social contact as I want", 100.0),
    ("Some social contact but not enough", 50.0),
    ("Little social contact and feel isolated", 0.0),
    ("Little social contact and feel isolated", 0.0),
    ("Little social contact and feel isolated", 0.0),
];

/// The share of stays and practice patients who answer and agree to be linked (judgement: about one in ten answer).
const ANSWER_AFTER_STAY: f64 = 0.07;
/// GP Patient Survey: 700,000 answers of 46 million adults a year; three times as many here, so that places can be told
/// apart (judgement; said in the model card).
const ANSWER_PRACTICE: f64 = 0.045;
/// Survey of users of social care and of carers, of those asked (judgement).
const ANSWER_CARE: f64 = 0.05;

/// Log odds of a good or very good experience of the practice: 74 % in 2024 (GP Patient Survey), better among older people,
/// worse in deprived areas; 83 % in 2021.
const PRACTICE_GOOD: f64 = 1.20;
/// After a stay: 94 % (Friends and Family Test 2023-24, inpatients).
const STAY_GOOD: f64 = 2.75;
/// Control over daily life: 77 % (Adult Social Care Survey 2022-23); social contact of carers as much as wanted: 30 %
/// (Survey of Adult Carers 2023-24).
const CONTROL_GOOD: f64 = 1.2;
const CONTACT_GOOD: f64 = -0.85;

/// Writes the answers.
pub(super) fn record(person: &Person<'_>, spells: &Spells, record: &mut Record<'_>, chance: &mut Chance) {
    for spell in spells.all.iter().filter(|spell| !spell.died && spell.method != "82") {
        let day = day_of(spell.discharged) + 2 + chance.below(10);
        if chance.happens(ANSWER_AFTER_STAY) {
            let setting = if spell.kind == Kind::Birth { "maternity" } else { "inpatient" };
            let said = answer(&FRIENDS_AND_FAMILY, STAY_GOOD, person, day, chance);
            let to = spell.provider.to_owned();
            write(person, day, ("friends_and_family", "overall_experience", setting), said, Some(to), record);
        }
    }
    for year in person.years() {
        let share = f64::from(year.days) / 365.0;
        let day = year.from + chance.below(year.days);
        if year.age >= 16.0 && chance.happens(ANSWER_PRACTICE * share) {
            practice(person, day, record, chance);
        }
        let carer = person.health.carer.is_some_and(|from| from <= day);
        if carer && chance.happens(ANSWER_CARE * share) {
            let said = answer(&CONTACT, CONTACT_GOOD, person, day, chance);
            write(person, day, ("carers_survey", "social_contact", "social_care"), said, None, record);
        }
        let cared_for = person.life.home(day).care_home || year.frailty > 0.25;
        if cared_for && year.age >= 18.0 && chance.happens(ANSWER_CARE * share) {
            let said = answer(&CONTROL, CONTROL_GOOD, person, day, chance);
            write(
                person,
                day,
                ("adult_social_care_survey", "control_over_daily_life", "social_care"),
                said,
                None,
                record,
            );
        }
    }
}

fn practice(person: &Person<'_>, day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    let Some(practice) = person.life.practice(day) else { return };
    let code = &person.world.place.practices.codes[practice];
    let older = 0.018 * (person.life.age(day) - 50.0);
    for (question, good) in [
        ("overall_experience", PRACTICE_GOOD),
        ("ease_of_contact", PRACTICE_GOOD - 0.95),
        ("confidence_and_trust", PRACTICE_GOOD + 1.5),
    ] {
        let said = answer(&PRACTICE, good + older, person, day, chance);
        write(person, day, ("gp_patient_survey", question, "gp"), said, Some(code.clone()), record);
    }
}

/// An answer: one of the two best at these odds, half a step worse for each step of deprivation.
fn answer(scale: &Scale, good: f64, person: &Person<'_>, day: Day, chance: &mut Chance) -> (&'static str, f64) {
    let log = good - 0.07 * person.steps(day.max(person.life.came)) + 0.15 * person.health.readiness;
    let best = if scale[1].1 > 50.0 { 2 } else { 1 };
    if chance.happens(logistic(log)) {
        return scale[if best == 2 && chance.happens(0.45) { 1 } else { 0 }];
    }
    let worse = [0.45, 0.32, 0.23];
    scale[(best + super::person::by_share(chance, &worse)).min(4)]
}

fn write(
    person: &Person<'_>,
    day: Day,
    (survey, question, setting): (&'static str, &'static str, &'static str),
    (said, score): (&'static str, f64),
    provider: Option<String>,
    record: &mut Record<'_>,
) {
    let text = super::person::text;
    if day < person.from || day >= person.end {
        return;
    }
    let cells = vec![
        CellValue::Date(person.world.calendar.date(day)),
        text(survey),
        text(question),
        text(said),
        CellValue::Real(score),
        text(setting),
        provider.map_or(CellValue::Missing, |code| CellValue::Text(code.into())),
    ];
    record.row(&EXPERIENCE_RESPONSES, day, cells);
}
