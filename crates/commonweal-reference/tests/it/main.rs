//! Behaviour of the reference data.

mod claims;
mod published_checks;
