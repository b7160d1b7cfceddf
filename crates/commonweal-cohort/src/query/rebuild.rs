//! Building a definition again with other tables beneath it, and putting rows of files into inline tables.

use super::catalogue::{Catalogue, TableRef, TableSchema};
use super::csv_text::CsvError;
use super::definition::{Dataset, Definition, EventTable, Measure};
use super::error::{QueryError, RuleError};
use super::graph::Graph;
use super::node::{Frame, FrameId, InlineRows, InlineTable, NodeId, Series, SeriesId};
use std::collections::BTreeMap;

/// What becomes of the tables of a definition when it is built again.
pub(crate) trait Tables {
    /// The frame that stands for a table.
    fn table(&mut self, graph: &mut Graph, table: &TableRef) -> Result<FrameId, RuleError>;
    /// The inline table that stands for another.
    fn inline(&mut self, table: &InlineTable) -> InlineTable;
    /// The series that stands for a column of a table, on a frame made of what stands for the table.
    fn column(
        &mut self,
        graph: &mut Graph,
        table: Option<&TableRef>,
        frame: FrameId,
        name: &str,
    ) -> Result<SeriesId, RuleError>;
}

/// The new places of the nodes of the old graph.
struct Rebuilding<'d, T> {
    old: &'d Graph,
    new: Graph,
    tables: T,
    frames: BTreeMap<FrameId, FrameId>,
    series: BTreeMap<SeriesId, SeriesId>,
}

impl Definition {
    /// The same definition over other tables.
    pub(crate) fn rebuilt(&self, tables: impl Tables) -> Result<Self, QueryError> {
        let mut work = Rebuilding {
            old: self.graph(),
            new: Graph::new(),
            tables,
            frames: BTreeMap::new(),
            series: BTreeMap::new(),
        };
        for node in self.graph().nodes() {
            work.node(node).map_err(|error| QueryError::new("definition", error))?;
        }
        let series = &work.series;
        let members = |members: &[(String, SeriesId)]| -> Vec<(String, SeriesId)> {
            members.iter().map(|(name, id)| (name.clone(), series[id])).collect()
        };
        let dataset = self.dataset().map(|dataset| Dataset {
            population: series[&dataset.population],
            variables: members(&dataset.variables),
            events: dataset
                .events
                .iter()
                .map(|table| EventTable { name: table.name.clone(), members: members(&table.members) })
                .collect(),
        });
        let measure = |measure: &Measure| Measure {
            name: measure.name.clone(),
            numerator: series[&measure.numerator],
            denominator: series[&measure.denominator],
            group_by: members(&measure.group_by),
            intervals: measure.intervals.clone(),
        };
        let measures = self.measures().map(|measures| measures.iter().map(measure).collect());
        Self { dataset, measures, envelope: self.envelope.clone(), graph: work.new }.checked()
    }
}

impl<T: Tables> Rebuilding<'_, T> {
    fn node(&mut self, node: NodeId) -> Result<(), RuleError> {
        match node {
            NodeId::Frame(id) => {
                let frame = self.frame(id)?;
                self.frames.insert(id, frame);
            }
            NodeId::Series(id) => {
                let series = self.series_of(id)?;
                self.series.insert(id, series);
            }
        }
        Ok(())
    }

    fn frame(&mut self, id: FrameId) -> Result<FrameId, RuleError> {
        match self.old.frame(id) {
            Frame::Table(table) => self.tables.table(&mut self.new, table),
            Frame::Inline(table) => self.new.inline_table(self.tables.inline(table)),
            Frame::Filter { source, condition } => self.new.filter(self.frames[source], self.series[condition]),
            Frame::Sort { source, sort_by } => self.new.sort(self.frames[source], self.series[sort_by]),
            Frame::Pick { source, position } => self.new.pick(self.frames[source], *position),
        }
    }

    fn series_of(&mut self, id: SeriesId) -> Result<SeriesId, RuleError> {
        let series = &self.series;
        let new = &mut self.new;
        match self.old.series(id) {
            Series::Column { frame, name } => {
                let table = match self.old.frame(self.old.base(*frame)) {
                    Frame::Table(table) => Some(table),
                    _ => None,
                };
                self.tables.column(new, table, self.frames[frame], name)
            }
            Series::Literal { value, value_type } => new.literal(value.clone(), *value_type),
            Series::LiteralSet { values, value_type } => new.literal_set((**values).clone(), *value_type),
            Series::Parameter(parameter) => Ok(new.parameter(*parameter)),
            Series::Exists(frame) => Ok(new.exists(self.frames[frame])),
            Series::Count(frame) => Ok(new.count(self.frames[frame])),
            Series::Aggregate { how, source } => new.aggregate(*how, series[source]),
            Series::Unary { function, source } => new.unary(*function, series[source]),
            Series::Binary { function, lhs, rhs } => new.binary(*function, series[lhs], series[rhs]),
            Series::In { lhs, rhs } => new.is_in(series[lhs], series[rhs]),
            Series::Extreme { which, sources } => {
                let sources: Vec<SeriesId> = sources.iter().map(|source| series[source]).collect();
                new.extreme(*which, &sources)
            }
            Series::Case { cases, default } => {
                let branch = |(condition, value): &(SeriesId, Option<SeriesId>)| {
                    (series[condition], value.map(|value| series[&value]))
                };
                let cases: Vec<_> = cases.iter().map(branch).collect();
                new.case(&cases, default.map(|default| series[&default]))
            }
        }
    }
}

/// A file that an inline table's rows are in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct InlineFile {
    /// The path inside the study's folder.
    pub path: String,
    /// The reader's name in queries, such as `CSVRowsReader`; it says which format the file has.
    pub reader: String,
}

/// Why rows of a file cannot be put into a definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InlineRowsError {
    /// The file has something wrong in it.
    #[error(transparent)]
    Csv(#[from] CsvError),
    /// The definition no longer holds with these rows.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl Definition {
    /// The files that rows of inline tables are in, in order of path.
    pub fn inline_files(&self) -> Vec<InlineFile> {
        let file = |table: &InlineTable| match &table.rows {
            InlineRows::File { path, reader, .. } => Some(InlineFile { path: path.clone(), reader: reader.clone() }),
            InlineRows::Given(_) => None,
        };
        let mut files: Vec<InlineFile> = self.inline_tables().filter_map(file).collect();
        files.sort();
        files.dedup();
        files
    }

    /// The same definition with the rows of its inline tables taken from the texts of their files, as CSV and by path.
    /// A table whose file has no text stays as it is.
    ///
    /// # Errors
    /// [`InlineRowsError`] saying which row and column of which file to correct.
    ///
    /// # Example
    /// ```
    /// use commonweal_cohort::query::{Catalogue, Definition};
    /// let text = r#"{"value": {"ref": "1"},
    ///     "1": {"Dataset": {"population": {"AggregateByPatient.Exists": {"source": {"ref": "2"}}},
    ///         "variables": {"dict": []}, "events": {"dict": []}, "measures": null}},
    ///     "2": {"InlinePatientTable": {"schema": {"TableSchema": {"score": {"Column": {"type_": {"type": "int"},
    ///         "constraints": {"tuple": []}, "dummy_data_constraints": {"tuple": []}}}}},
    ///         "rows": {"CSVRowsReader": {"filename": {"Path": "outputs/scores.csv"},
    ///             "column_specs": {"dict": []}, "allow_missing_columns": false}}}}}"#;
    /// let definition = Definition::read(text, &Catalogue::new())?;
    /// assert_eq!(definition.inline_files()[0].path, "outputs/scores.csv");
    /// let texts = [("outputs/scores.csv".to_owned(), "patient_id,score\n1,7\n".to_owned())].into();
    /// assert!(definition.with_inline_rows(&texts)?.inline_files().is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_inline_rows(&self, texts: &BTreeMap<String, String>) -> Result<Self, InlineRowsError> {
        let mut filled = BTreeMap::new();
        for table in self.inline_tables() {
            if let InlineRows::File { path, allow_missing_columns, .. } = &table.rows
                && let Some(text) = texts.get(path)
            {
                let rows = super::csv_text::inline_rows(path, text, &table.columns, *allow_missing_columns)?;
                filled.insert((path.clone(), table.columns.clone()), rows);
            }
        }
        let mut catalogue = Catalogue::new();
        for (reference, schema) in self.graph().tables() {
            catalogue.insert(reference.clone(), TableSchema::clone(schema));
        }
        Ok(self.rebuilt(Filled { catalogue, rows: filled })?)
    }

    fn inline_tables(&self) -> impl Iterator<Item = &InlineTable> {
        self.graph().nodes().filter_map(|node| match node {
            NodeId::Frame(id) => match self.graph().frame(id) {
                Frame::Inline(table) => Some(table),
                _ => None,
            },
            NodeId::Series(_) => None,
        })
    }
}

type Rows = Vec<(i64, Vec<Option<super::value::Value>>)>;
type Columns = Vec<(std::sync::Arc<str>, super::value::ValueType)>;

/// The same tables, with rows for those that had them in a file.
struct Filled {
    catalogue: Catalogue,
    rows: BTreeMap<(String, Columns), Rows>,
}

impl Tables for Filled {
    fn table(&mut self, graph: &mut Graph, table: &TableRef) -> Result<FrameId, RuleError> {
        graph.table(table, &self.catalogue)
    }

    fn inline(&mut self, table: &InlineTable) -> InlineTable {
        let rows = match &table.rows {
            InlineRows::File { path, .. } => self.rows.get(&(path.clone(), table.columns.clone())).cloned(),
            InlineRows::Given(_) => None,
        };
        let rows = rows.map_or_else(|| table.rows.clone(), InlineRows::Given);
        InlineTable { columns: table.columns.clone(), rows }
    }

    fn column(
        &mut self,
        graph: &mut Graph,
        _: Option<&TableRef>,
        frame: FrameId,
        name: &str,
    ) -> Result<SeriesId, RuleError> {
        graph.column(frame, name)
    }
}
