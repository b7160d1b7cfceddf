//! Where? Areas shaded by the class their shown value falls in; hatched with `*` where there is nothing to show.

use crate::areas::ranked;
use crate::chart::{Chart, Picture, Words};
use crate::format;
use crate::frame;
use crate::markup::{Markup, px};
use crate::point::{Line, Point};
use crate::project::{MapLayer, MapShape};
use crate::table;
use commonweal_model::AreaCode;
use std::collections::BTreeMap;

/// A choropleth map of one layer of areas.
#[derive(Debug, Clone)]
pub struct AreaMap<'a> {
    /// Heading, subtitle and id.
    pub words: Words,
    /// Head of the first column of the table: Neighbourhood, District.
    pub area_heading: String,
    /// The shapes.
    pub layer: &'a MapLayer,
    /// One figure for an area, in any order; an area without one is drawn as "no figure".
    pub areas: Vec<Point>,
    /// How values become five shades.
    pub classes: Classes,
    /// The area this page is about.
    pub highlight: Option<AreaCode>,
    /// The benchmark, for the words and the table.
    pub line: Option<Line>,
}

/// How shown values are put into classes.
#[derive(Debug, Clone, PartialEq)]
pub enum Classes {
    /// Five classes with about as many areas in each.
    EqualCount,
    /// The lowest value of the second to the last class, rising; at most four.
    From(Vec<f64>),
}

/// One class of the map: what was found in it, not where its edges were meant to be.
#[derive(Debug, Clone, PartialEq)]
struct Shade {
    number: usize,
    lowest: f64,
    highest: f64,
    areas: usize,
}

const MOST_CLASSES: usize = 5;

impl AreaMap<'_> {
    /// Draws the map.
    #[must_use]
    pub fn svg(&self) -> Chart {
        let ranked = ranked(&self.areas);
        let unit = self.areas.first().map_or("", |p| p.unit.as_str());
        let summary = table::summary("Map of areas shaded by value.", &ranked, self.line.as_ref());
        let table = table::of_points(&self.words, &self.area_heading, &ranked, self.line.as_ref());
        let starts = self.starts();
        let shades = shades(&self.areas, &starts);
        let hidden = self.areas.iter().filter(|p| p.number().is_none()).count();
        let without = self.layer.shapes.iter().filter(|s| !self.areas.iter().any(|p| is_at(p, s))).count();
        let legend = legend(&shades, unit, &self.areas, hidden, without);

        let id = &self.words.id;
        let map = self.draw(&starts, &summary);
        let svg = format!("<div class=\"app-chart app-map\">{}{map}</div>", key(id, &legend));
        let file = file(id, self.layer, &map, &legend);
        frame::chart(&self.words, summary, table, svg, file)
    }

    /// The lowest value of each class after the first, from shown values as they are written.
    fn starts(&self) -> Vec<f64> {
        match &self.classes {
            Classes::From(starts) => starts.iter().copied().filter(|v| v.is_finite()).take(MOST_CLASSES - 1).collect(),
            Classes::EqualCount => {
                let mut values: Vec<f64> = self.areas.iter().filter_map(as_written).collect();
                values.sort_by(f64::total_cmp);
                let mut starts: Vec<f64> =
                    (1..MOST_CLASSES).filter_map(|k| values.get(k * values.len() / MOST_CLASSES).copied()).collect();
                starts.dedup();
                starts.retain(|start| values.first().is_some_and(|lowest| start > lowest));
                starts
            }
        }
    }

    fn draw(&self, starts: &[f64], summary: &str) -> String {
        let id = &self.words.id;
        let mut m = begun(&self.words, self.layer, summary);
        frame::hatch(&mut m, id);
        let by_code: BTreeMap<&str, &Point> =
            self.areas.iter().filter_map(|p| p.code.as_deref().map(|code| (code, p))).collect();
        let mut stars = Vec::new();
        for shape in &self.layer.shapes {
            let point = by_code.get(shape.code.as_str()).copied();
            let (class, fill, words) = match point.map(|p| (p, as_written(p))) {
                None => ("app-map__none".to_owned(), None, format!("{}: no figure", shape.name)),
                Some((point, None)) => {
                    stars.push(shape.middle);
                    ("app-map__withheld".to_owned(), Some(frame::hatch_fill(id)), hover_words(point))
                }
                Some((point, Some(value))) => {
                    (format!("app-map__class-{}", class_of(value, starts)), None, hover_words(point))
                }
            };
            let class = format!("app-map__area {class}");
            let mut attributes = vec![("class", &*class), ("d", &*shape.path)];
            if let Some(fill) = &fill {
                attributes.push(("fill", fill));
            }
            m.open("path", &attributes);
            m.words("title", &[], &words);
            m.close("path");
        }
        for (x, y) in stars {
            let class = "app-map__star app-chart__middle";
            m.words("text", &[("x", &px(x)), ("y", &px(y + 9.0)), ("class", class)], format::WITHHELD);
        }
        if let Some(code) = &self.highlight {
            for shape in self.layer.shapes.iter().filter(|shape| shape.code == *code) {
                m.empty("path", &[("class", "app-map__highlight-edge"), ("d", &shape.path)]);
                m.empty("path", &[("class", "app-map__highlight"), ("d", &shape.path)]);
            }
        }
        m.close("svg");
        m.finish()
    }
}

/// The element of a map, with its names for screen readers; the caller closes it.
pub(crate) fn begun(words: &Words, layer: &MapLayer, summary: &str) -> Markup {
    let (title, desc) = (format!("{}-title", words.id), format!("{}-desc", words.id));
    let view_box = format!("0 0 {} {}", px(layer.width), px(layer.height));
    let mut m = Markup::default();
    m.open(
        "svg",
        &[
            ("class", "app-chart__picture app-map__picture"),
            ("role", "img"),
            ("aria-labelledby", &format!("{title} {desc}")),
            ("focusable", "false"),
            ("viewBox", &view_box),
        ],
    );
    m.words("title", &[("id", &title)], &words.heading);
    m.words("desc", &[("id", &desc)], summary);
    m
}

/// For a file: the map with its key beside it.
pub(crate) fn file(id: &str, layer: &MapLayer, map: &str, legend: &[(Swatch, String)]) -> Picture {
    let width = 460.0;
    let height = width * layer.height / layer.width;
    let mut m = Markup::default();
    m.open("svg", &[("width", &px(width)), ("height", &px(height))]);
    m.push(map);
    m.close("svg");
    for (i, (swatch, words)) in legend.iter().enumerate() {
        let y = 8.0 + 52.0 * i as f64;
        m.open("svg", &[("x", "484"), ("y", &px(y)), ("overflow", "visible")]);
        swatch.draw(&mut m, id);
        for (n, line) in crate::markup::wrap(words, 26).iter().enumerate() {
            frame::text(&mut m, "34", 15.0 + 18.0 * n as f64, "app-chart__small", line);
        }
        m.close("svg");
    }
    Picture { svg: m.finish(), height: height.max(52.0 * legend.len() as f64 + 16.0).ceil() as u32 }
}

fn is_at(point: &Point, shape: &MapShape) -> bool {
    point.code.as_deref() == Some(shape.code.as_str())
}

fn hover_words(point: &Point) -> String {
    format!("{}: {}", point.label, point.sentence())
}

/// The value as the reader sees it, so that two areas that read the same are shaded the same.
fn as_written(point: &Point) -> Option<f64> {
    point.number().and_then(|value| format::machine(value, &point.unit).parse().ok())
}

/// 1 to 5, lightest to darkest.
fn class_of(value: f64, starts: &[f64]) -> usize {
    1 + starts.iter().filter(|start| value >= **start).count()
}

fn shades(points: &[Point], starts: &[f64]) -> Vec<Shade> {
    let mut shades: BTreeMap<usize, Shade> = BTreeMap::new();
    for value in points.iter().filter_map(as_written) {
        let number = class_of(value, starts);
        let shade = shades.entry(number).or_insert(Shade { number, lowest: value, highest: value, areas: 0 });
        shade.lowest = shade.lowest.min(value);
        shade.highest = shade.highest.max(value);
        shade.areas += 1;
    }
    shades.into_values().collect()
}

/// A small example of a shade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Swatch {
    Class(usize),
    Withheld,
    None,
}

impl Swatch {
    fn draw(self, m: &mut Markup, id: &str) {
        let class = match self {
            Self::Class(number) => format!("app-map__area app-map__class-{number}"),
            Self::Withheld => "app-map__area app-map__withheld".to_owned(),
            Self::None => "app-map__area app-map__none".to_owned(),
        };
        let fill = frame::hatch_fill(id);
        let mut attributes = vec![("width", "26"), ("height", "20"), ("class", &*class)];
        if self == Self::Withheld {
            attributes.push(("fill", &fill));
        }
        m.empty("rect", &attributes);
        if self == Self::Withheld {
            m.words(
                "text",
                &[("x", "13"), ("y", "19"), ("class", "app-map__star app-chart__middle")],
                format::WITHHELD,
            );
        }
    }
}

fn legend(shades: &[Shade], unit: &str, points: &[Point], hidden: usize, without: usize) -> Vec<(Swatch, String)> {
    let areas = |n: usize| if n == 1 { "1 area".to_owned() } else { format!("{n} areas") };
    let mut legend: Vec<(Swatch, String)> = shades
        .iter()
        .map(|shade| {
            let range = if shade.lowest == shade.highest {
                format::value(shade.lowest, unit)
            } else {
                format::limits(shade.lowest, shade.highest, unit)
            };
            (Swatch::Class(shade.number), format!("{range} ({})", areas(shade.areas)))
        })
        .collect();
    if hidden > 0 {
        let mut reasons: Vec<&str> = points.iter().filter(|p| p.number().is_none()).map(Point::reason).collect();
        reasons.sort_unstable();
        reasons.dedup();
        legend.push((Swatch::Withheld, format!("{} {} ({})", format::WITHHELD, reasons.join("; "), areas(hidden))));
    }
    if without > 0 {
        legend.push((Swatch::None, format!("No figure ({})", areas(without))));
    }
    legend
}

/// The key as a list of words, so that it can be read at any width and aloud.
pub(crate) fn key(id: &str, legend: &[(Swatch, String)]) -> String {
    let mut m = Markup::default();
    m.open("ul", &[("class", "app-map__key")]);
    for (swatch, words) in legend {
        m.open("li", &[]);
        m.open("svg", &[("width", "26"), ("height", "20"), ("aria-hidden", "true"), ("focusable", "false")]);
        swatch.draw(&mut m, id);
        m.close("svg");
        m.words("span", &[], words);
        m.close("li");
    }
    m.close("ul");
    m.finish()
}
