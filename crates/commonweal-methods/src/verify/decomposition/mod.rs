//! Decompositions of a gap: the reference functions and how their calls become ours.

mod kitagawa;

use super::Function;

pub(crate) const FUNCTIONS: &[Function] = &[Function { name: "dgnpop", run: kitagawa::dgnpop }];
