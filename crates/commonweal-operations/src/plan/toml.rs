//! `toml` writes a framework as a text of TOML that its owners can edit, and reads it back.
//!
//! The text is a `[framework]` and a `[[part]]` for each part. It uses, and the reader takes, this much of TOML: comments, the two
//! headers, and on one line each a key with a basic string (`"..."`) or a list of them. Any TOML editor reads it; anything
//! else is an error with line and column.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::frameworks::Framework;
use super::links::Links;
use super::toml_line::{Value, key_and_value, quoted};
use super::whole::Plans;

/// A framework as a file of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrameworkFile {
    /// `outcomes`.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its parts, each after its parent where the parent is in the file.
    pub parts: Vec<FilePart>,
}

/// One part in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilePart {
    /// `AMB-01`.
    pub id: String,
    /// `ambition`, `outcome`.
    pub level: String,
    /// Its words.
    pub title: String,
    /// The part it belongs to, which may be in another framework.
    pub parent: Option<String>,
    /// What its readers noted.
    pub note: Option<String>,
    /// Who says so, where not the plans.
    pub basis: Option<String>,
    /// Indicators and returns that show it.
    pub measures: Vec<String>,
    /// Initiatives aligned to it.
    pub initiatives: Vec<String>,
}

/// What is wrong with a text, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {rule}")]
pub struct FrameworkFileError {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What is wrong and what to do.
    pub rule: String,
}

impl FrameworkFile {
    /// A framework of the plans with its proposed outcomes, measures and initiatives.
    #[must_use]
    pub fn of(framework: &Framework, plans: &Plans, links: &Links) -> Self {
        let ends = |from: &str, kinds: &[&str]| -> Vec<String> {
            let wanted = |kind: &str| kinds.contains(&kind);
            let linked = links.links.iter().filter(|link| link.from == from);
            let found = linked.filter(|link| link.kind.is_some_and(|kind| wanted(kind.as_str())));
            found.map(|link| link.to.clone()).collect::<BTreeSet<_>>().into_iter().collect()
        };
        let mut parts = Vec::new();
        for part in framework.parts(plans) {
            let serving = links.serves.iter().filter(|serves| serves.id == part.id);
            parts.push(FilePart {
                id: part.id.clone(),
                level: part.level.map(|level| level.as_str().to_owned()).unwrap_or_default(),
                title: part.title.clone(),
                parent: part.parent.clone(),
                note: part.note.clone(),
                basis: None,
                measures: serving.map(|serves| serves.indicator.clone()).collect(),
                initiatives: ends(&part.id, &["part-initiative"]),
            });
            for outcome in links.outcomes.iter().filter(|outcome| outcome.ambition == part.id) {
                parts.push(FilePart {
                    id: outcome.id.clone(),
                    level: "outcome".to_owned(),
                    title: outcome.title.clone(),
                    parent: Some(part.id.clone()),
                    note: None,
                    basis: outcome.basis.map(|basis| basis.as_str().to_owned()),
                    measures: ends(&outcome.id, &["outcome-indicator", "outcome-return"]),
                    initiatives: Vec::new(),
                });
            }
        }
        Self { id: framework.id.to_owned(), title: framework.title.to_owned(), parts }
    }

    /// The text.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text =
            String::from("# A framework, part by part. A line that begins with # is a remark.\n\n[framework]\n");
        line(&mut text, "id", &self.id);
        line(&mut text, "title", &self.title);
        for part in &self.parts {
            text.push_str("\n[[part]]\n");
            line(&mut text, "id", &part.id);
            line(&mut text, "level", &part.level);
            line(&mut text, "title", &part.title);
            for (key, value) in [("parent", &part.parent), ("note", &part.note), ("basis", &part.basis)] {
                if let Some(value) = value {
                    line(&mut text, key, value);
                }
            }
            for (key, values) in [("measures", &part.measures), ("initiatives", &part.initiatives)] {
                if !values.is_empty() {
                    let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
                    let _ = writeln!(text, "{key} = [{}]", values.join(", "));
                }
            }
        }
        text
    }

    /// Reads a text.
    ///
    /// # Errors
    /// [`FrameworkFileError`] at the first thing that is wrong: an unknown header or key, a key twice, a value of the wrong kind,
    /// a part without id, level or title, an id twice.
    pub fn from_toml(text: &str) -> Result<Self, FrameworkFileError> {
        let mut file = Self::default();
        let mut table = Table::None;
        let mut keys = BTreeSet::new();
        let mut begun = 1;
        for (at, source) in text.lines().enumerate() {
            let error = |column: usize, rule: String| FrameworkFileError { line: at + 1, column, rule };
            let content = source.trim();
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            if content.starts_with('[') {
                file.end_table(table, begun)?;
                table = match content {
                    "[framework]" if table == Table::None => Table::Framework,
                    "[[part]]" if table != Table::None => Table::Part,
                    _ => return Err(error(1, "write [framework] once, at the top, then [[part]]".to_owned())),
                };
                keys.clear();
                begun = at + 1;
                if table == Table::Part {
                    file.parts.push(FilePart::default());
                }
                continue;
            }
            let (key, value, column) = key_and_value(source).map_err(|(column, rule)| error(column, rule))?;
            if !keys.insert(key.to_owned()) {
                return Err(error(1, format!("the key {key} stands twice")));
            }
            file.set(table, key, value).map_err(|rule| error(column, rule))?;
        }
        file.end_table(table, begun)?;
        if file.id.is_empty() {
            return Err(FrameworkFileError {
                line: 1,
                column: 1,
                rule: "there is no [framework] with an id".to_owned(),
            });
        }
        Ok(file)
    }

    fn set(&mut self, table: Table, key: &str, value: Value) -> Result<(), String> {
        let part = self.parts.last_mut().filter(|_| table == Table::Part);
        match (table, part, key, value) {
            (Table::Framework, _, "id", Value::Text(text)) => self.id = text,
            (Table::Framework, _, "title", Value::Text(text)) => self.title = text,
            (_, Some(part), "id", Value::Text(text)) => part.id = text,
            (_, Some(part), "level", Value::Text(text)) => part.level = text,
            (_, Some(part), "title", Value::Text(text)) => part.title = text,
            (_, Some(part), "parent", Value::Text(text)) => part.parent = Some(text),
            (_, Some(part), "note", Value::Text(text)) => part.note = Some(text),
            (_, Some(part), "basis", Value::Text(text)) => part.basis = Some(text),
            (_, Some(part), "measures", Value::List(list)) => part.measures = list,
            (_, Some(part), "initiatives", Value::List(list)) => part.initiatives = list,
            (Table::None, ..) => return Err(format!("{key} stands before [framework]")),
            (Table::Framework, ..) => return Err(format!("{key} is no text of a framework; choose id or title")),
            (Table::Part, ..) => {
                let texts = "id, level, title, parent, note or basis with a text";
                return Err(format!("{key} does not fit; choose {texts}, measures or initiatives with a list"));
            }
        }
        Ok(())
    }

    fn end_table(&self, table: Table, begun: usize) -> Result<(), FrameworkFileError> {
        let error = |rule: String| FrameworkFileError { line: begun, column: 1, rule };
        let Some((last, before)) = self.parts.split_last().filter(|_| table == Table::Part) else {
            return Ok(());
        };
        if last.id.is_empty() || last.level.is_empty() || last.title.is_empty() {
            return Err(error("a part needs an id, a level and a title".to_owned()));
        }
        if before.iter().any(|part| part.id == last.id) {
            return Err(error(format!("the part {} stands twice", last.id)));
        }
        Ok(())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Table {
    None,
    Framework,
    Part,
}

fn line(text: &mut String, key: &str, value: &str) {
    let _ = writeln!(text, "{key} = {}", quoted(value));
}
