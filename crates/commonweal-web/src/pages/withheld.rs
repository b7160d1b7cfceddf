//! What is not shown? How much of a release was hidden to protect people, for which areas and groups, why, and how much
//! detail that cost.

use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, ColumnView, Frame, Link, TableView, filters};
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_app::{Site, csv_text};
use commonweal_chart::format;
use commonweal_disclosure::{Utility, UtilityRow, Withheld};
use commonweal_indicator::{say, text};
use commonweal_model::{AreaType, Dimension, Family};
use std::collections::BTreeMap;

/// Where it is.
const ADDRESS: &str = "/withheld";

#[derive(Template)]
#[template(path = "pages/withheld.html")]
struct WithheldPage {
    frame: Frame,
    heading: String,
    lead: String,
    lost: Vec<String>,
    key: Vec<BarKey>,
    tables: Vec<Part>,
    why: Vec<Reason>,
    links: Vec<Link>,
}

/// One way to divide what is hidden.
struct Part {
    id: &'static str,
    heading: &'static str,
    table: TableView,
}

/// A reason as it stands beside a hidden figure, and what it means.
struct Reason {
    words: &'static str,
    meaning: &'static str,
}

/// One piece of a bar and its meaning.
struct BarKey {
    picture: String,
    words: &'static str,
}

/// The link beside figures that are hidden.
pub(crate) fn link() -> Link {
    Link::new(text("withheld.link"), ADDRESS)
}

/// `/withheld`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    pages::show(&app, Parameters::read(asked, &[]).map(|_| withheld(&app)))
}

/// `/withheld.csv`
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    match Parameters::read(asked, &[]) {
        Ok(_) => {
            let name = format!("{}-withheld.csv", app.site.facts().class.as_str());
            pages::download(&name, "text/csv; charset=utf-8", csv_text(&file(&app.site)))
        }
        Err(problem) => problem.page(&app),
    }
}

/// How many counts there are, and how many of them cannot be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Hidden {
    /// Counts by area and group.
    pub(crate) cells: u64,
    /// Without a count because it is small.
    pub(crate) by_rule: u64,
    /// Without a count besides, so that no other can be worked out.
    pub(crate) besides: u64,
    /// Nothing is said of them, not even for how many people they stand; among those of both kinds.
    pub(crate) not_listed: u64,
}

impl Hidden {
    /// What one row of the count kept with a release says.
    pub(crate) fn of(row: &UtilityRow) -> Self {
        Self {
            cells: row.cells,
            by_rule: row.withheld_by_rule,
            besides: row.withheld_by_audit,
            not_listed: row.not_listed,
        }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.cells += other.cells;
        self.by_rule += other.by_rule;
        self.besides += other.besides;
        self.not_listed += other.not_listed;
    }

    /// Without a count for either reason.
    pub(crate) fn all(self) -> u64 {
        self.by_rule + self.besides
    }

    /// A part of the counts in percent.
    pub(crate) fn percent(self, part: u64) -> f64 {
        if self.cells > 0 { 100.0 * part as f64 / self.cells as f64 } else { 0.0 }
    }

    /// The same in words.
    pub(crate) fn share(self, part: u64) -> String {
        format::value(self.percent(part), "%")
    }

    /// How many there are, how many are hidden for which reason, and all of it as a bar.
    pub(crate) fn cells_of_numbers(self) -> Vec<CellView> {
        let share = |part: u64| {
            let mut cell = CellView::number(self.share(part));
            cell.lines.push(count(part));
            cell
        };
        let mut picture = CellView::words("");
        picture.picture = Some(bar(self.percent(self.by_rule), self.percent(self.besides)));
        vec![CellView::number(count(self.cells)), share(self.by_rule), share(self.besides), share(self.all()), picture]
    }
}

/// A breakdown in words: everybody together, or by what.
pub(crate) fn breakdown(dimensions: &[Dimension]) -> String {
    match dimensions {
        [] => text("indicator.everyone").to_owned(),
        [one] => say("withheld.by", &[("what", &small(*one))]),
        [one, two, ..] => say("withheld.by.two", &[("what", &small(*one)), ("other", &small(*two))]),
    }
}

fn small(dimension: Dimension) -> String {
    words::small(words::dimension_heading(dimension))
}

fn count(number: u64) -> String {
    format::count(i64::try_from(number).unwrap_or(i64::MAX))
}

/// The rows of a release's count added up under a key, in the order of the keys.
fn added<K: Ord>(utility: &Utility, key: fn(&UtilityRow) -> K) -> Vec<(K, Hidden)> {
    let mut parts: BTreeMap<K, Hidden> = BTreeMap::new();
    for row in &utility.rows {
        parts.entry(key(row)).or_default().add(Hidden::of(row));
    }
    parts.into_iter().collect()
}

fn withheld(app: &App) -> WithheldPage {
    let site = &app.site;
    let utility = site.utility().filter(|utility| !utility.rows.is_empty());
    let title = text("withheld.title");
    let all = utility.map(|utility| {
        let mut all = Hidden::default();
        utility.rows.iter().for_each(|row| all.add(Hidden::of(row)));
        all
    });
    let (heading, lead) = match all {
        Some(all) => (heading(all), lead(site, all)),
        None => (text("withheld.heading.unknown").to_owned(), text("withheld.lead.unknown").to_owned()),
    };
    let mut links = vec![
        Link::new(text("withheld.quality"), "/data-quality#not-shown"),
        Link::new(text("withheld.method"), "/methods/small-numbers"),
    ];
    if utility.is_some() {
        links.insert(0, Link::new(text("withheld.csv"), "/withheld.csv"));
    }
    WithheldPage {
        frame: pages::frame(app, Place::Nowhere, title, vec![pages::home()], ADDRESS),
        heading,
        lead,
        lost: all.zip(utility).map(|(all, utility)| lost(all, utility, site.kept_counts())).unwrap_or_default(),
        key: if utility.is_some() { bar_key() } else { Vec::new() },
        tables: utility.map(tables).unwrap_or_default(),
        why: Withheld::ALL.iter().map(|why| Reason { words: why.reason(), meaning: meaning(*why) }).collect(),
        links,
    }
}

fn heading(all: Hidden) -> String {
    match all.all() {
        0 => text("withheld.heading.none").to_owned(),
        hidden => say("withheld.heading", &[("share", &all.share(hidden))]),
    }
}

fn lead(site: &Site, all: Hidden) -> String {
    let (cells, rule, besides) = (count(all.cells), count(all.by_rule), count(all.besides));
    let readable = all.share(all.cells.saturating_sub(all.all()));
    let places = [
        ("date", pages::data_date(site)),
        ("cells", cells),
        ("rule", rule),
        ("besides", besides),
        ("readable", readable),
    ];
    say("withheld.lead", &places.each_ref().map(|(name, value)| (*name, value.as_str())))
}

/// How much detail was lost, where most of it, and what is not known of it.
fn lost(all: Hidden, utility: &Utility, kept: u64) -> Vec<String> {
    let parts = [("rule", all.share(all.by_rule)), ("besides", all.share(all.besides))];
    let mut lines = vec![say("withheld.lost", &parts.each_ref().map(|(name, value)| (*name, value.as_str())))];
    if all.not_listed > 0 {
        lines.push(say("withheld.lost.not_listed", &[("number", &count(all.not_listed))]));
    }
    let by_both = added(utility, |row| (row.area_type, row.family, row.dimensions.clone()));
    let most = by_both.into_iter().filter(|(_, hidden)| hidden.all() > 0).max_by(|a, b| {
        let share = |hidden: &Hidden| hidden.percent(hidden.all());
        share(&a.1).total_cmp(&share(&b.1)).then_with(|| b.0.cmp(&a.0))
    });
    if let Some(((kind, _, dimensions), hidden)) = most {
        let places = [
            ("areas", words::areas(kind).to_owned()),
            ("by", words::small(&breakdown(&dimensions))),
            ("share", hidden.share(hidden.all())),
        ];
        lines.push(say("withheld.lost.most", &places.each_ref().map(|(name, value)| (*name, value.as_str()))));
    }
    lines.extend(kept_words(kept));
    lines
}

/// What cannot be said exactly where figures were kept from an earlier release.
pub(crate) fn kept_words(kept: u64) -> Option<String> {
    (kept > 0).then(|| say("withheld.kept", &[("number", &count(kept))]))
}

fn meaning(why: Withheld) -> &'static str {
    text(match why {
        Withheld::Disclosure => "withheld.why.disclosure",
        Withheld::Linked => "withheld.why.linked",
        Withheld::Unreliable => "withheld.why.unreliable",
        Withheld::NotCalculated => "withheld.why.not_calculated",
    })
}

/// The order of rows by kind of area and breakdown, on the page, in its file and through the interface.
pub(crate) fn in_order(row: &UtilityRow) -> (AreaType, Family, usize, Vec<Dimension>) {
    (row.area_type, row.family, row.dimensions.len(), row.dimensions.clone())
}

fn tables(utility: &Utility) -> Vec<Part> {
    let by_area = added(utility, |row| (row.area_type, row.family));
    let by_breakdown = added(utility, |row| (row.dimensions.len(), row.dimensions.clone()));
    let by_both = added(utility, in_order);
    let areas = |(kind, family): (AreaType, Family)| {
        let mut cell = CellView::words(words::capital(words::areas(kind)));
        cell.lines.push(family.label().to_owned());
        cell
    };
    let groups = |dimensions: &[Dimension]| CellView::words(words::capital(&breakdown(dimensions)));
    vec![
        Part {
            id: "areas",
            heading: text("withheld.areas"),
            table: table(
                "withheld.areas.caption",
                &["quality.column.kind"],
                by_area.into_iter().map(|(key, hidden)| (vec![areas(key)], hidden)),
            ),
        },
        Part {
            id: "breakdowns",
            heading: text("withheld.breakdowns"),
            table: table(
                "withheld.breakdowns.caption",
                &["withheld.column.breakdown"],
                by_breakdown.into_iter().map(|((_, dimensions), hidden)| (vec![groups(&dimensions)], hidden)),
            ),
        },
        Part {
            id: "both",
            heading: text("withheld.both"),
            table: table(
                "withheld.both.caption",
                &["quality.column.kind", "withheld.column.breakdown"],
                by_both.into_iter().map(|((kind, family, _, dimensions), hidden)| {
                    (vec![areas((kind, family)), groups(&dimensions)], hidden)
                }),
            ),
        },
    ]
}

/// The same columns of numbers, and a bar, after the names of the rows.
fn table(caption: &str, first: &[&str], rows: impl Iterator<Item = (Vec<CellView>, Hidden)>) -> TableView {
    let mut columns: Vec<ColumnView> = first.iter().map(|key| ColumnView::words(text(key))).collect();
    columns.extend(columns_of_numbers());
    let row = |(mut cells, hidden): (Vec<CellView>, Hidden)| {
        cells.extend(hidden.cells_of_numbers());
        cells
    };
    TableView { caption: text(caption).to_owned(), caption_hidden: true, columns, rows: rows.map(row).collect() }
}

/// The heads of what [`Hidden::cells_of_numbers`] shows.
pub(crate) fn columns_of_numbers() -> Vec<ColumnView> {
    vec![
        ColumnView::number(text("withheld.column.cells")),
        ColumnView::number(text("withheld.column.rule")),
        ColumnView::number(text("withheld.column.besides")),
        ColumnView::number(text("withheld.column.all")),
        ColumnView::words(text("withheld.column.bar")),
    ]
}

/// How wide a bar of everything is, and how high.
const BAR: (f64, f64) = (160.0, 16.0);

/// A bar of all counts: what is hidden by the rule, then what is hidden besides. The numbers beside it say the same, so that
/// readers of words miss nothing.
fn bar(by_rule: f64, besides: f64) -> String {
    let (width, height) = BAR;
    let at = |percent: f64| (percent.clamp(0.0, 100.0) * width) / 100.0;
    let (first, second) = (at(by_rule), at(by_rule + besides) - at(by_rule));
    format!(
        "<svg class=\"app-share\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" aria-hidden=\"true\" \
         focusable=\"false\"><rect class=\"app-share__all\" x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\"/><rect \
         class=\"app-share__rule\" width=\"{first:.1}\" height=\"{height}\"/><rect class=\"app-share__besides\" \
         x=\"{first:.1}\" y=\"4\" width=\"{second:.1}\" height=\"8\"/></svg>",
        width - 1.0,
        height - 1.0,
    )
}

/// What the pieces of a bar mean: they differ in height as well as in colour.
fn bar_key() -> Vec<BarKey> {
    let piece = |class: &str, y: u32, height: u32, key: &str| BarKey {
        picture: format!(
            "<svg class=\"app-share\" width=\"24\" height=\"16\" viewBox=\"0 0 24 16\" aria-hidden=\"true\" \
             focusable=\"false\"><rect class=\"{class}\" x=\"0.5\" y=\"{y}.5\" width=\"23\" height=\"{height}\"/></svg>"
        ),
        words: text(key),
    };
    vec![
        piece("app-share__rule", 0, 15, "withheld.key.rule"),
        piece("app-share__besides", 3, 8, "withheld.key.besides"),
        piece("app-share__all", 0, 15, "withheld.key.all"),
    ]
}

/// One row for each kind of area and breakdown.
fn file(site: &Site) -> Vec<Vec<String>> {
    let header = [
        "family",
        "area_type",
        "dimension_1",
        "dimension_2",
        "cells",
        "withheld_by_rule",
        "withheld_besides",
        "not_listed",
        "percent_by_rule",
        "percent_after_audit",
        "index_date",
        "release_id",
        "rules_version",
        "class",
    ];
    let facts = site.facts();
    let date = facts.index_date.map(|date| date.to_string()).unwrap_or_default();
    let row = |row: &UtilityRow| {
        let hidden = Hidden::of(row);
        let dimension = |at: usize| row.dimensions.get(at).map(|of| of.as_str().to_owned()).unwrap_or_default();
        vec![
            row.family.as_str().to_owned(),
            row.area_type.as_str().to_owned(),
            dimension(0),
            dimension(1),
            hidden.cells.to_string(),
            hidden.by_rule.to_string(),
            hidden.besides.to_string(),
            hidden.not_listed.to_string(),
            format!("{:.2}", hidden.percent(hidden.by_rule)),
            format!("{:.2}", hidden.percent(hidden.all())),
            date.clone(),
            facts.release_id.clone(),
            facts.rules_version.clone(),
            facts.class.as_str().to_owned(),
        ]
    };
    let mut rows: Vec<&UtilityRow> = site.utility().into_iter().flat_map(|utility| &utility.rows).collect();
    rows.sort_by_key(|row| in_order(row));
    std::iter::once(header.map(str::to_owned).to_vec()).chain(rows.into_iter().map(row)).collect()
}
