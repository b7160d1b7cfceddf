//! Columns and options that the methods of funnels share.

use commonweal_stats::funnel::{FunnelError, RateKind, RateUnits};

use crate::error::MethodError;
use crate::groups::Groups;
use crate::method::{Choice, Kind, Role, may_have, needs};
use crate::request::Request;
use crate::table::{Table, Values};

pub(super) const EVENTS: Role = needs("events", "events of each organisation or area");
pub(super) const POPULATION: Role =
    may_have("population", "people, for a proportion; for a rate only where there are no events");
pub(super) const EXPECTED: Role = may_have("expected", "expected events, for a ratio of observed to expected");
pub(super) const RATE: Role = may_have("rate", "the rate as published, for a funnel of rates");

pub(super) const STATISTIC: Choice = Choice {
    name: "statistic",
    help: "what the funnel shows: a share of people, events over expected events, or a rate",
    kind: Kind::Word(&["proportion", "ratio", "rate"]),
    default: "proportion",
};

pub(super) const RATE_TYPE: Choice = Choice {
    name: "rate-type",
    help: "which kind of rate; a directly standardised one is not placed below 10 events",
    kind: Kind::Word(&["crude", "standardised"]),
    default: "crude",
};

pub(super) const PER: Choice = Choice {
    name: "per",
    help: "multiplier: 100 for percentages, what rates are given per; else 1, and 100000 for rates",
    kind: Kind::Number,
    default: "",
};

pub(super) const YEARS: Choice = Choice {
    name: "years",
    help: "years of data behind each rate: the axis shows the population of one year",
    kind: Kind::Number,
    default: "1",
};

/// What a funnel shows, with the numbers of one group of rows.
pub(super) enum Units {
    /// Events and people.
    Proportion { events: Vec<f64>, population: Vec<f64> },
    /// Observed and expected events.
    Ratio { events: Vec<f64>, expected: Vec<f64> },
    /// Rates.
    Rate(Rates),
}

/// Rates of one group of rows.
pub(super) struct Rates {
    pub(super) kind: RateKind,
    pub(super) per: f64,
    pub(super) events: Vec<f64>,
    pub(super) rates: Vec<f64>,
    pub(super) populations: Option<Vec<f64>>,
}

impl Rates {
    /// The same for the formulas.
    pub(super) fn units(&self) -> RateUnits<'_> {
        RateUnits {
            kind: self.kind,
            per: self.per,
            events: &self.events,
            rates: &self.rates,
            populations: self.populations.as_deref(),
        }
    }
}

/// The multiplier asked for, else the usual one.
pub(super) fn per(request: &Request<'_>, usual: f64) -> Result<f64, MethodError> {
    let per = request.number("per")?.unwrap_or(usual);
    if per > 0.0 { Ok(per) } else { Err(request.bad("per", "give a number above 0")) }
}

/// The numbers of some rows for the statistic asked for.
pub(super) fn units(request: &Request<'_>, rows: &[usize]) -> Result<Units, MethodError> {
    let events = pick(request.numbers("events")?, rows);
    match request.text("statistic")? {
        Some("rate") => rates(request, rows).map(Units::Rate),
        Some("ratio") => Ok(Units::Ratio { events, expected: pick(request.numbers("expected")?, rows) }),
        _ => Ok(Units::Proportion { events, population: pick(request.numbers("population")?, rows) }),
    }
}

/// The rates of some rows.
pub(super) fn rates(request: &Request<'_>, rows: &[usize]) -> Result<Rates, MethodError> {
    Ok(Rates {
        kind: match request.text("rate-type")? {
            Some("standardised") => RateKind::Standardised,
            _ => RateKind::Crude,
        },
        per: per(request, 100_000.0)?,
        events: pick(request.numbers("events")?, rows),
        rates: pick(request.numbers("rate")?, rows),
        populations: request.numbers_if("population")?.map(|population| pick(population, rows)),
    })
}

pub(super) fn pick(column: &[f64], rows: &[usize]) -> Vec<f64> {
    rows.iter().map(|&row| column[row]).collect()
}

/// A refusal with its group, and the row of the unit that it is about.
pub(super) fn refused(groups: &Groups, group: usize, error: FunnelError) -> MethodError {
    let row = error.unit().and_then(|unit| groups.rows(group).get(unit)).map(|row| format!("row {}", row + 1));
    let place: Vec<String> =
        [groups.name(group), row.unwrap_or_default()].into_iter().filter(|p| !p.is_empty()).collect();
    MethodError::refused_in(&place.join(", "), error)
}

/// The table with some columns at its right; columns of the same names are replaced.
pub(super) fn with_columns(table: &Table, columns: Vec<(&str, Values)>) -> Table {
    let mut answer = Table::new();
    for column in table.columns().iter().filter(|column| columns.iter().all(|(name, _)| *name != column.name)) {
        answer.push(column.name.clone(), column.values.clone());
    }
    for (name, values) in columns {
        answer.push(name, values);
    }
    answer
}
