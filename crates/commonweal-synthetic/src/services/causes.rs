//! What people die of: how common each cause is by age, and what makes it likelier.

use crate::health::Condition;

/// An underlying cause of death.
#[derive(Debug)]
pub(super) struct Cause {
    /// ICD-10.
    pub(super) icd10: &'static str,
    /// How common under 1, at 1-14, 15-34, 35-54, 55-69, 70-84, 85 and over.
    pub(super) weights: [f64; 7],
    /// A cause of men alone, or of women alone.
    pub(super) man: Option<bool>,
    /// Three times as common among people who ever smoked.
    pub(super) smoking: bool,
    /// How many times as common with a condition, and without it.
    pub(super) with: &'static [(Condition, f64, f64)],
}

const fn cause(icd10: &'static str, weights: [f64; 7], with: &'static [(Condition, f64, f64)]) -> Cause {
    Cause { icd10, weights, man: None, smoking: false, with }
}

const CANCER: &[(Condition, f64, f64)] = &[(Condition::Cancer, 2.6, 0.55)];

/// Source: ONS, Deaths registered in England and Wales 2019 and 2022 (leading causes by age and sex), rounded;
/// multiples with conditions are judgement.
pub(super) static CAUSES: [Cause; 38] = [
    cause("P072", [60.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], &[]),
    cause("Q249", [26.0, 12.0, 2.0, 0.5, 0.1, 0.0, 0.0], &[]),
    cause("R95X", [8.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], &[]),
    Cause {
        icd10: "X709",
        weights: [0.0, 2.0, 30.0, 9.0, 1.6, 0.3, 0.1],
        man: None,
        smoking: false,
        with: &[
            (Condition::SelfHarm, 5.0, 1.0),
            (Condition::SevereMentalIllness, 4.0, 1.0),
            (Condition::Depression, 2.0, 1.0),
        ],
    },
    cause("X420", [0.0, 0.0, 13.0, 8.0, 1.3, 0.1, 0.0], &[(Condition::DrugMisuse, 20.0, 0.7)]),
    cause("V892", [0.0, 12.0, 11.0, 2.5, 0.6, 0.3, 0.2], &[]),
    cause("K703", [0.0, 0.0, 2.5, 11.0, 5.0, 0.9, 0.1], &[(Condition::HarmfulDrinking, 10.0, 0.6)]),
    cause("K746", [0.0, 0.0, 0.5, 1.5, 1.4, 0.7, 0.2], &[(Condition::ChronicLiverDisease, 20.0, 0.6)]),
    Cause { icd10: "C349", weights: [0.0, 0.0, 0.4, 6.0, 11.0, 7.0, 2.0], man: None, smoking: true, with: CANCER },
    cause("C189", [0.0, 0.0, 1.0, 4.5, 4.5, 4.0, 2.6], CANCER),
    Cause {
        icd10: "C509",
        weights: [0.0, 0.0, 3.0, 13.0, 8.0, 5.0, 4.0],
        man: Some(false),
        smoking: false,
        with: CANCER,
    },
    Cause {
        icd10: "C61X",
        weights: [0.0, 0.0, 0.0, 1.0, 5.0, 9.0, 10.0],
        man: Some(true),
        smoking: false,
        with: CANCER,
    },
    cause("C259", [0.0, 0.0, 0.3, 2.5, 4.0, 2.6, 1.0], CANCER),
    cause("C859", [1.0, 10.0, 4.0, 3.0, 3.6, 3.6, 2.0], CANCER),
    cause("C719", [0.0, 14.0, 3.0, 3.5, 2.2, 1.0, 0.2], CANCER),
    cause("C155", [0.0, 0.0, 0.2, 2.5, 3.5, 2.2, 1.0], CANCER),
    cause("C809", [0.0, 6.0, 5.0, 9.0, 12.0, 9.0, 5.0], CANCER),
    Cause {
        icd10: "I219",
        weights: [0.0, 0.0, 1.5, 7.0, 6.5, 5.0, 4.0],
        man: None,
        smoking: true,
        with: &[(Condition::CoronaryHeartDisease, 3.0, 0.9), (Condition::DiabetesType2, 1.5, 1.0)],
    },
    cause("I251", [0.0, 0.0, 0.5, 5.0, 6.0, 6.5, 6.5], &[(Condition::CoronaryHeartDisease, 4.0, 0.7)]),
    cause(
        "I639",
        [0.0, 1.0, 1.0, 2.0, 2.2, 4.0, 6.0],
        &[(Condition::StrokeOrTia, 3.0, 0.8), (Condition::AtrialFibrillation, 1.8, 1.0)],
    ),
    cause("I619", [0.5, 1.0, 1.5, 2.0, 1.4, 1.6, 1.5], &[]),
    cause("I500", [0.0, 0.0, 0.2, 0.6, 0.8, 1.5, 3.0], &[(Condition::HeartFailure, 6.0, 0.6)]),
    cause("I489", [0.0, 0.0, 0.0, 0.1, 0.2, 0.6, 1.8], &[(Condition::AtrialFibrillation, 5.0, 0.5)]),
    cause("I350", [0.0, 0.0, 0.2, 0.4, 0.7, 1.6, 2.6], &[]),
    cause(
        "J189",
        [2.0, 4.0, 2.0, 3.0, 3.6, 5.4, 7.8],
        &[(Condition::LearningDisability, 4.0, 1.0), (Condition::Dementia, 1.4, 1.0)],
    ),
    cause("J449", [0.0, 0.0, 0.2, 2.4, 7.8, 9.0, 4.2], &[(Condition::Copd, 7.0, 0.25)]),
    cause("J459", [0.0, 1.0, 1.0, 0.5, 0.3, 0.2, 0.2], &[(Condition::Asthma, 5.0, 0.3)]),
    cause("J841", [0.0, 0.0, 0.0, 0.5, 1.6, 2.2, 1.0], &[]),
    cause("F03X", [0.0, 0.0, 0.0, 0.05, 0.7, 6.0, 16.0], &[(Condition::Dementia, 5.0, 0.35)]),
    cause("G309", [0.0, 0.0, 0.0, 0.1, 0.8, 4.0, 7.0], &[(Condition::Dementia, 5.0, 0.2)]),
    cause("G20X", [0.0, 0.0, 0.0, 0.1, 0.6, 2.0, 1.7], &[(Condition::ParkinsonsDisease, 25.0, 0.3)]),
    cause("G35X", [0.0, 0.0, 0.3, 1.0, 0.8, 0.3, 0.0], &[(Condition::MultipleSclerosis, 40.0, 0.1)]),
    cause("E119", [0.0, 0.5, 0.5, 1.0, 1.3, 1.4, 1.2], &[(Condition::DiabetesType2, 5.0, 0.1)]),
    cause("N189", [0.0, 0.0, 0.2, 0.3, 0.5, 1.0, 1.7], &[(Condition::ChronicKidneyDisease, 3.0, 0.5)]),
    cause("N390", [0.0, 0.0, 0.1, 0.2, 0.4, 1.0, 2.2], &[]),
    cause("W199", [0.0, 1.0, 1.0, 1.2, 1.0, 1.7, 3.0], &[(Condition::Dementia, 1.6, 1.0)]),
    cause("G409", [0.5, 3.0, 2.0, 1.0, 0.3, 0.1, 0.1], &[(Condition::Epilepsy, 12.0, 0.3)]),
    cause("R99X", [2.5, 8.0, 5.0, 5.0, 5.5, 6.5, 9.0], &[]),
];

/// What leads directly to death: bronchopneumonia, pneumonia, sepsis, heart failure, kidney injury, respiratory
/// failure.
pub(super) static DIRECT: [&str; 6] = ["J180", "J189", "A419", "I509", "N179", "J969"];
