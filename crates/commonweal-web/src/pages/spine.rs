//! How does an area do on every question? One row each: value, limits, benchmark, and where it lies between the worst and
//! the best area of its kind.

use crate::charts::area_name;
use crate::figures::Figures;
use crate::groups;
use crate::pages::indicator::figure_cell;
use crate::view::{CellView, ColumnView, reasons};
use crate::words;
use commonweal_app::{AreaInfo, IndicatorInfo};
use commonweal_chart::mark::{icon, word};
use commonweal_chart::{Line, Point, SpineRow, Words, format};
use commonweal_disclosure::{Comparison, Released, Selection, Shown};
use commonweal_indicator::{Seen, say, text};
use commonweal_model::{AreaCode, AreaType, Polarity};

/// The order of a profile unless a reader asks for another.
pub(crate) const USUAL_VIEW: &str = "theme";
/// Orders of a profile.
pub(crate) const VIEWS: [&str; 2] = [USUAL_VIEW, "life-course"];

/// Rows under headings of their own.
pub(crate) struct GroupedTable {
    pub(crate) caption: String,
    pub(crate) columns: Vec<ColumnView>,
    pub(crate) groups: Vec<RowGroup>,
}

/// Rows under one heading.
pub(crate) struct RowGroup {
    pub(crate) label: String,
    pub(crate) rows: Vec<Vec<CellView>>,
}

impl GroupedTable {
    /// Each reason for a `*` in the table, once.
    pub(crate) fn reasons(&self) -> Vec<&'static str> {
        reasons(self.groups.iter().flat_map(|group| group.rows.iter().flatten()))
    }
}

/// One question of a profile.
pub(crate) struct SpineLine<'a> {
    pub(crate) group: (usize, String),
    pub(crate) info: &'a IndicatorInfo,
    pub(crate) value: &'a Released,
    /// What it is read against, and what that is called: the whole area, or England for a published series.
    pub(crate) benchmark: Option<(&'a Released, String)>,
    pub(crate) comparison: Comparison,
}

/// Every question that the area has a figure for, in the order of the view.
pub(crate) fn lines<'a>(figures: Figures<'a>, area: &AreaInfo, view: &str) -> Vec<SpineLine<'a>> {
    let england: Option<AreaCode> = ENGLAND.parse().ok();
    let line = |info: &'a IndicatorInfo| {
        let value = figures.value(info, &area.code)?;
        let benchmark = if info.published {
            let same = |other: &&Released| {
                let (a, b) = (other.key(), value.key());
                (&a.series, &a.breakdowns, &a.period) == (&b.series, &b.breakdowns, &b.period)
            };
            let selection = Selection { indicator: Some(&info.id), area: england.as_ref(), ..Selection::default() };
            let of_england = figures.site.released().select(&selection).into_iter().find(same);
            of_england.map(|figure| (figure, AreaType::Country.label().to_owned()))
        } else if area.code == *figures.whole() {
            None
        } else {
            figures.value(info, figures.whole()).map(|whole| (whole, figures.site.facts().area_name.clone()))
        };
        let comparison = match &benchmark {
            Some((against, _)) if info.published => compare(value, against, info.polarity),
            _ => value.comparison(),
        };
        Some(SpineLine { group: group(figures, info, view), info, value, benchmark, comparison })
    };
    let mut lines: Vec<SpineLine<'a>> = figures.site.indicators().iter().filter_map(line).collect();
    lines.sort_by(|a, b| {
        let key = |line: &SpineLine<'_>| (line.group.0, line.info.published);
        key(a).cmp(&key(b)).then_with(|| a.info.short_title.cmp(&b.info.short_title))
    });
    lines
}

const ENGLAND: &str = "E92000001";

/// The heading that a question stands under, with its place among the headings.
fn group(figures: Figures<'_>, info: &IndicatorInfo, view: &str) -> (usize, String) {
    if view == USUAL_VIEW {
        return groups::theme(figures.site, info);
    }
    let (at, stage) = groups::life_stage(figures.site, info);
    (at, stage.to_owned())
}

/// Where a published value with limits stands against another published value.
fn compare(value: &Released, against: &Released, polarity: Polarity) -> Comparison {
    let polarity = match polarity {
        Polarity::HigherIsBetter => commonweal_stats::Polarity::HigherIsBetter,
        Polarity::LowerIsBetter => commonweal_stats::Polarity::LowerIsBetter,
        Polarity::Neutral => commonweal_stats::Polarity::Neutral,
    };
    match (Seen::from(value), Seen::from(against).value()) {
        (Seen::Estimate(estimate), Some(against)) => commonweal_stats::compare(&estimate, against, polarity).into(),
        _ => Comparison::NotCompared,
    }
}

/// The profile's table.
pub(crate) fn table(figures: Figures<'_>, area: &AreaInfo, lines: &[SpineLine<'_>]) -> GroupedTable {
    let columns = vec![
        ColumnView::words(text("area.spine.column.question")),
        ColumnView::number(text("area.spine.column.number")),
        ColumnView::number(text("area.spine.column.value")),
        ColumnView::number(text("profile.spine.benchmark")),
        ColumnView::words(text("area.spine.column.comparison")),
        ColumnView::words(text("area.spine.column.picture")),
    ];
    let mut groups: Vec<RowGroup> = Vec::new();
    for line in lines {
        if groups.last().is_none_or(|group| group.label != line.group.1) {
            groups.push(RowGroup { label: line.group.1.clone(), rows: Vec::new() });
        }
        if let Some(group) = groups.last_mut() {
            group.rows.push(row(figures, area, line));
        }
    }
    GroupedTable { caption: say("area.spine.caption", &[("area", &area.name)]), columns, groups }
}

fn row(figures: Figures<'_>, area: &AreaInfo, line: &SpineLine<'_>) -> Vec<CellView> {
    let SpineLine { info, value, .. } = line;
    let address = format!("/indicators/{}?area={}", info.id, area.code);
    let mut question = CellView::link(info.short_title.as_str(), address);
    if info.published {
        let when = words::period(&value.key().period, value.key().period_kind);
        question.lines.push(say("profile.spine.published", &[("source", &value.key().series), ("when", &when)]));
    }
    if let Some(group) = value.key().breakdowns.first() {
        question.lines.push(words::group(group));
    }
    let mut against = CellView::number(format::NONE);
    if let Some((figure, label)) = &line.benchmark {
        against = CellView { lines: Vec::new(), ..figure_cell(figure) };
        if info.published {
            against.lines.push(label.clone());
        }
    }
    let mut compared = CellView::words(word(line.comparison));
    compared.mark = Some(icon(line.comparison));
    let mut picture = CellView::words("");
    picture.picture = picture_of(figures, area, line);
    vec![question, counted(value), figure_cell(value), against, compared, picture]
}

/// How many, and of how many: each part is shown or not by itself.
fn counted(value: &Released) -> CellView {
    let mut cell = match value.numerator() {
        Shown::Value(number) => CellView::number(format::count(number)),
        Shown::Withheld(why) => CellView::withheld(why.reason()),
        Shown::None => CellView::number(format::NONE),
    };
    if let Shown::Value(people) = value.denominator() {
        cell.lines.push(say("area.of", &[("people", &format::count(people))]));
    }
    cell
}

/// The areas of the kind that have the figure of the same period and group.
fn peers<'a>(figures: Figures<'a>, area: &AreaInfo, line: &SpineLine<'a>) -> Vec<&'a Released> {
    let mut peers = figures.across(line.info, area.area_type);
    let key = line.value.key();
    peers.retain(|figure| figure.key().period == key.period && figure.key().breakdowns == key.breakdowns);
    peers
}

/// The line from worst to best; none where the area is the only one of its kind.
fn picture_of(figures: Figures<'_>, area: &AreaInfo, line: &SpineLine<'_>) -> Option<String> {
    let peers = peers(figures, area, line);
    if peers.len() < 2 {
        return None;
    }
    let point = |figure: &Released| Point::of(figure, &area_name(figures, &figure.key().area));
    let words = Words {
        id: format!("spine-{}", line.info.id.replace('_', "-")),
        heading: line.info.short_title.clone(),
        subtitle: line.info.title.clone(),
    };
    let row = SpineRow {
        words,
        area: point(line.value),
        areas: peers.into_iter().map(point).collect(),
        line: line.benchmark.as_ref().and_then(|(figure, label)| Line::of(figure, label)),
        polarity: line.info.polarity,
    };
    Some(row.svg().svg)
}

/// The table as rows of a file, the heading first; withheld numbers are empty, with the reason beside them.
pub(crate) fn file(figures: Figures<'_>, area: &AreaInfo, lines: &[SpineLine<'_>]) -> Vec<Vec<String>> {
    let header = [
        "group",
        "indicator_id",
        "indicator",
        "area_code",
        "series",
        "category",
        "period",
        "unit",
        "numerator",
        "denominator",
        "value",
        "lower_95",
        "upper_95",
        "withheld_reason",
        "benchmark",
        "benchmark_value",
        "comparison",
        "lowest",
        "highest",
        "areas",
        "definition_hash",
        "release_id",
    ];
    let number = |part: Shown<f64>| part.value().map(|value| value.to_string()).unwrap_or_default();
    let count = |part: Shown<i64>| part.value().map(|value| value.to_string()).unwrap_or_default();
    let row = |line: &SpineLine<'_>| {
        let (value, key) = (line.value, line.value.key());
        let mut among: Vec<f64> =
            peers(figures, area, line).iter().filter_map(|figure| figure.value().value()).collect();
        among.sort_by(f64::total_cmp);
        let end = |value: Option<&f64>| value.map(ToString::to_string).unwrap_or_default();
        vec![
            line.group.1.clone(),
            line.info.id.clone(),
            line.info.title.clone(),
            area.code.to_string(),
            key.series.clone(),
            key.breakdowns.first().map(words::group).unwrap_or_default(),
            key.period.to_string(),
            value.unit().to_owned(),
            count(value.numerator()),
            count(value.denominator()),
            number(value.value()),
            number(value.lower()),
            number(value.upper()),
            value.withheld().map(|why| why.as_str().to_owned()).unwrap_or_default(),
            line.benchmark.as_ref().map(|(_, label)| label.clone()).unwrap_or_default(),
            line.benchmark.as_ref().map(|(figure, _)| number(figure.value())).unwrap_or_default(),
            line.comparison.as_str().to_owned(),
            end(among.first()),
            end(among.last()),
            among.len().to_string(),
            value.definition_hash().to_owned(),
            value.release_id().to_owned(),
        ]
    };
    std::iter::once(header.map(str::to_owned).to_vec()).chain(lines.iter().map(row)).collect()
}
