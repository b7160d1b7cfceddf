//! Forecast of a series, with the scenario of growth without action.

use commonweal_stats::Confidence;
use commonweal_stats::forecast::{
    Forecast, ForecastError, Model, NoLimits, Scale, Settings, forecast, historic_growth_rate, unmitigated_growth,
};
use commonweal_stats::handbook;
use commonweal_stats::parallel::{Threads, in_parts};

use crate::answer::Answer;
use crate::error::MethodError;
use crate::groups::Groups;
use crate::method::{CONFIDENCE, Choice, Kind, Method, may_have, needs};
use crate::methods::inequality::Refusals;
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
    let mut all_series = Vec::with_capacity(groups.len());
    for group in 0..groups.len() {
        let rows = in_order(&groups, group, order);
        all_series.push(rows.map(|rows| rows.into_iter().map(|row| values[row]).collect::<Vec<f64>>()));
    }
    // A fit costs as much as thousands of rows of a simple method, so even a few groups are worth both cores.
    let parts = in_parts(groups.len(), 1024, Threads::All, |part| {
        let one = |series: &Result<Vec<f64>, String>| {
            let series = series.as_ref().map_err(Clone::clone)?;
            ahead(series, &settings, &levels, growth).map_err(|error| error.to_string())
        };
        all_series[part].iter().map(one).collect::<Vec<_>>()
    });
    let mut refusals = Refusals::default();
    let mut made = Vec::with_capacity(groups.len());
    for (group, result) in parts.into_iter().flatten().enumerate() {
        let name = groups.name(group);
        let answered = refusals.note(&name, result);
        for sentence in answered.iter().flat_map(Ahead::sentences) {
            refusals.warn(&name, &sentence);
        }
        made.push(answered);
    }
    let counts: Vec<usize> = made.iter().map(|made| made.as_ref().map_or(0, |_| settings.horizon)).collect();
    let points = || made.iter().flatten().flat_map(|made| &made.forecast.points);
    let mut table = (groups.repeated(&counts))
        .with("step", points().map(|point| point.step as f64).collect::<Vec<_>>())
        .with("forecast", points().map(|point| point.value).collect::<Vec<_>>());
    for (at, level) in levels.iter().enumerate() {
        let limits = || made.iter().flatten().flat_map(|made| made.limits[at].iter().copied());
        table.push(format!("lower_{}", level_suffix(*level)), limits().map(|limits| limits.0).collect::<Vec<_>>());
        table.push(format!("upper_{}", level_suffix(*level)), limits().map(|limits| limits.1).collect::<Vec<_>>());
    }
    if growth != Growth::None {
        let grown = |made: &Ahead| match &made.unmitigated {
            Ok(grown) => grown.clone(),
            Err(_) => vec![f64::NAN; settings.horizon],
        };
        table.push("unmitigated", made.iter().flatten().flat_map(grown).collect::<Vec<_>>());
    }
    let answer = Answer::of(table).and("models", models(&groups, &made)).and("candidates", candidates(&groups, &made));
    refusals.settle(&groups, answer)
}

/// What is made of one series.
struct Ahead {
    forecast: Forecast,
    /// For each level asked for, the limits of each period.
    limits: Vec<Vec<(f64, f64)>>,
    unmitigated: Result<Vec<f64>, ForecastError>,
}

impl Ahead {
    /// What the reader should know.
    fn sentences(&self) -> Vec<String> {
        let limits = self.forecast.no_limits().map(|why| match why {
            NoLimits::TooFewValues => {
                "fewer than five values: the last one is carried forward, without limits".to_owned()
            }
            NoLimits::NoVariation => "the model fits exactly, so nothing says how far the limits should be".to_owned(),
        });
        let growth = self.unmitigated.as_ref().err().map(|error| format!("no scenario of unmitigated growth: {error}"));
        limits.into_iter().chain(growth).collect()
    }
}

fn ahead(series: &[f64], settings: &Settings, levels: &[Confidence], growth: Growth) -> Result<Ahead, ForecastError> {
    let forecast = forecast(series, settings)?;
    let mut limits = Vec::with_capacity(levels.len());
    for &level in levels {
        let points = forecast.fit.ahead(&Settings { level, ..*settings })?;
        limits.push(points.iter().map(|point| point.limits.unwrap_or((f64::NAN, f64::NAN))).collect());
    }
    let last = series.iter().rfind(|value| !value.is_nan()).copied().unwrap_or(f64::NAN);
    let unmitigated = match growth {
        Growth::None => Ok(vec![]),
        Growth::Historic => {
            historic_growth_rate(series).and_then(|rate| unmitigated_growth(last, rate, settings.horizon))
        }
        Growth::Rate(rate) => unmitigated_growth(last, rate, settings.horizon),
    };
    Ok(Ahead { forecast, limits, unmitigated })
}

/// The rate of the scenario without action.
#[derive(Clone, Copy, PartialEq)]
enum Growth {
    None,
    Historic,
    Rate(f64),
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

fn growth(request: &Request<'_>) -> Result<Growth, MethodError> {
    match request.text("growth")? {
        None | Some("none") => Ok(Growth::None),
        Some("historic") => Ok(Growth::Historic),
        Some(text) => match text.parse::<f64>().ok().filter(|rate| rate.is_finite() && *rate > -1.0) {
            Some(rate) => Ok(Growth::Rate(rate)),
            None => Err(request.bad("growth", "give historic, none, or a rate above -1 such as 0.02")),
        },
    }
}

/// Rows of a group by their period; no two may have the same.
fn in_order(groups: &Groups, group: usize, period: Option<&Values>) -> Result<Vec<usize>, String> {
    let rows = groups.rows(group);
    let Some(period) = period else { return Ok(rows.to_vec()) };
    let keys = Table::new().with("period", period.pick(rows));
    let by_period = Groups::of(&keys, rows.len());
    if let Some(twice) = by_period.iter().find(|same| same.len() > 1) {
        let (one, other) = (rows[twice[0]] + 1, rows[twice[1]] + 1);
        return Err(format!("rows {one} and {other} are of the same period; add them up first"));
    }
    Ok(by_period.order().iter().map(|&place| rows[place]).collect())
}

fn models(groups: &Groups, made: &[Option<Ahead>]) -> Table {
    let fits = |of: fn(&Forecast) -> f64| {
        made.iter().map(|made| made.as_ref().map(|made| of(&made.forecast))).collect::<Vec<Option<f64>>>()
    };
    let words = |of: fn(&Forecast) -> String| {
        made.iter().map(|made| made.as_ref().map(|made| of(&made.forecast))).collect::<Vec<Option<String>>>()
    };
    (groups.keys().clone())
        .with("model", words(|forecast| forecast.fit.model.to_string()))
        .with("reason", words(|forecast| forecast.reason.to_string()))
        .with("observations", fits(|forecast| forecast.fit.observations as f64))
        .with("level_smoothing", fits(|forecast| forecast.fit.smoothing.level))
        .with("trend_smoothing", fits(|forecast| forecast.fit.smoothing.trend))
        .with("season_smoothing", fits(|forecast| forecast.fit.smoothing.season))
        .with("damping", fits(|forecast| forecast.fit.smoothing.damping))
        .with("last_level", fits(|forecast| forecast.fit.level))
        .with("last_trend", fits(|forecast| forecast.fit.trend))
        .with("variance", fits(|forecast| forecast.fit.variance.unwrap_or(f64::NAN)))
        .with("aicc", fits(|forecast| forecast.fit.aicc.unwrap_or(f64::NAN)))
}

fn candidates(groups: &Groups, made: &[Option<Ahead>]) -> Table {
    let counts: Vec<usize> =
        made.iter().map(|made| made.as_ref().map_or(0, |made| made.forecast.candidates.len())).collect();
    let forecasts = || made.iter().flatten().map(|made| &made.forecast);
    let each =
        || forecasts().flat_map(|forecast| forecast.candidates.iter().map(move |candidate| (forecast, candidate)));
    (groups.repeated(&counts))
        .with("model", each().map(|(_, candidate)| candidate.model.to_string()).collect::<Vec<_>>())
        .with("aicc", each().map(|(_, candidate)| candidate.aicc).collect::<Vec<_>>())
        .with(
            "chosen",
            each().map(|(forecast, c)| c.model == forecast.fit.model && c.aicc.is_some()).collect::<Vec<_>>(),
        )
}
