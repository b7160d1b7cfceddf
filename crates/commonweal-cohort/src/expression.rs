//! Rules: who belongs, as a typed expression.
//!
//! A rule is met only when it is true. A comparison with a missing value is neither true nor
//! false (null), and `and`, `or`, `not` carry null as SQL and ehrQL do.

use crate::{Fact, Lookback};
use jiff::civil::Date;

/// A rule of a definition, checked: every name in it exists and every comparison is between like types.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// As written, with its spaces made single.
    pub text: String,
    /// What it says.
    pub expr: Expr,
}

/// One part of a rule. Parameters have become their values.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A number.
    Number(f64),
    /// A quoted word.
    Text(String),
    /// A day.
    Date(Date),
    /// Yes or no.
    Truth(bool),
    /// A fact about the person at the index date.
    Fact(Fact),
    /// A feature of the same definition, or a part of it.
    Feature {
        /// The feature's name in this definition.
        name: String,
        /// Which part is asked for.
        part: Part,
    },
    /// A column of the row that a feature picked; missing without one.
    FeatureColumn {
        /// The feature's name in this definition.
        name: String,
        /// The column of the feature's table.
        column: String,
    },
    /// A named value of the same definition.
    Value(String),
    /// A part of the row at hand, in the condition of a feature.
    Row(RowPart),
    /// What another cohort says of the person.
    Cohort {
        /// The cohort's id.
        id: String,
        /// Which part is asked for.
        part: CohortPart,
    },
    /// True when the inner is false; null stays null.
    Not(Box<Expr>),
    /// True when all are true, false when any is false, else null.
    All(Vec<Expr>),
    /// True when any is true, false when all are false, else null.
    Any(Vec<Expr>),
    /// A comparison; null when either side is missing.
    Compare {
        /// How the sides are compared.
        op: CompareOp,
        /// Left side.
        left: Box<Expr>,
        /// Right side.
        right: Box<Expr>,
    },
    /// Whether a value lies between two others, both included.
    Between {
        /// The value.
        of: Box<Expr>,
        /// The least that fits.
        low: Box<Expr>,
        /// The greatest that fits.
        high: Box<Expr>,
    },
    /// Whether a value is one of several; null when it is missing.
    OneOf {
        /// The value.
        of: Box<Expr>,
        /// Numbers or texts.
        among: Vec<Expr>,
    },
    /// Whether there is no value; never null itself.
    Missing(Box<Expr>),
    /// How many of several claims are true.
    CountTrue(Vec<Expr>),
    /// The least or greatest of several values, passing over missing ones.
    Extreme {
        /// Which end.
        end: End,
        /// Values of one type.
        of: Vec<Expr>,
    },
    /// The first of several values that is not missing.
    FirstKnown(Vec<Expr>),
    /// A calculation; null when either side is missing or the divisor is zero.
    Arithmetic {
        /// Which.
        op: ArithmeticOp,
        /// Left side.
        left: Box<Expr>,
        /// Right side.
        right: Box<Expr>,
    },
    /// Whole years, months or days from one day to another.
    Elapsed {
        /// What is counted.
        unit: Elapsed,
        /// The first day.
        from: Box<Expr>,
        /// The last day.
        to: Box<Expr>,
    },
    /// A day so long after or before another; where the month has no such day, its last day.
    Shifted {
        /// The day.
        date: Box<Expr>,
        /// How long.
        length: Lookback,
        /// Whether before rather than after.
        back: bool,
    },
    /// One value where a claim is true, another where it is not or nobody knows.
    If {
        /// The claim.
        condition: Box<Expr>,
        /// The value where it is true.
        then: Box<Expr>,
        /// The value otherwise.
        otherwise: Box<Expr>,
    },
}

impl Expr {
    /// The parts an expression is made of, in order.
    pub fn parts(&self) -> Vec<&Expr> {
        match self {
            Self::Number(_)
            | Self::Text(_)
            | Self::Date(_)
            | Self::Truth(_)
            | Self::Fact(_)
            | Self::Feature { .. }
            | Self::FeatureColumn { .. }
            | Self::Value(_)
            | Self::Row(_)
            | Self::Cohort { .. } => Vec::new(),
            Self::Not(inner) | Self::Missing(inner) | Self::Shifted { date: inner, .. } => vec![inner],
            Self::All(parts)
            | Self::Any(parts)
            | Self::CountTrue(parts)
            | Self::FirstKnown(parts)
            | Self::Extreme { of: parts, .. } => parts.iter().collect(),
            Self::Compare { left, right, .. } | Self::Arithmetic { left, right, .. } => vec![left, right],
            Self::Between { of, low, high } => vec![of, low, high],
            Self::OneOf { of, among } => std::iter::once(of.as_ref()).chain(among).collect(),
            Self::Elapsed { from, to, .. } => vec![from, to],
            Self::If { condition, then, otherwise } => vec![condition, then, otherwise],
        }
    }

    /// The expression and everything in it, in no order that means anything.
    pub fn all_parts(&self) -> Vec<&Expr> {
        let (mut found, mut rest) = (Vec::new(), vec![self]);
        while let Some(expr) = rest.pop() {
            found.push(expr);
            rest.extend(expr.parts());
        }
        found
    }
}

/// Which part of a feature a rule asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Whether there is any row (`diagnosed`): yes or no, never missing.
    Exists,
    /// Day of the row picked (`diagnosed.date`); missing without one.
    Date,
    /// Value of the row picked, or the mean or total (`bp.value`); missing without one.
    Value,
    /// How many rows, days, episodes or codes (`attended.count`): a number, never missing.
    Count,
    /// Category of the code picked (`status.category`); missing where the code has none.
    Category,
    /// The code picked (`diagnosed.code`); missing without one.
    Code,
}

impl Part {
    /// The parts written after a dot.
    pub(crate) const NAMED: [Self; 5] = [Self::Date, Self::Value, Self::Count, Self::Category, Self::Code];

    /// The word after the dot; `exists` for the feature itself.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exists => "exists",
            Self::Date => "date",
            Self::Value => "value",
            Self::Count => "count",
            Self::Category => "category",
            Self::Code => "code",
        }
    }
}

/// A part of the row at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowPart {
    /// Its value.
    Value,
    /// Its day.
    Date,
    /// Its code.
    Code,
    /// The category of its code.
    Category,
    /// Any column.
    Column(String),
}

/// What a rule asks of another cohort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CohortPart {
    /// Whether the person belongs: yes or no, never missing.
    Member,
    /// The score; missing for somebody who does not belong.
    Score,
    /// The id of the band; missing for somebody who does not belong.
    Band,
    /// The id of the segment; missing for somebody who does not belong.
    Segment,
}

impl CohortPart {
    /// The parts written after a dot.
    pub(crate) const NAMED: [Self; 3] = [Self::Score, Self::Band, Self::Segment];

    /// The word after the dot; `member` for the cohort itself.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Score => "score",
            Self::Band => "band",
            Self::Segment => "segment",
        }
    }
}

/// Which end of several values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The least.
    Least,
    /// The greatest.
    Greatest,
}

/// What is counted between two days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elapsed {
    /// Whole years.
    Years,
    /// Whole months.
    Months,
    /// Days.
    Days,
}

/// A calculation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArithmeticOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

impl ArithmeticOp {
    /// As a rule writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }
}

/// How two sides are compared. Text has only `=` and `!=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CompareOp {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl CompareOp {
    /// The comparison with its sides exchanged: `a < b` is `b > a`.
    pub(crate) fn mirrored(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            same @ (Self::Equal | Self::NotEqual) => same,
        }
    }

    /// The comparison that is true of known sides where this one is false.
    pub(crate) fn negated(self) -> Self {
        match self {
            Self::Less => Self::GreaterOrEqual,
            Self::LessOrEqual => Self::Greater,
            Self::Greater => Self::LessOrEqual,
            Self::GreaterOrEqual => Self::Less,
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
        }
    }

    /// As a rule writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}
