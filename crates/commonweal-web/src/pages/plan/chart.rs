//! A commitment's released values beside the ways that were planned to its figure, and the forecast for its day.

use super::{names, said};
use crate::figures::Figures;
use crate::view::{ChartView, Link};
use crate::{charts, words};
use commonweal_chart::{ForecastPoint, PlannedWay, Point, Trajectory, Words};
use commonweal_disclosure::Released;
use commonweal_indicator::{say, text};
use commonweal_operations::plan::{Commitment, Judgement, Way};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The chart; none where there is neither a released figure nor a way to draw.
pub(super) fn of(figures: Figures<'_>, commitment: &Commitment, judgement: &Judgement) -> Option<ChartView> {
    let shown = figures.site.figures_of_commitment(commitment).unwrap_or_default();
    let unit = commitment.unit.clone().unwrap_or_default();
    let end = |figure: &Released| figure.key().period.end().yesterday().ok();
    let label = |figure: &Released| words::period(&figure.key().period, figure.key().period_kind);
    let periods: Vec<(f64, Point)> =
        shown.iter().filter_map(|figure| Some((month(end(figure)?), Point::of(figure, &label(figure))))).collect();
    let ways: Vec<PlannedWay> = Way::ALL.iter().filter_map(|way| planned(judgement, *way, &periods)).collect();
    if periods.is_empty() && ways.is_empty() {
        return None;
    }
    let last = shown.last().map(Released::key);
    let info = last.and_then(|key| figures.site.indicator(&key.indicator_id));
    let place = commitment.geography.clone().unwrap_or_default();
    let area = last.map_or(place, |key| charts::area_name(figures, &key.area));
    let title = info.map_or(commitment.measure.as_str(), |info| info.title.as_str());
    let latest = judgement.latest.map(|(value, on)| {
        let (value, on) = (said::value(value, Some(&unit)), names::day(on));
        say("plan.chart.heading", &[("title", &commitment.title), ("value", &value), ("day", &on)])
    });
    let heading = latest.unwrap_or_else(|| say("plan.chart.heading.none", &[("title", &commitment.title)]));
    let trajectory = Trajectory {
        words: Words {
            id: "trajectory".to_owned(),
            heading,
            subtitle: say("plan.chart.subtitle", &[("title", title), ("unit", &unit), ("area", &area)]),
        },
        label: match info {
            Some(info) => say("plan.chart.released", &[("title", &info.short_title), ("area", &area)]),
            None => text("plan.chart.unreleased").to_owned(),
        },
        unit,
        ways,
        forecast: judgement.forecast.zip(judgement.due).map(|((value, lower, upper), due)| ForecastPoint {
            day: names::day(due),
            at: month(due),
            value,
            limits: (lower, upper),
        }),
        ticks: ticks(shown, judgement),
        periods,
    };
    let file = last.map(|key| format!("/indicators/{}.csv?area={}", key.indicator_id, key.area));
    let links = file.map(|address| Link::new(text("chart.csv"), address)).into_iter().collect();
    let note = text("plan.chart.note").to_owned();
    Some(ChartView::new("trajectory", trajectory.svg(), Some(note), links))
}

/// A way from the value at the start to the figure: a point for each quarter of a year, and for each period.
fn planned(judgement: &Judgement, way: Way, periods: &[(f64, Point)]) -> Option<PlannedWay> {
    let (start, from) = judgement.baseline?;
    let (from, due, target) = (from?, judgement.due?, judgement.target?);
    let months = whole_months(due) - whole_months(from);
    if months <= 0 || !start.is_finite() || !target.is_finite() {
        return None;
    }
    let at = |gone: &i32| (month(from) + f64::from(*gone), start + (target - start) * way.gone(*gone, months));
    let of_periods =
        periods.iter().map(|(end, _)| (end - month(from)) as i32).filter(|gone| (0..=months).contains(gone));
    let gone: BTreeSet<i32> = (0..months).step_by(3).chain([months]).chain(of_periods).collect();
    let points = gone.iter().map(at).collect();
    Some(PlannedWay { label: said::way(way).to_owned(), from: names::day(from), until: names::day(due), points })
}

fn whole_months(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month())
}

fn month(day: Date) -> f64 {
    f64::from(whole_months(day))
}

/// The years of the start, of each period's end and of the day.
fn ticks(shown: &[Released], judgement: &Judgement) -> Vec<(f64, String)> {
    let start = judgement.baseline.and_then(|(_, day)| day);
    let ends = shown.iter().filter_map(|figure| figure.key().period.end().yesterday().ok());
    let mut days: Vec<Date> = start.into_iter().chain(ends).chain(judgement.due).collect();
    days.sort_unstable();
    let mut ticks: Vec<(f64, String)> = Vec::new();
    for day in days {
        let year = day.year().to_string();
        if ticks.last().is_none_or(|(_, known)| *known != year) {
            ticks.push((month(day), year));
        }
    }
    ticks
}
