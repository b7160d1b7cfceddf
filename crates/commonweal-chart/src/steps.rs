//! At which step on the way to care are people lost, and who? For each step a bar of a hundred people for each group: how
//! many are reached, and how many are not.

use crate::chart::{Cell, Chart, Column, TableOf, Words};
use crate::format;
use crate::frame::{self, Along, Drawing, Layout};
use crate::gradient::withheld_note;
use crate::markup::{Markup, px, share, wrap};
use crate::point::Point;
use crate::table;

/// Steps of a pathway, each for the same groups.
#[derive(Debug, Clone)]
pub struct PathwaySteps {
    /// Heading, subtitle and id.
    pub words: Words,
    /// Head of the column of groups: Deprivation, Ethnic group.
    pub dimension: String,
    /// The steps in order, from need to good health.
    pub steps: Vec<PathwayBar>,
}

/// One step: whom it reaches of a hundred, by group.
#[derive(Debug, Clone)]
pub struct PathwayBar {
    /// What those reached have got: Diagnosed.
    pub stage: String,
    /// Where on the way it stands, and what is counted: Diagnosed: people diagnosed, of those expected.
    pub measure: String,
    /// One point for each group, in the order that pages give them; values are percentages.
    pub groups: Vec<Point>,
    /// Whether the points count those who are lost, rather than those who are reached.
    pub counts_lost: bool,
}

const PLOT_LEFT: f64 = 0.30;
const PLOT_WIDTH: f64 = 0.52;
const BAR_HEIGHT: f64 = 20.0;

impl PathwayBar {
    /// Those reached of a hundred, with limits; none where the figure is not shown. More than expected counts as all.
    fn reached(&self, point: &Point) -> Option<(f64, Option<(f64, f64)>)> {
        let turned = |value: f64| if self.counts_lost { 100.0 - value } else { value }.clamp(0.0, 100.0);
        let limits = point.limits().map(|(a, b)| (turned(a).min(turned(b)), turned(a).max(turned(b))));
        point.number().map(|value| (turned(value), limits))
    }
}

impl PathwaySteps {
    /// Draws the chart.
    #[must_use]
    pub fn svg(&self) -> Chart {
        frame::two_widths(&self.words, self.summary(), self.table(), |id, layout| self.draw(id, layout))
    }

    fn summary(&self) -> String {
        let mut text = String::from("People lost at each step, of 100.");
        for step in &self.steps {
            let lost: Vec<String> = step
                .groups
                .iter()
                .map(|point| match step.reached(point) {
                    Some((reached, _)) => format!("{} {}", point.label, format::value(100.0 - reached, "%")),
                    None => format!("{} not shown", point.label),
                })
                .collect();
            text += &format!(" {}, {}: {}.", step.stage, step.measure, lost.join("; "));
        }
        text
    }

    fn table(&self) -> TableOf {
        let mut columns = vec![Column::words("Step"), Column::words("Measure"), Column::words(&self.dimension)];
        let numbers = ["Reached", "Lower limit (95%)", "Upper limit (95%)", "Lost", "Number", "Out of"];
        columns.extend(numbers.map(Column::number));
        let mut rows = Vec::new();
        for step in &self.steps {
            for point in &step.groups {
                let hidden = || Cell { reason: Some(point.reason()), ..Cell::number(format::WITHHELD) };
                let shown = |value: Option<f64>| match (value, point.number()) {
                    (Some(value), _) => Cell::number(format::value(value, "%")),
                    (None, Some(_)) => Cell::number(format::NONE),
                    (None, None) => hidden(),
                };
                let reached = step.reached(point);
                let limits = reached.and_then(|(_, limits)| limits);
                rows.push(vec![
                    Cell::words(step.stage.as_str()),
                    Cell::words(step.measure.as_str()),
                    Cell::words(point.label.as_str()),
                    shown(reached.map(|(value, _)| value)),
                    shown(limits.map(|(lower, _)| lower)),
                    shown(limits.map(|(_, upper)| upper)),
                    shown(reached.map(|(value, _)| 100.0 - value)),
                    table::count_cell(point, &point.numerator),
                    table::count_cell(point, &point.denominator),
                ]);
            }
        }
        TableOf { caption: self.words.subtitle.clone(), columns, rows }
    }

    fn draw(&self, id: &str, layout: Layout) -> Drawing {
        let mut m = Markup::default();
        frame::hatch(&mut m, id);
        let mut y = 0.0;
        for step in &self.steps {
            y = heading(&mut m, step, y, layout);
            for (at, point) in step.groups.iter().enumerate() {
                y += self.row(&mut m, step, (at, point), y, layout, id);
            }
            y += 18.0;
        }
        let points: Vec<Point> = self.steps.iter().flat_map(|step| step.groups.iter().cloned()).collect();
        if points.iter().any(|point| point.number().is_none()) {
            y = withheld_note(&mut m, &points, y + 10.0, layout);
        }
        Drawing { inside: m, height: y + 8.0 }
    }

    /// One group at one step. Returns the height it took.
    fn row(
        &self,
        m: &mut Markup,
        step: &PathwayBar,
        (at, point): (usize, &Point),
        y: f64,
        layout: Layout,
        id: &str,
    ) -> f64 {
        let reached = step.reached(point);
        let label = reached.map_or_else(
            || format::WITHHELD.to_owned(),
            |(value, _)| format!("{} lost", format::value(100.0 - value, "%")),
        );
        let (left, width, top, height) = match layout {
            Layout::Wide => (PLOT_LEFT, PLOT_WIDTH, y + 6.0, 32.0),
            Layout::Narrow => (0.0, 1.0, y + 24.0, 54.0),
        };
        let baseline = if layout == Layout::Wide { y + 21.0 } else { y + 17.0 };
        frame::text(m, "0", baseline, "app-chart__text", &point.label);
        frame::text(m, "100%", baseline, "app-chart__value app-chart__end", &label);
        let (y_bar, bar_height) = (px(top), px(BAR_HEIGHT));
        m.open("g", &[]);
        m.words("title", &[], &format!("{}, {}: {}", step.stage, point.label, point.sentence()));
        match reached {
            Some((value, _)) => {
                let track = [("x", share(left)), ("width", share(width)), ("class", "app-chart__track".to_owned())];
                let class = format!("app-chart__bar {}", fill(point, at));
                let bar = [("x", share(left)), ("width", share(width * value / 100.0)), ("class", class)];
                for part in [track, bar] {
                    let mut attributes = vec![("y", y_bar.as_str()), ("height", bar_height.as_str())];
                    attributes.extend(part.iter().map(|(name, value)| (*name, value.as_str())));
                    m.empty("rect", &attributes);
                }
            }
            None => m.empty(
                "rect",
                &[
                    ("x", &share(left)),
                    ("y", &y_bar),
                    ("width", "44"),
                    ("height", &bar_height),
                    ("class", "app-chart__withheld"),
                    ("fill", &frame::hatch_fill(id)),
                ],
            ),
        }
        m.close("g");
        if let Some((_, Some((lower, upper)))) = reached {
            let x = |value: f64| share(left + width * value / 100.0);
            frame::whisker(m, Along::X, &px(top + BAR_HEIGHT / 2.0), &x(lower), &x(upper));
        }
        for x in [left, left + width] {
            let x = share(x);
            let ends = [("x1", x.as_str()), ("x2", &x), ("y1", &px(top - 3.0)), ("y2", &px(top + BAR_HEIGHT + 3.0))];
            let mut attributes = ends.to_vec();
            attributes.push(("class", "app-chart__axis"));
            m.empty("line", &attributes);
        }
        height
    }
}

/// The stage in bold and what is counted at it. Returns where the rows begin.
fn heading(m: &mut Markup, step: &PathwayBar, y: f64, layout: Layout) -> f64 {
    let (room, room_below) = if layout == Layout::Wide { (80, 110) } else { (30, 38) };
    let mut y = y;
    for line in wrap(&step.stage, room) {
        frame::text(m, "0", y + 17.0, "app-chart__text app-chart__bold", &line);
        y += 19.0;
    }
    for line in wrap(&step.measure, room_below) {
        frame::text(m, "0", y + 17.0, "app-chart__small", &line);
        y += 17.0;
    }
    y + 7.0
}

/// The fill of a bar: the ramp of deprivation where the group is a fifth, else two shades in turn.
fn fill(point: &Point, at: usize) -> String {
    match point.fifth {
        Some(fifth) => format!("app-chart__fifth-{fifth}"),
        None if at.is_multiple_of(2) => "app-chart__group".to_owned(),
        None => "app-chart__people".to_owned(),
    }
}
