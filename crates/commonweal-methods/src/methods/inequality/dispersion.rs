//! Measures of dispersion between groups.

use commonweal_stats::inequality::{Better, Dispersion, Measured, Simulation, dispersion, simulated_dispersion};
use commonweal_stats::{Confidence, handbook};

use super::Refusals;
use super::input::{
    BETTER, COUNTS, EVENTS, GROUP, Gathered, GroupColumns, LEFT_OUT, PER, POPULATION, REFERENCE, STANDARD_ERROR, VALUE,
    better,
};
use super::measures::Measures;
use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{CONFIDENCE, Choice, Kind, Method};
use crate::request::Request;

pub(crate) const DISPERSION: Method = Method {
    id: "dispersion",
    title: "Measures of dispersion",
    summary: "How unequal several groups are: range, between-group variance, Theil index, index of disparity, Gini and others.",
    chapter: handbook::DISPERSION,
    columns: &[GROUP, POPULATION, VALUE, STANDARD_ERROR, EVENTS],
    options: &[CONFIDENCE, BETTER, REFERENCE, PER, COUNTS, REPETITIONS, SEED],
    grouped: true,
    example: "group,population,value,standard_error\nA,500,30,2\nB,500,25,2\nC,500,20,2\nD,500,15,2\nE,500,10,2\n",
    example_arguments: "--better lower",
    run: run_dispersion,
};

const REPETITIONS: Choice = Choice {
    name: "repetitions",
    help: "how often values are drawn for the limits that have no formula; 1000 or more, 0 for none",
    kind: Kind::Count,
    default: "10000",
};

const SEED: Choice =
    Choice { name: "seed", help: "the same seed gives the same simulated limits", kind: Kind::Count, default: "1" };

fn run_dispersion(request: &Request<'_>) -> Result<Answer, MethodError> {
    let columns = GroupColumns::of(request)?;
    let better = better(request)?;
    let simulation = simulation(request)?;
    let groups = request.groups()?;
    let mut measures = Measures::new(levels(request)?);
    let mut refusals = Refusals::default();
    for (at, rows) in groups.iter().enumerate() {
        let name = groups.name(at);
        measures.next_group();
        let found = of_group(&columns, rows, better, simulation, measures.levels());
        let Some((gathered, found)) = refusals.note(&name, found) else { continue };
        measures.push("overall_level", found[0].mean, &[]);
        measures.push("reference_level", gathered.groups[found[0].reference].value, &[]);
        let by_level: Vec<_> = found.iter().map(Dispersion::named).collect();
        for (position, (measure, _)) in by_level[0].iter().enumerate() {
            let at_levels: Vec<Measured> = by_level.iter().map(|named| named[position].1).collect();
            if let Some(why) = measures.push_measured(measure, &at_levels) {
                refusals.warn(&name, &why);
            }
        }
        if gathered.left_out {
            refusals.warn(&name, LEFT_OUT);
        }
        if gathered.groups.len() == 1 {
            refusals.warn(&name, "there is only one group, which differs from nothing");
        }
    }
    refusals.settle(&groups, Answer::of(measures.table(&groups)))
}

/// The measures at each level, and the groups they are of.
fn of_group(
    columns: &GroupColumns<'_>,
    rows: &[usize],
    better: Better,
    simulation: Option<Simulation>,
    levels: &[Confidence],
) -> Result<(Gathered, Vec<Dispersion>), String> {
    let gathered = columns.gather(rows)?;
    let (groups, reference) = (&gathered.groups, gathered.reference);
    let at = |level: &Confidence| match simulation {
        Some(how) => simulated_dispersion(groups, better, reference, *level, how),
        None => dispersion(groups, better, reference, *level),
    };
    let found = levels.iter().map(at).collect::<Result<_, _>>().map_err(|error| error.to_string())?;
    Ok((gathered, found))
}

fn simulation(request: &Request<'_>) -> Result<Option<Simulation>, MethodError> {
    let repetitions = request.count("repetitions")?.unwrap_or(0);
    let seed = request.count("seed")?.unwrap_or(1);
    match u32::try_from(repetitions).ok().filter(|repetitions| *repetitions <= 1_000_000) {
        Some(0) => Ok(None),
        Some(repetitions) if repetitions >= 1_000 => Ok(Some(Simulation { repetitions, seed })),
        _ => Err(request.bad("repetitions", "give 1000 to 1000000, or 0 for none")),
    }
}

/// The levels asked for; at least one.
pub(super) fn levels(request: &Request<'_>) -> Result<Vec<Confidence>, MethodError> {
    let levels = request.levels()?;
    if levels.is_empty() { Err(request.bad("confidence", "give at least one level")) } else { Ok(levels) }
}
