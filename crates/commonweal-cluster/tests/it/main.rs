//! A cluster on this machine: a scheduler and executors as processes of their own, which are this
//! test's program started again.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod failures;
mod people;
mod privacy;
mod processes;
mod same;
mod support;
