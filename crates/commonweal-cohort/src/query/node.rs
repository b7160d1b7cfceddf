//! The nodes of a query: frames have rows, series have values.

use super::catalogue::TableRef;
use super::function::{BinaryFunction, UnaryFunction};
use super::value::{Value, ValueType};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Names a frame of one graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FrameId(pub(super) u32);

/// Names a series of one graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeriesId(pub(super) u32);

impl FrameId {
    /// The place in the graph's order of nodes; parts come before what is made of them.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl SeriesId {
    /// The place in the graph's order of nodes; parts come before what is made of them.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Either kind of node.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Node {
    /// Something with rows.
    Frame(Frame),
    /// Something with values.
    Series(Series),
}

/// Names a node of either kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NodeId {
    /// A frame.
    Frame(FrameId),
    /// A series.
    Series(SeriesId),
}

impl NodeId {
    /// The place in the graph's order of nodes.
    pub fn index(self) -> usize {
        match self {
            Self::Frame(id) => id.index(),
            Self::Series(id) => id.index(),
        }
    }
}

/// Something with rows: none, one or many for each patient.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Frame {
    /// A table of the records.
    Table(TableRef),
    /// A table that comes with the query, one row for each patient.
    Inline(InlineTable),
    /// The rows for which a condition is true.
    Filter {
        /// Where the rows come from.
        source: FrameId,
        /// What must be true.
        condition: SeriesId,
    },
    /// The rows in order of a series; a later sort is the more significant.
    Sort {
        /// Where the rows come from.
        source: FrameId,
        /// What they are put in order of.
        sort_by: SeriesId,
    },
    /// The first or last row of each patient.
    Pick {
        /// A sorted frame.
        source: FrameId,
        /// Which end.
        position: Position,
    },
}

/// Which end of a sorted frame is picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Position {
    /// The first row; nulls come first.
    First,
    /// The last row.
    Last,
}

/// A table that comes with the query.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InlineTable {
    /// Name and type of each column, in the order of the rows' cells.
    pub columns: Vec<(Arc<str>, ValueType)>,
    /// The rows, or the file that has them.
    pub rows: InlineRows,
}

/// Where the rows of an inline table are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum InlineRows {
    /// In the query: patient and cells.
    Given(Vec<(i64, Vec<Option<Value>>)>),
    /// In a file of the study.
    File {
        /// The reader's name in queries, such as `CSVRowsReader`.
        reader: String,
        /// The path inside the study's folder.
        path: String,
        /// The reader's description of the columns, as JSON.
        column_specs: String,
        /// Whether columns may be missing.
        allow_missing_columns: bool,
    },
}

/// Something with values: one for each patient, or one for each row of a frame.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Series {
    /// A column of a frame.
    Column {
        /// The frame.
        frame: FrameId,
        /// The column.
        name: Arc<str>,
    },
    /// The same value for everybody.
    Literal {
        /// The value.
        value: Value,
        /// Its type; text may be a code.
        value_type: ValueType,
    },
    /// A set of values, for [`Series::In`].
    LiteralSet {
        /// The values.
        values: Arc<BTreeSet<Value>>,
        /// Their type; an empty set fits any.
        value_type: Option<ValueType>,
    },
    /// A date that each interval of a measure gives.
    Parameter(Parameter),
    /// Whether a patient has a row.
    Exists(FrameId),
    /// How many rows a patient has.
    Count(FrameId),
    /// A patient's rows made into one value.
    Aggregate {
        /// How.
        how: Aggregation,
        /// One value a row.
        source: SeriesId,
    },
    /// A function of one value.
    Unary {
        /// Which.
        function: UnaryFunction,
        /// Of what.
        source: SeriesId,
    },
    /// A function of two values.
    Binary {
        /// Which.
        function: BinaryFunction,
        /// Left side.
        lhs: SeriesId,
        /// Right side.
        rhs: SeriesId,
    },
    /// Whether a value is in a set.
    In {
        /// The value.
        lhs: SeriesId,
        /// The set: [`Series::LiteralSet`] or [`Aggregation::CombineAsSet`].
        rhs: SeriesId,
    },
    /// The least or greatest of several values, passing over nulls.
    Extreme {
        /// Which.
        which: Extreme,
        /// At least one series of one type.
        sources: Vec<SeriesId>,
    },
    /// The value of the first branch whose condition is true.
    Case {
        /// Condition and value; no value is null.
        cases: Vec<(SeriesId, Option<SeriesId>)>,
        /// The value where no condition is true.
        default: Option<SeriesId>,
    },
}

/// A date that each interval of a measure gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Parameter {
    /// The interval's first day.
    IntervalStart,
    /// The interval's last day.
    IntervalEnd,
}

/// How a patient's rows become one value; nulls are dropped first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aggregation {
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The sum.
    Sum,
    /// The mean, always a float.
    Mean,
    /// How many different values.
    CountDistinct,
    /// How many runs of dates without a gap above so many days.
    CountEpisodes {
        /// A gap of more days than this begins a new episode.
        maximum_gap_days: i64,
    },
    /// The set of the values, for [`Series::In`].
    CombineAsSet,
}

/// The least or the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extreme {
    /// `MinimumOf`.
    Minimum,
    /// `MaximumOf`.
    Maximum,
}

impl Aggregation {
    /// The node's name in queries.
    pub fn node_name(self) -> &'static str {
        match self {
            Self::Min => "AggregateByPatient.Min",
            Self::Max => "AggregateByPatient.Max",
            Self::Sum => "AggregateByPatient.Sum",
            Self::Mean => "AggregateByPatient.Mean",
            Self::CountDistinct => "AggregateByPatient.CountDistinct",
            Self::CountEpisodes { .. } => "AggregateByPatient.CountEpisodes",
            Self::CombineAsSet => "AggregateByPatient.CombineAsSet",
        }
    }
}

impl Extreme {
    /// The node's name in queries.
    pub fn node_name(self) -> &'static str {
        match self {
            Self::Minimum => "Function.MinimumOf",
            Self::Maximum => "Function.MaximumOf",
        }
    }
}

impl Parameter {
    /// The name in queries.
    pub fn name(self) -> &'static str {
        match self {
            Self::IntervalStart => "interval_start_date",
            Self::IntervalEnd => "interval_end_date",
        }
    }
}
