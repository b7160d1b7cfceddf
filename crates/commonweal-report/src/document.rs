//! What can a report hold?

use crate::number::shown_number;
use serde::Serialize;

/// A report, whatever it is written as.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// What kind of report it is: `Population profile`.
    pub kind: String,
    /// What it is about, which is its title: `Mansfield`.
    pub title: String,
    /// What was found, in one sentence; the largest words of the first page.
    pub finding: String,
    /// Whom and when it is about, in one sentence.
    pub about: String,
    /// Whose report it is: the name of the workspace.
    pub owner: String,
    /// Stands above everything where people are made up; none where they are real or the figures published.
    pub synthetic: Option<String>,
    /// The day the figures are of, in words.
    pub data_date: String,
    /// What stands at the foot of every page, before the page's number.
    pub foot: String,
    /// What is true of the whole report: its area, date, release, rules.
    pub facts: Vec<Fact>,
    /// What it says, in order.
    pub blocks: Vec<Block>,
    /// The command that makes this report again.
    pub command: String,
    /// Whether it is to be one page of A4 in print. Its letters become smaller until it is, by a fifth at most; then its last
    /// sections stay away from the PDF, which names them.
    pub is_one_page: bool,
}

/// A name and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// The name.
    pub term: String,
    /// What it stands for, one line each.
    pub lines: Vec<String>,
}

impl Fact {
    /// A fact of one line.
    #[must_use]
    pub fn new(term: impl Into<String>, line: impl Into<String>) -> Self {
        Self { term: term.into(), lines: vec![line.into()] }
    }
}

/// One part of a report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", content = "is", rename_all = "snake_case")]
pub enum Block {
    /// Begins a section.
    Heading(String),
    /// Begins a part of a section.
    Subheading(String),
    /// Plain words.
    Paragraph(String),
    /// Points, each a sentence.
    List(Vec<String>),
    /// Findings side by side, the largest words after the title.
    Cards(Vec<Card>),
    /// Numbers in rows.
    Table(Table),
    /// A picture of numbers, with the same numbers in a table.
    Figure(Figure),
    /// Names and what they stand for, set small: how something is made.
    Facts(Vec<Fact>),
    /// What follows begins on a new page, where there are pages.
    NewPage,
}

/// One finding, to be read from across a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Card {
    /// What it is about.
    pub title: String,
    /// How large it is: `8.5 years`, or `*`.
    pub size: String,
    /// Its limits, quieter.
    pub limits: Option<String>,
    /// Which way it points.
    pub mark: Option<Mark>,
    /// What it says, sentence by sentence.
    pub lines: Vec<String>,
    /// Why there is `*`.
    pub reason: Option<String>,
}

/// Better, similar, worse: the same shapes as everywhere, each with its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// A triangle that points up.
    Better,
    /// A circle.
    Similar,
    /// A triangle that points down.
    Worse,
    /// An arrow up.
    Higher,
    /// An arrow down.
    Lower,
    /// A hollow square.
    NotCompared,
}

impl Mark {
    /// The shape, as a character.
    #[must_use]
    pub fn shape(self) -> &'static str {
        match self {
            Self::Better => "▲",
            Self::Similar => "●",
            Self::Worse => "▼",
            Self::Higher => "↑",
            Self::Lower => "↓",
            Self::NotCompared => "□",
        }
    }

    /// Its colour, which says nothing that the shape and the word do not.
    #[must_use]
    pub fn colour(self) -> &'static str {
        match self {
            Self::Better => "007f3b",
            Self::Worse => "d5281b",
            Self::Higher | Self::Lower => "330072",
            Self::Similar | Self::NotCompared => "4c6272",
        }
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// A short name, for the tab of a spreadsheet.
    pub name: String,
    /// What it holds, as a sentence without a stop.
    pub caption: String,
    /// Heads of its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// What to know beside it.
    pub notes: Vec<String>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    /// The words at its head.
    pub label: String,
    /// Numbers stand below, set right.
    pub numeric: bool,
    /// How much of the width it takes beside the others.
    pub share: f64,
}

impl Column {
    /// A column of words.
    #[must_use]
    pub fn words(label: impl Into<String>, share: f64) -> Self {
        Self { label: label.into(), numeric: false, share }
    }

    /// A column of numbers.
    #[must_use]
    pub fn number(label: impl Into<String>, share: f64) -> Self {
        Self { label: label.into(), numeric: true, share }
    }
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The heading it stands under, where the table has such headings.
    pub group: Option<String>,
    /// Its cells, as many as there are columns; the first names the row.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Cell {
    /// What stands in it, as the site shows it.
    pub text: String,
    /// The number it shows, where it shows one.
    pub number: Option<f64>,
    /// Set right.
    pub numeric: bool,
    /// Why it holds `*`.
    pub reason: Option<String>,
    /// The shape before the words.
    pub mark: Option<Mark>,
    /// Quieter lines below: limits, of how many.
    pub lines: Vec<String>,
}

impl Cell {
    /// A cell of words.
    #[must_use]
    pub fn words(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A cell of a number, as it is shown; the number is read from what is shown, so that no file says more.
    #[must_use]
    pub fn number(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { number: shown_number(&text), text, numeric: true, ..Self::default() }
    }

    /// A cell whose number is not shown.
    #[must_use]
    pub fn withheld(reason: impl Into<String>) -> Self {
        Self { text: WITHHELD.to_owned(), numeric: true, reason: Some(reason.into()), ..Self::default() }
    }
}

/// What stands where a number is withheld.
pub(crate) const WITHHELD: &str = "*";

impl Table {
    /// Each reason for a `*` in the table, once.
    #[must_use]
    pub fn reasons(&self) -> Vec<&str> {
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        let mut reasons: Vec<&str> = cells.filter_map(|cell| cell.reason.as_deref()).collect();
        reasons.sort_unstable();
        reasons.dedup();
        reasons
    }
}

/// A chart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// What it shows: the finding, as a sentence.
    pub heading: String,
    /// What is measured, about whom, when.
    pub subtitle: String,
    /// The picture: one SVG that needs nothing else, in the typeface `Arial, sans-serif`.
    pub svg: String,
    /// What the picture shows, for a reader who does not see it.
    pub alternative: String,
    /// What to know beside it.
    pub note: Option<String>,
    /// The same numbers. The PDF prints them only where asked to; every other file always has them.
    pub table: Option<Table>,
    /// Whether the PDF prints the table too.
    pub table_in_print: bool,
}

impl Document {
    /// Every table in order: those that stand by themselves, and those of charts.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Figure(figure) => figure.table.as_ref(),
            _ => None,
        })
    }
}
