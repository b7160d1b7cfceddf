//! From small cubes, made by hand, to figures.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod audited;
mod claims;
mod examples;
mod findings;
mod gaps;
mod one_person;
mod published;
mod speed;
mod support;
mod values;
