#![doc = include_str!("../../handbook/dispersion.md")]

mod error;
mod group;
mod measures;
mod simulated;

pub use error::{InequalityError, Undefined};
pub(crate) use group::Population;
pub use group::{Better, Group, Measured, Reference};
pub use measures::{Dispersion, dispersion, mean_log_deviation, theil_index};
pub use simulated::{Simulation, simulated_dispersion};
