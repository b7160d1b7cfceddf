//! Which parts make up a gap between two populations: composition and rates, ages and causes.
//!
//! [`rate_gap`] answers the first, [`life_expectancy_gap`] and [`life_expectancy_gap_by_cause`] the second.

mod arriaga;
mod kitagawa;

pub use arriaga::{
    Caution, DeathRates, Direction, GapByAge, GapByCause, LifeExpectancyGapError, TwoPopulations, life_expectancy_gap,
    life_expectancy_gap_by_cause,
};
pub use kitagawa::{
    FactorEffect, RateGapError, RatesByStratum, StandardisedRates, StratumEffect, rate_gap, rate_gap_by_factor,
};
