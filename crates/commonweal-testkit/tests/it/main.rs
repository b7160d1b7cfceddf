//! The plain evaluator agrees with the query language's own engines.

mod laws;
mod studies;
mod vectors;
