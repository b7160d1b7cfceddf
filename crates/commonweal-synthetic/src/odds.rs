//! The model: how likely each thing is, for whom, and why we say so. One table.
//!
//! Conditions are in [`CONDITIONS`], habits and use of care below. Each line is a logistic model. At age
//! 50, for a woman of a White background in the middle fifth who never smoked, the log odds are `at_50`;
//! the other columns add to it. `per_step` is added for each fifth nearer the most deprived (2 steps in
//! the most deprived, -2 in the least), so the odds ratio between the two is `exp(4 per_step)`.
//!
//! Levels of the registers are solved for each practice from what it recorded; the others are set so that
//! the people come near what was recorded locally. Gradients come from the sources named beside them. Everything else is plain judgement, and modest. Sources:
//! - Q: Quality and Outcomes Framework, recorded prevalence 2020/21 of the local practices: hypertension
//!   13.5 %, diabetes (17 and over) 6.9 %, COPD 2.1 %, severe mental illness 0.9 %.
//! - M: the same by deprivation tenth of England, modelled, 2019/20 (`reference/qof`): diabetes
//!   8.5 % in the most deprived tenth and 5.8 % in the least, COPD 2.6 and 1.5 %, severe mental
//!   illness 1.2 and 0.7 %, hypertension 14.1 and 13.9 % before age is allowed for.
//! - P: the local plans (`reference/plan/claims.csv`) by their numbers.
//! - S: Annual Population Survey, smoking 2018 to 2020: 13.4 % in the city, 11.4 % in the county
//!   (P CL-062, CL-063), 16 to 23 % in the three northern districts (P CL-023, CL-024).

mod asked;
mod conditions;

pub use asked::{Asked, Smoking};
pub use conditions::{CONDITIONS, ConditionOdds, Onset};

/// One line of the model. Log odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Odds {
    /// What it is about.
    pub about: &'static str,
    /// The youngest and the oldest age at which it can be, in years.
    pub ages: (i32, i32),
    /// At age 50, woman, White, middle fifth, never smoked.
    pub at_50: f64,
    /// Added for each ten years above 50.
    pub per_decade: f64,
    /// Added for the square of the decades above 50: negative where it levels off.
    pub per_decade_squared: f64,
    /// Added for men.
    pub man: f64,
    /// Added for each fifth nearer the most deprived than the middle.
    pub per_step: f64,
    /// Added for people of Asian backgrounds.
    pub asian: f64,
    /// Added for people of Black backgrounds.
    pub black: f64,
    /// Added for people of mixed and other backgrounds.
    pub mixed_other: f64,
    /// Added for people who smoke.
    pub smoker: f64,
    /// Added for people who used to smoke.
    pub ex_smoker: f64,
}

const NOTHING: Odds = Odds {
    about: "",
    ages: (0, 130),
    at_50: 0.0,
    per_decade: 0.0,
    per_decade_squared: 0.0,
    man: 0.0,
    per_step: 0.0,
    asian: 0.0,
    black: 0.0,
    mixed_other: 0.0,
    smoker: 0.0,
    ex_smoker: 0.0,
};

// Habits ------------------------------------------------------------------------------------------

/// Smokes now. Level: S. Gradient: 2.8 times the odds in the most deprived fifth, between S by tenth of deprivation in
/// England and the difference between city and county. Fewer women of Asian backgrounds smoke.
pub const SMOKES: Odds = Odds {
    about: "smokes",
    ages: (16, 130),
    at_50: -1.95,
    per_decade: -0.20,
    per_decade_squared: -0.10,
    man: 0.22,
    per_step: 0.26,
    asian: -0.65,
    black: -0.45,
    mixed_other: 0.10,
    ..NOTHING
};
/// Used to smoke, among those who do not.
pub const USED_TO_SMOKE: Odds = Odds {
    about: "used to smoke",
    ages: (18, 130),
    at_50: -0.95,
    per_decade: 0.22,
    per_decade_squared: -0.04,
    man: 0.25,
    per_step: 0.03,
    asian: -1.1,
    black: -0.7,
    ..NOTHING
};
/// Drinks more than is safe, short of harm, among those who drink: one adult in five (Health Survey for England 2019).
pub const DRINKS_HEAVILY: Odds = Odds {
    about: "increasing-risk drinking",
    ages: (18, 130),
    at_50: -1.15,
    per_decade: 0.0,
    per_decade_squared: -0.08,
    man: 0.75,
    per_step: -0.08,
    asian: -1.2,
    black: -0.7,
    smoker: 0.4,
    ex_smoker: 0.2,
    ..NOTHING
};
/// Does not drink, among those who do not drink heavily. Judgement: about one adult in five in England, more
/// in deprived areas and at older ages, and most people of Asian backgrounds.
pub const DOES_NOT_DRINK: Odds = Odds {
    about: "does not drink",
    at_50: -1.55,
    per_decade: 0.08,
    man: -0.35,
    per_step: 0.20,
    asian: 1.9,
    black: 0.9,
    mixed_other: 0.4,
    ..NOTHING
};
// Access to care: chances in one year --------------------------------------------------------------

/// Blood pressure measured in a year, without a condition that calls for it.
pub const BLOOD_PRESSURE_CHECK: Odds = Odds {
    about: "blood pressure check",
    ages: (16, 130),
    at_50: -1.25,
    per_decade: 0.30,
    man: -0.45,
    per_step: -0.17,
    asian: -0.10,
    black: -0.10,
    ..NOTHING
};
/// Annual review of a long-term condition, with blood pressure, BMI, smoking and cholesterol.
pub const ANNUAL_REVIEW: Odds = Odds {
    about: "annual review",
    at_50: 1.45,
    per_decade: 0.25,
    per_decade_squared: -0.05,
    per_step: -0.16,
    black: -0.15,
    smoker: -0.2,
    ..NOTHING
};
/// HbA1c measured in a year, with diabetes.
pub const HBA1C_CHECK: Odds = Odds {
    about: "HbA1c check",
    at_50: 1.40,
    per_decade: 0.25,
    per_decade_squared: -0.06,
    per_step: -0.19,
    black: -0.15,
    smoker: -0.2,
    ..NOTHING
};
/// All six physical checks at one visit in a year, with a severe mental illness: 38 % locally in 2021/22,
/// 66 % in Mid Nottinghamshire by March 2024 (P CL-151, CL-049). Level: near the later of these. Gradient:
/// judgement, about as steep as in the other yearly checks.
pub const SIX_CHECKS: Odds =
    Odds { about: "six physical checks", at_50: 2.0, per_decade: 0.10, per_step: -0.17, black: -0.1, ..NOTHING };
/// Yearly health check with a learning disability, from 14 on: 75 % nationally in 2022/23 (NHS England).
pub const LEARNING_DISABILITY_CHECK: Odds = Odds {
    about: "learning disability health check",
    ages: (14, 130),
    at_50: 1.45,
    per_step: -0.08,
    black: -0.1,
    ..NOTHING
};
/// Flu vaccination in a season, at 65 and over.
pub const FLU_65: Odds = Odds {
    about: "flu vaccination at 65 and over",
    ages: (65, 130),
    at_50: 0.90,
    per_decade: 0.28,
    per_step: -0.20,
    asian: -0.55,
    black: -1.0,
    mixed_other: -0.4,
    smoker: -0.35,
    ..NOTHING
};
/// Flu vaccination in a season, below 65 with a condition that calls for it.
pub const FLU_AT_RISK: Odds = Odds {
    about: "flu vaccination below 65 at risk",
    ages: (0, 64),
    at_50: -0.05,
    per_decade: 0.35,
    per_step: -0.17,
    asian: -0.30,
    black: -0.75,
    mixed_other: -0.3,
    smoker: -0.3,
    ..NOTHING
};
