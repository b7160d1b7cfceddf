//! A commitment's released values beside the ways that were planned to its figure, and the forecast for its day.

use super::{names, said};
use crate::figures::Figures;
use crate::view::{ChartView, Link};
use crate::{charts, words};
use commonweal_app::series_of;
use commonweal_chart::{ForecastPoint, PlannedWay, Point, Trajectory, Words};
use commonweal_disclosure::Released;
use commonweal_indicator::{say, text};
use commonweal_operations::plan::{Commitment, Judgement, Way};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The chart; none where no released figure measures the commitment.
pub(super) fn of(
    figures: Figures<'_>,
    commitment: &Commitment,
    judgement: &Judgement,
    heading: &str,
) -> Option<ChartView> {
    let shown = figures.site.figures_of_commitment(commitment)?;
    let last = shown.last()?;
    series_of(shown)?;
    let unit = commitment.unit.clone().unwrap_or_default();
    let end = |figure: &Released| figure.key().period.end().yesterday().ok();
    let label = |figure: &Released| words::period(&figure.key().period, figure.key().period_kind);
    let periods: Vec<(f64, Point)> =
        shown.iter().filter_map(|figure| Some((month(end(figure)?), Point::of(figure, &label(figure))))).collect();
    let info = figures.site.indicator(&last.key().indicator_id);
    let area = charts::area_name(figures, &last.key().area);
    let title = info.map_or(last.key().indicator_id.as_str(), |info| info.title.as_str());
    let subtitle = say("plan.chart.subtitle", &[("title", title), ("unit", &unit), ("area", &area)]);
    let source = info.map(|info| info.short_title.clone()).unwrap_or_default();
    let trajectory = Trajectory {
        words: Words { id: "trajectory".to_owned(), heading: heading.to_owned(), subtitle },
        label: say("plan.chart.released", &[("title", &source), ("area", &area)]),
        unit,
        ways: Way::ALL.iter().filter_map(|way| planned(judgement, *way, &periods)).collect(),
        forecast: judgement.forecast.zip(judgement.due).map(|((value, lower, upper), due)| ForecastPoint {
            day: names::day(due),
            at: month(due),
            value,
            limits: (lower, upper),
        }),
        ticks: ticks(shown, judgement.due),
        periods,
    };
    let links = vec![Link::new(
        text("chart.csv"),
        format!("/indicators/{}.csv?area={}", last.key().indicator_id, last.key().area),
    )];
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

/// The year of each period's end, and that of the day.
fn ticks(shown: &[Released], due: Option<Date>) -> Vec<(f64, String)> {
    let ends = shown.iter().filter_map(|figure| figure.key().period.end().yesterday().ok());
    let mut ticks: Vec<(f64, String)> = Vec::new();
    for end in ends.chain(due) {
        let year = end.year().to_string();
        if ticks.iter().all(|(_, known)| *known != year) {
            ticks.push((month(end), year));
        }
    }
    ticks.sort_by(|a, b| a.0.total_cmp(&b.0));
    ticks
}
