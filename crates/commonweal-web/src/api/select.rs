//! Which figures answer a question, or what is there instead? A question is narrowed a part at a time; the part that
//! leaves nothing is the one the reader is told about, with what the parts before it leave.

use super::Api;
use super::ask::Asked;
use super::problem::Problem;
use commonweal_app::IndicatorInfo;
use commonweal_disclosure::{FigureKey, Released};
use commonweal_model::{AreaCode, Dimension, Period};
use std::collections::{BTreeMap, BTreeSet};

/// The figures that answer a question.
pub(super) struct Found<'s> {
    pub(super) figures: Vec<&'s Released>,
    /// Which periods they are of, and how to ask for others.
    pub(super) note: String,
}

/// The indicator a question names.
pub(super) fn indicator<'s>(api: &'s Api, id: &str) -> Result<&'s IndicatorInfo, Problem> {
    api.site.indicator(id).ok_or_else(|| {
        Problem::unknown_indicator(id, api.site.indicators().iter().map(|info| info.id.clone()).collect())
    })
}

/// The area a question names, which has a page or a figure.
pub(super) fn area(api: &Api, parameter: &'static str, typed: &str) -> Result<AreaCode, Problem> {
    let code: AreaCode = typed.parse().map_err(|error| {
        let how = format!("{error}; /api/v1/areas lists every area with its code");
        Problem::invalid(parameter, typed, Vec::new(), how)
    })?;
    let areas = api.feeds()?.areas();
    if areas.contains_key(&code) {
        return Ok(code);
    }
    let names = areas.iter().flat_map(|(code, area)| [Some(code.as_str()), area.name.as_deref()]).flatten();
    let said = |near: &String| {
        let found = areas.iter().find(|(code, area)| code.as_str() == near || area.name.as_deref() == Some(near));
        found.map_or_else(|| near.clone(), |(code, area)| format!("{code} ({})", area.name.as_deref().unwrap_or("")))
    };
    let nearest = super::nearest::nearest(typed, names).iter().map(said).collect();
    Err(Problem::unknown_area(typed, nearest))
}

/// The breakdown of a figure as the parameter `by` takes it.
pub(super) fn by_words(key: &FigureKey) -> String {
    if key.breakdowns.is_empty() {
        return "none".to_owned();
    }
    let names: Vec<&str> = key.breakdowns.iter().map(|group| group.dimension.as_str()).collect();
    names.join(",")
}

/// The characteristics that the parameter `by` names, sorted.
fn by_of(typed: &str) -> Result<Vec<Dimension>, Problem> {
    let invalid = || {
        let exists = std::iter::once("none").chain(Dimension::ALL.iter().map(|dimension| dimension.as_str()));
        let how = "name one characteristic, or two joined by a comma, or none for everybody together";
        Problem::invalid("by", typed, exists.map(str::to_owned).collect(), how)
    };
    if typed == "none" {
        return Ok(Vec::new());
    }
    let parsed: Result<Vec<Dimension>, _> = typed.split(',').map(str::parse).collect();
    let mut dimensions = parsed.map_err(|_| invalid())?;
    dimensions.sort();
    let given = dimensions.len();
    dimensions.dedup();
    if given > 2 || dimensions.len() < given { Err(invalid()) } else { Ok(dimensions) }
}

/// Which periods a question is about.
enum When {
    Latest,
    All,
    One(Period),
}

fn when(asked: &Asked) -> Result<When, Problem> {
    match asked.get("period") {
        None | Some("latest") => Ok(When::Latest),
        Some("all") => Ok(When::All),
        Some(typed) => typed.parse().map(When::One).map_err(|error: commonweal_model::PeriodError| {
            let words = vec!["latest".to_owned(), "all".to_owned()];
            Problem::invalid("period", typed, words, format!("{error}; or write latest or all"))
        }),
    }
}

/// A part of a question: the parameter, what it said, and the same of a figure in words.
struct Part<'q> {
    parameter: &'static str,
    value: &'q str,
    words: fn(&Released) -> String,
}

fn narrow<'s>(
    figures: Vec<&'s Released>,
    part: &Part<'_>,
    keep: impl Fn(&Released) -> bool,
) -> Result<Vec<&'s Released>, Problem> {
    let kept: Vec<&Released> = figures.iter().copied().filter(|figure| keep(figure)).collect();
    if !kept.is_empty() {
        return Ok(kept);
    }
    let exists: BTreeSet<String> = figures.iter().map(|figure| (part.words)(figure)).collect();
    let detail = format!(
        "The release has no figures where {} is `{}` and the rest is as asked. A withheld figure is a row with its reason; /api/v1/withheld says how many there are.",
        part.parameter,
        super::problem::shorten(part.value)
    );
    let how = format!("ask for one of the values of {} that exist, or leave it out", part.parameter);
    Err(Problem::no_figures(part.parameter, part.value, detail, exists.into_iter().collect(), how))
}

/// The figures among `of` that answer the question.
pub(super) fn select<'s>(api: &'s Api, asked: &Asked, of: Vec<&'s Released>) -> Result<Found<'s>, Problem> {
    let when = when(asked)?;
    let by = asked.get("by").map(by_of).transpose()?;
    let area = asked.get("area").map(|typed| area(api, "area", typed)).transpose()?;
    let part = |parameter: &'static str, words: fn(&Released) -> String| {
        asked.get(parameter).map(|value| Part { parameter, value, words })
    };
    let latest = Latest::of(&of);
    let mut figures = of;
    if let Some(part) = part("family", |figure| figure.key().family.to_string()) {
        figures = narrow(figures, &part, |figure| figure.key().family.as_str() == part.value)?;
    }
    if let Some(part) = part("area_type", |figure| figure.key().area_type.to_string()) {
        figures = narrow(figures, &part, |figure| figure.key().area_type.as_str() == part.value)?;
    }
    if let (Some(part), Some(area)) = (part("area", |figure| figure.key().area.to_string()), &area) {
        figures = narrow(figures, &part, |figure| figure.key().area == *area)?;
    }
    if let (Some(part), Some(by)) = (part("by", |figure| by_words(figure.key())), &by) {
        let is_by = |key: &FigureKey| key.breakdowns.iter().map(|group| group.dimension).eq(by.iter().copied());
        figures = narrow(figures, &part, |figure| is_by(figure.key()))?;
    }
    if let Some(part) = part("statistic", |figure| figure.key().statistic.to_string()) {
        figures = narrow(figures, &part, |figure| figure.key().statistic.as_str() == part.value)?;
    }
    if let Some(part) = part("series", |figure| figure.key().series.clone()) {
        figures = narrow(figures, &part, |figure| figure.key().series == part.value)?;
    }
    let every: BTreeSet<Period> = figures.iter().map(|figure| figure.key().period).collect();
    let typed = asked.get("period").unwrap_or("latest");
    let part = Part { parameter: "period", value: typed, words: |figure| figure.key().period.to_string() };
    match when {
        When::All => {}
        When::Latest => figures = narrow(figures, &part, |figure| latest.has(figure.key()))?,
        When::One(period) => figures = narrow(figures, &part, |figure| figure.key().period == period)?,
    }
    Ok(Found { note: note(asked, &figures, &every), figures })
}

fn note(asked: &Asked, figures: &[&Released], every: &BTreeSet<Period>) -> String {
    let shown: BTreeSet<Period> = figures.iter().map(|figure| figure.key().period).collect();
    let said = |periods: &BTreeSet<Period>| match (periods.first(), periods.last()) {
        (Some(one), Some(last)) if one == last => one.to_string(),
        (Some(first), Some(last)) => format!("{} periods from {first} to {last}", periods.len()),
        _ => "none".to_owned(),
    };
    if asked.get("period").is_none() {
        let earlier = if every.len() > shown.len() {
            format!(" There are {}; ask with period=all, or for one of them.", said(every))
        } else {
            " There are no earlier ones.".to_owned()
        };
        return format!("No period was asked for, so these are the latest figures: {}.{earlier}", said(&shown));
    }
    format!("These are the figures of {}.", said(&shown))
}

/// Which figures are the latest: of an indicator counted here, those of its last period; of a published series, the last
/// of each run of an area and group.
struct Latest<'s> {
    local: BTreeMap<&'s str, Period>,
    published: BTreeMap<Run<'s>, Period>,
}

type Run<'s> = (&'s str, &'s str, &'s AreaCode, &'s [commonweal_model::Breakdown], commonweal_disclosure::Statistic);

fn run(key: &FigureKey) -> Run<'_> {
    (key.indicator_id.as_str(), key.series.as_str(), &key.area, key.breakdowns.as_slice(), key.statistic)
}

/// The series of figures counted here.
const LOCAL: &str = "local";

impl<'s> Latest<'s> {
    fn of(figures: &[&'s Released]) -> Self {
        let mut latest = Self { local: BTreeMap::new(), published: BTreeMap::new() };
        for key in figures.iter().map(|figure| figure.key()) {
            let last = if key.series == LOCAL {
                latest.local.entry(key.indicator_id.as_str()).or_insert(key.period)
            } else {
                latest.published.entry(run(key)).or_insert(key.period)
            };
            if key.period.end() > last.end() {
                *last = key.period;
            }
        }
        latest
    }

    fn has(&self, key: &FigureKey) -> bool {
        let last =
            if key.series == LOCAL { self.local.get(key.indicator_id.as_str()) } else { self.published.get(&run(key)) };
        last.is_some_and(|last| last.end() == key.period.end())
    }
}
