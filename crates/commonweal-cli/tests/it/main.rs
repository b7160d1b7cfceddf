//! The command line as a person at a terminal meets it: the built program, its words and its exit codes.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod codelists;
mod cohorts;
mod commands;
mod ehrql;
mod facts;
mod help;
mod monitoring;
mod operation;
mod output;
mod plans;
mod releases;
mod stats;
mod support;
mod synth;
mod synth_schema;
mod users;
