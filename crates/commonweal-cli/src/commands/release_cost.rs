//! `commonweal release cost`: how much of a breakdown would have to be hidden, before it is released.

use super::{counted, workspace};
use crate::arguments::Place;
use crate::display::Stages;
use crate::output::print;
use clap::Args;
use commonweal_app::{BreakdownCost, CostRequest, CostRow, PeopleBand, release_cost};
use commonweal_model::{AreaType, Dimension};
use jiff::civil::Date;
use std::process::ExitCode;

/// Nothing is released and nothing is kept. The records are read once, and the figures go through the same audit as those of a
/// release.
#[derive(Args)]
pub(crate) struct Cost {
    /// The indicator
    #[arg(value_name = "INDICATOR")]
    indicator: String,
    /// Break down by this; may be given twice
    #[arg(long, value_name = "DIMENSION")]
    by: Vec<Dimension>,
    /// Areas of this kind alone [default: every kind that the indicator has]
    #[arg(long, value_name = "TYPE")]
    areas: Option<AreaType>,
    /// The snapshot to count [default: the latest]
    #[arg(long, value_name = "S")]
    snapshot: Option<String>,
    /// The day to judge people at [default: as commonweal.toml says]
    #[arg(long, value_name = "DATE")]
    index_date: Option<Date>,
    /// Threads to work on [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    #[command(flatten)]
    place: Place,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Cost) -> anyhow::Result<ExitCode> {
    let workspace = workspace(&arguments.place)?;
    let stages = Stages::new();
    let request = CostRequest {
        indicator: arguments.indicator.clone(),
        by: arguments.by.clone(),
        area_type: arguments.areas,
        snapshot: arguments.snapshot.clone(),
        index_date: arguments.index_date,
        threads: arguments.threads.map(usize::from),
    };
    let cost = release_cost(&workspace, &request, &stages)?;
    stages.finish();
    print(&if arguments.json { as_json(&cost) + "\n" } else { as_text(&cost) })?;
    Ok(ExitCode::SUCCESS)
}

fn hidden(row: &CostRow) -> u64 {
    row.withheld_by_rule + row.withheld_besides
}

/// A part of the cells of a row, of 100.
fn percent(row: &CostRow, part: u64) -> f64 {
    if row.cells == 0 { 0.0 } else { 100.0 * part as f64 / row.cells as f64 }
}

fn as_text(cost: &BreakdownCost) -> String {
    let by: Vec<&str> = cost.by.iter().map(|dimension| dimension.as_str()).collect();
    let by = if by.is_empty() { "nothing but areas".to_owned() } else { by.join(" and ") };
    let mut text = format!("{} by {by}, on {}: what would have to be hidden\n\n", cost.title, cost.index_date);
    text += "areas      cells  because small  to protect those    in all  people behind it\n";
    text += "--------  ------  -------------  ----------------  --------  ----------------\n";
    for row in &cost.rows {
        text += &format!(
            "{:<8}  {:>6}  {:>12.1}%  {:>15.1}%  {:>7.1}%  {}{}\n",
            row.area_type.as_str(),
            counted(row.cells),
            percent(row, row.withheld_by_rule),
            percent(row, row.withheld_besides),
            percent(row, hidden(row)),
            people(row.people),
            if row.is_listed { "  (released already)" } else { "" },
        );
    }
    text + "\nThis is not a release: do not pass it on.\n"
}

fn people(band: PeopleBand) -> &'static str {
    match band {
        PeopleBand::Nobody => "none",
        PeopleBand::Under100 => "fewer than 100",
        PeopleBand::Under1000 => "100 to 999",
        PeopleBand::Under10000 => "1,000 to 9,999",
        PeopleBand::More => "10,000 or more",
    }
}

fn as_json(cost: &BreakdownCost) -> String {
    let row = |row: &CostRow| {
        serde_json::json!({
            "area_type": row.area_type.as_str(),
            "released_already": row.is_listed,
            "cells": row.cells,
            "withheld_by_rule": row.withheld_by_rule,
            "withheld_besides": row.withheld_besides,
            "not_listed": row.not_listed,
            "share_by_rule": percent(row, row.withheld_by_rule) / 100.0,
            "share_after_audit": percent(row, hidden(row)) / 100.0,
            "people_behind": row.people.as_str(),
        })
    };
    serde_json::json!({
        "indicator": cost.indicator,
        "title": cost.title,
        "by": cost.by.iter().map(|dimension| dimension.as_str()).collect::<Vec<_>>(),
        "snapshot": cost.snapshot,
        "index_date": cost.index_date.to_string(),
        "released": false,
        "rows": cost.rows.iter().map(row).collect::<Vec<_>>(),
    })
    .to_string()
}
