//! Reports: one document, written as PDF, spreadsheet, Word file, web page or CSV.
//!
//! A [`Document`] is what a report says: words, findings, tables, charts, notes, and how to make it again. It holds no
//! figure that was not released: whoever makes one takes every number from where the site takes it. The writers add
//! nothing and leave nothing out, so that all five files of a report say the same.
//!
//! | module | question it answers |
//! | --- | --- |
//! | `document` | what can a report hold? |
//! | `number` | which number does a cell show? |
//! | `pdf` | how does it become a tagged PDF (PDF/UA-1)? |
//! | `sheet` | how does it become a spreadsheet? |
//! | `word` | how does it become a Word file? |
//! | `page` | how does it become a web page that needs nothing else? |
//! | `comma` | how do all its figures become one table? |
//! | `picture` | how does a chart become pixels, for what cannot draw it? |
//!
//! Nothing that a definition, an area or a person brought in can become markup or a formula: the PDF's template reads the
//! document as data, and the other writers escape every word. The same document gives the same bytes.

mod comma;
mod document;
mod number;
mod page;
mod pdf;
mod picture;
mod sheet;
mod word;
mod xml;

pub use document::{Block, Card, Cell, Column, Document, Fact, Figure, Mark, Row, Table};
pub use number::shown_number;

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// For reading and print, tagged.
    Pdf,
    /// A spreadsheet: one sheet for each table.
    Xlsx,
    /// For editing.
    Docx,
    /// A web page that needs no other file.
    Html,
    /// Every figure of the report as one table.
    Csv,
}

impl Format {
    /// All kinds, in the order they are offered.
    pub const ALL: [Self; 5] = [Self::Pdf, Self::Xlsx, Self::Docx, Self::Html, Self::Csv];

    /// How a file of it ends, without the dot.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Docx => "docx",
            Self::Html => "html",
            Self::Csv => "csv",
        }
    }

    /// The kind of file that a name ends with, in any case of letters.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        Self::ALL.into_iter().find(|format| format.ending().eq_ignore_ascii_case(ending))
    }

    /// What a web server calls it.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Html => "text/html; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    /// What a reader calls it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Xlsx => "Spreadsheet",
            Self::Docx => "Word",
            Self::Html => "Web page",
            Self::Csv => "CSV",
        }
    }
}

/// Why a report could not be written. None of these is anything a reader did.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The PDF could not be set.
    #[error("the PDF of “{title}” could not be set: {problem}")]
    Pdf {
        /// The report.
        title: String,
        /// What the typesetter says.
        problem: String,
    },
    /// The spreadsheet could not be written.
    #[error("the spreadsheet of “{title}” could not be written: {problem}")]
    Sheet {
        /// The report.
        title: String,
        /// What is wrong.
        problem: String,
    },
    /// The Word file could not be written.
    #[error("the Word file of “{title}” could not be written: {problem}")]
    Word {
        /// The report.
        title: String,
        /// What is wrong.
        problem: String,
    },
    /// The table of figures could not be written.
    #[error("the CSV of “{title}” could not be written: {problem}")]
    Comma {
        /// The report.
        title: String,
        /// What is wrong.
        problem: String,
    },
}

/// Writes a report as one kind of file.
///
/// # Errors
/// [`WriteError`], which names the report.
pub fn write(document: &Document, format: Format) -> Result<Vec<u8>, WriteError> {
    match format {
        Format::Pdf => pdf::write(document),
        Format::Xlsx => sheet::write(document),
        Format::Docx => word::write(document),
        Format::Html => Ok(page::write(document).into_bytes()),
        Format::Csv => comma::write(document),
    }
}
