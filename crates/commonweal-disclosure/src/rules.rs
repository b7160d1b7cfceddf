//! The rules of disclosure control, as named numbers and small functions.
//!
//! One cell is a count `n` of people among `d`. It is shown rounded, or its count is withheld, or all of it is. English
//! rules differ by data set (hospital: 1 to 7 hidden; mental health, community, maternity: 0 to 4 hidden; all round to
//! 5); these meet the strictest. Where a number has a published source, its comment names it.

mod cell;
mod inputs;
mod magnitude;
mod number;
mod summary;

pub use cell::{CellDecision, ShownCell, r5, rule_cell, shown_groups};
pub use inputs::{Input, InputFault, may_model};
pub use magnitude::Magnitude;
pub use number::{
    MIDPOINT6_SUFFIX, midpoint6, midpoint6_column, midpoint6_steps, scale_of_unit, three_significant_figures,
};
pub use summary::{Spread, Summary, may_standardise, may_summarise, one_or_two_dominate, shown_summary};

/// The version of these rules, stored beside every figure. A change of any number here is a new version.
pub const RULES_VERSION: &str = "2";

/// Versions whose figures can still be read back: the first looked at each figure by itself, the second audits linked tables.
pub const KNOWN_RULES_VERSIONS: [&str; 2] = ["1", RULES_VERSION];

/// The largest count that is withheld, of people with a property, without it, or in all. Source: NHS England,
/// Hospital Episode Statistics: 1 to 7 are hidden.
pub const LARGEST_WITHHELD: u64 = 7;

/// Counts are shown to the nearest of these. Source: the same: all other counts are rounded to 5.
pub const ROUNDED_TO: u64 = 5;

/// The least difference between a rounded population and a rounded count, unless they are equal. "10 of 15" would fit
/// only 8 of 16, 8 of 17 and 9 of 17, fewer than [`FEWEST_POSSIBLE_TRUTHS`].
pub const LEAST_ROUNDED_REMAINDER: u64 = 10;

/// What is shown must always fit at least so many truths; a withheld or rounded count alone leaves five.
pub const FEWEST_POSSIBLE_TRUTHS: usize = 5;

/// The least total count for a standardised rate, a gap, SII, RII or life expectancy. Source: Fingertips public
/// health technical guidance, DSR: not calculated below 10. It is applied to the total *as shown*: a rounded total of
/// 10 stands for 8 to 12, and a rate shown for 10, 11 and 12 alone would tell them from 8 and 9. So the rate needs a
/// rounded total above 10.
pub const LEAST_MODELLED_TOTAL: u64 = 10;

/// The least people for a number standardised from three groups or more; see [`may_standardise`]. A rule of this product.
pub const LEAST_PEOPLE_STANDARDISED: u64 = 200;

/// The least people for a number standardised from two groups; see [`may_standardise`]. A rule of this product.
pub const LEAST_PEOPLE_OF_TWO_GROUPS: u64 = 2_000;

/// The least rounded expected number in an indirectly standardised ratio: at 5 rounding alone
/// moves the ratio by up to half. A rule of this product.
pub const LEAST_EXPECTED: u64 = 10;

/// Significant figures of what was calculated from exact counts.
pub const SIGNIFICANT_FIGURES: usize = 3;

/// People needed for a mean or a sum: more than [`LARGEST_WITHHELD`].
pub const LEAST_PEOPLE_FOR_MEAN: u64 = 8;

/// People needed for a median: ten on each side of it. A rule of this product.
pub const LEAST_PEOPLE_FOR_MEDIAN: u64 = 20;

/// People needed beyond a percentile: more than [`LARGEST_WITHHELD`].
pub const LEAST_PEOPLE_BEYOND_PERCENTILE: u64 = 8;

/// The share of a magnitude that the two largest people may not reach. Source: the (2, 90) dominance rule, Hundepool
/// et al., Statistical Disclosure Control, 2012.
pub const DOMINANT_SHARE: f64 = 0.90;

/// What all but the two largest must add up to, over the largest: otherwise the second could estimate the first to
/// within 10%. Source: the p% rule, the same book.
pub const LEAST_REST_OVER_LARGEST: f64 = 0.10;

/// The most dimensions a figure is broken down by, beside area and period: the lattice of releases is fixed.
pub const MAXIMUM_BREAKDOWNS: usize = 2;
