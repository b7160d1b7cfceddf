//! Recent trend.

use commonweal_stats::handbook;
use commonweal_stats::trend::{
    RecentTrend, TrendDirection, TrendError, YearlyProportion, YearlyValue, recent_trend, recent_trend_of_proportion,
};

use super::options::{IMPROVEMENT, polarity};
use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{CONFIDENCE, Choice, Kind, Method, may_have, needs};
use crate::request::Request;

pub(crate) const RECENT_TREND: Method = Method {
    id: "recent-trend",
    title: "Recent trend",
    summary: "Has a yearly value been rising or falling over its last five points?",
    chapter: handbook::TREND,
    columns: &[
        needs("year", "the year, or another number that grows with time; one row of each in a group"),
        may_have("events", "people counted; for a proportion"),
        may_have("population", "people who could have been counted; for a proportion"),
        may_have("value", "the value; for a proportion it may stand in for events or population, as a fraction"),
        may_have("lower", "lower limit of the value"),
        may_have("upper", "upper limit of the value"),
    ],
    options: &[KIND, CONFIDENCE, VALUE_SCALE, IMPROVEMENT],
    grouped: true,
    example: "year,events,population\n2020,750,4000\n2021,800,4000\n2022,880,4000\n2023,950,4000\n2024,1000,4000\n",
    example_arguments: "--kind proportion --improvement decrease",
    run,
};

const KIND: Choice = Choice {
    name: "kind",
    help: "proportion, tested by its counts; other, a rate, ratio, mean or life expectancy, tested by its limits",
    kind: Kind::Word(&["proportion", "other"]),
    default: "other",
};

const VALUE_SCALE: Choice = Choice {
    name: "value-scale",
    help: "how many times larger the values are written than their limits; 1 where both are on one scale",
    kind: Kind::Number,
    default: "1",
};

/// A group's trend, or the reason why there is none.
struct Row {
    year: f64,
    trend: Option<RecentTrend>,
}

fn run(request: &Request<'_>) -> Result<Answer, MethodError> {
    let years = request.numbers("year")?;
    let groups = request.groups()?;
    let polarity = polarity(request)?;
    let test = test(request, years)?;
    let mut rows = vec![];
    for (group, points) in groups.iter().enumerate() {
        let trend = match test(points) {
            Ok(trend) => Some(trend),
            // One group's mistake does not take the trend from the others.
            Err(TrendError::DuplicateYear { .. }) if groups.len() > 1 => None,
            Err(error) => return Err(MethodError::refused_in(&groups.name(group), error)),
        };
        rows.push(Row { year: points.iter().map(|&row| years[row]).fold(f64::NAN, f64::max), trend });
    }
    let direction = |row: &Row| row.trend.map_or(TrendDirection::CannotBeCalculated, |trend| trend.direction);
    let number = |of: &dyn Fn(&RecentTrend) -> Option<f64>| {
        rows.iter().map(|row| row.trend.as_ref().and_then(of)).collect::<Vec<Option<f64>>>()
    };
    let mut table = groups.keys().clone();
    table.push("year", rows.iter().map(|row| row.year).collect::<Vec<_>>());
    table.push("trend", rows.iter().map(|row| direction(row).label()).collect::<Vec<_>>());
    table.push("marker", rows.iter().map(|row| direction(row).words(polarity)).collect::<Vec<_>>());
    let reason = |row: &Row| row.trend.map_or("two points of one year", |trend| trend.reason.words());
    table.push("reason", rows.iter().map(reason).collect::<Vec<_>>());
    table.push("slope", number(&|trend| trend.slope));
    table.push("chi_squared", number(&|trend| trend.chi_squared));
    Ok(Answer::of(table))
}

type Test<'a> = Box<dyn Fn(&[usize]) -> Result<RecentTrend, TrendError> + 'a>;

/// The test of one group's rows.
fn test<'a>(request: &Request<'a>, years: &'a [f64]) -> Result<Test<'a>, MethodError> {
    let known = |column: Option<&[f64]>, row: usize| column.map(|c| c[row]).filter(|number| !number.is_nan());
    if request.text("kind")? == Some("proportion") {
        let (events, population) = (request.numbers_if("events")?, request.numbers_if("population")?);
        let value = match (events, population) {
            (Some(_), Some(_)) => None,
            (None, None) => return Err(request.missing("events")),
            _ => Some(request.numbers("value")?),
        };
        return Ok(Box::new(move |rows| {
            let point = |&row: &usize| {
                let (events, population) = (known(events, row), known(population, row));
                let value = known(value, row);
                let from_value = |count: Option<f64>, share: &dyn Fn(f64, f64) -> f64| {
                    count.zip(value).map(|(count, value)| share(count, value)).filter(|number| !number.is_nan())
                };
                YearlyProportion {
                    year: years[row],
                    events: events.or_else(|| from_value(population, &|population, value| population * value)),
                    population: population.or_else(|| from_value(events, &|events, value| events / value)),
                }
            };
            recent_trend_of_proportion(&rows.iter().map(point).collect::<Vec<_>>())
        }));
    }
    let (value, lower, upper) = (request.numbers("value")?, request.numbers("lower")?, request.numbers("upper")?);
    let [level] = request.levels()?[..] else {
        return Err(request.bad("confidence", "give the one level that the limits have"));
    };
    let scale = request.number("value-scale")?.unwrap_or(1.0);
    if scale <= 0.0 {
        return Err(request.bad("value-scale", "give a number above zero"));
    }
    Ok(Box::new(move |rows| {
        let point = |&row: &usize| YearlyValue {
            year: years[row],
            value: known(Some(value), row).map(|value| value / scale),
            limits: known(Some(lower), row).zip(known(Some(upper), row)),
        };
        recent_trend(&rows.iter().map(point).collect::<Vec<_>>(), level)
    }))
}
