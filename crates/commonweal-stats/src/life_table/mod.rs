#![doc = include_str!("../../handbook/life_expectancy.md")]

mod bands;
mod columns;
mod convention;
mod error;
mod expectancy;
pub mod healthy;
mod table;

pub use bands::AgeBands;
pub use columns::{LifeExpectancies, life_expectancies};
pub use convention::{Convention, InfantYears, Sex, TooHigh};
pub use error::LifeTableError;
pub use expectancy::{
    Expectancy, LifeExpectancy, Mortality, SMALLEST_POPULATION, Unreliable, WIDEST_INTERVAL_YEARS, life_expectancy,
};
pub use table::{LifeTable, LifeTableRow, life_table};

pub(crate) use table::band;
