//! The operational databases.
