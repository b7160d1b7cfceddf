//! The frame of a picture: its names for screen readers, its two widths, and the marks that several charts share.
//!
//! Widths are shares of the page and heights are pixels, so words keep their size on a phone. A chart with room for
//! labels beside its bars draws itself twice, wide and narrow; CSS shows the one that fits the place it stands in.

use crate::chart::{Chart, Picture, TableOf, Words};
use crate::format;
use crate::mark;
use crate::markup::{Markup, px, share, wrap};
use crate::point::{Line, Point, Scale};
use commonweal_disclosure::Comparison;

/// How much room a picture has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Labels stand beside the marks.
    Wide,
    /// Labels stand above the marks: a phone, or a column of a page.
    Narrow,
}

/// What a drawing function makes: the inside of an SVG element and its height in pixels.
pub(crate) struct Drawing {
    pub(crate) inside: Markup,
    pub(crate) height: f64,
}

/// Names a drawing for screen readers and gives it its element.
pub(crate) fn picture(id: &str, words: &Words, summary: &str, class: &str, drawing: Drawing) -> Picture {
    let height = drawing.height.ceil();
    let (title, desc) = (format!("{id}-title"), format!("{id}-desc"));
    let mut m = Markup::default();
    m.open(
        "svg",
        &[
            ("class", class),
            ("role", "img"),
            ("aria-labelledby", &format!("{title} {desc}")),
            ("focusable", "false"),
            ("width", "100%"),
            ("height", &px(height)),
        ],
    );
    m.words("title", &[("id", &title)], &words.heading);
    m.words("desc", &[("id", &desc)], summary);
    m.push(&drawing.inside.finish());
    m.close("svg");
    Picture { svg: m.finish(), height: height as u32 }
}

/// A chart whose one drawing fits every width.
pub(crate) fn fluid(words: &Words, summary: String, table: TableOf, draw: impl Fn(&str) -> Drawing) -> Chart {
    let file = picture(&words.id, words, &summary, "app-chart__picture", draw(&words.id));
    chart(words, summary, table, format!("<div class=\"app-chart\">{}</div>", file.svg), file)
}

/// A chart drawn for two widths.
pub(crate) fn two_widths(
    words: &Words,
    summary: String,
    table: TableOf,
    draw: impl Fn(&str, Layout) -> Drawing,
) -> Chart {
    let class = |which: &str| format!("app-chart__picture app-chart__{which}");
    let file = picture(&words.id, words, &summary, &class("wide"), draw(&words.id, Layout::Wide));
    let id = format!("{}-narrow", words.id);
    let narrow = picture(&id, words, &summary, &class("narrow"), draw(&id, Layout::Narrow));
    chart(words, summary, table, format!("<div class=\"app-chart\">{}{}</div>", file.svg, narrow.svg), file)
}

pub(crate) fn chart(words: &Words, summary: String, table: TableOf, svg: String, file: Picture) -> Chart {
    Chart { svg, heading: words.heading.clone(), subtitle: words.subtitle.clone(), summary, table, file }
}

/// The pattern that says "withheld", under the id that [`hatch_fill`] points to.
pub(crate) fn hatch(m: &mut Markup, id: &str) {
    m.open("defs", &[]);
    m.open(
        "pattern",
        &[
            ("id", &format!("{id}-hatch")),
            ("width", "6"),
            ("height", "6"),
            ("patternUnits", "userSpaceOnUse"),
            ("patternTransform", "rotate(45)"),
        ],
    );
    m.empty("rect", &[("width", "6"), ("height", "6"), ("class", "app-chart__hatch-ground")]);
    m.empty("path", &[("d", "M0 0V6"), ("class", "app-chart__hatch-line")]);
    m.close("pattern");
    m.close("defs");
}

pub(crate) fn hatch_fill(id: &str) -> String {
    format!("url(#{id}-hatch)")
}

/// Words at a place; `class` says how they are set.
pub(crate) fn text(m: &mut Markup, x: &str, y: f64, class: &str, words: &str) {
    m.words("text", &[("x", x), ("y", &px(y)), ("class", class)], words);
}

/// The key of a benchmark line, above the picture. Returns the height it took.
pub(crate) fn key(m: &mut Markup, line: Option<&Line>, layout: Layout) -> f64 {
    let Some(line) = line else { return 0.0 };
    let lines = wrap(&line.words(), if layout == Layout::Wide { 70 } else { 32 });
    m.empty("path", &[("d", "M0 11H22"), ("class", "app-chart__line")]);
    for (i, words) in lines.iter().enumerate() {
        text(m, "30", 16.0 + 20.0 * i as f64, "app-chart__text", words);
    }
    20.0 * lines.len() as f64 + 10.0
}

/// The shapes that occur, each with its word. Returns the height it took.
pub(crate) fn mark_key(m: &mut Markup, points: &[&Point], from: f64, layout: Layout) -> f64 {
    let occurs = |c: &Comparison| points.iter().any(|p| p.number().is_some() && p.comparison == *c);
    let found: Vec<Comparison> = Comparison::ALL.iter().copied().filter(occurs).collect();
    if found.iter().all(|c| *c == Comparison::NotCompared) {
        return 0.0;
    }
    let (in_a_row, step) = if layout == Layout::Wide { (6, 104.0) } else { (3, 92.0) };
    for (i, comparison) in found.iter().enumerate() {
        let (x, y) = (step * (i % in_a_row) as f64, from + 22.0 * (i / in_a_row) as f64);
        m.open("svg", &[("x", &px(x + 8.0)), ("y", &px(y + 11.0)), ("overflow", "visible")]);
        mark::draw(m, *comparison, 7.0);
        m.close("svg");
        text(m, &px(x + 22.0), y + 16.0, "app-chart__text", mark::word(*comparison));
    }
    22.0 * found.len().div_ceil(in_a_row) as f64 + 8.0
}

/// Whether limits lie along or across the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Along {
    X,
    Y,
}

/// A straight line with a light edge, so it shows on dark bars too.
pub(crate) fn edged_line(m: &mut Markup, ends: [&str; 4], class: &str) {
    let [x1, y1, x2, y2] = ends;
    for class in ["app-chart__casing", class] {
        m.empty("line", &[("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2), ("class", class)]);
    }
}

/// Limits along one axis at a fixed place on the other.
pub(crate) fn whisker(m: &mut Markup, along: Along, at: &str, from: &str, to: &str) {
    match along {
        Along::X => edged_line(m, [from, at, to, at], "app-chart__limit"),
        Along::Y => edged_line(m, [at, from, at, to], "app-chart__limit"),
    }
}

/// A mark for a comparison at a share of the width.
pub(crate) fn mark_at(m: &mut Markup, x: f64, y: f64, comparison: Comparison, r: f64) {
    m.open("svg", &[("x", &share(x)), ("y", &px(y)), ("overflow", "visible")]);
    mark::draw(m, comparison, r);
    m.close("svg");
}

/// What a pointer shows on hover: the same words as the table, never more.
pub(crate) fn hover(m: &mut Markup, point: &Point) {
    m.words("title", &[], &format!("{}: {}", point.label, point.sentence()));
}

/// The number a mark carries, or `*`.
pub(crate) fn direct_label(point: &Point) -> String {
    point.number().map_or_else(|| format::WITHHELD.to_owned(), |value| format::value(value, &point.unit))
}

/// Round numbers inside a scale, about `wanted` of them.
pub(crate) fn ticks(scale: Scale, wanted: usize) -> Vec<f64> {
    let rough = (scale.high - scale.low) / wanted.max(1) as f64;
    let power = 10f64.powi(rough.log10().floor() as i32);
    let step = [1.0, 2.0, 5.0, 10.0].map(|n| n * power).into_iter().find(|step| *step >= rough).unwrap_or(rough);
    let first = (scale.low / step).ceil() as i64;
    let last = (scale.high / step).floor() as i64;
    (first..=last).map(|n| n as f64 * step).collect()
}
