//! The shape of a row that passed the gate: what must be true of its numbers, whatever was counted.

use crate::judge::{estimate_of_pair, is_about_people, is_modelled};
use crate::released::{Parts, Released, Shown};
use crate::reopen::{Fault, ensure};
use crate::rules::{
    LEAST_EXPECTED, LEAST_MODELLED_TOTAL, LEAST_ROUNDED_REMAINDER, ROUNDED_TO, three_significant_figures,
};
use crate::words::{Comparison, Statistic, Withheld};
use commonweal_model::DataClass;

/// The least rounded count of people above none: 8 to 12 give 10.
const LEAST_SHOWN: i64 = 10;

/// Whether the figure has the shape the rules of its class and statistic give.
pub(crate) fn check_shape(figure: &Released) -> Result<(), Fault> {
    let parts = &figure.parts;
    let denominator = parts.denominator.value();
    if let Some(why) = parts.withheld {
        let may_have_population = matches!(why, Withheld::Disclosure | Withheld::Linked);
        let population_shown = may_have_population && is_about_people(figure.class());
        ensure(
            denominator.is_none() || population_shown,
            "denominator",
            "holds a number although the figure is withheld",
        )?;
        denominator.map_or(Ok(()), |d| check_population("denominator", d))?;
        return check_comparison(figure);
    }
    check_numbers(parts)?;
    if figure.class() == DataClass::Published {
        return check_comparison(figure);
    }
    ensure(parts.value.value().is_some(), "value", "is missing although the figure is not withheld")?;
    let statistic = figure.key.statistic;
    ensure(statistic != Statistic::PublishedValue, "class", "is not `published`, as a published value's is")?;
    if is_about_people(figure.class()) {
        check_people(figure)?;
    }
    check_made_from_pair(figure)?;
    check_comparison(figure)
}

fn check_comparison(figure: &Released) -> Result<(), Fault> {
    let Parts { value, lower, upper, .. } = figure.parts;
    let outcome = figure.comparison;
    let (Some(benchmark), Some(_)) = (figure.benchmark_value(), value.value()) else {
        ensure(figure.benchmark.is_none(), "benchmark", "is given although there is no value to compare")?;
        return ensure(outcome == Comparison::NotCompared, "comparison", "is given without a value and a benchmark");
    };
    let (Some(lower), Some(upper)) = (lower.value(), upper.value()) else {
        return ensure(outcome == Comparison::NotCompared, "comparison", "is given without limits");
    };
    let agrees = match outcome {
        Comparison::Similar => lower <= benchmark && benchmark <= upper,
        Comparison::Higher => lower > benchmark,
        Comparison::Lower => upper < benchmark,
        Comparison::Better | Comparison::Worse => lower > benchmark || upper < benchmark,
        Comparison::NotCompared => value.value().is_some_and(|value| lower > value || value > upper),
    };
    ensure(agrees, "comparison", "does not follow from the limits and the benchmark")
}

fn check_numbers(parts: &Parts) -> Result<(), Fault> {
    for (column, part) in [("value", parts.value), ("lower_95", parts.lower), ("upper_95", parts.upper)] {
        let written = part.value().is_none_or(|x| x.is_finite() && !(x == 0.0 && x.is_sign_negative()));
        ensure(written, column, "is not a number this program writes")?;
    }
    let something = parts.value.value().is_some() || parts.numerator.value().is_some();
    ensure(something, "withheld_reason", "is missing although nothing is shown")
}

fn check_population(column: &'static str, people: i64) -> Result<(), Fault> {
    ensure(people % ROUNDED_TO as i64 == 0, column, "is not rounded to 5")?;
    ensure(people >= LEAST_SHOWN, column, "is a population too small to show")
}

/// Counts of people: rounded, never small, never so close to all that the others are few.
fn check_people(figure: &Released) -> Result<(), Fault> {
    let Parts { numerator, denominator, .. } = figure.parts;
    let statistic = figure.key.statistic;
    let (Some(n), Some(d)) = (numerator.value(), denominator.value()) else {
        let without_pair = is_modelled(statistic) && statistic != Statistic::DirectlyStandardisedRate;
        ensure(without_pair, "numerator", "or the denominator is missing")?;
        return ensure(numerator == Shown::None && denominator == Shown::None, "numerator", "is not wanted here");
    };
    ensure(n % ROUNDED_TO as i64 == 0, "numerator", "is not rounded to 5")?;
    ensure(n == 0 || n >= LEAST_SHOWN, "numerator", "is a count too small to show")?;
    ensure(
        n != 0 || figure.class() != DataClass::Sensitive,
        "numerator",
        "shows nobody, which sensitive data may not",
    )?;
    check_population("denominator", d)?;
    match statistic {
        // Events may outnumber people, and observed people the expected.
        Statistic::CrudeRate | Statistic::Count => Ok(()),
        Statistic::IndirectlyStandardisedRatio => {
            ensure(d >= LEAST_EXPECTED as i64, "denominator", "expects too few people")
        }
        Statistic::Proportion | Statistic::DirectlyStandardisedRate => {
            let remainder = d - n;
            let everybody = remainder == 0 && figure.class() != DataClass::Sensitive;
            let far = everybody || remainder >= LEAST_ROUNDED_REMAINDER as i64;
            ensure(far, "numerator", "is too close to the denominator")?;
            let enough = statistic == Statistic::Proportion || n > LEAST_MODELLED_TOTAL as i64;
            ensure(enough, "numerator", "is too small for a standardised rate")
        }
        _ => ensure(false, "numerator", "is not wanted here"),
    }
}

/// Values: those of the pair shown, or rounded to 3 significant figures.
fn check_made_from_pair(figure: &Released) -> Result<(), Fault> {
    let Parts { value, lower, upper, numerator, denominator, .. } = figure.parts;
    let statistic = figure.key.statistic;
    let numbers = [("value", value), ("lower_95", lower), ("upper_95", upper)];
    let about_people = is_about_people(figure.class());
    if is_modelled(statistic) {
        for (column, part) in numbers {
            let rounded = part.value().is_none_or(|x| x == three_significant_figures(x));
            ensure(rounded || !about_people, column, "has more than 3 significant figures")?;
        }
        let limits = (lower.value(), value.value(), upper.value());
        let bracketed = match limits {
            (Some(lower), Some(value), Some(upper)) => lower <= value && value <= upper,
            (None, _, None) => true,
            _ => false,
        };
        return ensure(bracketed, "lower_95", "and the upper limit do not bracket the value");
    }
    let (Some(n), Some(d)) = (numerator.value(), denominator.value()) else {
        return ensure(false, "numerator", "or the denominator is missing");
    };
    if statistic == Statistic::Count {
        ensure(value == Shown::Value(n as f64), "value", "is not the count shown")?;
        return ensure(lower == Shown::None && upper == Shown::None, "lower_95", "is given for a count");
    }
    if statistic == Statistic::IndirectlyStandardisedRatio && !about_people {
        return Ok(()); // its expected number is shown whole and used exactly
    }
    let estimate = estimate_of_pair(statistic, figure.unit(), n as f64, d as f64)
        .ok_or(Fault { column: "unit", problem: "does not fit a figure made from this pair" })?;
    for ((column, part), made) in numbers.into_iter().zip([estimate.value, estimate.lower, estimate.upper]) {
        ensure(part == Shown::Value(made), column, "is not what the numerator and denominator shown give")?;
    }
    Ok(())
}
