#![doc = include_str!("../../handbook/trend.md")]

mod marker;
mod proportion;
mod value;

pub use marker::{POINTS, RecentTrend, THRESHOLD, TrendDirection, TrendError, TrendReason};
pub use proportion::{YearlyProportion, recent_trend_of_proportion};
pub use value::{YearlyValue, recent_trend};
