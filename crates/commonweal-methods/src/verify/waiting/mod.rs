//! Waiting lists and queues: the reference functions and how their calls become ours.

use super::Function;

pub(crate) const FUNCTIONS: &[Function] = &[];
