//! Does it vary as it always does? A control chart: the line over time, its mean, its limits, and the points that stand out.

use crate::chart::{Cell, Chart, Column, TableOf, Words};
use crate::format;
use crate::frame::{self, Drawing, Layout};
use crate::gradient::withheld_note;
use crate::mark;
use crate::markup::{Markup, px, share, wrap};
use crate::point::{Point, Scale};
use crate::table;
use crate::trend::{PLOT_HEIGHT, Plot};
use commonweal_disclosure::Comparison;

/// A control chart. A withheld period is a gap with `*` at its place; mean and limits are those of shown points alone.
#[derive(Debug, Clone)]
pub struct ControlChart {
    /// Heading, subtitle and id.
    pub words: Words,
    /// One point for each period, oldest first; its label is the period.
    pub periods: Vec<Point>,
    /// How each period is written below the axis; as many as there are periods.
    pub ticks: Vec<String>,
    /// Mean, limits and rule at each period; none where the period is withheld or the series has no limits.
    pub control: Vec<Option<Control>>,
    /// The figure aimed at.
    pub target: Option<Aim>,
    /// What happened, and where limits start anew; oldest first.
    pub events: Vec<Event>,
}

/// Mean and limits at one period, worked out from shown values.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// The stretch between two rebases that the period belongs to; lines are drawn within one.
    pub stretch: usize,
    /// Mean of the stretch.
    pub mean: f64,
    /// Lower and upper limit; none where nothing varies.
    pub limits: Option<(f64, f64)>,
    /// The rule that the point falls under, with its shape: better, worse, higher or lower.
    pub rule: Option<(Comparison, &'static str)>,
}

/// A figure aimed at, in the unit of the series.
#[derive(Debug, Clone, PartialEq)]
pub struct Aim {
    /// Whose it is and by when.
    pub label: String,
    /// The figure.
    pub value: f64,
}

/// Something that happened between two periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The first period that begins then or later; as many as there are periods where none does.
    pub before: usize,
    /// The day and what happened.
    pub words: String,
}

impl ControlChart {
    /// Draws the chart.
    #[must_use]
    pub fn svg(&self) -> Chart {
        frame::two_widths(&self.words, self.summary(), self.table(), |id, layout| self.draw(id, layout))
    }

    fn unit(&self) -> &str {
        self.periods.first().map_or("", |point| point.unit.as_str())
    }

    fn control(&self, at: usize) -> Option<&Control> {
        self.control.get(at)?.as_ref()
    }

    fn shown(&self) -> impl DoubleEndedIterator<Item = (usize, &Point, f64)> {
        self.periods.iter().enumerate().filter_map(|(at, point)| Some((at, point, point.number()?)))
    }

    fn summary(&self) -> String {
        let mut summary = String::from("Over time.");
        match (self.shown().next(), self.shown().next_back()) {
            (Some((_, first, _)), Some((at, last, _))) => {
                summary += &format!(" {}: {}. {}: {}.", first.label, first.sentence(), last.label, last.sentence());
                if let Some(control) = self.control(at) {
                    summary += &format!(" Mean: {}.", format::sentence(control.mean, self.unit()));
                    if let Some((lower, upper)) = control.limits {
                        summary += &format!(" Control limits: {}.", format::limits(lower, upper, self.unit()));
                    }
                }
            }
            _ => summary += " No figure can be shown.",
        }
        let special = self.shown().filter_map(|(at, point, _)| {
            let (shape, rule) = self.control(at)?.rule?;
            Some(format!("{} ({}, {rule})", point.label, mark::word(shape).to_lowercase()))
        });
        let special: Vec<String> = special.collect();
        if !special.is_empty() {
            summary += &format!(" Points that stand out: {}.", special.join("; "));
        } else if self.control.iter().any(Option::is_some) {
            summary += " No point stands out.";
        }
        if let Some(aim) = &self.target {
            summary += &format!(" {}: {}.", aim.label, format::sentence(aim.value, self.unit()));
        }
        for event in &self.events {
            summary += &format!(" {}.", event.words.trim_end_matches('.'));
        }
        let hidden = self.periods.iter().filter(|point| point.number().is_none()).count();
        if hidden > 0 {
            summary += &format!(" Not shown: {hidden} of {} periods.", self.periods.len());
        }
        summary
    }

    /// The same numbers: one row for each period, with its mean, limits and rule.
    fn table(&self) -> TableOf {
        let points: Vec<&Point> = self.periods.iter().collect();
        let mut table = table::of_points(&self.words, "Period", &points, None);
        if self.control.iter().all(Option::is_none) {
            return table;
        }
        let heads =
            [Column::number("Mean"), Column::number("Lower control limit"), Column::number("Upper control limit")];
        table.columns.extend(heads);
        table.columns.push(Column::words("Stands out"));
        for (at, row) in table.rows.iter_mut().enumerate() {
            let Some(control) = self.control(at) else {
                row.extend([Cell::number(format::NONE), Cell::number(format::NONE), Cell::number(format::NONE)]);
                row.push(Cell::words(format::NONE));
                continue;
            };
            let number = |value: Option<f64>| {
                Cell::number(value.map_or_else(|| format::NONE.to_owned(), |value| format::value(value, self.unit())))
            };
            let (lower, upper) = control.limits.unzip();
            row.extend([number(Some(control.mean)), number(lower), number(upper)]);
            row.push(match control.rule {
                Some((shape, rule)) => Cell { mark: Some(shape), ..Cell::words(rule) },
                None => Cell::words("no"),
            });
        }
        table
    }

    /// Around what is shown and its limits, and the figure aimed at where that is near: a far one would press the rest flat.
    fn scale(&self) -> Scale {
        let values = self.shown().map(|(.., value)| Some(value));
        let control = self.control.iter().flatten().flat_map(|control| {
            let (lower, upper) = control.limits.unzip();
            [Some(control.mean), lower, upper]
        });
        let range = |(low, high): (f64, f64), value: f64| (low.min(value), high.max(value));
        let around = values.chain(control).flatten().fold((f64::MAX, f64::MIN), range);
        let near = self.target.as_ref().map(|aim| aim.value).filter(|value| {
            let width = around.1 - around.0;
            (around.0 - width..=around.1 + width).contains(value)
        });
        let (low, high) = near.into_iter().fold(around, range);
        match high - low {
            0.0 => Scale { low: low - 0.5, high: high + 0.5 },
            width if width > 0.0 => Scale { low: low - 0.06 * width, high: high + 0.06 * width },
            _ => Scale { low: 0.0, high: 1.0 },
        }
    }

    /// Where the figure aimed at lies, if not inside the picture.
    fn beyond(&self, value: f64) -> Option<&'static str> {
        let scale = self.scale();
        match (value > scale.high, value < scale.low) {
            (true, _) => Some("above this picture"),
            (_, true) => Some("below this picture"),
            _ => None,
        }
    }

    fn draw(&self, id: &str, layout: Layout) -> Drawing {
        let mut m = Markup::default();
        frame::hatch(&mut m, id);
        let top = self.key(&mut m, layout) + if self.events.is_empty() { 12.0 } else { 26.0 };
        let plot = Plot { layout, top, scale: self.scale(), periods: self.periods.len() };
        plot.grid(&mut m, self.unit());
        self.events(&mut m, &plot);
        self.levels(&mut m, &plot);
        let values: Vec<Option<f64>> = self.periods.iter().map(Point::number).collect();
        plot.line(&mut m, &values, "app-chart__trend");
        self.points(&mut m, &plot, id);
        let mut bottom = plot.axis_words(&mut m, &self.ticks);
        bottom = self.event_words(&mut m, bottom, layout);
        if self.periods.iter().any(|point| point.number().is_none()) {
            bottom = withheld_note(&mut m, &self.periods, bottom + 24.0, layout);
        }
        Drawing { inside: m, height: bottom + 8.0 }
    }

    /// Which line is which, and which shape occurs. Returns the height it took.
    fn key(&self, m: &mut Markup, layout: Layout) -> f64 {
        let mut lines: Vec<(String, &str)> = Vec::new();
        if let Some(control) = self.shown().next_back().and_then(|(at, ..)| self.control(at)) {
            lines.push((format!("Mean {}", format::sentence(control.mean, self.unit())), "app-chart__line"));
            if let Some((lower, upper)) = control.limits {
                let words = format!("Control limits {}", format::limits(lower, upper, self.unit()));
                lines.push((words, "app-chart__control-limit"));
            }
        }
        if let Some(aim) = &self.target {
            let place = self.beyond(aim.value).map_or_else(String::new, |place| format!(" ({place})"));
            let words = format!("{}: {}{place}", aim.label, format::sentence(aim.value, self.unit()));
            lines.push((words, "app-chart__target"));
        }
        let mut y = 0.0;
        for (label, class) in lines {
            let at = px(y + 11.0);
            m.empty("line", &[("x1", "0"), ("y1", &at), ("x2", "22"), ("y2", &at), ("class", class)]);
            for words in wrap(&label, if layout == Layout::Wide { 70 } else { 32 }) {
                frame::text(m, "30", y + 16.0, "app-chart__text", &words);
                y += 20.0;
            }
        }
        y += 4.0;
        let rule = |at: usize| self.control(at).and_then(|control| control.rule).map(|(shape, _)| shape);
        let mut shapes: Vec<Comparison> = self.shown().filter_map(|(at, ..)| rule(at)).collect();
        shapes.sort_unstable();
        shapes.dedup();
        for shape in shapes {
            m.open("svg", &[("x", "11"), ("y", &px(y + 11.0)), ("overflow", "visible")]);
            mark::draw(m, shape, 6.0);
            m.close("svg");
            let words = format!("Stands out: {}", mark::word(shape).to_lowercase());
            frame::text(m, "30", y + 16.0, "app-chart__text", &words);
            y += 22.0;
        }
        y + 4.0
    }

    /// Mean, limits and target. Lines go from point to point within one stretch.
    fn levels(&self, m: &mut Markup, plot: &Plot) {
        if let Some(aim) = self.target.as_ref().filter(|aim| self.beyond(aim.value).is_none()) {
            let y = px(plot.y(aim.value));
            m.empty("line", &[("x1", "0"), ("y1", &y), ("x2", "100%"), ("y2", &y), ("class", "app-chart__target")]);
        }
        let known: Vec<(usize, &Control)> = self.shown().filter_map(|(at, ..)| Some((at, self.control(at)?))).collect();
        for pair in known.windows(2) {
            let [(from, a), (to, b)] = pair else { continue };
            if a.stretch != b.stretch {
                continue;
            }
            let (x1, x2) = (share(plot.x(*from)), share(plot.x(*to)));
            let mut line = |start: f64, end: f64, class: &str| {
                let (y1, y2) = (px(plot.y(start)), px(plot.y(end)));
                m.empty("line", &[("x1", &x1), ("y1", &y1), ("x2", &x2), ("y2", &y2), ("class", class)]);
            };
            line(a.mean, b.mean, "app-chart__line");
            if let (Some((lower, upper)), Some((next_lower, next_upper))) = (a.limits, b.limits) {
                line(lower, next_lower, "app-chart__control-limit");
                line(upper, next_upper, "app-chart__control-limit");
            }
        }
    }

    fn points(&self, m: &mut Markup, plot: &Plot, id: &str) {
        for (at, point) in self.periods.iter().enumerate() {
            let x = plot.x(at);
            m.open("g", &[]);
            let rule = self.control(at).and_then(|control| control.rule);
            let said = rule.map_or_else(String::new, |(_, rule)| format!(", {rule}"));
            m.words("title", &[], &format!("{}: {}{said}", point.label, point.sentence()));
            match (point.number(), rule) {
                (Some(value), Some((shape, _))) => frame::mark_at(m, x, plot.y(value), shape, 6.0),
                (Some(value), None) => {
                    let (x, y) = (share(x), px(plot.y(value)));
                    m.empty("circle", &[("cx", &x), ("cy", &y), ("r", "3"), ("class", "app-chart__dot")]);
                }
                (None, _) => plot.withheld(m, at, id),
            }
            m.close("g");
        }
        if let Some((at, point, value)) = self.shown().next_back() {
            let y = (plot.y(value) - 12.0).max(plot.top + 4.0);
            frame::text(m, &share(plot.x(at)), y, "app-chart__value app-chart__middle", &frame::direct_label(point));
        }
    }

    /// A line across the plot where something happened, with its number above.
    fn events(&self, m: &mut Markup, plot: &Plot) {
        for (number, event) in (1..).zip(&self.events) {
            let x = match (event.before, self.periods.len()) {
                (0, _) => plot.x(0),
                (at, all) if at >= all => plot.x(all.saturating_sub(1)),
                (at, _) => (plot.x(at - 1) + plot.x(at)) / 2.0,
            };
            let (x, y1, y2) = (share(x), px(plot.top), px(plot.top + PLOT_HEIGHT));
            m.empty("line", &[("x1", &x), ("y1", &y1), ("x2", &x), ("y2", &y2), ("class", "app-chart__event")]);
            frame::text(
                m,
                &x,
                plot.top - 6.0,
                "app-chart__small app-chart__middle app-chart__bold",
                &number.to_string(),
            );
        }
    }

    /// The numbered events in words, below the axis. Returns where they end.
    fn event_words(&self, m: &mut Markup, from: f64, layout: Layout) -> f64 {
        let mut y = from;
        for (number, event) in (1..).zip(&self.events) {
            let words = format!("{number}. {}", event.words);
            for line in wrap(&words, if layout == Layout::Wide { 84 } else { 38 }) {
                y += 20.0;
                frame::text(m, "0", y, "app-chart__small", &line);
            }
        }
        y
    }
}
