//! One step of a plan.

use crate::query::{Aggregation, BinaryFunction, Extreme, Parameter, Position, UnaryFunction};

/// Names a step; parts have lower numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::evaluate) struct StepId(pub(in crate::evaluate) u32);

impl StepId {
    pub(in crate::evaluate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a row must meet to be kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::evaluate) enum Test {
    /// A boolean of the source's backing is true.
    Mask(StepId),
    /// The cell is known.
    Known { column: usize },
    /// The cell is one of a set of literals.
    InSet { column: usize, set: usize },
    /// The cell stands in this relation to a value of everybody or of the patient; turned, the value stands left.
    Compare { column: usize, function: BinaryFunction, operand: StepId, turned: bool },
    /// The cell is null, or a date after that of everybody or of the patient.
    Lasts { column: usize, until: StepId },
}

/// One end of a window of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::evaluate) struct Bound {
    /// A date of everybody or of the patient.
    pub(in crate::evaluate) day: StepId,
    /// Whether that day itself is outside.
    pub(in crate::evaluate) outside: bool,
}

/// What rows are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::evaluate) enum Key {
    /// A column of the table.
    Column(usize),
    /// Values of the backing.
    Values(StepId),
}

/// What a claim adds to a tally.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::evaluate) struct Points {
    /// The claim.
    pub(in crate::evaluate) condition: StepId,
    met: u64,
    unmet: u64,
}

impl Points {
    /// So many where the claim is true, and so many where it is not.
    pub(in crate::evaluate) fn new(condition: StepId, met: f64, unmet: f64) -> Self {
        // Bits can be compared and hashed.
        Self { condition, met: met.to_bits(), unmet: unmet.to_bits() }
    }

    pub(in crate::evaluate) fn met(&self) -> f64 {
        f64::from_bits(self.met)
    }

    pub(in crate::evaluate) fn unmet(&self) -> f64 {
        f64::from_bits(self.unmet)
    }
}

/// What a difference of dates is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::evaluate) enum Unit {
    Months,
    Years,
}

/// One step. Numbers of tables, columns, passes, literals, sets and inline tables are those of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::evaluate) enum Step {
    // Selections.
    /// All rows of a table.
    AllRows {
        table: usize,
    },
    /// The rows of each list of codes.
    Buckets {
        pass: usize,
    },
    /// The rows of one list of codes.
    Bucket {
        pass: StepId,
        list: usize,
    },
    /// The rows that meet a test.
    Keep {
        source: StepId,
        test: Test,
    },
    /// The rows dated between bounds, of patients for whom the conditions are true.
    Window {
        backing: StepId,
        dates: Option<StepId>,
        lower: Vec<Bound>,
        upper: Vec<Bound>,
        conditions: Vec<StepId>,
    },

    // One row per patient.
    /// The first or last row. Where the dates are given, they are the first key, and rows ascend by them.
    Pick {
        source: StepId,
        position: Position,
        dates: Option<StepId>,
        keys: Vec<Key>,
    },

    // Values of rows.
    /// A column for each position.
    Gather {
        backing: StepId,
        column: usize,
    },
    /// The patient's value for each position.
    Expand {
        backing: StepId,
        source: StepId,
    },
    /// The patient, by place in the batch, for each position.
    Owners {
        backing: StepId,
    },

    // Values of everybody or of each patient.
    Literal(usize),
    Parameter(Parameter),
    /// A column of a table with one row per patient.
    TableCell {
        table: usize,
        column: usize,
    },
    TableExists {
        table: usize,
    },
    InlineCell {
        table: usize,
        column: usize,
    },
    InlineExists {
        table: usize,
    },
    /// A column of a picked row.
    PickCell {
        pick: StepId,
        column: usize,
    },
    Exists {
        selection: StepId,
    },
    Count {
        selection: StepId,
    },
    Aggregate {
        how: Aggregation,
        selection: StepId,
        values: StepId,
    },
    /// Each patient's set of values.
    Sets {
        selection: StepId,
        values: StepId,
    },
    /// One value as a value of each patient.
    Spread {
        source: StepId,
    },

    // Functions, value by value.
    Unary {
        function: UnaryFunction,
        source: StepId,
    },
    Binary {
        function: BinaryFunction,
        lhs: StepId,
        rhs: StepId,
    },
    /// A date as one number whose difference, shifted, is that of whole months or years.
    Packed {
        unit: Unit,
        source: StepId,
    },
    /// Whole months or years from right to left.
    PackedDifference {
        unit: Unit,
        lhs: StepId,
        rhs: StepId,
    },
    InLiterals {
        source: StepId,
        set: usize,
    },
    InSets {
        source: StepId,
        sets: StepId,
        owners: Option<StepId>,
    },
    Extreme {
        which: Extreme,
        sources: Vec<StepId>,
    },
    Case {
        cases: Vec<(StepId, StepId)>,
        default: StepId,
    },
    /// The points of claims; whether all are whole numbers, or else in the order they are added in.
    Tally {
        points: Vec<Points>,
        whole: bool,
    },

    // Event tables.
    /// The patient of each row of a selection, one row after another.
    EventOwners {
        selection: StepId,
    },
    /// A value of each row of a selection, one row after another.
    EventColumn {
        selection: StepId,
        source: StepId,
    },
}

impl Step {
    /// The steps it needs.
    pub(in crate::evaluate) fn inputs(&self) -> Vec<StepId> {
        match self {
            Self::AllRows { .. }
            | Self::Buckets { .. }
            | Self::Literal(_)
            | Self::Parameter(_)
            | Self::TableCell { .. }
            | Self::TableExists { .. }
            | Self::InlineCell { .. }
            | Self::InlineExists { .. } => Vec::new(),
            Self::Bucket { pass, .. } => vec![*pass],
            Self::Keep { source, test } => match test {
                Test::Mask(values) | Test::Compare { operand: values, .. } | Test::Lasts { until: values, .. } => {
                    vec![*source, *values]
                }
                Test::Known { .. } | Test::InSet { .. } => vec![*source],
            },
            Self::Window { backing, dates, lower, upper, conditions } => {
                let bounds = lower.iter().chain(upper).map(|bound| bound.day);
                std::iter::once(*backing).chain(*dates).chain(bounds).chain(conditions.iter().copied()).collect()
            }
            Self::Pick { source, dates, keys, .. } => {
                let keys = keys.iter().filter_map(|key| match key {
                    Key::Values(values) => Some(*values),
                    Key::Column(_) => None,
                });
                std::iter::once(*source).chain(*dates).chain(keys).collect()
            }
            Self::Gather { backing, .. } | Self::Owners { backing } => vec![*backing],
            Self::Expand { backing, source } => vec![*backing, *source],
            Self::PickCell { pick, .. } => vec![*pick],
            Self::Exists { selection } | Self::Count { selection } | Self::EventOwners { selection } => {
                vec![*selection]
            }
            Self::Aggregate { selection, values, .. } | Self::Sets { selection, values } => vec![*selection, *values],
            Self::EventColumn { selection, source } => vec![*selection, *source],
            Self::Spread { source }
            | Self::Unary { source, .. }
            | Self::Packed { source, .. }
            | Self::InLiterals { source, .. } => vec![*source],
            Self::Binary { lhs, rhs, .. } | Self::PackedDifference { lhs, rhs, .. } => vec![*lhs, *rhs],
            Self::InSets { source, sets, owners } => [*source, *sets].into_iter().chain(*owners).collect(),
            Self::Extreme { sources, .. } => sources.clone(),
            Self::Tally { points, .. } => points.iter().map(|points| points.condition).collect(),
            Self::Case { cases, default } => {
                cases.iter().flat_map(|(condition, value)| [*condition, *value]).chain([*default]).collect()
            }
        }
    }
}
