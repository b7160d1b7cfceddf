//! Where does this area lie between the worst and the best? One row of an area profile.

use crate::chart::{Chart, Words};
use crate::format;
use crate::frame::{self, Drawing};
use crate::markup::{Markup, px, share};
use crate::point::{Line, Point, Scale};
use crate::table;
use commonweal_model::Polarity;

/// A line from the worst to the best shown area, its middle half in a darker tone, the benchmark as a bar across, and
/// this area's mark. Worst on the left; lowest on the left where neither end is good.
#[derive(Debug, Clone)]
pub struct SpineRow {
    /// Heading, subtitle and id.
    pub words: Words,
    /// This area's figure.
    pub area: Point,
    /// The figures of all areas of its type, this one among them or not.
    pub areas: Vec<Point>,
    /// The line to read it against.
    pub line: Option<Line>,
    /// Which end is the best.
    pub polarity: Polarity,
}

const HEIGHT: f64 = 28.0;

impl SpineRow {
    /// Draws the row.
    #[must_use]
    pub fn svg(&self) -> Chart {
        let mut values: Vec<f64> = self.areas.iter().chain([&self.area]).filter_map(Point::number).collect();
        values.sort_by(f64::total_cmp);
        let mut summary = format!("{}: {}.", self.area.label, self.area.sentence());
        if let (Some(low), Some(high)) = (values.first(), values.last()) {
            let [low, high] = [low, high].map(|v| format::value(*v, &self.area.unit));
            summary += &match self.polarity {
                Polarity::HigherIsBetter => format!(" Worst area {low}, best area {high}."),
                Polarity::LowerIsBetter => format!(" Worst area {high}, best area {low}."),
                Polarity::Neutral => format!(" Lowest area {low}, highest area {high}."),
            };
        }
        if let Some(line) = &self.line {
            summary += &format!(" {}.", line.words());
        }
        let table = table::of_points(&self.words, "Area", &[&self.area], self.line.as_ref());
        frame::fluid(&self.words, summary, table, |id| self.draw(id, &values))
    }

    fn draw(&self, id: &str, values: &[f64]) -> Drawing {
        let mut m = Markup::default();
        let scale = Scale::around(
            self.areas.iter().chain([&self.area]).map(without_limits).collect::<Vec<_>>().iter(),
            self.line.as_ref(),
        );
        let x = |value: f64| {
            let at = scale.at(value);
            0.03 + 0.94 * if self.polarity == Polarity::LowerIsBetter { 1.0 - at } else { at }
        };
        let middle = HEIGHT / 2.0;
        let between = |m: &mut Markup, from: f64, to: f64, height: f64, class: &str| {
            let (a, b) = (x(from).min(x(to)), x(from).max(x(to)));
            let (left, top, width, height) = (share(a), px(middle - height / 2.0), share(b - a), px(height));
            m.empty("rect", &[("x", &left), ("y", &top), ("width", &width), ("height", &height), ("class", class)]);
        };
        if let [low, .., high] = values {
            between(&mut m, *low, *high, 6.0, "app-chart__spine");
            if values.len() >= 8 {
                let at = |part: usize| values[(values.len() - 1) * part / 4];
                between(&mut m, at(1), at(3), 14.0, "app-chart__spine-middle");
            }
        }
        if let Some(line) = &self.line {
            let at = share(x(line.value));
            frame::edged_line(&mut m, [&at, "2", &at, &px(HEIGHT - 2.0)], "app-chart__line");
        }
        m.open("g", &[]);
        frame::hover(&mut m, &self.area);
        match self.area.number() {
            Some(value) => frame::mark_at(&mut m, x(value), middle, self.area.comparison, 7.0),
            None => {
                frame::hatch(&mut m, id);
                let fill = frame::hatch_fill(id);
                let class = "app-chart__withheld";
                m.empty("rect", &[("y", "7"), ("width", "28"), ("height", "14"), ("class", class), ("fill", &fill)]);
                frame::text(&mut m, "10", 21.0, "app-chart__value", format::WITHHELD);
            }
        }
        m.close("g");
        Drawing { inside: m, height: HEIGHT }
    }
}

/// A spine shows where values lie, not how sure they are: limits must not stretch it.
fn without_limits(point: &Point) -> Point {
    use commonweal_disclosure::Shown;
    Point { lower: Shown::None, upper: Shown::None, ..point.clone() }
}
