//! Reading one table of `commonweal.toml` key by key, keeping every problem with its place and going on.

use commonweal_cohort::{Diagnostic, SourceFile};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and where it stands.
pub(super) struct Found<T> {
    pub(super) value: T,
    pub(super) span: Range<usize>,
}

/// One table. Every key asked for is a known key; [`Section::finish`] reports the others.
pub(super) struct Section<'a> {
    file: &'a SourceFile,
    problems: &'a RefCell<Vec<Diagnostic>>,
    name: &'static str,
    table: Option<&'a DeTable<'a>>,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'a> Section<'a> {
    /// The section of this name in the file's table, which may be missing.
    pub(super) fn new(
        file: &'a SourceFile,
        problems: &'a RefCell<Vec<Diagnostic>>,
        parent: Option<&'a DeTable<'a>>,
        key: &'static str,
        name: &'static str,
    ) -> Self {
        let mut section = Self { file, problems, name, table: None, asked: RefCell::default() };
        if let Some(found) = parent.and_then(|table| table.get(key)) {
            match found.get_ref() {
                DeValue::Table(table) => section.table = Some(table),
                _ => section.problem(
                    found.span(),
                    format!("`{key}` should be a section"),
                    format!("write [{name}] on a line by itself and the settings below it"),
                ),
            }
        }
        section
    }

    /// Whether the file has the section.
    pub(super) fn is_there(&self) -> bool {
        self.table.is_some()
    }

    /// The section `key` inside this one.
    pub(super) fn inner(&self, key: &'static str, name: &'static str) -> Section<'a> {
        self.asked.borrow_mut().insert(key);
        Section::new(self.file, self.problems, self.table, key, name)
    }

    /// Reports a problem at a place of the file, with what to do about it.
    pub(super) fn problem(&self, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        let mut problem = self.file.problem(span, message);
        problem.help = Some(help.into()).filter(|help| !help.is_empty());
        self.problems.borrow_mut().push(problem);
    }

    fn find(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().insert(key);
        self.table?.get(key)
    }

    fn mismatch<T>(&self, key: &str, found: &Spanned<DeValue<'_>>, like: &str) -> Option<T> {
        let message = format!("`{key}` of [{}] is {} here", self.name, kind(found.get_ref()));
        self.problem(found.span(), message, format!("write it like {key} = {like}"));
        None
    }

    /// A text that is not empty; `like` is an example of it.
    pub(super) fn text(&self, key: &'static str, like: &str) -> Option<Found<String>> {
        let found = self.find(key)?;
        match found.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => {
                Some(Found { value: text.clone().into_owned(), span: found.span() })
            }
            _ => self.mismatch(key, found, like),
        }
    }

    /// A text that must be there.
    pub(super) fn required_text(&self, key: &'static str, like: &str) -> Option<Found<String>> {
        let missing = self.table.is_some_and(|table| table.get(key).is_none());
        if missing {
            let at = self.file.text.find(&format!("[{}]", self.name)).unwrap_or(0);
            let span = at..at + self.name.len() + 2;
            self.problem(span, format!("`{key}` is missing from [{}]", self.name), format!("add {key} = {like}"));
        }
        self.text(key, like)
    }

    /// True or false.
    pub(super) fn flag(&self, key: &'static str) -> Option<bool> {
        let found = self.find(key)?;
        found.get_ref().as_bool().or_else(|| self.mismatch(key, found, "true"))
    }

    /// A whole number within bounds.
    pub(super) fn number(&self, key: &'static str, bounds: std::ops::RangeInclusive<u32>, why: &str) -> Option<u32> {
        let found = self.find(key)?;
        let whole =
            found.get_ref().as_integer().and_then(|number| i128::from_str_radix(number.as_str(), number.radix()).ok());
        let Some(number) = whole else { return self.mismatch(key, found, &bounds.end().to_string()) };
        match u32::try_from(number) {
            Ok(number) if bounds.contains(&number) => Some(number),
            _ => {
                let message = format!("`{key}` lies between {} and {}", bounds.start(), bounds.end());
                self.problem(found.span(), message, why);
                None
            }
        }
    }

    /// A list of texts.
    pub(super) fn texts(&self, key: &'static str, like: &str) -> Option<Vec<Found<String>>> {
        let found = self.find(key)?;
        let Some(list) = found.get_ref().as_array() else { return self.mismatch(key, found, like) };
        let mut texts = Vec::new();
        for one in list.iter() {
            match one.get_ref().as_str() {
                Some(text) if !text.trim().is_empty() => {
                    texts.push(Found { value: text.to_owned(), span: one.span() });
                }
                _ => return self.mismatch(key, one, like),
            }
        }
        Some(texts)
    }

    /// Reports the keys that nobody asked for.
    pub(super) fn finish(&self) {
        let Some(table) = self.table else { return };
        let asked = self.asked.borrow();
        for key in table.keys().filter(|key| !asked.contains(key.get_ref().as_ref())) {
            let word = key.get_ref().as_ref();
            let help = nearest(word, asked.iter().copied()).map_or_else(
                || format!("[{}] has: {}", self.name, asked.iter().copied().collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            self.problem(key.span(), format!("[{}] has no setting `{word}`", self.name), help);
        }
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "an empty text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a section",
    }
}

/// The known word within a third of `word`'s letters (at least two).
pub(super) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let word: String = word.chars().take(60).collect();
    let allowed = (word.chars().count() / 3).max(2);
    let near = known.into_iter().map(|candidate| (distance(&word, candidate), candidate));
    near.filter(|(far, _)| *far <= allowed).min().map(|(_, candidate)| candidate)
}

/// Letters to insert, delete, replace or swap with their neighbour to turn one word into the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for (i, from) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, to) in b.iter().enumerate() {
            let replaced = rows[i][j] + usize::from(from != to);
            let mut least = replaced.min(row[j] + 1).min(rows[i][j + 1] + 1);
            if i > 0 && j > 0 && *from == b[j - 1] && a[i - 1] == *to {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}
