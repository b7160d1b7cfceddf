//! The tables of a control chart: its points, and a summary of each segment.

use commonweal_stats::Polarity;
use commonweal_stats::control_chart::{
    Assurance, Chart, Limits, Point, SHORT_SERIES, Segment, Variation, Zone, assurance, variation,
};

use super::options::polarity;
use super::series::Series;
use crate::answer::Answer;
use crate::error::MethodError;
use crate::request::Request;
use crate::table::Table;

/// Charts of every series that has points, with the number of its group, and what their numbers are multiplied by.
pub(super) struct Charts {
    pub(super) charts: Vec<(usize, Chart)>,
    pub(super) per: f64,
}

/// What both tables read.
struct Reader<'a> {
    request: &'a Request<'a>,
    series: &'a Series,
    polarity: Polarity,
    target: Option<f64>,
    targets: Option<&'a [f64]>,
    per: f64,
}

pub(super) fn answer(request: &Request<'_>, series: &Series, charts: &Charts) -> Result<Answer, MethodError> {
    let reader = Reader {
        request,
        series,
        polarity: polarity(request)?,
        target: request.number("target")?,
        targets: request.numbers_if("targets")?,
        per: charts.per,
    };
    let mut answer = Answer { tables: vec![("points", reader.points(charts)?)], warnings: series.warnings.clone() };
    answer = answer.and("summary", reader.summary(charts));
    let segments = || charts.charts.iter().flat_map(|(_, chart)| &chart.segments);
    let short = segments().filter(|segment| segment.is_provisional()).count();
    if short > 0 {
        answer = answer.warning(format!(
            "segments with fewer than {SHORT_SERIES} points: {short} of {}; their limits are provisional and move with each new point",
            segments().count()
        ));
    }
    let flat = |(_, chart): &&(usize, Chart)| chart.points.iter().any(|point| point.limits == Limits::NoVariation);
    let flat = charts.charts.iter().filter(flat).count();
    if flat > 0 {
        answer = answer.warning(format!("series without variation to measure, and so without limits: {flat}"));
    }
    Ok(answer)
}

impl Reader<'_> {
    fn target_of(&self, row: usize) -> f64 {
        self.targets.map(|targets| targets[row]).or(self.target).unwrap_or(f64::NAN)
    }

    fn points(&self, charts: &Charts) -> Result<Table, MethodError> {
        let (rows, counts) = self.series.flat();
        let mut table = self.series.groups.repeated(&counts);
        if let Some(dates) = self.request.values("date")? {
            table.push("date", dates.pick(&rows));
        }
        let points: Vec<&Point> = charts.charts.iter().flat_map(|(_, chart)| &chart.points).collect();
        let segments: Vec<&Segment> = charts
            .charts
            .iter()
            .flat_map(|(_, chart)| &chart.segments)
            .flat_map(|segment| std::iter::repeat_n(segment, segment.points.len()))
            .collect();
        let number = |of: &dyn Fn(&Point) -> f64| points.iter().map(|point| of(point) * self.per).collect::<Vec<_>>();
        let limit = |of: &dyn Fn(&Bounds) -> f64| number(&|point| bounds(&point.limits).map_or(f64::NAN, |b| of(&b)));
        let flag = |of: &dyn Fn(Zone) -> bool| -> Vec<Option<bool>> {
            points.iter().map(|point| bounds(&point.limits).map(|_| of(point.zone))).collect()
        };
        table.push("value", number(&|point| point.value));
        table.push("segment", segments.iter().map(|segment| segment.rebases as f64).collect::<Vec<_>>());
        table.push("mean", number(&|point| point.mean));
        table.push("lower", limit(&|bounds| bounds.lower));
        table.push("upper", limit(&|bounds| bounds.upper));
        table.push("near_lower", limit(&|bounds| bounds.near_lower));
        table.push("near_upper", limit(&|bounds| bounds.near_upper));
        table.push("target", rows.iter().map(|&row| self.target_of(row)).collect::<Vec<_>>());
        if let Some(trajectory) = self.request.numbers_if("trajectory")? {
            table.push("trajectory", rows.iter().map(|&row| trajectory[row]).collect::<Vec<_>>());
        }
        table.push("side", points.iter().map(|point| f64::from(point.zone.side() as i8)).collect::<Vec<_>>());
        table.push("outside_limits", flag(&Zone::is_outside));
        table.push("near_limit", flag(&Zone::is_near_limit));
        table.push("rule", points.iter().map(|point| point.cause.words()).collect::<Vec<_>>());
        table.push("special_cause", points.iter().map(|point| point.cause.is_special()).collect::<Vec<_>>());
        let label = |point: &&Point| variation(point.cause, self.polarity).label();
        table.push("variation", points.iter().map(label).collect::<Vec<_>>());
        table.push("provisional", segments.iter().map(|segment| segment.is_provisional()).collect::<Vec<_>>());
        Ok(table)
    }

    fn summary(&self, charts: &Charts) -> Table {
        let mut counts = vec![0; self.series.groups.len()];
        let mut lines = vec![];
        for (group, chart) in &charts.charts {
            counts[*group] = chart.segments.len();
            for (position, segment) in chart.segments.iter().enumerate() {
                let latest = position + 1 == chart.segments.len();
                lines.push(self.line(*group, chart, segment, latest));
            }
        }
        let number = |of: &dyn Fn(&Line) -> f64| lines.iter().map(of).collect::<Vec<_>>();
        let text = |of: &dyn Fn(&Line) -> String| {
            lines.iter().map(|line| Some(of(line)).filter(|text| !text.is_empty())).collect::<Vec<_>>()
        };
        let mut table = self.series.groups.repeated(&counts);
        table.push("segment", number(&|line| line.segment.rebases as f64));
        table.push("rebase_reason", text(&|line| line.segment.reason.clone()));
        table.push("points", number(&|line| line.segment.points.len() as f64));
        table.push("mean", number(&|line| line.segment.mean * self.per));
        table.push("lower", number(&|line| line.limits.map_or(f64::NAN, |bounds| bounds.lower * self.per)));
        table.push("upper", number(&|line| line.limits.map_or(f64::NAN, |bounds| bounds.upper * self.per)));
        if lines.iter().any(|line| line.segment.dispersion.is_some()) {
            table.push("dispersion", number(&|line| line.segment.dispersion.unwrap_or(f64::NAN)));
        }
        for (name, of) in [
            ("common_cause", (|v| v == Variation::CommonCause) as fn(Variation) -> bool),
            ("improvement", Variation::is_improvement),
            ("concern", Variation::is_concern),
            ("high", |v| v == Variation::NeitherHigh),
            ("low", |v| v == Variation::NeitherLow),
        ] {
            table.push(name, number(&|line| line.variations.iter().filter(|v| of(**v)).count() as f64));
        }
        table.push("variation", text(&|line| line.variations.last().map_or("", |v| v.label()).to_owned()));
        table.push("target", number(&|line| line.target));
        table.push("assurance", text(&|line| line.assurance.label().to_owned()));
        table.push("provisional", lines.iter().map(|line| line.segment.is_provisional()).collect::<Vec<_>>());
        table
    }

    fn line<'a>(&self, group: usize, chart: &'a Chart, segment: &'a Segment, latest: bool) -> Line<'a> {
        let points = &chart.points[segment.points.clone()];
        let last = points.last().map_or(Limits::NoVariation, |point| point.limits);
        let target = segment.points.end.checked_sub(1).map_or(f64::NAN, |p| self.target_of(self.series.rows[group][p]));
        let assurance = match latest {
            true => assurance(&last, target / self.per, self.polarity),
            false => Assurance::NotAssessed,
        };
        let variations = points.iter().map(|point| variation(point.cause, self.polarity)).collect();
        Line { segment, limits: bounds(&last), variations, target, assurance }
    }
}

/// One row of the summary.
struct Line<'a> {
    segment: &'a Segment,
    limits: Option<Bounds>,
    variations: Vec<Variation>,
    target: f64,
    assurance: Assurance,
}

/// Limits that are there.
#[derive(Clone, Copy)]
struct Bounds {
    lower: f64,
    upper: f64,
    near_lower: f64,
    near_upper: f64,
}

fn bounds(limits: &Limits) -> Option<Bounds> {
    match *limits {
        Limits::NoVariation => None,
        Limits::Around { lower, upper, near_lower, near_upper } => {
            Some(Bounds { lower, upper, near_lower, near_upper })
        }
    }
}
