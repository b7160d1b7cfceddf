//! Asks everything at once: one pass over the records in patient order, and SQL over the tables
//! anyone may see.
//!
//! A pass ([`PassSpec`]) reads whole people, bucket by bucket, a few thousand at a time, and evaluates every question at
//! every date with [`commonweal_cohort::evaluate`]. The answers go to one of three sinks. Counting gives the cells of the
//! lattice ([`CellSpec`]), and nothing about a person leaves it; it runs as [`PersonFoldExec`], an operator of DataFusion,
//! so that it can move to other machines ([`Runner`]). [`Engine::seal`] keeps rows for evaluation in a [`SealedStore`], and
//! [`Engine::case_entries`] hands people to the service that owns a practice's worklist; these two stay where they are run,
//! and so does [`Engine::compare`], which reads two snapshots side by side and counts who moved between them.
//!
//! | module | question it answers |
//! | --- | --- |
//! | `spec` | what is a pass asked to do? |
//! | `wire` | how does a pass travel? |
//! | `compiled` | what is the program of its questions? |
//! | `scan` | which files does it read? |
//! | `table_reader` | which rows of this table belong to these people? |
//! | `table_file`, `chunks`, `dictionary` | what is in this file? |
//! | `rows`, `pages`, `decoded` | which values have these rows? |
//! | `symbol_map` | which number does this text have? |
//! | `footer`, `thrift` | is this file sound? |
//! | `sink` | where do the answers of a bucket go? |
//! | `count`, `joint`, `cells`, `lookups` | how many people are in each cell, and how many have the property? |
//! | `compare` | who joined, left or answers otherwise between two snapshots? |
//! | `geography` | which areas is this address or practice in? |
//! | `sealed` | what is kept for evaluation? |
//! | `entries` | who is on a worklist? |
//! | `buckets` | which thread reads which bucket? |
//! | `fold` | how does the pass run as a plan? |
//! | `runner` | where does it run? |
//! | `query` | what does this SQL answer? |
//! | `results` | how are finished tables kept on disk? |
//! | `arrow_file` | how are answers of studies kept as Arrow files? |
//! | `day` | which day is this number? |
//!
//! The feature `bench` is for the programs that measure the pass.

mod arrow_file;
mod buckets;
mod cells;
mod chunks;
mod compare;
mod compiled;
mod count;
mod day;
mod decoded;
mod dictionary;
mod engine;
mod entries;
mod error;
mod fold;
mod footer;
mod geography;
mod joint;
mod lookups;
mod pages;
mod query;
mod results;
mod rows;
mod runner;
mod scan;
mod sealed;
mod sink;
mod spec;
mod symbol_map;
mod table_file;
mod table_reader;
mod thrift;
mod wire;

pub use arrow_file::{arrow_bytes, arrow_cells};
pub use cells::{Cell, CellDimension, CellSpec, Total, UNKNOWN_CATEGORY};
pub use compare::Movement;
pub use engine::{Engine, PassSummary};
pub use entries::{CaseEntry, PatientKey};
pub use error::EngineError;
pub use fold::{PersonFoldExec, counts_schema};
pub use geography::{AreaId, Geography};
pub use query::{QueryResult, Value, rows_of_table};
pub use results::{parquet_bytes, read_parts, read_table, write_parts, write_table};
pub use runner::Runner;
pub use scan::RecordFiles;
pub use sealed::{SealedStore, SealedSummary};
pub use spec::{PassSpec, Questions};
