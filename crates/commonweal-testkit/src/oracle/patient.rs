//! What every node of a query is for one patient.

use super::aggregate::aggregate;
use super::records::{Records, column_at};
use commonweal_cohort::query::{
    Database, Frame, FrameId, Graph, NodeId, Parameter, Position, Rows, Series, SeriesId, Value, scalar,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a series is for a patient.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    /// One value, or null.
    One(Option<Value>),
    /// A value, or null, for each row of its domain, by the row's place in the table.
    Many(BTreeMap<usize, Option<Value>>),
    /// A set.
    Set(BTreeSet<Value>),
}

impl Answer {
    /// The value that meets a row: its own, or the patient's.
    pub(super) fn at(&self, row: usize) -> Option<&Value> {
        match self {
            Self::One(value) => value.as_ref(),
            Self::Many(values) => values[&row].as_ref(),
            Self::Set(_) => None,
        }
    }

    /// The patient's one value.
    pub(super) fn one(&self) -> Option<&Value> {
        match self {
            Self::One(value) => value.as_ref(),
            Self::Many(_) | Self::Set(_) => None,
        }
    }
}

/// A query ready to be asked of patients.
pub(super) struct Question<'a> {
    graph: &'a Graph,
    database: &'a Database,
    records: &'a Records<'a>,
    nodes: Vec<NodeId>,
    /// The columns taken from each pick in the whole query, which break its ties.
    picked_columns: &'a BTreeMap<FrameId, BTreeSet<Arc<str>>>,
    interval: Option<(Date, Date)>,
}

impl<'a> Question<'a> {
    pub(super) fn new(
        graph: &'a Graph,
        roots: impl IntoIterator<Item = SeriesId>,
        database: &'a Database,
        records: &'a Records<'a>,
        picked_columns: &'a BTreeMap<FrameId, BTreeSet<Arc<str>>>,
        interval: Option<(Date, Date)>,
    ) -> Self {
        Self { graph, database, records, nodes: graph.reachable(roots), picked_columns, interval }
    }

    /// What every node is for this patient.
    pub(super) fn ask(&self, patient: i64) -> Patient<'_> {
        let mut answers = Patient { question: self, id: patient, frames: BTreeMap::new(), series: BTreeMap::new() };
        for node in &self.nodes {
            match node {
                NodeId::Frame(id) => drop(answers.frames.insert(*id, answers.rows(*id))),
                NodeId::Series(id) => drop(answers.series.insert(*id, answers.answer(*id))),
            }
        }
        answers
    }
}

/// What the nodes of a query are for one patient.
pub(super) struct Patient<'q> {
    question: &'q Question<'q>,
    id: i64,
    /// The rows of each frame, by their place in the table. In no order: a pick looks at the sorts beneath it.
    frames: BTreeMap<FrameId, BTreeSet<usize>>,
    series: BTreeMap<SeriesId, Answer>,
}

impl Patient<'_> {
    /// What a series is.
    pub(super) fn series(&self, id: SeriesId) -> &Answer {
        &self.series[&id]
    }

    fn rows(&self, id: FrameId) -> BTreeSet<usize> {
        match self.question.graph.frame(id) {
            Frame::Table(_) | Frame::Inline(_) => (0..self.question.records.count(id, self.id)).collect(),
            Frame::Sort { source, .. } => self.frames[source].clone(),
            Frame::Filter { source, condition } => {
                let condition = self.series(*condition);
                let is_true = |row: &usize| condition.at(*row) == Some(&Value::Bool(true));
                self.frames[source].iter().copied().filter(is_true).collect()
            }
            Frame::Pick { source, position } => {
                let rows = self.frames[source].iter().copied();
                let picked = match position {
                    Position::First => rows.min_by_key(|row| self.place_in_order(id, *source, *row)),
                    Position::Last => rows.max_by_key(|row| self.place_in_order(id, *source, *row)),
                };
                picked.into_iter().collect()
            }
        }
    }

    /// What a row is ordered by: the sort keys, the latest sort first, then the columns taken from the pick, by name.
    /// Nulls come first. Rows alike in all of that are alike in all that anybody sees.
    fn place_in_order(&self, pick: FrameId, source: FrameId, row: usize) -> Vec<Option<Value>> {
        let keys = self.question.graph.sort_keys(source);
        let keys = keys.into_iter().map(|key| self.series(key).at(row).cloned());
        let columns = self.question.picked_columns.get(&pick).into_iter().flatten();
        keys.chain(columns.map(|name| self.cell(pick, row, name))).collect()
    }

    fn cell(&self, frame: FrameId, row: usize, name: &str) -> Option<Value> {
        let table = self.question.graph.base(frame);
        let column = column_at(self.question.graph, self.question.database, table, name);
        self.question.records.cell(table, self.id, row, column)
    }

    fn answer(&self, id: SeriesId) -> Answer {
        match self.question.graph.series(id) {
            Series::Column { frame, name } => self.column(*frame, name),
            Series::Literal { value, .. } => Answer::One(Some(value.clone())),
            Series::LiteralSet { values, .. } => Answer::Set((**values).clone()),
            Series::Parameter(parameter) => Answer::One(self.question.interval.map(|(start, end)| {
                Value::Date(match parameter {
                    Parameter::IntervalStart => start,
                    Parameter::IntervalEnd => end,
                })
            })),
            Series::Exists(frame) => Answer::One(Some(Value::Bool(!self.frames[frame].is_empty()))),
            Series::Count(frame) => {
                let rows = i64::try_from(self.frames[frame].len()).expect("rows in memory can be counted");
                Answer::One(Some(Value::Int(rows)))
            }
            Series::Aggregate { how, source } => match self.series(*source) {
                Answer::Many(values) => aggregate(*how, values.values().flatten()),
                Answer::One(_) | Answer::Set(_) => unreachable!("only series of many rows are aggregated"),
            },
            Series::Unary { function, source } => self.each(&[*source], |values| scalar::unary(*function, values[0])),
            Series::Binary { function, lhs, rhs } => {
                self.each(&[*lhs, *rhs], |values| scalar::binary(*function, values[0], values[1]))
            }
            Series::In { lhs, rhs } => match self.series(*rhs) {
                Answer::Set(set) => self.each(&[*lhs], |values| scalar::is_in(values[0], set)),
                Answer::One(_) | Answer::Many(_) => unreachable!("the right side of In is a set"),
            },
            Series::Extreme { which, sources } => {
                self.each(sources, |values| scalar::extreme(*which, values.iter().map(|value| value.cloned())))
            }
            Series::Case { cases, default } => self.case(cases, *default),
        }
    }

    fn column(&self, frame: FrameId, name: &str) -> Answer {
        let rows = &self.frames[&frame];
        match self.question.graph.frame_rows(frame) {
            Rows::OnePerPatient => Answer::One(rows.first().and_then(|row| self.cell(frame, *row, name))),
            Rows::Many(_) => Answer::Many(rows.iter().map(|row| (*row, self.cell(frame, *row, name))).collect()),
        }
    }

    /// The value of the first branch whose condition is true; null is not true.
    fn case(&self, cases: &[(SeriesId, Option<SeriesId>)], default: Option<SeriesId>) -> Answer {
        let branches = cases.iter().flat_map(|(condition, value)| [Some(*condition), *value]);
        let parts: Vec<SeriesId> = branches.chain([default]).flatten().collect();
        self.each(&parts, |values| {
            let value = |part: SeriesId| values[parts.iter().position(|other| *other == part)?];
            let taken = cases.iter().find(|(condition, _)| value(*condition) == Some(&Value::Bool(true)));
            taken.map_or(default, |(_, branch)| *branch).and_then(value).cloned()
        })
    }

    /// A function of several series, row by row where any of them has many.
    fn each(&self, parts: &[SeriesId], function: impl Fn(&[Option<&Value>]) -> Option<Value>) -> Answer {
        let parts: Vec<&Answer> = parts.iter().map(|part| self.series(*part)).collect();
        let many = parts.iter().find_map(|part| match part {
            Answer::Many(values) => Some(values),
            Answer::One(_) | Answer::Set(_) => None,
        });
        match many {
            None => Answer::One(function(&parts.iter().map(|part| part.one()).collect::<Vec<_>>())),
            Some(values) => Answer::Many(
                values
                    .keys()
                    .map(|row| (*row, function(&parts.iter().map(|part| part.at(*row)).collect::<Vec<_>>())))
                    .collect(),
            ),
        }
    }
}
