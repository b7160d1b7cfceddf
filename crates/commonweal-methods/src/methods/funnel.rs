//! Funnel plots and overdispersion.

use crate::method::Method;

pub(crate) const METHODS: &[Method] = &[];
