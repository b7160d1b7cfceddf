//! Decompositions of a gap.

use crate::method::Method;

pub(crate) const METHODS: &[Method] = &[];
