//! How do figures look in the shape of the Department of Health's public health API? As its published definition
//! (`IndicatorWithHealthDataForArea` of dhsc-govuk/FingertipsNext, api/definition) has it: an indicator, its areas, and
//! for each the values of a period by age, sex and deprivation.
//!
//! That shape has no place for other statistics than an indicator's plain value nor for breakdowns by ethnic group;
//! such figures are left out and the answer says how many. What is not in the definition is said in `shapes`.

use super::Api;
use super::json::Json;
use super::problem::Problem;
use super::select::{Found, by_words};
use commonweal_app::{IndicatorInfo, group_name};
use commonweal_disclosure::{Comparison, Released};
use commonweal_model::{AreaCode, AreaType, Breakdown, Dimension, PeriodKind, Polarity};
use std::collections::{BTreeMap, BTreeSet};

/// The figures that fit the shape, and word of those that do not.
pub(super) fn fitting<'s>(info: &IndicatorInfo, found: Found<'s>) -> Result<Found<'s>, Problem> {
    let fits = |figure: &&Released| {
        let holds = |group: &Breakdown| {
            matches!(group.dimension, Dimension::Sex | Dimension::Age) || group.dimension.is_deprivation()
        };
        figure.key().statistic == info.statistic && figure.key().breakdowns.iter().all(holds)
    };
    let (figures, others): (Vec<&Released>, Vec<&Released>) = found.figures.into_iter().partition(fits);
    if figures.is_empty() {
        let left: BTreeSet<String> =
            others.iter().map(|figure| format!("{} by {}", figure.key().statistic, by_words(figure.key()))).collect();
        let detail =
            "Every figure asked for is of a statistic or a breakdown that this shape has no place for.".to_owned();
        let how = "ask with format=json or format=csv, which hold every figure";
        return Err(Problem::no_figures("format", "dhsc", detail, left.into_iter().collect(), how));
    }
    let note = match others.len() {
        0 => found.note,
        left => format!(
            "{} {left} figures of other statistics or by ethnic group are left out, because this shape has no place for them; format=json has them.",
            found.note
        ),
    };
    Ok(Found { figures, note })
}

/// An indicator's figures, by area.
pub(super) fn indicator(api: &Api, info: &IndicatorInfo, figures: &[&Released]) -> Result<Json, Problem> {
    let feeds = api.feeds()?;
    let mut areas: BTreeMap<&AreaCode, Vec<Json>> = BTreeMap::new();
    for figure in figures {
        areas.entry(&figure.key().area).or_default().push(point(api, figure));
    }
    let area = |(code, points): (&AreaCode, Vec<Json>)| {
        Json::object([
            ("areaCode", code.as_str().into()),
            ("areaName", feeds.area_name(code).unwrap_or_default().into()),
            ("healthData", Json::List(points)),
        ])
    };
    let is_compared = figures.iter().any(|figure| figure.comparison() != Comparison::NotCompared);
    let mut answer = Json::object([
        ("indicatorId", info.id.as_str().into()),
        ("name", info.title.as_str().into()),
        (
            "polarity",
            match info.polarity {
                Polarity::HigherIsBetter => "HighIsGood",
                Polarity::LowerIsBetter => "LowIsGood",
                Polarity::Neutral => "NoJudgement",
            }
            .into(),
        ),
        ("benchmarkMethod", if is_compared { "CIOverlappingReferenceValue95" } else { "Unknown" }.into()),
    ]);
    let kinds: BTreeSet<PeriodKind> = figures.iter().map(|figure| figure.key().period_kind).collect();
    if let Some(frequency) = frequency(&kinds) {
        answer.push("frequency", frequency);
    }
    answer.push("areaHealthData", Json::list(areas.into_iter().map(area)));
    Ok(answer)
}

fn frequency(kinds: &BTreeSet<PeriodKind>) -> Option<&'static str> {
    match kinds.first()? {
        PeriodKind::Month => Some("Monthly"),
        PeriodKind::Quarter => Some("Quarterly"),
        PeriodKind::CalendarYear | PeriodKind::FinancialYear | PeriodKind::AcademicYear => Some("Annually"),
        PeriodKind::Week | PeriodKind::Pooled | PeriodKind::Point => None,
    }
}

fn point(api: &Api, figure: &Released) -> Json {
    let key = figure.key();
    let by = |dimension: Dimension| key.breakdowns.iter().find(|group| group.dimension == dimension);
    let group = |of: Option<&Breakdown>, everybody: &str| {
        let name = of.map_or_else(|| everybody.to_owned(), group_name);
        Json::object([("value", name.into()), ("isAggregate", of.is_none().into())])
    };
    let mut point =
        Json::object([("year", i64::from(key.period.start().year()).into()), ("datePeriod", date_period(figure))]);
    #[expect(clippy::cast_precision_loss, reason = "counts of people are below 2^53")]
    let count = figure.numerator().value().map(|count| count as f64);
    let numbers = [
        ("count", count),
        ("value", figure.value().value()),
        ("lowerCi", figure.lower().value()),
        ("upperCi", figure.upper().value()),
    ];
    for (name, number) in numbers {
        if let Some(number) = number {
            point.push(name, number);
        }
    }
    point.push("ageBand", group(by(Dimension::Age), "All"));
    point.push("sex", group(by(Dimension::Sex), "Persons"));
    point.push("trend", "Not yet calculated");
    point.push("isAggregate", key.breakdowns.is_empty());
    if let (Some(name), Some(value)) = (figure.benchmark_label(), figure.benchmark_value()) {
        point.push("benchmarkComparison", comparison(api, figure, name, value));
    }
    point.push("deprivation", deprivation(&key.breakdowns));
    point.push("family", key.family.as_str());
    point.push("period", key.period.to_string());
    if let Some(why) = figure.withheld() {
        point.push("withheldReason", why.reason());
    }
    point
}

fn comparison(api: &Api, figure: &Released, name: &str, value: f64) -> Json {
    let outcome = match figure.comparison() {
        Comparison::Better => "Better",
        Comparison::Similar => "Similar",
        Comparison::Worse => "Worse",
        Comparison::Higher => "Higher",
        Comparison::Lower => "Lower",
        Comparison::NotCompared => "NotCompared",
    };
    let mut comparison = Json::object([("outcome", outcome.into())]);
    let facts = api.site.facts();
    if name == facts.area_name {
        comparison.push("benchmarkAreaCode", facts.area.as_str());
    } else if name == AreaType::Country.label() {
        comparison.push("benchmarkAreaCode", "E92000001");
    }
    comparison.push("benchmarkAreaName", name);
    comparison.push("benchmarkValue", value);
    comparison
}

fn deprivation(breakdowns: &[Breakdown]) -> Json {
    let fifth = breakdowns.iter().find(|group| group.dimension.is_deprivation());
    let (sequence, value, kind) = match fifth {
        Some(group) => (group.category.parse().unwrap_or(0i64), group_name(group), group.dimension.label()),
        None => (0, "All".to_owned(), "All"),
    };
    Json::object([
        ("sequence", sequence.into()),
        ("value", value.into()),
        ("type", kind.into()),
        ("isAggregate", fifth.is_none().into()),
    ])
}

fn date_period(figure: &Released) -> Json {
    let key = figure.key();
    let kind = match key.period_kind {
        PeriodKind::CalendarYear => "Calendar",
        PeriodKind::FinancialYear => "Financial",
        PeriodKind::AcademicYear => "Academic",
        PeriodKind::Pooled if key.period.start().month() == 4 => "FinancialMultiYear",
        PeriodKind::Week | PeriodKind::Month | PeriodKind::Quarter | PeriodKind::Pooled | PeriodKind::Point => {
            "Unknown"
        }
    };
    // A period ends before its end; the first day of all time alone has none before it.
    let last = key.period.end().yesterday().unwrap_or(key.period.end());
    Json::object([
        ("type", kind.into()),
        ("from", key.period.start().to_string().into()),
        ("to", last.to_string().into()),
    ])
}
