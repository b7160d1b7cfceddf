//! The types of expressions.

use crate::query::{CodeSystem, ValueType};

/// What an expression is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    Truth,
    /// A number, and what it is in where that is known.
    Number(Option<String>),
    Date,
    Text(TextKind),
}

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextKind {
    Plain,
    Code(CodeSystem),
    /// Many codes in one text.
    Codes,
}

impl Type {
    /// The type of a column.
    pub(crate) fn of_column(of: ValueType) -> Self {
        match of {
            ValueType::Bool => Self::Truth,
            ValueType::Int | ValueType::Float => Self::Number(None),
            ValueType::Str => Self::Text(TextKind::Plain),
            ValueType::Date => Self::Date,
            ValueType::Code(system) => Self::Text(TextKind::Code(system)),
            ValueType::Icd10MultiCode | ValueType::Opcs4MultiCode => Self::Text(TextKind::Codes),
        }
    }

    pub(crate) fn words(&self) -> &'static str {
        match self {
            Self::Truth => "yes or no",
            Self::Number(_) => "a number",
            Self::Date => "a date",
            Self::Text(TextKind::Plain) => "text",
            Self::Text(TextKind::Code(_)) => "a code",
            Self::Text(TextKind::Codes) => "a list of codes",
        }
    }

    /// A claim that compares a part of this type.
    pub(crate) fn example(&self) -> &'static str {
        match self {
            Self::Truth => "registered",
            Self::Number(_) => "age >= 45",
            Self::Date => "diagnosed.date < index_date",
            Self::Text(_) => "sex = 'female'",
        }
    }
}
