//! Asks everything at once: one pass over the records in patient order, and SQL over the tables
//! anyone may see.
//!
//! A pass reads whole people, bucket by bucket, and folds each person's rows into the answers of
//! every question of a [`commonweal_cohort::FoldProgram`]; the answers are counted into the cells
//! of the lattice ([`CellSpec`]) and nothing about a person leaves the fold. It runs as
//! [`PersonFoldExec`], an operator of DataFusion, so that it composes with SQL and can move to
//! other machines.
//!
//! | module | question it answers |
//! | --- | --- |
//! | `geography` | which areas is this address or practice in? |
//! | `cells` | how many people are in each cell, and how many have the property? |
//! | `cursor` | which rows of this table belong to this person? |
//! | `person` | what is true of this person on the index date? |
//! | `fold` | how does the pass run as a plan? |
//! | `scan` | which files does the pass read? |
//! | `footer` | is this file's footer sound? |
//! | `thrift` | do the bytes of a footer hold together? |
//! | `query` | what does this SQL answer? |
//! | `results` | how are finished tables kept on disk? |
//! | `arrow_file` | how are answers of studies kept as Arrow files? |
//!
//! The feature `cluster` locks Ballista to the same DataFusion; the default build has none of it.

mod arrow_file;
mod cells;
mod cursor;
mod engine;
mod error;
mod fold;
mod footer;
mod geography;
mod person;
mod query;
mod results;
mod scan;
mod thrift;

pub use arrow_file::{arrow_bytes, arrow_cells};
pub use cells::{Cell, CellDimension, CellSpec, UNKNOWN_CATEGORY};
pub use engine::{Engine, Pass, PassSummary};
pub use error::EngineError;
pub use fold::PersonFoldExec;
pub use geography::{AreaId, Geography, Membership};
pub use query::{QueryResult, Value, rows_of_table};
pub use results::{read_table, write_table};
pub use scan::RecordFiles;
