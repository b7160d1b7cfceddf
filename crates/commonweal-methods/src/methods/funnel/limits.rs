//! The curves of a funnel.

use commonweal_stats::funnel::{
    Limits, PoissonLine, PoissonRow, ProportionLine, count_line, proportion_line, rate_line,
};
use commonweal_stats::handbook;

use super::input::{EVENTS, EXPECTED, PER, POPULATION, RATE, RATE_TYPE, STATISTIC, Units, YEARS, per, refused, units};
use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{Choice, Kind, Method};
use crate::request::Request;

pub(super) const FUNNEL_LIMITS: Method = Method {
    id: "funnel-limits",
    title: "Funnel limits",
    summary: "How far from the average can a unit of each size be by chance: the curves of a funnel plot, in 100 rows.",
    chapter: handbook::FUNNEL,
    columns: &[EVENTS, POPULATION, EXPECTED, RATE],
    options: &[STATISTIC, RATE_TYPE, PER, YEARS, HIGHEST, RATIO_AS],
    grouped: true,
    example: "practice,events,population\nP1,818,3663\nP2,1498,6387\nP3,1016,4478\nP4,402,2105\n",
    example_arguments: "--per 100",
    run: run_limits,
};

const HIGHEST: Choice = Choice {
    name: "highest",
    help: "no upper limit of a proportion is shown above this; else above --per",
    kind: Kind::Number,
    default: "",
};

const RATIO_AS: Choice = Choice {
    name: "ratio-as",
    help: "limits of a ratio as they are, or less 1: how far observed events are from those expected",
    kind: Kind::Word(&["ratio", "difference"]),
    default: "ratio",
};

/// Columns of the answer, filled group by group.
#[derive(Default)]
struct Curves {
    places: Vec<f64>,
    at: [Vec<f64>; 4],
    limits: [Vec<f64>; 4],
    benchmark: Vec<f64>,
}

impl Curves {
    fn push(&mut self, place: f64, limits_95: Limits, limits_99_8: Limits, benchmark: f64) {
        self.places.push(place);
        let limits = [limits_95.lower, limits_95.upper, limits_99_8.lower, limits_99_8.upper];
        self.limits.iter_mut().zip(limits).for_each(|(column, limit)| column.push(limit));
        self.benchmark.push(benchmark);
    }

    fn push_at(&mut self, row: &PoissonRow, years: f64) {
        let at = [row.lower_at_95, row.upper_at_95, row.lower_at_99_8, row.upper_at_99_8];
        self.at.iter_mut().zip(at).for_each(|(column, at)| column.push(at / years));
    }
}

fn run_limits(request: &Request<'_>) -> Result<Answer, MethodError> {
    let groups = request.groups()?;
    let mut curves = Curves::default();
    let mut names = ("population", "");
    let mut method = "Wilson";
    for (group, rows) in groups.iter().enumerate() {
        let refuse = |error| refused(&groups, group, error);
        match units(request, rows)? {
            Units::Proportion { events, population } => {
                let line = proportion_line(&events, &population).map_err(refuse)?;
                of_proportions(request, &line, &mut curves)?;
            }
            Units::Ratio { events, expected } => {
                (names, method) = (("events", "expected"), "Poisson");
                of_ratios(request, &count_line(&events, &expected).map_err(refuse)?, &mut curves)?;
            }
            Units::Rate(rates) => {
                (names, method) = (("events", "population"), "Poisson");
                let years = request.number("years")?.unwrap_or(1.0);
                of_rates(&rate_line(&rates.units(), years).map_err(refuse)?, rates.per, years, &mut curves);
            }
        }
    }
    let rows = curves.places.len();
    let mut table = groups.repeated(&vec![rows / groups.len().max(1); groups.len()]);
    table.push(names.0, curves.places);
    let levels = ["lower_95", "upper_95", "lower_99_8", "upper_99_8"];
    for ((level, limits), at) in levels.iter().zip(curves.limits).zip(curves.at) {
        if !names.1.is_empty() {
            table.push(format!("{}_at_{level}", names.1), at);
        }
        table.push(*level, limits);
    }
    table.push("benchmark", curves.benchmark);
    table.push("statistic", vec![label(request)?; rows]);
    table.push("method", vec![method; rows]);
    Ok(Answer::of(table))
}

fn of_proportions(request: &Request<'_>, line: &ProportionLine, curves: &mut Curves) -> Result<(), MethodError> {
    let per = per(request, 1.0)?;
    let highest = request.number("highest")?.unwrap_or(per);
    if highest <= 0.0 {
        return Err(request.bad("highest", "give a number above 0"));
    }
    for row in &line.rows {
        let shown = |limits: Limits| {
            let limits = limits.times(per);
            Limits { lower: limits.lower.max(0.0), upper: limits.upper.min(highest) }
        };
        curves.push(row.population, shown(row.limits_95), shown(row.limits_99_8), line.benchmark * per);
    }
    Ok(())
}

fn of_ratios(request: &Request<'_>, line: &PoissonLine, curves: &mut Curves) -> Result<(), MethodError> {
    let per = per(request, 1.0)?;
    let less = if request.text("ratio-as")? == Some("difference") { 1.0 } else { 0.0 };
    for row in &line.rows {
        let shown = |limits: Limits| Limits { lower: limits.lower - less, upper: limits.upper - less }.times(per);
        curves.push(row.events, shown(row.limits_95()), shown(row.limits_99_8()), (line.benchmark - less) * per);
        curves.push_at(row, 1.0);
    }
    Ok(())
}

fn of_rates(line: &PoissonLine, per: f64, years: f64, curves: &mut Curves) {
    for row in &line.rows {
        curves.push(row.events, row.limits_95().times(per), row.limits_99_8().times(per), line.benchmark * per);
        curves.push_at(row, years);
    }
}

/// What the curves are of, for a caption: `rate (crude per 100,000)`.
fn label(request: &Request<'_>) -> Result<String, MethodError> {
    Ok(match request.text("statistic")? {
        Some("ratio") => match request.text("ratio-as")? {
            Some("difference") => "ratio (difference)".to_owned(),
            _ => "ratio".to_owned(),
        },
        Some("rate") => {
            let kind = request.text("rate-type")?.unwrap_or_default();
            format!("rate ({kind} per {})", with_commas(per(request, 100_000.0)?))
        }
        _ => "proportion".to_owned(),
    })
}

/// A number with commas between its thousands.
fn with_commas(number: f64) -> String {
    let shown = number.to_string();
    let (whole, part) = shown.split_once('.').unwrap_or((&shown, ""));
    let mut text = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if part.is_empty() { text } else { format!("{text}.{part}") }
}
