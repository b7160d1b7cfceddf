//! Runs vector files: inputs and outputs of the field's reference packages, checked against our methods.
//!
//! A vector file names the reference function of each case. An adapter here turns the reference's arguments into a
//! [`crate::Request`], runs the same method that users run, and gives the answer the reference's column names; one
//! comparison for all cases then judges it. No case is treated apart. [`verify_files`] has an example.

mod case;
mod compare;
mod file;

mod control_charts;
mod decomposition;
mod forecast;
mod funnel;
mod inequality;
mod life;
mod rates;
mod waiting;
mod weighting;

pub(crate) use case::{Case, Outcome, Refusal, json_table};
pub use file::{Failure, Report, verify_files};

/// How one reference function is answered.
pub(crate) struct Function {
    /// Name in the vector files.
    pub(crate) name: &'static str,
    /// Its answer in the reference's shape, or why it is refused.
    pub(crate) run: fn(&Case<'_>) -> Result<Outcome, Refusal>,
}

const FAMILIES: [&[Function]; 9] = [
    rates::FUNCTIONS,
    inequality::FUNCTIONS,
    life::FUNCTIONS,
    decomposition::FUNCTIONS,
    funnel::FUNCTIONS,
    control_charts::FUNCTIONS,
    waiting::FUNCTIONS,
    weighting::FUNCTIONS,
    forecast::FUNCTIONS,
];

fn function(name: &str) -> Option<&'static Function> {
    FAMILIES.iter().flat_map(|family| family.iter()).find(|function| function.name == name)
}
