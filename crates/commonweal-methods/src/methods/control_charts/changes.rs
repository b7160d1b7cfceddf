//! Suggested change points.

use commonweal_stats::control_chart::suggested_changes;
use commonweal_stats::handbook;

use super::options::DATE;
use super::series::Series;
use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{Method, needs};
use crate::request::Request;

pub(crate) const CHANGE_POINTS: Method = Method {
    id: "change-points",
    title: "Suggested change points",
    summary: "When does the level of a series seem to have changed? Suggestions for people who know why; nothing is rebased by them.",
    chapter: handbook::CONTROL_CHART,
    columns: &[DATE, needs("value", "what was measured")],
    options: &[],
    grouped: true,
    example: "date,value\n1,9\n2,11\n3,10\n4,9\n5,11\n6,10\n7,9\n8,11\n9,14\n10,16\n11,15\n12,14\n13,16\n14,15\n15,14\n16,16\n",
    example_arguments: "",
    run,
};

fn run(request: &Request<'_>) -> Result<Answer, MethodError> {
    let values = request.numbers("value")?;
    let series = Series::of(request, |row| !values[row].is_nan())?;
    let (mut counts, mut rows, mut changes) = (vec![], vec![], vec![]);
    for group in 0..series.rows.len() {
        let found = suggested_changes(&series.pick(group, values))
            .map_err(|error| MethodError::refused_in(&series.groups.name(group), error))?;
        counts.push(found.len());
        rows.extend(found.iter().map(|change| series.rows[group][change.first_point]));
        changes.extend(found);
    }
    let mut table = series.groups.repeated(&counts);
    if let Some(dates) = request.values("date")? {
        table.push("date", dates.pick(&rows));
    }
    table.push("mean_before", changes.iter().map(|change| change.mean_before).collect::<Vec<_>>());
    table.push("mean_after", changes.iter().map(|change| change.mean_after).collect::<Vec<_>>());
    table.push("points_after", changes.iter().map(|change| change.points_after as f64).collect::<Vec<_>>());
    table.push("strength", changes.iter().map(|change| change.strength).collect::<Vec<_>>());
    table.push("reason", changes.iter().map(|change| change.reason()).collect::<Vec<_>>());
    let mut answer = Answer::of(table);
    answer.warnings = series.warnings;
    Ok(answer)
}
