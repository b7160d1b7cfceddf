//! The parts of a rule as written, before anything is known of the names in it.

use crate::{ArithmeticOp, CompareOp, Lookback};
use jiff::civil::Date;
use std::ops::Range;

/// A part of a rule as written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Syntax {
    pub(crate) kind: Kind,
    /// Bytes of the rule's text.
    pub(crate) span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// A number and its unit.
    Number(f64, Option<Word>),
    Text(String),
    Date(Date),
    Length(Lookback),
    Truth(bool),
    /// `name`, `name.part`, `cohort.id.part`.
    Name(Vec<Word>),
    /// `$name`.
    Parameter(Word),
    Not(Box<Syntax>),
    All(Vec<Syntax>),
    Any(Vec<Syntax>),
    Compare(CompareOp, Box<Syntax>, Box<Syntax>),
    Arithmetic(ArithmeticOp, Box<Syntax>, Box<Syntax>),
    Negate(Box<Syntax>),
    In {
        of: Box<Syntax>,
        among: Vec<Syntax>,
    },
    Missing(Box<Syntax>),
    Between {
        of: Box<Syntax>,
        low: Box<Syntax>,
        high: Box<Syntax>,
    },
    Call(Word, Vec<Syntax>),
    If {
        condition: Box<Syntax>,
        then: Box<Syntax>,
        otherwise: Box<Syntax>,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) span: Range<usize>,
}

/// Why a text is not a rule, and where in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SyntaxError {
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

pub(crate) fn error(span: Range<usize>, message: impl Into<String>, help: Option<&str>) -> SyntaxError {
    SyntaxError { span, message: message.into(), help: help.map(str::to_owned) }
}

/// Words that cannot be names of features or values.
pub(crate) const RESERVED: [&str; 22] = [
    "and",
    "or",
    "not",
    "cohort",
    "in",
    "is",
    "missing",
    "known",
    "between",
    "if",
    "then",
    "else",
    "true",
    "false",
    "number_of",
    "min",
    "max",
    "coalesce",
    "years_between",
    "months_between",
    "days_between",
    "index_date",
];

/// The functions a rule may call.
pub(crate) const FUNCTIONS: [&str; 7] =
    ["number_of", "min", "max", "coalesce", "years_between", "months_between", "days_between"];
