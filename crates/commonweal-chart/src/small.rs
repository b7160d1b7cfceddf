//! Pictures the size of a word: a line over time and a bar, for overviews and the cells of a table.

use crate::chart::{Chart, Words};
use crate::frame::{self, Drawing};
use crate::markup::{Markup, px, share};
use crate::point::{Line, Point, Scale};
use crate::table;

/// A value over time, with its limits as a band. A withheld period is a gap, hatched at the foot.
#[derive(Debug, Clone)]
pub struct Sparkline {
    /// Heading, subtitle and id.
    pub words: Words,
    /// One point for each period, oldest first; its label is the period.
    pub periods: Vec<Point>,
    /// The line to read it against.
    pub line: Option<Line>,
}

const SPARK_HEIGHT: f64 = 48.0;

impl Sparkline {
    /// Draws the line.
    #[must_use]
    pub fn svg(&self) -> Chart {
        let points: Vec<&Point> = self.periods.iter().collect();
        let mut summary = String::from("Over time.");
        let shown: Vec<&Point> = self.periods.iter().filter(|p| p.number().is_some()).collect();
        if let (Some(first), Some(last)) = (shown.first(), shown.last()) {
            summary += &format!(" {}: {}.", first.label, first.sentence());
            if shown.len() > 1 {
                summary += &format!(" {}: {}.", last.label, last.sentence());
            }
        } else {
            summary += " No figure can be shown.";
        }
        let table = table::of_points(&self.words, "Period", &points, self.line.as_ref());
        frame::fluid(&self.words, summary, table, |id| self.draw(id))
    }

    fn draw(&self, id: &str) -> Drawing {
        let mut m = Markup::default();
        frame::hatch(&mut m, id);
        let scale = Scale::around(&self.periods, self.line.as_ref());
        let x = |i: usize| 0.03 + 0.94 * i as f64 / self.periods.len().saturating_sub(1).max(1) as f64;
        let y = |value: f64| 4.0 + (SPARK_HEIGHT - 8.0) * (1.0 - scale.at(value));
        let pairs = || self.periods.windows(2).enumerate();
        m.open(
            "svg",
            &[("viewBox", "0 0 1000 48"), ("preserveAspectRatio", "none"), ("width", "100%"), ("height", "48")],
        );
        for (i, pair) in pairs() {
            if let (Some((l1, u1)), Some((l2, u2))) = (pair[0].limits(), pair[1].limits()) {
                let (x1, x2) = (px(1000.0 * x(i)), px(1000.0 * x(i + 1)));
                let [l1, u1, l2, u2] = [l1, u1, l2, u2].map(|v| px(y(v)));
                let d = format!("M{x1} {u1}L{x2} {u2}L{x2} {l2}L{x1} {l1}Z");
                m.empty("path", &[("d", &d), ("class", "app-chart__band")]);
            }
        }
        m.close("svg");
        if let Some(line) = &self.line {
            let at = px(y(line.value));
            m.empty("line", &[("x1", "0"), ("y1", &at), ("x2", "100%"), ("y2", &at), ("class", "app-chart__line")]);
        }
        for (i, pair) in pairs() {
            if let (Some(a), Some(b)) = (pair[0].number(), pair[1].number()) {
                let (x1, x2, y1, y2) = (share(x(i)), share(x(i + 1)), px(y(a)), px(y(b)));
                m.empty("line", &[("x1", &x1), ("y1", &y1), ("x2", &x2), ("y2", &y2), ("class", "app-chart__trend")]);
            }
        }
        let last = self.periods.iter().rposition(|p| p.number().is_some());
        for (i, point) in self.periods.iter().enumerate() {
            m.open("g", &[]);
            frame::hover(&mut m, point);
            match point.number() {
                Some(value) if Some(i) == last => frame::mark_at(&mut m, x(i), y(value), point.comparison, 6.0),
                Some(value) => {
                    let (cx, cy) = (share(x(i)), px(y(value)));
                    m.empty("circle", &[("cx", &cx), ("cy", &cy), ("r", "2.5"), ("class", "app-chart__dot")]);
                }
                None => {
                    m.open("svg", &[("x", &share(x(i))), ("y", &px(SPARK_HEIGHT - 14.0)), ("overflow", "visible")]);
                    let fill = frame::hatch_fill(id);
                    let class = "app-chart__withheld";
                    m.empty(
                        "rect",
                        &[("x", "-6"), ("width", "12"), ("height", "13"), ("class", class), ("fill", &fill)],
                    );
                    m.close("svg");
                }
            }
            m.close("g");
        }
        Drawing { inside: m, height: SPARK_HEIGHT }
    }
}

/// One bar for a cell of a table, on a scale its column shares.
#[derive(Debug, Clone)]
pub struct MiniBar {
    /// Heading, subtitle and id.
    pub words: Words,
    /// The figure.
    pub point: Point,
    /// The scale of the column, from [`Scale::from_zero`] over its figures.
    pub scale: Scale,
}

impl MiniBar {
    /// Draws the bar.
    #[must_use]
    pub fn svg(&self) -> Chart {
        let summary = format!("{}: {}.", self.point.label, self.point.sentence());
        let table = table::of_points(&self.words, "Group", &[&self.point], None);
        frame::fluid(&self.words, summary, table, |id| {
            let mut m = Markup::default();
            m.empty("rect", &[("y", "3"), ("width", "100%"), ("height", "10"), ("class", "app-chart__track")]);
            m.open("g", &[]);
            frame::hover(&mut m, &self.point);
            match self.point.number() {
                Some(value) => {
                    let (a, b) = (self.scale.at(0.0), self.scale.at(value));
                    let (left, width) = (share(a.min(b)), share((a - b).abs()));
                    let class = "app-chart__bar app-chart__group";
                    m.empty("rect", &[("x", &left), ("y", "3"), ("width", &width), ("height", "10"), ("class", class)]);
                }
                None => {
                    frame::hatch(&mut m, id);
                    let fill = frame::hatch_fill(id);
                    let class = "app-chart__withheld";
                    m.empty(
                        "rect",
                        &[("y", "3"), ("width", "36"), ("height", "10"), ("class", class), ("fill", &fill)],
                    );
                }
            }
            m.close("g");
            Drawing { inside: m, height: 16.0 }
        })
    }
}
