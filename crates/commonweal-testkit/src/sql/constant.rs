//! Series that are the same for everybody, worked out beforehand.

use super::Asked;
use commonweal_cohort::query::{Parameter, Series, SeriesId, Value, ValueType, scalar};

impl Asked<'_> {
    /// The value of a series that depends on no row: null inside, nothing where it depends on rows.
    pub(super) fn constant(self, id: SeriesId) -> Option<Option<Value>> {
        match self.graph.series(id) {
            Series::Literal { value, .. } => Some(Some(value.clone())),
            Series::Parameter(parameter) => Some(Some(Value::Date(match parameter {
                Parameter::IntervalStart => self.interval.0,
                Parameter::IntervalEnd => self.interval.1,
            }))),
            Series::Unary { function, source } => Some(scalar::unary(*function, self.constant(*source)?.as_ref())),
            Series::Binary { function, lhs, rhs } => {
                let (lhs, rhs) = (self.constant(*lhs)?, self.constant(*rhs)?);
                Some(scalar::binary(*function, lhs.as_ref(), rhs.as_ref()))
            }
            Series::Extreme { which, sources } => {
                let values: Option<Vec<_>> = sources.iter().map(|source| self.constant(*source)).collect();
                Some(scalar::extreme(*which, values?))
            }
            Series::Case { cases, default } => {
                for (condition, value) in cases {
                    if self.constant(*condition)? == Some(Value::Bool(true)) {
                        return value.map_or(Some(None), |value| self.constant(value));
                    }
                }
                default.map_or(Some(None), |value| self.constant(value))
            }
            _ => None,
        }
    }
}

/// A value as SQL.
pub(super) fn literal(value: Option<&Value>, value_type: Option<ValueType>) -> String {
    match value {
        None => match value_type {
            Some(ValueType::Bool) => "NULL::BOOLEAN".to_owned(),
            Some(ValueType::Int) => "NULL::BIGINT".to_owned(),
            Some(ValueType::Float) => "NULL::DOUBLE".to_owned(),
            Some(ValueType::Date) => "NULL::DATE".to_owned(),
            _ => "NULL".to_owned(),
        },
        Some(Value::Bool(claim)) => claim.to_string(),
        Some(Value::Int(number)) => number.to_string(),
        Some(Value::Float(number)) => format!("{:e}::DOUBLE", number.get()),
        Some(Value::Text(text)) => quoted(text),
        Some(Value::Date(day)) => format!("DATE '{day}'"),
    }
}

/// Text as SQL.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
