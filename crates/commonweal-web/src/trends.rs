//! What is counted at the end of each month, as a line over time: an indicator's value, and its gap by deprivation.

use crate::figures::Figures;
use crate::words;
use commonweal_app::{AreaInfo, IndicatorInfo};
use commonweal_chart::{Beside, Chart, Point, TrendLine, Words};
use commonweal_disclosure::{Released, Statistic};
use commonweal_indicator::{
    GapScale, NoTrend, Seen, TrendPoint, gap_finding, gap_trend, gap_trend_sentence, say, text, value_trend,
    value_trend_sentence, with_unit,
};
use commonweal_model::AreaCode;

/// What is followed from month to month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Followed {
    /// The indicator's plain value.
    Value,
    /// The gap between the most and the least deprived fifth.
    Gap,
}

impl Followed {
    /// Both, in the order of a page.
    pub(crate) const ALL: [Self; 2] = [Self::Gap, Self::Value];

    /// The name in addresses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Value => "trend",
            Self::Gap => "gap-trend",
        }
    }

    fn statistic(self, info: &IndicatorInfo) -> Statistic {
        match self {
            Self::Value => info.statistic,
            Self::Gap => Statistic::AbsoluteGap,
        }
    }

    /// Its points in an area, oldest first; none where there is one at most.
    pub(crate) fn figures<'a>(self, figures: Figures<'a>, info: &IndicatorInfo, area: &AreaCode) -> &'a [Released] {
        let points = figures.trend(info, area, &[], self.statistic(info));
        if points.len() > 1 { points } else { &[] }
    }

    /// Draws it, with the whole area as a thin line beside; none where it has no points.
    pub(crate) fn chart(self, figures: Figures<'_>, info: &IndicatorInfo, area: &AreaInfo) -> Option<Chart> {
        let shown = self.figures(figures, info, &area.code);
        let (first, last) = (shown.first()?, shown.last()?);
        let whole = figures.site.area(figures.whole()).filter(|whole| whole.code != area.code);
        let beside = whole.map(|whole| Beside {
            label: whole.name.clone(),
            periods: points(self.figures(figures, info, &whole.code)),
        });
        let month = |figure: &Released| words::short_month(&figure.key().period);
        let who = words::who(info.family, area);
        let (from, to) = (month(first), month(last));
        let places = [
            ("title", info.title.as_str()),
            ("unit", words::unit(info)),
            ("who", &who),
            ("first", &from),
            ("last", &to),
        ];
        let (heading, subtitle) = match self {
            Self::Value => (value_heading(info, area, shown), say("followed.subtitle.value", &places)),
            Self::Gap => (gap_heading(info, shown), say("followed.subtitle.gap", &places)),
        };
        let chart = TrendLine {
            words: Words { id: self.name().to_owned(), heading, subtitle },
            label: area.name.clone(),
            periods: points(shown),
            ticks: shown.iter().map(month).collect(),
            beside: beside.filter(|beside| !beside.periods.is_empty()),
            with_nought: self == Self::Gap,
        };
        Some(chart.svg())
    }
}

/// The latest value, and whether it gets better.
fn value_heading(info: &IndicatorInfo, area: &AreaInfo, shown: &[Released]) -> String {
    let trend = value_trend(&trend_points(shown), info.polarity);
    let since = trend.line.map(|line| words::short_month(&line.first)).unwrap_or_default();
    let sentence = value_trend_sentence(&trend, &info.unit, &since);
    let value = shown.last().and_then(|last| Some(with_unit(Seen::from(last).value()?, last.unit())));
    let now = value.unwrap_or_else(|| text("followed.not_shown").to_owned());
    say("followed.value", &[("title", &info.short_title), ("area", &area.name), ("now", &now), ("trend", &sentence)])
}

/// The gap, and whether it closes.
fn gap_heading(info: &IndicatorInfo, shown: &[Released]) -> String {
    let gap = gap_finding(&info.short_title, &Seen::from(shown.last()), "percentage points", info.polarity);
    let trend = gap_trend(&trend_points(shown), GapScale::Difference);
    if let Err(NoTrend::Withheld(_)) = trend.line {
        return say("followed.gap_withheld", &[("gap", &gap.heading)]);
    }
    let since = trend.line.map(|line| words::short_month(&line.first)).unwrap_or_default();
    let sentence = gap_trend_sentence(&trend, "percentage points", &since);
    say("followed.gap", &[("gap", &gap.heading), ("trend", &sentence)])
}

fn trend_points(shown: &[Released]) -> Vec<TrendPoint> {
    shown.iter().map(TrendPoint::from).collect()
}

fn points(figures: &[Released]) -> Vec<Point> {
    let label = |figure: &Released| words::period(&figure.key().period, figure.key().period_kind);
    figures.iter().map(|figure| Point::of(figure, &label(figure))).collect()
}
