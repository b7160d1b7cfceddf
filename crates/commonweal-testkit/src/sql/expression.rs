//! One series as an SQL expression, given names for what stands beneath it.

use super::constant::literal;
use super::{Asked, SqlError};
use commonweal_cohort::query::{BinaryFunction, Extreme, Series, SeriesId, UnaryFunction, Value, ValueType};
use std::collections::BTreeSet;

/// What stands beneath expressions.
pub(super) trait Names {
    /// The SQL of a series that has a name where the expression stands; nothing where it is to be written out.
    fn name(&mut self, id: SeriesId) -> Result<Option<String>, SqlError>;
    /// Whether a series, written as `of`, is in a set of texts.
    fn in_set(&mut self, lhs: SeriesId, of: &str, set: &BTreeSet<Value>) -> Option<String>;
    /// The error for a node that has no SQL.
    fn refuse(&self, node: &'static str) -> SqlError;
}

/// Writes a series.
pub(super) fn expression(asked: Asked<'_>, id: SeriesId, names: &mut dyn Names) -> Result<String, SqlError> {
    if let Some(value) = asked.constant(id) {
        return Ok(literal(value.as_ref(), asked.graph.value_type(id)));
    }
    if let Some(name) = names.name(id)? {
        return Ok(name);
    }
    written_out(asked, id, names)
}

/// Writes a series of its parts, whether or not it has a name.
pub(super) fn written_out(asked: Asked<'_>, id: SeriesId, names: &mut dyn Names) -> Result<String, SqlError> {
    Ok(match asked.graph.series(id) {
        Series::Unary { function, source } => unary(*function, &expression(asked, *source, names)?),
        Series::Binary { function, lhs, rhs } => {
            let of = asked.graph.value_type(*lhs);
            binary(*function, &expression(asked, *lhs, names)?, &expression(asked, *rhs, names)?, of)
        }
        Series::In { lhs, rhs } => {
            let of = expression(asked, *lhs, names)?;
            let Series::LiteralSet { values, .. } = asked.graph.series(*rhs) else {
                return Err(names.refuse("AggregateByPatient.CombineAsSet"));
            };
            if values.is_empty() {
                return Ok("false".to_owned());
            }
            names.in_set(*lhs, &of, values).unwrap_or_else(|| in_list(&of, values))
        }
        Series::Extreme { which, sources } => {
            let parts: Vec<String> =
                sources.iter().map(|source| expression(asked, *source, names)).collect::<Result<_, _>>()?;
            let function = if *which == Extreme::Minimum { "least" } else { "greatest" };
            format!("{function}({})", parts.join(", "))
        }
        Series::Case { cases, default } => {
            let null = || literal(None, asked.graph.value_type(id));
            let mut branch = |id: Option<SeriesId>| id.map_or_else(|| Ok(null()), |id| expression(asked, id, names));
            let mut text = "CASE".to_owned();
            for (condition, value) in cases {
                text.push_str(&format!(" WHEN {} THEN {}", branch(Some(*condition))?, branch(*value)?));
            }
            format!("({text} ELSE {} END)", branch(*default)?)
        }
        Series::LiteralSet { .. } => return Err(names.refuse("a set outside Function.In")),
        _ => return Err(names.refuse("a series without a name")),
    })
}

/// Whether something is one of the values of a set, written out.
pub(super) fn in_list(of: &str, values: &BTreeSet<Value>) -> String {
    let list: Vec<String> = values.iter().map(|value| literal(Some(value), None)).collect();
    format!("({of} IN ({}))", list.join(", "))
}

/// The conditions that must all be true for a condition to be.
pub(super) fn conjuncts(asked: Asked<'_>, id: SeriesId, into: &mut Vec<SeriesId>) {
    match asked.graph.series(id) {
        Series::Binary { function: BinaryFunction::And, lhs, rhs } => {
            conjuncts(asked, *lhs, into);
            conjuncts(asked, *rhs, into);
        }
        _ => into.push(id),
    }
}

fn unary(function: UnaryFunction, of: &str) -> String {
    use UnaryFunction as F;
    match function {
        F::Not => format!("(NOT {of})"),
        F::IsNull => format!("({of} IS NULL)"),
        F::Negate => format!("(-{of})"),
        F::Absolute => format!("abs({of})"),
        F::CastToInt => format!("trunc({of}::DOUBLE)::BIGINT"),
        F::CastToFloat => format!("{of}::DOUBLE"),
        F::YearFromDate => format!("year({of})"),
        F::MonthFromDate => format!("month({of})"),
        F::DayFromDate => format!("day({of})"),
        F::ToFirstOfYear => format!("date_trunc('year', {of})::DATE"),
        F::ToFirstOfMonth => format!("date_trunc('month', {of})::DATE"),
    }
}

fn binary(function: BinaryFunction, lhs: &str, rhs: &str, of: Option<ValueType>) -> String {
    use BinaryFunction as F;
    let sign = match function {
        F::EQ => "=",
        F::NE => "<>",
        F::LT => "<",
        F::LE => "<=",
        F::GT => ">",
        F::GE => ">=",
        F::And => "AND",
        F::Or => "OR",
        F::Add => "+",
        F::Subtract => "-",
        F::Multiply => "*",
        F::TrueDivide => return format!("({lhs} / nullif({rhs}, 0))"),
        F::FloorDivide => return format!("floor({lhs} / nullif({rhs}, 0))::BIGINT"),
        F::Power => return format!("pow({lhs}::DOUBLE, {rhs}::DOUBLE)"),
        F::DateAddDays => return format!("({lhs} + ({rhs})::INTEGER)"),
        F::DateAddMonths => return format!("add_months({lhs}, {rhs})"),
        F::DateAddYears => return format!("add_months({lhs}, 12 * {rhs})"),
        F::DateDifferenceInDays => "-",
        F::DateDifferenceInMonths => return format!("months_between({lhs}, {rhs})"),
        F::DateDifferenceInYears => return format!("years_between({lhs}, {rhs})"),
        F::StringContains => return format!("contains({lhs}, {rhs})"),
    };
    // A column of 32 bits must not overflow where the model has 64.
    let whole = of == Some(ValueType::Int) && matches!(function, F::Add | F::Subtract | F::Multiply);
    if whole { format!("({lhs}::BIGINT {sign} {rhs})") } else { format!("({lhs} {sign} {rhs})") }
}
