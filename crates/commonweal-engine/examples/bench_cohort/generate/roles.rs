//! How often the codes of a list are recorded. The lists that make up most of a record are named here; the others
//! are conditions of a few people in a hundred.

/// Why a code of a list is in a record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Role {
    /// A diagnosis: so many of all people, more of them when old, each with a few codes over time.
    Condition { share: f64 },
    /// Only after a code of the list of this place: so many of those people.
    Resolved { of: usize, share: f64 },
    /// Only after a code of the list of this place: so often a year.
    Review { of: usize, per_year: f64 },
    /// Recorded of anyone, so often a year.
    Routine { per_year: f64 },
    /// The same with a number.
    Measurement { per_year: f64, mean: f64, deviation: f64 },
}

const ROUTINE: &[(&str, f64)] = &[
    ("smoking_status", 0.6),
    ("smoking_clear", 0.1),
    ("smoking_unclear", 0.1),
    ("alcohol_status", 0.35),
    ("medication_review", 0.5),
    ("structured_medication_review", 0.05),
    ("flu_vaccination_pcd", 0.3),
    ("covid_vaccination_dose1", 0.05),
    ("covid_vaccination_dose2", 0.05),
    ("cvd_risk_score", 0.08),
    ("ethnicity", 0.08),
    ("blood_pressure_declined", 0.02),
    ("bmi_stage", 0.05),
    ("illicit_substance_intervention", 0.01),
];

const MEASUREMENTS: &[(&str, f64, f64, f64)] = &[
    ("systolic_bp", 1.1, 131.0, 16.0),
    ("diastolic_bp", 1.1, 78.0, 10.0),
    ("blood_pressure", 0.1, 130.0, 16.0),
    ("bmi", 0.5, 27.5, 5.5),
    ("hba1c_value", 0.45, 40.0, 9.0),
    ("hba1c", 0.1, 40.0, 9.0),
    ("cholesterol_value", 0.4, 5.0, 1.1),
    ("cholesterol", 0.1, 5.0, 1.1),
    ("hdl_cholesterol", 0.35, 1.4, 0.4),
    ("creatinine", 0.6, 78.0, 18.0),
];

/// Other lists with a unit in the manifest: mean and standard deviation by unit, each taken now and then.
const UNITS: &[(&str, f64, f64)] = &[
    ("mmHg", 131.0, 16.0),
    ("kg/m2", 27.5, 5.5),
    ("mmol/mol", 40.0, 9.0),
    ("%", 8.0, 2.0),
    ("mmol/L", 4.5, 1.2),
    ("umol/L", 78.0, 18.0),
    ("mL/min/1.73m2", 82.0, 18.0),
    ("10*9/L", 7.0, 2.0),
    ("score", 6.0, 4.0),
];

const CONDITIONS: &[(&str, f64)] = &[
    ("hypertension", 0.15),
    ("diabetes", 0.075),
    ("diabetes_type2", 0.06),
    ("asthma", 0.065),
    ("depression", 0.13),
    ("anxiety", 0.12),
    ("obesity", 0.1),
    ("copd", 0.02),
    ("chd", 0.03),
    ("atrial_fibrillation", 0.022),
    ("ckd_stage3_5", 0.04),
    ("stroke", 0.018),
    ("cancer", 0.035),
    ("dementia", 0.008),
    ("severe_mental_illness", 0.01),
    ("learning_disability", 0.006),
    ("palliative_care", 0.005),
    ("non_diabetic_hyperglycaemia", 0.06),
];

/// The role of a list, from its name, its unit and the names of all lists in order.
pub(super) fn role(name: &str, unit: &str, names: &[String]) -> Role {
    let named = |wanted: &str| names.iter().position(|other| other == wanted);
    if let Some((_, per_year)) = ROUTINE.iter().find(|(known, _)| *known == name) {
        return Role::Routine { per_year: *per_year };
    }
    if let Some((_, per_year, mean, deviation)) = MEASUREMENTS.iter().find(|(known, ..)| *known == name) {
        return Role::Measurement { per_year: *per_year, mean: *mean, deviation: *deviation };
    }
    if let Some(of) = name.strip_suffix("_resolved").and_then(named) {
        return Role::Resolved { of, share: 0.08 };
    }
    if let Some(of) = name.strip_suffix("_review").and_then(named) {
        return Role::Review { of, per_year: 0.7 };
    }
    if !unit.is_empty() {
        let (_, mean, deviation) = UNITS.iter().find(|(known, ..)| *known == unit).unwrap_or(&("", 10.0, 4.0));
        return Role::Measurement { per_year: 0.1, mean: *mean, deviation: *deviation };
    }
    let share = CONDITIONS.iter().find(|(known, _)| *known == name).map(|(_, share)| *share);
    Role::Condition { share: share.unwrap_or_else(|| one_in_some(name)) }
}

/// Between 0.3 % and 2.5 %, by the letters of the name.
fn one_in_some(name: &str) -> f64 {
    let sum: u32 = name.bytes().fold(7, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    0.003 + f64::from(sum % 1000) / 1000.0 * 0.022
}
