//! What somebody's health is like, over their life: conditions with their onset, habits, usual measurements.

mod calibration;
mod draw;
mod habits;
mod mix;
pub(crate) mod normal;
mod onset;
#[cfg(test)]
mod tests;

pub(crate) use calibration::{Calibration, REGISTERS};
pub(crate) use draw::draw;

use crate::day::Day;

/// Conditions that people have or have not. The first 21 are the registers of the Quality and Outcomes Framework.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(usize)]
pub(crate) enum Condition {
    AtrialFibrillation,
    Asthma,
    Cancer,
    CoronaryHeartDisease,
    ChronicKidneyDisease,
    Copd,
    Dementia,
    Depression,
    DiabetesType2,
    Epilepsy,
    HeartFailure,
    Hypertension,
    LearningDisability,
    SevereMentalIllness,
    NonDiabeticHyperglycaemia,
    ObesityRegister,
    OsteoporoticFracture,
    PeripheralArterialDisease,
    PalliativeCare,
    RheumatoidArthritis,
    StrokeOrTia,
    DiabetesType1,
    Anxiety,
    Autism,
    Osteoporosis,
    ChronicLiverDisease,
    MultipleSclerosis,
    ParkinsonsDisease,
    HarmfulDrinking,
    DrugMisuse,
    PersonalityDisorder,
    EatingDisorder,
    OsteoarthritisOrBackPain,
    Hypothyroidism,
    InflammatoryBowelDisease,
    SelfHarm,
}

impl Condition {
    pub(crate) const COUNT: usize = Self::SelfHarm as usize + 1;

    /// Every condition, in order.
    pub(crate) const ALL: [Self; Self::COUNT] = [
        Self::AtrialFibrillation,
        Self::Asthma,
        Self::Cancer,
        Self::CoronaryHeartDisease,
        Self::ChronicKidneyDisease,
        Self::Copd,
        Self::Dementia,
        Self::Depression,
        Self::DiabetesType2,
        Self::Epilepsy,
        Self::HeartFailure,
        Self::Hypertension,
        Self::LearningDisability,
        Self::SevereMentalIllness,
        Self::NonDiabeticHyperglycaemia,
        Self::ObesityRegister,
        Self::OsteoporoticFracture,
        Self::PeripheralArterialDisease,
        Self::PalliativeCare,
        Self::RheumatoidArthritis,
        Self::StrokeOrTia,
        Self::DiabetesType1,
        Self::Anxiety,
        Self::Autism,
        Self::Osteoporosis,
        Self::ChronicLiverDisease,
        Self::MultipleSclerosis,
        Self::ParkinsonsDisease,
        Self::HarmfulDrinking,
        Self::DrugMisuse,
        Self::PersonalityDisorder,
        Self::EatingDisorder,
        Self::OsteoarthritisOrBackPain,
        Self::Hypothyroidism,
        Self::InflammatoryBowelDisease,
        Self::SelfHarm,
    ];
}

/// Smoking over a life.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Smoking {
    pub(crate) started: Option<Day>,
    pub(crate) stopped: Option<Day>,
}

/// How much somebody drinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Drinking {
    None,
    LowerRisk,
    Increasing,
    Harmful,
}

/// Somebody's health over their life.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Health {
    /// The day each condition was diagnosed. A diagnosis stands for good, unless resolved.
    pub(crate) diagnosed: [Option<Day>; Condition::COUNT],
    /// Raised blood pressure that nobody has found.
    pub(crate) undiagnosed_hypertension: bool,
    pub(crate) smoking: Smoking,
    pub(crate) drinking: Drinking,
    /// Usual body mass index at the end, kg/m2, and its change a year.
    pub(crate) bmi: f64,
    /// The body mass index from which they count as obese, kg/m2.
    pub(crate) obese_from: f64,
    pub(crate) bmi_a_year: f64,
    /// Usual blood pressure at the end, mmHg.
    pub(crate) systolic: f64,
    /// How frail at the end: 0 (fit) to 1 (severely frail), as the electronic frailty index runs.
    pub(crate) frailty: f64,
    /// How readily they come when invited: log odds added to every chance of care.
    pub(crate) readiness: f64,
    /// How ill beyond diagnosed conditions: mean 0, standard deviation 1; raises use of care and follows deprivation.
    pub(crate) burden: f64,
    /// Day from which they cannot leave home.
    pub(crate) housebound: Option<Day>,
    /// Day from which they care for somebody unpaid.
    pub(crate) carer: Option<Day>,
    /// Fifth of deprivation of the last home, as steps from the middle: 2 in the most deprived, -2 in the least.
    pub(crate) steps: f64,
    /// The last day they are known on.
    pub(crate) last: Day,
}

impl Health {
    pub(crate) fn has(&self, condition: Condition, on: Day) -> bool {
        self.diagnosed[condition as usize].is_some_and(|day| day <= on)
    }

    pub(crate) fn smokes(&self, on: Day) -> bool {
        self.smoking.started.is_some_and(|day| day <= on) && self.smoking.stopped.is_none_or(|day| on < day)
    }

    /// How many diagnosed conditions there are on a day, registers of risk left out.
    pub(crate) fn conditions(&self, on: Day) -> usize {
        let risk = [Condition::ObesityRegister as usize, Condition::NonDiabeticHyperglycaemia as usize];
        (0..Condition::COUNT)
            .filter(|at| !risk.contains(at) && self.diagnosed[*at].is_some_and(|day| day <= on))
            .count()
    }
}
