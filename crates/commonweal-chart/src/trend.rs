//! How has it changed? A line over time with its limits, the whole area as a thin line, and gaps where nothing is shown.

use crate::chart::{Cell, Chart, Column, TableOf, Words};
use crate::format;
use crate::frame::{self, Drawing, Layout};
use crate::gradient::withheld_note;
use crate::markup::{Markup, px, share, wrap};
use crate::point::{Point, Scale};
use crate::table;

/// A value over time, with its limits as a band. A withheld period is a gap in the line, with `*` at its place.
#[derive(Debug, Clone)]
pub struct TrendLine {
    /// Heading, subtitle and id.
    pub words: Words,
    /// Whose line it is: the name of the area.
    pub label: String,
    /// One point for each period, oldest first; its label is the period.
    pub periods: Vec<Point>,
    /// How each period is written below the axis, as short as can be; as many as there are periods.
    pub ticks: Vec<String>,
    /// The line to read it against.
    pub beside: Option<Beside>,
    /// Whether the axis holds nought: for a gap, which may close.
    pub with_nought: bool,
}

/// A thin line beside the other: the same value of the whole area.
#[derive(Debug, Clone)]
pub struct Beside {
    /// Whose line it is.
    pub label: String,
    /// Its points, found by the labels of their periods.
    pub periods: Vec<Point>,
}

pub(crate) const PLOT_HEIGHT: f64 = 200.0;
/// Where the line begins and ends, as shares of the width: the numbers of the axis stand before it, its last value after.
const BEGINS: [f64; 2] = [0.09, 0.16];
const ENDS: [f64; 2] = [0.93, 0.86];

impl TrendLine {
    /// Draws the line.
    #[must_use]
    pub fn svg(&self) -> Chart {
        frame::two_widths(&self.words, self.summary(), self.table(), |id, layout| self.draw(id, layout))
    }

    fn shown(&self) -> impl Iterator<Item = (usize, &Point, f64)> {
        let numbered = self.periods.iter().enumerate();
        numbered.filter_map(|(at, point)| Some((at, point, point.number()?)))
    }

    /// The point of the line beside, at each period.
    fn beside(&self) -> Vec<Option<&Point>> {
        let of = |point: &Point| self.beside.as_ref()?.periods.iter().find(|other| other.label == point.label);
        self.periods.iter().map(of).collect()
    }

    fn summary(&self) -> String {
        let (first, last) = (self.shown().next(), self.shown().last());
        let mut summary = String::from("Over time.");
        match (first, last) {
            (Some((from, first, _)), Some((to, last, _))) => {
                summary += &format!(" {}: {}.", first.label, first.sentence());
                if from != to {
                    summary += &format!(" {}: {}.", last.label, last.sentence());
                }
                let hidden = self.periods.iter().filter(|point| point.number().is_none()).count();
                if hidden > 0 {
                    summary += &format!(" Not shown: {hidden} of {} periods.", self.periods.len());
                }
            }
            _ => summary += " No figure can be shown.",
        }
        if let (Some(beside), Some(point)) = (&self.beside, self.last_beside()) {
            summary += &format!(" {}, {}: {}.", beside.label, point.label, point.sentence());
        }
        summary
    }

    fn last_beside(&self) -> Option<&Point> {
        self.beside().into_iter().flatten().rfind(|point| point.number().is_some())
    }

    /// One row for each period, with the line beside as a column.
    fn table(&self) -> TableOf {
        let points: Vec<&Point> = self.periods.iter().collect();
        let mut table = table::of_points(&self.words, "Period", &points, None);
        if let Some(beside) = &self.beside {
            table.columns.push(Column::number(&beside.label));
            for (row, point) in table.rows.iter_mut().zip(self.beside()) {
                row.push(point.map_or_else(|| Cell::number(format::NONE), table::value_cell));
            }
        }
        table
    }

    fn draw(&self, id: &str, layout: Layout) -> Drawing {
        let mut m = Markup::default();
        frame::hatch(&mut m, id);
        let top = self.key(&mut m, layout) + 12.0;
        let beside = self.beside();
        let drawn = self.periods.iter().chain(beside.iter().copied().flatten());
        let scale = if self.with_nought { Scale::from_zero(drawn, None) } else { Scale::around(drawn, None) };
        let plot = Plot { layout, top, scale, periods: self.periods.len() };
        plot.grid(&mut m, self.periods.first().map_or("", |point| point.unit.as_str()));
        plot.band(&mut m, &self.periods);
        let whole: Vec<Option<f64>> = beside.iter().map(|point| point.and_then(Point::number)).collect();
        plot.line(&mut m, &whole, "app-chart__line");
        let values: Vec<Option<f64>> = self.periods.iter().map(Point::number).collect();
        plot.line(&mut m, &values, "app-chart__trend");
        self.points(&mut m, &plot, id);
        let mut bottom = plot.axis_words(&mut m, &self.ticks);
        if self.periods.iter().any(|point| point.number().is_none()) {
            bottom = withheld_note(&mut m, &self.periods, bottom + 24.0, layout);
        }
        Drawing { inside: m, height: bottom + 8.0 }
    }

    /// Which line is whose, where there are two. Returns the height it took.
    fn key(&self, m: &mut Markup, layout: Layout) -> f64 {
        let Some(beside) = &self.beside else { return 8.0 };
        let mut y = 0.0;
        for (label, class) in [(&self.label, "app-chart__trend"), (&beside.label, "app-chart__line")] {
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
        let last = self.shown().last().map(|(at, ..)| at);
        for (at, point) in self.periods.iter().enumerate() {
            let x = plot.x(at);
            m.open("g", &[]);
            frame::hover(m, point);
            match point.number() {
                Some(value) if Some(at) == last => frame::mark_at(m, x, plot.y(value), point.comparison, 6.0),
                Some(value) => {
                    let (x, y) = (share(x), px(plot.y(value)));
                    m.empty("circle", &[("cx", &x), ("cy", &y), ("r", "2.5"), ("class", "app-chart__dot")]);
                }
                None => plot.withheld(m, at, id),
            }
            m.close("g");
        }
        if let Some((at, point, value)) = self.shown().last() {
            let y = (plot.y(value) - 12.0).max(plot.top + 4.0);
            let class = "app-chart__value app-chart__middle";
            frame::text(m, &share(plot.x(at)), y, class, &frame::direct_label(point));
        }
    }
}

/// Where things lie.
pub(crate) struct Plot {
    pub(crate) layout: Layout,
    pub(crate) top: f64,
    pub(crate) scale: Scale,
    pub(crate) periods: usize,
}

impl Plot {
    pub(crate) fn x(&self, at: usize) -> f64 {
        let narrow = usize::from(self.layout == Layout::Narrow);
        let (begins, ends) = (BEGINS[narrow], ENDS[narrow]);
        match self.periods.saturating_sub(1) {
            0 => (begins + ends) / 2.0,
            last => begins + (ends - begins) * at as f64 / last as f64,
        }
    }

    pub(crate) fn y(&self, value: f64) -> f64 {
        self.top + PLOT_HEIGHT * (1.0 - self.scale.at(value))
    }

    /// The limits, between periods that both have them.
    fn band(&self, m: &mut Markup, points: &[Point]) {
        let (top, height) = (px(self.top), px(PLOT_HEIGHT));
        let shape = format!("0 0 1000 {height}");
        let attributes = [
            ("y", &*top),
            ("viewBox", &*shape),
            ("preserveAspectRatio", "none"),
            ("width", "100%"),
            ("height", &*height),
        ];
        m.open("svg", &attributes);
        for (at, pair) in points.windows(2).enumerate() {
            let (Some((l1, u1)), Some((l2, u2))) = (pair[0].limits(), pair[1].limits()) else { continue };
            let (x1, x2) = (px(1000.0 * self.x(at)), px(1000.0 * self.x(at + 1)));
            let [l1, u1, l2, u2] = [l1, u1, l2, u2].map(|value| px(self.y(value) - self.top));
            let d = format!("M{x1} {u1}L{x2} {u2}L{x2} {l2}L{x1} {l1}Z");
            m.empty("path", &[("d", &d), ("class", "app-chart__band")]);
        }
        m.close("svg");
    }

    /// The last period and those whole years before it, as many as there is room for. Returns where they end.
    pub(crate) fn axis_words(&self, m: &mut Markup, ticks: &[String]) -> f64 {
        let foot = self.top + PLOT_HEIGHT;
        let at = px(foot);
        m.empty("line", &[("x1", "0"), ("y1", &at), ("x2", "100%"), ("y2", &at), ("class", "app-chart__axis")]);
        let most = if self.layout == Layout::Wide { 6 } else { 3 };
        let count = ticks.len();
        let step = [1, 2, 3, 6, 12, 24, 60].into_iter().find(|step| count.div_ceil(*step) <= most).unwrap_or(120);
        for (at, tick) in ticks.iter().enumerate().rev().step_by(step) {
            let x = share(self.x(at));
            let (y1, y2) = (px(foot), px(foot + 5.0));
            m.empty("line", &[("x1", &x), ("y1", &y1), ("x2", &x), ("y2", &y2), ("class", "app-chart__axis")]);
            frame::text(m, &x, foot + 20.0, "app-chart__small app-chart__middle", tick);
        }
        foot + 20.0
    }

    /// Round numbers across the plot, each above its line.
    pub(crate) fn grid(&self, m: &mut Markup, unit: &str) {
        for tick in frame::ticks(self.scale, 4) {
            let at = px(self.y(tick));
            let class = if tick == 0.0 { "app-chart__axis" } else { "app-chart__grid" };
            m.empty("line", &[("x1", "0"), ("y1", &at), ("x2", "100%"), ("y2", &at), ("class", class)]);
            frame::text(m, "0", self.y(tick) - 4.0, "app-chart__number", &format::value(tick, unit));
        }
    }

    /// A hatched bar at the foot with `*` above: a period that is not shown.
    pub(crate) fn withheld(&self, m: &mut Markup, at: usize, id: &str) {
        let (x, foot) = (share(self.x(at)), self.top + PLOT_HEIGHT);
        m.open("svg", &[("x", &x), ("y", &px(foot - 12.0)), ("overflow", "visible")]);
        let (fill, class) = (frame::hatch_fill(id), "app-chart__withheld");
        let bar = [("x", "-3"), ("width", "6"), ("height", "12"), ("class", class), ("fill", &*fill)];
        m.empty("rect", &bar);
        m.close("svg");
        frame::text(m, &x, foot - 16.0, "app-chart__small app-chart__middle", format::WITHHELD);
    }

    /// A line between periods that are both shown.
    pub(crate) fn line(&self, m: &mut Markup, values: &[Option<f64>], class: &str) {
        for (at, pair) in values.windows(2).enumerate() {
            let [Some(a), Some(b)] = pair else { continue };
            let (x1, x2) = (share(self.x(at)), share(self.x(at + 1)));
            let (y1, y2) = (px(self.y(*a)), px(self.y(*b)));
            m.empty("line", &[("x1", &x1), ("y1", &y1), ("x2", &x2), ("y2", &y2), ("class", class)]);
        }
    }
}
