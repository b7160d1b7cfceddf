//! The plain evaluator agrees with the query language's own engines.

mod definitions;
mod fast;
mod laws;
mod sql;
mod studies;
mod vectors;
