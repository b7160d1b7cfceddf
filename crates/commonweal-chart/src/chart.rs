//! What every chart hands to a page: the picture, its words, and the table of the same numbers.

use crate::markup::Markup;
use crate::style::CSS;
use commonweal_disclosure::Comparison;

/// The words around a chart, and the name that keeps its parts apart from those of other charts on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Unique on the page; letters, digits and hyphens. Everything in the picture that needs an id starts with it.
    pub id: String,
    /// The finding, as a sentence.
    pub heading: String,
    /// What is measured, about whom, when.
    pub subtitle: String,
}

/// A chart ready for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// The picture, to be placed in a page as it is. Its looks are in [`crate::CSS`].
    pub svg: String,
    /// The finding, as a sentence; the page shows it above the picture.
    pub heading: String,
    /// What is measured, about whom, when.
    pub subtitle: String,
    /// What the picture shows, in words, for a reader who does not see it.
    pub summary: String,
    /// The same numbers.
    pub table: TableOf,
    pub(crate) file: Picture,
}

/// A picture without the page: one SVG element and its height in pixels at [`FILE_WIDTH`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) svg: String,
    pub(crate) height: u32,
}

/// Width in pixels of a picture kept as a file.
const FILE_WIDTH: u32 = 760;

impl Chart {
    /// The picture as a file of its own: heading, subtitle, picture and the line given for source, date and address.
    #[must_use]
    pub fn file(&self, source_line: &str) -> String {
        let margin = 20;
        let headings = crate::markup::wrap(&self.heading, 66);
        let subtitles = crate::markup::wrap(&self.subtitle, 92);
        let sources = crate::markup::wrap(source_line, 104);
        let mut y = margin;
        let mut words = Markup::default();
        for (lines, class, step) in
            [(&headings, "app-chart__file-heading", 28), (&subtitles, "app-chart__file-subtitle", 22)]
        {
            for line in lines {
                y += step;
                words.words("text", &[("x", "20"), ("y", &y.to_string()), ("class", class)], line);
            }
        }
        let picture_top = y + margin;
        y = picture_top + self.file.height as usize + 8;
        for line in &sources {
            y += 18;
            words.words("text", &[("x", "20"), ("y", &y.to_string()), ("class", "app-chart__file-source")], line);
        }
        let height = (y + margin).to_string();
        let width = FILE_WIDTH.to_string();
        let mut m = Markup::default();
        m.open(
            "svg",
            &[
                ("xmlns", "http://www.w3.org/2000/svg"),
                ("width", &width),
                ("height", &height),
                ("class", "app-chart--file"),
            ],
        );
        m.words("style", &[], CSS);
        m.empty("rect", &[("width", "100%"), ("height", "100%"), ("class", "app-chart__paper")]);
        m.push(&words.finish());
        let inner = (FILE_WIDTH as usize - 2 * margin).to_string();
        m.open(
            "svg",
            &[
                ("x", "20"),
                ("y", &picture_top.to_string()),
                ("width", &inner),
                ("height", &self.file.height.to_string()),
            ],
        );
        m.push(&self.file.svg);
        m.close("svg");
        m.close("svg");
        m.finish()
    }
    /// The picture alone as a file of its own, `width` pixels wide, for a document that has the words around it.
    #[must_use]
    pub fn drawing(&self, width: u32) -> String {
        let (width, height) = (width.to_string(), self.file.height.to_string());
        let mut m = Markup::default();
        m.open(
            "svg",
            &[
                ("xmlns", "http://www.w3.org/2000/svg"),
                ("width", &width),
                ("height", &height),
                ("class", "app-chart--file"),
            ],
        );
        m.words("style", &[], CSS);
        m.push(&self.file.svg);
        m.close("svg");
        m.finish()
    }
}

/// The numbers of a chart as a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableOf {
    /// What the table holds, as a sentence without a stop.
    pub caption: String,
    /// Headers, left to right.
    pub columns: Vec<Column>,
    /// Rows, each as wide as `columns`; the first cell of a row is its header.
    pub rows: Vec<Vec<Cell>>,
}

/// A column's header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The words at its head.
    pub label: String,
    /// Numbers below, so set right.
    pub numeric: bool,
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What stands in the cell.
    pub text: String,
    /// Holds a number or stands where a number would, so set right.
    pub numeric: bool,
    /// Why the cell holds `*`, for the reader; the page shows it beside the cell.
    pub reason: Option<&'static str>,
    /// The mark to show before the words, for a cell that compares.
    pub mark: Option<Comparison>,
}

impl Cell {
    /// A cell of words.
    #[must_use]
    pub fn words(text: impl Into<String>) -> Self {
        Self { text: text.into(), numeric: false, reason: None, mark: None }
    }

    /// A cell with a number as written by [`crate::format`].
    #[must_use]
    pub fn number(text: impl Into<String>) -> Self {
        Self { text: text.into(), numeric: true, reason: None, mark: None }
    }
}

impl Column {
    pub(crate) fn words(label: &str) -> Self {
        Self { label: label.to_owned(), numeric: false }
    }

    pub(crate) fn number(label: &str) -> Self {
        Self { label: label.to_owned(), numeric: true }
    }
}
