//! Definitions: the shipped ones are sound, broken ones are pointed at, and the program keeps its laws.

mod shipped;
mod support;
