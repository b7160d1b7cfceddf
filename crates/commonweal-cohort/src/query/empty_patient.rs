//! What a series is for a patient who has no row in any table.

use super::graph::{Graph, Rows};
use super::node::{Aggregation, NodeId, Series, SeriesId};
use super::scalar;
use super::value::Value;
use std::collections::BTreeSet;

/// Whether a boolean with one value per patient is true for a patient without any rows.
pub(super) fn is_true_without_rows(graph: &Graph, series: SeriesId) -> bool {
    let mut values: Vec<Option<Value>> = vec![None; series.index() + 1];
    for node in graph.nodes().take(series.index() + 1) {
        if let NodeId::Series(id) = node
            && graph.series_rows(id) == Rows::OnePerPatient
        {
            values[id.index()] = value(graph, id, &values);
        }
    }
    values[series.index()] == Some(Value::Bool(true))
}

/// The value of one series from the values of its parts, all of which come before it.
fn value(graph: &Graph, id: SeriesId, values: &[Option<Value>]) -> Option<Value> {
    let of = |part: SeriesId| values[part.index()].as_ref();
    match graph.series(id) {
        Series::Column { .. } | Series::LiteralSet { .. } | Series::Parameter(_) => None,
        Series::Literal { value, .. } => Some(value.clone()),
        Series::Exists(_) => Some(Value::Bool(false)),
        Series::Count(_) => Some(Value::Int(0)),
        Series::Aggregate { how, .. } => match how {
            Aggregation::CountDistinct | Aggregation::CountEpisodes { .. } => Some(Value::Int(0)),
            _ => None,
        },
        Series::Unary { function, source } => scalar::unary(*function, of(*source)),
        Series::Binary { function, lhs, rhs } => scalar::binary(*function, of(*lhs), of(*rhs)),
        Series::In { lhs, rhs } => match graph.series(*rhs) {
            Series::LiteralSet { values, .. } => scalar::is_in(of(*lhs), values),
            _ => scalar::is_in(of(*lhs), &BTreeSet::new()),
        },
        Series::Extreme { which, sources } => scalar::extreme(*which, sources.iter().map(|part| of(*part).cloned())),
        Series::Case { cases, default } => {
            let taken = cases.iter().find(|(condition, _)| of(*condition) == Some(&Value::Bool(true)));
            taken.map_or(*default, |(_, value)| *value).and_then(|part| of(part).cloned())
        }
    }
}
