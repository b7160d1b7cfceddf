//! The codes that made-up people's events carry, each with the shipped codelist it is from.

/// A code that made-up events use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventCode {
    /// SNOMED CT concept identifier.
    pub code: &'static str,
    /// The shipped codelist (`definitions/codelists/<id>.csv`) that holds it.
    pub codelist: &'static str,
    /// What it says, with the unit of its value if it has one.
    pub about: &'static str,
}

const fn event(code: &'static str, codelist: &'static str, about: &'static str) -> EventCode {
    EventCode { code, codelist, about }
}

/// Systolic blood pressure, mmHg.
pub const SYSTOLIC: EventCode = event("271649006", "systolic_bp", "systolic blood pressure, mmHg");
/// Diastolic blood pressure, mmHg.
pub const DIASTOLIC: EventCode = event("271650006", "diastolic_bp", "diastolic blood pressure, mmHg");
/// Hypertension.
pub const HYPERTENSION: EventCode = event("38341003", "hypertension", "hypertensive disorder");
/// Hypertension resolved.
pub const HYPERTENSION_RESOLVED: EventCode = event("162659009", "hypertension_resolved", "hypertension resolved");
/// Type 1 diabetes.
pub const DIABETES_TYPE_1: EventCode = event("46635009", "diabetes_type1", "diabetes mellitus type 1");
/// Type 2 diabetes.
pub const DIABETES_TYPE_2: EventCode = event("44054006", "diabetes_type2", "diabetes mellitus type 2");
/// Diabetes resolved.
pub const DIABETES_RESOLVED: EventCode = event("315051004", "diabetes_resolved", "diabetes resolved");
/// Glycated haemoglobin, mmol/mol.
pub const HBA1C: EventCode = event("999791000000106", "hba1c_value", "HbA1c, mmol/mol");
/// Never smoked.
pub const NEVER_SMOKED: EventCode = event("266919005", "smoking_clear", "never smoked tobacco");
/// Ex-smoker.
pub const EX_SMOKER: EventCode = event("8517006", "smoking_clear", "ex-smoker");
/// Smoker.
pub const SMOKER: EventCode = event("77176002", "smoking_clear", "smoker");
/// Chronic obstructive pulmonary disease.
pub const COPD: EventCode = event("13645005", "copd", "chronic obstructive pulmonary disease");
/// Influenza vaccination at the practice.
pub const FLU_VACCINATION: EventCode = event(
    "985151000000100",
    "flu_vaccination_pcd",
    "administration of first inactivated seasonal influenza vaccination",
);
/// Influenza vaccination at a pharmacy.
pub const FLU_VACCINATION_PHARMACY: EventCode =
    event("955691000000108", "flu_vaccination_pcd", "seasonal influenza vaccination given by pharmacist");
/// Schizophrenia.
pub const SCHIZOPHRENIA: EventCode = event("58214004", "severe_mental_illness", "schizophrenia");
/// Bipolar disorder.
pub const BIPOLAR: EventCode = event("13746004", "severe_mental_illness", "bipolar disorder");
/// Body mass index, kg/m2.
pub const BMI: EventCode = event("60621009", "bmi", "body mass index, kg/m2");
/// Total cholesterol, mmol/L.
pub const CHOLESTEROL: EventCode = event("1005671000000105", "cholesterol_value", "serum cholesterol, mmol/L");
/// Does not drink alcohol.
pub const NON_DRINKER: EventCode = event("105542008", "alcohol_status", "current non-drinker of alcohol");
/// Drinks at lower risk.
pub const LOWER_RISK_DRINKER: EventCode = event("777671000000105", "alcohol_status", "lower risk alcohol drinking");
/// Drinks at increasing risk.
pub const INCREASING_RISK_DRINKER: EventCode =
    event("777631000000108", "alcohol_status", "increasing risk alcohol drinking");
/// Hazardous drinking.
pub const HEAVY_DRINKER: EventCode = event("86933000", "hazardous_drinking", "heavy drinker");

/// Every code that made-up events use.
pub const ALL: [EventCode; 22] = [
    SYSTOLIC,
    DIASTOLIC,
    HYPERTENSION,
    HYPERTENSION_RESOLVED,
    DIABETES_TYPE_1,
    DIABETES_TYPE_2,
    DIABETES_RESOLVED,
    HBA1C,
    NEVER_SMOKED,
    EX_SMOKER,
    SMOKER,
    COPD,
    FLU_VACCINATION,
    FLU_VACCINATION_PHARMACY,
    SCHIZOPHRENIA,
    BIPOLAR,
    BMI,
    CHOLESTEROL,
    NON_DRINKER,
    LOWER_RISK_DRINKER,
    INCREASING_RISK_DRINKER,
    HEAVY_DRINKER,
];
