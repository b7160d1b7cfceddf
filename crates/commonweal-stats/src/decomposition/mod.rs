//! Which parts make up a gap between two populations: composition and rates, ages and causes.

mod kitagawa;

pub use kitagawa::{
    FactorEffect, RateGapError, RatesByStratum, StandardisedRates, StratumEffect, rate_gap, rate_gap_by_factor,
};
