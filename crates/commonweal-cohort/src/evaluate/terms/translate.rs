//! From the graph of a query to terms, one ask after another.

use super::{OneRow, OneRowId, RowSetId, Term, TermId, Terms, held};
use crate::evaluate::column::ColumnKind;
use crate::evaluate::error::EvaluateError;
use crate::evaluate::program::Ask;
use crate::query::{
    Aggregation, Domain, DomainId, Frame, FrameId, Graph, InlineRows, NodeId, Rows, Series, SeriesId, SeriesType,
    UnaryFunction, Value,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// What one ask wants, as terms.
#[derive(Debug, Clone, Default)]
pub(in crate::evaluate) struct AskTerms {
    /// One value per patient each.
    pub(in crate::evaluate) outputs: Vec<TermId>,
    /// Rows and members of each event table.
    pub(in crate::evaluate) event_tables: Vec<(RowSetId, Vec<TermId>)>,
    /// The tables that come with the question.
    pub(in crate::evaluate) inline_tables: BTreeSet<usize>,
}

/// Translates questions about one graph.
pub(in crate::evaluate) fn translate(graph: &Graph, asks: &[Ask]) -> Result<(Terms, Vec<AskTerms>), EvaluateError> {
    let mut terms = Terms::default();
    let mut asked = Vec::new();
    for (number, ask) in asks.iter().enumerate() {
        asked.push(Translation::of(graph, ask, &mut terms)?.asked(ask, number)?);
    }
    Ok((terms, asked))
}

/// What has been translated for one ask.
struct Translation<'a> {
    graph: &'a Graph,
    terms: &'a mut Terms,
    /// The columns that break the ties of each pick, by name.
    picked_columns: BTreeMap<FrameId, BTreeSet<Arc<str>>>,
    series: HashMap<SeriesId, TermId>,
    row_sets: HashMap<DomainId, RowSetId>,
    one_rows: HashMap<FrameId, OneRowId>,
    inline_tables: BTreeSet<usize>,
}

impl<'a> Translation<'a> {
    fn of(graph: &'a Graph, ask: &Ask, terms: &'a mut Terms) -> Result<Self, EvaluateError> {
        let roots: Vec<SeriesId> = ask.outputs.iter().chain(ask.event_tables.iter().flatten()).copied().collect();
        let picked_columns = graph.picked_columns(roots.iter().copied());
        let (series, row_sets, one_rows) = (HashMap::new(), HashMap::new(), HashMap::new());
        let inline_tables = BTreeSet::new();
        let mut translation = Self { graph, terms, picked_columns, series, row_sets, one_rows, inline_tables };
        // Parts come first, so nothing here calls itself, however deep the query.
        for node in graph.reachable(roots) {
            match node {
                NodeId::Frame(frame) => translation.frame(frame)?,
                NodeId::Series(series) => translation.one_series(series)?,
            }
        }
        Ok(translation)
    }

    fn asked(mut self, ask: &Ask, number: usize) -> Result<AskTerms, EvaluateError> {
        let inline_tables = std::mem::take(&mut self.inline_tables);
        let mut asked = AskTerms { inline_tables, ..AskTerms::default() };
        for (output, series) in ask.outputs.iter().enumerate() {
            let single = matches!(self.graph.series_type(*series), SeriesType::One(_));
            if !single || self.graph.series_rows(*series) != Rows::OnePerPatient {
                return Err(EvaluateError::NotOnePerPatient { ask: number, output });
            }
            asked.outputs.push(self.series[series]);
        }
        for (table, members) in ask.event_tables.iter().enumerate() {
            let domains: BTreeSet<DomainId> = members
                .iter()
                .filter_map(|member| match self.graph.series_rows(*member) {
                    Rows::Many(domain) => Some(domain),
                    Rows::OnePerPatient => None,
                })
                .collect();
            let single = |member: &SeriesId| matches!(self.graph.series_type(*member), SeriesType::One(_));
            let (1, true) = (domains.len(), members.iter().all(single)) else {
                return Err(EvaluateError::EventRows { ask: number, table });
            };
            let rows = self.rows_of(domains.into_iter().next().expect("there is one"));
            asked.event_tables.push((rows, members.iter().map(|member| self.series[member]).collect()));
        }
        Ok(asked)
    }

    fn frame(&mut self, id: FrameId) -> Result<(), EvaluateError> {
        let row = match self.graph.frame(id) {
            Frame::Table(_) => {
                let table = self.table(id);
                if self.graph.frame_rows(id) != Rows::OnePerPatient {
                    return Ok(());
                }
                OneRow::Table(table)
            }
            Frame::Inline(table) => {
                match &table.rows {
                    InlineRows::Given(rows) => {
                        rows.iter().flat_map(|(_, cells)| cells).flatten().try_for_each(held)?;
                    }
                    InlineRows::File { path, .. } => return Err(EvaluateError::RowsInFile { path: path.clone() }),
                }
                let table = self.terms.inline_id(table);
                self.inline_tables.insert(table);
                OneRow::Inline(table)
            }
            Frame::Pick { source, position } => {
                let Rows::Many(domain) = self.graph.frame_rows(*source) else {
                    unreachable!("only frames of many rows are picked from")
                };
                let rows = self.rows_of(domain);
                OneRow::Pick { rows, position: *position, keys: self.keys(id, *source) }
            }
            Frame::Filter { .. } | Frame::Sort { .. } => return Ok(()),
        };
        let row = self.terms.one_row_id(row);
        self.one_rows.insert(id, row);
        Ok(())
    }

    /// The sort keys, then the columns taken from the pick; a key that came before adds nothing.
    fn keys(&mut self, pick: FrameId, source: FrameId) -> Vec<TermId> {
        let mut keys: Vec<TermId> = self.graph.sort_keys(source).iter().map(|key| self.series[key]).collect();
        let columns = self.picked_columns.get(&pick).cloned().unwrap_or_default();
        keys.extend(columns.iter().map(|name| self.cell(pick, name)));
        let mut seen = BTreeSet::new();
        keys.retain(|key| seen.insert(*key));
        keys
    }

    /// The table a frame's rows come from.
    fn table(&mut self, frame: FrameId) -> usize {
        match self.graph.frame(self.graph.base(frame)) {
            Frame::Table(reference) => {
                let schema = self.graph.schema(reference).expect("a graph knows the schemas of its tables");
                self.terms.table_id(schema)
            }
            _ => unreachable!("rows of many come from a table of the records"),
        }
    }

    /// The place of a column of a table of the records.
    fn column(&mut self, frame: FrameId, name: &Arc<str>) -> (usize, usize, ColumnKind) {
        let Frame::Table(reference) = self.graph.frame(self.graph.base(frame)) else {
            unreachable!("the columns of inline tables are looked up there")
        };
        let schema = self.graph.schema(reference).expect("a graph knows the schemas of its tables");
        let value_type = schema.column(name).expect("a column is only selected where the table has it");
        let table = self.terms.table_id(schema);
        (table, self.terms.column_id(table, name, value_type), ColumnKind::of(value_type))
    }

    fn cell(&mut self, frame: FrameId, name: &Arc<str>) -> TermId {
        let (table, column, kind) = self.column(frame, name);
        self.terms.id(Term::Cell { table, column }, kind)
    }

    fn rows_of(&mut self, domain: DomainId) -> RowSetId {
        if let Some(known) = self.row_sets.get(&domain) {
            return *known;
        }
        let (mut conditions, mut at) = (Vec::new(), domain);
        let table = loop {
            match self.graph.domain(at) {
                Domain::Filtered { parent, condition } => {
                    conditions.push(self.series[&condition]);
                    at = parent;
                }
                Domain::Table(frame) => break self.table(frame),
            }
        };
        let rows = self.terms.rows_where(table, conditions);
        self.row_sets.insert(domain, rows);
        rows
    }

    /// The rows of a series or frame of many.
    fn rows(&mut self, rows: Rows) -> RowSetId {
        match rows {
            Rows::Many(domain) => self.rows_of(domain),
            Rows::OnePerPatient => unreachable!("only what has many rows is aggregated"),
        }
    }

    fn one_series(&mut self, id: SeriesId) -> Result<(), EvaluateError> {
        let SeriesType::One(value_type) = self.graph.series_type(id) else {
            // Sets are part of the term that looks into them.
            return Ok(());
        };
        let kind = ColumnKind::of(value_type);
        let term = match self.graph.series(id) {
            Series::Column { frame, name } => self.column_term(*frame, name),
            Series::Literal { value, .. } => {
                held(value)?;
                Term::Literal(kind, Some(value.clone()))
            }
            Series::LiteralSet { .. } => return Ok(()),
            Series::Parameter(parameter) => Term::Parameter(*parameter),
            Series::Exists(frame) => self.exists(*frame),
            Series::Count(frame) => match self.graph.frame_rows(*frame) {
                Rows::Many(domain) => Term::Count(self.rows_of(domain)),
                Rows::OnePerPatient => {
                    let exists = self.exists(*frame);
                    let exists = self.terms.id(exists, ColumnKind::Bool);
                    Term::Unary(UnaryFunction::CastToInt, exists)
                }
            },
            Series::Aggregate { how, source } => {
                let rows = self.rows(self.graph.series_rows(*source));
                Term::Aggregate { how: *how, rows, source: self.series[source] }
            }
            Series::Unary { function, source } => Term::Unary(*function, self.series[source]),
            Series::Binary { function, lhs, rhs } => Term::Binary(*function, self.series[lhs], self.series[rhs]),
            Series::In { lhs, rhs } => self.member(self.series[lhs], *rhs)?,
            Series::Extreme { which, sources } => {
                Term::Extreme(*which, sources.iter().map(|source| self.series[source]).collect())
            }
            Series::Case { cases, default } => {
                let null = self.terms.id(Term::Literal(kind, None), kind);
                let value = |value: &Option<SeriesId>| value.map_or(null, |value| self.series[&value]);
                let cases = cases.iter().map(|(condition, then)| (self.series[condition], value(then))).collect();
                Term::Case { cases, default: value(default) }
            }
        };
        let term = self.terms.id(term, kind);
        self.series.insert(id, term);
        Ok(())
    }

    fn column_term(&mut self, frame: FrameId, name: &Arc<str>) -> Term {
        let Some(row) = self.one_rows.get(&frame).copied() else {
            let (table, column, _) = self.column(frame, name);
            return Term::Cell { table, column };
        };
        let column = match self.graph.frame(frame) {
            Frame::Inline(table) => {
                let at = table.columns.iter().position(|(column, _)| column == name);
                at.expect("a column is only selected where the table has it")
            }
            _ => self.column(frame, name).1,
        };
        Term::OneCell { row, column }
    }

    /// A pick has a row where there is one to pick from.
    fn exists(&mut self, frame: FrameId) -> Term {
        match self.graph.frame(frame) {
            Frame::Pick { source, .. } => Term::Exists(self.rows(self.graph.frame_rows(*source))),
            _ => match self.graph.frame_rows(frame) {
                Rows::Many(domain) => Term::Exists(self.rows_of(domain)),
                Rows::OnePerPatient => Term::OneExists(self.one_rows[&frame]),
            },
        }
    }

    fn member(&mut self, lhs: TermId, rhs: SeriesId) -> Result<Term, EvaluateError> {
        match self.graph.series(rhs) {
            Series::LiteralSet { values, .. } => {
                values.iter().try_for_each(|value: &Value| held(value))?;
                Ok(Term::InLiterals { lhs, set: self.terms.set_id(values) })
            }
            Series::Aggregate { how: Aggregation::CombineAsSet, source } => {
                let rows = self.rows(self.graph.series_rows(*source));
                Ok(Term::InRows { lhs, rows, source: self.series[source] })
            }
            _ => unreachable!("the right side of In is a set"),
        }
    }
}
