#![doc = include_str!("../../handbook/raking.md")]

mod design;
mod error;
mod fit;

pub use design::{design_effect, effective_sample_size, weighted_proportion};
pub use error::RakingError;
pub use fit::{Bounds, Margin, Raked, Raking, post_stratified, raked};
