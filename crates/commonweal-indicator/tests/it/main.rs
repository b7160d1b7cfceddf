//! From small cubes, made by hand, to figures.

mod gaps;
mod published;
mod support;
mod values;
