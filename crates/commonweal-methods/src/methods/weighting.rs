//! Survey weights and small numbers.

use crate::method::Method;

pub(crate) const METHODS: &[Method] = &[];
