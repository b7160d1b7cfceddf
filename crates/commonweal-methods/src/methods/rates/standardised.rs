//! Directly and indirectly standardised rates.

use commonweal_stats::columns::{
    Bands, IndirectlyStandardised, Reference, Settings, Standardised, directly_standardised_rates,
    indirectly_standardised_rates, indirectly_standardised_ratios,
};
use commonweal_stats::handbook;
use commonweal_stats::parallel::Threads;

use super::counts::count_limits_name;
use super::levels::{Level, levels};
use super::output::{asked_per, gathered, per, push_limits, refused, some_groups, with_columns};
use crate::answer::Answer;
use crate::error::MethodError;
use crate::groups::Groups;
use crate::method::{CONFIDENCE, Choice, Kind, Method, Role, may_have, needs};
use crate::request::Request;
use crate::table::{Table, Values};

pub(super) const DIRECTLY_STANDARDISED_RATE: Method = Method {
    id: "directly-standardised-rate",
    title: "Directly standardised rate",
    summary: "How often, if each area's ages were those of the standard population, with Dobson's limits.",
    chapter: handbook::STANDARDISED_RATE,
    columns: &[
        needs("events", "events in the age band; with events_each, people who had so many"),
        needs("population", "people or person-years in the age band"),
        needs("standard_population", "people of this age in the standard population"),
        may_have("events_each", "for events one person may have again: how many each of these people had"),
        may_have("band", "the age band; needed with events_each, where a band has several rows"),
    ],
    options: &[CONFIDENCE, per("100000")],
    grouped: true,
    example: "area,events,population,standard_population\nA,20,10000,70000\nA,30,5000,30000\nB,3,9000,70000\nB,4,4000,30000\n",
    example_arguments: "--by area --per 100000",
    run: run_direct,
};

const REFERENCE: [Choice; 2] = [
    Choice {
        name: "shared-events",
        help: "events of the reference population, band by band with commas between, where all groups have its bands",
        kind: Kind::Text,
        default: "",
    },
    Choice {
        name: "shared-population",
        help: "people of the reference population, band by band with commas between",
        kind: Kind::Text,
        default: "",
    },
];

const INDIRECT: &[Role] = &[
    may_have("events", "events in the age band"),
    may_have("observed", "events of the whole group, the same on each of its rows, instead of events by band"),
    needs("population", "people or person-years in the age band"),
    may_have("reference_events", "events in this band of the reference population"),
    may_have("reference_population", "people in this band of the reference population"),
];

pub(super) const INDIRECTLY_STANDARDISED_RATE: Method = Method {
    id: "indirectly-standardised-rate",
    title: "Indirectly standardised rate",
    summary: "The reference population's rate, times how many events there were for each one expected.",
    chapter: handbook::STANDARDISED_RATIO,
    columns: INDIRECT,
    options: &[CONFIDENCE, per("100000"), REFERENCE[0], REFERENCE[1]],
    grouped: true,
    example: EXAMPLE,
    example_arguments: "--by area --per 100000",
    run: |request| indirect(request, true),
};

pub(super) const INDIRECTLY_STANDARDISED_RATIO: Method = Method {
    id: "indirectly-standardised-ratio",
    title: "Indirectly standardised ratio",
    summary: "How many events there were for each one expected at the reference population's rates.",
    chapter: handbook::STANDARDISED_RATIO,
    columns: INDIRECT,
    options: &[CONFIDENCE, per("1"), REFERENCE[0], REFERENCE[1]],
    grouped: true,
    example: EXAMPLE,
    example_arguments: "--by area --per 100",
    run: |request| indirect(request, false),
};

const EXAMPLE: &str = "area,events,population,reference_events,reference_population\nA,5,1000,20,10000\nA,35,500,300,5000\nB,4,800,20,10000\nB,20,600,300,5000\n";

fn run_direct(request: &Request<'_>) -> Result<Answer, MethodError> {
    let per = asked_per(request)?;
    let levels = levels(request)?;
    let groups = request.groups()?;
    let repeated = request.numbers_if("events_each")?;
    let input = match repeated {
        Some(each) => repeat_bands(request, &groups, each)?,
        None => single_bands(request, &groups)?,
    };
    let bands = Bands {
        events: &input.events,
        squared_events: input.squares.as_deref(),
        population: &input.population,
        standard_population: &input.standard,
    };
    let empty = || vec![f64::NAN; groups.len()];
    let (mut events, mut population, mut value) = (empty(), empty(), empty());
    let mut limits = vec![];
    for level in levels.iter().copied().map(Some).chain(levels.is_empty().then_some(None)) {
        let (mut lower, mut upper) = (empty(), empty());
        let confidence = if let Some(Level::Of(level)) = level { level } else { Default::default() };
        let out = Standardised {
            events: &mut events,
            population: &mut population,
            value: &mut value,
            lower: &mut lower,
            upper: &mut upper,
        };
        directly_standardised_rates(
            &bands,
            &input.starts,
            &Settings { level: confidence, per, threads: Threads::All },
            out,
        )
        .map_err(|error| refused(error, &input.rows))?;
        match level {
            None => {}
            Some(Level::Certain) => push_limits(&mut limits, Level::Certain, empty(), empty()),
            Some(level) => push_limits(&mut limits, level, lower, upper),
        }
    }
    let few: Vec<usize> = (0..groups.len()).filter(|&group| value[group].is_nan()).collect();
    let note = |group: usize| value[group].is_nan().then(|| "unreliable: fewer than 10 events".to_owned());
    let notes: Vec<Option<String>> = (0..groups.len()).map(note).collect();
    let mut columns = vec![
        ("events".to_owned(), events.into()),
        ("population".to_owned(), population.into()),
        ("value".to_owned(), value.into()),
    ];
    columns.append(&mut limits);
    columns.push(("note".to_owned(), Values::Text(notes)));
    let answer = Answer::of(with_columns(groups.keys(), columns));
    if few.is_empty() {
        return Ok(answer);
    }
    let (have, has) = ("have fewer than 10 events and no rate", "has fewer than 10 events and no rate");
    Ok(answer.warning(some_groups(&groups, &few, have, has)))
}

/// Age bands of all groups, one row each.
struct Input {
    events: Vec<f64>,
    squares: Option<Vec<f64>>,
    population: Vec<f64>,
    standard: Vec<f64>,
    starts: Vec<usize>,
    /// The rows of the table in the order of the bands, for messages.
    rows: Groups,
}

fn single_bands(request: &Request<'_>, groups: &Groups) -> Result<Input, MethodError> {
    let column = |role: &str| request.numbers(role).map(|column| gathered(column, groups));
    Ok(Input {
        events: column("events")?,
        squares: None,
        population: column("population")?,
        standard: column("standard_population")?,
        starts: groups.starts().to_vec(),
        rows: groups.clone(),
    })
}

/// Rows of people with one, two, three events and so on, added up to one row per band.
fn repeat_bands(request: &Request<'_>, groups: &Groups, each: &[f64]) -> Result<Input, MethodError> {
    let (people, population) = (request.numbers("events")?, request.numbers("population")?);
    let standard = request.numbers("standard_population")?;
    let band = request.values("band")?.ok_or_else(|| request.missing("band"))?;
    let mut keys = groups_of_rows(groups);
    keys.push("band", band.clone());
    let bands = Groups::of(&keys, request.table().rows());
    let mut group_of = vec![0; request.table().rows()];
    for (group, rows) in groups.iter().enumerate() {
        for &row in rows {
            group_of[row] = group;
        }
    }
    let mut input = Input {
        events: vec![],
        squares: Some(vec![]),
        population: vec![],
        standard: vec![],
        starts: vec![],
        rows: bands.clone(),
    };
    let mut squares = vec![];
    for (at, rows) in bands.iter().enumerate() {
        let Some(&first) = rows.first() else { continue };
        let refused = |message: &str| MethodError::refused_in(&groups.name(group_of[first]), message);
        let differs = |column: &[f64]| rows.iter().any(|&row| column[row] != column[first] && !column[first].is_nan());
        if differs(population) || differs(standard) {
            return Err(refused("rows of one age band differ in population or standard population; repeat the same"));
        }
        if rows.iter().any(|&row| people[row] < 0.0 || !(each[row] >= 0.0 && each[row].is_finite())) {
            return Err(refused("people or events_each is below zero or missing; check the counts"));
        }
        while input.starts.len() <= group_of[first] {
            input.starts.push(at);
        }
        // A missing count is none.
        let known = |row: usize| if people[row].is_nan() { 0.0 } else { people[row] };
        input.events.push(rows.iter().map(|&row| known(row) * each[row]).sum());
        squares.push(rows.iter().map(|&row| known(row) * each[row] * each[row]).sum());
        input.population.push(population[first]);
        input.standard.push(standard[first]);
    }
    while input.starts.len() <= groups.len() {
        input.starts.push(input.events.len());
    }
    // An empty table has one group without rows.
    if let Some(start) = input.starts.first_mut() {
        *start = 0;
    }
    input.squares = Some(squares);
    Ok(input)
}

/// The group of each row, as a table.
fn groups_of_rows(groups: &Groups) -> Table {
    let mut number = vec![0.0; groups.order().len()];
    for (group, rows) in groups.iter().enumerate() {
        for &row in rows {
            number[row] = group as f64;
        }
    }
    Table::new().with("group", number)
}

fn indirect(request: &Request<'_>, as_rates: bool) -> Result<Answer, MethodError> {
    let per = asked_per(request)?;
    let levels = levels(request)?;
    let groups = request.groups()?;
    let observed = observed(request, &groups)?;
    let population = gathered(request.numbers("population")?, &groups);
    let shared = (shared(request, "shared-events")?, shared(request, "shared-population")?);
    let (events, people);
    let reference = match &shared {
        (Some(events), Some(population)) => Reference::Shared { events, population },
        (None, None) => {
            events = gathered(request.numbers("reference_events")?, &groups);
            people = gathered(request.numbers("reference_population")?, &groups);
            Reference::Rows { events: &events, population: &people }
        }
        _ => return Err(request.bad("shared-events", "give both shared-events and shared-population")),
    };
    let empty = || vec![f64::NAN; groups.len()];
    let (mut expected, mut reference_rate, mut value) = (empty(), empty(), empty());
    let mut limits = vec![];
    let work = if as_rates { indirectly_standardised_rates } else { indirectly_standardised_ratios };
    for level in levels.iter().copied().map(Some).chain(levels.is_empty().then_some(None)) {
        let (mut lower, mut upper) = (empty(), empty());
        let confidence = if let Some(Level::Of(level)) = level { level } else { Default::default() };
        let out = IndirectlyStandardised {
            expected: &mut expected,
            reference_rate: &mut reference_rate,
            value: &mut value,
            lower: &mut lower,
            upper: &mut upper,
        };
        let settings = Settings { level: confidence, per, threads: Threads::All };
        work(&observed, &population, &reference, groups.starts(), &settings, out)
            .map_err(|error| refused(error, &groups))?;
        match level {
            None => {}
            Some(Level::Certain) => {
                // Only exact limits have an end at certainty: zero.
                let lower = observed.iter().map(|&events| if events < 10.0 { 0.0 } else { f64::NAN }).collect();
                push_limits(&mut limits, Level::Certain, lower, empty());
            }
            Some(level) => push_limits(&mut limits, level, lower, upper),
        }
    }
    let nothing: Vec<usize> = (0..groups.len()).filter(|&group| value[group].is_nan()).collect();
    let names = observed.iter().map(|&events| count_limits_name(events).map(str::to_owned)).collect();
    let mut columns = vec![("observed".to_owned(), observed.into()), ("expected".to_owned(), expected.into())];
    if as_rates {
        columns.push(("reference_rate".to_owned(), reference_rate.into()));
    }
    columns.push(("value".to_owned(), value.into()));
    columns.append(&mut limits);
    columns.push(("limits".to_owned(), Values::Text(names)));
    let answer = Answer::of(with_columns(groups.keys(), columns));
    if nothing.is_empty() {
        return Ok(answer);
    }
    let (have, has) = ("have nothing expected and no value", "has nothing expected and no value");
    Ok(answer.warning(some_groups(&groups, &nothing, have, has)))
}

/// Events of each group: those of its bands, a missing one as none, or the number repeated on each of its rows.
fn observed(request: &Request<'_>, groups: &Groups) -> Result<Vec<f64>, MethodError> {
    if let Some(total) = request.numbers_if("observed")? {
        let mut observed = vec![];
        for (group, rows) in groups.iter().enumerate() {
            let first = rows.first().map_or(f64::NAN, |&row| total[row]);
            if rows.iter().any(|&row| total[row] != first) {
                let message = "observed is missing or differs between rows; repeat the group's total on each";
                return Err(MethodError::refused_in(&groups.name(group), message));
            }
            observed.push(first);
        }
        return Ok(observed);
    }
    let events = request.numbers("events")?;
    let mut observed = vec![];
    for (group, rows) in groups.iter().enumerate() {
        if let Some(&row) = rows.iter().find(|&&row| events[row] < 0.0) {
            let message = format!("row {}: the count of events is below zero; check it", row + 1);
            return Err(MethodError::refused_in(&groups.name(group), message));
        }
        observed.push(rows.iter().map(|&row| events[row]).filter(|events| !events.is_nan()).sum());
    }
    Ok(observed)
}

/// Numbers with commas between; `NA` and nothing are missing.
fn shared(request: &Request<'_>, option: &str) -> Result<Option<Vec<f64>>, MethodError> {
    let Some(text) = request.text(option)? else { return Ok(None) };
    let mut numbers = vec![];
    for part in text.split(',').map(str::trim) {
        numbers.push(match part {
            "" | "NA" => f64::NAN,
            part => part.parse().map_err(|_| request.bad(option, "give numbers with commas between"))?,
        });
    }
    Ok(Some(numbers))
}
