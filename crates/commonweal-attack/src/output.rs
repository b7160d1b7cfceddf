//! What is an attacker given? What everybody can get, and what somebody who lives there knows besides.

use crate::claim::Address;

/// Everything an attacker sees.
#[derive(Debug, Clone, Default)]
pub struct Output {
    /// Releases as `release export` writes them, oldest first.
    pub exports: Vec<Export>,
    /// Pages, files, answers and pictures.
    pub documents: Vec<Document>,
    /// Answers of a table builder, in the order they were asked for.
    pub answers: Vec<Answer>,
    /// Totals of money, bed days and the like, area by area.
    pub totals: Vec<Total>,
    /// What anybody may know besides.
    pub known: Vec<Known>,
    /// Planted words and numbers that must be nowhere.
    pub canaries: Vec<String>,
}

/// The files of one release, as text.
#[derive(Debug, Clone, Default)]
pub struct Export {
    /// `released_values.csv`.
    pub values: String,
    /// `areas.csv`: an area with several parents has several rows.
    pub areas: String,
    /// `indicators.csv`. A column `among` names the indicator whose people counted are this one's population.
    pub indicators: String,
}

/// What a document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A page.
    Html,
    /// A table.
    Csv,
    /// An answer for programs.
    Json,
    /// A picture.
    Svg,
    /// Anything else.
    Text,
}

/// One answer of a route, or one file.
#[derive(Debug, Clone)]
pub struct Document {
    /// Where it was found.
    pub address: String,
    /// What it is.
    pub kind: Kind,
    /// All of it, headers such as `etag` before it as lines of their own where there are any.
    pub bytes: Vec<u8>,
}

impl Document {
    /// A document of this content type. A PDF, a spreadsheet and a Word file are opened: what is kept is the text inside.
    pub fn new(address: impl Into<String>, content_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let kinds = [("html", Kind::Html), ("csv", Kind::Csv), ("json", Kind::Json), ("svg", Kind::Svg)];
        let kind = kinds.into_iter().find(|(word, _)| content_type.contains(word)).map_or(Kind::Text, |(_, kind)| kind);
        let bytes = bytes.into();
        let bytes = crate::opened::opened(&bytes).map_or(bytes, String::into_bytes);
        Self { address: address.into(), kind, bytes }
    }

    /// Its text as an attacker reads it.
    #[must_use]
    pub fn words(&self) -> std::borrow::Cow<'_, str> {
        self.text()
    }

    pub(crate) fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }
}

/// One answer of a table builder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Which cell was asked for.
    pub cell: Address,
    /// People counted as shown.
    pub count: Option<i64>,
    /// People asked about as shown.
    pub people: Option<i64>,
}

/// One released total of a magnitude.
#[derive(Debug, Clone, PartialEq)]
pub struct Total {
    /// Which cell.
    pub cell: Address,
    /// The areas that add up to it, where it is made of some.
    pub parts: Vec<Address>,
    /// The total; none where withheld.
    pub total: Option<f64>,
}

/// What is known from elsewhere: lists of members, published sizes, one's own records.
#[derive(Debug, Clone, PartialEq)]
pub enum Known {
    /// Everybody of the smaller is in the larger, with so many people besides.
    Contains {
        /// The larger.
        larger: Address,
        /// The smaller.
        smaller: Address,
        /// People between.
        people: i64,
    },
    /// So many people joined, left, or have another answer than before.
    Moved {
        /// The cell in the later release.
        later: Address,
        /// The same in the earlier one.
        earlier: Address,
        /// Joined since.
        joined: i64,
        /// Left since.
        left: i64,
        /// With another answer.
        changed: i64,
    },
    /// So many live in the one area and are registered in the other: a table that is published each quarter.
    Overlap {
        /// The cell by residence.
        residence: Address,
        /// The cell by registration.
        registration: Address,
        /// People in both.
        people: i64,
    },
    /// The weights of the standard population for the age bands an indicator covers, youngest first: its definition.
    Weights {
        /// The indicator.
        indicator: String,
        /// The weights.
        weights: Vec<f64>,
    },
    /// What one person contributed to a total: their own.
    Own {
        /// The cell.
        cell: Address,
        /// How much.
        amount: f64,
    },
}

impl Output {
    /// What one release shows.
    pub fn of_export(values: impl Into<String>, areas: impl Into<String>, indicators: impl Into<String>) -> Self {
        let export = Export { values: values.into(), areas: areas.into(), indicators: indicators.into() };
        Self { exports: vec![export], ..Self::default() }
    }

    /// With pages and files besides.
    #[must_use]
    pub fn with_documents(mut self, documents: Vec<Document>) -> Self {
        self.documents.extend(documents);
        self
    }

    /// With words that must be nowhere.
    #[must_use]
    pub fn with_canaries(mut self, canaries: Vec<String>) -> Self {
        self.canaries.extend(canaries);
        self
    }
}
