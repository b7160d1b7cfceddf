//! Functions of one and two values, and the types they take.

use super::error::RuleError;
use super::value::ValueType;

/// Declares an enum of functions with their names in queries.
macro_rules! functions {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Every function of this kind.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The node's name in queries.
            pub fn node_name(self) -> &'static str {
                match self { $(Self::$variant => concat!("Function.", stringify!($variant)),)* }
            }
        }
    };
}

functions! {
    /// A function of one value.
    UnaryFunction {
        /// True becomes false; null stays.
        Not,
        /// Whether there is no value; never null itself.
        IsNull,
        /// The number with the other sign.
        Negate,
        /// The number without its sign.
        Absolute,
        /// Towards zero; true is 1.
        CastToInt,
        /// The same number as a float.
        CastToFloat,
        /// The year.
        YearFromDate,
        /// The month, 1 to 12.
        MonthFromDate,
        /// The day of the month.
        DayFromDate,
        /// 1 January of the year.
        ToFirstOfYear,
        /// The first day of the month.
        ToFirstOfMonth,
    }
}

functions! {
    /// A function of two values.
    BinaryFunction {
        /// Equal.
        EQ,
        /// Not equal.
        NE,
        /// Less.
        LT,
        /// Less or equal.
        LE,
        /// Greater.
        GT,
        /// Greater or equal.
        GE,
        /// Both.
        And,
        /// Either.
        Or,
        /// The sum.
        Add,
        /// The difference.
        Subtract,
        /// The product.
        Multiply,
        /// The quotient as a float; null for a zero divisor.
        TrueDivide,
        /// The quotient rounded down, as an int; null for a zero divisor.
        FloorDivide,
        /// The power, as a float.
        Power,
        /// So many days later.
        DateAddDays,
        /// So many months later.
        DateAddMonths,
        /// So many years later.
        DateAddYears,
        /// Days from right to left.
        DateDifferenceInDays,
        /// Whole months from right to left.
        DateDifferenceInMonths,
        /// Whole years from right to left.
        DateDifferenceInYears,
        /// Whether the right is a part of the left.
        StringContains,
    }
}

impl UnaryFunction {
    /// The type of the result, where the function takes values of this type.
    pub(super) fn result_type(self, of: ValueType) -> Result<ValueType, RuleError> {
        use UnaryFunction as F;
        let node = self.node_name();
        let (fits, wanted, result) = match self {
            F::Not => (of == ValueType::Bool, "bool", ValueType::Bool),
            F::IsNull => (true, "a value", ValueType::Bool),
            F::Negate | F::Absolute => (of.is_numeric(), "int or float", of),
            F::CastToInt => (of.is_numeric() || of == ValueType::Bool, "int, float or bool", ValueType::Int),
            F::CastToFloat => (of.is_numeric(), "int or float", ValueType::Float),
            F::YearFromDate | F::MonthFromDate | F::DayFromDate => (of == ValueType::Date, "date", ValueType::Int),
            F::ToFirstOfYear | F::ToFirstOfMonth => (of == ValueType::Date, "date", ValueType::Date),
        };
        if !fits {
            return Err(wrong_type(node, "source", wanted, of, "give it a series of that type"));
        }
        Ok(result)
    }
}

impl BinaryFunction {
    /// The type of the result, where the function takes values of these types together.
    pub(super) fn result_type(self, left: ValueType, right: ValueType) -> Result<ValueType, RuleError> {
        use BinaryFunction as F;
        let node = self.node_name();
        let both = |fits: bool, wanted, fix| {
            if fits { same_type(node, left, right) } else { Err(wrong_type(node, "lhs", wanted, left, fix)) }
        };
        let right_is = |wanted: ValueType| match right == wanted {
            true => Ok(()),
            false => Err(wrong_type(node, "rhs", wanted.name(), right, "give it a series of that type")),
        };
        let dates = "give it a series of that type";
        match self {
            F::EQ | F::NE => same_type(node, left, right).map(|()| ValueType::Bool),
            F::LT | F::LE | F::GT | F::GE => {
                both(left.is_orderable(), "of a type with an order", "booleans have none: use EQ or And")
                    .map(|()| ValueType::Bool)
            }
            F::And | F::Or => {
                both(left == ValueType::Bool, "bool", "compare it with something").map(|()| ValueType::Bool)
            }
            F::Add | F::Subtract | F::Multiply => {
                both(left.is_numeric(), "int or float", "only numbers can be calculated with").map(|()| left)
            }
            F::TrueDivide | F::Power => both(left.is_numeric(), "int or float", "only numbers can be calculated with")
                .map(|()| ValueType::Float),
            F::FloorDivide => {
                both(left.is_numeric(), "int or float", "only numbers can be calculated with").map(|()| ValueType::Int)
            }
            F::DateAddDays | F::DateAddMonths | F::DateAddYears if left == ValueType::Date => {
                right_is(ValueType::Int).map(|()| ValueType::Date)
            }
            F::DateDifferenceInDays | F::DateDifferenceInMonths | F::DateDifferenceInYears => {
                both(left == ValueType::Date, "date", dates).map(|()| ValueType::Int)
            }
            F::DateAddDays | F::DateAddMonths | F::DateAddYears => Err(wrong_type(node, "lhs", "date", left, dates)),
            F::StringContains if left == ValueType::Str || left.is_multi_code() => {
                right_is(ValueType::Str).map(|()| ValueType::Bool)
            }
            F::StringContains => Err(wrong_type(
                node,
                "lhs",
                "str or a multi-code string",
                left,
                "a code is no text: use EQ, or In with a set of codes",
            )),
        }
    }
}

pub(super) fn same_type(node: &str, first: ValueType, second: ValueType) -> Result<(), RuleError> {
    if first == second {
        return Ok(());
    }
    let fix = match (first, second) {
        _ if first.is_numeric() && second.is_numeric() => "cast one of them with CastToInt or CastToFloat",
        (ValueType::Bool, number) | (number, ValueType::Bool) if number.is_numeric() => {
            "cast the boolean with CastToInt, or compare the number with something"
        }
        (ValueType::Code(_), ValueType::Code(_)) => "codes of two systems never match: take them from one system",
        (ValueType::Str, _) | (_, ValueType::Str) => "text is of no other type: write a literal as a date or a code",
        _ => "both must be of one type",
    };
    let (first, second) = (first.to_string(), second.to_string());
    Err(RuleError::TypesDiffer { node: node.to_owned(), first, second, fix })
}

pub(super) fn wrong_type(
    node: &str,
    field: &'static str,
    wanted: &'static str,
    got: ValueType,
    fix: &'static str,
) -> RuleError {
    RuleError::Type { node: node.to_owned(), field, wanted, got: got.to_string(), fix }
}
