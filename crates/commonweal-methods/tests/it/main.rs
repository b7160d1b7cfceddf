//! The methods on tables: reference vectors, and laws for any table.

#![expect(clippy::unwrap_used, reason = "a check fails where it unwraps")]

mod control_charts;
mod examples;
mod funnel;
mod fuzz;
mod inequality;
mod life;
mod rates;
mod vectors;
mod waiting;
mod weighting;
