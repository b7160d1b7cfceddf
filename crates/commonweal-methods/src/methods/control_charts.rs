//! Control charts and trend markers.

use crate::method::Method;

pub(crate) const METHODS: &[Method] = &[];
