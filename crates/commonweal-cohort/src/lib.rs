//! Who is counted, and where a definition is wrong.
//!
//! Definitions are files: codelists say which codes mean a thing, cohorts and indicators say who belongs by
//! features of people's events and a rule over them, and the lattice says which breakdowns exist.
//! [`Library::parse`] reads them all and either points at every problem or gives a library that is sound.
//! [`compile`] turns any number of indicators into one [`FoldProgram`]: a single pass over each person's
//! events, in any order and any number of parts, answers every question at once.
//!
//! [`query`] is the model beneath: frames and series as in ehrQL, read from and printed as its JSON; [`catalogue`] says
//! which tables there are to ask of.
//! [`evaluate`] answers any number of its series at any number of dates in one pass over batches of whole patients.
//!
//! Everything here is pure: no files, no clock, no database.

mod canon;
pub mod catalogue;
mod check;
mod codelist;
mod codes;
mod compile;
mod definition;
mod diagnostic;
pub mod evaluate;
mod expected;
mod expression;
mod features;
mod fold;
mod lattice;
mod library;
mod place;
mod program;
pub mod query;
mod quotes;
mod read_cohort;
mod read_indicator;
mod read_lattice;
mod read_method;
mod reader;
mod sheet;
mod syntax;

pub use codelist::Codelist;
pub use compile::{CompileError, compile, days_since_1970};
pub use definition::{
    CohortDefinition, CountingUnit, Domain, Feature, IndicatorDefinition, Lookback, Method, Pick, Population,
    PublishedRows,
};
pub use diagnostic::{Diagnostic, SourceFile};
pub use expected::{ExpectedPrevalence, ExpectedRow};
pub use expression::{CompareOp, Expr, Fact, Part, Rule};
pub use fold::{Answers, CodeRef, FoldState};
pub use lattice::{Cuboid, Lattice};
pub use library::Library;
pub use program::{CompiledQuestion, FoldProgram, Person};
