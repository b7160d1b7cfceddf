//! Yearly reviews of long-term conditions, checks offered to everybody, and readings taken in passing.

use super::occasions::{Occasion, tests};
use super::year::{Year, goes_ahead};
use super::{Patient, measure};
use crate::codes::{self, EventCode};
use crate::day::Day;
use crate::health::Condition;
use crate::odds;
use crate::random::Chance;
use crate::record::Record;
use crate::stories::Topic;

/// Conditions with a yearly review, and what it is entered as.
const REVIEWS: [(Condition, EventCode); 16] = [
    (Condition::Hypertension, codes::HYPERTENSION_REVIEW),
    (Condition::DiabetesType2, codes::DIABETES_REVIEW),
    (Condition::DiabetesType1, codes::DIABETES_REVIEW),
    (Condition::CoronaryHeartDisease, codes::HEART_REVIEW),
    (Condition::HeartFailure, codes::HEART_REVIEW),
    (Condition::AtrialFibrillation, codes::HEART_REVIEW),
    (Condition::StrokeOrTia, codes::HEART_REVIEW),
    (Condition::PeripheralArterialDisease, codes::HEART_REVIEW),
    (Condition::ChronicKidneyDisease, codes::HYPERTENSION_REVIEW),
    (Condition::Copd, codes::COPD_REVIEW),
    (Condition::Asthma, codes::ASTHMA_REVIEW),
    (Condition::SevereMentalIllness, codes::MENTAL_HEALTH_REVIEW),
    (Condition::Dementia, codes::DEMENTIA_REVIEW),
    (Condition::Epilepsy, codes::EPILEPSY_REVIEW),
    (Condition::RheumatoidArthritis, codes::ARTHRITIS_REVIEW),
    (Condition::PalliativeCare, codes::PALLIATIVE_REVIEW),
];
/// Conditions whose review includes blood tests and measurements.
const MEASURED: usize = 10;
/// Share of the people invited in five years who had an NHS Health Check: about 45 % (NHS England 2012-2022); fewer of
/// the most deprived come when invited, a little more are invited.
const HEALTH_CHECK_A_YEAR: f64 = 0.075;

/// Reviews, checks and readings of one year.
pub(super) fn record(patient: &Patient<'_>, year: &Year, record: &mut Record<'_>, chance: &mut Chance) {
    let readiness = patient.readiness;
    let day = year.day(chance);
    let measured = REVIEWS[..MEASURED].iter().any(|(condition, _)| patient.health.has(*condition, day));
    if measured && year.comes(&odds::ANNUAL_REVIEW, readiness, chance) && goes_ahead(day, chance) {
        review(patient, year, day, record, chance);
        if patient.health.has(Condition::Hypertension, day) && chance.happens(0.6) {
            measure::blood_pressure(patient, year.day(chance), record, chance);
        }
    }
    for (condition, code) in &REVIEWS[MEASURED..] {
        if patient.health.has(*condition, day) && year.comes(&odds::ANNUAL_REVIEW, readiness - 0.3, chance) {
            let day = year.day(chance);
            if goes_ahead(day, chance) {
                record.event(day, *code, None);
                if *condition == Condition::Asthma && chance.happens(0.7) {
                    record.event(day, codes::PEAK_FLOW, Some(f64::from(300 + 10 * chance.below(25))));
                }
                if chance.happens(0.6) {
                    measure::smoking(patient, day, record);
                }
            }
        }
    }
    if patient.health.diagnosed[Condition::DiabetesType2 as usize].is_some()
        || patient.health.diagnosed[Condition::DiabetesType1 as usize].is_some()
    {
        diabetes(patient, year, record, chance);
    }
    if patient.health.has(Condition::SevereMentalIllness, day) {
        mental_health(patient, year, record, chance);
    }
    learning_disability(patient, year, record, chance);
    if patient.health.diagnosed[Condition::Cancer as usize]
        .is_some_and(|found| (year.from..year.from + 365).contains(&found))
        && chance.happens(0.7)
    {
        record.event(year.day(chance), codes::CANCER_REVIEW, None);
    }
    if patient.health.has(Condition::NonDiabeticHyperglycaemia, day)
        && year.comes(&odds::ANNUAL_REVIEW, readiness - 0.4, chance)
    {
        let day = year.day(chance);
        if goes_ahead(day, chance) {
            measure::hba1c(patient, day, record, chance);
            measure::body_mass(patient, day, record, chance);
        }
    }
    checks(patient, year, record, chance);
    health_check(patient, year, record, chance);
    if year.ago == 0
        && let Some(day) = patient.health.diagnosed[Condition::ObesityRegister as usize]
    {
        weighed_for_register(patient, day, record, chance);
    }
}

/// Who is on the obesity register was weighed in the last year, whatever else happened.
fn weighed_for_register(patient: &Patient<'_>, day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    let day = patient.registered_from(day);
    measure::body_mass(patient, day, record, chance);
    if patient.health.bmi >= 40.0 {
        record.event(day, codes::SEVERE_OBESITY, None);
    }
    if chance.happens(0.12) {
        record.event(day, codes::WEIGHT_REFERRAL, None);
    }
}

fn review(patient: &Patient<'_>, year: &Year, day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    for (condition, code) in &REVIEWS[..MEASURED] {
        if patient.health.has(*condition, day) {
            record.event(day, *code, None);
        }
    }
    tests(Occasion::Review, patient, (year.age, day), record, chance);
    if patient.health.frailty > 0.3 && chance.happens(0.3) {
        record.event(day, codes::STRUCTURED_MEDICATION_REVIEW, None);
    } else if chance.happens(0.75) {
        record.event(day, codes::MEDICATION_REVIEW, None);
    }
    if patient.health.smokes(day) {
        cessation(patient, day, record, chance);
    }
}

/// Advice to stop smoking, and for some a referral: 85 % and 4 % of smokers seen (QOF SMOK004; judgement).
fn cessation(patient: &Patient<'_>, day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    if chance.happens(0.7) {
        record.event(day, codes::CESSATION_ADVICE, None);
        let boost = patient.world.stories.boost(Topic::SmokingCessation, patient.life, day);
        let referred = 1.0 / (1.0 + libm::exp(2.6 - boost - 0.3 * patient.readiness));
        if chance.happens(referred) {
            record.event(day, codes::CESSATION_REFERRAL, None);
        }
    }
}

/// HbA1c, feet, eyes and kidneys: the National Diabetes Audit's care processes.
fn diabetes(patient: &Patient<'_>, year: &Year, record: &mut Record<'_>, chance: &mut Chance) {
    let day = year.day(chance);
    let has = |condition: Condition| patient.health.has(condition, day);
    if !has(Condition::DiabetesType1) && !has(Condition::DiabetesType2) {
        return;
    }
    if year.comes(&odds::HBA1C_CHECK, patient.readiness, chance) && goes_ahead(day, chance) {
        measure::hba1c(patient, day, record, chance);
        for (code, share) in [(codes::FOOT_EXAMINATION, 0.85), (codes::EYE_SCREENING, 0.80)] {
            if chance.happens(share) {
                record.event(day, code, None);
            }
        }
        if chance.happens(0.65) {
            record.event(day, codes::ALBUMIN_RATIO, Some(0.5 + f64::from(chance.wait(3.0).min(80))));
        }
    }
    if chance.happens(0.30) {
        let again = year.day(chance);
        if goes_ahead(again, chance) && patient.health.last >= again {
            measure::hba1c(patient, again, record, chance);
        }
    }
    let found = Condition::DiabetesType2 as usize;
    if patient.health.diagnosed[found].is_some_and(|found| (year.from..year.from + 365).contains(&found))
        && chance.happens(0.6)
    {
        record.event(day, codes::DIABETES_EDUCATION, None);
    }
}

/// All six checks at one visit, or some of them.
fn mental_health(patient: &Patient<'_>, year: &Year, record: &mut Record<'_>, chance: &mut Chance) {
    let day = year.day(chance);
    let boost = patient.world.stories.boost(Topic::MentalHealthChecks, patient.life, day);
    // Checks were built up: 30 % of people in 2018/19, two thirds by 2024 (P CL-149, CL-151, CL-049).
    let built_up = -0.25 * f64::from(year.ago.min(8));
    let all = year.comes(&odds::SIX_CHECKS, patient.readiness + boost + built_up, chance) && goes_ahead(day, chance);
    let mut some = || all || chance.happens(0.30);
    let wanted: [bool; 6] = std::array::from_fn(|_| some());
    if wanted[0] {
        measure::blood_pressure(patient, day, record, chance);
    }
    if wanted[1] {
        measure::body_mass(patient, day, record, chance);
    }
    if wanted[2] {
        measure::cholesterol(patient, day, record, chance);
    }
    if wanted[3] {
        measure::hba1c(patient, day, record, chance);
    }
    if wanted[4] {
        measure::smoking(patient, day, record);
    }
    if wanted[5] {
        measure::alcohol(patient, day, record, chance);
    }
}

/// Yearly health check from 14 on: 75 % nationally in 2022/23 (NHS England), fewer in the pandemic.
fn learning_disability(patient: &Patient<'_>, year: &Year, record: &mut Record<'_>, chance: &mut Chance) {
    if patient.health.diagnosed[Condition::LearningDisability as usize].is_none() || year.age < 14 {
        return;
    }
    let day = year.day(chance);
    let boost = patient.world.stories.boost(Topic::LearningDisabilityCheck, patient.life, day);
    let built_up = -0.15 * f64::from(year.ago);
    if year.comes(&odds::LEARNING_DISABILITY_CHECK, patient.readiness + boost + built_up, chance)
        && goes_ahead(day, chance)
    {
        record.event(day, codes::LEARNING_DISABILITY_CHECK, None);
        tests(Occasion::LearningDisability, patient, (year.age, day), record, chance);
    }
}

/// Blood pressure, smoking, alcohol and weight noted in passing.
fn checks(patient: &Patient<'_>, year: &Year, record: &mut Record<'_>, chance: &mut Chance) {
    let day = year.day(chance);
    let boost = patient.world.stories.boost(Topic::BloodPressureCheck, patient.life, day);
    if year.comes(&odds::BLOOD_PRESSURE_CHECK, patient.readiness + boost, chance) && goes_ahead(day, chance) {
        tests(Occasion::InPassing, patient, (year.age, day), record, chance);
        if patient.health.smokes(day) {
            cessation(patient, day, record, chance);
        }
    } else if year.age >= 16 && chance.happens(0.20) {
        measure::smoking(patient, day, record);
    }
}

/// NHS Health Check: every five years from 40 to 74 without heart disease, stroke, diabetes or kidney disease.
fn health_check(patient: &Patient<'_>, year: &Year, record: &mut Record<'_>, chance: &mut Chance) {
    let known = [
        Condition::CoronaryHeartDisease,
        Condition::StrokeOrTia,
        Condition::DiabetesType2,
        Condition::DiabetesType1,
        Condition::ChronicKidneyDisease,
        Condition::Hypertension,
    ];
    let day = year.day(chance);
    // Everybody is invited in the same year of five.
    let turn = (patient.life.index as i64 + i64::from(year.ago)).rem_euclid(5) == 0;
    if !(40..75).contains(&year.age) || !turn || known.iter().any(|condition| patient.health.has(*condition, day)) {
        return;
    }
    record.event(day, codes::HEALTH_CHECK_OFFERED, None);
    let likely = HEALTH_CHECK_A_YEAR * 5.0;
    let log_odds = libm::log(likely / (1.0 - likely)) + patient.readiness - 0.12 * patient.health.steps;
    if chance.happens(1.0 / (1.0 + libm::exp(-log_odds))) && goes_ahead(day, chance) {
        let day = day + 20;
        record.event(day, codes::HEALTH_CHECK_DONE, None);
        tests(Occasion::HealthCheck, patient, (year.age, day), record, chance);
    }
}
