//! Why people come as emergencies: diagnoses, how common each is by age, how long people stay.
//!
//! ICD-10 codes are those of the shipped codelists where one names the disease (`icd10_*`,
//! `hospital_frailty_icd10`), written as hospitals write them: four characters, `X` where there is no fourth.

use crate::health::Condition;

/// A reason for an emergency.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Reason {
    /// Primary diagnosis of a stay, ICD-10.
    pub(super) icd10: &'static str,
    /// Diagnosis at the emergency department, SNOMED CT.
    pub(super) snomed: &'static str,
    /// What caused it or came with it: a further diagnosis, ICD-10, or none.
    pub(super) with: Option<&'static str>,
    /// Mean days of a stay that lasts overnight.
    pub(super) stay_days: f64,
}

const fn reason(icd10: &'static str, snomed: &'static str, stay_days: f64) -> Reason {
    Reason { icd10, snomed, with: None, stay_days }
}

const fn caused(icd10: &'static str, with: &'static str, snomed: &'static str, stay_days: f64) -> Reason {
    Reason { icd10, snomed, with: Some(with), stay_days }
}

/// Ages at which the groups of [`COMMON`] begin, after the first.
const GROUPS: [f64; 5] = [5.0, 16.0, 45.0, 65.0, 80.0];

/// Where an age stands among the groups of [`COMMON`].
pub(super) fn group(age: f64) -> usize {
    GROUPS.partition_point(|from| *from <= age)
}

/// Reasons that do not follow from a diagnosed condition, with how common each is at 0-4, 5-15, 16-44, 45-64, 65-79,
/// 80 and over.
/// Source: judgement after NHS Digital, Hospital Admitted Patient Care Activity 2019-20 (primary diagnoses of emergency
/// admissions by age); hip fractures so that 65 and over have about 620 per 100,000 a year (Fingertips 41401, 2018/19).
pub(super) static COMMON: [(Reason, [f64; 6]); 40] = [
    (reason("J219", "4120002", 2.0), [13.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
    (reason("J069", "54150009", 1.0), [11.0, 4.0, 0.5, 0.3, 0.2, 0.1]),
    (reason("B349", "34014006", 1.2), [14.0, 5.0, 1.5, 0.8, 0.5, 0.4]),
    (reason("A099", "25374005", 2.5), [6.0, 3.5, 1.6, 1.3, 1.3, 1.3]),
    (reason("J189", "233604007", 7.0), [3.0, 2.0, 1.6, 4.0, 6.5, 8.5]),
    (reason("J22X", "50417007", 5.5), [3.0, 1.5, 0.8, 2.0, 3.2, 4.2]),
    (reason("N390", "68566005", 6.0), [2.0, 2.0, 2.2, 2.0, 3.6, 6.6]),
    (reason("A419", "91302008", 9.0), [2.0, 1.0, 1.5, 3.0, 4.2, 4.6]),
    (reason("L031", "128045006", 4.0), [1.0, 1.5, 1.8, 2.6, 2.3, 2.0]),
    (reason("R074", "29857009", 1.0), [0.0, 1.0, 5.0, 8.5, 4.6, 2.6]),
    (reason("R104", "21522001", 1.6), [2.0, 12.0, 10.0, 5.5, 2.6, 1.6]),
    (reason("R55X", "271594007", 2.4), [0.5, 2.0, 1.5, 2.0, 2.8, 3.3]),
    (reason("R51X", "25064002", 1.0), [0.3, 2.0, 2.8, 2.0, 0.8, 0.3]),
    (caused("S099", "W199", "82271004", 1.5), [6.0, 5.0, 1.5, 1.0, 1.6, 3.4]),
    (caused("S720", "W010", "5913000", 15.0), [0.0, 0.0, 0.1, 0.5, 1.7, 2.8]),
    (caused("S525", "W199", "65966004", 1.5), [4.0, 10.0, 1.2, 1.2, 1.1, 1.2]),
    (caused("S828", "W010", "46866001", 5.0), [0.5, 2.5, 1.5, 1.8, 1.1, 0.6]),
    (caused("S325", "W199", "125605004", 10.0), [0.0, 0.1, 0.2, 0.3, 0.7, 2.2]),
    (caused("R296", "W199", "217082002", 6.0), [0.0, 0.0, 0.1, 0.4, 1.9, 5.0]),
    (caused("T391", "X60X", "70273001", 1.2), [0.0, 4.0, 3.4, 0.9, 0.2, 0.1]),
    (caused("S018", "W228", "312608009", 0.6), [3.0, 4.0, 2.2, 1.1, 0.7, 0.9]),
    (reason("K358", "85189001", 3.0), [0.4, 6.5, 2.8, 1.1, 0.5, 0.2]),
    (reason("K802", "235919008", 3.5), [0.0, 0.2, 2.6, 3.0, 2.0, 1.3]),
    (reason("K590", "14760008", 3.0), [2.0, 3.0, 0.6, 0.7, 1.2, 1.6]),
    (reason("K922", "74474003", 4.0), [0.2, 0.3, 1.0, 1.8, 2.0, 2.0]),
    (reason("N179", "14669001", 8.0), [0.1, 0.1, 0.3, 1.2, 2.4, 3.4]),
    (reason("E871", "89627008", 6.0), [0.1, 0.1, 0.2, 0.6, 1.2, 1.4]),
    (reason("D649", "271737000", 3.5), [0.5, 0.5, 0.8, 1.1, 1.7, 1.7]),
    (reason("I269", "59282003", 5.0), [0.0, 0.0, 0.7, 1.4, 1.5, 1.0]),
    (reason("I802", "128053003", 1.5), [0.0, 0.0, 0.6, 0.8, 0.7, 0.4]),
    (reason("I219", "22298006", 5.0), [0.0, 0.0, 0.3, 3.2, 3.2, 2.2]),
    (reason("I639", "230690007", 14.0), [0.0, 0.0, 0.2, 1.5, 3.2, 4.0]),
    (reason("G459", "266257000", 1.5), [0.0, 0.0, 0.1, 0.6, 1.1, 1.0]),
    (reason("M545", "161891005", 2.5), [0.0, 0.2, 1.6, 1.7, 1.0, 0.7]),
    (reason("N201", "95570007", 1.5), [0.0, 0.1, 1.5, 1.7, 0.8, 0.2]),
    (reason("O219", "14094001", 1.3), [0.0, 0.0, 4.0, 0.0, 0.0, 0.0]),
    (reason("R568", "128613002", 1.6), [3.0, 1.5, 0.8, 0.7, 0.6, 0.5]),
    (reason("I959", "45007003", 4.0), [0.0, 0.0, 0.1, 0.4, 0.9, 1.3]),
    (reason("F059", "2776000", 13.0), [0.0, 0.0, 0.0, 0.2, 1.0, 2.6]),
    (reason("R69X", "55607006", 1.5), [8.0, 10.0, 14.0, 12.0, 9.0, 7.0]),
];

/// Emergencies that follow from a condition: how many a year those who have it come with.
#[derive(Debug)]
pub(super) struct Follows {
    pub(super) condition: Condition,
    /// Emergency admissions a person with it and a year.
    pub(super) a_year: f64,
    pub(super) reasons: &'static [Reason],
}

const fn follows(condition: Condition, a_year: f64, reasons: &'static [Reason]) -> Follows {
    Follows { condition, a_year, reasons }
}

/// Judgement after Hospital Admitted Patient Care Activity 2019-20 (admissions of England by primary diagnosis) over
/// the people on registers of QOF 2019-20; asthma, epilepsy and diabetes so that people of 0 to 19 come near CL-129,
/// CL-137 and CL-140 (96, 55.5 and 38.4 per 100,000 a year).
pub(super) static FOLLOWING: [Follows; 24] = [
    follows(Condition::Copd, 0.085, &[reason("J440", "195951007", 6.0), reason("J441", "195951007", 5.0)]),
    follows(
        Condition::Asthma,
        0.016,
        &[reason("J459", "708038006", 2.0), reason("J459", "708038006", 2.0), reason("J46X", "708090002", 3.0)],
    ),
    follows(
        Condition::HeartFailure,
        0.09,
        &[reason("I500", "84114007", 9.0), reason("I501", "84114007", 8.0), reason("I509", "84114007", 8.0)],
    ),
    follows(Condition::AtrialFibrillation, 0.028, &[reason("I489", "49436004", 2.5)]),
    follows(
        Condition::CoronaryHeartDisease,
        0.04,
        &[reason("I200", "4557003", 2.5), reason("I209", "194828000", 1.5), reason("I214", "22298006", 5.0)],
    ),
    follows(Condition::DiabetesType1, 0.045, &[reason("E101", "420422005", 3.0), reason("E109", "302866003", 2.0)]),
    follows(Condition::DiabetesType2, 0.007, &[reason("E116", "302866003", 5.0), reason("E115", "371087003", 9.0)]),
    follows(Condition::Epilepsy, 0.035, &[reason("G409", "128613002", 2.5), reason("G419", "230456007", 5.0)]),
    follows(Condition::StrokeOrTia, 0.03, &[reason("I639", "230690007", 14.0), reason("G459", "266257000", 1.5)]),
    follows(Condition::ChronicKidneyDisease, 0.02, &[reason("N179", "14669001", 8.0), reason("E875", "14140009", 4.0)]),
    follows(
        Condition::Dementia,
        0.16,
        &[reason("F059", "2776000", 12.0), caused("R296", "W199", "217082002", 7.0), reason("J690", "422588002", 9.0)],
    ),
    follows(
        Condition::Cancer,
        0.05,
        &[reason("C349", "363358000", 8.0), reason("D70X", "409089005", 5.0), reason("C189", "363406005", 9.0)],
    ),
    follows(Condition::PalliativeCare, 0.35, &[reason("J189", "233604007", 7.0), reason("C349", "363358000", 8.0)]),
    follows(
        Condition::SevereMentalIllness,
        0.035,
        &[reason("F209", "69322001", 20.0), reason("F312", "69322001", 18.0), caused("T509", "X64X", "55680006", 2.0)],
    ),
    follows(
        Condition::HarmfulDrinking,
        0.085,
        &[reason("F100", "25702006", 1.5), reason("F103", "191480000", 4.0), reason("K703", "420054005", 9.0)],
    ),
    follows(Condition::DrugMisuse, 0.07, &[caused("T401", "X42X", "55680006", 1.5), reason("L022", "128477000", 3.0)]),
    follows(
        Condition::SelfHarm,
        0.05,
        &[
            caused("T391", "X60X", "70273001", 1.2),
            caused("T430", "X61X", "55680006", 1.5),
            caused("S519", "X789", "312608009", 1.0),
        ],
    ),
    follows(
        Condition::PersonalityDisorder,
        0.05,
        &[caused("T391", "X60X", "70273001", 1.2), reason("F603", "33449004", 4.0)],
    ),
    follows(Condition::EatingDisorder, 0.03, &[reason("F500", "56882008", 14.0)]),
    follows(Condition::ChronicLiverDisease, 0.06, &[reason("K746", "19943007", 9.0), reason("R18X", "389026000", 5.0)]),
    follows(
        Condition::ParkinsonsDisease,
        0.08,
        &[reason("G20X", "49049000", 11.0), caused("R296", "W199", "217082002", 7.0)],
    ),
    follows(Condition::MultipleSclerosis, 0.05, &[reason("G35X", "24700007", 6.0), reason("N390", "68566005", 6.0)]),
    follows(
        Condition::InflammatoryBowelDisease,
        0.03,
        &[reason("K509", "34000006", 6.0), reason("K519", "64766004", 6.0)],
    ),
    follows(
        Condition::LearningDisability,
        0.03,
        &[reason("J690", "422588002", 9.0), reason("R568", "128613002", 2.0), reason("K590", "14760008", 3.0)],
    ),
];

/// What people come with who are not admitted, with how common each is at the ages of [`COMMON`].
/// Source: judgement after NHS England, Emergency Care Data Set, diagnoses of 2022-23.
pub(super) static ATTENDED: [(&str, [f64; 6]); 20] = [
    ("54150009", [16.0, 4.0, 2.0, 1.0, 1.0, 1.0]),
    ("34014006", [14.0, 5.0, 2.0, 1.0, 1.0, 1.0]),
    ("25374005", [8.0, 4.0, 3.0, 2.0, 2.0, 2.0]),
    ("82271004", [10.0, 8.0, 5.0, 4.0, 6.0, 10.0]),
    ("312608009", [7.0, 9.0, 9.0, 7.0, 5.0, 6.0]),
    ("44465007", [3.0, 12.0, 9.0, 7.0, 4.0, 3.0]),
    ("125605004", [5.0, 14.0, 8.0, 8.0, 9.0, 10.0]),
    ("21522001", [2.0, 6.0, 9.0, 6.0, 4.0, 3.0]),
    ("29857009", [0.0, 1.0, 6.0, 10.0, 9.0, 7.0]),
    ("161891005", [0.0, 0.5, 4.0, 5.0, 4.0, 3.0]),
    ("25064002", [0.5, 2.0, 4.0, 4.0, 3.0, 2.0]),
    ("68566005", [1.0, 1.0, 3.0, 2.0, 4.0, 6.0]),
    ("128045006", [1.0, 1.0, 3.0, 3.0, 3.0, 4.0]),
    ("217082002", [1.0, 0.5, 0.5, 1.0, 4.0, 9.0]),
    ("49436004", [0.0, 0.0, 0.5, 2.0, 4.0, 4.0]),
    ("271594007", [0.5, 1.0, 2.0, 2.0, 3.0, 4.0]),
    ("48694002", [0.0, 1.5, 4.0, 3.0, 1.0, 0.5]),
    ("25702006", [0.0, 0.5, 3.0, 3.0, 1.0, 0.2]),
    ("81680005", [1.0, 1.0, 2.0, 2.0, 2.0, 2.0]),
    ("70273001", [0.2, 1.5, 3.0, 1.0, 0.2, 0.1]),
];

/// Conditions as further diagnoses of a stay. None for those that hospitals seldom code.
pub(super) static COMORBID: [(Condition, &str); 33] = [
    (Condition::AtrialFibrillation, "I489"),
    (Condition::Asthma, "J459"),
    (Condition::Cancer, "Z859"),
    (Condition::CoronaryHeartDisease, "I251"),
    (Condition::ChronicKidneyDisease, "N183"),
    (Condition::Copd, "J449"),
    (Condition::Dementia, "F03X"),
    (Condition::Depression, "F329"),
    (Condition::DiabetesType2, "E119"),
    (Condition::Epilepsy, "G409"),
    (Condition::HeartFailure, "I509"),
    (Condition::Hypertension, "I10X"),
    (Condition::LearningDisability, "F799"),
    (Condition::SevereMentalIllness, "F209"),
    (Condition::ObesityRegister, "E669"),
    (Condition::OsteoporoticFracture, "M809"),
    (Condition::PeripheralArterialDisease, "I739"),
    (Condition::PalliativeCare, "Z515"),
    (Condition::RheumatoidArthritis, "M069"),
    (Condition::StrokeOrTia, "I694"),
    (Condition::DiabetesType1, "E109"),
    (Condition::Anxiety, "F419"),
    (Condition::Autism, "F840"),
    (Condition::Osteoporosis, "M819"),
    (Condition::ChronicLiverDisease, "K746"),
    (Condition::MultipleSclerosis, "G35X"),
    (Condition::ParkinsonsDisease, "G20X"),
    (Condition::HarmfulDrinking, "F101"),
    (Condition::DrugMisuse, "F191"),
    (Condition::PersonalityDisorder, "F603"),
    (Condition::OsteoarthritisOrBackPain, "M199"),
    (Condition::Hypothyroidism, "E039"),
    (Condition::InflammatoryBowelDisease, "K509"),
];

/// Signs of frailty that hospitals code beside the main diagnosis (from the Hospital Frailty Risk Score).
pub(super) static SIGNS_OF_FRAILTY: [&str; 10] =
    ["R296", "R32X", "R26X", "R410", "Z740", "R54X", "L891", "E869", "Z602", "H919"];
