//! Life tables: how long people live, and how long in good health.

mod bands;
mod convention;
mod expectancy;
mod healthy;

use crate::method::Method;

pub(crate) const METHODS: &[Method] = &[expectancy::LIFE_EXPECTANCY, healthy::HEALTHY_LIFE_EXPECTANCY];

pub(crate) use bands::{BANDS_FOUND, TableBands};
pub(crate) use convention::{INFANT, INFANT_YEARS, SEX, TOO_HIGH, convention, convention_of};
