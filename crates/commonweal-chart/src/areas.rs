//! Which areas are high, which are low, and how sure are we? Areas ranked, each with its limits.

use crate::chart::{Chart, Words};
use crate::format;
use crate::frame::{self, Along, Drawing, Layout};
use crate::gradient::withheld_note;
use crate::markup::{Markup, px, share, wrap};
use crate::point::{Line, Point, Scale};
use crate::table;
use commonweal_model::AreaCode;

/// Areas from the highest to the lowest value; areas that cannot be shown come last, by name.
#[derive(Debug, Clone)]
pub struct RankedAreas {
    /// Heading, subtitle and id.
    pub words: Words,
    /// Head of the first column of the table: District, Neighbourhood.
    pub area_heading: String,
    /// One figure for each area, in any order.
    pub areas: Vec<Point>,
    /// The area this page is about.
    pub highlight: Option<AreaCode>,
    /// The line to read the areas against.
    pub line: Option<Line>,
}

const PLOT_LEFT: f64 = 0.38;
const PLOT_WIDTH: f64 = 0.49;

/// Highest first; withheld last, by name and then code: their order says nothing about their values.
pub(crate) fn ranked(points: &[Point]) -> Vec<&Point> {
    let mut ranked: Vec<&Point> = points.iter().collect();
    ranked.sort_by(|a, b| {
        let by_name = || a.label.cmp(&b.label).then_with(|| a.code.cmp(&b.code));
        match (a.number(), b.number()) {
            (Some(x), Some(y)) => y.total_cmp(&x).then_with(by_name),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => by_name(),
        }
    });
    ranked
}

impl RankedAreas {
    /// Draws the chart.
    #[must_use]
    pub fn svg(&self) -> Chart {
        let ranked = ranked(&self.areas);
        let mut summary =
            table::summary("Areas ranked, highest first, each with its limits.", &ranked, self.line.as_ref());
        if let Some(point) = ranked.iter().find(|p| self.is_highlighted(p)) {
            summary += &format!(" This area, {}: {}.", point.label, point.sentence());
        }
        let table = table::of_points(&self.words, &self.area_heading, &ranked, self.line.as_ref());
        frame::two_widths(&self.words, summary, table, |id, layout| self.draw(&ranked, id, layout))
    }

    fn is_highlighted(&self, point: &Point) -> bool {
        self.highlight.as_ref().is_some_and(|code| point.code.as_deref() == Some(code.as_str()))
    }

    fn draw(&self, ranked: &[&Point], id: &str, layout: Layout) -> Drawing {
        let mut m = Markup::default();
        frame::hatch(&mut m, id);
        let below_line = frame::key(&mut m, self.line.as_ref(), layout);
        let top = below_line + frame::mark_key(&mut m, ranked, below_line, layout) + 4.0;
        let scale = Scale::around(ranked.iter().copied(), self.line.as_ref());
        let (left, width) = if layout == Layout::Wide { (PLOT_LEFT, PLOT_WIDTH) } else { (0.02, 0.96) };
        let x = |value: f64| left + width * scale.at(value);
        let row_height = if layout == Layout::Wide { 30.0 } else { 46.0 };
        let bottom = top + row_height * ranked.len() as f64;
        for (i, point) in ranked.iter().enumerate().filter(|(_, point)| self.is_highlighted(point)) {
            let y = px(top + row_height * i as f64);
            m.empty(
                "rect",
                &[("y", &y), ("width", "100%"), ("height", &px(row_height)), ("class", "app-chart__highlight")],
            );
            debug_assert!(point.code.is_some(), "a highlighted row has a code");
        }
        if ranked.iter().any(|p| p.number().is_some()) {
            self.axis(&mut m, scale, &x, (top, bottom), layout);
        }
        let mut y = top;
        for point in ranked {
            self.row(&mut m, point, y, layout, id, &x);
            y += row_height;
        }
        y += 26.0;
        if ranked.iter().any(|p| p.number().is_none()) {
            let points: Vec<Point> = ranked.iter().map(|p| (*p).clone()).collect();
            y = withheld_note(&mut m, &points, y + 12.0, layout) + 4.0;
        }
        Drawing { inside: m, height: y + 4.0 }
    }

    fn axis(&self, m: &mut Markup, scale: Scale, x: &impl Fn(f64) -> f64, (top, bottom): (f64, f64), layout: Layout) {
        let unit = self.areas.first().map_or("", |p| p.unit.as_str());
        let ticks = frame::ticks(scale, if layout == Layout::Wide { 5 } else { 4 });
        for tick in ticks {
            let at = share(x(tick));
            let class = if tick == 0.0 { "app-chart__axis" } else { "app-chart__grid" };
            m.empty("line", &[("x1", &at), ("y1", &px(top)), ("x2", &at), ("y2", &px(bottom)), ("class", class)]);
            let anchor = match x(tick) {
                at if at < 0.05 => "app-chart__small",
                at if at > 0.95 => "app-chart__small app-chart__end",
                _ => "app-chart__small app-chart__middle",
            };
            frame::text(m, &at, bottom + 18.0, anchor, &tick_words(tick, unit));
        }
        if let Some(line) = &self.line {
            let at = share(x(line.value));
            frame::edged_line(m, [&at, &px(top), &at, &px(bottom)], "app-chart__line");
        }
    }

    fn row(&self, m: &mut Markup, point: &Point, y: f64, layout: Layout, id: &str, x: &impl Fn(f64) -> f64) {
        let bold = if self.is_highlighted(point) { " app-chart__bold" } else { "" };
        let (baseline, middle, most) = match layout {
            Layout::Wide => (y + 20.0, y + 15.0, 25),
            Layout::Narrow => (y + 18.0, y + 33.0, 29),
        };
        let label = shortened(&point.label, most);
        let inset = if layout == Layout::Wide { "6" } else { "2" };
        frame::text(m, inset, baseline, &format!("app-chart__text app-chart__over{bold}"), &label);
        let value = frame::direct_label(point);
        m.open("svg", &[("x", "-6"), ("overflow", "visible")]);
        frame::text(m, "100%", baseline, &format!("app-chart__value app-chart__over app-chart__end{bold}"), &value);
        m.close("svg");
        m.open("g", &[]);
        frame::hover(m, point);
        match point.number() {
            Some(number) => {
                if let Some((lower, upper)) = point.limits() {
                    frame::whisker(m, Along::X, &px(middle), &share(x(lower)), &share(x(upper)));
                }
                frame::mark_at(m, x(number), middle, point.comparison, 7.0);
            }
            None => m.empty(
                "rect",
                &[
                    ("x", &share(if layout == Layout::Wide { PLOT_LEFT } else { 0.0 })),
                    ("y", &px(middle - 8.0)),
                    ("width", "44"),
                    ("height", "16"),
                    ("class", "app-chart__withheld"),
                    ("fill", &frame::hatch_fill(id)),
                ],
            ),
        }
        m.close("g");
    }
}

/// A tick's number without decimals it does not need.
pub(crate) fn tick_words(tick: f64, unit: &str) -> String {
    let text = format::value(tick, unit);
    match (text.strip_suffix(".0%"), text.strip_suffix(".0")) {
        (Some(whole), _) => format!("{whole}%"),
        (_, Some(whole)) => whole.to_owned(),
        _ => text,
    }
}

/// The first line of a name that would not fit, with a sign that it goes on; the hover words and the table have it all.
pub(crate) fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let first = wrap(name, most - 1).into_iter().next().unwrap_or_default();
    let first: String = first.chars().take(most - 1).collect();
    format!("{first}…")
}
