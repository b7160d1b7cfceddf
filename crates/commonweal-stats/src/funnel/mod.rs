#![doc = include_str!("../../handbook/funnel.md")]

mod axis;
mod error;
mod limits;
mod lines;
pub mod overdispersion;
mod points;
mod position;

pub use error::FunnelError;
pub use limits::{FunnelLevel, Limits, expected_at_limits, proportion_limits, ratio_limits};
pub use lines::{PoissonLine, PoissonRow, ProportionLine, ProportionRow, count_line, proportion_line, rate_line};
pub use points::{ChartPoint, RateKind, RateUnits, pooled};
pub use position::{Position, Side, position_of_count, position_of_proportion};
