//! Which parts make up a gap between two populations: composition and rates, ages and causes.

mod arriaga;
mod kitagawa;

pub use arriaga::{
    Caution, DeathRates, Direction, GapByAge, GapByCause, LifeExpectancyGapError, TwoPopulations, life_expectancy_gap,
    life_expectancy_gap_by_cause,
};
pub use kitagawa::{
    FactorEffect, RateGapError, RatesByStratum, StandardisedRates, StratumEffect, rate_gap, rate_gap_by_factor,
};
