//! Life tables.

use crate::method::Method;

pub(crate) const METHODS: &[Method] = &[];
