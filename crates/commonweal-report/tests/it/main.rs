//! Reports as files: what they hold, that nothing in them is markup or a formula, and that they are always the same.

mod comma;
mod hostile;
mod page;
mod pdf;
mod same;
mod sample;
mod sheet;
mod word;
