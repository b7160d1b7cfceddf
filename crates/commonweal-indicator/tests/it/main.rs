//! From small cubes, made by hand, to figures.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod audited;
mod claims;
mod findings;
mod gaps;
mod published;
mod support;
mod values;
