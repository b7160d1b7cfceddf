//! Expressions.

use super::Lowering;
use super::feature::Rows;
use crate::query::{
    BinaryFunction as F, Extreme, FrameId, RuleError, Series, SeriesId, UnaryFunction, Value, ValueType,
};
use crate::{
    ArithmeticOp, CohortDefinition, CohortPart, CompareOp, Elapsed, End, Expr, Feature, IndicatorDefinition, Lookback,
    NamedValue, facts,
};
use std::collections::{BTreeMap, BTreeSet};

type Made = Result<SeriesId, RuleError>;

/// A definition on its way into a graph.
pub(crate) struct Context<'a> {
    pub(crate) features: &'a BTreeMap<String, Feature>,
    values: &'a [NamedValue],
    /// The columns that rules take from each feature, which break ties of its pick.
    pub(super) columns: BTreeMap<&'a str, BTreeSet<&'a str>>,
    pub(super) rows: BTreeMap<&'a str, Rows>,
    /// The feature whose rows an expression is about, while its condition is made.
    pub(super) row: Option<(&'a Feature, FrameId)>,
}

impl<'a> Context<'a> {
    /// Of a cohort.
    pub(crate) fn of_cohort(definition: &'a CohortDefinition) -> Self {
        Self::new(&definition.features, &definition.values, definition.rules())
    }

    /// Of an indicator.
    pub(crate) fn of_indicator(definition: &'a IndicatorDefinition) -> Self {
        Self::new(&definition.features, &definition.values, definition.rules())
    }

    fn new(
        features: &'a BTreeMap<String, Feature>,
        values: &'a [NamedValue],
        rules: impl Iterator<Item = &'a crate::Rule>,
    ) -> Self {
        let mut columns: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let conditions = features.values().filter_map(|feature| feature.condition.as_ref());
        for part in rules.chain(conditions).flat_map(|rule| rule.expr.all_parts()) {
            if let Expr::FeatureColumn { name, column } = part {
                columns.entry(name).or_default().insert(column);
            }
        }
        Self { features, values, columns, rows: BTreeMap::new(), row: None }
    }
}

impl<'a> Lowering<'a> {
    /// An expression as a series: one value per patient, or per row of the feature at hand.
    pub(crate) fn expr(&mut self, expr: &'a Expr, context: &mut Context<'a>) -> Made {
        match expr {
            Expr::Number(number) => self.number(*number),
            Expr::Text(text) => Ok(self.graph.text(text)),
            Expr::Date(date) => Ok(self.graph.value(*date)),
            Expr::Truth(claim) => Ok(self.graph.value(*claim)),
            Expr::Fact(fact) => facts::series(self.graph, *fact),
            Expr::Feature { name, part } => self.feature_part(name, *part, context),
            Expr::FeatureColumn { name, column } => self.feature_column(name, column, context),
            Expr::Value(name) => {
                let value = context.values.iter().find(|value| value.name == *name);
                self.expr(&value.expect("a checked rule names values that exist").is.expr, context)
            }
            Expr::Row(part) => self.row_part(part, context),
            Expr::Cohort { id, part } => {
                let series = self.cohort_series(id)?;
                let part = match part {
                    CohortPart::Member => Some(series.member),
                    CohortPart::Score => series.score,
                    CohortPart::Band => series.band,
                    CohortPart::Segment => series.segment,
                };
                Ok(part.expect("a checked rule names parts that exist"))
            }
            Expr::Not(inner) => {
                let inner = self.expr(inner, context)?;
                self.graph.unary(UnaryFunction::Not, inner)
            }
            Expr::All(parts) => self.joined(F::And, parts, context),
            Expr::Any(parts) => self.joined(F::Or, parts, context),
            Expr::Compare { op, left, right } => {
                let (left, right) = (self.expr(left, context)?, self.expr(right, context)?);
                self.compared(compare_function(*op), left, right)
            }
            Expr::Between { of, low, high } => {
                let of = self.expr(of, context)?;
                let (low, high) = (self.expr(low, context)?, self.expr(high, context)?);
                let (above, below) = (self.compared(F::GE, of, low)?, self.compared(F::LE, of, high)?);
                self.graph.binary(F::And, above, below)
            }
            Expr::OneOf { of, among } => self.one_of(of, among, context),
            Expr::Missing(of) => {
                let of = self.expr(of, context)?;
                self.graph.unary(UnaryFunction::IsNull, of)
            }
            Expr::CountTrue(parts) => {
                let claims = parts.iter().map(|part| self.expr(part, context)).collect::<Result<Vec<_>, _>>()?;
                let (one, zero) = (self.graph.value(1), self.graph.value(0));
                let counts: Result<Vec<_>, _> =
                    claims.into_iter().map(|claim| self.graph.case(&[(claim, Some(one))], Some(zero))).collect();
                self.in_pairs(F::Add, counts?)
            }
            Expr::Extreme { end, of } => {
                let of = self.alike(of, context)?;
                let which = if *end == End::Least { Extreme::Minimum } else { Extreme::Maximum };
                self.graph.extreme(which, &of)
            }
            Expr::FirstKnown(of) => {
                let of = self.alike(of, context)?;
                let mut seen = BTreeSet::new();
                let (mut cases, mut last) = (Vec::new(), None);
                for part in of.into_iter().filter(|part| seen.insert(*part)) {
                    let missing = self.graph.unary(UnaryFunction::IsNull, part)?;
                    let known = self.graph.unary(UnaryFunction::Not, missing)?;
                    cases.push((known, Some(part)));
                    last = Some(part);
                }
                self.graph.case(&cases, last)
            }
            Expr::Arithmetic { op, left, right } => {
                let (left, right) = (self.expr(left, context)?, self.expr(right, context)?);
                let (left, right) = self.same_numbers(left, right)?;
                self.graph.binary(arithmetic_function(*op), left, right)
            }
            Expr::Elapsed { unit, from, to } => {
                let (from, to) = (self.expr(from, context)?, self.expr(to, context)?);
                let function = match unit {
                    Elapsed::Years => F::DateDifferenceInYears,
                    Elapsed::Months => F::DateDifferenceInMonths,
                    Elapsed::Days => F::DateDifferenceInDays,
                };
                self.graph.binary(function, to, from)
            }
            Expr::Shifted { date, length, back } => {
                let date = self.expr(date, context)?;
                self.shifted(date, *length, *back)
            }
            Expr::If { condition, then, otherwise } => {
                let condition = self.expr(condition, context)?;
                let (then, otherwise) = (self.expr(then, context)?, self.expr(otherwise, context)?);
                let (then, otherwise) = self.same_types(then, otherwise)?;
                self.graph.case(&[(condition, Some(then))], Some(otherwise))
            }
        }
    }

    /// A day so long before or after; where the month has no such day, its last.
    pub(super) fn shifted(&mut self, date: SeriesId, length: Lookback, back: bool) -> Made {
        let sign = if back { -1 } else { 1 };
        let mut shifted = date;
        if length.months() > 0 {
            let months = self.graph.value(sign * i64::from(length.months()));
            let there = self.graph.binary(F::DateAddMonths, date, months)?;
            // The query model goes on to the first of the month after; the day before that is the month's last.
            let (day, own) = (
                self.graph.unary(UnaryFunction::DayFromDate, there)?,
                self.graph.unary(UnaryFunction::DayFromDate, date)?,
            );
            let beyond = self.graph.binary(F::NE, day, own)?;
            let one_back = self.graph.value(-1);
            let last = self.graph.binary(F::DateAddDays, there, one_back)?;
            shifted = self.graph.case(&[(beyond, Some(last))], Some(there))?;
        }
        if length.days() > 0 {
            let days = self.graph.value(sign * i64::from(length.days()));
            shifted = self.graph.binary(F::DateAddDays, shifted, days)?;
        }
        Ok(shifted)
    }

    /// Whole numbers are ints; beside floats they become floats.
    fn number(&mut self, number: f64) -> Made {
        // Two to the power of 53: up to here every whole float is exact.
        if number == number.trunc() && number.abs() <= 9_007_199_254_740_992.0 {
            return Ok(self.graph.value(number as i64));
        }
        self.graph.float(number)
    }

    fn joined(&mut self, function: F, parts: &'a [Expr], context: &mut Context<'a>) -> Made {
        let parts = parts.iter().map(|part| self.expr(part, context)).collect::<Result<Vec<_>, _>>()?;
        self.in_pairs(function, parts)
    }

    /// Many values joined two by two, so that the joins are not deep.
    pub(super) fn in_pairs(&mut self, function: F, mut parts: Vec<SeriesId>) -> Made {
        while parts.len() > 1 {
            let pairs = parts.chunks(2).map(|pair| match pair {
                [left, right] => self.graph.binary(function, *left, *right),
                alone => Ok(alone[0]),
            });
            parts = pairs.collect::<Result<_, _>>()?;
        }
        Ok(parts.pop().expect("a join has parts"))
    }

    pub(super) fn compared(&mut self, function: F, left: SeriesId, right: SeriesId) -> Made {
        let (left, right) = self.same_types(left, right)?;
        self.graph.binary(function, left, right)
    }

    fn one_of(&mut self, of: &'a Expr, among: &[Expr], context: &mut Context<'a>) -> Made {
        let mut of = self.expr(of, context)?;
        let whole = |expr: &Expr| !matches!(expr, Expr::Number(number) if *number != number.trunc());
        if self.graph.value_type(of) == Some(ValueType::Int) && !among.iter().all(whole) {
            of = self.graph.unary(UnaryFunction::CastToFloat, of)?;
        }
        let value_type = self.graph.value_type(of);
        let values = among.iter().filter_map(|expr| match (expr, value_type) {
            (Expr::Number(number), Some(ValueType::Int)) => Some(Value::Int(*number as i64)),
            (Expr::Number(number), _) => Value::float(*number),
            (Expr::Text(text), _) => Some(Value::text(text.as_str())),
            _ => None,
        });
        let set = self.graph.literal_set(values.collect(), value_type)?;
        self.graph.is_in(of, set)
    }

    /// Several values, all of the type that fits them all.
    fn alike(&mut self, parts: &'a [Expr], context: &mut Context<'a>) -> Result<Vec<SeriesId>, RuleError> {
        let mut made = parts.iter().map(|part| self.expr(part, context)).collect::<Result<Vec<_>, _>>()?;
        for at in 1..made.len() {
            let (before, after) = made.split_at_mut(at);
            for one in before {
                (*one, after[0]) = self.same_types(*one, after[0])?;
            }
        }
        Ok(made)
    }

    /// Two values as one type: ints beside floats become floats, quoted texts beside codes become codes.
    fn same_types(&mut self, left: SeriesId, right: SeriesId) -> Result<(SeriesId, SeriesId), RuleError> {
        let (left, right) = self.same_numbers(left, right)?;
        match (self.graph.value_type(left), self.graph.value_type(right)) {
            (Some(of @ ValueType::Code(_)), Some(ValueType::Str)) => Ok((left, self.as_code(right, of)?)),
            (Some(ValueType::Str), Some(of @ ValueType::Code(_))) => Ok((self.as_code(left, of)?, right)),
            _ => Ok((left, right)),
        }
    }

    fn same_numbers(&mut self, left: SeriesId, right: SeriesId) -> Result<(SeriesId, SeriesId), RuleError> {
        match (self.graph.value_type(left), self.graph.value_type(right)) {
            (Some(ValueType::Int), Some(ValueType::Float)) => Ok((self.as_float(left)?, right)),
            (Some(ValueType::Float), Some(ValueType::Int)) => Ok((left, self.as_float(right)?)),
            _ => Ok((left, right)),
        }
    }

    fn as_float(&mut self, series: SeriesId) -> Made {
        match self.graph.series(series) {
            Series::Literal { value: Value::Int(number), .. } => {
                let number = *number as f64;
                self.graph.float(number)
            }
            _ => self.graph.unary(UnaryFunction::CastToFloat, series),
        }
    }

    fn as_code(&mut self, series: SeriesId, of: ValueType) -> Made {
        match self.graph.series(series).clone() {
            Series::Literal { value, .. } => self.graph.literal(value, of),
            _ => Ok(series),
        }
    }
}

fn compare_function(op: CompareOp) -> F {
    match op {
        CompareOp::Equal => F::EQ,
        CompareOp::NotEqual => F::NE,
        CompareOp::Less => F::LT,
        CompareOp::LessOrEqual => F::LE,
        CompareOp::Greater => F::GT,
        CompareOp::GreaterOrEqual => F::GE,
    }
}

fn arithmetic_function(op: ArithmeticOp) -> F {
    match op {
        ArithmeticOp::Add => F::Add,
        ArithmeticOp::Subtract => F::Subtract,
        ArithmeticOp::Multiply => F::Multiply,
        ArithmeticOp::Divide => F::TrueDivide,
    }
}
