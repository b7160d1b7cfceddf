//! The query model as SQL for DuckDB: what an analyst would otherwise write, to measure and check the engine against.
//!
//! [`per_definition`] gives each question a query of its own, with a common table expression for each feature, as a
//! query is written by hand. [`per_table`] asks all questions together and reads each table once: one `GROUP BY` with a
//! filtered aggregate for each feature, codes looked up once as bits. Both count the people for whom a question's series
//! is true, and give the counts that the plain evaluator gives: nulls, ties of picks and gaps of months included.
//!
//! A **leaf** is what a patient's rows of one table are made into; a **value** is what is calculated of leaves. `build`
//! finds both, `expression` writes single expressions, `feature` the aggregates, `script` whole queries.

mod build;
mod constant;
mod expression;
mod feature;
mod script;

use commonweal_cohort::query::{Graph, SeriesId};
use jiff::civil::Date;

pub use script::{per_definition, per_table};

/// What is asked: how many people a series is true for.
#[derive(Debug, Clone)]
pub struct Question {
    /// The name of the answer.
    pub id: String,
    /// A boolean of each patient.
    pub member: SeriesId,
    /// Everything that is asked in one go with it: the columns it takes from a pick break the pick's ties.
    pub roots: Vec<SeriesId>,
}

/// A graph and the interval at which it is asked.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'g> {
    /// The nodes.
    pub graph: &'g Graph,
    /// What the interval's parameters stand for.
    pub interval: (Date, Date),
}

/// SQL that is ready to run: what is made ready beforehand, and the query that is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// Tables of codes, each a statement.
    pub setup: Vec<String>,
    /// One statement; its one row has a count for each question, named by it.
    pub query: String,
}

/// Why a question has no SQL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SqlError {
    /// A node that the benchmark's SQL leaves out.
    #[error("{node} is not written as SQL; leave `{question}` out of the comparison")]
    Node {
        /// The question.
        question: String,
        /// The node.
        node: &'static str,
    },
}

/// Functions that the queries use, made once for a connection.
pub const MACROS: [&str; 4] = [
    // Of a day that the month lacks, the first of the month after.
    "CREATE OR REPLACE MACRO add_months(d, n) AS (CASE WHEN day((d + to_months(n::INTEGER))::DATE) < day(d) \
     THEN (d + to_months(n::INTEGER))::DATE + 1 ELSE (d + to_months(n::INTEGER))::DATE END)",
    "CREATE OR REPLACE MACRO years_between(b, a) AS (year(b) - year(a) - \
     (month(b) * 32 + day(b) < month(a) * 32 + day(a))::INTEGER)",
    "CREATE OR REPLACE MACRO months_between(b, a) AS ((year(b) - year(a)) * 12 + month(b) - month(a) - \
     (day(b) < day(a))::INTEGER)",
    // The days are sorted; a null may be among those that were left out of a list.
    "CREATE OR REPLACE MACRO episodes(days, gap) AS (CASE WHEN days IS NULL OR len(days) = 0 THEN 0 ELSE 1 + \
     len(list_filter(range(2, len(days) + 1), lambda i: days[i] - days[i - 1] > gap)) END)",
];
