//! Who is counted, and where a definition is wrong.
//!
//! Definitions are files: codelists say which codes mean a thing, cohorts and indicators say who belongs by
//! features of people's events and a rule over them, the lattice says which breakdowns exist, and groups say where a
//! reader finds each indicator.
//! [`Library::parse`] reads them all and either points at every problem or gives a library that is sound.
//! [`Lowering`] turns cohorts and indicators into series of one query graph, and [`facts`] does so with plain facts.
//! [`explain`] puts a cohort into plain English, and [`why`] says why one person belongs to it or does not.
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
mod cohort;
mod day;
mod definition;
mod diagnostic;
pub mod evaluate;
mod expected;
mod explain;
mod expression;
mod fact;
pub mod facts;
mod feature;
mod feature_codes;
mod features;
mod groups;
mod kind;
mod lattice;
mod library;
mod lookback;
mod lower;
mod outline;
mod parser;
mod place;
pub mod query;
mod quotes;
mod read_cohort;
mod read_groups;
mod read_indicator;
mod read_lattice;
mod read_method;
mod read_parameters;
mod read_score;
mod reader;
mod sheet;
mod syntax;
mod tables;
mod tokens;
mod unit;
mod why;

pub use codelist::Codelist;
pub use cohort::{
    Band, Basis, CohortDefinition, CohortKind, NamedValue, Parameter, ParameterValue, Points, Score, Segment,
};
pub use day::days_since_1970;
pub use definition::{CountingUnit, Domain, IndicatorDefinition, Method, Population, PublishedRows};
pub use diagnostic::{Diagnostic, Severity, SourceFile};
pub use expected::{ExpectedPrevalence, ExpectedRow};
pub use explain::{Explanation, IndicatorExplanation, Words, explain, explain_indicator};
pub use expression::{ArithmeticOp, CohortPart, CompareOp, Elapsed, End, Expr, Part, RowPart, Rule};
pub use fact::Fact;
pub use feature::{Feature, Pick};
pub use groups::{Audience, BarrierStage, ClinicalArea, Groups, LifeStage, Pathway, PathwayStep, StepPeople, Theme};
pub use lattice::{Cuboid, Lattice};
pub use library::Library;
pub use lookback::Lookback;
pub use lower::{CohortSeries, IndicatorSeries, LowerError, Lowering};
pub use why::{Holds, Reason, RowFact, Why, WhyError, why};
