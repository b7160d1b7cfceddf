//! How does it differ from the most to the least deprived fifth? Five bars, most deprived on the left.

use crate::chart::{Chart, Words};
use crate::format;
use crate::frame::{self, Along, Drawing, Layout};
use crate::markup::{Markup, px, share};
use crate::point::{Line, Point, Scale};
use crate::table;

/// Five bars from zero, one for each deprivation fifth.
#[derive(Debug, Clone)]
pub struct GradientBars {
    /// Heading, subtitle and id.
    pub words: Words,
    /// The fifths that have a figure, most deprived first; a district may have no people in some. A withheld one is a hatched cell with `*`.
    pub fifths: Vec<Point>,
    /// The line to read the bars against.
    pub line: Option<Line>,
}

/// Height in pixels from the axis to the top of the scale.
const PLOT_HEIGHT: f64 = 220.0;
/// Height in pixels of a hatched cell; the same for all, so that it says nothing.
const HATCHED_HEIGHT: f64 = 44.0;
/// A bar's share of the room it stands in.
const BAR_SHARE: f64 = 0.72;

impl GradientBars {
    /// Draws the chart.
    #[must_use]
    pub fn svg(&self) -> Chart {
        let points: Vec<&Point> = self.fifths.iter().collect();
        let summary = table::summary("Bars by deprivation, most deprived fifth first.", &points, self.line.as_ref());
        let table = table::of_points(&self.words, "Deprivation", &points, self.line.as_ref());
        frame::two_widths(&self.words, summary, table, |id, layout| self.draw(id, layout))
    }

    fn draw(&self, id: &str, layout: Layout) -> Drawing {
        let mut m = Markup::default();
        frame::hatch(&mut m, id);
        let top = frame::key(&mut m, self.line.as_ref(), layout) + 26.0;
        let scale = Scale::from_zero(&self.fifths, self.line.as_ref());
        let y = |value: f64| top + PLOT_HEIGHT * (1.0 - scale.at(value));
        let room = 1.0 / self.fifths.len().max(1) as f64;

        for (i, point) in self.fifths.iter().enumerate() {
            let left = share(room * (i as f64 + 0.5 - BAR_SHARE / 2.0));
            let width = share(room * BAR_SHARE);
            m.open("g", &[]);
            frame::hover(&mut m, point);
            let (y_top, height, fill, class) = match point.number() {
                Some(value) => {
                    let (a, b) = (y(value), y(0.0));
                    (a.min(b), (a - b).abs(), None, format!("app-chart__bar app-chart__fifth-{}", fifth_of(point, i)))
                }
                None => {
                    let height = HATCHED_HEIGHT;
                    (y(0.0) - height, height, Some(frame::hatch_fill(id)), "app-chart__withheld".to_owned())
                }
            };
            let (y_top, height) = (px(y_top), px(height));
            let mut attributes = vec![("x", &*left), ("y", &y_top), ("width", &width), ("height", &height)];
            attributes.push(("class", &class));
            if let Some(fill) = &fill {
                attributes.push(("fill", fill));
            }
            m.empty("rect", &attributes);
            m.close("g");
        }
        let axis = px(y(0.0));
        m.empty("line", &[("x1", "0"), ("y1", &axis), ("x2", "100%"), ("y2", &axis), ("class", "app-chart__axis")]);
        if let Some(line) = &self.line {
            let at = px(y(line.value));
            frame::edged_line(&mut m, ["0", &at, "100%", &at], "app-chart__line");
        }
        for (i, point) in self.fifths.iter().enumerate() {
            let middle = share(room * (i as f64 + 0.5));
            let label_y = match (point.number(), point.limits()) {
                (_, Some((lower, upper))) => {
                    frame::whisker(&mut m, Along::Y, &middle, &px(y(lower)), &px(y(upper)));
                    y(upper) - 8.0
                }
                (Some(value), None) => y(value.max(0.0)) - 8.0,
                (None, _) => y(0.0) - HATCHED_HEIGHT - 8.0,
            };
            let label_y = self.clear_of_line(label_y, &y);
            frame::text(&mut m, &middle, label_y, "app-chart__value app-chart__middle", &frame::direct_label(point));
        }
        let bottom = self.axis_words(&mut m, top + PLOT_HEIGHT, layout);
        Drawing { inside: m, height: bottom + 6.0 }
    }

    /// A number that the benchmark's line would cut through moves up over the line.
    fn clear_of_line(&self, label_y: f64, y: &impl Fn(f64) -> f64) -> f64 {
        match self.line.as_ref().map(|line| y(line.value)) {
            Some(line_y) if (label_y - 15.0..label_y + 5.0).contains(&line_y) => line_y - 7.0,
            _ => label_y,
        }
    }

    /// The words under the bars. Returns where they end.
    fn axis_words(&self, m: &mut Markup, axis: f64, layout: Layout) -> f64 {
        let count = self.fifths.len();
        let room = 1.0 / count.max(1) as f64;
        let mut most_lines = 0;
        for (i, point) in self.fifths.iter().enumerate() {
            let words = match fifth_of(point, i) {
                1 => "Most deprived",
                2 => "2nd fifth",
                3 => "Middle fifth",
                4 => "4th fifth",
                _ => "Least deprived",
            };
            let lines = crate::markup::wrap(words, if layout == Layout::Wide { 18 } else { 9 });
            most_lines = most_lines.max(lines.len());
            for (n, line) in lines.iter().enumerate() {
                let class = "app-chart__small app-chart__middle";
                frame::text(m, &share(room * (i as f64 + 0.5)), axis + 20.0 + 17.0 * n as f64, class, line);
            }
        }
        let mut bottom = axis + 20.0 + 17.0 * most_lines.saturating_sub(1) as f64;
        if self.fifths.iter().any(|p| p.number().is_none()) {
            bottom += 26.0;
            bottom = withheld_note(m, &self.fifths, bottom, layout);
        }
        bottom + 4.0
    }
}

/// The fifth a bar is about; its place where the figure does not say.
fn fifth_of(point: &Point, place: usize) -> usize {
    point.fifth.unwrap_or(place + 1).min(5)
}

/// What `*` means, once for each reason that occurs. Returns the baseline of the last line.
pub(crate) fn withheld_note(m: &mut Markup, points: &[Point], from: f64, layout: Layout) -> f64 {
    let mut reasons: Vec<&str> = points.iter().filter(|p| p.number().is_none()).map(Point::reason).collect();
    reasons.sort_unstable();
    reasons.dedup();
    let mut y = from;
    for (i, words) in reasons
        .iter()
        .flat_map(|reason| {
            crate::markup::wrap(&format!("{} {reason}", format::WITHHELD), if layout == Layout::Wide { 84 } else { 40 })
        })
        .enumerate()
    {
        y = from + 17.0 * i as f64;
        frame::text(m, "0", y, "app-chart__small", &words);
    }
    y
}
