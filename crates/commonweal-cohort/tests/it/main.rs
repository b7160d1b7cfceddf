//! Definitions: the shipped ones are sound, broken ones are pointed at, and the program keeps its laws.

mod cases;
mod dates;
mod diagnostics;
mod explained;
mod language;
mod lowered;
mod query_rules;
mod query_text;
mod robust;
mod shipped;
mod support;
mod views;
