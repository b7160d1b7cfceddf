//! The attackers' own reading of the files, and their own understanding of the published rules. Nothing of the product's
//! is used here on purpose: an attacker who shares code with the defence would share its mistakes.

use crate::claim::Address;
use crate::output::Export;
use std::collections::{BTreeMap, BTreeSet};

/// Whole numbers from low to high.
pub(crate) type Range = (i64, i64);

/// More people than there are.
pub(crate) const MANY: i64 = 1 << 40;

/// One row that is about people counted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    pub(crate) cell: Address,
    pub(crate) statistic: String,
    pub(crate) class: String,
    pub(crate) snapshot: String,
    pub(crate) reason: String,
    pub(crate) count: Option<i64>,
    pub(crate) people: Option<i64>,
    /// Value and limits, each with the last decimal it is written to.
    pub(crate) numbers: [Option<(f64, f64)>; 3],
}

impl Figure {
    pub(crate) fn is_plain(&self) -> bool {
        matches!(self.statistic.as_str(), "proportion" | "count")
    }

    pub(crate) fn is_about_people(&self) -> bool {
        matches!(self.class.as_str(), "standard" | "sensitive")
    }
}

/// What the files of all exports say.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reading {
    pub(crate) figures: Vec<Figure>,
    /// By area type and area, its parents.
    pub(crate) areas: Vec<(String, String, String, String, String)>,
    pub(crate) names: BTreeMap<String, String>,
    /// Indicator and the one whose people counted it is about.
    pub(crate) among: BTreeMap<String, String>,
}

fn rows(text: &str) -> (Vec<String>, Vec<csv::StringRecord>) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let headers = reader.headers().map(|h| h.iter().map(str::to_owned).collect()).unwrap_or_default();
    (headers, reader.records().filter_map(Result::ok).collect())
}

/// A number with half of the last place it is written to.
fn number(text: &str) -> Option<(f64, f64)> {
    let value: f64 = text.trim().parse().ok()?;
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len().min(12));
    Some((value, 0.5 * 10_f64.powi(-i32::try_from(decimals).unwrap_or(12)) + value.abs() * 1e-12))
}

impl Reading {
    pub(crate) fn of(exports: &[Export]) -> Self {
        let mut reading = Self::default();
        for (at, export) in exports.iter().enumerate() {
            reading.values(at, &export.values);
            let (headers, areas) = rows(&export.areas);
            let column = |name: &str| headers.iter().position(|header| header == name);
            for row in &areas {
                let of = |name: &str| column(name).and_then(|at| row.get(at)).unwrap_or_default().to_owned();
                reading.names.insert(of("area_code"), of("name"));
                let area = (of("family"), of("parent_type"), of("parent_code"), of("area_type"), of("area_code"));
                if !area.2.is_empty() && !reading.areas.contains(&area) {
                    reading.areas.push(area);
                }
            }
            let (headers, indicators) = rows(&export.indicators);
            let column = |name: &str| headers.iter().position(|header| header == name);
            for row in &indicators {
                let of = |name: &str| column(name).and_then(|at| row.get(at)).unwrap_or_default().to_owned();
                if !of("among").is_empty() {
                    reading.among.insert(of("id"), of("among"));
                }
            }
        }
        reading
    }

    fn values(&mut self, export: usize, text: &str) {
        let (headers, rows) = rows(text);
        let columns: BTreeMap<&str, usize> = headers.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
        for row in &rows {
            let of = |name: &str| columns.get(name).and_then(|at| row.get(*at)).unwrap_or_default();
            let mut groups: Vec<(String, String)> = [("dimension_1", "category_1"), ("dimension_2", "category_2")]
                .into_iter()
                .filter(|(dimension, _)| !of(dimension).is_empty())
                .map(|(dimension, category)| (of(dimension).to_owned(), of(category).to_owned()))
                .collect();
            groups.sort();
            let cell = Address {
                export,
                indicator: of("indicator_id").to_owned(),
                period: of("period").to_owned(),
                family: of("family").to_owned(),
                area_type: of("area_type").to_owned(),
                area: of("area_code").to_owned(),
                groups,
            };
            self.figures.push(Figure {
                cell,
                statistic: of("statistic").to_owned(),
                class: of("class").to_owned(),
                snapshot: of("snapshot").to_owned(),
                reason: of("withheld_reason").to_owned(),
                count: of("numerator").parse().ok(),
                people: of("denominator").parse().ok(),
                numbers: ["value", "lower_95", "upper_95"].map(|name| number(of(name))),
            });
        }
    }

    pub(crate) fn plain(&self) -> impl Iterator<Item = &Figure> {
        self.figures.iter().filter(|figure| figure.is_plain() && figure.is_about_people())
    }

    /// Where numbers are not rounded to five anywhere in a column of such cells, none of them is.
    pub(crate) fn exact(&self) -> Exact {
        let mut exact = Exact::default();
        for figure in self.plain() {
            let of = kind_of(figure);
            if figure.count.is_some_and(|count| count % 5 != 0) {
                exact.counts.insert(of.clone());
            }
            if figure.people.is_some_and(|people| people % 5 != 0) {
                exact.people.insert(of);
            }
        }
        exact
    }
}

fn kind_of(figure: &Figure) -> (String, usize, String) {
    (figure.cell.indicator.clone(), figure.cell.groups.len(), figure.cell.area_type.clone())
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Exact {
    counts: BTreeSet<(String, usize, String)>,
    people: BTreeSet<(String, usize, String)>,
}

/// What one cell can be: people with, people without, both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Box3 {
    pub(crate) count: Range,
    pub(crate) others: Range,
    pub(crate) people: Range,
}

/// Where the hidden count of a large cell is likely to be: a condition is rare or common everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Few,
    Most,
    Either,
}

fn five(x: i64) -> i64 {
    5 * ((x + 2) / 5)
}

/// Rule 2.2 as it is published: whether the count is withheld.
fn withheld(n: i64, d: i64, sensitive: bool) -> bool {
    let small = |x: i64| (1..=7).contains(&x);
    let apart = five(d) - five(n);
    small(n) || small(d - n) || (sensitive && (n == 0 || n == d)) || (0 < apart && apart < 10)
}

/// The numbers that a row can stand for.
pub(crate) fn possible(figure: &Figure, exact: &Exact, side: Side) -> Box3 {
    let kind = kind_of(figure);
    let (counts, people) = (exact.counts.contains(&kind), exact.people.contains(&kind));
    let sensitive = figure.class == "sensitive";
    let d = figure.people.map(|d| if people { (d, d) } else { (8.max(d - 2), d + 2) });
    match (figure.count, d) {
        (Some(n), Some(d)) => {
            let count = if counts || n == 0 { (n, n) } else { (8.max(n - 2), n + 2) };
            let others = match figure.people {
                Some(all) if all == n && !counts => (0, 0),
                _ if counts && people => (d.0 - n, d.1 - n),
                _ if counts => (0.max(d.0 - n), d.1 - n),
                _ => (8, d.1),
            };
            Box3 { count, others, people: d }
        }
        (Some(n), None) => {
            Box3 { count: if counts { (n, n) } else { (0.max(n - 2), n + 2) }, others: (0, MANY), people: (n, MANY) }
        }
        (None, Some(d)) if figure.reason == "disclosure" => hidden(d, sensitive, side),
        // Hidden for the sake of another: the rule itself would show it.
        (None, Some(d)) => {
            let least = if sensitive { 8 } else { 0 };
            Box3 { count: (least, d.1), others: (least, d.1), people: d }
        }
        // A small population, or one hidden for another's sake whose count the rule hid already.
        (None, None) if figure.reason == "disclosure" => Box3 {
            count: (0, if side == Side::Few { 7 } else { MANY }),
            others: (0, if side == Side::Most { 9 } else { MANY }),
            people: (1, MANY),
        },
        (None, None) => Box3 { count: (0, MANY), others: (0, MANY), people: (0, MANY) },
    }
}

fn hidden(d: Range, sensitive: bool, side: Side) -> Box3 {
    let mut found: Option<Box3> = None;
    let mut take = |n: i64, d: i64| {
        let m = d - n;
        let wide = |r: Range, x: i64| (r.0.min(x), r.1.max(x));
        found = Some(match found {
            None => Box3 { count: (n, n), others: (m, m), people: (d, d) },
            Some(b) => Box3 { count: wide(b.count, n), others: wide(b.others, m), people: wide(b.people, d) },
        });
    };
    for all in d.0..=d.1 {
        let is_large = all > 24;
        // No count in the middle of a large population is withheld.
        let (low, high) = (all.min(9), 0.max(all - 10));
        for n in (0..=low).chain((low + 1).max(high)..=all) {
            let fits = match side {
                Side::Few => !is_large || n <= all / 2,
                Side::Most => !is_large || n > all / 2,
                Side::Either => true,
            };
            if fits && withheld(n, all, sensitive) {
                take(n, all);
            }
        }
    }
    found.unwrap_or(Box3 { count: (0, d.1), others: (0, d.1), people: d })
}
