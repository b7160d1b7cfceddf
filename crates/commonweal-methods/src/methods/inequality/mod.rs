//! Measures of inequality.

use crate::method::Method;

pub(crate) const METHODS: &[Method] = &[];
