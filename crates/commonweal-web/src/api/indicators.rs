//! Indicators: which there are, and everything about one.

use super::Api;
use super::answer::{Content, Made, about};
use super::ask::Asked;
use super::endpoints::Format;
use super::json::Json;
use super::problem::Problem;
use super::select::{by_words, indicator};
use super::values::{self, Page};
use commonweal_app::{Feed, IndicatorInfo, Value, indicator_row, rows_as_csv};
use commonweal_model::{AreaCode, Period};
use std::collections::{BTreeMap, BTreeSet};

fn values_of(info: &IndicatorInfo) -> String {
    format!("/api/v1/indicators/{}/values", info.id)
}

/// `/api/v1/indicators`
pub(super) fn list(api: &Api, asked: &Asked) -> Result<Made, Problem> {
    let origin = |info: &IndicatorInfo| if info.published { "published" } else { "local" };
    let fits = |info: &&IndicatorInfo| {
        asked.get("domain").is_none_or(|domain| domain == info.domain.as_str())
            && asked.get("origin").is_none_or(|asked| asked == origin(info))
    };
    let found: Vec<&IndicatorInfo> = api.site.indicators().iter().filter(fits).collect();
    if found.is_empty() {
        let combinations =
            api.site.indicators().iter().map(|info| format!("{}, {}", info.domain.as_str(), origin(info)));
        let exists: BTreeSet<String> = combinations.collect();
        let value = asked.get("domain").or(asked.get("origin")).unwrap_or_default();
        return Err(Problem::no_figures(
            "domain",
            value,
            "No indicator fits both domain and origin.".to_owned(),
            exists.into_iter().collect(),
            "ask for a combination that exists, or leave one out",
        ));
    }
    let page = Page::of(asked, found.len())?;
    let shown = &found[page.range()];
    if asked.format == Format::Csv {
        let rows: Vec<Vec<Value>> = shown.iter().map(|info| indicator_row(info)).collect();
        let text = rows_as_csv(Feed::Indicators, &rows);
        return Ok(Made { content: Content::Csv("indicators.csv".to_owned(), text), next: page.next(asked) });
    }
    let row = |info: &&IndicatorInfo| {
        let cells = indicator_row(info);
        let columns = Feed::Indicators.columns().iter().zip(&cells);
        let mut row = Json::Object(columns.map(|(column, cell)| (column.name.into(), cell.into())).collect());
        row.push("values", values_of(info));
        row
    };
    Ok(values::list(api, asked, "Indicators that have figures.", &page, shown.iter().map(row).collect()))
}

/// `/api/v1/indicators/{id}`
pub(super) fn one(api: &Api, asked: &Asked) -> Result<Made, Problem> {
    let info = indicator(api, asked.part("id"))?;
    let codelist = |(id, version): &(String, String)| Json::object([("id", id.into()), ("version", version.into())]);
    let keys = || api.site.released().find(&info.id).map(|figure| figure.key());
    let series: BTreeSet<&str> = keys().map(|key| key.series.as_str()).collect();
    let mut periods: Vec<Period> = keys().map(|key| key.period).collect::<BTreeSet<_>>().into_iter().collect();
    periods.sort_by_key(|period| (period.end(), period.start()));
    Ok(Json::object([
        ("about", about(api.site.facts())),
        ("indicator_id", info.id.as_str().into()),
        ("title", info.title.as_str().into()),
        ("short_title", info.short_title.as_str().into()),
        ("question", info.question.as_str().into()),
        ("domain", info.domain.as_str().into()),
        ("origin", if info.published { "published" } else { "local" }.into()),
        ("family", info.family.as_str().into()),
        ("class", info.class.as_str().into()),
        ("polarity", info.polarity.as_str().into()),
        ("unit", info.unit.as_str().into()),
        ("statistic", info.statistic.as_str().into()),
        ("method", info.method_text.as_str().into()),
        ("numerator", info.numerator_text.as_str().into()),
        ("denominator", info.denominator_text.as_str().into()),
        ("exclusions", Json::list(&info.exclusions)),
        ("caveats", Json::list(&info.caveats)),
        ("codelists", Json::list(info.codelists.iter().map(codelist))),
        ("owner", info.owner.as_str().into()),
        ("source", info.source.as_str().into()),
        ("requirements", Json::list(&info.requirements)),
        ("definition_path", info.definition_path.as_str().into()),
        ("definition_hash", info.definition_hash.as_str().into()),
        ("series", Json::list(series)),
        ("periods", Json::list(periods.iter().map(ToString::to_string))),
        ("questions", Json::List(questions(api, info))),
        ("values", values_of(info).into()),
        ("page", format!("/indicators/{}", info.id).into()),
    ])
    .into())
}

/// Every combination that the release has figures for.
fn questions(api: &Api, info: &IndicatorInfo) -> Vec<Json> {
    let mut found: BTreeMap<_, (BTreeSet<&AreaCode>, BTreeSet<Period>)> = BTreeMap::new();
    for key in api.site.released().find(&info.id).map(|figure| figure.key()) {
        let of = (key.series.as_str(), key.family, key.area_type, by_words(key), key.statistic);
        let (areas, periods) = found.entry(of).or_default();
        areas.insert(&key.area);
        periods.insert(key.period);
    }
    let mut questions = Vec::with_capacity(found.len());
    for ((series, family, area_type, by, statistic), (areas, periods)) in found {
        let latest = periods.iter().max_by_key(|period| period.end()).map(ToString::to_string);
        questions.push(Json::object([
            ("series", series.into()),
            ("family", family.as_str().into()),
            ("area_type", area_type.as_str().into()),
            ("by", by.into()),
            ("statistic", statistic.as_str().into()),
            ("areas", Json::count(areas.len())),
            ("periods", Json::count(periods.len())),
            ("latest_period", latest.unwrap_or_default().into()),
        ]));
    }
    questions
}
