//! Who has what: smoking, conditions and habits, drawn from the model.

use crate::odds::{self, Asked, Odds, Smoking};
use crate::random::Chance;
use commonweal_model::{EthnicGroup, Quintile};

/// What somebody is like, as their record would know it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Traits {
    pub(crate) who: Asked,
    pub(crate) hypertension: bool,
    pub(crate) diabetes: Option<Diabetes>,
    pub(crate) copd: bool,
    pub(crate) severe_mental_illness: bool,
    pub(crate) drinking: Drinking,
    pub(crate) care_home: bool,
    /// How readily they come when invited: log odds added to every chance of care.
    pub(crate) readiness: f64,
    /// Their usual body mass index, kg/m2.
    pub(crate) bmi: f64,
    /// Their usual systolic blood pressure, mmHg.
    pub(crate) systolic: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Diabetes {
    Type1,
    Type2,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Drinking {
    None,
    LowerRisk,
    Heavy,
}

impl Traits {
    pub(crate) fn draw(age: i32, man: bool, quintile: Quintile, group: EthnicGroup, chance: &mut Chance) -> Self {
        let mut who = Asked { age, man, steps: 3 - i32::from(quintile.number()), group, smoking: Smoking::Never };
        let has = |odds: &Odds, who: &Asked, extra, chance: &mut Chance| chance.happens(odds.probability(who, extra));
        if has(&odds::SMOKES, &who, 0.0, chance) {
            who.smoking = Smoking::Current;
        } else if has(&odds::USED_TO_SMOKE, &who, 0.0, chance) {
            who.smoking = Smoking::Former;
        }
        let steps = f64::from(who.steps);
        // Mean BMI of adults in England is about 27.6, a little higher in deprived areas (Health Survey for
        // England 2019); children are lighter.
        let grown = f64::from(age.clamp(2, 20) - 2) / 18.0;
        let bmi = (16.5 + grown * (11.1 + 0.45 * steps) + chance.normal() * (1.8 + 3.2 * grown)).max(13.0);
        let heavy = (bmi - 27.6) / 5.0 * grown;
        let type_1 = has(&odds::DIABETES_TYPE_1, &who, 0.0, chance);
        let type_2 = has(&odds::DIABETES_TYPE_2, &who, 0.45 * heavy, chance);
        let diabetes = if type_1 { Some(Diabetes::Type1) } else { type_2.then_some(Diabetes::Type2) };
        let with_diabetes = if diabetes.is_some() { 0.8 } else { -0.06 };
        let hypertension = has(&odds::HYPERTENSION, &who, with_diabetes + 0.35 * heavy, chance);
        // Treated hypertension is controlled in about 71.5 % (P CL-118), less often in deprived areas.
        let usual = 112.0 + 0.28 * f64::from(age.max(10)) + if man { 3.0 } else { 0.0 };
        let systolic =
            if hypertension { 133.0 + 0.8 * steps + chance.normal() * 9.0 } else { usual + chance.normal() * 8.0 };
        Self {
            who,
            hypertension,
            diabetes,
            copd: has(&odds::COPD, &who, 0.0, chance),
            severe_mental_illness: has(&odds::SEVERE_MENTAL_ILLNESS, &who, 0.0, chance),
            drinking: if has(&odds::DRINKS_HEAVILY, &who, 0.0, chance) {
                Drinking::Heavy
            } else if has(&odds::DOES_NOT_DRINK, &who, 0.0, chance) {
                Drinking::None
            } else {
                Drinking::LowerRisk
            },
            care_home: has(&odds::CARE_HOME, &who, 0.0, chance),
            readiness: chance.normal() * 0.7,
            bmi,
            systolic,
        }
    }

    /// Whether a condition calls for a review each year.
    pub(crate) fn reviewed(&self) -> bool {
        self.hypertension || self.diabetes.is_some() || self.copd
    }

    /// Whether a condition calls for flu vaccination before 65.
    pub(crate) fn at_risk_of_flu(&self) -> bool {
        self.diabetes.is_some() || self.copd
    }
}
