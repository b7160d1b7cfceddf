//! Absolute and relative gaps between two groups.

use commonweal_stats::{
    Confidence, Count, Estimate, Events, Measurement, StatsError, absolute_gap, difference_of_measurements,
    difference_of_rates, handbook, proportion, ratio_of_measurements, ratio_of_proportions, ratio_of_rates,
    relative_gap,
};

use super::Refusals;
use super::dispersion::levels;
use super::input::{COUNTS, PER, per};
use super::measures::Measures;
use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{CONFIDENCE, Choice, Kind, Method, may_have, needs};
use crate::request::Request;

pub(crate) const GAP: Method = Method {
    id: "gap",
    title: "Absolute and relative gaps",
    summary: "How far apart two groups are: by how many, and by how many times.",
    chapter: handbook::GAP,
    columns: &[
        needs("group", "name of the group"),
        may_have("events", "people or events counted"),
        may_have("population", "people in the group (person-time, with --counts events)"),
        may_have("value", "rate, proportion or mean of the group, where there is no column of events"),
        may_have("standard_error", "standard error of the value; or give its limits"),
        may_have("lower", "lower limit of the value, of the confidence level given"),
        may_have("upper", "upper limit of the value"),
    ],
    options: &[CONFIDENCE, OF, AGAINST, PER, COUNTS],
    grouped: true,
    example: "group,events,population\nmost deprived,150,10000\nmiddle,120,10000\nleast deprived,90,10000\n",
    example_arguments: "--counts events --per 1000",
    run: run_gap,
};

const OF: Choice =
    Choice { name: "of", help: "the group of interest; else that of the first row", kind: Kind::Text, default: "" };
const AGAINST: Choice = Choice {
    name: "against",
    help: "the group it is held against; else that of the last row",
    kind: Kind::Text,
    default: "",
};

/// What is known of a group.
enum Source<'a> {
    People(&'a [f64], &'a [f64]),
    Events(&'a [f64], &'a [f64]),
    Errors(&'a [f64], &'a [f64]),
    Limits([&'a [f64]; 3]),
}

/// The two numbers asked for: how many more, and how many times.
struct Gaps {
    absolute: Estimate,
    relative: Result<Estimate, StatsError>,
}

fn run_gap(request: &Request<'_>) -> Result<Answer, MethodError> {
    let names = request.words("group")?;
    let (source, per) = (source(request)?, per(request)?);
    let groups = request.groups()?;
    let levels = levels(request)?;
    if matches!(source, Source::Limits(_)) && levels.len() > 1 {
        return Err(request.bad("confidence", "limits in the table are of one level; give that one"));
    }
    let (of, against) = (request.text("of")?, request.text("against")?);
    let mut measures = Measures::new(levels);
    let (mut ofs, mut againsts) = (vec![], vec![]);
    let mut refusals = Refusals::default();
    for (at, rows) in groups.iter().enumerate() {
        let name = groups.name(at);
        measures.next_group();
        let found = two_groups(&names, rows, of, against).and_then(|pair| {
            let gaps = |level: &Confidence| source.gaps(&pair.of, &pair.against, *level, per);
            let found: Result<Vec<Gaps>, _> = measures.levels().iter().map(gaps).collect();
            found.map(|found| (pair, found))
        });
        let Some((pair, found)) = refusals.note(&name, found) else { continue };
        let limits: Vec<_> = found.iter().map(|gaps| Some((gaps.absolute.lower, gaps.absolute.upper))).collect();
        measures.push("absolute", found[0].absolute.value, &limits);
        let limits: Vec<_> = found.iter().map(|gaps| gaps.relative.ok().map(|gap| (gap.lower, gap.upper))).collect();
        measures.push("relative", found[0].relative.map_or(f64::NAN, |gap| gap.value), &limits);
        if let Err(why) = found[0].relative {
            refusals.warn(&name, &format!("the relative gap has no value: {why}"));
        }
        ofs.extend([pair.of_name, pair.of_name]);
        againsts.extend([pair.against_name, pair.against_name]);
    }
    let table = measures.table(&groups).with("of", ofs).with("against", againsts);
    refusals.settle(&groups, Answer::of(table))
}

/// The two groups of a gap, with the rows of each.
struct Pair<'a> {
    of_name: &'a str,
    against_name: &'a str,
    of: Vec<usize>,
    against: Vec<usize>,
}

fn two_groups<'a>(
    names: &'a [Option<String>],
    rows: &[usize],
    of: Option<&'a str>,
    against: Option<&'a str>,
) -> Result<Pair<'a>, String> {
    let name = |row: Option<&usize>| row.and_then(|&row| names[row].as_deref());
    let of_name = of.or(name(rows.first())).ok_or("the first row has no group; give one with --of")?;
    let against_name = against.or(name(rows.last())).ok_or("the last row has no group; give one with --against")?;
    if of_name == against_name {
        return Err("a gap needs two groups; name them with --of and --against".to_owned());
    }
    let of_group = |wanted: &str| -> Result<Vec<usize>, String> {
        let found: Vec<usize> = rows.iter().copied().filter(|&row| names[row].as_deref() == Some(wanted)).collect();
        if found.is_empty() { Err("no row is of a group named with --of or --against".to_owned()) } else { Ok(found) }
    };
    Ok(Pair { of: of_group(of_name)?, against: of_group(against_name)?, of_name, against_name })
}

fn source<'a>(request: &Request<'a>) -> Result<Source<'a>, MethodError> {
    if let Some(events) = request.numbers_if("events")? {
        let population = request.numbers("population")?;
        return Ok(if request.text("counts")? == Some("people") {
            Source::People(events, population)
        } else {
            Source::Events(events, population)
        });
    }
    let values = request.numbers("value")?;
    if let Some(errors) = request.numbers_if("standard_error")? {
        return Ok(Source::Errors(values, errors));
    }
    Ok(Source::Limits([values, request.numbers("lower")?, request.numbers("upper")?]))
}

impl Source<'_> {
    fn gaps(&self, a: &[usize], b: &[usize], level: Confidence, per: f64) -> Result<Gaps, String> {
        let sum = |column: &[f64], rows: &[usize]| -> f64 { rows.iter().map(|&row| column[row]).sum() };
        let only = |rows: &[usize]| match rows {
            [row] => Ok(*row),
            _ => Err("a group has several rows; counts are added up, but values are not".to_owned()),
        };
        let words = |error: StatsError| error.to_string();
        match self {
            Self::People(events, population) => {
                let count = |rows: &[usize]| Count { events: sum(events, rows), population: sum(population, rows) };
                let (a, b) = (count(a), count(b));
                let share = |of: &Count| proportion(of.events, of.population, level).map_err(words);
                let gap = absolute_gap(&share(&a)?, &share(&b)?).map_err(words)?;
                let absolute = Estimate { value: gap.value * per, lower: gap.lower * per, upper: gap.upper * per };
                Ok(Gaps { absolute, relative: ratio_of_proportions(&a, &b, level) })
            }
            Self::Events(events, time) => {
                let count = |rows: &[usize]| Events { events: sum(events, rows), person_time: sum(time, rows) };
                let (a, b) = (count(a), count(b));
                let absolute = difference_of_rates(&a, &b, level, per).map_err(words)?;
                Ok(Gaps { absolute, relative: ratio_of_rates(&a, &b, level) })
            }
            Self::Errors(values, errors) => {
                let one = |row: usize| Measurement { value: values[row], standard_error: errors[row] };
                let (a, b) = (one(only(a)?), one(only(b)?));
                let absolute = difference_of_measurements(&a, &b, level).map_err(words)?;
                Ok(Gaps { absolute, relative: ratio_of_measurements(&a, &b, level) })
            }
            Self::Limits([values, lower, upper]) => {
                let one = |row: usize| Estimate { value: values[row], lower: lower[row], upper: upper[row] };
                let (a, b) = (one(only(a)?), one(only(b)?));
                Ok(Gaps { absolute: absolute_gap(&a, &b).map_err(words)?, relative: relative_gap(&a, &b) })
            }
        }
    }
}
