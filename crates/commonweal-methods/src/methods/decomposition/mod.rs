//! Decompositions of a gap.

mod kitagawa;

use crate::method::Method;

pub(crate) const METHODS: &[Method] = &[kitagawa::RATE_GAP];
