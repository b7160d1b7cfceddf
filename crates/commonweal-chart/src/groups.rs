//! How does it differ between groups of people? Horizontal bars, with the people whose group is not known.

use crate::chart::{Chart, Words};
use crate::frame::{self, Along, Drawing, Layout};
use crate::gradient::withheld_note;
use crate::markup::{Markup, px, share, wrap};
use crate::point::{Line, Point, Scale};
use crate::table;

/// Bars from zero, one for each ethnic group, sex or age.
#[derive(Debug, Clone)]
pub struct GroupBars {
    /// Heading, subtitle and id.
    pub words: Words,
    /// Head of the first column of the table: Ethnic group, Sex, Age.
    pub dimension: String,
    /// The groups in the order that pages always give them.
    pub groups: Vec<Point>,
    /// People whose group is not stated or not known: shown apart, never left out.
    pub unknown: Vec<Point>,
    /// The line to read the bars against.
    pub line: Option<Line>,
}

/// Where the bars begin and how wide the scale is, as shares of a wide picture.
const PLOT_LEFT: f64 = 0.36;
const PLOT_WIDTH: f64 = 0.53;
const BAR_HEIGHT: f64 = 20.0;

impl GroupBars {
    /// Draws the chart.
    #[must_use]
    pub fn svg(&self) -> Chart {
        let points: Vec<&Point> = self.groups.iter().chain(&self.unknown).collect();
        let what = format!("Bars by {}.", self.dimension.to_lowercase());
        let summary = table::summary(&what, &points, self.line.as_ref());
        let table = table::of_points(&self.words, &self.dimension, &points, self.line.as_ref());
        frame::two_widths(&self.words, summary, table, |id, layout| self.draw(id, layout))
    }

    fn draw(&self, id: &str, layout: Layout) -> Drawing {
        let mut m = Markup::default();
        frame::hatch(&mut m, id);
        let mut y = frame::key(&mut m, self.line.as_ref(), layout);
        let scale = Scale::from_zero(self.groups.iter().chain(&self.unknown), self.line.as_ref());
        for point in &self.groups {
            y += self.row(&mut m, point, scale, y, layout, (id, "app-chart__group"));
        }
        if !self.unknown.is_empty() {
            y += 10.0;
            m.empty(
                "line",
                &[("x1", "0"), ("y1", &px(y)), ("x2", "100%"), ("y2", &px(y)), ("class", "app-chart__rule")],
            );
            y += 8.0;
            for point in &self.unknown {
                y += self.row(&mut m, point, scale, y, layout, (id, "app-chart__unknown"));
            }
        }
        let points: Vec<Point> = self.groups.iter().chain(&self.unknown).cloned().collect();
        if points.iter().any(|p| p.number().is_none()) {
            y = withheld_note(&mut m, &points, y + 18.0, layout);
        }
        Drawing { inside: m, height: y + 8.0 }
    }

    /// One group. Returns the height it took.
    fn row(
        &self,
        m: &mut Markup,
        point: &Point,
        scale: Scale,
        y: f64,
        layout: Layout,
        (id, class): (&str, &str),
    ) -> f64 {
        let (label_lines, plot, height) = match layout {
            Layout::Wide => {
                let lines = wrap(&point.label, 30);
                let height = (18.0 * lines.len() as f64 + 16.0).max(36.0);
                let first = y + height / 2.0 + 5.0 - 9.0 * (lines.len() as f64 - 1.0);
                for (i, line) in lines.iter().enumerate() {
                    frame::text(m, "0", first + 18.0 * i as f64, "app-chart__text", line);
                }
                frame::text(
                    m,
                    "100%",
                    y + height / 2.0 + 5.0,
                    "app-chart__value app-chart__end",
                    &frame::direct_label(point),
                );
                (lines.len(), (PLOT_LEFT, PLOT_WIDTH, y + (height - BAR_HEIGHT) / 2.0), height)
            }
            Layout::Narrow => {
                let lines = wrap(&point.label, 29);
                for (i, line) in lines.iter().enumerate() {
                    frame::text(m, "0", y + 18.0 + 18.0 * i as f64, "app-chart__text", line);
                }
                frame::text(m, "100%", y + 18.0, "app-chart__value app-chart__end", &frame::direct_label(point));
                let above = 18.0 * lines.len() as f64 + 7.0;
                (lines.len(), (0.0, 1.0, y + above), above + BAR_HEIGHT + 8.0)
            }
        };
        debug_assert!(label_lines > 0 || point.label.is_empty(), "every label takes a line");
        let (left, width, top) = plot;
        let x = |value: f64| left + width * scale.at(value);
        let (y_bar, bar_height) = (px(top), px(BAR_HEIGHT));
        m.open("g", &[]);
        frame::hover(m, point);
        match point.number() {
            Some(value) => {
                let (a, b) = (x(0.0).min(x(value)), x(0.0).max(x(value)));
                let class = format!("app-chart__bar {class}");
                m.empty(
                    "rect",
                    &[
                        ("x", &share(a)),
                        ("y", &y_bar),
                        ("width", &share(b - a)),
                        ("height", &bar_height),
                        ("class", &class),
                    ],
                );
            }
            None => {
                m.empty(
                    "rect",
                    &[
                        ("x", &share(left)),
                        ("y", &y_bar),
                        ("width", "44"),
                        ("height", &bar_height),
                        ("class", "app-chart__withheld"),
                        ("fill", &frame::hatch_fill(id)),
                    ],
                );
            }
        }
        m.close("g");
        let zero = share(x(0.0));
        m.empty(
            "line",
            &[
                ("x1", &zero),
                ("y1", &px(top - 4.0)),
                ("x2", &zero),
                ("y2", &px(top + BAR_HEIGHT + 4.0)),
                ("class", "app-chart__axis"),
            ],
        );
        if let Some(line) = &self.line {
            let at = share(x(line.value));
            let (from, to) = match layout {
                Layout::Wide => (y, y + height),
                Layout::Narrow => (top - 4.0, top + BAR_HEIGHT + 4.0),
            };
            frame::edged_line(m, [&at, &px(from), &at, &px(to)], "app-chart__line");
        }
        if let Some((lower, upper)) = point.limits() {
            frame::whisker(m, Along::X, &px(top + BAR_HEIGHT / 2.0), &share(x(lower)), &share(x(upper)));
        }
        height
    }
}
