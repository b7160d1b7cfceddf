//! The engine against the plain evaluator, its faults, and its queries.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod cases;
mod compared;
mod faults;
mod people;
mod query;
mod results;
mod sinks;
mod support;
mod tables;
