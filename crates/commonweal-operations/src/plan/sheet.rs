//! `sheet` reads a file of the plans row by row: cells by the name of their column, what is wrong by file and line.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use super::csv::{Record, records};
use super::figure::Figure;

/// What is wrong in a file of the plans, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlanProblem {
    /// The file: `commitments.csv`.
    pub file: &'static str,
    /// Its line, from 1.
    pub line: usize,
    /// The column, where it is about one.
    pub column: Option<String>,
    /// What is wrong and what to do.
    pub rule: String,
}

impl fmt::Display for PlanProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if let Some(column) = &self.column {
            write!(f, "{column}: ")?;
        }
        f.write_str(&self.rule)
    }
}

/// A line of one of the planning documents.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Citation {
    /// The document's file.
    pub document: String,
    /// Its line, from 1.
    pub line: u32,
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.document, self.line)
    }
}

/// Rows that were read, and what was wrong with them.
pub(super) struct Sheet {
    file: &'static str,
    columns: BTreeMap<String, usize>,
    records: Vec<Record>,
    problems: Vec<PlanProblem>,
}

impl Sheet {
    /// Opens a file whose header has at least these columns.
    pub(super) fn open(file: &'static str, text: &str, columns: &[&str]) -> Self {
        let mut sheet = Self { file, columns: BTreeMap::new(), records: Vec::new(), problems: Vec::new() };
        let mut records = match records(text) {
            Ok(records) => records,
            Err((line, rule)) => {
                sheet.problem(line, None, rule);
                return sheet;
            }
        };
        if records.is_empty() {
            sheet.problem(1, None, "the file has no header");
            return sheet;
        }
        let header = records.remove(0).cells;
        for missing in columns.iter().filter(|column| !header.iter().any(|cell| cell == *column)) {
            sheet.problem(1, Some(missing), "the column is missing");
        }
        for record in records.iter().filter(|record| record.cells.len() != header.len()) {
            let rule = format!("the row has {} cells and the header {}", record.cells.len(), header.len());
            sheet.problem(record.line, None, rule);
        }
        sheet.columns = header.into_iter().enumerate().map(|(at, column)| (column, at)).collect();
        sheet.records = records;
        sheet
    }

    fn problem(&mut self, line: usize, column: Option<&str>, rule: impl Into<String>) {
        let column = column.map(str::to_owned);
        self.problems.push(PlanProblem { file: self.file, line, column, rule: rule.into() });
    }

    /// Every row, through a function that reads one.
    pub(super) fn rows<T>(self, read: impl Fn(&mut Row<'_>) -> T) -> (Vec<T>, Vec<PlanProblem>) {
        let Self { file, columns, records, mut problems } = self;
        let mut rows = Vec::with_capacity(records.len());
        for record in &records {
            rows.push(read(&mut Row { file, columns: &columns, record, problems: &mut problems }));
        }
        (rows, problems)
    }
}

/// One row while it is read.
pub(super) struct Row<'r> {
    file: &'static str,
    columns: &'r BTreeMap<String, usize>,
    record: &'r Record,
    problems: &'r mut Vec<PlanProblem>,
}

impl Row<'_> {
    fn cell(&self, column: &str) -> &str {
        let cell = self.columns.get(column).and_then(|at| self.record.cells.get(*at));
        cell.map_or("", |text| text.trim())
    }

    pub(super) fn problem(&mut self, column: &str, rule: impl Into<String>) {
        let column = Some(column.to_owned());
        self.problems.push(PlanProblem { file: self.file, line: self.record.line, column, rule: rule.into() });
    }

    /// Text that has to be there.
    pub(super) fn required(&mut self, column: &str) -> String {
        let text = self.cell(column).to_owned();
        if text.is_empty() {
            self.problem(column, "the cell is empty");
        }
        text
    }

    /// Text that may be missing.
    pub(super) fn text(&self, column: &str) -> Option<String> {
        Some(self.cell(column).to_owned()).filter(|text| !text.is_empty())
    }

    /// Several texts with semicolons between.
    pub(super) fn list(&self, column: &str) -> Vec<String> {
        self.cell(column).split(';').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
    }

    /// A word of a vocabulary; an unknown one is a problem, an empty cell is none.
    pub(super) fn word<T: FromStr<Err: fmt::Display>>(&mut self, column: &str) -> Option<T> {
        let text = self.text(column)?;
        match text.parse() {
            Ok(word) => Some(word),
            Err(error) => {
                self.problem(column, error.to_string());
                None
            }
        }
    }

    /// A word of a vocabulary that has to be there.
    pub(super) fn required_word<T: FromStr<Err: fmt::Display>>(&mut self, column: &str) -> Option<T> {
        if self.required(column).is_empty() {
            return None;
        }
        self.word(column)
    }

    /// `y` or `n`; empty where the table of the plan has no such column.
    pub(super) fn flag(&mut self, column: &str) -> Option<bool> {
        match self.cell(column) {
            "y" => Some(true),
            "n" => Some(false),
            "" => None,
            _ => {
                self.problem(column, "write y, n or nothing");
                None
            }
        }
    }

    /// A day.
    pub(super) fn date(&mut self, column: &str) -> Option<Date> {
        let text = self.text(column)?;
        let date = text.parse().ok();
        if date.is_none() {
            self.problem(column, "write a day like 2028-03-31");
        }
        date
    }

    /// A figure, as far as it is one.
    pub(super) fn figure(&self, column: &str) -> Option<Figure> {
        self.text(column).map(|text| Figure::of(&text))
    }

    /// Where the row is from: the first line, then the others.
    pub(super) fn citations(&mut self) -> Vec<Citation> {
        let first = format!("{}:{}", self.cell("source"), self.cell("source_line"));
        let mut citations = Vec::new();
        for (column, text) in std::iter::once(("source", first))
            .chain(self.list("other_sources").into_iter().map(|text| ("other_sources", text)))
        {
            let read = text.rsplit_once(':').and_then(|(document, line)| {
                Some(Citation { document: document.to_owned(), line: line.parse().ok()? })
            });
            match read.filter(|citation| !citation.document.is_empty()) {
                Some(citation) => citations.push(citation),
                None => self.problem(column, "write the document's file and its line, like plan.txt:12"),
            }
        }
        citations
    }
}
