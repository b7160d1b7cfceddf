//! Ratio of two counts.

use commonweal_stats::handbook;
use commonweal_stats::ratio::ratio_of_counts;

use super::levels::{Level, levels};
use super::output::{asked_per, per, push_limits, with_columns};
use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{CONFIDENCE, Method, needs};
use crate::request::Request;

pub(super) const RATIO: Method = Method {
    id: "ratio",
    title: "Ratio of two counts",
    summary: "How many of one thing there are for each of another, with limits for two independent counts.",
    chapter: handbook::RATIO,
    columns: &[needs("over", "count above the line"), needs("under", "count below the line")],
    options: &[CONFIDENCE, per("1")],
    grouped: true,
    example: "area,over,under\nA,480,500\nB,12,30\n",
    example_arguments: "--by area --per 100",
    run: run_ratio,
};

fn run_ratio(request: &Request<'_>) -> Result<Answer, MethodError> {
    let per = asked_per(request)?;
    let levels = levels(request)?;
    let (over, under) = (request.numbers("over")?, request.numbers("under")?);
    let groups = request.groups()?;
    let sums =
        |column: &[f64]| -> Vec<f64> { groups.iter().map(|rows| rows.iter().map(|&row| column[row]).sum()).collect() };
    let (over, under) = (sums(over), sums(under));
    let mut value = vec![f64::NAN; over.len()];
    let mut columns = vec![];
    for level in levels.iter().copied().map(Some).chain(levels.is_empty().then_some(None)) {
        let (mut lower, mut upper) = (value.clone(), value.clone());
        lower.fill(f64::NAN);
        upper.fill(f64::NAN);
        for group in 0..groups.len() {
            if over[group].is_nan() || under[group].is_nan() {
                continue;
            }
            let confidence = if let Some(Level::Of(level)) = level { level } else { Default::default() };
            let ratio = ratio_of_counts(over[group], under[group], confidence, per)
                .map_err(|error| MethodError::refused_in(&groups.name(group), error))?;
            value[group] = ratio.value;
            if level != Some(Level::Certain) {
                (lower[group], upper[group]) = (ratio.lower, ratio.upper);
            } else {
                lower[group] = 0.0;
            }
        }
        if let Some(level) = level {
            push_limits(&mut columns, level, lower, upper);
        }
    }
    let first =
        [("over".to_owned(), over.into()), ("under".to_owned(), under.into()), ("value".to_owned(), value.into())];
    columns.splice(0..0, first);
    Ok(Answer::of(with_columns(groups.keys(), columns)))
}
