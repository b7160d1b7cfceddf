//! What has changed lately? For each indicator the clearest movement among the areas it is followed in.

use crate::figures::Figures;
use crate::rows;
use crate::words;
use commonweal_app::{AreaInfo, IndicatorInfo};
use commonweal_disclosure::{Released, Statistic};
use commonweal_indicator::{GapDirection, GapScale, GapTrend, Movement, Seen, TrendPoint, gap_trend, movement};
use commonweal_model::{AreaCode, PeriodKind};

/// Something that clearly moved.
pub(crate) struct Change<'a> {
    pub(crate) info: &'a IndicatorInfo,
    pub(crate) area: &'a AreaInfo,
    /// Male or female, of a series by sex.
    pub(crate) group: Option<String>,
    pub(crate) earlier: &'a Released,
    pub(crate) later: &'a Released,
    pub(crate) movement: Movement,
}

/// The clearest change of each indicator, newest first, then clearest first.
pub(crate) fn changes(figures: Figures<'_>) -> Vec<Change<'_>> {
    let mut changes: Vec<Change<'_>> = Vec::new();
    for info in figures.site.indicators() {
        let found = match info.published {
            true => published(figures, info),
            false => counted(figures, info),
        };
        changes.extend(found.into_iter().max_by(|a, b| a.movement.strength.total_cmp(&b.movement.strength)));
    }
    changes.sort_by(|a, b| {
        let newest = b.later.key().period.end().cmp(&a.later.key().period.end());
        let clearest = b.movement.strength.total_cmp(&a.movement.strength);
        newest.then(clearest).then_with(|| a.info.id.cmp(&b.info.id))
    });
    changes
}

fn counted<'a>(figures: Figures<'a>, info: &'a IndicatorInfo) -> Vec<Change<'a>> {
    let Some(value) = figures.value(info, figures.whole()) else { return Vec::new() };
    let Some(area) = figures.site.area(figures.whole()) else { return Vec::new() };
    change(info, area, &figures.periods(value)).into_iter().collect()
}

fn published<'a>(figures: Figures<'a>, info: &'a IndicatorInfo) -> Vec<Change<'a>> {
    let latest = rows::span(figures, info);
    let of_area = |figure: &&Released| {
        let area = figures.site.area(&figure.key().area)?;
        change(info, area, &figures.periods(figure))
    };
    latest.iter().filter_map(of_area).collect()
}

fn change<'a>(info: &'a IndicatorInfo, area: &'a AreaInfo, series: &[&'a Released]) -> Option<Change<'a>> {
    let later = *series.last()?;
    let earlier = before(series)?;
    let movement = movement(&Seen::from(earlier), &Seen::from(later), info.polarity)?;
    let group = later.key().breakdowns.first().map(words::group);
    Some(Change { info, area, group, earlier, later, movement })
}

/// The figure a later one is compared with: a year before for months, else the latest earlier period that shares no day.
fn before<'a>(series: &[&'a Released]) -> Option<&'a Released> {
    let last = series.last()?.key();
    let year = |figure: &Released| {
        let (end, now) = (figure.key().period.end(), last.period.end());
        (end.year(), end.month()) <= (now.year() - 1, now.month())
    };
    let apart = |figure: &&&Released| match last.period_kind {
        PeriodKind::Point | PeriodKind::Month => year(figure),
        _ => figure.key().period.end() <= last.period.start(),
    };
    series.iter().rev().find(apart).copied()
}

/// Whether the gap by deprivation closes or widens over the years it is followed; none where it is not followed.
pub(crate) fn gap_change(figures: Figures<'_>, info: &IndicatorInfo, area: &AreaCode) -> Option<GapTrend> {
    let gap = figures.statistic(info, area, Statistic::AbsoluteGap)?;
    let points: Vec<TrendPoint> = figures.periods(gap).into_iter().map(TrendPoint::from).collect();
    Some(gap_trend(&points, GapScale::Difference)).filter(|trend| trend.direction != GapDirection::NotShown)
}
