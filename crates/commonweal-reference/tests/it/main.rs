//! Behaviour of the reference data.

mod published_checks;
