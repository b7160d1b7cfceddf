//! From a watched series to its picture: points, limits, target, and what happened.

use crate::pages::monitoring::words::{shape, who};
use crate::words;
use commonweal_app::monitoring::{Annotation, Rebasing, Target};
use commonweal_app::{IndicatorInfo, Site};
use commonweal_chart::{Aim, Control, ControlChart, Event, Point, Words};
use commonweal_disclosure::Released;
use commonweal_indicator::{say, text};
use commonweal_model::PeriodKind;
use commonweal_stats::Polarity;
use commonweal_stats::control_chart::{Chart, variation};
use jiff::civil::Date;

/// What a picture is made of.
pub(crate) struct Picture<'a> {
    pub(crate) id: String,
    pub(crate) heading: String,
    pub(crate) subtitle: &'static str,
    pub(crate) info: &'a IndicatorInfo,
    /// Every period of the series.
    pub(crate) figures: &'a [Released],
    /// The chart of the shown points, and which figure each is; none where limits do not fit.
    pub(crate) chart: Option<(&'a Chart, &'a [usize])>,
    pub(crate) target: Option<&'a Target>,
    pub(crate) events: Vec<Event>,
}

impl Picture<'_> {
    /// The control chart.
    pub(crate) fn chart(&self, site: &Site) -> ControlChart {
        let first = self.figures.first().map(label).unwrap_or_default();
        let last = self.figures.last().map(label).unwrap_or_default();
        let who = self.figures.last().map(|figure| who(site, figure.key())).unwrap_or_default();
        let places = [
            ("title", self.info.title.as_str()),
            ("unit", words::unit(self.info)),
            ("who", &who),
            ("first", &first),
            ("last", &last),
        ];
        let words = Words { id: self.id.clone(), heading: self.heading.clone(), subtitle: say(self.subtitle, &places) };
        let aim =
            |target: &Target| Aim { label: say("monitoring.aim", &[("title", &target.title)]), value: target.value };
        ControlChart {
            words,
            periods: self.figures.iter().map(|figure| Point::of(figure, &label(figure))).collect(),
            ticks: self.figures.iter().map(tick).collect(),
            control: (0..self.figures.len()).map(|at| self.control(at)).collect(),
            target: self.target.map(aim),
            events: self.events.clone(),
        }
    }

    fn control(&self, at: usize) -> Option<Control> {
        let (chart, shown) = self.chart?;
        let position = shown.binary_search(&at).ok()?;
        let point = chart.points.get(position)?;
        let stretch = chart.segments.iter().position(|segment| segment.points.contains(&position))?;
        let polarity = polarity(self.info);
        let rule = point.cause.is_special().then(|| (shape(variation(point.cause, polarity)), point.cause.words()));
        Some(Control { stretch, mean: point.mean, limits: point.limits.lower().zip(point.limits.upper()), rule })
    }
}

fn polarity(info: &IndicatorInfo) -> Polarity {
    match info.polarity {
        commonweal_model::Polarity::HigherIsBetter => Polarity::HigherIsBetter,
        commonweal_model::Polarity::LowerIsBetter => Polarity::LowerIsBetter,
        commonweal_model::Polarity::Neutral => Polarity::Neutral,
    }
}

/// A period as a reader says it.
pub(crate) fn label(figure: &Released) -> String {
    words::period(&figure.key().period, figure.key().period_kind)
}

fn tick(figure: &Released) -> String {
    match figure.key().period_kind {
        PeriodKind::Point | PeriodKind::Month | PeriodKind::Quarter | PeriodKind::Week => {
            words::short_month(&figure.key().period)
        }
        _ => label(figure),
    }
}

/// A day as a reader says it.
pub(crate) fn day(on: Date) -> String {
    words::day(on.day(), on.month(), on.year())
}

/// Where a day lies among periods: before the first that begins on it or later.
pub(crate) fn place(figures: &[Released], on: Date) -> usize {
    figures.partition_point(|figure| figure.key().period.start() < on)
}

/// What happened to a series, oldest first: initiatives that began or ended, and limits that start anew. What lies before the
/// first period or after the last is not marked.
pub(crate) fn events(figures: &[Released], annotations: &[Annotation], rebasings: &[&Rebasing]) -> Vec<Event> {
    let mut events: Vec<(Date, String)> = Vec::new();
    for one in annotations {
        let key = if one.is_end { "monitoring.event.ended" } else { "monitoring.event.began" };
        events.push((one.on, say(key, &[("day", &day(one.on)), ("title", &one.title)])));
    }
    for one in rebasings {
        let words = say("monitoring.event.rebased", &[("day", &day(one.from)), ("reason", &one.reason)]);
        events.push((one.from, words));
    }
    events.sort();
    let inside = |at: usize| at > 0 && at < figures.len();
    let placed = events.into_iter().map(|(on, words)| Event { before: place(figures, on), words });
    placed.filter(|event| inside(event.before)).collect()
}

/// The line of an evaluation at its day.
pub(crate) fn asked_day(figures: &[Released], on: Date, what: Option<&str>) -> Event {
    let what = what.unwrap_or_else(|| text("evaluations.event.day"));
    Event { before: place(figures, on), words: say("evaluations.event", &[("day", &day(on)), ("what", what)]) }
}
