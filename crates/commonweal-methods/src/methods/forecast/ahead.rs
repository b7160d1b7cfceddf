//! Forecast of a series, with the scenario of growth without action.

use std::fmt::Display;

use commonweal_stats::forecast::{
    Forecast, Model, NoLimits, Scale, Settings, forecast, historic_growth_rate, unmitigated_growth,
};
use commonweal_stats::handbook;
use commonweal_stats::parallel::{Threads, in_parts};

use crate::answer::Answer;
use crate::error::MethodError;
use crate::groups::Groups;
use crate::method::{CONFIDENCE, Choice, Kind, Method, may_have, needs};
use crate::methods::rates::level_suffix;
use crate::request::Request;
use crate::table::{Table, Values};

pub(super) const FORECAST: Method = Method {
    id: "forecast",
    title: "Forecast",
    summary: "Where a series will be if nothing changes, with limits, beside growth that goes on unchecked.",
    chapter: handbook::FORECAST,
    columns: &[
        needs("value", "values, one row for each period; leave missing ones empty"),
        may_have("period", "what to sort by: a date or number for each period; without it rows are taken as they come"),
    ],
    options: &[HORIZON, SEASON, MODEL, SCALE, GROWTH, CONFIDENCE],
    grouped: true,
    example: "year,value\n2014,302\n2015,311\n2016,309\n2017,318\n2018,325\n2019,321\n2020,334\n2021,338\n2022,341\n2023,349\n",
    example_arguments: "--period year --horizon 5",
    run: run_forecast,
};

const HORIZON: Choice = Choice { name: "horizon", help: "how many periods ahead", kind: Kind::Count, default: "12" };
const SEASON: Choice = Choice {
    name: "season",
    help: "periods in a season: 12 for months, 4 for quarters; without it no season is looked for",
    kind: Kind::Count,
    default: "",
};
const MODEL: Choice = Choice {
    name: "model",
    help: "how the series goes on; auto takes the model with the least corrected information criterion",
    kind: Kind::Word(&["auto", "level", "linear", "damped"]),
    default: "auto",
};
const SCALE: Choice = Choice {
    name: "scale",
    help: "whether growth, season and chance add or multiply",
    kind: Kind::Word(&["additive", "multiplicative"]),
    default: "additive",
};
const GROWTH: Choice = Choice {
    name: "growth",
    help: "growth without action: historic, none, or a rate for each period such as 0.02",
    kind: Kind::Text,
    default: "historic",
};

fn run_forecast(request: &Request<'_>) -> Result<Answer, MethodError> {
    let values = request.numbers("value")?;
    let order = request.values("period")?;
    let groups = request.groups()?;
    let levels = request.levels()?;
    let settings = settings(request)?;
    let growth = growth(request)?;
    let mut warnings = vec![];
    let mut all_series = Vec::with_capacity(groups.len());
    for group in 0..groups.len() {
        let rows = in_order(&groups, group, order)?;
        all_series.push(rows.into_iter().map(|row| values[row]).collect::<Vec<f64>>());
    }
    // A fit costs as much as thousands of rows of a simple method, so even a few groups are worth both cores.
    let parts = in_parts(groups.len(), 1024, Threads::All, |part| {
        part.map(|group| forecast(&all_series[group], &settings)).collect::<Vec<_>>()
    });
    let horizon = settings.horizon;
    let mut made = Vec::with_capacity(groups.len());
    for (group, result) in parts.into_iter().flatten().enumerate() {
        made.push(result.map_err(|error| MethodError::refused_in(&groups.name(group), error))?);
    }
    let mut table = groups.repeated(&vec![horizon; groups.len()]);
    let points = || made.iter().flat_map(|forecast| &forecast.points);
    table.push("step", points().map(|point| point.step as f64).collect::<Vec<_>>());
    table.push("forecast", points().map(|point| point.value).collect::<Vec<_>>());
    for level in levels {
        let (mut lower, mut upper) = (vec![], vec![]);
        for (group, forecast) in made.iter().enumerate() {
            let ahead = forecast.fit.ahead(&Settings { level, ..settings });
            for point in ahead.map_err(|error| MethodError::refused_in(&groups.name(group), error))? {
                let limits = point.limits.unwrap_or((f64::NAN, f64::NAN));
                lower.push(limits.0);
                upper.push(limits.1);
            }
        }
        table.push(format!("lower_{}", level_suffix(level)), lower);
        table.push(format!("upper_{}", level_suffix(level)), upper);
    }
    if let Some(rate) = growth {
        let mut unmitigated = Vec::with_capacity(groups.len() * horizon);
        for (group, series) in all_series.iter().enumerate() {
            let last = series.iter().rfind(|value| !value.is_nan()).copied().unwrap_or(f64::NAN);
            let rate = rate.map_or_else(|| historic_growth_rate(series), Ok);
            match rate.and_then(|rate| unmitigated_growth(last, rate, horizon)) {
                Ok(grown) => unmitigated.extend(grown),
                Err(error) => {
                    warnings.push(placed(&groups, group, format!("no scenario of unmitigated growth: {error}")));
                    unmitigated.extend(vec![f64::NAN; horizon]);
                }
            }
        }
        table.push("unmitigated", unmitigated);
    }
    for (group, forecast) in made.iter().enumerate() {
        match forecast.no_limits() {
            Some(NoLimits::TooFewValues) => {
                warnings.push(placed(
                    &groups,
                    group,
                    "fewer than five values: the last one is carried forward, without limits",
                ));
            }
            Some(NoLimits::NoVariation) => {
                warnings.push(placed(
                    &groups,
                    group,
                    "the model fits exactly, so nothing says how far the limits should be",
                ));
            }
            None => {}
        }
    }
    let answer = Answer::of(table).and("models", models(&groups, &made)).and("candidates", candidates(&groups, &made));
    Ok(Answer { warnings, ..answer })
}

fn settings(request: &Request<'_>) -> Result<Settings, MethodError> {
    let whole = |count: Option<u64>| count.map(|count| usize::try_from(count).unwrap_or(usize::MAX));
    let season = whole(request.count("season")?);
    let model = match request.text("model")? {
        Some("level") => Some(Model::LEVEL),
        Some("linear") => Some(Model::LINEAR),
        Some("damped") => Some(Model::DAMPED),
        _ => None,
    };
    let scale = match request.text("scale")? {
        Some("multiplicative") => Scale::Multiplicative,
        _ => Scale::Additive,
    };
    Ok(Settings {
        horizon: whole(request.count("horizon")?).unwrap_or(12),
        season,
        model: model.map(|model| season.map_or(model, |periods| model.with_season(periods))),
        scale,
        ..Settings::default()
    })
}

/// The rate of the scenario: none at all, the series' own (`Some(None)`), or a given one.
fn growth(request: &Request<'_>) -> Result<Option<Option<f64>>, MethodError> {
    match request.text("growth")? {
        None | Some("none") => Ok(None),
        Some("historic") => Ok(Some(None)),
        Some(text) => match text.parse::<f64>().ok().filter(|rate| rate.is_finite() && *rate > -1.0) {
            Some(rate) => Ok(Some(Some(rate))),
            None => Err(request.bad("growth", "give historic, none, or a rate above -1 such as 0.02")),
        },
    }
}

/// Rows of a group by their period; no two may have the same.
fn in_order(groups: &Groups, group: usize, period: Option<&Values>) -> Result<Vec<usize>, MethodError> {
    let rows = groups.rows(group);
    let Some(period) = period else { return Ok(rows.to_vec()) };
    let keys = Table::new().with("period", period.pick(rows));
    let by_period = Groups::of(&keys, rows.len());
    if let Some(twice) = by_period.iter().find(|same| same.len() > 1) {
        let message =
            format!("rows {} and {} are of the same period; add them up first", rows[twice[0]] + 1, rows[twice[1]] + 1);
        return Err(MethodError::refused_in(&groups.name(group), message));
    }
    Ok(by_period.order().iter().map(|&place| rows[place]).collect())
}

fn models(groups: &Groups, made: &[Forecast]) -> Table {
    let words = |of: &dyn Fn(&Forecast) -> String| made.iter().map(of).collect::<Vec<String>>();
    let numbers = |of: &dyn Fn(&Forecast) -> f64| made.iter().map(of).collect::<Vec<f64>>();
    (groups.keys().clone())
        .with("model", words(&|forecast| forecast.fit.model.to_string()))
        .with("reason", words(&|forecast| forecast.reason.to_string()))
        .with("observations", numbers(&|forecast| forecast.fit.observations as f64))
        .with("level_smoothing", numbers(&|forecast| forecast.fit.smoothing.level))
        .with("trend_smoothing", numbers(&|forecast| forecast.fit.smoothing.trend))
        .with("season_smoothing", numbers(&|forecast| forecast.fit.smoothing.season))
        .with("damping", numbers(&|forecast| forecast.fit.smoothing.damping))
        .with("last_level", numbers(&|forecast| forecast.fit.level))
        .with("last_trend", numbers(&|forecast| forecast.fit.trend))
        .with("variance", numbers(&|forecast| forecast.fit.variance.unwrap_or(f64::NAN)))
        .with("aicc", numbers(&|forecast| forecast.fit.aicc.unwrap_or(f64::NAN)))
}

fn candidates(groups: &Groups, made: &[Forecast]) -> Table {
    let counts: Vec<usize> = made.iter().map(|forecast| forecast.candidates.len()).collect();
    let each =
        || made.iter().flat_map(|forecast| forecast.candidates.iter().map(move |candidate| (forecast, candidate)));
    (groups.repeated(&counts))
        .with("model", each().map(|(_, candidate)| candidate.model.to_string()).collect::<Vec<_>>())
        .with("aicc", each().map(|(_, candidate)| candidate.aicc).collect::<Vec<_>>())
        .with(
            "chosen",
            each().map(|(forecast, c)| c.model == forecast.fit.model && c.aicc.is_some()).collect::<Vec<_>>(),
        )
}

fn placed(groups: &Groups, group: usize, what: impl Display) -> String {
    let place = groups.name(group);
    if place.is_empty() { what.to_string() } else { format!("in {place}: {what}") }
}
