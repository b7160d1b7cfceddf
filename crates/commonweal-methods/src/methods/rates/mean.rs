//! Means of groups.

use commonweal_stats::handbook;
use commonweal_stats::mean::Mean;

use super::levels::{Level, levels};
use super::output::{push_limits, some_groups, with_columns};
use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{CONFIDENCE, Method, needs};
use crate::request::Request;

pub(super) const MEAN: Method = Method {
    id: "mean",
    title: "Mean",
    summary: "What the values of a group are on average, with Student's t limits.",
    chapter: handbook::MEAN,
    columns: &[needs("value", "measurements, one per row")],
    options: &[CONFIDENCE],
    grouped: true,
    example: "area,value\nA,46.9\nA,52.4\nA,49.8\nB,36.2\nB,41.0\n",
    example_arguments: "--by area",
    run: run_mean,
};

fn run_mean(request: &Request<'_>) -> Result<Answer, MethodError> {
    let values = request.numbers("value")?;
    let levels = levels(request)?;
    let groups = request.groups()?;
    let (mut count, mut sum, mut deviation, mut value) = (vec![], vec![], vec![], vec![]);
    let mut limits = vec![(vec![], vec![]); levels.len()];
    let (mut missing, mut alone) = (vec![], vec![]);
    let mut own = vec![];
    for (group, rows) in groups.iter().enumerate() {
        own.clear();
        own.extend(rows.iter().map(|&row| values[row]));
        let refused = |error| MethodError::refused_in(&groups.name(group), error);
        // A missing value makes the group missing, and is counted all the same.
        let mean = if own.iter().any(|value| value.is_nan()) { None } else { Some(Mean::of(&own).map_err(refused)?) };
        match &mean {
            None => missing.push(group),
            Some(mean) if mean.standard_deviation.is_none() => alone.push(group),
            Some(_) => {}
        }
        count.push(own.len() as f64);
        sum.push(mean.map_or(f64::NAN, |mean| mean.sum));
        deviation.push(mean.and_then(|mean| mean.standard_deviation).unwrap_or(f64::NAN));
        value.push(mean.map_or(f64::NAN, |mean| mean.value));
        for (level, (lower, upper)) in levels.iter().zip(&mut limits) {
            let estimate = match (level, &mean) {
                (Level::Of(level), Some(mean)) => mean.limits(*level).map_err(refused)?,
                _ => None,
            };
            lower.push(estimate.map_or(f64::NAN, |estimate| estimate.lower));
            upper.push(estimate.map_or(f64::NAN, |estimate| estimate.upper));
        }
    }
    let mut columns = vec![
        ("sum".to_owned(), sum.into()),
        ("count".to_owned(), count.into()),
        ("standard_deviation".to_owned(), deviation.into()),
        ("value".to_owned(), value.into()),
    ];
    for (level, (lower, upper)) in levels.iter().zip(limits) {
        push_limits(&mut columns, *level, lower, upper);
    }
    let mut answer = Answer::of(with_columns(groups.keys(), columns));
    if !alone.is_empty() {
        answer =
            answer.warning(some_groups(&groups, &alone, "of one value have no limits", "of one value has no limits"));
    }
    if !missing.is_empty() {
        let sentence =
            some_groups(&groups, &missing, "have a missing value and no mean", "has a missing value and no mean");
        answer = answer.warning(sentence);
    }
    Ok(answer)
}
