//! Values measured in general practice, as they scatter about what is usual for somebody.

use super::Patient;
use crate::codes::{self, EventCode};
use crate::day::{Day, YEAR};
use crate::health::{Condition, Drinking};
use crate::random::Chance;
use crate::record::Record;

/// Days within which a body mass index puts somebody on the obesity register, with a few to spare.
const REGISTER_DAYS: Day = 370;

fn tenth(value: f64) -> f64 {
    libm::round(value * 10.0) / 10.0
}

pub(super) fn blood_pressure(patient: &Patient<'_>, day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    let health = patient.health;
    // Before hypertension was found and treated it was higher.
    let untreated = health.diagnosed[Condition::Hypertension as usize].is_some_and(|found| day <= found);
    let usual = health.systolic + if untreated { 16.0 } else { 0.0 };
    let systolic = libm::round((usual + 6.0 * chance.normal()).clamp(82.0, 230.0));
    let diastolic = libm::round((22.0 + 0.45 * systolic + 5.0 * chance.normal()).clamp(45.0, systolic - 15.0));
    record.event(day, codes::SYSTOLIC, Some(systolic));
    record.event(day, codes::DIASTOLIC, Some(diastolic));
}

/// Body mass index, with weight. Who is not on the obesity register was not found obese in the last year: such a
/// measurement is left out.
pub(super) fn body_mass(patient: &Patient<'_>, day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    let health = patient.health;
    let years = f64::from(health.last - day) / YEAR;
    let mut value = (health.bmi - health.bmi_a_year * years + 0.5 * chance.normal()).clamp(12.0, 72.0);
    if patient.age >= 17.5 && day > health.last - REGISTER_DAYS {
        if health.diagnosed[Condition::ObesityRegister as usize].is_some() {
            value = value.max(health.obese_from + 0.1);
        } else if health.bmi < health.obese_from {
            value = value.min(health.obese_from - 0.2);
        } else {
            return;
        }
    }
    let metres = if patient.life.man { 1.76 } else { 1.63 };
    record.event(day, codes::BMI, Some(tenth(value)));
    record.event(day, codes::WEIGHT, Some(tenth(value * metres * metres)));
    if chance.happens(0.5) {
        record.event(day, codes::HEIGHT, Some(metres * 100.0));
    }
}

pub(super) fn smoking(patient: &Patient<'_>, day: Day, record: &mut Record<'_>) {
    let smoking = &patient.health.smoking;
    let code = match smoking.started {
        _ if patient.health.smokes(day) => codes::SMOKER,
        Some(started) if started <= day => codes::EX_SMOKER,
        _ => codes::NEVER_SMOKED,
    };
    record.event(day, code, None);
}

pub(super) fn alcohol(patient: &Patient<'_>, day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    let (code, lowest, range) = match patient.health.drinking {
        Drinking::None => (codes::NON_DRINKER, 0, 1),
        Drinking::LowerRisk => (codes::LOWER_RISK_DRINKER, 1, 7),
        Drinking::Increasing => (codes::INCREASING_RISK_DRINKER, 8, 8),
        Drinking::Harmful => (codes::HEAVY_DRINKER, 16, 18),
    };
    record.event(day, code, None);
    if chance.happens(0.4) {
        record.event(day, codes::AUDIT_SCORE, Some(f64::from(lowest + chance.below(range))));
    }
    if matches!(patient.health.drinking, Drinking::Increasing | Drinking::Harmful) && chance.happens(0.5) {
        record.event(day, codes::ALCOHOL_ADVICE, None);
    }
}

/// Total and HDL cholesterol; treated heart disease and diabetes are lower.
pub(super) fn cholesterol(patient: &Patient<'_>, day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    let treated =
        [Condition::CoronaryHeartDisease, Condition::StrokeOrTia, Condition::DiabetesType2, Condition::DiabetesType1];
    let lower = if treated.iter().any(|condition| patient.health.has(*condition, day)) { -0.9 } else { 0.0 };
    record.event(day, codes::CHOLESTEROL, Some(tenth((5.2 + lower + 0.9 * chance.normal()).clamp(2.0, 11.0))));
    if chance.happens(0.9) {
        let usual = if patient.life.man { 1.3 } else { 1.6 };
        record.event(day, codes::HDL_CHOLESTEROL, Some(tenth((usual + 0.35 * chance.normal()).clamp(0.5, 3.6))));
    }
}

/// HbA1c: 48 and over with diabetes, 42 to 47 with non-diabetic hyperglycaemia, lower without (NICE PH38).
pub(super) fn hba1c(patient: &Patient<'_>, day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    let health = patient.health;
    let usual = if health.has(Condition::DiabetesType1, day) {
        66.0 + 1.5 * health.steps + 13.0 * chance.normal()
    } else if health.has(Condition::DiabetesType2, day) {
        55.0 + health.steps + 12.0 * chance.normal()
    } else if health.has(Condition::NonDiabeticHyperglycaemia, day) {
        42.0 + 5.9 * chance.unit()
    } else {
        (36.3 + 0.12 * (health.bmi - 27.0) + 2.6 * chance.normal()).min(47.0)
    };
    record.event(day, codes::HBA1C, Some(libm::floor(usual.clamp(22.0, 150.0))));
}

/// A value that scatters about a usual one: code, mean, standard deviation, lowest, highest, whether whole.
type Analyte = (EventCode, f64, f64, f64, f64, bool);

const BLOOD_COUNT: [Analyte; 4] = [
    (codes::HAEMOGLOBIN, 138.0, 12.0, 60.0, 190.0, true),
    (codes::WHITE_CELLS, 6.9, 1.8, 1.5, 30.0, false),
    (codes::PLATELETS, 255.0, 60.0, 40.0, 700.0, true),
    (codes::CELL_VOLUME, 90.0, 5.0, 65.0, 120.0, true),
];
const LIVER: [Analyte; 4] = [
    (codes::ALT, 25.0, 10.0, 6.0, 300.0, true),
    (codes::ALKALINE_PHOSPHATASE, 78.0, 22.0, 25.0, 400.0, true),
    (codes::ALBUMIN, 42.0, 3.5, 20.0, 52.0, true),
    (codes::BILIRUBIN, 9.0, 4.0, 2.0, 80.0, true),
];
const SALTS: [Analyte; 2] =
    [(codes::SODIUM, 140.0, 2.6, 120.0, 150.0, true), (codes::POTASSIUM, 4.4, 0.4, 2.8, 6.5, false)];

fn values(analytes: &[Analyte], day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    for (code, mean, deviation, lowest, highest, whole) in analytes {
        let value = (mean + deviation * chance.normal()).clamp(*lowest, *highest);
        record.event(day, *code, Some(if *whole { libm::round(value) } else { tenth(value) }));
    }
}

/// A full blood count: usual values of adults (NHS reference ranges).
pub(super) fn blood_count(day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    values(&BLOOD_COUNT, day, record, chance);
}

pub(super) fn liver(day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    values(&LIVER, day, record, chance);
}

/// Salts and kidney function. Filtration falls by about a millilitre a minute for each year over 40.
pub(super) fn kidneys(patient: &Patient<'_>, day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    values(&SALTS, day, record, chance);
    let age = patient.life.age(day);
    let filtration = if patient.health.has(Condition::ChronicKidneyDisease, day) {
        48.0 + 9.0 * chance.normal()
    } else {
        (102.0 - 0.75 * (age - 35.0).max(0.0) + 10.0 * chance.normal()).max(60.0)
    };
    let filtration = libm::round(filtration.clamp(6.0, 130.0));
    record.event(day, codes::EGFR, Some(filtration.min(90.0)));
    let creatinine = if patient.life.man { 7400.0 } else { 5900.0 } / filtration.max(30.0);
    record.event(day, codes::CREATININE, Some(libm::round(creatinine.clamp(30.0, 700.0))));
}

pub(super) fn thyroid(day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    record.event(day, codes::THYROID, Some(tenth((2.0 + 1.1 * chance.normal()).clamp(0.1, 12.0))));
}

pub(super) fn inflammation(day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    record.event(day, codes::C_REACTIVE_PROTEIN, Some(1.0 + f64::from(chance.wait(5.0).min(250))));
}

/// Ten-year risk of a heart attack or stroke, near QRISK3's by age, sex, smoking and blood pressure.
pub(super) fn heart_risk(patient: &Patient<'_>, day: Day, record: &mut Record<'_>, chance: &mut Chance) {
    let health = patient.health;
    let age = patient.life.age(day);
    let raised = if patient.life.man { 0.45 } else { 0.0 }
        + if health.smokes(day) { 0.45 } else { 0.0 }
        + if health.has(Condition::DiabetesType2, day) { 0.5 } else { 0.0 }
        + 0.012 * (health.systolic - 125.0)
        + 0.08 * health.steps;
    let risk = 2.2 * libm::exp(0.078 * (age - 45.0) + raised + 0.25 * chance.normal());
    record.event(day, codes::QRISK, Some(tenth(risk.clamp(0.1, 85.0))));
}

/// Rhythm of the pulse, felt in passing.
pub(super) fn pulse_rhythm(patient: &Patient<'_>, day: Day, record: &mut Record<'_>) {
    let irregular = patient.health.has(Condition::AtrialFibrillation, day);
    record.event(day, if irregular { codes::PULSE_IRREGULAR } else { codes::PULSE_REGULAR }, None);
}
