//! What tests share: the plain evaluator that defines what definitions mean, the cases that come with
//! indicators, and random people and definitions.
//!
//! [`oracle`] is the evaluator of queries; [`judge`] that of our own definition files; [`sql`] is the rival the engine is
//! measured against.
//!
//! Only tests depend on this crate. The evaluator is slow and plain on purpose: it follows the words of a
//! definition row by row and shares nothing with the fast program but the parsed definition.

mod case;
mod definitions;
mod judge;
pub mod oracle;
mod random;
mod random_query;
pub mod sql;

pub use case::{Case, CaseError, Expected, read_case};
pub use definitions::definition_files;
pub use judge::{Judgement, judge, person_on};
pub use random::{INDEX_DATE, any_files, any_person, any_rule_text};
pub use random_query::{RandomQuery, any_query};
