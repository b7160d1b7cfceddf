//! What a page about the plans is made of: a heading that says what was found, counts, lists to narrow it, and sections.

use crate::csv::Table;
use crate::pages::indicators::SelectView;
use crate::view::{CellView, ChartView, ColumnView, Frame, Link, TableView, filters, reasons};
use askama::Template;

/// A page about the plans.
#[derive(Template)]
#[template(path = "pages/plan.html")]
pub(crate) struct PlanPage {
    pub(crate) frame: Frame,
    pub(crate) caption: String,
    pub(crate) heading: String,
    pub(crate) sentence: String,
    /// What a reader must know before the rest.
    pub(crate) insets: Vec<String>,
    pub(crate) counts: Vec<Count>,
    /// Where the lists that narrow it lead to; empty where there are none.
    pub(crate) action: &'static str,
    pub(crate) selects: Vec<SelectView>,
    pub(crate) links: Vec<Link>,
    /// Links to files.
    pub(crate) files: Vec<Link>,
    pub(crate) sections: Vec<Section>,
}

impl PlanPage {
    /// A page with nothing but its heading.
    pub(crate) fn new(frame: Frame, heading: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self {
            frame,
            caption: String::new(),
            heading: heading.into(),
            sentence: sentence.into(),
            insets: Vec::new(),
            counts: Vec::new(),
            action: "",
            selects: Vec::new(),
            links: Vec::new(),
            files: Vec::new(),
            sections: Vec::new(),
        }
    }

    /// Adds a section, where it holds anything.
    pub(crate) fn section(&mut self, id: &str, heading: impl Into<String>, blocks: Vec<Block>) {
        if !blocks.is_empty() {
            self.sections.push(Section { id: id.to_owned(), heading: heading.into(), blocks });
        }
    }
}

/// A number with what it counts.
pub(crate) struct Count {
    pub(crate) label: String,
    pub(crate) number: String,
    pub(crate) href: Option<String>,
    pub(crate) mark: Option<String>,
}

impl Count {
    pub(crate) fn of(label: impl Into<String>, number: usize, href: impl Into<String>) -> Self {
        Self { label: label.into(), number: number.to_string(), href: Some(href.into()), mark: None }
    }
}

pub(crate) struct Section {
    pub(crate) id: String,
    pub(crate) heading: String,
    pub(crate) blocks: Vec<Block>,
}

/// What a section holds.
pub(crate) enum Block {
    Words(String),
    Table(TableView),
    Chart(Box<ChartView>),
    Facts(Vec<Fact>),
    Links(Vec<Link>),
    Notes(Vec<Note>),
    Tree(Tree),
}

/// A fact: words, links, or both.
pub(crate) struct Fact {
    pub(crate) term: &'static str,
    pub(crate) words: String,
    pub(crate) links: Vec<Link>,
}

/// A place where the plans contradict themselves.
pub(crate) struct Note {
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) says: String,
    pub(crate) handled: String,
}

/// A framework as lists within lists.
pub(crate) struct Tree {
    pub(crate) rows: Vec<TreeRow>,
}

impl Tree {
    /// Each reason for a `*` in it, once.
    fn reasons(&self) -> Vec<&'static str> {
        reasons(self.rows.iter().flat_map(|row| &row.cells))
    }
}

/// One thing of a framework's tree.
pub(crate) struct TreeRow {
    pub(crate) level: String,
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) lines: Vec<String>,
    pub(crate) cells: Vec<CellView>,
    /// The ends and beginnings of lists that follow it: our own markup, made by [`nested`].
    pub(crate) after: String,
}

/// Sets the rows under one another by their depths, of which the first is 0 and none is more than one deeper than the row before.
pub(crate) fn nested(rows: Vec<(usize, TreeRow)>) -> Vec<TreeRow> {
    let depths: Vec<usize> = rows.iter().map(|(depth, _)| *depth).chain([0]).collect();
    let set = |(at, (depth, mut row)): (usize, (usize, TreeRow))| {
        row.after = match depths[at + 1] {
            next if next > depth => "<ul class=\"app-tree__inside\">".to_owned(),
            next => format!("</li>{}", "</ul></li>".repeat(depth - next)),
        };
        row
    };
    rows.into_iter().enumerate().map(set).collect()
}

/// Facts that are there, in the order they were added.
#[derive(Default)]
pub(crate) struct Facts(Vec<Fact>);

impl Facts {
    /// Adds words, where there are any.
    pub(crate) fn words(&mut self, term: &'static str, words: impl Into<String>) {
        let words = words.into();
        if !words.trim().is_empty() {
            self.0.push(Fact { term, words, links: Vec::new() });
        }
    }

    /// Adds words that may not be there.
    pub(crate) fn maybe(&mut self, term: &'static str, words: Option<impl Into<String>>) {
        self.words(term, words.map(Into::into).unwrap_or_default());
    }

    /// Adds links, where there are any.
    pub(crate) fn links(&mut self, term: &'static str, links: Vec<Link>) {
        if !links.is_empty() {
            self.0.push(Fact { term, words: String::new(), links });
        }
    }

    pub(crate) fn block(self) -> Vec<Block> {
        if self.0.is_empty() { Vec::new() } else { vec![Block::Facts(self.0)] }
    }
}

/// A table whose caption stands in the heading above it.
pub(crate) fn table(caption: impl Into<String>, columns: Vec<ColumnView>, rows: Vec<Vec<CellView>>) -> TableView {
    TableView { caption: caption.into(), caption_hidden: true, columns, rows }
}

/// Columns of words.
pub(crate) fn columns(labels: &[&'static str]) -> Vec<ColumnView> {
    labels.iter().map(|label| ColumnView::words(*label)).collect()
}

/// A column of a table for files and programs.
pub(crate) struct PlanColumn {
    pub(crate) name: &'static str,
    pub(crate) is_number: bool,
    pub(crate) about: &'static str,
}

/// A column of words.
pub(crate) const fn words_of(name: &'static str, about: &'static str) -> PlanColumn {
    PlanColumn { name, is_number: false, about }
}

/// A column of numbers; a cell is empty where there is none.
pub(crate) const fn number_of(name: &'static str, about: &'static str) -> PlanColumn {
    PlanColumn { name, is_number: true, about }
}

/// A table as a file.
pub(crate) fn file_of(columns: &[PlanColumn], rows: &[Vec<String>]) -> String {
    let mut file = Table::new(&columns.iter().map(|column| column.name).collect::<Vec<_>>());
    rows.iter().for_each(|row| file.row(row));
    file.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(title: &str) -> TreeRow {
        TreeRow {
            level: String::new(),
            title: title.to_owned(),
            href: String::new(),
            lines: Vec::new(),
            cells: Vec::new(),
            after: String::new(),
        }
    }

    #[test]
    fn every_list_and_every_row_of_a_tree_is_closed() {
        let depths = [0, 1, 2, 2, 1, 0, 1];
        let rows = nested(depths.iter().map(|depth| (*depth, row("x"))).collect());
        let markup: String = rows.iter().map(|row| format!("<li>{}", row.after)).collect();
        assert_eq!(markup.matches("<li>").count(), markup.matches("</li>").count());
        assert_eq!(markup.matches("<ul").count(), markup.matches("</ul>").count());
        assert!(markup.starts_with(
            "<li><ul class=\"app-tree__inside\"><li><ul class=\"app-tree__inside\"><li></li><li></li></ul></li>"
        ));
        assert!(markup.ends_with("<li></li></ul></li>"));
    }
}
