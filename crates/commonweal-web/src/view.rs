//! What templates receive: words and numbers ready to show. Nothing is calculated in a template.

use crate::people::Bar;
use commonweal_chart::mark::icon;
use commonweal_chart::{Cell, Chart, TableOf};

/// What surrounds every page.
pub(crate) struct Frame {
    pub(crate) title: String,
    /// Where the site's files are: an address that changes when they do.
    pub(crate) assets: String,
    /// The folder of NHS.UK frontend among them.
    pub(crate) frontend: &'static str,
    pub(crate) start_line: &'static str,
    /// The band of made-up people; none where people are real.
    pub(crate) band: Option<Band>,
    /// That the latest release was withdrawn, where it was.
    pub(crate) withdrawn: Option<String>,
    pub(crate) area_name: String,
    pub(crate) navigation: Vec<NavigationItem>,
    pub(crate) crumbs: Vec<Link>,
    pub(crate) footer_links: Vec<Link>,
    pub(crate) footer: Vec<String>,
    /// The page's own address, for print.
    pub(crate) address: String,
    /// Who is signed in.
    pub(crate) bar: Option<Bar>,
}

/// What stands above every page about made-up people.
pub(crate) struct Band {
    /// What they are, set in bold.
    pub(crate) first: String,
    pub(crate) rest: &'static str,
}

/// A link of the navigation.
pub(crate) struct NavigationItem {
    pub(crate) label: &'static str,
    pub(crate) href: &'static str,
    pub(crate) current: bool,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) label: String,
    pub(crate) href: String,
}

impl Link {
    pub(crate) fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// One cell of a table, or a value on its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct CellView {
    pub(crate) text: String,
    pub(crate) numeric: bool,
    /// Why there is `*` and no number.
    pub(crate) reason: Option<&'static str>,
    /// A shape that stands before the words.
    pub(crate) mark: Option<String>,
    pub(crate) href: Option<String>,
    /// A picture the size of a word.
    pub(crate) picture: Option<String>,
    /// Quieter lines below.
    pub(crate) lines: Vec<String>,
}

impl CellView {
    pub(crate) fn words(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    pub(crate) fn number(text: impl Into<String>) -> Self {
        Self { text: text.into(), numeric: true, ..Self::default() }
    }

    pub(crate) fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: Some(href.into()), ..Self::default() }
    }

    pub(crate) fn withheld(reason: &'static str) -> Self {
        Self { numeric: true, reason: Some(reason), ..Self::default() }
    }

    pub(crate) fn left(mut self) -> Self {
        self.numeric = false;
        self
    }
}

impl From<Cell> for CellView {
    fn from(cell: Cell) -> Self {
        Self {
            numeric: cell.numeric,
            reason: cell.reason,
            mark: cell.mark.map(icon),
            text: cell.text,
            ..Self::default()
        }
    }
}

/// The head of a column.
pub(crate) struct ColumnView {
    pub(crate) label: String,
    pub(crate) numeric: bool,
    pub(crate) href: Option<String>,
}

impl ColumnView {
    pub(crate) fn words(label: impl Into<String>) -> Self {
        Self { label: label.into(), numeric: false, href: None }
    }

    pub(crate) fn number(label: impl Into<String>) -> Self {
        Self { label: label.into(), numeric: true, href: None }
    }
}

/// A table.
pub(crate) struct TableView {
    pub(crate) caption: String,
    /// For screen readers only, where a heading above says the same.
    pub(crate) caption_hidden: bool,
    pub(crate) columns: Vec<ColumnView>,
    pub(crate) rows: Vec<Vec<CellView>>,
}

impl TableView {
    /// Each reason for a `*` in the table, once, in the order of their words.
    pub(crate) fn reasons(&self) -> Vec<&'static str> {
        reasons(self.rows.iter().flatten())
    }
}

/// Each reason among cells, once.
pub(crate) fn reasons<'a>(cells: impl IntoIterator<Item = &'a CellView>) -> Vec<&'static str> {
    let mut reasons: Vec<&'static str> = cells.into_iter().filter_map(|cell| cell.reason).collect();
    reasons.sort_unstable();
    reasons.dedup();
    reasons
}

impl From<TableOf> for TableView {
    fn from(table: TableOf) -> Self {
        Self {
            caption: table.caption,
            caption_hidden: false,
            columns: table
                .columns
                .into_iter()
                .map(|column| ColumnView { label: column.label, numeric: column.numeric, href: None })
                .collect(),
            rows: table.rows.into_iter().map(|row| row.into_iter().map(CellView::from).collect()).collect(),
        }
    }
}

/// A chart on a page: heading, picture, table, downloads.
pub(crate) struct ChartView {
    pub(crate) id: String,
    pub(crate) heading: String,
    pub(crate) subtitle: String,
    pub(crate) svg: String,
    pub(crate) summary: String,
    pub(crate) note: Option<String>,
    pub(crate) table: TableView,
    /// Chapters of the handbook that explain it.
    pub(crate) chapters: Vec<Link>,
    pub(crate) links: Vec<Link>,
}

impl ChartView {
    pub(crate) fn new(id: &str, chart: Chart, note: Option<String>, links: Vec<Link>) -> Self {
        Self {
            id: id.to_owned(),
            heading: chart.heading,
            subtitle: chart.subtitle,
            svg: chart.svg,
            summary: chart.summary,
            note,
            table: chart.table.into(),
            chapters: Vec::new(),
            links,
        }
    }

    /// The same chart with the chapters that explain it.
    pub(crate) fn explained_by(mut self, chapters: Vec<Link>) -> Self {
        self.chapters = chapters;
        self
    }
}

/// Filters of the templates.
#[expect(unreachable_pub, reason = "askama writes the filter's type as public")]
pub(crate) mod filters {
    /// The catalogue's text of a key: `{{ "site.skip"|t }}`.
    #[askama::filter_fn]
    pub(crate) fn t(key: &str, _: &dyn askama::Values) -> askama::Result<&'static str> {
        Ok(commonweal_indicator::text(key))
    }
}
