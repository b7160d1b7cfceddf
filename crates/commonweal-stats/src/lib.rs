//! Rates, limits and measures of inequality: every formula between a count and a published number.
//!
//! Each function answers one question of a public health analyst, takes plain numbers and returns an [`Estimate`]
//! (a value with its lower and upper limit) or a [`StatsError`] that says what was wrong with the input. Nothing is
//! read, written, drawn from a clock or left to the platform: sums run in the order given and `exp`, `ln`, `sqrt` and
//! `erfc` come from one maths library, so the same input gives the same bytes on every machine.
//!
//! | Question | Function |
//! | --- | --- |
//! | What share of people? | [`proportion`] |
//! | How often, per so many people or years? | [`crude_rate`] |
//! | How often, if ages were those of the standard population? | [`directly_standardised_rate`], [`directly_standardised_rate_of_repeat_events`] |
//! | How many compared with what we would expect? | [`expected_events`], [`indirectly_standardised_ratio`] |
//! | How steep is the gradient from most to least deprived? | [`slope_index_of_inequality`], [`simulated_slope_index_of_inequality`] |
//! | How far apart are two groups, and is the gap closing? | [`absolute_gap`], [`relative_gap`], [`difference_of_rates`], [`ratio_of_rates`], [`ratio_of_proportions`], [`gap_change`] |
//! | Have two proportions changed? | [`two_proportion_z_test`] |
//! | Better or worse than the benchmark? | [`compare`] |
//!
//! The methods are those of the Fingertips public health technical guidance and agree with the R package
//! PHEindicatormethods; `tests/vectors` holds the published values they are checked against. A missing value is not a
//! number here: the caller decides what missing means before it asks.
//!
//! Errors never repeat the counts they complain about, because an error may be logged where a count may not be seen.

pub mod benchmark;
pub mod columns;
pub mod concentration;
pub mod control_chart;
pub mod decomposition;
pub mod forecast;
pub mod funnel;
pub mod handbook;
pub mod impact;
pub mod inequality;
pub mod life_table;
pub mod mean;
pub mod parallel;
pub mod quantile;
pub mod queue;
pub mod raking;
pub mod random;
pub mod ratio;
pub mod series;
pub mod small_numbers;
pub mod special;
pub mod trend;
pub mod waiting_list;

mod comparison;
mod confidence;
mod error;
mod estimate;
mod gap;
mod gradient;
mod poisson;
mod proportion;
mod rate;
mod simulation;
mod standardised;

pub use comparison::{Comparison, Polarity, compare};
pub use confidence::{Confidence, OtherLevel};
pub use error::StatsError;
pub use estimate::Estimate;
pub use gap::{
    Count, Events, GapChange, Measurement, ZTest, absolute_gap, difference_of_measurements, difference_of_rates,
    gap_change, ratio_of_measurements, ratio_of_proportions, ratio_of_rates, relative_gap, two_proportion_z_test,
};
pub use gradient::{Contrast, Gradient, GradientGroup, slope_index_of_inequality};
pub use proportion::proportion;
pub use rate::{StandardGroup, crude_rate, expected_events, indirectly_standardised_ratio};
pub use simulation::{Scale, SlopeSimulation, simulated_slope_index_of_inequality};
pub use standardised::{
    AgeBand, RepeatEventBand, RepeatEvents, directly_standardised_rate, directly_standardised_rate_of_repeat_events,
};
