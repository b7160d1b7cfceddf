#![doc = include_str!("../../handbook/trend.md")]

mod line;
mod marker;
mod proportion;
mod value;

pub use line::{FEWEST_POINTS, ValueAt, YearlyChange, change_per_year, ratio_change_per_year};
pub use marker::{POINTS, RecentTrend, THRESHOLD, TrendDirection, TrendError, TrendReason};
pub use proportion::{YearlyProportion, recent_trend_of_proportion};
pub use value::{YearlyValue, recent_trend};
