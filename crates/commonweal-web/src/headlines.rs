//! Which three gaps does a board ask for first? Published measures in a fixed order, each where it is worst here and beside
//! England; then the largest clear gaps among the indicators counted here.

use crate::charts::trend_change;
use crate::figures::Figures;
use crate::pages::indicator::published_who;
use crate::pages::overview::comparison;
use crate::rows::{Row, difference};
use crate::words;
use commonweal_app::{AreaInfo, IndicatorInfo};
use commonweal_chart::mark::icon;
use commonweal_chart::{Line, Point, Sparkline, Words, format};
use commonweal_disclosure::{Released, Shown};
use commonweal_indicator::{Direction, Seen, about, gap_finding, plain_unit, say, text};
use commonweal_model::Polarity;
use commonweal_stats::absolute_gap;

/// Published measures in the order a board asks for them.
const HEADLINES: [&str; 3] = ["life_expectancy_gap", "healthy_life_expectancy", "preventable_cardiovascular_mortality"];

/// The published years of life in good health, and the years of life they are part of.
const HEALTHY: &str = "healthy_life_expectancy";
const LIFE: &str = "life_expectancy";

/// England, the benchmark of published series.
const ENGLAND: &str = "E92000001";

/// A headline gap.
pub(crate) struct GapCard {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) size: String,
    /// What was found: how it stands against England.
    pub(crate) finding: String,
    pub(crate) mark: Option<String>,
    pub(crate) picture: Option<String>,
    /// Whether it has changed.
    pub(crate) change: Option<String>,
    /// Years of life in ill health, where two series give them.
    pub(crate) beside: Option<String>,
    pub(crate) source: String,
}

/// Three headline gaps.
pub(crate) fn headlines(figures: Figures<'_>, local: &[Row<'_>]) -> Vec<GapCard> {
    let published = HEADLINES.into_iter().filter_map(|id| figures.site.indicator(id));
    let mut cards: Vec<GapCard> = published.filter_map(|info| published_card(figures, info)).collect();
    let mut gaps: Vec<&Row<'_>> = local.iter().filter(|row| row.direction == Direction::Worse).collect();
    let people = |row: &Row<'_>| row.people.map_or(0.0, |people| people.value);
    gaps.sort_by(|a, b| people(b).total_cmp(&people(a)).then_with(|| a.info.id.cmp(&b.info.id)));
    cards.extend(gaps.into_iter().take(HEADLINES.len() - cards.len()).map(local_card));
    cards
}

/// A gap of an indicator counted here.
pub(crate) fn local_card(row: &Row<'_>) -> GapCard {
    let finding = gap_finding(&row.info.short_title, &row.gap, "percentage points", row.info.polarity);
    GapCard {
        title: row.info.short_title.clone(),
        href: format!("/indicators/{}", row.info.id),
        size: finding.size,
        finding: text("overview.card.local").to_owned(),
        mark: Some(icon(comparison(finding.direction))),
        picture: None,
        change: row.people.map(|people| say("inequalities.people", &[("people", &about(people.value))])),
        beside: None,
        source: finding.limits.unwrap_or_default(),
    }
}

/// The latest published value of the area here where it is worst, beside England, and how it has changed.
fn published_card(figures: Figures<'_>, info: &IndicatorInfo) -> Option<GapCard> {
    let (last, area) = worst(figures, info)?;
    let (value, unit) = (last.value().value()?, plain_unit(last.unit()));
    let periods = figures.periods(last);
    let who = published_who(last, area);
    let england = same_of(figures, info, last, ENGLAND);
    let line = england.and_then(|england| Line::of(england, text("england")));
    let picture = (periods.len() > 2).then(|| {
        let label = |figure: &Released| words::period(&figure.key().period, figure.key().period_kind);
        let words = Words {
            id: format!("headline-{}", info.id.replace('_', "-")),
            heading: info.title.clone(),
            subtitle: format!("{}, {who}", info.title),
        };
        let periods = periods.iter().map(|figure| Point::of(figure, &label(figure))).collect();
        Sparkline { words, periods, line }.svg().svg
    });
    let (mark, finding) = match england {
        Some(england) => against(info, last, england, &who),
        None => (None, who.clone()),
    };
    Some(GapCard {
        title: info.short_title.clone(),
        href: format!("/indicators/{}?area={}", info.id, area.code),
        size: format::sentence(value, unit),
        finding,
        mark,
        picture,
        change: trend_change(&periods).map(|change| words::capital(&change)),
        beside: if info.id == HEALTHY { years_in_ill_health(figures, &periods) } else { None },
        source: source(last),
    })
}

/// The latest figure of the area and sex here where it is worst.
fn worst<'a>(figures: Figures<'a>, info: &IndicatorInfo) -> Option<(&'a Released, &'a AreaInfo)> {
    let of_area = |area: &'a AreaInfo| {
        let by_sex = figures.by(info, &area.code, commonweal_model::Dimension::Sex);
        let figures = if by_sex.is_empty() { figures.value(info, &area.code).into_iter().collect() } else { by_sex };
        figures.into_iter().map(move |figure| (figure, area)).collect::<Vec<_>>()
    };
    let (_, areas) = figures.areas_of(info).into_iter().next()?;
    let mut all: Vec<(&Released, &AreaInfo)> = areas.into_iter().flat_map(of_area).collect();
    all.retain(|(figure, _)| figure.value().value().is_some());
    let value = |figure: &Released| figure.value().value().unwrap_or_default();
    all.sort_by(|a, b| value(b.0).total_cmp(&value(a.0)).then_with(|| a.0.key().cmp(b.0.key())));
    if info.polarity == Polarity::HigherIsBetter { all.last().copied() } else { all.first().copied() }
}

/// The figure of another area for the same period and group.
fn same_of<'a>(figures: Figures<'a>, info: &IndicatorInfo, of: &Released, area: &str) -> Option<&'a Released> {
    let key = of.key();
    figures.site.released().find(&info.id).find(|figure| {
        let other = figure.key();
        other.area.as_str() == area && other.breakdowns == key.breakdowns && other.period == key.period
    })
}

/// Years of life less years in good health, for the latest period that both series have.
fn years_in_ill_health(figures: Figures<'_>, healthy: &[&Released]) -> Option<String> {
    let info = figures.site.indicator(LIFE)?;
    let pair = |healthy: &&Released| {
        let all = same_of(figures, info, healthy, healthy.key().area.as_str())?;
        let when = words::period(&all.key().period, all.key().period_kind);
        Some((all.value().value()?, healthy.value().value()?, when))
    };
    let (all, well, when) = healthy.iter().rev().find_map(pair)?;
    let (ill, all) = (format::value(all - well, "years"), format::value(all, "years"));
    Some(say("overview.card.ill", &[("ill", &ill), ("all", &all), ("when", &when)]))
}

/// `Nottingham, female: 6.0 years lower than England (61.3 years)`.
fn against(info: &IndicatorInfo, last: &Released, england: &Released, who: &str) -> (Option<String>, String) {
    let there = england.value().value().map_or(String::new(), |value| format::sentence(value, plain_unit(last.unit())));
    let (Seen::Estimate(here), Seen::Estimate(standard)) = (Seen::from(last), Seen::from(england)) else {
        return (None, say("overview.card.england", &[("who", who), ("england", &there)]));
    };
    let Ok(gap) = absolute_gap(&here, &standard) else { return (None, who.to_owned()) };
    let gap = Seen::Estimate(gap);
    let direction = Direction::of(&gap, info.polarity);
    let key = if direction.is_clear() { "overview.card.against" } else { "overview.card.like" };
    let size = difference(&gap, last.unit());
    (Some(icon(comparison(direction))), say(key, &[("who", who), ("size", &size), ("england", &there)]))
}

fn source(figure: &Released) -> String {
    let (key, unit) = (figure.key(), plain_unit(figure.unit()));
    let when = words::period(&key.period, key.period_kind);
    let source = say("published.source", &[("when", &when), ("source", &key.series)]);
    match (figure.lower(), figure.upper()) {
        (Shown::Value(lower), Shown::Value(upper)) => {
            let limits = [format::value(lower, unit), format::value(upper, unit)];
            format!("{}. {source}", say("limits", &[("lower", &limits[0]), ("upper", &limits[1])]))
        }
        _ => source,
    }
}
