//! Measures of inequality: the reference functions and how their calls become ours.

mod concentration;

use super::Function;

pub(crate) const FUNCTIONS: &[Function] = &[Function { name: "ci", run: concentration::ci }];
