//! Reading one TOML file key by key, keeping every problem and going on.

use crate::diagnostic::nearest;
use crate::{Diagnostic, Severity, SourceFile};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Problems found so far, shared by all that read.
#[derive(Debug, Default)]
pub(crate) struct Problems(RefCell<Vec<Diagnostic>>);

impl Problems {
    pub(crate) fn add(&self, problem: Diagnostic) {
        self.0.borrow_mut().push(problem);
    }

    /// Whether there are only warnings.
    pub(crate) fn is_sound(&self) -> bool {
        self.0.borrow().iter().all(|problem| problem.severity == Severity::Warning)
    }

    /// In order of file and place, each once; warnings only where there is nothing worse.
    pub(crate) fn into_sorted(self) -> Vec<Diagnostic> {
        let sound = self.is_sound();
        let mut problems = self.0.into_inner();
        problems.retain(|problem| sound || problem.severity == Severity::Error);
        problems.sort_by(|a, b| (&a.file, a.line, a.column, &a.message).cmp(&(&b.file, b.line, b.column, &b.message)));
        problems.dedup();
        problems
    }
}

/// A text and where it stands in its file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Located {
    pub(crate) text: String,
    /// Bytes of the file, quotes included.
    pub(crate) span: Range<usize>,
}

/// A setting: a number, a text, a day, or a table that says more.
pub(crate) enum Setting<'a> {
    Number(f64),
    Text(Located),
    Date(jiff::civil::Date),
    Table(Sheet<'a>),
}

/// One table of a TOML file. Every key asked for is a known key; [`Sheet::finish`] reports the others.
pub(crate) struct Sheet<'a> {
    pub(crate) file: &'a SourceFile,
    problems: &'a Problems,
    table: &'a DeTable<'a>,
    /// Where the table begins, for what is missing from it.
    span: Range<usize>,
    /// What the table is, for messages: `the file`, `[denominator]`.
    what: String,
    asked: RefCell<BTreeSet<&'static str>>,
}

/// Parses a file as TOML; the first of its errors becomes a problem.
pub(crate) fn parse_toml<'a>(file: &'a SourceFile, problems: &Problems) -> Option<DeTable<'a>> {
    match DeTable::parse(&file.text) {
        Ok(table) => Some(table.into_inner()),
        Err(error) => {
            let message = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
            let problem = file.problem(error.span().unwrap_or(0..0), format!("this is not TOML: {message}"));
            problems.add(problem.help("text stands in quotes, lists in [ ], and each key once in its table"));
            None
        }
    }
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(file: &'a SourceFile, table: &'a DeTable<'a>, problems: &'a Problems) -> Self {
        Self { file, problems, table, span: 0..0, what: "the file".to_owned(), asked: RefCell::default() }
    }

    /// Reports a problem at a place in this file.
    pub(crate) fn problem(&self, span: Range<usize>, message: impl Into<String>, help: Option<String>) {
        self.problems.add(self.file.problem(span, message).maybe_help(help));
    }

    /// Reports what is no error at a place in this file.
    pub(crate) fn warning(&self, span: Range<usize>, message: impl Into<String>, help: Option<String>) {
        self.problems.add(self.file.problem(span, message).maybe_help(help).into_warning());
    }

    /// The names below `key`, with their places.
    pub(crate) fn named(&self, key: &'static str) -> Vec<(&'a str, Range<usize>)> {
        let Some((DeValue::Table(table), _)) = self.find(key) else { return Vec::new() };
        table.keys().map(|name| (name.get_ref().as_ref(), name.span())).collect()
    }

    fn find(&self, key: &'static str) -> Option<(&'a DeValue<'a>, Range<usize>)> {
        self.asked.borrow_mut().insert(key);
        self.table.get(key).map(|value: &Spanned<DeValue<'_>>| (value.get_ref(), value.span()))
    }

    /// As `find`, and a problem when there is none.
    fn require(&self, key: &'static str, like: &str) -> Option<(&'a DeValue<'a>, Range<usize>)> {
        let found = self.find(key);
        if found.is_none() {
            self.problem(
                self.span.clone(),
                format!("`{key}` is missing from {}", self.what),
                Some(format!("add {like}")),
            );
        }
        found
    }

    fn mismatch(&self, key: &str, span: Range<usize>, found: &DeValue<'_>, expected: &str) {
        self.problem(span, format!("`{key}` should be {expected}, but this is {}", kind(found)), None);
    }

    fn as_text(&self, key: &str, (value, span): (&'a DeValue<'a>, Range<usize>)) -> Option<Located> {
        match value {
            DeValue::String(text) if text.trim().is_empty() => {
                self.problem(span, format!("`{key}` is empty"), None);
                None
            }
            DeValue::String(text) => {
                Some(Located { text: text.split_whitespace().collect::<Vec<_>>().join(" "), span })
            }
            other => {
                self.mismatch(key, span, other, "text in quotes");
                None
            }
        }
    }

    /// A text that must be there, its runs of spaces made single.
    pub(crate) fn text(&self, key: &'static str) -> Option<String> {
        self.located(key).map(|found| found.text)
    }

    /// A text that must be there, with its place.
    pub(crate) fn located(&self, key: &'static str) -> Option<Located> {
        let found = self.require(key, &format!("{key} = \"...\""))?;
        self.as_text(key, found)
    }

    /// A text that may be there.
    pub(crate) fn optional(&self, key: &'static str) -> Option<Located> {
        self.find(key).and_then(|found| self.as_text(key, found))
    }

    /// A text that must be there exactly as written, spaces and all, with its place.
    pub(crate) fn raw(&self, key: &'static str) -> Option<Located> {
        let (value, span) = self.require(key, &format!("{key} = \"...\""))?;
        match value {
            DeValue::String(text) => Some(Located { text: text.clone().into_owned(), span }),
            other => {
                self.mismatch(key, span, other, "text in quotes");
                None
            }
        }
    }

    /// A text that may be there, exactly as written, with its place.
    pub(crate) fn optional_raw(&self, key: &'static str) -> Option<Located> {
        if self.has(key) { self.raw(key) } else { None }
    }

    /// Whether a key is there.
    pub(crate) fn has(&self, key: &'static str) -> bool {
        self.find(key).is_some()
    }

    /// One of a few words. `known` lists them, for a suggestion.
    pub(crate) fn word<T: FromStr<Err: std::fmt::Display>>(&self, key: &'static str, known: &[&str]) -> Option<T> {
        let found = self.located(key)?;
        self.as_word(&found, known)
    }

    pub(crate) fn as_word<T: FromStr<Err: std::fmt::Display>>(&self, found: &Located, known: &[&str]) -> Option<T> {
        match found.text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                let help = nearest(&found.text, known.iter().copied());
                self.problem(found.span.clone(), error.to_string(), help);
                None
            }
        }
    }

    /// A text or a list of texts that may be there.
    pub(crate) fn one_or_more(&self, key: &'static str) -> Vec<Located> {
        match self.find(key) {
            Some(found @ (DeValue::String(_), _)) => self.as_text(key, found).into_iter().collect(),
            Some((value, span)) => self.as_texts(key, value, span),
            None => Vec::new(),
        }
    }

    /// A list of texts that may be there.
    pub(crate) fn texts(&self, key: &'static str) -> Vec<Located> {
        let Some((value, span)) = self.find(key) else { return Vec::new() };
        self.as_texts(key, value, span)
    }

    fn as_texts(&self, key: &str, value: &'a DeValue<'a>, span: Range<usize>) -> Vec<Located> {
        let DeValue::Array(list) = value else {
            self.mismatch(key, span, value, "a list of texts, [\"...\"]");
            return Vec::new();
        };
        list.iter().filter_map(|item| self.as_text(key, (item.get_ref(), item.span()))).collect()
    }

    /// A list of lists of texts that must be there, each with its place.
    pub(crate) fn lists_of_texts(&self, key: &'static str) -> Vec<(Vec<Located>, Range<usize>)> {
        let Some((value, span)) = self.require(key, &format!("{key} = [[], [\"...\"]]")) else { return Vec::new() };
        let DeValue::Array(lists) = value else {
            self.mismatch(key, span, value, "a list of lists of texts, [[], [\"...\"]]");
            return Vec::new();
        };
        lists.iter().map(|list| (self.as_texts(key, list.get_ref(), list.span()), list.span())).collect()
    }

    /// Yes or no; must be there.
    pub(crate) fn flag(&self, key: &'static str) -> Option<bool> {
        let (value, span) = self.require(key, &format!("{key} = true or {key} = false"))?;
        let flag = value.as_bool();
        if flag.is_none() {
            self.mismatch(key, span, value, "true or false");
        }
        flag
    }

    /// A number that must be there, with its place.
    pub(crate) fn number(&self, key: &'static str) -> Option<(f64, Range<usize>)> {
        let (value, span) = self.require(key, &format!("{key} = a number"))?;
        self.as_number(key, value, span)
    }

    /// A number that may be there, with its place.
    pub(crate) fn optional_number(&self, key: &'static str) -> Option<(f64, Range<usize>)> {
        let (value, span) = self.find(key)?;
        self.as_number(key, value, span)
    }

    fn as_number(&self, key: &str, value: &'a DeValue<'a>, span: Range<usize>) -> Option<(f64, Range<usize>)> {
        let number = match value {
            DeValue::Integer(number) => number.as_str().parse().ok(),
            DeValue::Float(number) => number.as_str().parse().ok(),
            other => {
                self.mismatch(key, span, other, "a number");
                return None;
            }
        };
        match number.filter(|number: &f64| number.is_finite()) {
            Some(number) => Some((number, span)),
            None => {
                self.problem(span, format!("`{key}` is not a plain decimal number"), None);
                None
            }
        }
    }

    /// A table that may be there.
    pub(crate) fn table(&self, key: &'static str) -> Option<Sheet<'a>> {
        let (value, span) = self.find(key)?;
        self.as_sheet(format!("[{key}]"), value, span)
    }

    /// A table that must be there.
    pub(crate) fn required_table(&self, key: &'static str) -> Option<Sheet<'a>> {
        let (value, span) = self.require(key, &format!("a table [{key}]"))?;
        self.as_sheet(format!("[{key}]"), value, span)
    }

    /// Every setting below `key`, by name, in order of name: `[parameters]`.
    pub(crate) fn settings(&self, key: &'static str) -> Vec<(Located, Option<Setting<'a>>)> {
        let Some((value, span)) = self.find(key) else { return Vec::new() };
        let DeValue::Table(table) = value else {
            self.mismatch(key, span, value, &format!("settings below [{key}]"));
            return Vec::new();
        };
        let named = |(name, value): (&'a Spanned<_>, &'a Spanned<DeValue<'a>>)| {
            let name: &'a Spanned<std::borrow::Cow<'a, str>> = name;
            let located = Located { text: name.get_ref().clone().into_owned(), span: name.span() };
            (located, self.as_setting(name.get_ref(), value.get_ref(), value.span()))
        };
        let mut settings: Vec<_> = table.iter().map(named).collect();
        settings.sort_by(|a, b| a.0.text.cmp(&b.0.text));
        settings
    }

    /// A setting that must be there.
    pub(crate) fn setting(&self, key: &'static str) -> Option<Setting<'a>> {
        let (value, span) = self.require(key, &format!("{key} = a number, text or date"))?;
        self.as_setting(key, value, span)
    }

    fn as_setting(&self, key: &str, value: &'a DeValue<'a>, span: Range<usize>) -> Option<Setting<'a>> {
        match value {
            DeValue::String(_) => self.as_text(key, (value, span)).map(Setting::Text),
            DeValue::Integer(_) | DeValue::Float(_) => {
                self.as_number(key, value, span).map(|(number, _)| Setting::Number(number))
            }
            DeValue::Datetime(day) => match day.to_string().parse() {
                Ok(day) => Some(Setting::Date(day)),
                Err(_) => {
                    self.problem(span, format!("`{key}` is not a day"), Some("write 2024-03-31".to_owned()));
                    None
                }
            },
            DeValue::Table(_) => self.as_sheet(format!("`{key}`"), value, span).map(Setting::Table),
            other => {
                self.mismatch(key, span, other, "a number, text, date or table");
                None
            }
        }
    }

    /// Every table below `key`, by name: `[features.<name>]`.
    pub(crate) fn named_tables(&self, key: &'static str) -> Vec<(Located, Option<Sheet<'a>>)> {
        let Some((value, span)) = self.find(key) else { return Vec::new() };
        let DeValue::Table(tables) = value else {
            self.mismatch(key, span, value, &format!("tables, [{key}.<name>]"));
            return Vec::new();
        };
        let named = |(name, value): (&'a Spanned<_>, &'a Spanned<DeValue<'a>>)| {
            let name: &'a Spanned<std::borrow::Cow<'a, str>> = name;
            let located = Located { text: name.get_ref().clone().into_owned(), span: name.span() };
            (located, self.as_sheet(format!("[{key}.{}]", name.get_ref()), value.get_ref(), name.span()))
        };
        let mut tables: Vec<_> = tables.iter().map(named).collect();
        tables.sort_by(|a, b| a.0.text.cmp(&b.0.text));
        tables
    }

    /// A list of tables, `[[key]]`; empty when there is none.
    pub(crate) fn tables(&self, key: &'static str) -> Vec<Sheet<'a>> {
        let Some((value, span)) = self.find(key) else { return Vec::new() };
        let DeValue::Array(list) = value else {
            self.mismatch(key, span, value, &format!("a list of tables, [[{key}]]"));
            return Vec::new();
        };
        list.iter().filter_map(|item| self.as_sheet(format!("[[{key}]]"), item.get_ref(), item.span())).collect()
    }

    /// Where a key stands, for a problem about it.
    pub(crate) fn place(&self, key: &'static str) -> Range<usize> {
        self.find(key).map_or(self.span.clone(), |(_, span)| span)
    }

    /// Where the table begins.
    pub(crate) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    fn as_sheet(&self, what: String, value: &'a DeValue<'a>, span: Range<usize>) -> Option<Sheet<'a>> {
        match value {
            DeValue::Table(table) => {
                Some(Sheet { file: self.file, problems: self.problems, table, span, what, asked: RefCell::default() })
            }
            other => {
                self.mismatch(&what, span, other, "a table");
                None
            }
        }
    }

    /// Reports every key that nobody asked for.
    pub(crate) fn finish(self) {
        let asked = self.asked.borrow();
        let mut unknown: Vec<_> = self.table.keys().filter(|key| !asked.contains(key.get_ref().as_ref())).collect();
        unknown.sort_by_key(|key| key.span().start);
        for key in unknown {
            let name = key.get_ref();
            let help = nearest(name, asked.iter().copied())
                .unwrap_or_else(|| format!("known here: {}", asked.iter().copied().collect::<Vec<_>>().join(", ")));
            self.problem(key.span(), format!("{} has no key `{name}`", self.what), Some(help));
        }
    }
}

/// What a value is, in words.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
