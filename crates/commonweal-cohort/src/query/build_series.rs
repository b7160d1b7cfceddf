//! Building series, each step checked.

use super::error::RuleError;
use super::function::{BinaryFunction, UnaryFunction, same_type, wrong_type};
use super::graph::{Graph, Rows, SeriesType};
use super::node::{Aggregation, Extreme, Parameter, Series, SeriesId};
use super::value::{Value, ValueType};
use std::collections::BTreeSet;
use std::sync::Arc;

const ONE: Rows = Rows::OnePerPatient;

impl Graph {
    /// The same value for everybody.
    ///
    /// # Errors
    /// A [`RuleError`] where the value is not of the type, or is a code of the wrong shape.
    ///
    /// # Example
    /// ```
    /// use commonweal_cohort::query::{CodeSystem, Graph, Value, ValueType};
    /// let mut graph = Graph::new();
    /// assert!(graph.literal(Value::text("271649006"), ValueType::Code(CodeSystem::SnomedCt)).is_ok());
    /// assert!(graph.literal(Value::text("high"), ValueType::Code(CodeSystem::SnomedCt)).is_err());
    /// ```
    pub fn literal(&mut self, value: Value, value_type: ValueType) -> Result<SeriesId, RuleError> {
        check_literal(&value, value_type)?;
        Ok(self.add_series(Series::Literal { value, value_type }, ONE, SeriesType::One(value_type)))
    }

    /// A boolean, whole number or date for everybody.
    pub fn value(&mut self, value: impl Into<Value>) -> SeriesId {
        let value = value.into();
        let value_type = value.plain_type();
        self.add_series(Series::Literal { value, value_type }, ONE, SeriesType::One(value_type))
    }

    /// A float for everybody.
    ///
    /// # Errors
    /// [`RuleError::LiteralType`] where the number is infinite or not a number.
    pub fn float(&mut self, number: f64) -> Result<SeriesId, RuleError> {
        let value = Value::float(number).ok_or(RuleError::LiteralType { value_type: ValueType::Float })?;
        Ok(self.value_of_plain_type(value))
    }

    /// The same text for everybody.
    pub fn text(&mut self, text: &str) -> SeriesId {
        self.value_of_plain_type(Value::text(text))
    }

    fn value_of_plain_type(&mut self, value: Value) -> SeriesId {
        let value_type = value.plain_type();
        self.add_series(Series::Literal { value, value_type }, ONE, SeriesType::One(value_type))
    }

    /// A set of values of one type, for [`Graph::is_in`]; only an empty set may be without type.
    ///
    /// # Errors
    /// A [`RuleError`] where a value is not of the type, or is a code of the wrong shape.
    pub fn literal_set(
        &mut self,
        values: BTreeSet<Value>,
        value_type: Option<ValueType>,
    ) -> Result<SeriesId, RuleError> {
        let value_type = values.first().map(|first| value_type.unwrap_or(first.plain_type()));
        if let Some(value_type) = value_type {
            values.iter().try_for_each(|value| check_literal(value, value_type))?;
        }
        let series = Series::LiteralSet { values: Arc::new(values), value_type };
        Ok(self.add_series(series, ONE, SeriesType::Set(value_type)))
    }

    /// A date that each interval of a measure gives.
    pub fn parameter(&mut self, parameter: Parameter) -> SeriesId {
        self.add_series(Series::Parameter(parameter), ONE, SeriesType::One(ValueType::Date))
    }

    /// Each patient's rows made into one value.
    ///
    /// # Errors
    /// A [`RuleError`] where the series has one value per patient already, or values of a type that cannot be so
    /// aggregated.
    pub fn aggregate(&mut self, how: Aggregation, source: SeriesId) -> Result<SeriesId, RuleError> {
        let node = how.node_name();
        let of = self.one_type(node, "source", source)?;
        let refuse = |wanted, fix| Err(wrong_type(node, "source", wanted, of, fix));
        let result = match how {
            Aggregation::Min | Aggregation::Max if of == ValueType::Bool => {
                return refuse("of a type with an order", "booleans have none: use Exists on a filtered frame");
            }
            Aggregation::Sum | Aggregation::Mean if !of.is_numeric() => {
                return refuse("int or float", "count, or cast it to a number first");
            }
            Aggregation::CountEpisodes { .. } if of != ValueType::Date => {
                return refuse("date", "episodes are counted from dates");
            }
            Aggregation::Min | Aggregation::Max | Aggregation::Sum => SeriesType::One(of),
            Aggregation::Mean => SeriesType::One(ValueType::Float),
            Aggregation::CountDistinct | Aggregation::CountEpisodes { .. } => SeriesType::One(ValueType::Int),
            Aggregation::CombineAsSet => SeriesType::Set(Some(of)),
        };
        if self.series_rows(source) == ONE {
            return Err(RuleError::OneRow { node: node.to_owned(), what: "the series" });
        }
        Ok(self.add_series(Series::Aggregate { how, source }, ONE, result))
    }

    /// A function of one value.
    ///
    /// # Errors
    /// [`RuleError::Type`] where the value is not of a type the function takes.
    pub fn unary(&mut self, function: UnaryFunction, source: SeriesId) -> Result<SeriesId, RuleError> {
        let of = self.one_type(function.node_name(), "source", source)?;
        let result = function.result_type(of)?;
        let rows = self.series_rows(source);
        Ok(self.add_series(Series::Unary { function, source }, rows, SeriesType::One(result)))
    }

    /// A function of two values.
    ///
    /// # Errors
    /// A [`RuleError`] where the values are not of types the function takes together, or their rows do not match.
    pub fn binary(&mut self, function: BinaryFunction, lhs: SeriesId, rhs: SeriesId) -> Result<SeriesId, RuleError> {
        let node = function.node_name();
        let left = self.one_type(node, "lhs", lhs)?;
        let right = self.one_type(node, "rhs", rhs)?;
        let result = function.result_type(left, right)?;
        let rows = self.common_rows(node, [lhs, rhs])?;
        Ok(self.add_series(Series::Binary { function, lhs, rhs }, rows, SeriesType::One(result)))
    }

    /// Whether a value is in a set.
    ///
    /// # Errors
    /// A [`RuleError`] where the right side is no set, or a set of another type.
    pub fn is_in(&mut self, lhs: SeriesId, rhs: SeriesId) -> Result<SeriesId, RuleError> {
        let node = "Function.In";
        let left = self.one_type(node, "lhs", lhs)?;
        match self.series_type(rhs) {
            SeriesType::Set(members) if members.is_none_or(|members| members == left) => {}
            SeriesType::Set(members) => {
                let second = SeriesType::Set(members).to_string();
                let fix = "the members must be of the left side's type";
                return Err(RuleError::TypesDiffer { node: node.to_owned(), first: left.to_string(), second, fix });
            }
            SeriesType::One(got) => {
                let fix = "give a frozenset, or make a set of a series with CombineAsSet";
                return Err(wrong_type(node, "rhs", "a set", got, fix));
            }
        }
        let rows = self.common_rows(node, [lhs, rhs])?;
        Ok(self.add_series(Series::In { lhs, rhs }, rows, SeriesType::One(ValueType::Bool)))
    }

    /// The least or greatest of several values, passing over nulls.
    ///
    /// # Errors
    /// A [`RuleError`] where there are none, their types differ or have no order, or their rows do not match.
    pub fn extreme(&mut self, which: Extreme, sources: &[SeriesId]) -> Result<SeriesId, RuleError> {
        let node = which.node_name();
        let Some((first, rest)) = sources.split_first() else {
            return Err(RuleError::Empty { node, field: "sources" });
        };
        let of = self.one_type(node, "sources", *first)?;
        if !of.is_orderable() {
            return Err(wrong_type(node, "sources", "of a type with an order", of, "booleans have none: use Case"));
        }
        for source in rest {
            same_type(node, of, self.one_type(node, "sources", *source)?)?;
        }
        let rows = self.common_rows(node, sources.iter().copied())?;
        Ok(self.add_series(Series::Extreme { which, sources: sources.to_vec() }, rows, SeriesType::One(of)))
    }

    /// The value of the first branch whose condition is true, else the default; no value is null.
    ///
    /// # Errors
    /// A [`RuleError`] where there is no branch or no value, a condition is not boolean or occurs twice, the branches'
    /// types differ, or rows do not match.
    pub fn case(
        &mut self,
        cases: &[(SeriesId, Option<SeriesId>)],
        default: Option<SeriesId>,
    ) -> Result<SeriesId, RuleError> {
        if cases.is_empty() {
            return Err(RuleError::Empty { node: "Case", field: "cases" });
        }
        let mut seen = BTreeSet::new();
        for (condition, _) in cases {
            let of = self.one_type("Case", "cases", *condition)?;
            if of != ValueType::Bool {
                return Err(wrong_type("Case", "cases", "conditions of type bool", of, "compare it with something"));
            }
            if !seen.insert(*condition) {
                return Err(RuleError::SameCondition);
            }
        }
        let mut result = None;
        for value in cases.iter().filter_map(|(_, value)| *value).chain(default) {
            let of = self.one_type("Case", "cases", value)?;
            same_type("Case", *result.get_or_insert(of), of)?;
        }
        let result = result.ok_or(RuleError::NoValue)?;
        let parts = cases.iter().flat_map(|(condition, value)| [Some(*condition), *value]).chain([default]).flatten();
        let rows = self.common_rows("Case", parts)?;
        Ok(self.add_series(Series::Case { cases: cases.to_vec(), default }, rows, SeriesType::One(result)))
    }

    /// The rows that series have together; those with one value per patient fit any.
    pub(super) fn common_rows(&self, node: &str, parts: impl IntoIterator<Item = SeriesId>) -> Result<Rows, RuleError> {
        let mut together = ONE;
        for part in parts {
            match (together, self.series_rows(part)) {
                (Rows::Many(first), Rows::Many(second)) if first != second => {
                    return Err(RuleError::RowsDiffer {
                        node: node.to_owned(),
                        first: self.domain_name(first),
                        second: self.domain_name(second),
                    });
                }
                (ONE, rows) => together = rows,
                _ => {}
            }
        }
        Ok(together)
    }

    /// The type of a series that may not be a set.
    fn one_type(&self, node: &str, field: &'static str, series: SeriesId) -> Result<ValueType, RuleError> {
        self.value_type(series).ok_or_else(|| RuleError::Type {
            node: node.to_owned(),
            field,
            wanted: "single values",
            got: self.series_type(series).to_string(),
            fix: "a set may stand only on the right of Function.In",
        })
    }
}

fn check_literal(value: &Value, value_type: ValueType) -> Result<(), RuleError> {
    match (value, value_type) {
        (Value::Text(code), ValueType::Code(system)) if !system.has_shape(code) => {
            Err(RuleError::CodeShape { system: system.name() })
        }
        _ if !value_type.holds(value) => Err(RuleError::LiteralType { value_type }),
        _ => Ok(()),
    }
}
