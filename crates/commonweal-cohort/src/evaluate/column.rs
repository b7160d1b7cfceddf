//! Values of one type, one after another, null included.

use crate::query::ValueType;

/// No value in a column of booleans, beside 0 for false and 1 for true.
pub const NULL_BOOL: u8 = 2;
/// No value in a column of whole numbers; this number itself cannot be held.
pub const NULL_INT: i64 = i64::MIN;
/// No value in a column of floats; any NaN is null.
pub const NULL_FLOAT: f64 = f64::NAN;
/// No value in a column of dates.
pub const NULL_DATE: i32 = i32::MIN;
/// No value in a column of texts.
pub const NULL_TEXT: u32 = u32::MAX;

/// Values of one type. Dates are days since 1 January 1970, texts are numbers of the worker's
/// [`Symbols`](super::Symbols).
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// 0 is false, 1 true, [`NULL_BOOL`] null.
    Bool(Vec<u8>),
    /// Whole numbers; [`NULL_INT`] is null.
    Int(Vec<i64>),
    /// Finite floats; NaN is null.
    Float(Vec<f64>),
    /// Days since 1 January 1970; [`NULL_DATE`] is null.
    Date(Vec<i32>),
    /// Numbers of texts; [`NULL_TEXT`] is null.
    Text(Vec<u32>),
}

/// How the values of a column are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ColumnKind {
    /// [`Column::Bool`].
    Bool,
    /// [`Column::Int`].
    Int,
    /// [`Column::Float`].
    Float,
    /// [`Column::Date`].
    Date,
    /// [`Column::Text`]: text, codes and strings of many codes.
    Text,
}

impl ColumnKind {
    /// How values of a type are held.
    pub fn of(value_type: ValueType) -> Self {
        match value_type {
            ValueType::Bool => Self::Bool,
            ValueType::Int => Self::Int,
            ValueType::Float => Self::Float,
            ValueType::Date => Self::Date,
            ValueType::Str | ValueType::Code(_) | ValueType::Icd10MultiCode | ValueType::Opcs4MultiCode => Self::Text,
        }
    }
}

impl Column {
    /// A column without values.
    ///
    /// # Example
    /// ```
    /// use commonweal_cohort::evaluate::{Column, ColumnKind};
    /// assert_eq!(Column::empty(ColumnKind::Date), Column::Date(Vec::new()));
    /// ```
    pub fn empty(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Bool => Self::Bool(Vec::new()),
            ColumnKind::Int => Self::Int(Vec::new()),
            ColumnKind::Float => Self::Float(Vec::new()),
            ColumnKind::Date => Self::Date(Vec::new()),
            ColumnKind::Text => Self::Text(Vec::new()),
        }
    }

    /// How the values are held.
    pub fn kind(&self) -> ColumnKind {
        match self {
            Self::Bool(_) => ColumnKind::Bool,
            Self::Int(_) => ColumnKind::Int,
            Self::Float(_) => ColumnKind::Float,
            Self::Date(_) => ColumnKind::Date,
            Self::Text(_) => ColumnKind::Text,
        }
    }

    /// How many values there are, null included.
    pub fn len(&self) -> usize {
        match self {
            Self::Bool(values) => values.len(),
            Self::Int(values) => values.len(),
            Self::Float(values) => values.len(),
            Self::Date(values) => values.len(),
            Self::Text(values) => values.len(),
        }
    }

    /// Whether there are no values.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a value is null.
    ///
    /// # Panics
    /// Where there are not so many values.
    pub fn is_null(&self, at: usize) -> bool {
        match self {
            Self::Bool(values) => values[at] == NULL_BOOL,
            Self::Int(values) => values[at] == NULL_INT,
            Self::Float(values) => values[at].is_nan(),
            Self::Date(values) => values[at] == NULL_DATE,
            Self::Text(values) => values[at] == NULL_TEXT,
        }
    }
}
