//! Snapshots are whole, the same for the same people, and readable by any Delta Lake reader.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod columns;
mod delta;
mod further;
mod interruption;
mod people;
mod snapshots;
