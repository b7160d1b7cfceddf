//! What lists say of each indicator: its value, its gap, and how many people the gap is about. The overview, the list of
//! indicators and the search all read these rows, so that an indicator reads the same wherever it stands.

use crate::charts::area_name;
use crate::figures::{Figures, KINDS};
use crate::pages::indicator::figure_cell;
use crate::pages::overview::comparison;
use crate::view::CellView;
use crate::words;
use commonweal_app::{AreaInfo, IndicatorInfo};
use commonweal_chart::format;
use commonweal_chart::mark::icon;
use commonweal_disclosure::{Released, Statistic};
use commonweal_indicator::{
    Direction, Seen, about, clear_people, difference_with_limits, difference_words, gap_unit, people_limits,
    plain_unit, say, text,
};
use commonweal_model::{AreaCode, AreaType};
use commonweal_stats::Estimate;

/// One indicator in one area.
pub(crate) struct Row<'a> {
    pub(crate) info: &'a IndicatorInfo,
    pub(crate) gap: Seen,
    pub(crate) ratio: Seen,
    /// Which way the gap points, for the most deprived fifth.
    pub(crate) direction: Direction,
    /// People affected, where the gap is clear enough to count them.
    pub(crate) people: Option<Estimate>,
}

impl<'a> Row<'a> {
    /// The gap of an indicator in an area.
    pub(crate) fn of(figures: Figures<'a>, info: &'a IndicatorInfo, area: &AreaCode) -> Self {
        let gap = figures.seen(info, area, Statistic::AbsoluteGap);
        let affected = figures.seen(info, area, Statistic::PeopleAffected);
        Self {
            info,
            gap,
            ratio: figures.seen(info, area, Statistic::RelativeGap),
            direction: Direction::of(&gap, info.polarity),
            people: clear_people(&affected, &gap, info.polarity),
        }
    }

    /// Which way the gap points and how large it is, the people first.
    pub(crate) fn gap_cell(&self) -> CellView {
        match self.gap {
            Seen::Withheld(why) => return CellView::withheld(why.reason()).left(),
            Seen::Missing => return CellView::words(text("indicators.no_gap")),
            Seen::Estimate(_) | Seen::Value(_) => {}
        }
        let size = difference_with_limits(&self.gap, "percentage points");
        let mut cell = match self.people {
            Some(people) => {
                let mut cell = CellView::words(say("inequalities.people", &[("people", &about(people.value))]));
                cell.lines.extend([people_limits(&people), size]);
                cell
            }
            None => CellView::words(size),
        };
        cell.mark = Some(icon(comparison(self.direction)));
        cell
    }

    /// How far the ratio is from equal: 0.5 is as far as 2.
    pub(crate) fn distance(&self) -> Option<f64> {
        self.ratio.value().filter(|ratio| *ratio > 0.0).map(|ratio| ratio.max(1.0 / ratio))
    }
}

/// The value of an indicator for everybody, with its limits. A series that is not published for the whole area shows where
/// it is lowest and highest.
pub(crate) fn value_cell(figures: Figures<'_>, info: &IndicatorInfo, area: &AreaCode) -> CellView {
    if let Some(figure) = figures.value(info, area) {
        let mut cell = figure_cell(figure).left();
        if info.published {
            with_its_unit(&mut cell, figure);
            cell.lines.push(words::period(&figure.key().period, figure.key().period_kind));
        }
        return cell;
    }
    let span = span(figures, info);
    let (Some(low), Some(high)) = (span.first(), span.last()) else { return CellView::words(format::NONE) };
    let unit = plain_unit(low.unit());
    let shown = |figure: &Released| figure.value().value().map_or(String::new(), |value| format::value(value, unit));
    let mut when = words::period(&low.key().period, low.key().period_kind);
    if let Some(group) = low.key().breakdowns.first() {
        when = format!("{}, {when}", words::group(group).to_lowercase());
    }
    let name = |figure: &Released| area_name(figures, &figure.key().area);
    if span.len() == 1 {
        let mut cell = figure_cell(low).left();
        with_its_unit(&mut cell, low);
        cell.lines.push(format!("{}, {when}", name(low)));
        return cell;
    }
    let to = high.value().value().map_or_else(|| shown(high), |value| format::sentence(value, unit));
    let mut cell = CellView::words(format!("{} to {to}", shown(low)));
    let places = [("low", name(low)), ("high", name(high)), ("when", when)];
    let places: Vec<(&str, &str)> = places.iter().map(|(key, word)| (*key, word.as_str())).collect();
    cell.lines.push(say("indicators.span", &places));
    cell
}

/// Puts the unit beside a published value: not all are percentages.
fn with_its_unit(cell: &mut CellView, figure: &Released) {
    if let (None, Some(value)) = (cell.reason, figure.value().value()) {
        cell.text = format::sentence(value, plain_unit(figure.unit()));
    }
}

/// The latest published values of the areas here, lowest first: of the largest kind of area that has any, and of one sex
/// where the series is by sex.
pub(crate) fn span<'a>(figures: Figures<'a>, info: &IndicatorInfo) -> Vec<&'a Released> {
    let mut here: Vec<(AreaType, &Released)> = Vec::new();
    for figure in figures.site.released().find(&info.id) {
        let key = figure.key();
        if key.statistic == Statistic::PublishedValue
            && figure.value().value().is_some()
            && let Some(area) = figures.site.area(&key.area)
        {
            here.push((area.area_type, figure));
        }
    }
    let place = |kind: AreaType| KINDS.iter().position(|known| *known == kind).unwrap_or(KINDS.len());
    let Some(kind) = here.iter().map(|(kind, _)| *kind).min_by_key(|kind| place(*kind)) else { return Vec::new() };
    here.retain(|(of, _)| *of == kind);
    let latest = here.iter().map(|(_, figure)| figure.key().period.end()).max();
    let groups = here.iter().map(|(_, figure)| &figure.key().breakdowns).min().cloned();
    let mut span: Vec<&Released> = here
        .into_iter()
        .map(|(_, figure)| figure)
        .filter(|figure| Some(figure.key().period.end()) == latest && Some(&figure.key().breakdowns) == groups.as_ref())
        .collect();
    span.sort_by(|a, b| {
        let value = |figure: &Released| figure.value().value().unwrap_or_default();
        value(a).total_cmp(&value(b)).then_with(|| a.key().area.cmp(&b.key().area))
    });
    span
}

/// A difference of values with its unit, as a sentence says it: `3.2 points lower`, `no clear difference`.
pub(crate) fn difference(seen: &Seen, unit: &str) -> String {
    difference_words(seen, gap_unit(plain_unit(unit)))
}

/// The counted indicators that have figures for an area.
pub(crate) fn counted<'a>(figures: Figures<'a>, area: &AreaInfo) -> impl Iterator<Item = &'a IndicatorInfo> {
    let code = area.code.clone();
    figures.site.indicators().iter().filter(move |info| !info.published && figures.value(info, &code).is_some())
}
