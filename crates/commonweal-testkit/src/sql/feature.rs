//! Leaves as SQL: the conditions of their rows and the aggregate over them.

use super::SqlError;
use super::build::{Build, Leaf};
use super::expression::{Names, expression, in_list};
use commonweal_cohort::query::{Aggregation, Frame, FrameId, Graph, Position, Series, SeriesId, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How a patient's rows become one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum How {
    Exists,
    Count,
    Pick { columns: Vec<Arc<str>> },
    Least(SeriesId),
    Greatest(SeriesId),
    Sum(SeriesId),
    Mean(SeriesId),
    Different(SeriesId),
    Episodes(SeriesId, i64),
}

impl How {
    pub(super) fn aggregate(how: Aggregation, source: SeriesId) -> Option<Self> {
        Some(match how {
            Aggregation::Min => Self::Least(source),
            Aggregation::Max => Self::Greatest(source),
            Aggregation::Sum => Self::Sum(source),
            Aggregation::Mean => Self::Mean(source),
            Aggregation::CountDistinct => Self::Different(source),
            Aggregation::CountEpisodes { maximum_gap_days } => Self::Episodes(source, maximum_gap_days),
            Aggregation::CombineAsSet => return None,
        })
    }

    /// The row-level series that it looks at, its conditions aside.
    pub(super) fn series(&self, graph: &Graph, frame: FrameId) -> Vec<SeriesId> {
        match self {
            Self::Exists | Self::Count => Vec::new(),
            Self::Pick { .. } => graph.sort_keys(frame_beneath(graph, frame)),
            Self::Least(source)
            | Self::Greatest(source)
            | Self::Sum(source)
            | Self::Mean(source)
            | Self::Different(source)
            | Self::Episodes(source, _) => vec![*source],
        }
    }

    /// What the column of an aggregate says, patients without rows included.
    pub(super) fn result(&self, column: &str) -> String {
        match self {
            Self::Different(_) => format!("coalesce({column}, 0)"),
            Self::Episodes(_, gap) => format!("episodes({column}, {gap})"),
            _ => column.to_owned(),
        }
    }
}

/// A leaf's parts, ready to stand in a query over its table as `e`.
pub(super) struct Written {
    /// Each true for every row that counts.
    pub(super) conditions: Vec<String>,
    /// Names and aggregates; what is aggregated stands between [`FROM`] and [`TO`].
    pub(super) columns: Vec<(String, String)>,
}

const FROM: &str = "\u{1}";
const TO: &str = "\u{2}";

/// An aggregate of the rows for which a condition is true, or of all. DuckDB's `FILTER` is many times slower than a
/// `CASE` where there are more than a few.
pub(super) fn of_rows(aggregate: &str, condition: &str) -> String {
    let (from, to) =
        if condition.is_empty() { (String::new(), "") } else { (format!("CASE WHEN {condition} THEN "), " END") };
    aggregate.replace(FROM, &from).replace(TO, to)
}

/// How sets of codes are looked up.
pub(super) trait Sets {
    /// Whether a column, written as `of`, is in a set; nothing where it is to be written out.
    fn look_up(&mut self, column: &str, of: &str, set: &BTreeSet<Value>) -> Option<String>;
}

struct OfRows<'w, 'g> {
    build: &'w Build<'g>,
    base: FrameId,
    /// Where a patient-level series is found.
    needs: &'w BTreeMap<SeriesId, String>,
    sets: &'w mut dyn Sets,
}

impl Names for OfRows<'_, '_> {
    fn name(&mut self, id: SeriesId) -> Result<Option<String>, SqlError> {
        if let Some(name) = self.needs.get(&id) {
            return Ok(Some(name.clone()));
        }
        Ok(match self.build.asked.graph.series(id) {
            Series::Column { name, .. } if self.build.is_of_rows(id, self.base) => Some(format!("e.{name}")),
            _ => None,
        })
    }

    fn in_set(&mut self, lhs: SeriesId, of: &str, set: &BTreeSet<Value>) -> Option<String> {
        let Series::Column { name, .. } = self.build.asked.graph.series(lhs) else { return None };
        Some(self.sets.look_up(name, of, set).unwrap_or_else(|| in_list(of, set)))
    }

    fn refuse(&self, node: &'static str) -> SqlError {
        SqlError::Node { question: "a feature".to_owned(), node }
    }
}

/// Writes a leaf. `needs` says under which name each patient-level series is joined to the rows.
pub(super) fn write(
    build: &Build<'_>,
    place: usize,
    needs: &BTreeMap<SeriesId, String>,
    sets: &mut dyn Sets,
) -> Result<Written, SqlError> {
    let leaf = &build.leaves[place];
    let graph = build.asked.graph;
    let mut names = OfRows { build, base: graph.base(leaf.frame), needs, sets };
    let mut row = |id| expression(build.asked, id, &mut names);
    let conditions: Vec<String> = build.conditions(leaf.frame).into_iter().map(&mut row).collect::<Result<_, _>>()?;
    let name = format!("l{place}");
    let mut single =
        |function: &str, id: SeriesId, end: &str| Ok((name.clone(), format!("{function}{FROM}{}{TO}{end}", row(id)?)));
    let columns = match &leaf.how {
        How::Exists => vec![(name, format!("bool_or({FROM}true{TO})"))],
        How::Count => vec![(name, format!("count({FROM}1{TO})"))],
        How::Least(source) => vec![single("min(", *source, ")")?],
        How::Greatest(source) => vec![single("max(", *source, ")")?],
        How::Sum(source) => vec![single("sum(", *source, ")")?],
        How::Mean(source) => vec![single("avg(", *source, ")")?],
        How::Different(source) => vec![single("count(DISTINCT ", *source, ")")?],
        How::Episodes(source, _) => vec![single("list_sort(list_distinct(list(", *source, ")))")?],
        How::Pick { columns } => {
            let keys: Vec<String> = graph
                .sort_keys(frame_beneath(graph, leaf.frame))
                .into_iter()
                .map(&mut row)
                .collect::<Result<_, _>>()?;
            let known = |key: &str| conditions.iter().any(|condition: &String| is_known(key, condition));
            pick(graph, leaf, &name, &keys, columns, &known)
        }
    };
    Ok(Written { conditions, columns })
}

/// The columns of the first or last row, by the sort keys and then by the picked columns; nulls come first.
fn pick(
    graph: &Graph,
    leaf: &Leaf,
    name: &str,
    keys: &[String],
    columns: &[Arc<str>],
    known: &dyn Fn(&str) -> bool,
) -> Vec<(String, String)> {
    let first = matches!(graph.frame(leaf.frame), Frame::Pick { position: Position::First, .. });
    let function = if first { "min" } else { "max" };
    let wanted: Vec<String> = columns.iter().map(|column| format!("e.{column}")).collect();
    let mut order: Vec<String> = Vec::new();
    for key in keys.iter().chain(&wanted) {
        // Rows alike in all that is taken from them are alike to whoever asks.
        if wanted.iter().all(|column| order.contains(column)) {
            break;
        }
        if !order.contains(key) {
            order.push(key.clone());
        }
    }
    // Nothing but the key is taken, and a null cannot come first: the least or greatest key will do.
    if let [key] = order.as_slice()
        && (!first || known(key))
    {
        let column = |column: &Arc<str>| (format!("{name}_{column}"), format!("{function}({FROM}{key}{TO})"));
        return columns.iter().map(column).collect();
    }
    if let [day, value] = order.as_slice()
        && known(day)
        && day.ends_with("date")
        && value == "e.numeric_value"
    {
        // One number that sorts by the day and then by the value, nulls first: much faster than a struct.
        let key = format!("{FROM}({day} - DATE '1970-01-01') * 1e7 + coalesce({value}, -1e6){TO}");
        let column =
            |column: &Arc<str>| (format!("{name}_{column}"), format!("arg_{function}_null(e.{column}, {key})"));
        return columns.iter().map(column).collect();
    }
    let mut fields = Vec::new();
    for (at, key) in order.iter().enumerate() {
        if !known(key) {
            fields.push(format!("n{at} := {key} IS NOT NULL"));
        }
        fields.push(format!("k{at} := {key}"));
    }
    let row = format!("{function}({FROM}struct_pack({}){TO})", fields.join(", "));
    let field = |column: &Arc<str>| order.iter().position(|key| *key == format!("e.{column}"));
    columns
        .iter()
        .filter_map(|column| Some((format!("{name}_{column}"), format!("({row}).k{}", field(column)?))))
        .collect()
}

/// Whether a condition lets in no row without this column.
fn is_known(key: &str, condition: &str) -> bool {
    let beginnings = [" <", " >", " = ", " IN "].map(|sign| format!("({key}{sign}"));
    beginnings.iter().any(|beginning| condition.starts_with(beginning)) || condition == format!("(NOT ({key} IS NULL))")
}

/// The frame whose sorts a pick goes by.
fn frame_beneath(graph: &Graph, frame: FrameId) -> FrameId {
    match graph.frame(frame) {
        Frame::Pick { source, .. } => *source,
        _ => frame,
    }
}
