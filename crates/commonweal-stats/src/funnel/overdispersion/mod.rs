#![doc = include_str!("../../../handbook/overdispersion.md")]

mod curve;
mod model;
mod spread;
mod transform;

pub use curve::{Ends, axis_of, limits_along};
pub use model::{Overdispersion, trim_scores};
pub use spread::{Winsorised, between_variance, dispersion_ratio, truncated, winsorised};
pub use transform::{Measure, Scores, rounded_expected, scores, target};
