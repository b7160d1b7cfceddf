//! A patient's rows made into one value. Nulls have been dropped.

use super::patient::Answer;
use commonweal_cohort::query::{Aggregation, Value};
use jiff::civil::Date;
use std::collections::BTreeSet;

pub(super) fn aggregate<'v>(how: Aggregation, values: impl Iterator<Item = &'v Value>) -> Answer {
    let values: Vec<&Value> = values.collect();
    match how {
        Aggregation::Min => Answer::One(values.into_iter().min().cloned()),
        Aggregation::Max => Answer::One(values.into_iter().max().cloned()),
        Aggregation::Sum => Answer::One(sum(&values)),
        Aggregation::Mean => Answer::One(mean(&values)),
        Aggregation::CountDistinct => Answer::One(count(values.into_iter().collect::<BTreeSet<_>>().len())),
        Aggregation::CountEpisodes { maximum_gap_days } => Answer::One(count(episodes(&values, maximum_gap_days))),
        Aggregation::CombineAsSet => Answer::Set(values.into_iter().cloned().collect()),
    }
}

fn count(number: usize) -> Option<Value> {
    i64::try_from(number).ok().map(Value::Int)
}

/// The sum of whole numbers is exact, or null where it does not fit. Floats are added from the least to the greatest, so that
/// the order of the rows plays no part.
fn sum(values: &[&Value]) -> Option<Value> {
    match values.first()? {
        Value::Int(_) => i64::try_from(whole_sum(values)).ok().filter(|sum| *sum != i64::MIN).map(Value::Int),
        _ => Value::float(float_sum(values)),
    }
}

fn mean(values: &[&Value]) -> Option<Value> {
    let total = match values.first()? {
        Value::Int(_) => whole_sum(values) as f64,
        _ => float_sum(values),
    };
    Value::float(total / values.len() as f64)
}

fn whole_sum(values: &[&Value]) -> i128 {
    let whole = |value: &&Value| if let Value::Int(number) = value { i128::from(*number) } else { 0 };
    values.iter().map(whole).sum()
}

fn float_sum(values: &[&Value]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort();
    sorted.iter().map(|value| if let Value::Float(number) = value { number.get() } else { 0.0 }).sum()
}

/// A new episode begins at the first date, and wherever the gap before a date is of more days than allowed.
fn episodes(values: &[&Value], maximum_gap_days: i64) -> usize {
    let day = |value: &&Value| if let Value::Date(day) = value { Some(*day) } else { None };
    let mut days: Vec<Date> = values.iter().filter_map(day).collect();
    days.sort();
    let gaps = days.windows(2).filter(|pair| pair[1].duration_since(pair[0]).as_hours() / 24 > maximum_gap_days);
    usize::from(!days.is_empty()) + gaps.count()
}
