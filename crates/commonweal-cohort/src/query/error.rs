//! What may be wrong with a query, where it is, and how to put it right.

use super::catalogue::TableRef;
use super::value::ValueType;

/// A rule that a node breaks. Each message names the node, what is wrong, and what would do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the fields are the words of the messages")]
pub enum RuleError {
    /// The catalogue has no such table.
    #[error("there is no table `{table}` in the catalogue; name one that is, or add it")]
    UnknownTable { table: TableRef },
    /// The table has no such column.
    #[error("SelectColumn: `{table}` has no column `{column}`; it has {columns}")]
    UnknownColumn { table: String, column: String, columns: String },
    /// A value of the wrong type.
    #[error("{node}: `{field}` must be {wanted}, and it is {got}; {fix}")]
    Type { node: String, field: &'static str, wanted: &'static str, got: String, fix: &'static str },
    /// Two values that should be of one type.
    #[error("{node}: {first} and {second} cannot be put together; {fix}")]
    TypesDiffer { node: String, first: String, second: String, fix: &'static str },
    /// Series whose rows do not match.
    #[error(
        "{node}: rows of {first} do not match rows of {second}; take both series from the same filtered frame, \
         or make one of them a value per patient first"
    )]
    RowsDiffer { node: String, first: String, second: String },
    /// A sort by something that is the same for all of a patient's rows.
    #[error("Sort: the key has one value for each patient, so it puts no rows in order; sort by a column of the frame")]
    SortByPatientSeries,
    /// Many rows where one value is needed.
    #[error("{what} needs one value for each patient, and it has one for each row of {rows}; pick a row or aggregate")]
    ManyRows { what: String, rows: String },
    /// One row where many are needed.
    #[error("{node}: {what} has one row for each patient already; use it as it is, or take a table of many rows")]
    OneRow { node: String, what: &'static str },
    /// A pick from a frame in no order.
    #[error("PickOneRowPerPatient: the frame is in no order; put a Sort beneath it")]
    Unsorted,
    /// A code that is shaped as no code of its system is.
    #[error("a literal {system} is not shaped as codes of that system are; check the code and its system")]
    CodeShape { system: &'static str },
    /// A literal that its type does not hold.
    #[error("a literal of type {value_type} holds something else; write it as {value_type}")]
    LiteralType { value_type: ValueType },
    /// A list that needs something in it.
    #[error("{node}: `{field}` is empty; give at least one")]
    Empty { node: &'static str, field: &'static str },
    /// A case without any value.
    #[error("Case: every branch and the default are null; give at least one a value")]
    NoValue,
    /// An inline row with other cells than the columns say.
    #[error("InlinePatientTable: row {row} has too many or too few cells, or one of another type; follow the schema")]
    InlineCells { row: usize },
    /// An inline row for a patient who has one.
    #[error("InlinePatientTable: row {row} is a second row for its patient; give each patient one")]
    InlinePatientTwice { row: usize },
    /// A condition that occurs twice.
    #[error("Case: one condition stands before two branches; the second can never be taken, so leave it out")]
    SameCondition,
    /// A population that holds for someone who is in no table.
    #[error(
        "the population is true for a patient who is in no table, so it would be everybody; \
         begin with a rule that some row makes true, such as being registered"
    )]
    EverybodyIsIn,
    /// An interval's date outside measures.
    #[error("`{name}` has a value only within the intervals of a measure; write a date here")]
    ParameterOutsideMeasure { name: &'static str },
    /// An interval that ends before it begins.
    #[error("interval {number} ends before it begins; write the first day, then the last")]
    IntervalBackwards { number: usize },
    /// A name used twice.
    #[error("the name `{name}` is used twice; give each its own")]
    SameName { name: String },
}

/// Why a definition is refused: where, and what is wrong there.
///
/// # Example
/// ```
/// use commonweal_cohort::query::{Catalogue, Definition};
/// let text = r#"{"value": {"ref": "1"}, "1": {"Dataset": {"population": {"ref": "2"}, "variables": {"dict": []},
///     "events": {"dict": []}, "measures": null}}, "2": {"Function.Sqrt": {}}}"#;
/// let error = Definition::read(text, &Catalogue::new()).expect_err("there is no such node");
/// assert_eq!(error.to_string(), "population, node 2: there is no node type `Function.Sqrt`; see the list of node types");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct QueryError {
    /// The variable, measure or node.
    pub place: String,
    /// What is wrong.
    pub problem: QueryProblem,
}

impl QueryError {
    pub(super) fn new(place: impl Into<String>, problem: impl Into<QueryProblem>) -> Self {
        Self { place: place.into(), problem: problem.into() }
    }
}

/// What is wrong with a definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the fields are the words of the messages")]
pub enum QueryProblem {
    /// The text is no JSON.
    #[error("this is not JSON: {0}")]
    Json(String),
    /// A part has another shape than the format's.
    #[error("`{field}` needs {wanted}, and has {got}")]
    Shape { field: String, wanted: &'static str, got: &'static str },
    /// A node lacks a field.
    #[error("{node} lacks its field `{field}`")]
    MissingField { node: String, field: &'static str },
    /// A node has a field that its type has not.
    #[error("{node} has no field `{field}`; leave it out")]
    UnknownField { node: String, field: String },
    /// No such node type.
    #[error("there is no node type `{name}`; see the list of node types")]
    UnknownNode { name: String },
    /// A table written out.
    #[error("a table may not be spelt out as {name}; name it with an external_ref")]
    SpeltOutTable { name: String },
    /// A reference to nothing.
    #[error("it refers to node {key}, and there is none; define it or correct the reference")]
    UnknownRef { key: String },
    /// A key that occurs twice.
    #[error("the key is defined twice; give each node its own")]
    SameKey,
    /// A node made of itself.
    #[error("the node is made of itself, by way of its parts; break the circle")]
    Cycle,
    /// A path that leaves the study's folder.
    #[error("the path of a file leaves the study's folder; give one inside it")]
    PathLeaves,
    /// The definition itself failed where it was written.
    #[error("the definition failed where it was made: {message}")]
    Failed { message: String },
    /// A rule that a node breaks.
    #[error(transparent)]
    Rule(#[from] RuleError),
}
