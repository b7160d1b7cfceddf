//! What tests share: the plain evaluator that defines what definitions mean, the cases that come with
//! indicators, and random people and definitions.
//!
//! [`oracle`] is the evaluator of queries; [`judge`] that of our own definition files; [`sql`] is the rival the engine is
//! measured against.
//!
//! Only tests depend on this crate. The evaluator is slow and plain on purpose: it follows the words of a
//! definition row by row and shares nothing with the queries made from it but the parsed definition.

mod case;
mod definition_case;
mod definitions;
mod judge;
pub mod oracle;
mod people;
mod random;
mod random_files;
mod random_query;
pub mod sql;

pub use case::{Case, CaseError, Expected, read_case};
pub use definition_case::{DefinitionCase, ExpectedAnswer, read_definition_case};
pub use definitions::definition_files;
pub use judge::{Judgement, Standing, judge, judge_cohort};
pub use people::database_of;
pub use random::{INDEX_DATE, any_person};
pub use random_files::{any_files, any_rule_text};
pub use random_query::{RandomQuery, any_query};
