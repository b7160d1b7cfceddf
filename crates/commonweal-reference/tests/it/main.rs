//! Behaviour of the reference data.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod areas;
mod claims;
mod faults;
mod published_checks;
mod sources;
mod tables;
