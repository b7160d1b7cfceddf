//! Survey weights.

mod design;
mod rake;
mod targets;

use crate::method::Method;

pub(crate) const METHODS: &[Method] = &[rake::RAKE, design::DESIGN_EFFECT];
