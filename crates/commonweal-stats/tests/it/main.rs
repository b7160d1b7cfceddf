//! Checks of the methods against published values, against the reference R package, and against their own laws.

#![expect(clippy::unwrap_used, reason = "a check fails where it unwraps")]

mod columns;
mod control_chart;
mod documented;
mod forecast;
mod funnel;
mod handbook;
mod inequality;
mod life_expectancy_gap;
mod life_table;
mod overdispersion;
mod properties;
mod published;
mod queue;
mod raking;
mod rate_gap;
mod reference;
mod refusals;
mod special;
mod trend;
mod waiting_list;
