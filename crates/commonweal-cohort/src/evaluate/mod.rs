//! The fast evaluator: many definitions and many dates, answered in one pass over batches of whole patients.
//!
//! A [`Program`] is compiled once from the series that are asked for ([`Ask`]) and shared by all threads. Each thread
//! has a [`Worker`] that takes a [`Batch`] of whole patients, column by column, and gives the [`Answers`] for each
//! [`Interval`]. [`evaluate`] does all of this for a small [`Database`](crate::query::Database) in memory.
//!
//! Nulls are values of their own in the columns: [`NULL_DATE`], [`NULL_INT`], [`NULL_TEXT`], [`NULL_BOOL`], and NaN for
//! floats.

mod batch;
mod column;
mod error;
mod interval;
mod part_texts;
mod plan;
mod program;
mod run;
mod symbols;
mod terms;
mod whole;
mod worker;

pub use batch::{Batch, TableRows};
pub use column::{Column, ColumnKind, NULL_BOOL, NULL_DATE, NULL_FLOAT, NULL_INT, NULL_TEXT};
pub use error::EvaluateError;
pub use interval::Interval;
pub use part_texts::PartTexts;
pub use program::{Ask, CodeNeed, ColumnNeed, PartNeed, Program, TableNeed};
pub use symbols::Symbols;
pub use whole::{Answered, Options, answer, evaluate, evaluate_with};
pub use worker::{Answers, EventRows, Worker};
