//! Why one person belongs to a cohort or does not: the rule as a tree, what each part comes to, and the rows that make
//! it so.
//!
//! What is here is about one person. It is for those who may see that person's record.

mod plan;
mod shown;

use crate::evaluate::{Answered, Ask, EvaluateError, Interval, answer};
use crate::query::{Database, Graph, RuleError, Value};
use crate::{Library, LowerError, Lowering};
use jiff::civil::Date;
use plan::{Detail, Planned, Planner};

/// Whether something is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// Nobody knows: something it speaks of is missing.
    NotKnown,
}

/// Where a person stands in a cohort, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// The cohort's id.
    pub id: String,
    /// The cohort's name.
    pub title: String,
    /// The day the person was judged at.
    pub index_date: Date,
    /// Whether the person belongs.
    pub member: bool,
    /// The score, band and segment of somebody who has them: what it is, and what it comes to.
    pub outcomes: Vec<(&'static str, String)>,
    /// The parts of the rule, in order; all must be so. Then points and segments, where there are any.
    pub reasons: Vec<Reason>,
}

/// A part of a rule, and what it comes to for one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The part in words: `they are alive`.
    pub words: String,
    /// Whether it is so.
    pub holds: Holds,
    /// The values it speaks of: what, and what it is for this person.
    pub values: Vec<(String, String)>,
    /// The rows it looks at, the latest first, at most a few.
    pub rows: Vec<RowFact>,
    /// How many rows it looks at beyond those.
    pub more_rows: usize,
    /// The parts it is made of.
    pub parts: Vec<Reason>,
}

/// One row of a person's records.
#[derive(Debug, Clone, PartialEq)]
pub struct RowFact {
    /// The table it is in.
    pub table: String,
    /// Its day.
    pub date: Option<Date>,
    /// Its code.
    pub code: Option<String>,
    /// What the code means, where its codelist says.
    pub term: Option<String>,
    /// Its value.
    pub value: Option<f64>,
    /// What the value is in.
    pub unit: Option<String>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WhyError {
    /// No such cohort, or one that cannot be made into a query.
    #[error(transparent)]
    Definition(#[from] LowerError),
    /// The query could not be answered.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
    /// Nobody of that number is in the tables.
    #[error("there is no patient {0} in the records; give the number that the records have")]
    NoPatient(i64),
}

/// Why a person belongs to a cohort or does not, from the rows of their records.
///
/// # Errors
/// [`WhyError`] where there is no such cohort or person.
pub fn why(library: &Library, id: &str, database: &Database, patient: i64, index_date: Date) -> Result<Why, WhyError> {
    let refused = |rule: RuleError| LowerError::Refused { id: id.to_owned(), rule };
    let mut graph = Graph::new();
    let mut lowering = Lowering::new(library, &mut graph);
    let series = lowering.cohort(id)?;
    let cohort = &library.cohorts[id];
    let mut planner = Planner::new(library, lowering);
    let planned = planner.cohort(cohort).map_err(refused)?;
    let outcomes = [("score", series.score), ("band", series.band), ("segment", series.segment)];
    let member = planner.output(series.member);
    let outcomes = outcomes.map(|(name, series)| (name, series.map(|series| planner.output(series))));
    let ask = Ask { outputs: planner.outputs, event_tables: planner.events };
    let answered = answer(&graph, &ask, database, Interval::on(index_date))?;
    let of = Person { patient, answered: &answered, library };
    let member = of.holds(member, true)? == Holds::Yes;
    let known = |output: usize| of.value(output).ok().flatten().map(|value| shown::value(&value));
    Ok(Why {
        id: id.to_owned(),
        title: cohort.title.clone(),
        index_date,
        member,
        outcomes: outcomes.into_iter().filter_map(|(name, output)| Some((name, known(output?)?))).collect(),
        reasons: planned.into_iter().map(|part| of.reason(part)).collect::<Result<_, _>>()?,
    })
}

/// The answers about one person.
struct Person<'a> {
    patient: i64,
    answered: &'a Answered,
    library: &'a Library,
}

/// Rows shown with a part of a rule.
const MOST_ROWS: usize = 5;

impl Person<'_> {
    fn value(&self, output: usize) -> Result<Option<Value>, WhyError> {
        let cells = self.answered.outputs.get(&self.patient).ok_or(WhyError::NoPatient(self.patient))?;
        Ok(cells[output].clone())
    }

    fn holds(&self, output: usize, so: bool) -> Result<Holds, WhyError> {
        Ok(match self.value(output)? {
            Some(Value::Bool(claim)) if claim == so => Holds::Yes,
            Some(Value::Bool(_)) => Holds::No,
            _ => Holds::NotKnown,
        })
    }

    fn reason(&self, planned: Planned) -> Result<Reason, WhyError> {
        let (mut values, mut rows, mut more_rows) = (Vec::new(), Vec::new(), 0);
        for detail in planned.details {
            match detail {
                Detail::Value { what, output, unit } => {
                    let value = self.value(output)?;
                    let unit = unit.filter(|_| value.is_some()).map_or(String::new(), |unit| format!(" {unit}"));
                    let value = value.as_ref().map_or_else(|| "not known".to_owned(), shown::value);
                    values.push((what, value + &unit));
                }
                Detail::Rows(wanted) => {
                    let own = self.answered.events[wanted.table].iter().filter(|(patient, _)| *patient == self.patient);
                    let mut found: Vec<RowFact> = own.map(|(_, cells)| wanted.fact(cells, self.library)).collect();
                    found.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| b.code.cmp(&a.code)));
                    more_rows += found.len().saturating_sub(MOST_ROWS);
                    found.truncate(MOST_ROWS);
                    rows.extend(found);
                }
            }
        }
        let holds = match planned.claim {
            Some((output, so)) => self.holds(output, so)?,
            None => Holds::Yes,
        };
        let parts = planned.parts.into_iter().map(|part| self.reason(part)).collect::<Result<_, _>>()?;
        Ok(Reason { words: planned.words, holds, values, rows, more_rows, parts })
    }
}
