//! From released figures to a chart with its words, its table and its downloads.

use crate::figures::{Figures, KINDS};
use crate::pages::{data_date, is_synthetic};
use crate::trends::Followed;
use crate::view::Link;
use crate::words;
use commonweal_app::{AreaInfo, IndicatorInfo};
use commonweal_chart::{AreaMap, Chart, Classes, GradientBars, GroupBars, Line, Point, RankedAreas, Sparkline, Words};
use commonweal_disclosure::{Comparison, Released, Shown, Statistic};
use commonweal_indicator::{
    Group, Seen, Standing, areas_heading, change_words, gap_finding, group_finding, group_heading, say, text, with_unit,
};
use commonweal_model::{AreaCode, AreaType, Dimension, Sex};

/// One way to look at an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    /// By a characteristic of people.
    By(Dimension),
    /// On a map.
    Map(AreaType),
    /// Areas of a kind ranked.
    Ranked(AreaType),
    /// A published series over time, by sex where it is published so.
    Trend(Option<Sex>),
    /// What is counted here, month by month.
    Months(Followed),
}

impl View {
    /// The view's name in addresses, and in the page.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::By(dimension) => dimension.as_str(),
            Self::Map(kind) | Self::Ranked(kind) => kind.as_str(),
            Self::Trend(None) => "trend",
            Self::Trend(Some(Sex::Female)) => "trend-female",
            Self::Trend(Some(Sex::Male)) => "trend-male",
            Self::Trend(Some(_)) => "trend-other",
            Self::Months(followed) => followed.name(),
        }
    }

    /// The views that an indicator has figures for, in the order of the page.
    pub(crate) fn all(figures: Figures<'_>, info: &IndicatorInfo) -> Vec<Self> {
        let mut views = Vec::new();
        views.extend(info.breakdowns.iter().copied().filter(|d| d.is_deprivation()).map(Self::By));
        let followed = |followed: &Followed| !followed.figures(figures, info, figures.whole()).is_empty();
        views.extend(Followed::ALL.into_iter().filter(|f| !info.published && followed(f)).map(Self::Months));
        let small = [AreaType::Msoa, AreaType::Pcn].into_iter().find(|kind| !figures.across(info, *kind).is_empty());
        match small {
            Some(kind) if figures.site.boundary_layer(kind).is_some() => views.push(Self::Map(kind)),
            Some(kind) => views.push(Self::Ranked(kind)),
            None => {}
        }
        for kind in KINDS {
            let is_larger = !matches!(kind, AreaType::Icb) && Some(kind) != small;
            if is_larger && figures.across(info, kind).len() > 1 {
                views.push(Self::Ranked(kind));
            }
        }
        views.extend(info.breakdowns.iter().copied().filter(|d| !d.is_deprivation()).map(Self::By));
        if info.published {
            views.retain(|view| !matches!(view, Self::By(_)));
            let by_sex = info.breakdowns.contains(&Dimension::Sex);
            let trends = if by_sex { vec![Some(Sex::Female), Some(Sex::Male)] } else { vec![None] };
            views.splice(0..0, trends.into_iter().map(Self::Trend));
        }
        views
    }

    /// The figures of the view, in the order of their keys.
    pub(crate) fn figures<'a>(self, figures: Figures<'a>, info: &IndicatorInfo, area: &AreaCode) -> Vec<&'a Released> {
        match self {
            Self::By(dimension) => figures.by(info, area, dimension),
            Self::Map(kind) | Self::Ranked(kind) => figures.across(info, kind),
            Self::Months(followed) => followed.figures(figures, info, area).iter().collect(),
            Self::Trend(sex) => {
                let is_of = |figure: &&Released| {
                    let category = figure.key().breakdowns.first().map(|b| b.category.as_str());
                    category == sex.map(Sex::as_str)
                };
                let latest = figures.all(info, area).into_iter().filter(is_of).max_by_key(|f| f.key().period.end());
                latest.map_or_else(Vec::new, |latest| figures.periods(latest))
            }
        }
    }

    /// Draws the view; none where it has no figures.
    pub(crate) fn chart(self, figures: Figures<'_>, info: &IndicatorInfo, area: &AreaInfo) -> Option<Chart> {
        let shown = self.figures(figures, info, &area.code);
        let first = shown.first()?;
        let when = words::period(&first.key().period, first.key().period_kind);
        match self {
            Self::By(dimension) => Some(by_group(figures, info, area, dimension, &shown, &when)),
            Self::Map(kind) | Self::Ranked(kind) => Some(of_areas(self, figures, info, area, kind, &shown, &when)),
            Self::Trend(sex) => Some(over_time(info, area, sex, &shown)),
            Self::Months(followed) => followed.chart(figures, info, area),
        }
    }

    /// The view's id in the page.
    pub(crate) fn id(self) -> String {
        match self {
            Self::Map(kind) | Self::Ranked(kind) => format!("areas-{}", kind.as_str()),
            Self::By(_) | Self::Trend(_) | Self::Months(_) => self.name().replace('_', "-"),
        }
    }

    /// The downloads of the view.
    pub(crate) fn links(self, info: &IndicatorInfo, area: &AreaCode) -> Vec<Link> {
        let (id, name) = (&info.id, self.name());
        vec![
            Link::new(text("chart.csv"), format!("/indicators/{id}.csv?area={area}&by={name}")),
            Link::new(text("chart.picture"), format!("/indicators/{id}/{name}.svg?area={area}")),
        ]
    }
}

/// The line below a chart kept as a file: what it is from, and where it is.
pub(crate) fn source_line(figures: Figures<'_>, info: &IndicatorInfo, address: &str) -> String {
    let site = figures.site;
    let facts = site.facts();
    let data = match is_synthetic(site) {
        true => say("chart.source.synthetic", &[("sample", &facts.sample)]),
        false => facts.class.as_str().to_owned(),
    };
    let hash: String = info.definition_hash.chars().take(12).collect();
    say("chart.source", &[("data", &data), ("date", &data_date(site)), ("hash", &hash), ("address", address)])
}

fn subtitle(info: &IndicatorInfo, who: &str, when: &str, by: &str) -> String {
    say(
        "indicator.chart.subtitle",
        &[("title", &info.title), ("unit", words::unit(info)), ("who", who), ("when", when), ("by", by)],
    )
}

fn by_group(
    figures: Figures<'_>,
    info: &IndicatorInfo,
    area: &AreaInfo,
    dimension: Dimension,
    shown: &[&Released],
    when: &str,
) -> Chart {
    let line = figures.value(info, &area.code).and_then(|value| Line::of(value, &area.name));
    let key = match dimension {
        Dimension::Imd2019QuintileEngland | Dimension::Imd2025QuintileEngland => "indicator.chart.deprivation",
        Dimension::EthnicityCensus2021 => "indicator.chart.ethnicity",
        Dimension::Sex => "indicator.chart.sex",
        Dimension::Age => "indicator.chart.age",
    };
    let subtitle = subtitle(info, &words::who(info.family, area), when, text(key));
    let id = View::By(dimension).id();
    let point = |figure: &&Released| Point::of(figure, &words::group(&figure.key().breakdowns[0]));
    if dimension.is_deprivation() {
        let gap = figures.seen(info, &area.code, Statistic::AbsoluteGap);
        let heading = gap_finding(&info.short_title, &gap, "percentage points", info.polarity).heading;
        let fifths = shown.iter().filter(|figure| words::is_known(&figure.key().breakdowns[0])).map(point).collect();
        return GradientBars { words: Words { id, heading, subtitle }, fifths, line }.svg();
    }
    let finding = group_finding(&groups(shown), info.polarity);
    let heading = group_heading(dimension.short_label(), &finding, &info.unit);
    let (known, unknown): (Vec<&Released>, Vec<&Released>) =
        shown.iter().copied().partition(|figure| words::is_known(&figure.key().breakdowns[0]));
    GroupBars {
        words: Words { id, heading, subtitle },
        dimension: words::dimension_heading(dimension).to_owned(),
        groups: known.iter().map(point).collect(),
        unknown: unknown.iter().map(point).collect(),
        line,
    }
    .svg()
}

/// Released figures by group as a comparison takes them. The people of a figure are its denominator.
pub(crate) fn groups(shown: &[&Released]) -> Vec<Group> {
    let group = |figure: &&Released| Group {
        label: words::group(&figure.key().breakdowns[0]),
        seen: Seen::from(*figure),
        people: match figure.denominator() {
            Shown::Value(people) => Some(people),
            _ => None,
        },
        is_known: words::is_known(&figure.key().breakdowns[0]),
    };
    shown.iter().map(group).collect()
}

/// One published series, oldest period first.
fn over_time(info: &IndicatorInfo, area: &AreaInfo, sex: Option<Sex>, shown: &[&Released]) -> Chart {
    let who = match sex {
        Some(sex) => format!("{}, {}", area.name, sex.label().to_lowercase()),
        None => area.name.clone(),
    };
    let label = |figure: &Released| words::period(&figure.key().period, figure.key().period_kind);
    let (first, last) = (shown.first().map(|f| label(f)), shown.last().map(|f| label(f)));
    let when = match (first, last) {
        (Some(first), Some(last)) if first != last => say("trend.span", &[("first", &first), ("last", &last)]),
        (first, _) => first.unwrap_or_default(),
    };
    let source = shown.first().map_or("", |figure| figure.key().series.as_str());
    let heading = trend_words(shown).map_or_else(|| info.short_title.clone(), |words| format!("{who}: {words}"));
    let words = Words {
        id: View::Trend(sex).id(),
        heading,
        subtitle: say(
            "trend.subtitle",
            &[("title", &info.title), ("unit", words::unit(info)), ("who", &who), ("when", &when), ("source", source)],
        ),
    };
    let periods = shown.iter().map(|figure| Point::of(figure, &label(figure))).collect();
    Sparkline { words, periods, line: None }.svg()
}

/// The latest value of a series, and whether it has changed.
pub(crate) fn trend_words(periods: &[&Released]) -> Option<String> {
    let last = periods.last()?;
    let now = with_unit(Seen::from(*last).value()?, last.unit());
    Some(match trend_change(periods) {
        Some(change) => format!("{now}, {change}"),
        None => now,
    })
}

/// Whether a series has changed from the latest earlier period that shares no year with the last one.
pub(crate) fn trend_change(periods: &[&Released]) -> Option<String> {
    let last = periods.last()?;
    let earlier = periods.iter().rev().find(|figure| figure.key().period.end() <= last.key().period.start())?;
    let change = change_words(&Seen::from(*earlier), &Seen::from(*last), last.unit());
    let since = words::period(&earlier.key().period, earlier.key().period_kind);
    Some(say("trend.change", &[("change", &change), ("since", &since)]))
}

fn of_areas(
    view: View,
    figures: Figures<'_>,
    info: &IndicatorInfo,
    area: &AreaInfo,
    kind: AreaType,
    shown: &[&Released],
    when: &str,
) -> Chart {
    let whole = figures.site.facts().area_name.as_str();
    let line = figures.value(info, figures.whole()).and_then(|value| Line::of(value, whole));
    let heading = if info.published {
        say("areas.heading.published", &[("title", &info.short_title), ("areas", words::areas(kind))])
    } else {
        areas_heading(words::areas(kind), standing(shown), info.polarity, whole)
    };
    let place = figures.site.area(figures.whole());
    let who = place.map_or_else(String::new, |place| words::who(info.family, place));
    let by = match view {
        View::Map(_) => say("indicator.chart.map", &[("areas", words::areas(kind))]),
        _ => say("indicator.chart.areas", &[("areas", words::areas(kind))]),
    };
    let words = Words { id: view.id(), heading, subtitle: subtitle(info, &who, when, &by) };
    let point = |figure: &&Released| Point::of(figure, &area_name(figures, &figure.key().area));
    let areas: Vec<Point> = shown.iter().map(point).collect();
    let highlight = (area.area_type == kind).then(|| area.code.clone());
    let area_heading = kind.label().to_owned();
    match (view, figures.site.boundary_layer(kind)) {
        (View::Map(_), Some(layer)) => {
            AreaMap { words, area_heading, layer, areas, classes: Classes::EqualCount, highlight, line }.svg()
        }
        _ => RankedAreas { words, area_heading, areas, highlight, line }.svg(),
    }
}

/// An area's name; its code where it has no page of its own.
pub(crate) fn area_name(figures: Figures<'_>, code: &AreaCode) -> String {
    figures.site.area(code).map_or_else(|| code.to_string(), |area| area.name.clone())
}

fn standing(shown: &[&Released]) -> Standing {
    let mut standing = Standing::default();
    for figure in shown {
        match figure.comparison() {
            Comparison::Worse | Comparison::Lower => standing.worse += 1,
            Comparison::Better | Comparison::Higher => standing.better += 1,
            Comparison::Similar => standing.similar += 1,
            Comparison::NotCompared => standing.not_shown += 1,
        }
    }
    standing
}
