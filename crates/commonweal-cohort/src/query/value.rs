//! What a cell may hold, and of which type.

use super::code_shape;
use jiff::civil::Date;
use std::fmt;
use std::sync::Arc;

/// A float that is a number: neither infinite nor NaN, and with one zero, so that it can be compared and counted.
///
/// # Example
/// ```
/// use commonweal_cohort::query::Float;
/// assert_eq!(Float::new(-0.0), Float::new(0.0));
/// assert_eq!(Float::new(f64::NAN), None);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Float(f64);

impl Float {
    /// The float, or nothing where it is infinite or not a number.
    pub fn new(number: f64) -> Option<Self> {
        number.is_finite().then_some(Self(number + 0.0))
    }

    /// The number itself.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl PartialEq for Float {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Float {}

impl PartialOrd for Float {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Float {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl std::hash::Hash for Float {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

/// One known value. Codes and multi-code strings are text; the series they come from knows their system.
///
/// Values of one type are ordered as the query language orders them: false before true, numbers by size, text by
/// Unicode code point, dates by the calendar.
///
/// # Example
/// ```
/// use commonweal_cohort::query::Value;
/// assert!(Value::text("10") < Value::text("9"));
/// assert!(Value::from(2) < Value::from(10));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    /// True or false.
    Bool(bool),
    /// A whole number of 64 bits.
    Int(i64),
    /// A number with a fraction.
    Float(Float),
    /// Text, a code, or a string of many codes.
    Text(Arc<str>),
    /// A day of the years 1 to 9999.
    Date(Date),
}

impl Value {
    /// A value of text.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }

    /// A float, or nothing where the number is infinite or not a number.
    pub fn float(number: f64) -> Option<Self> {
        Float::new(number).map(Self::Float)
    }

    /// The type a literal of this value has when nobody says that it is a code.
    pub fn plain_type(&self) -> ValueType {
        match self {
            Self::Bool(_) => ValueType::Bool,
            Self::Int(_) => ValueType::Int,
            Self::Float(_) => ValueType::Float,
            Self::Text(_) => ValueType::Str,
            Self::Date(_) => ValueType::Date,
        }
    }
}

impl From<bool> for Value {
    fn from(claim: bool) -> Self {
        Self::Bool(claim)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<Date> for Value {
    fn from(day: Date) -> Self {
        Self::Date(day)
    }
}

/// A coding system; each is a type of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CodeSystem {
    /// SNOMED CT.
    SnomedCt,
    /// Clinical Terms version 3 (Read codes).
    Ctv3,
    /// International Classification of Diseases, tenth edition.
    Icd10,
    /// OPCS Classification of Interventions and Procedures, version 4.
    Opcs4,
    /// Dictionary of medicines and devices.
    Dmd,
    /// British National Formulary.
    Bnf,
}

impl CodeSystem {
    /// Every coding system.
    pub const ALL: [Self; 6] = [Self::SnomedCt, Self::Ctv3, Self::Icd10, Self::Opcs4, Self::Dmd, Self::Bnf];

    /// The name in queries, such as `SNOMEDCTCode`.
    pub fn name(self) -> &'static str {
        match self {
            Self::SnomedCt => "SNOMEDCTCode",
            Self::Ctv3 => "CTV3Code",
            Self::Icd10 => "ICD10Code",
            Self::Opcs4 => "OPCS4Code",
            Self::Dmd => "DMDCode",
            Self::Bnf => "BNFCode",
        }
    }

    /// Whether a code is shaped as the system's codes are; it need not be in use.
    ///
    /// # Example
    /// ```
    /// use commonweal_cohort::query::CodeSystem;
    /// assert!(CodeSystem::SnomedCt.has_shape("271649006"));
    /// assert!(!CodeSystem::SnomedCt.has_shape("I10"));
    /// assert!(CodeSystem::Icd10.has_shape("I10X"));
    /// ```
    pub fn has_shape(self, code: &str) -> bool {
        code_shape::fits(self, code.as_bytes())
    }
}

/// The type of a column or a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ValueType {
    /// True or false.
    Bool,
    /// Whole numbers of 64 bits.
    Int,
    /// Numbers with a fraction.
    Float,
    /// Text.
    Str,
    /// Days.
    Date,
    /// Codes of one system.
    Code(CodeSystem),
    /// Text that holds many ICD-10 codes.
    Icd10MultiCode,
    /// Text that holds many OPCS-4 codes.
    Opcs4MultiCode,
}

impl ValueType {
    /// The type with this name in queries.
    ///
    /// # Example
    /// ```
    /// use commonweal_cohort::query::{CodeSystem, ValueType};
    /// assert_eq!(ValueType::named("DMDCode"), Some(ValueType::Code(CodeSystem::Dmd)));
    /// assert_eq!(ValueType::named("complex"), None);
    /// ```
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "bool" => Some(Self::Bool),
            "int" => Some(Self::Int),
            "float" => Some(Self::Float),
            "str" => Some(Self::Str),
            "date" => Some(Self::Date),
            "ICD10MultiCodeString" => Some(Self::Icd10MultiCode),
            "OPCS4MultiCodeString" => Some(Self::Opcs4MultiCode),
            _ => CodeSystem::ALL.into_iter().find(|system| system.name() == name).map(Self::Code),
        }
    }

    /// The name in queries.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Float => "float",
            Self::Str => "str",
            Self::Date => "date",
            Self::Code(system) => system.name(),
            Self::Icd10MultiCode => "ICD10MultiCodeString",
            Self::Opcs4MultiCode => "OPCS4MultiCodeString",
        }
    }

    /// Whether less and greater mean something: for all but booleans and strings of many codes.
    pub fn is_orderable(self) -> bool {
        !matches!(self, Self::Bool) && !self.is_multi_code()
    }

    /// Whether this is text that holds many codes.
    pub fn is_multi_code(self) -> bool {
        matches!(self, Self::Icd10MultiCode | Self::Opcs4MultiCode)
    }

    /// Whether this is int or float.
    pub fn is_numeric(self) -> bool {
        matches!(self, Self::Int | Self::Float)
    }

    /// Whether a value may stand in a column of this type.
    pub fn holds(self, value: &Value) -> bool {
        match value {
            Value::Bool(_) => self == Self::Bool,
            Value::Int(_) => self == Self::Int,
            Value::Float(_) => self == Self::Float,
            Value::Date(_) => self == Self::Date,
            Value::Text(_) => self == Self::Str || self.is_multi_code() || matches!(self, Self::Code(_)),
        }
    }
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
