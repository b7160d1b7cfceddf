//! Which areas does somebody name? A map of groups of areas; no figure is on it.

use crate::chart::{Cell, Chart, Column, TableOf, Words};
use crate::frame;
use crate::map::{self, Swatch};
use crate::project::MapLayer;
use commonweal_model::AreaCode;
use std::collections::BTreeMap;

/// A map of areas that are named, in groups.
#[derive(Debug, Clone)]
pub struct NamedAreasMap<'a> {
    /// Heading, subtitle and id.
    pub words: Words,
    /// Heads of the table: the area, its group, what is said of it.
    pub headings: [String; 3],
    /// The shapes.
    pub layer: &'a MapLayer,
    /// At most five groups, the one to be seen first last. An area in two is drawn as of the later one.
    pub groups: Vec<AreaGroup>,
    /// What an area in no group is called in the key.
    pub others: String,
}

/// One group of areas.
#[derive(Debug, Clone)]
pub struct AreaGroup {
    /// What the areas have in common.
    pub label: String,
    /// Its areas, each with what is said of it.
    pub areas: Vec<(AreaCode, String)>,
}

impl NamedAreasMap<'_> {
    /// Draws the map.
    #[must_use]
    pub fn svg(&self) -> Chart {
        let mut of: BTreeMap<&AreaCode, (usize, &str)> = BTreeMap::new();
        for (number, group) in self.groups.iter().enumerate() {
            of.extend(group.areas.iter().map(|(code, words)| (code, (number, words.as_str()))));
        }
        let drawn = |number: usize| {
            let is_it = |code| of.get(code).is_some_and(|(group, _)| *group == number);
            self.layer.shapes.iter().filter(|shape| is_it(&shape.code)).count()
        };
        let shade = |number: usize| Swatch::Class((number + 1) * 5 / self.groups.len().max(1));
        let mut legend = Vec::new();
        for (number, group) in self.groups.iter().enumerate().rev() {
            legend.push((shade(number), format!("{} ({})", group.label, drawn(number))));
        }
        let others = self.layer.shapes.iter().filter(|shape| !of.contains_key(&shape.code)).count();
        legend.push((Swatch::None, format!("{} ({others})", self.others)));
        let in_words: Vec<&str> = legend.iter().map(|(_, words)| words.as_str()).collect();
        let summary = format!("Map of areas by group. {}.", in_words.join("; "));

        let mut m = map::begun(&self.words, self.layer, &summary);
        for shape in &self.layer.shapes {
            let (class, words) = match of.get(&shape.code) {
                Some((number, words)) => {
                    let Swatch::Class(class) = shade(*number) else { continue };
                    (format!("app-map__area app-map__class-{class}"), format!("{}: {words}", shape.name))
                }
                None => ("app-map__area app-map__none".to_owned(), format!("{}: {}", shape.name, self.others)),
            };
            m.open("path", &[("class", &class), ("d", &shape.path)]);
            m.words("title", &[], &words);
            m.close("path");
        }
        m.close("svg");
        let picture = m.finish();
        let id = &self.words.id;
        let file = map::file(id, self.layer, &picture, &legend);
        let svg = format!("<div class=\"app-chart app-map\">{}{picture}</div>", map::key(id, &legend));
        frame::chart(&self.words, summary, self.table(&of), svg, file)
    }

    fn table(&self, of: &BTreeMap<&AreaCode, (usize, &str)>) -> TableOf {
        let mut rows: Vec<(usize, &str, &str)> = Vec::new();
        for shape in &self.layer.shapes {
            rows.extend(of.get(&shape.code).map(|(number, words)| (*number, shape.name.as_str(), *words)));
        }
        rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        let row = |(number, name, words): (usize, &str, &str)| {
            vec![Cell::words(name), Cell::words(self.groups[number].label.as_str()), Cell::words(words)]
        };
        TableOf {
            caption: self.words.subtitle.clone(),
            columns: self.headings.iter().map(|heading| Column::words(heading)).collect(),
            rows: rows.into_iter().map(row).collect(),
        }
    }
}
