//! Treatment functions that people are referred to, what they are treated for there, and how long they wait.

use crate::health::Condition;

/// A treatment function.
#[derive(Debug)]
pub(super) struct Specialty {
    /// NHS Data Dictionary treatment function code.
    pub(super) code: &'static str,
    /// How common among referrals at 0-4, 5-15, 16-44, 45-64, 65-79, 80 and over.
    pub(super) share: [f64; 6],
    /// Waits as a multiple of the usual.
    pub(super) wait: f64,
    /// The share of pathways that end with a stay in hospital.
    pub(super) stays: f64,
    /// The share of those that last overnight, and their mean days.
    pub(super) overnight: (f64, f64),
    /// Primary diagnosis (ICD-10) and procedures (OPCS-4) of such stays.
    pub(super) treated_for: &'static [(&'static str, &'static [&'static str])],
    /// A condition that makes a referral likelier, and how many times.
    pub(super) condition: Option<(Condition, f64)>,
    /// Whether women alone are referred.
    pub(super) women_only: bool,
}

const USUAL: Specialty = Specialty {
    code: "",
    share: [0.0; 6],
    wait: 1.0,
    stays: 0.0,
    overnight: (0.0, 1.0),
    treated_for: &[],
    condition: None,
    women_only: false,
};

/// Source of shares and waits: NHS England, Referral to Treatment waiting times by treatment function 2023-24
/// (judgement for ages); shares of stays and of day cases: HES 2019-20; codes of ICD-10 and OPCS-4.
pub(super) static SPECIALTIES: [Specialty; 22] = [
    Specialty {
        code: "110",
        share: [0.03, 0.13, 0.12, 0.17, 0.16, 0.13],
        wait: 1.25,
        stays: 0.34,
        overnight: (0.45, 3.0),
        treated_for: &[
            ("M171", &["W401", "Z846"]),
            ("M161", &["W371", "Z843"]),
            ("M232", &["W822", "Z846"]),
            ("G560", &["A651"]),
        ],
        condition: Some((Condition::OsteoarthritisOrBackPain, 2.2)),
        ..USUAL
    },
    Specialty {
        code: "130",
        share: [0.07, 0.09, 0.03, 0.10, 0.20, 0.24],
        wait: 1.05,
        stays: 0.42,
        overnight: (0.02, 1.0),
        treated_for: &[("H269", &["C712", "C751"]), ("H259", &["C712", "C751"]), ("H353", &["C794"])],
        condition: Some((Condition::DiabetesType2, 1.3)),
        ..USUAL
    },
    Specialty {
        code: "120",
        share: [0.22, 0.14, 0.08, 0.08, 0.07, 0.06],
        wait: 1.2,
        stays: 0.20,
        overnight: (0.2, 1.0),
        treated_for: &[("J350", &["F341"]), ("J342", &["E036"]), ("H652", &["D151"])],
        ..USUAL
    },
    Specialty {
        code: "502",
        share: [0.0, 0.01, 0.22, 0.13, 0.04, 0.03],
        wait: 1.15,
        stays: 0.26,
        overnight: (0.3, 2.0),
        treated_for: &[("N920", &["Q181"]), ("N840", &["Q181"]), ("N812", &["P231"]), ("D259", &["Q074"])],
        women_only: true,
        ..USUAL
    },
    Specialty {
        code: "101",
        share: [0.02, 0.02, 0.04, 0.07, 0.10, 0.10],
        wait: 1.0,
        stays: 0.30,
        overnight: (0.3, 2.0),
        treated_for: &[("N40X", &["M653"]), ("N201", &["M271"]), ("R31X", &["M459"])],
        ..USUAL
    },
    Specialty {
        code: "100",
        share: [0.03, 0.05, 0.09, 0.10, 0.08, 0.07],
        wait: 1.05,
        stays: 0.42,
        overnight: (0.35, 2.5),
        treated_for: &[("K409", &["T202"]), ("K802", &["J183"]), ("K429", &["T242"]), ("K602", &["H562"])],
        ..USUAL
    },
    Specialty {
        code: "301",
        share: [0.01, 0.02, 0.10, 0.10, 0.07, 0.05],
        wait: 1.0,
        stays: 0.38,
        overnight: (0.03, 1.0),
        treated_for: &[("K635", &["H201"]), ("K297", &["G451"]), ("K573", &["H221"])],
        condition: Some((Condition::InflammatoryBowelDisease, 3.0)),
        ..USUAL
    },
    Specialty {
        code: "320",
        share: [0.01, 0.01, 0.03, 0.07, 0.09, 0.09],
        wait: 1.0,
        stays: 0.14,
        overnight: (0.25, 2.0),
        treated_for: &[("I251", &["K634"]), ("I489", &["X501"]), ("I495", &["K601"])],
        condition: Some((Condition::CoronaryHeartDisease, 3.0)),
        ..USUAL
    },
    Specialty {
        code: "330",
        share: [0.10, 0.08, 0.10, 0.09, 0.09, 0.10],
        wait: 0.85,
        stays: 0.12,
        overnight: (0.01, 1.0),
        treated_for: &[("C449", &["S065"]), ("D225", &["S065"])],
        ..USUAL
    },
    Specialty {
        code: "410",
        share: [0.0, 0.01, 0.03, 0.04, 0.03, 0.02],
        wait: 0.95,
        condition: Some((Condition::RheumatoidArthritis, 5.0)),
        ..USUAL
    },
    Specialty {
        code: "400",
        share: [0.01, 0.02, 0.05, 0.04, 0.03, 0.03],
        wait: 1.1,
        condition: Some((Condition::Epilepsy, 3.0)),
        ..USUAL
    },
    Specialty {
        code: "340",
        share: [0.0, 0.01, 0.02, 0.04, 0.05, 0.05],
        wait: 0.95,
        stays: 0.05,
        overnight: (0.1, 2.0),
        treated_for: &[("R91X", &["E491"])],
        condition: Some((Condition::Copd, 3.0)),
        ..USUAL
    },
    Specialty {
        code: "302",
        share: [0.0, 0.01, 0.03, 0.03, 0.02, 0.01],
        condition: Some((Condition::DiabetesType1, 4.0)),
        ..USUAL
    },
    Specialty {
        code: "160",
        share: [0.03, 0.03, 0.02, 0.02, 0.02, 0.02],
        wait: 1.1,
        stays: 0.5,
        overnight: (0.15, 2.0),
        treated_for: &[("D171", &["S065"]), ("M720", &["T521"])],
        ..USUAL
    },
    Specialty {
        code: "140",
        share: [0.04, 0.08, 0.04, 0.02, 0.02, 0.01],
        wait: 1.15,
        stays: 0.45,
        overnight: (0.05, 1.0),
        treated_for: &[("K011", &["F091"]), ("K029", &["F104"])],
        ..USUAL
    },
    Specialty { code: "420", share: [0.40, 0.26, 0.0, 0.0, 0.0, 0.0], wait: 0.8, ..USUAL },
    Specialty { code: "650", share: [0.02, 0.03, 0.03, 0.03, 0.03, 0.03], wait: 0.6, ..USUAL },
    Specialty {
        code: "191",
        share: [0.0, 0.0, 0.02, 0.02, 0.01, 0.01],
        wait: 1.1,
        stays: 0.2,
        overnight: (0.0, 1.0),
        treated_for: &[("M545", &["A521"])],
        ..USUAL
    },
    Specialty {
        code: "108",
        share: [0.0, 0.0, 0.02, 0.02, 0.01, 0.01],
        wait: 1.35,
        stays: 0.2,
        overnight: (0.7, 3.0),
        treated_for: &[("M511", &["V337"])],
        ..USUAL
    },
    Specialty { code: "300", share: [0.0, 0.0, 0.02, 0.03, 0.03, 0.03], wait: 0.8, ..USUAL },
    Specialty { code: "430", share: [0.0, 0.0, 0.0, 0.0, 0.02, 0.14], wait: 0.7, ..USUAL },
    Specialty {
        code: "107",
        share: [0.0, 0.0, 0.02, 0.02, 0.03, 0.03],
        wait: 1.1,
        stays: 0.35,
        overnight: (0.4, 4.0),
        treated_for: &[("I839", &["L841"]), ("I702", &["L631"])],
        condition: Some((Condition::PeripheralArterialDisease, 4.0)),
        ..USUAL
    },
];

/// Median weeks from clock start to clock stop, by half-years of the clock's start from the first of 2015, for
/// routine pathways. Source: set so that the share of open pathways within 18 weeks comes near NHS England, Referral
/// to Treatment waiting times: 92 % in 2016, 87 % in 2018, 83 % in 2020 before the pandemic, 62 % in 2022, 58 % in 2023, 59 % in
/// 2024, 61.8 % in September 2025, 65 % in March 2026 (the operational planning target).
pub(super) const MEDIAN_WEEKS: [f64; 24] = [
    7.5, 7.6, 7.8, 8.0, 8.4, 8.7, 9.2, 9.6, 10.2, 12.0, 19.0, 17.5, 17.5, 18.0, 18.5, 19.5, 20.2, 20.6, 20.6, 20.4,
    19.6, 18.6, 17.4, 16.6,
];
/// Weeks beyond which hospitals treat people sooner than their turn, and the share of the rest of the wait that is
/// left: set so that about 2.5 % of open pathways are older than a year (NHS England, 2025).
const LONG_WEEKS: f64 = 45.0;
const LONG_REST: f64 = 0.3;

/// A wait in weeks, with long ones cut short.
pub(super) fn cut_short(weeks: f64) -> f64 {
    if weeks > LONG_WEEKS { LONG_WEEKS + LONG_REST * (weeks - LONG_WEEKS) } else { weeks }
}

/// How much waits vary: the standard deviation of their logarithm.
pub(super) const WAIT_SPREAD: f64 = 0.75;
/// Log of the ratio of waits from one fifth of deprivation to the next (King's Fund 2021: people in the most deprived
/// areas are 1.8 times as likely to wait over a year).
pub(super) const WAIT_A_STEP: f64 = 0.035;

/// Conditions that are followed in outpatient clinics: appointments a year, and the treatment function.
/// Source: judgement after Hospital Outpatient Activity 2022-23.
pub(super) static FOLLOWED: [(Condition, f64, &str); 14] = [
    (Condition::Cancer, 1.6, "370"),
    (Condition::DiabetesType1, 1.6, "307"),
    (Condition::DiabetesType2, 0.25, "130"),
    (Condition::RheumatoidArthritis, 2.2, "410"),
    (Condition::InflammatoryBowelDisease, 1.8, "301"),
    (Condition::MultipleSclerosis, 1.8, "400"),
    (Condition::ParkinsonsDisease, 1.6, "400"),
    (Condition::HeartFailure, 1.0, "320"),
    (Condition::CoronaryHeartDisease, 0.3, "320"),
    (Condition::ChronicKidneyDisease, 0.4, "361"),
    (Condition::Copd, 0.4, "340"),
    (Condition::Epilepsy, 0.6, "400"),
    (Condition::StrokeOrTia, 0.3, "430"),
    (Condition::ChronicLiverDisease, 1.0, "306"),
];
