//! Quantiles of areas.

use commonweal_stats::handbook;
use commonweal_stats::quantile::{Order, QuantileError, Ranking};

use super::output::{some_groups, with_columns};
use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{Choice, Kind, Method, may_have, needs};
use crate::request::Request;
use crate::table::Values;

pub(super) const QUANTILE: Method = Method {
    id: "quantile",
    title: "Quantiles",
    summary: "Which fifth or tenth of the areas each area belongs to.",
    chapter: handbook::QUANTILE,
    columns: &[
        needs("value", "values to rank by, one area per row"),
        may_have("highest_first", "true where quantile 1 holds the highest values; the same within each group"),
    ],
    options: &[
        Choice { name: "quantiles", help: "how many: 5 for fifths, 10 for tenths", kind: Kind::Count, default: "10" },
        Choice {
            name: "order",
            help: "which values quantile 1 holds",
            kind: Kind::Word(&["highest-first", "lowest-first"]),
            default: "highest-first",
        },
    ],
    grouped: true,
    example: "area,value\nA,41.2\nB,12.9\nC,30.0\nD,8.4\nE,22.5\nF,17.7\n",
    example_arguments: "--quantiles 3",
    run: run_quantile,
};

fn run_quantile(request: &Request<'_>) -> Result<Answer, MethodError> {
    let values = request.numbers("value")?;
    let quantiles = request.count("quantiles")?.unwrap_or(10);
    let quantiles = u32::try_from(quantiles).map_err(|_| request.bad("quantiles", "give a smaller number"))?;
    let usual = if request.text("order")? == Some("lowest-first") { Order::LowestFirst } else { Order::HighestFirst };
    let flags = request.flags_if("highest_first")?;
    let groups = request.groups()?;

    let mut ranking = Ranking::default();
    let (mut own, mut assigned) = (vec![], vec![]);
    let mut quantile = vec![f64::NAN; values.len()];
    let mut highest_first = vec![None; values.len()];
    let mut too_few = vec![];
    for (group, rows) in groups.iter().enumerate() {
        let refused = |message: String| MethodError::refused_in(&groups.name(group), message);
        let order = match &flags {
            Some(flags) => order_of(rows.iter().map(|&row| flags[row])).map_err(|text| refused(text.to_owned()))?,
            None => usual,
        };
        own.clear();
        own.extend(rows.iter().map(|&row| values[row]));
        assigned.clear();
        assigned.resize(rows.len(), None);
        let enough = ranking.assign(&own, quantiles, order, &mut assigned).map_err(|error| match error {
            QuantileError::NotFinite { index } => refused(format!("row {}: the value is infinite", rows[index] + 1)),
            other => refused(other.to_string()),
        })?;
        if !enough && !rows.is_empty() {
            too_few.push(group);
        }
        for (&row, number) in rows.iter().zip(&assigned) {
            quantile[row] = number.map_or(f64::NAN, f64::from);
            highest_first[row] = Some(order == Order::HighestFirst);
        }
    }
    let columns =
        vec![("quantile".to_owned(), quantile.into()), ("is_highest_first".to_owned(), Values::Flag(highest_first))];
    let answer = Answer::of(with_columns(request.table(), columns));
    if too_few.is_empty() {
        return Ok(answer);
    }
    let (have, has) = ("have fewer values than quantiles and got none", "has fewer values than quantiles and got none");
    Ok(answer.warning(some_groups(&groups, &too_few, have, has)))
}

/// The order that all rows of a group agree on.
fn order_of(mut flags: impl Iterator<Item = Option<bool>>) -> Result<Order, &'static str> {
    let first = flags.next().unwrap_or(Some(true));
    if flags.any(|flag| flag != first) {
        return Err("rows differ in highest_first; give the same for every row of a group");
    }
    match first {
        Some(true) => Ok(Order::HighestFirst),
        Some(false) => Ok(Order::LowestFirst),
        None => Err("highest_first is missing; give true or false"),
    }
}
