//! Who lives here? People by age, against England. These are public figures, not released ones.

use crate::areas::tick_words;
use crate::chart::{Cell, Chart, Column, TableOf, Words};
use crate::format;
use crate::frame::{self, Drawing};
use crate::markup::{Markup, px, share};
use crate::point::{PublicFigure, Scale};
use commonweal_model::AgeBand;

/// A population pyramid: bars for the area, a stepped line for the comparator.
#[derive(Debug, Clone)]
pub struct PopulationPyramid {
    /// Heading, subtitle and id.
    pub words: Words,
    /// The area's name.
    pub area: String,
    /// The comparator's name: England.
    pub comparator: String,
    /// Age bands, youngest first.
    pub ages: Vec<AgeRow>,
}

/// People of one age band. All rows are split the same way.
#[derive(Debug, Clone, PartialEq)]
pub struct AgeRow {
    /// The age band.
    pub age: AgeBand,
    /// People in the area.
    pub people: People,
    /// People in the comparator, where known.
    pub comparator: Option<People>,
}

/// Numbers of people.
#[derive(Debug, Clone, PartialEq)]
pub enum People {
    /// Women and girls on the left, men and boys on the right.
    BySex {
        /// Women and girls.
        female: PublicFigure,
        /// Men and boys.
        male: PublicFigure,
    },
    /// Everybody, where the source does not split by sex.
    All(PublicFigure),
}

impl People {
    fn parts(&self) -> Vec<&PublicFigure> {
        match self {
            Self::BySex { female, male } => vec![female, male],
            Self::All(all) => vec![all],
        }
    }

    fn total(&self) -> f64 {
        self.parts().iter().map(|figure| figure.value).sum()
    }
}

/// Shares of all people, in percent, for one side of the pyramid.
struct Side {
    name: &'static str,
    area: Vec<f64>,
    comparator: Option<Vec<f64>>,
}

const ROW_HEIGHT: f64 = 20.0;

impl PopulationPyramid {
    /// Draws the chart.
    #[must_use]
    pub fn svg(&self) -> Chart {
        let sides = self.sides();
        let table = self.table(&sides);
        let summary = self.summary();
        frame::fluid(&self.words, summary, table, |_| self.draw(&sides))
    }

    fn sides(&self) -> Vec<Side> {
        let by_sex = self.ages.iter().all(|row| matches!(row.people, People::BySex { .. }));
        let names: &[&'static str] = if by_sex { &["Female", "Male"] } else { &["People"] };
        let part = |people: &People, side: usize| match people {
            People::BySex { female, male } if by_sex => [female.value, male.value][side],
            people => people.total(),
        };
        let all: f64 = self.ages.iter().map(|row| row.people.total()).sum();
        let comparators: Option<Vec<&People>> = self.ages.iter().map(|row| row.comparator.as_ref()).collect();
        let all_compared: f64 = comparators.iter().flatten().map(|people| people.total()).sum();
        let percent = |n: f64, of: f64| if of > 0.0 { 100.0 * n / of } else { 0.0 };
        let side = |side: usize, name: &'static str| Side {
            name,
            area: self.ages.iter().map(|row| percent(part(&row.people, side), all)).collect(),
            comparator: comparators
                .as_ref()
                .map(|rows| rows.iter().map(|people| percent(part(people, side), all_compared)).collect()),
        };
        names.iter().enumerate().map(|(i, name)| side(i, name)).collect()
    }

    fn sources(&self) -> Vec<&str> {
        let people = self.ages.iter().flat_map(|row| [Some(&row.people), row.comparator.as_ref()]).flatten();
        let mut sources: Vec<&str> = people.flat_map(People::parts).map(|figure| figure.source.as_str()).collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    }

    fn summary(&self) -> String {
        let share_of = |test: fn(&AgeBand) -> bool, pick: fn(&AgeRow) -> Option<&People>| -> Option<f64> {
            let rows: Option<Vec<(bool, f64)>> =
                self.ages.iter().map(|row| pick(row).map(|people| (test(&row.age), people.total()))).collect();
            let rows = rows?;
            let all: f64 = rows.iter().map(|(_, n)| n).sum();
            let some: f64 = rows.iter().filter(|(counted, _)| *counted).map(|(_, n)| n).sum();
            (all > 0.0).then(|| 100.0 * some / all)
        };
        let mut text = format!("Share of people in each age group in {}.", self.area);
        type Group = (&'static str, u16, fn(&AgeBand) -> bool);
        let groups: [Group; 2] =
            [("Under 20", 20, |age| age.to.is_some_and(|to| to < 20)), ("65 and over", 65, |age| age.from >= 65)];
        // A band that spans the age cannot be put on either side of it.
        let is_split = |at: u16| self.ages.iter().all(|row| row.age.from >= at || row.age.to.is_some_and(|to| to < at));
        for (name, _, test) in groups.into_iter().filter(|(_, at, _)| is_split(*at)) {
            if let Some(here) = share_of(test, |row| Some(&row.people)) {
                text += &format!(" {name}: {}", format::value(here, "%"));
                if let Some(there) = share_of(test, |row| row.comparator.as_ref()) {
                    text += &format!(" ({} {})", self.comparator, format::value(there, "%"));
                }
                text += ".";
            }
        }
        text + &format!(" Source: {}.", self.sources().join("; "))
    }

    fn table(&self, sides: &[Side]) -> TableOf {
        let mut columns = vec![Column::words("Age"), Column::number("People")];
        for side in sides {
            let what = if side.name == "People" { "Share".to_owned() } else { side.name.to_owned() };
            columns.push(Column::number(&format!("{what}, {}", self.area)));
            if side.comparator.is_some() {
                columns.push(Column::number(&format!("{what}, {}", self.comparator)));
            }
        }
        let rows = self.ages.iter().enumerate().map(|(i, row)| {
            let mut cells =
                vec![Cell::words(row.age.to_string()), Cell::number(format::value(row.people.total(), "people"))];
            for side in sides {
                cells.push(Cell::number(format::value(side.area[i], "%")));
                if let Some(comparator) = &side.comparator {
                    cells.push(Cell::number(format::value(comparator[i], "%")));
                }
            }
            cells
        });
        TableOf { caption: self.words.subtitle.clone(), columns, rows: rows.collect() }
    }

    fn draw(&self, sides: &[Side]) -> Drawing {
        let mut m = Markup::default();
        let has_comparator = sides.iter().any(|side| side.comparator.is_some());
        let mut top = 0.0;
        if has_comparator {
            m.empty("path", &[("d", "M0 11H22"), ("class", "app-chart__line")]);
            frame::text(&mut m, "30", 16.0, "app-chart__text", &self.comparator);
            top += 30.0;
        }
        let values = || sides.iter().flat_map(|side| side.area.iter().chain(side.comparator.iter().flatten()));
        let scale = Scale { low: 0.0, high: values().copied().fold(0.1, f64::max) };
        // Ages stand in the middle, or on the left where there is one side.
        let (half, middle) = if sides.len() == 2 { (0.42, 0.5) } else { (0.8, 0.075) };
        for (side, mirrored) in sides.iter().zip([sides.len() == 2, false]) {
            let origin = if mirrored { half } else { 1.0 - half };
            let x =
                |value: f64| if mirrored { origin - half * scale.at(value) } else { origin + half * scale.at(value) };
            if sides.len() == 2 {
                let class = if mirrored { "app-chart__text app-chart__end" } else { "app-chart__text" };
                frame::text(&mut m, &share(origin), top + 14.0, class, side.name);
            }
            self.side(&mut m, side, top + 22.0, &x, scale);
        }
        for (i, row) in self.ages.iter().rev().enumerate() {
            let y = top + 22.0 + ROW_HEIGHT * (i as f64 + 0.5) + 5.0;
            frame::text(&mut m, &share(middle), y, "app-chart__small app-chart__middle", &row.age.to_string());
        }
        Drawing { inside: m, height: top + 22.0 + ROW_HEIGHT * self.ages.len() as f64 + 28.0 }
    }

    fn side(&self, m: &mut Markup, side: &Side, top: f64, x: &impl Fn(f64) -> f64, scale: Scale) {
        let bottom = top + ROW_HEIGHT * self.ages.len() as f64;
        for tick in frame::ticks(scale, 3) {
            let at = share(x(tick));
            let class = if tick == 0.0 { "app-chart__axis" } else { "app-chart__grid" };
            m.empty("line", &[("x1", &at), ("y1", &px(top)), ("x2", &at), ("y2", &px(bottom)), ("class", class)]);
            let anchor = if x(tick) < 0.05 {
                "app-chart__small"
            } else if x(tick) > 0.95 {
                "app-chart__small app-chart__end"
            } else {
                "app-chart__small app-chart__middle"
            };
            frame::text(m, &at, bottom + 18.0, anchor, &tick_words(tick, "%"));
        }
        for (i, (row, value)) in self.ages.iter().zip(&side.area).rev().enumerate() {
            let y = px(top + ROW_HEIGHT * i as f64 + 2.0);
            let (a, b) = (x(0.0).min(x(*value)), x(0.0).max(x(*value)));
            m.open("g", &[]);
            m.words("title", &[], &format!("{}, {}: {}", side.name, row.age, format::value(*value, "%")));
            let (left, width, height) = (share(a), share(b - a), px(ROW_HEIGHT - 4.0));
            let class = "app-chart__bar app-chart__people";
            m.empty("rect", &[("x", &left), ("y", &y), ("width", &width), ("height", &height), ("class", class)]);
            m.close("g");
        }
        let Some(comparator) = &side.comparator else { return };
        let mut last: Option<f64> = None;
        for (i, value) in comparator.iter().rev().enumerate() {
            let (y1, y2) = (top + ROW_HEIGHT * i as f64, top + ROW_HEIGHT * (i as f64 + 1.0));
            let at = share(x(*value));
            if let Some(last) = last {
                frame::edged_line(m, [&share(x(last)), &px(y1), &at, &px(y1)], "app-chart__line");
            }
            frame::edged_line(m, [&at, &px(y1), &at, &px(y2)], "app-chart__line");
            last = Some(*value);
        }
    }
}
