//! Which leaves and values the questions are made of. Equal ones are made once, whatever question they are in.

use super::expression::{Names, conjuncts, written_out};
use super::feature::How;
use super::{Asked, Question, SqlError};
use commonweal_cohort::query::{Frame, FrameId, NodeId, Rows, Series, SeriesId, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Calculations longer than this get a name, so that they are written once.
const LONGEST_UNNAMED: usize = 40;

/// What a patient's rows of one table are made into.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Leaf {
    /// Whose rows; without sorts and picks at its end where they do not matter.
    pub(super) frame: FrameId,
    pub(super) how: How,
    /// What each patient-level series in the conditions of its rows is here, as SQL of lower leaves and values.
    pub(super) needs: BTreeMap<SeriesId, String>,
}

/// Everything that the questions are made of.
pub(super) struct Build<'g> {
    pub(super) asked: Asked<'g>,
    /// A leaf's columns are `l` and its place, with `_` and a column of the row for a pick. Parts come first.
    pub(super) leaves: Vec<Leaf>,
    /// The SQL of each value, named `v` and its place, in terms of leaves and of values before it.
    pub(super) values: Vec<String>,
    /// Columns of tables with one row a patient: table and column. Their name is both with `_` between.
    pub(super) facts: BTreeSet<(Arc<str>, Arc<str>)>,
    leaf_places: BTreeMap<Leaf, usize>,
    value_places: BTreeMap<String, usize>,
}

/// One question while it is built.
struct Within<'b, 'g> {
    build: &'b mut Build<'g>,
    question: &'b str,
    picked: &'b BTreeMap<FrameId, BTreeSet<Arc<str>>>,
    known: BTreeMap<SeriesId, String>,
}

impl<'g> Build<'g> {
    pub(super) fn new(asked: Asked<'g>) -> Self {
        Self {
            asked,
            leaves: Vec::new(),
            values: Vec::new(),
            facts: BTreeSet::new(),
            leaf_places: BTreeMap::new(),
            value_places: BTreeMap::new(),
        }
    }

    /// The SQL of a question's series, in terms of leaves and values.
    pub(super) fn add(&mut self, question: &Question) -> Result<String, SqlError> {
        let picked = self.asked.graph.picked_columns(question.roots.iter().copied());
        Within { build: self, question: &question.id, picked: &picked, known: BTreeMap::new() }.patient(question.member)
    }

    /// The physical table beneath a frame; nothing for a table that came with the query.
    pub(super) fn table(&self, frame: FrameId) -> Option<Arc<str>> {
        match self.asked.graph.frame(self.asked.graph.base(frame)) {
            Frame::Table(reference) => Some(Arc::clone(&self.asked.graph.schema(reference)?.table)),
            _ => None,
        }
    }

    /// The conditions that each row of a frame meets, those nearest the table first.
    pub(super) fn conditions(&self, mut frame: FrameId) -> Vec<SeriesId> {
        let mut found = Vec::new();
        loop {
            match self.asked.graph.frame(frame) {
                Frame::Filter { source, condition } => {
                    let mut parts = Vec::new();
                    conjuncts(self.asked, *condition, &mut parts);
                    found.splice(0..0, parts);
                    frame = *source;
                }
                Frame::Sort { source, .. } | Frame::Pick { source, .. } => frame = *source,
                Frame::Table(_) | Frame::Inline(_) => return found,
            }
        }
    }

    /// Whether a series is a value of each row of a table, seen from a frame of that table.
    pub(super) fn is_of_rows(&self, id: SeriesId, base: FrameId) -> bool {
        let graph = self.asked.graph;
        if matches!(graph.series_rows(id), Rows::Many(_)) {
            return true;
        }
        match graph.series(id) {
            Series::Column { frame, .. } => graph.base(*frame) == base && self.has_one_row(*frame),
            Series::Exists(_) | Series::Count(_) | Series::Aggregate { .. } => false,
            _ => series_parts(graph, id).iter().any(|part| self.is_of_rows(*part, base)),
        }
    }

    /// Whether a frame is a table with one row a patient, filtered or not.
    fn has_one_row(&self, mut frame: FrameId) -> bool {
        loop {
            match self.asked.graph.frame(frame) {
                Frame::Filter { source, .. } => frame = *source,
                Frame::Table(_) => return self.asked.graph.frame_rows(frame) == Rows::OnePerPatient,
                _ => return false,
            }
        }
    }
}

impl Within<'_, '_> {
    /// A series of one value per patient.
    fn patient(&mut self, id: SeriesId) -> Result<String, SqlError> {
        if let Some(known) = self.known.get(&id) {
            return Ok(known.clone());
        }
        let asked = self.build.asked;
        let graph = asked.graph;
        let sql = match graph.series(id) {
            Series::Column { frame, name } => self.column(*frame, name)?,
            Series::Exists(frame) if self.build.table(*frame).as_deref() == Some("patients") => "true".to_owned(),
            Series::Exists(frame) => format!("coalesce(l{}, false)", self.leaf(*frame, How::Exists)?),
            Series::Count(frame) => format!("coalesce(l{}, 0)", self.leaf(*frame, How::Count)?),
            Series::Aggregate { how, source } => {
                let frame = frame_of(graph, *source).ok_or_else(|| self.refuse("an aggregate of no column"))?;
                let how = How::aggregate(*how, *source).ok_or_else(|| self.refuse(how.node_name()))?;
                let leaf = self.leaf(frame, how.clone())?;
                how.result(&format!("l{leaf}"))
            }
            _ => {
                let sql = written_out(asked, id, self)?;
                if sql.len() > LONGEST_UNNAMED { self.value(sql) } else { sql }
            }
        };
        self.known.insert(id, sql.clone());
        Ok(sql)
    }

    fn value(&mut self, sql: String) -> String {
        let next = self.build.values.len();
        let place = *self.build.value_places.entry(sql.clone()).or_insert(next);
        if place == next {
            self.build.values.push(sql);
        }
        format!("v{place}")
    }

    fn column(&mut self, frame: FrameId, name: &Arc<str>) -> Result<String, SqlError> {
        let table = self.build.table(frame).ok_or_else(|| self.refuse("InlinePatientTable"))?;
        if matches!(self.build.asked.graph.frame(frame), Frame::Table(_)) {
            self.build.facts.insert((Arc::clone(&table), Arc::clone(name)));
            return Ok(format!("{table}_{name}"));
        }
        let columns = self.picked.get(&frame).cloned().unwrap_or_else(|| [Arc::clone(name)].into());
        let leaf = self.leaf(frame, How::Pick { columns: columns.into_iter().collect() })?;
        Ok(format!("l{leaf}_{name}"))
    }

    fn leaf(&mut self, frame: FrameId, how: How) -> Result<usize, SqlError> {
        let graph = self.build.asked.graph;
        if self.build.table(frame).is_none() {
            return Err(self.refuse("InlinePatientTable"));
        }
        let mut rows = self.build.conditions(frame);
        rows.extend(how.series(graph, frame));
        let mut below = BTreeSet::new();
        rows.into_iter().for_each(|row| self.needs(row, graph.base(frame), &mut below));
        let mut needs = BTreeMap::new();
        for id in below {
            needs.insert(id, self.patient(id)?);
        }
        let frame = if matches!(how, How::Pick { .. }) { frame } else { stripped(graph, frame) };
        let leaf = Leaf { frame, how, needs };
        let next = self.build.leaves.len();
        let place = *self.build.leaf_places.entry(leaf.clone()).or_insert(next);
        if place == next {
            self.build.leaves.push(leaf);
        }
        Ok(place)
    }

    /// The patient-level series that a series of rows is made of, constants aside.
    fn needs(&self, id: SeriesId, base: FrameId, into: &mut BTreeSet<SeriesId>) {
        let asked = self.build.asked;
        if asked.constant(id).is_some() || matches!(asked.graph.series(id), Series::LiteralSet { .. }) {
            return;
        }
        if !self.build.is_of_rows(id, base) {
            into.insert(id);
            return;
        }
        if !matches!(asked.graph.series(id), Series::Column { .. }) {
            series_parts(asked.graph, id).into_iter().for_each(|part| self.needs(part, base, into));
        }
    }
}

impl Names for Within<'_, '_> {
    fn name(&mut self, id: SeriesId) -> Result<Option<String>, SqlError> {
        self.patient(id).map(Some)
    }

    fn in_set(&mut self, _: SeriesId, _: &str, _: &BTreeSet<Value>) -> Option<String> {
        None
    }

    fn refuse(&self, node: &'static str) -> SqlError {
        SqlError::Node { question: self.question.to_owned(), node }
    }
}

fn series_parts(graph: &commonweal_cohort::query::Graph, id: SeriesId) -> Vec<SeriesId> {
    let of_series = |part| if let NodeId::Series(series) = part { Some(series) } else { None };
    graph.parts(NodeId::Series(id)).into_iter().filter_map(of_series).collect()
}

/// The frame without what changes no row's presence.
fn stripped(graph: &commonweal_cohort::query::Graph, mut frame: FrameId) -> FrameId {
    while let Frame::Sort { source, .. } | Frame::Pick { source, .. } = graph.frame(frame) {
        frame = *source;
    }
    frame
}

/// The frame whose rows a row-level series has values for.
fn frame_of(graph: &commonweal_cohort::query::Graph, id: SeriesId) -> Option<FrameId> {
    match graph.series(id) {
        Series::Column { frame, .. } if graph.series_rows(id) != Rows::OnePerPatient => Some(*frame),
        Series::Column { .. } | Series::Exists(_) | Series::Count(_) | Series::Aggregate { .. } => None,
        _ => series_parts(graph, id).into_iter().find_map(|part| frame_of(graph, part)),
    }
}
