//! What varies as it always does, and what has changed? Every released series as a control chart.
//!
//! Each plain value that a release has at least [`FEWEST_DRAWN`] periods of is drawn as an XmR chart by the rules of NHS
//! England's *Making Data Count* (`commonweal_stats::control_chart`): of the whole area, places, districts and networks, of
//! fifths by deprivation where they are followed, and of the series that others publish. All numbers are those of the
//! [`ReleasedSet`](commonweal_disclosure::ReleasedSet); a withheld period is a gap.
//!
//! An alert is a special cause that the latest period brought. What is counted here at month ends counts nearly the same people
//! month after month, so that neighbours are alike by construction and the rules find too much: there an alert also has to be a
//! clear movement, at 99.8 %, from a year before. What others publish for years that share no day needs no such second key.

mod benchmarks;
mod plans;
mod rebase;
mod series;

pub(crate) use benchmarks::peers;
pub use benchmarks::{BenchmarkRow, BenchmarkWhat, Benchmarks, benchmarks};
pub use plans::{Annotation, Target, annotations, initiative_areas};
pub use rebase::Rebasing;
pub(crate) use rebase::read_rebasings;
pub(crate) use series::shown;
pub use series::{Drawn, FEWEST_DRAWN, NotDrawn, drawn};

use crate::site::{IndicatorInfo, Site};
use commonweal_disclosure::{FigureKey, Released};
use commonweal_indicator::{Movement, Seen, movement};
use commonweal_model::{AreaCode, AreaType, Breakdown, Dimension};
use commonweal_stats::control_chart::{Assurance, Cause, Variation, variation};
use plans::{Targets, targets};
use std::cmp::Ordering;

/// Kinds of area that are watched; smaller ones have no figures of earlier months.
const KINDS: [AreaType; 4] = [AreaType::Icb, AreaType::Place, AreaType::District, AreaType::Pcn];

/// So many days apart, two points are a year apart; months differ in length.
const YEAR_DAYS: i32 = 360;

/// A series that is watched.
#[derive(Debug, Clone, PartialEq)]
pub struct Watched {
    /// Its latest figure; all but the period says which series it is.
    pub key: FigureKey,
    /// The unit of its values.
    pub unit: String,
    /// What its chart says, or why there is none.
    pub state: Result<ChartState, NotDrawn>,
}

/// What a chart says now.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartState {
    /// The latest shown period.
    pub latest: FigureKey,
    /// Its value.
    pub value: f64,
    /// Mean of the latest stretch.
    pub mean: f64,
    /// Control limits of the latest stretch; none where nothing varies.
    pub limits: Option<(f64, f64)>,
    /// Shown points.
    pub points: usize,
    /// Withheld periods.
    pub hidden: usize,
    /// Whether the latest period is withheld, so that nobody may say how the process is now.
    pub is_latest_hidden: bool,
    /// Whether the latest stretch has too few points for settled limits.
    pub is_provisional: bool,
    /// The rule that the latest shown point falls under.
    pub cause: Cause,
    /// The icon of variation.
    pub variation: Variation,
    /// The rule, where the latest period brought it.
    pub fresh: Option<Cause>,
    /// How the latest point moved from a year before, where that can hardly be chance.
    pub moved: Option<Movement>,
    /// Whether it is an alert; see [`monitoring`](self).
    pub is_alert: bool,
    /// The target of a commitment, and the icon of assurance.
    pub target: Option<(Target, Assurance)>,
}

/// Every watched series of a release.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Monitoring {
    /// In the order of their keys.
    pub watched: Vec<Watched>,
}

impl Watched {
    /// The series with what its chart says, where it has one.
    pub fn drawn(&self) -> Option<(&Self, &ChartState)> {
        self.state.as_ref().ok().map(|state| (self, state))
    }
}

impl Monitoring {
    /// Watches everything that a site shows.
    pub(crate) fn of(site: &Site) -> Self {
        let targets = targets(site);
        let mut watched = Vec::new();
        for info in site.indicators() {
            for figure in site.released().latest_of(&info.id).filter(|figure| is_watched(site, info, figure)) {
                watched.push(watch(site, info, figure, &targets));
            }
        }
        Self { watched }
    }

    /// Alerts: what the latest period changed. Concerns first, then improvements, then what is neither; the clearest first.
    pub fn alerts(&self) -> Vec<(&Watched, &ChartState)> {
        let mut alerts: Vec<(&Watched, &ChartState)> =
            self.watched.iter().filter_map(Watched::drawn).filter(|(_, state)| state.is_alert).collect();
        let order = |state: &ChartState| match state.variation {
            each if each.is_concern() => 0,
            each if each.is_improvement() => 1,
            _ => 2,
        };
        let strength = |state: &ChartState| state.moved.map_or(0.0, |moved| moved.strength);
        alerts.sort_by(|(a, of_a), (b, of_b)| {
            let order = order(of_a).cmp(&order(of_b));
            order.then(strength(of_b).total_cmp(&strength(of_a))).then_with(|| a.key.cmp(&b.key))
        });
        alerts
    }

    /// The watched series of an indicator, in the order of their keys.
    pub fn of_indicator<'a>(&'a self, indicator: &'a str) -> impl Iterator<Item = &'a Watched> {
        self.watched.iter().filter(move |watched| watched.key.indicator_id == indicator)
    }

    /// The series of an indicator, area and group; of several that are published the first that is drawn.
    pub fn find(&self, indicator: &str, area: &AreaCode, group: &[Breakdown]) -> Option<&Watched> {
        let is_it = |watched: &&Watched| {
            watched.key.indicator_id == indicator && watched.key.area == *area && watched.key.breakdowns == group
        };
        self.watched.iter().filter(is_it).min_by_key(|watched| watched.state.is_err())
    }
}

/// Whether a figure of the latest period is one of a series to watch.
fn is_watched(site: &Site, info: &IndicatorInfo, figure: &Released) -> bool {
    let key = figure.key();
    let is_group = match key.breakdowns.as_slice() {
        [] => true,
        [one] if info.published => one.dimension == Dimension::Sex,
        [one] => one.dimension.is_deprivation() && matches!(key.area_type, AreaType::Icb | AreaType::Place),
        _ => false,
    };
    key.statistic == info.statistic
        && is_group
        && KINDS.contains(&key.area_type)
        && (info.published || key.family == info.family)
        && site.area(&key.area).is_some()
}

fn watch(site: &Site, info: &IndicatorInfo, figure: &Released, targets: &Targets) -> Watched {
    let key = figure.key().clone();
    let figures = site.released().trend(&key);
    let rebasings = site.rebasings_of(&info.id, &key.area);
    let state = drawn(figures, &rebasings).map(|drawn| {
        let target = if key.breakdowns.is_empty() { targets.of(&info.id, &key.area) } else { None };
        state(info, figures, &drawn, target)
    });
    Watched { key, unit: figure.unit().to_owned(), state }
}

/// What a drawn series says now.
fn state(info: &IndicatorInfo, figures: &[Released], drawn: &Drawn, target: Option<&Target>) -> ChartState {
    let polarity = polarity(info.polarity);
    let chart = &drawn.news.chart;
    // A drawn chart has at least `FEWEST_DRAWN` points.
    let (point, segment) = (&chart.points[chart.points.len() - 1], &chart.segments[chart.segments.len() - 1]);
    let at = drawn.shown[drawn.shown.len() - 1];
    let is_latest_hidden = at + 1 < figures.len();
    let moved = year_before(figures, drawn)
        .and_then(|earlier| movement(&Seen::from(&figures[earlier]), &Seen::from(&figures[at]), info.polarity));
    let fresh = drawn.news.cause.filter(|_| !is_latest_hidden);
    let is_with = |cause: Cause| {
        moved.is_some_and(|moved| match cause.direction() {
            Ordering::Greater => moved.difference.value > 0.0,
            Ordering::Less => moved.difference.value < 0.0,
            Ordering::Equal => false,
        })
    };
    ChartState {
        latest: figures[at].key().clone(),
        value: point.value,
        mean: segment.mean,
        limits: point.limits.lower().zip(point.limits.upper()),
        points: drawn.shown.len(),
        hidden: figures.len() - drawn.shown.len(),
        is_latest_hidden,
        is_provisional: segment.is_provisional(),
        cause: point.cause,
        variation: variation(point.cause, polarity),
        fresh,
        moved,
        is_alert: fresh.is_some_and(|cause| info.published || is_with(cause)),
        target: target.map(|target| (target.clone(), chart.assurance(target.value, polarity))),
    }
}

/// The latest shown figure that is a year before the latest shown one and shares no day with it.
pub fn year_before(figures: &[Released], drawn: &Drawn) -> Option<usize> {
    let last = figures[*drawn.shown.last()?].key().period.start();
    let is_earlier = |at: &usize| {
        let period = &figures[*at].key().period;
        let days = period.start().until(last).map_or(0, |span| span.get_days());
        days >= YEAR_DAYS && period.end() <= last
    };
    drawn.shown.iter().copied().rev().find(is_earlier)
}

/// The polarity as the methods have it.
pub(crate) fn polarity(of: commonweal_model::Polarity) -> commonweal_stats::Polarity {
    match of {
        commonweal_model::Polarity::HigherIsBetter => commonweal_stats::Polarity::HigherIsBetter,
        commonweal_model::Polarity::LowerIsBetter => commonweal_stats::Polarity::LowerIsBetter,
        commonweal_model::Polarity::Neutral => commonweal_stats::Polarity::Neutral,
    }
}

#[cfg(test)]
mod tests;
