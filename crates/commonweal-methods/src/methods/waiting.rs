//! Waiting lists and queues.

use crate::method::Method;

pub(crate) const METHODS: &[Method] = &[];
