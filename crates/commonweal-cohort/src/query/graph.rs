//! A query as a graph: every node once, its parts before it.

use super::catalogue::{TableRef, TableSchema};
use super::node::{Frame, FrameId, Node, NodeId, Series, SeriesId};
use super::value::ValueType;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Names a domain of one graph: a table and the filters applied to it, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DomainId(u32);

/// How many rows or values a node has for a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rows {
    /// At most one.
    OnePerPatient,
    /// One for each row of this domain.
    Many(DomainId),
}

/// The type of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SeriesType {
    /// One value.
    One(ValueType),
    /// A set of values; the empty literal set fits any type.
    Set(Option<ValueType>),
}

impl std::fmt::Display for SeriesType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::One(value_type) => write!(f, "{value_type}"),
            Self::Set(Some(value_type)) => write!(f, "a set of {value_type}"),
            Self::Set(None) => f.write_str("an empty set"),
        }
    }
}

/// A domain: a table, or what a filter leaves of another domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Domain {
    /// All rows of a table.
    Table(FrameId),
    /// The rows for which a condition is true.
    Filtered {
        /// What was filtered.
        parent: DomainId,
        /// The condition.
        condition: SeriesId,
    },
}

#[derive(Debug, Clone)]
struct Entry {
    node: Node,
    rows: Rows,
    about: About,
}

/// What is known of a node beside its rows.
#[derive(Debug, Clone, Copy)]
pub(super) enum About {
    /// The table beneath a frame, and whether it has been sorted.
    Frame { base: FrameId, sorted: bool },
    /// The type of a series.
    Series(SeriesType),
}

/// The nodes of one or more definitions, each held once: building an equal node again gives the same id.
///
/// A graph is built from its parts up, and each step is checked, so that a graph that exists is sound. The functions
/// that build are on this type too.
///
/// # Example
/// ```
/// use commonweal_cohort::query::{Aggregation, BinaryFunction, Catalogue, Graph, Position, TableRef};
/// let catalogue = Catalogue::read(r#"{"ehrql.tables.core": {"clinical_events": {"table": "clinical_events",
///     "one_row_per_patient": false,
///     "columns": {"date": {"type": "date"}, "numeric_value": {"type": "float"}}}}}"#)?;
/// let mut graph = Graph::new();
/// let events = graph.table(&TableRef::new("ehrql.tables.core", "clinical_events"), &catalogue)?;
/// let (date, value) = (graph.column(events, "date")?, graph.column(events, "numeric_value")?);
///
/// // The value of the latest event with a value above 140.
/// let threshold = graph.float(140.0)?;
/// let high = graph.binary(BinaryFunction::GT, value, threshold)?;
/// let high_events = graph.filter(events, high)?;
/// let by_date = graph.sort(high_events, date)?;
/// let latest = graph.pick(by_date, Position::Last)?;
/// let latest_value = graph.column(latest, "numeric_value")?;
/// assert_eq!(graph.series_type(latest_value).to_string(), "float");
///
/// // Values of the filtered rows cannot be added to values of all rows.
/// let filtered_value = graph.column(high_events, "numeric_value")?;
/// assert!(graph.binary(BinaryFunction::Add, filtered_value, value).is_err());
/// // As a value per patient they can.
/// let sum = graph.aggregate(Aggregation::Sum, filtered_value)?;
/// assert!(graph.binary(BinaryFunction::Add, sum, value).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Graph {
    entries: Vec<Entry>,
    ids: HashMap<Node, u32>,
    domains: Vec<Domain>,
    schemas: BTreeMap<TableRef, Arc<TableSchema>>,
}

impl Graph {
    /// A graph without nodes.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Every node, parts before what is made of them.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + '_ {
        (0u32..).zip(&self.entries).map(|(at, entry)| match entry.node {
            Node::Frame(_) => NodeId::Frame(FrameId(at)),
            Node::Series(_) => NodeId::Series(SeriesId(at)),
        })
    }

    /// A frame of this graph.
    pub fn frame(&self, id: FrameId) -> &Frame {
        match &self.entries[id.index()].node {
            Node::Frame(frame) => frame,
            Node::Series(_) => unreachable!("a frame's id is only given to frames"),
        }
    }

    /// A series of this graph.
    pub fn series(&self, id: SeriesId) -> &Series {
        match &self.entries[id.index()].node {
            Node::Series(series) => series,
            Node::Frame(_) => unreachable!("a series' id is only given to series"),
        }
    }

    /// How many rows a frame has for a patient.
    pub fn frame_rows(&self, id: FrameId) -> Rows {
        self.entries[id.index()].rows
    }

    /// How many values a series has for a patient.
    pub fn series_rows(&self, id: SeriesId) -> Rows {
        self.entries[id.index()].rows
    }

    /// The type of a series.
    pub fn series_type(&self, id: SeriesId) -> SeriesType {
        match self.entries[id.index()].about {
            About::Series(series_type) => series_type,
            About::Frame { .. } => unreachable!("a series' id is only given to series"),
        }
    }

    /// The type of a series of single values; nothing for a set.
    pub fn value_type(&self, id: SeriesId) -> Option<ValueType> {
        match self.series_type(id) {
            SeriesType::One(value_type) => Some(value_type),
            SeriesType::Set(_) => None,
        }
    }

    /// The table that a frame's rows come from: [`Frame::Table`] or [`Frame::Inline`].
    pub fn base(&self, id: FrameId) -> FrameId {
        self.frame_about(id).0
    }

    /// Whether a sort stands somewhere beneath a frame.
    pub(super) fn is_sorted(&self, id: FrameId) -> bool {
        self.frame_about(id).1
    }

    fn frame_about(&self, id: FrameId) -> (FrameId, bool) {
        match self.entries[id.index()].about {
            About::Frame { base, sorted } => (base, sorted),
            About::Series(_) => unreachable!("a frame's id is only given to frames"),
        }
    }

    /// The schema of a table named in this graph.
    pub fn schema(&self, reference: &TableRef) -> Option<&TableSchema> {
        self.schemas.get(reference).map(|schema| &**schema)
    }

    /// Every table named in this graph, in order of reference.
    pub fn tables(&self) -> impl Iterator<Item = (&TableRef, &TableSchema)> {
        self.schemas.iter().map(|(reference, schema)| (reference, &**schema))
    }

    /// A domain of this graph.
    pub fn domain(&self, id: DomainId) -> Domain {
        self.domains[id.0 as usize]
    }

    /// Whether one domain is the other, or was filtered from it.
    pub fn descends_from(&self, mut domain: DomainId, ancestor: DomainId) -> bool {
        loop {
            if domain == ancestor {
                return true;
            }
            match self.domain(domain) {
                Domain::Table(_) => return false,
                Domain::Filtered { parent, .. } => domain = parent,
            }
        }
    }

    pub(super) fn domain_id(&mut self, domain: Domain) -> DomainId {
        let at = self.domains.iter().position(|known| *known == domain).unwrap_or_else(|| {
            self.domains.push(domain);
            self.domains.len() - 1
        });
        DomainId(u32::try_from(at).expect("there are fewer domains than nodes"))
    }

    pub(super) fn keep_schema(&mut self, reference: &TableRef, schema: &Arc<TableSchema>) {
        self.schemas.insert(reference.clone(), Arc::clone(schema));
    }

    pub(super) fn add_frame(&mut self, frame: Frame, rows: Rows, base: Option<FrameId>, sorted: bool) -> FrameId {
        let base = base.unwrap_or(FrameId(self.next_id()));
        FrameId(self.add(Node::Frame(frame), rows, About::Frame { base, sorted }))
    }

    pub(super) fn add_series(&mut self, series: Series, rows: Rows, series_type: SeriesType) -> SeriesId {
        SeriesId(self.add(Node::Series(series), rows, About::Series(series_type)))
    }

    fn next_id(&self) -> u32 {
        u32::try_from(self.entries.len()).expect("a query has fewer nodes than memory could hold")
    }

    /// The id a frame has if it is in the graph.
    pub(super) fn known_frame(&self, frame: &Frame) -> Option<FrameId> {
        self.ids.get(&Node::Frame(frame.clone())).map(|id| FrameId(*id))
    }

    fn add(&mut self, node: Node, rows: Rows, about: About) -> u32 {
        if let Some(known) = self.ids.get(&node) {
            return *known;
        }
        let id = self.next_id();
        self.ids.insert(node.clone(), id);
        self.entries.push(Entry { node, rows, about });
        id
    }
}
