//! Rules: who belongs, as a typed expression.
//!
//! A rule is met only when it is true. A comparison with a missing value is neither true nor
//! false (null), and `and`, `or`, `not` carry null as SQL and ehrQL do.

/// A rule of a definition, checked: every name in it exists and every comparison is between like types.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// As written, with its spaces made single.
    pub text: String,
    /// What it says; always of type yes-or-no.
    pub expr: Expr,
}

/// One part of a rule.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A number.
    Number(f64),
    /// A quoted word.
    Text(String),
    /// A fact about the person at the index date.
    Fact(Fact),
    /// A feature of the same definition, or a part of it.
    Feature {
        /// The feature's name in this definition.
        name: String,
        /// Which part is asked for.
        part: Part,
    },
    /// Whether the person is in a cohort, by its id.
    Cohort(String),
    /// True when the inner is false; null stays null.
    Not(Box<Expr>),
    /// True when both are true, false when either is false, else null.
    And(Box<Expr>, Box<Expr>),
    /// True when either is true, false when both are false, else null.
    Or(Box<Expr>, Box<Expr>),
    /// A comparison; null when either side is missing.
    Compare {
        /// How the sides are compared.
        op: CompareOp,
        /// Left side.
        left: Box<Expr>,
        /// Right side.
        right: Box<Expr>,
    },
}

/// A plain fact about a person at the index date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// Completed years (number).
    Age,
    /// `female`, `male`, `intersex` or `unknown` (text).
    Sex,
    /// Whether registered with a practice (yes or no).
    Registered,
    /// Whether born and not dead; somebody who died on the index date is not alive (yes or no).
    Alive,
    /// Whether living in a care home (yes or no).
    CareHome,
    /// The index date itself (date).
    IndexDate,
}

impl Fact {
    /// Every fact.
    pub const ALL: [Self; 6] = [Self::Age, Self::Sex, Self::Registered, Self::Alive, Self::CareHome, Self::IndexDate];

    /// The word a rule uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::Sex => "sex",
            Self::Registered => "registered",
            Self::Alive => "alive",
            Self::CareHome => "care_home",
            Self::IndexDate => "index_date",
        }
    }
}

/// Which part of a feature a rule asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Whether there is any event (`diagnosed`): yes or no, never missing.
    Exists,
    /// Day of the event picked (`diagnosed.date`); missing without one.
    Date,
    /// Value of the event picked (`bp.value`); missing without one.
    Value,
    /// How many events (`attended.count`): a number, never missing.
    Count,
    /// Category of the code picked (`status.category`); missing where the code has none.
    Category,
}

impl Part {
    /// The parts written after a dot.
    pub(crate) const NAMED: [Self; 4] = [Self::Date, Self::Value, Self::Count, Self::Category];

    /// The word after the dot; `exists` for the feature itself.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exists => "exists",
            Self::Date => "date",
            Self::Value => "value",
            Self::Count => "count",
            Self::Category => "category",
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
