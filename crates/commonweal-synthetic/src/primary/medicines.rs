//! Medicines issued: on repeat for conditions, and courses.
//!
//! One issue of a repeat medicine in three is written, so that the table is not larger than all else: what somebody
//! takes is whole, how much is not.

use super::Patient;
use super::year::Year;
use crate::codes::{self, EventCode};
use crate::health::Condition;
use crate::random::Chance;
use crate::record::Record;
use commonweal_model::EthnicGroup;

/// Medicines of conditions: share of the people who have the condition that take it (judgement, after OpenPrescribing
/// volumes 2023 and NICE guidance).
const OF_CONDITIONS: [(Condition, EventCode, f64); 40] = [
    (Condition::Hypertension, codes::AMLODIPINE, 0.45),
    (Condition::Hypertension, codes::RAMIPRIL, 0.50),
    (Condition::Hypertension, codes::INDAPAMIDE, 0.18),
    (Condition::CoronaryHeartDisease, codes::ATORVASTATIN_80, 0.70),
    (Condition::CoronaryHeartDisease, codes::ASPIRIN, 0.68),
    (Condition::CoronaryHeartDisease, codes::BISOPROLOL, 0.60),
    (Condition::StrokeOrTia, codes::CLOPIDOGREL, 0.60),
    (Condition::StrokeOrTia, codes::ATORVASTATIN_80, 0.55),
    (Condition::PeripheralArterialDisease, codes::CLOPIDOGREL, 0.55),
    (Condition::AtrialFibrillation, codes::APIXABAN, 0.80),
    (Condition::AtrialFibrillation, codes::BISOPROLOL, 0.60),
    (Condition::HeartFailure, codes::FUROSEMIDE, 0.60),
    (Condition::HeartFailure, codes::RAMIPRIL, 0.60),
    (Condition::HeartFailure, codes::BISOPROLOL, 0.65),
    (Condition::ChronicKidneyDisease, codes::EMPAGLIFLOZIN, 0.15),
    (Condition::ChronicKidneyDisease, codes::ATORVASTATIN_20, 0.45),
    (Condition::DiabetesType2, codes::METFORMIN, 0.65),
    (Condition::DiabetesType2, codes::GLICLAZIDE, 0.22),
    (Condition::DiabetesType2, codes::EMPAGLIFLOZIN, 0.25),
    (Condition::DiabetesType2, codes::ATORVASTATIN_20, 0.65),
    (Condition::DiabetesType1, codes::INSULIN, 0.99),
    (Condition::Asthma, codes::SALBUTAMOL, 0.80),
    (Condition::Asthma, codes::BECLOMETASONE, 0.65),
    (Condition::Copd, codes::SALBUTAMOL, 0.75),
    (Condition::Copd, codes::TIOTROPIUM, 0.65),
    (Condition::Depression, codes::SERTRALINE, 0.32),
    (Condition::Depression, codes::CITALOPRAM, 0.18),
    (Condition::Anxiety, codes::SERTRALINE, 0.25),
    (Condition::SevereMentalIllness, codes::OLANZAPINE, 0.60),
    (Condition::SevereMentalIllness, codes::LITHIUM, 0.10),
    (Condition::Epilepsy, codes::LEVETIRACETAM, 0.50),
    (Condition::Epilepsy, codes::LAMOTRIGINE, 0.45),
    (Condition::Hypothyroidism, codes::LEVOTHYROXINE, 0.95),
    (Condition::OsteoporoticFracture, codes::ALENDRONIC_ACID, 0.55),
    (Condition::RheumatoidArthritis, codes::METHOTREXATE, 0.55),
    (Condition::Dementia, codes::DONEPEZIL, 0.40),
    (Condition::OsteoarthritisOrBackPain, codes::CODEINE, 0.15),
    (Condition::ParkinsonsDisease, codes::CO_CARELDOPA, 0.80),
    (Condition::DrugMisuse, codes::METHADONE, 0.15),
    (Condition::PalliativeCare, codes::MORPHINE, 0.40),
];
/// Days between the issues that are written.
const APART: i32 = 168;

/// A course of a steroid.
pub(super) fn steroids(day: crate::day::Day, record: &mut Record<'_>) {
    record.medication(day, codes::PREDNISOLONE.code);
}

/// Repeat medicines over the whole time here.
pub(super) fn repeats(patient: &Patient<'_>, record: &mut Record<'_>, chance: &mut Chance) {
    // Fewer of those who seldom come, of deprived places and of Black groups are treated (judgement, after gaps in
    // statin and anticoagulant treatment in CVDPREVENT 2023).
    let black = if patient.life.group == EthnicGroup::Black { -0.25 } else { 0.0 };
    let bold = libm::exp(0.35 * patient.readiness - 0.06 * patient.health.steps + black);
    let mut taken: [&str; OF_CONDITIONS.len()] = [""; OF_CONDITIONS.len()];
    for (at, (condition, medicine, share)) in OF_CONDITIONS.iter().enumerate() {
        let Some(found) = patient.health.diagnosed[*condition as usize] else { continue };
        let treated = share * bold / (1.0 - share + share * bold);
        if chance.happens(treated) && !taken.contains(&medicine.code) {
            taken[at] = medicine.code;
            repeat(patient, medicine, found, record, chance);
        }
    }
    // Stomach acid, pain, bones and contraception have no condition here.
    let age = patient.age;
    let older = |from: f64, per_year: f64| ((age - from).max(0.0) * per_year).min(0.35);
    for (medicine, share) in [
        (codes::OMEPRAZOLE, 0.03 + older(30.0, 0.0055)),
        (codes::ATORVASTATIN_20, older(48.0, 0.0060)),
        (codes::PARACETAMOL, older(55.0, 0.0045)),
        (codes::DESOGESTREL, if !patient.life.man && (16.0..48.0).contains(&age) { 0.16 } else { 0.0 }),
    ] {
        if chance.happens(share) && !taken.contains(&medicine.code) {
            let years = 6.0 * chance.unit() + 0.3;
            repeat(patient, &medicine, patient.last - (years * 365.0) as i32, record, chance);
        }
    }
}

fn repeat(
    patient: &Patient<'_>,
    medicine: &EventCode,
    from: crate::day::Day,
    record: &mut Record<'_>,
    chance: &mut Chance,
) {
    // A fifth stop within some years.
    let until = if chance.happens(0.2) { from + 100 + chance.wait(900.0) } else { patient.last };
    let mut day = from.max(patient.start) + chance.below(APART);
    while day <= until.min(patient.last) {
        record.medication(day, medicine.code);
        day += APART - 14 + chance.below(28);
    }
}

/// Courses of one year: antibiotics mostly in winter, painkillers, help to stop smoking.
pub(super) fn courses(patient: &Patient<'_>, year: &Year, record: &mut Record<'_>, chance: &mut Chance) {
    // 0.55 courses of antibiotics a person and year (English surveillance programme, ESPAUR 2022-23).
    let antibiotics = 0.40 * libm::exp(0.25 * patient.health.burden) * if patient.life.man { 0.8 } else { 1.2 };
    if chance.happens(antibiotics.min(0.9)) {
        let medicine = match chance.unit() {
            u if u < 0.60 => codes::AMOXICILLIN,
            u if u < 0.80 => codes::NITROFURANTOIN,
            _ => codes::FLUCLOXACILLIN,
        };
        record.medication(year.winter_day(patient, chance), medicine.code);
    }
    if (16..75).contains(&year.age) && chance.happens(0.05) {
        record.medication(year.day(chance), codes::NAPROXEN.code);
    }
    if year.age >= 18 && patient.health.smokes(year.from + 180) && chance.happens(0.03) {
        record.medication(year.day(chance), codes::NICOTINE_PATCHES.code);
    }
}
