//! Will it be reached? Released values over time, the ways that were planned to a figure, and a forecast for the day.

use crate::chart::{Cell, Chart, Column, TableOf, Words};
use crate::format;
use crate::frame::{self, Along, Drawing, Layout};
use crate::gradient::withheld_note;
use crate::markup::{Markup, px, share, wrap};
use crate::point::{Point, Scale};
use crate::table;

/// Released values beside the ways to a figure. Ways and forecasts are made from shown numbers and from what was promised,
/// never from what the gate withheld.
#[derive(Debug, Clone)]
pub struct Trajectory {
    /// Heading, subtitle and id.
    pub words: Words,
    /// Whose values they are.
    pub label: String,
    /// The unit of everything.
    pub unit: String,
    /// Where each period ends, in months from any month, and its value; oldest first.
    pub periods: Vec<(f64, Point)>,
    /// The ways that were planned.
    pub ways: Vec<PlannedWay>,
    /// The forecast.
    pub forecast: Option<ForecastPoint>,
    /// Words below the axis, with where they stand.
    pub ticks: Vec<(f64, String)>,
}

/// A way to a figure: where it is at some months.
#[derive(Debug, Clone)]
pub struct PlannedWay {
    /// What it is called.
    pub label: String,
    /// The day of its first point in words, as the table has it.
    pub from: String,
    /// The day of its last point in words.
    pub until: String,
    /// Months and values, in order.
    pub points: Vec<(f64, f64)>,
}

/// A forecast for one day.
#[derive(Debug, Clone)]
pub struct ForecastPoint {
    /// Its day in words.
    pub day: String,
    /// Its month.
    pub at: f64,
    /// The value.
    pub value: f64,
    /// The 95% limits.
    pub limits: (f64, f64),
}

const PLOT_HEIGHT: f64 = 220.0;
const BEGINS: [f64; 2] = [0.09, 0.16];
const ENDS: [f64; 2] = [0.93, 0.88];
/// How each way is drawn.
const CLASSES: [&str; 2] = ["app-chart__way", "app-chart__way app-chart__way--second"];

impl Trajectory {
    /// Draws it.
    #[must_use]
    pub fn svg(&self) -> Chart {
        frame::two_widths(&self.words, self.summary(), self.table(), |id, layout| self.draw(id, layout))
    }

    fn last(&self) -> Option<&(f64, Point)> {
        self.periods.iter().rfind(|(_, point)| point.number().is_some())
    }

    fn summary(&self) -> String {
        let mut summary = match self.last() {
            Some((_, point)) => format!("{}, {}: {}.", self.label, point.label, point.sentence()),
            None => "No figure can be shown.".to_owned(),
        };
        for way in &self.ways {
            if let (Some((_, first)), Some((_, last))) = (way.points.first(), way.points.last()) {
                let [first, last] = [first, last].map(|value| format::sentence(*value, &self.unit));
                summary += &format!(" {}: from {first} on {} to {last} on {}.", way.label, way.from, way.until);
            }
        }
        if let Some(forecast) = &self.forecast {
            summary += &format!(" Forecast for {}: {}.", forecast.day, self.forecast_words(forecast));
        }
        summary
    }

    fn forecast_words(&self, forecast: &ForecastPoint) -> String {
        let limits = format::limits(forecast.limits.0, forecast.limits.1, &self.unit);
        format!("{} ({limits})", format::sentence(forecast.value, &self.unit))
    }

    /// A row for each period with what was planned for it, then the day of the figure with the forecast for it.
    fn table(&self) -> TableOf {
        let mut columns = vec![
            Column::words("Period"),
            Column::number("Value"),
            Column::number("Lower limit (95%)"),
            Column::number("Upper limit (95%)"),
        ];
        columns.extend(self.ways.iter().map(|way| Column::number(&way.label)));
        let number = |value: Option<f64>| {
            Cell::number(value.map_or_else(|| format::NONE.to_owned(), |value| format::value(value, &self.unit)))
        };
        let planned = |at: f64| self.ways.iter().map(move |way| value_at(&way.points, at));
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for (at, point) in &self.periods {
            let (lower, upper) = point.limits().unzip();
            let mut row = vec![Cell::words(&point.label), table::value_cell(point), number(lower), number(upper)];
            row.extend(planned(*at).map(number));
            rows.push(row);
        }
        if let Some(forecast) = &self.forecast {
            let (lower, upper) = forecast.limits;
            let words = Cell::words(format!("{} (forecast)", forecast.day));
            let mut row = vec![words, number(Some(forecast.value)), number(Some(lower)), number(Some(upper))];
            row.extend(planned(forecast.at).map(number));
            rows.push(row);
        } else if let Some(way) = self.ways.first()
            && let Some((at, _)) = way.points.last()
        {
            let mut row =
                vec![Cell::words(format!("{} (planned)", way.until)), number(None), number(None), number(None)];
            row.extend(planned(*at).map(number));
            rows.push(row);
        }
        TableOf { caption: self.words.subtitle.clone(), columns, rows }
    }

    /// Every shown number, of which the axis is made.
    fn numbers(&self) -> impl Iterator<Item = f64> {
        let points = self.periods.iter().flat_map(|(_, point)| {
            let (lower, upper) = point.limits().unzip();
            [point.number(), lower, upper].into_iter().flatten()
        });
        let ways = self.ways.iter().flat_map(|way| way.points.iter().map(|(_, value)| *value));
        let forecast = self.forecast.iter().flat_map(|each| [each.value, each.limits.0, each.limits.1]);
        points.chain(ways).chain(forecast).filter(|value| value.is_finite())
    }

    fn draw(&self, id: &str, layout: Layout) -> Drawing {
        let mut m = Markup::default();
        frame::hatch(&mut m, id);
        let top = self.key(&mut m, layout) + 12.0;
        let (low, high) = self.numbers().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (f64::min(low, value), f64::max(high, value))
        });
        let (low, high) = if low <= high { (low, high) } else { (0.0, 1.0) };
        let air = if high > low { 0.04 * (high - low) } else { 0.5 };
        let low = if low >= 0.0 { (low - air).max(0.0) } else { low - air };
        let plot = Plot { layout, top, scale: Scale { low, high: high + air }, months: self.months() };
        for tick in frame::ticks(plot.scale, 4) {
            let at = px(plot.y(tick));
            m.empty("line", &[("x1", "0"), ("y1", &at), ("x2", "100%"), ("y2", &at), ("class", "app-chart__grid")]);
            frame::text(&mut m, "0", plot.y(tick) - 4.0, "app-chart__number", &format::value(tick, &self.unit));
        }
        for (way, class) in self.ways.iter().zip(CLASSES) {
            way.points.windows(2).for_each(|pair| plot.line(&mut m, pair[0], pair[1], class));
        }
        for pair in self.periods.windows(2) {
            let value = |(at, point): &(f64, Point)| point.number().map(|value| (*at, value));
            if let (Some(from), Some(to)) = (value(&pair[0]), value(&pair[1])) {
                plot.line(&mut m, from, to, "app-chart__trend");
            }
        }
        self.points(&mut m, &plot, id);
        self.draw_forecast(&mut m, &plot);
        let mut bottom = self.axis(&mut m, &plot);
        let points: Vec<Point> = self.periods.iter().map(|(_, point)| point.clone()).collect();
        if points.iter().any(|point| point.number().is_none()) {
            bottom = withheld_note(&mut m, &points, bottom + 24.0, layout);
        }
        Drawing { inside: m, height: bottom + 8.0 }
    }

    /// The first and the last month that anything stands at.
    fn months(&self) -> (f64, f64) {
        let periods = self.periods.iter().map(|(at, _)| *at);
        let ways = self.ways.iter().flat_map(|way| way.points.iter().map(|(at, _)| *at));
        let all = periods.chain(ways).chain(self.forecast.iter().map(|forecast| forecast.at));
        all.fold((f64::INFINITY, f64::NEG_INFINITY), |(first, last), at| (f64::min(first, at), f64::max(last, at)))
    }

    /// Which line is whose. Returns the height it took.
    fn key(&self, m: &mut Markup, layout: Layout) -> f64 {
        let mut y = 0.0;
        let ways = self.ways.iter().map(|way| way.label.as_str()).zip(CLASSES);
        for (label, class) in std::iter::once((self.label.as_str(), "app-chart__trend")).chain(ways) {
            let at = px(y + 11.0);
            m.empty("line", &[("x1", "0"), ("y1", &at), ("x2", "22"), ("y2", &at), ("class", class)]);
            for words in wrap(label, if layout == Layout::Wide { 70 } else { 32 }) {
                frame::text(m, "30", y + 16.0, "app-chart__text", &words);
                y += 20.0;
            }
        }
        y + 4.0
    }

    fn points(&self, m: &mut Markup, plot: &Plot, id: &str) {
        let last = self.last().map(|(at, _)| *at);
        for (at, point) in &self.periods {
            let x = plot.x(*at);
            m.open("g", &[]);
            frame::hover(m, point);
            match point.number() {
                Some(value) => {
                    let r = if Some(*at) == last { "5" } else { "2.5" };
                    let (x, y) = (share(x), px(plot.y(value)));
                    m.empty("circle", &[("cx", &x), ("cy", &y), ("r", r), ("class", "app-chart__dot")]);
                }
                None => {
                    let (x, foot) = (share(x), plot.top + PLOT_HEIGHT);
                    m.open("svg", &[("x", &x), ("y", &px(foot - 12.0)), ("overflow", "visible")]);
                    let (fill, class) = (frame::hatch_fill(id), "app-chart__withheld");
                    m.empty(
                        "rect",
                        &[("x", "-3"), ("width", "6"), ("height", "12"), ("class", class), ("fill", &fill)],
                    );
                    m.close("svg");
                    frame::text(m, &x, foot - 16.0, "app-chart__small app-chart__middle", format::WITHHELD);
                }
            }
            m.close("g");
        }
        if let Some((at, point)) = self.last()
            && let Some(value) = point.number()
        {
            let y = (plot.y(value) - 12.0).max(plot.top + 4.0);
            frame::text(m, &share(plot.x(*at)), y, "app-chart__value app-chart__middle", &frame::direct_label(point));
        }
    }

    fn draw_forecast(&self, m: &mut Markup, plot: &Plot) {
        let Some(forecast) = &self.forecast else { return };
        let x = share(plot.x(forecast.at));
        let (from, to) = (px(plot.y(forecast.limits.0)), px(plot.y(forecast.limits.1)));
        m.open("g", &[]);
        m.words("title", &[], &format!("{}: {}", forecast.day, self.forecast_words(forecast)));
        frame::whisker(m, Along::Y, &x, &from, &to);
        let y = px(plot.y(forecast.value));
        m.empty("circle", &[("cx", &x), ("cy", &y), ("r", "5"), ("class", "app-chart__forecast")]);
        m.close("g");
    }

    /// The words below. Returns where they end.
    fn axis(&self, m: &mut Markup, plot: &Plot) -> f64 {
        let foot = plot.top + PLOT_HEIGHT;
        let at = px(foot);
        m.empty("line", &[("x1", "0"), ("y1", &at), ("x2", "100%"), ("y2", &at), ("class", "app-chart__axis")]);
        let most = if plot.layout == Layout::Wide { 6 } else { 3 };
        let step = self.ticks.len().div_ceil(most).max(1);
        for (at, tick) in self.ticks.iter().rev().step_by(step) {
            let x = share(plot.x(*at));
            let (y1, y2) = (px(foot), px(foot + 5.0));
            m.empty("line", &[("x1", &x), ("y1", &y1), ("x2", &x), ("y2", &y2), ("class", "app-chart__axis")]);
            frame::text(m, &x, foot + 20.0, "app-chart__small app-chart__middle", tick);
        }
        foot + 20.0
    }
}

/// The value of a way at a month, on the straight line between its points; none before the first and after the last.
fn value_at(points: &[(f64, f64)], at: f64) -> Option<f64> {
    let exact = points.iter().find(|(month, _)| *month == at).map(|(_, value)| *value);
    let between = || {
        let pair = points.windows(2).find(|pair| pair[0].0 < at && at < pair[1].0)?;
        let part = (at - pair[0].0) / (pair[1].0 - pair[0].0);
        Some(pair[0].1 + part * (pair[1].1 - pair[0].1))
    };
    exact.or_else(between)
}

/// Where things lie.
struct Plot {
    layout: Layout,
    top: f64,
    scale: Scale,
    months: (f64, f64),
}

impl Plot {
    fn x(&self, at: f64) -> f64 {
        let narrow = usize::from(self.layout == Layout::Narrow);
        let (begins, ends) = (BEGINS[narrow], ENDS[narrow]);
        let (first, last) = self.months;
        if last > first { begins + (ends - begins) * (at - first) / (last - first) } else { (begins + ends) / 2.0 }
    }

    fn y(&self, value: f64) -> f64 {
        self.top + PLOT_HEIGHT * (1.0 - self.scale.at(value))
    }

    fn line(&self, m: &mut Markup, from: (f64, f64), to: (f64, f64), class: &str) {
        let (x1, x2) = (share(self.x(from.0)), share(self.x(to.0)));
        let (y1, y2) = (px(self.y(from.1)), px(self.y(to.1)));
        m.empty("line", &[("x1", &x1), ("y1", &y1), ("x2", &x2), ("y2", &y2), ("class", class)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_has_values_between_its_points_and_none_outside() {
        let way = [(0.0, 30.0), (60.0, 60.0)];
        assert_eq!(value_at(&way, 0.0), Some(30.0));
        assert_eq!(value_at(&way, 30.0), Some(45.0));
        assert_eq!(value_at(&way, 60.0), Some(60.0));
        assert_eq!(value_at(&way, 61.0), None);
    }

    #[test]
    fn ways_and_forecast_stand_in_the_picture_and_in_the_table() {
        let chart = Trajectory {
            words: Words { id: "way".to_owned(), heading: "H".to_owned(), subtitle: "S".to_owned() },
            label: "Here".to_owned(),
            unit: "%".to_owned(),
            periods: Vec::new(),
            ways: vec![PlannedWay {
                label: "Straight".to_owned(),
                from: "31 March 2021".to_owned(),
                until: "31 March 2028".to_owned(),
                points: vec![(0.0, 30.0), (84.0, 75.0)],
            }],
            forecast: Some(ForecastPoint {
                day: "31 March 2028".to_owned(),
                at: 84.0,
                value: 60.0,
                limits: (55.0, 65.0),
            }),
            ticks: vec![(0.0, "2021".to_owned()), (84.0, "2028".to_owned())],
        }
        .svg();
        assert!(chart.summary.contains("Forecast for 31 March 2028: 60.0% (55.0% to 65.0%)"), "{}", chart.summary);
        let row: Vec<&str> = chart.table.rows[0].iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(row, ["31 March 2028 (forecast)", "60.0%", "55.0%", "65.0%", "75.0%"]);
        assert!(chart.svg.contains("app-chart__way") && chart.svg.contains("app-chart__forecast"));
        assert!(!chart.svg.contains("NaN") && !chart.svg.contains("inf"));
    }
}
