//! Proportions, rates, means, ratios, quantiles and comparison.

use commonweal_stats::{handbook, proportion};

use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{CONFIDENCE, Choice, Kind, Method, needs};
use crate::request::Request;
use crate::table::Table;

pub(crate) const METHODS: &[Method] = &[Method {
    id: "proportion",
    title: "Proportion",
    summary: "What share of people have something, with Wilson score limits.",
    chapter: handbook::PROPORTION,
    columns: &[needs("events", "people counted"), needs("population", "people who could have been counted")],
    options: &[CONFIDENCE, PER],
    grouped: true,
    example: "area,events,population\nA,81,263\nB,0,20\n",
    example_arguments: "--by area --per 100",
    run: run_proportion,
}];

const PER: Choice =
    Choice { name: "per", help: "multiplier of the value: 100 for percentages", kind: Kind::Number, default: "1" };

fn run_proportion(request: &Request<'_>) -> Result<Answer, MethodError> {
    let (events, population) = (request.numbers("events")?, request.numbers("population")?);
    let groups = request.groups()?;
    let per = request.number("per")?.unwrap_or(1.0);
    let mut table: Table = groups.keys().clone();
    let levels = request.levels()?;
    let mut value = vec![];
    let mut limits = vec![(vec![], vec![]); levels.len()];
    for (group, rows) in groups.iter().enumerate() {
        let sum = |column: &[f64]| rows.iter().map(|&row| column[row]).sum::<f64>();
        let (events, population) = (sum(events), sum(population));
        value.push(events / population * per);
        for (level, (lower, upper)) in levels.iter().zip(&mut limits) {
            let share = proportion(events, population, *level)
                .map_err(|error| MethodError::refused_in(&groups.name(group), error))?;
            lower.push(share.lower * per);
            upper.push(share.upper * per);
        }
    }
    table.push("value", value);
    for (level, (lower, upper)) in levels.iter().zip(limits) {
        table.push(format!("lower_{}", level_suffix(*level)), lower);
        table.push(format!("upper_{}", level_suffix(*level)), upper);
    }
    Ok(Answer::of(table))
}

/// `95` or `99_8`: the ending of a limit's column.
pub(crate) fn level_suffix(level: commonweal_stats::Confidence) -> String {
    level.label().trim_end_matches('%').replace('.', "_")
}
