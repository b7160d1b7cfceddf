//! The methods handbook: one chapter for each family of methods, as Markdown. The chapters are also the documentation
//! of the modules, so every example in them is compiled and run.

/// Proportion.
pub const PROPORTION: &str = include_str!("../handbook/proportion.md");
/// Crude rate.
pub const RATE: &str = include_str!("../handbook/rate.md");
/// Mean.
pub const MEAN: &str = include_str!("../handbook/mean.md");
/// Directly standardised rate.
pub const STANDARDISED_RATE: &str = include_str!("../handbook/standardised_rate.md");
/// Indirectly standardised ratio and rate.
pub const STANDARDISED_RATIO: &str = include_str!("../handbook/standardised_ratio.md");
/// Quantiles.
pub const QUANTILE: &str = include_str!("../handbook/quantile.md");
/// Slope and relative index of inequality.
pub const SLOPE_INDEX: &str = include_str!("../handbook/slope_index.md");
/// Absolute and relative gaps.
pub const GAP: &str = include_str!("../handbook/gap.md");
/// Measures of dispersion between groups.
pub const DISPERSION: &str = include_str!("../handbook/dispersion.md");
/// Concentration index.
pub const CONCENTRATION: &str = include_str!("../handbook/concentration.md");
/// Population attributable fraction and risk.
pub const IMPACT: &str = include_str!("../handbook/impact.md");
/// Life expectancy.
pub const LIFE_EXPECTANCY: &str = include_str!("../handbook/life_expectancy.md");
/// Healthy life expectancy.
pub const HEALTHY_LIFE_EXPECTANCY: &str = include_str!("../handbook/healthy_life_expectancy.md");
/// Decomposing a gap in life expectancy.
pub const LIFE_EXPECTANCY_GAP: &str = include_str!("../handbook/life_expectancy_gap.md");
/// Decomposing a gap in rates.
pub const RATE_GAP: &str = include_str!("../handbook/rate_gap.md");
/// Funnel plot.
pub const FUNNEL: &str = include_str!("../handbook/funnel.md");
/// Overdispersion.
pub const OVERDISPERSION: &str = include_str!("../handbook/overdispersion.md");
/// Statistical process control.
pub const CONTROL_CHART: &str = include_str!("../handbook/control_chart.md");
/// Recent trend.
pub const TREND: &str = include_str!("../handbook/trend.md");
/// Comparison with a benchmark.
pub const BENCHMARK: &str = include_str!("../handbook/benchmark.md");
/// Waiting list measures.
pub const WAITING_LIST: &str = include_str!("../handbook/waiting_list.md");
/// Queue theory.
pub const QUEUE: &str = include_str!("../handbook/queue.md");
/// Survey weights.
pub const RAKING: &str = include_str!("../handbook/raking.md");
/// Small numbers.
pub const SMALL_NUMBERS: &str = include_str!("../handbook/small_numbers.md");
/// Forecasts and trajectories.
pub const FORECAST: &str = include_str!("../handbook/forecast.md");
