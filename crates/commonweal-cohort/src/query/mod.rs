//! The query model: what a definition asks, as a graph of frames and series.
//!
//! A **frame** has rows: a table, some of its rows, the rows in an order, or the first or last row of each patient. A
//! **series** has values: a column of a frame, a patient's rows made into one value, a function of other series. Each
//! has one row or value per patient, or many. The model is that of ehrQL, so definitions written in it run unchanged;
//! our own definition files can be turned into it as well.
//!
//! A [`Graph`] holds each node once and checks each when it is built: types are strict, and series of many rows go
//! together only where their rows are the same (one table after the same filters). A [`Definition`] says what is asked
//! of a graph: a [`Dataset`], event tables, [`Measure`]s. [`Definition::read`] takes the JSON of ehrQL's serialiser,
//! [`Definition`]'s `Display` prints it, and [`Catalogue`] says which tables there are.
//!
//! What the functions mean is in [`scalar`]; what frames, picks and aggregations mean is spelled out by the plain
//! evaluator of the test kit. [`vectors`] checks an evaluator against known answers.
//!
//! # Node types
//! Frames: `external_ref`, `InlinePatientTable`, `Filter`, `Sort`, `PickOneRowPerPatient`. Series: `SelectColumn`,
//! `Value`, `Parameter`, `Case`, `AggregateByPatient.` and one of `Exists`, `Count`, `Min`, `Max`, `Sum`, `Mean`,
//! `CountDistinct`, `CountEpisodes`, `CombineAsSet`, and `Function.` and the name of a [`UnaryFunction`], a
//! [`BinaryFunction`], `In`, `MinimumOf` or `MaximumOf`.

mod build_frame;
mod build_series;
mod calendar;
mod catalogue;
mod code_shape;
mod csv_text;
mod definition;
mod empty_patient;
mod error;
mod function;
mod graph;
mod json;
mod json_text;
mod node;
mod print;
mod reach;
mod read;
mod read_node;
mod read_order;
mod read_value;
mod rebuild;
pub mod scalar;
mod table;
mod value;
pub mod vectors;

pub use catalogue::{Catalogue, CatalogueError, TableRef, TableSchema};
pub use csv_text::CsvError;
pub use definition::{Dataset, Definition, Envelope, EventTable, Measure};
pub use error::{QueryError, QueryProblem, RuleError};
pub use function::{BinaryFunction, UnaryFunction};
pub use graph::{Domain, DomainId, Graph, Rows, SeriesType};
pub use node::{
    Aggregation, Extreme, Frame, FrameId, InlineRows, InlineTable, Node, NodeId, Parameter, Position, Series, SeriesId,
};
pub(crate) use rebuild::Tables;
pub use rebuild::{InlineFile, InlineRowsError};
pub use table::{Cells, Database, MEASURE_COLUMNS, ResultTable, Table, ratio, with_disclosure_control};
pub use value::{CodeSystem, Float, Value, ValueType};
