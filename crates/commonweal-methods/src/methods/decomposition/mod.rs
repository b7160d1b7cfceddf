//! Decompositions of a gap.

mod arriaga;
mod kitagawa;
mod sides;

use crate::method::Method;

pub(crate) const METHODS: &[Method] = &[kitagawa::RATE_GAP, arriaga::LIFE_EXPECTANCY_GAP];
