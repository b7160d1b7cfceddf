//! What a method is: its name, columns, options and explanation.

use crate::answer::Answer;
use crate::error::MethodError;
use crate::request::Request;

/// A statistical method that reads a table and writes one.
///
/// # Example
/// ```
/// let method = commonweal_methods::find("proportion")?;
/// assert!(method.grouped && method.columns.iter().any(|role| role.name == "events"));
/// assert!(method.chapter.starts_with("# Proportion"));
/// # Ok::<(), commonweal_methods::MethodError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Method {
    /// Name on the command line and in addresses: `life-expectancy`.
    pub id: &'static str,
    /// Name for people: `Life expectancy`.
    pub title: &'static str,
    /// One sentence: the question it answers.
    pub summary: &'static str,
    /// Chapter of the methods handbook, in Markdown: formula, assumptions, when not to use it, worked example, source.
    pub chapter: &'static str,
    /// Columns it reads.
    pub columns: &'static [Role],
    /// Settings.
    pub options: &'static [Choice],
    /// Whether `--by` may split the table into groups that are answered one by one.
    pub grouped: bool,
    /// A table that shows the method, as CSV, with the columns named after their roles.
    pub example: &'static str,
    /// Arguments for the example, as typed: `--by area --per 100000`.
    pub example_arguments: &'static str,
    /// The method itself.
    pub run: fn(&Request<'_>) -> Result<Answer, MethodError>,
}

/// A column that a method reads, and the flag that names it.
///
/// # Example
/// ```
/// let needed = commonweal_methods::find("proportion")?.columns.iter().filter(|role| role.required);
/// assert_eq!(needed.map(|role| role.name).collect::<Vec<_>>(), ["events", "population"]);
/// # Ok::<(), commonweal_methods::MethodError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// Flag and usual column name: `events`.
    pub name: &'static str,
    /// What it holds, with unit.
    pub help: &'static str,
    /// Whether the method cannot do without it.
    pub required: bool,
}

/// An option of a method.
///
/// # Example
/// ```
/// let per = commonweal_methods::find("proportion")?.options.iter().find(|choice| choice.name == "per");
/// assert_eq!(per.map(|choice| choice.default), Some("1"));
/// # Ok::<(), commonweal_methods::MethodError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Flag: `confidence`.
    pub name: &'static str,
    /// What it changes.
    pub help: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// Value when it is not given, as typed; empty for none.
    pub default: &'static str,
}

/// What values an option takes.
///
/// # Example
/// ```
/// use commonweal_methods::Kind;
/// let confidence = commonweal_methods::find("proportion")?.options.iter().find(|choice| choice.name == "confidence");
/// assert_eq!(confidence.map(|choice| choice.kind), Some(Kind::Levels));
/// # Ok::<(), commonweal_methods::MethodError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// A whole number of zero or more.
    Count,
    /// `true` or `false`; the flag alone means `true`.
    Flag,
    /// Confidence levels: fractions or percentages, with commas between.
    Levels,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Any text; a list has commas between.
    Text,
}

/// The role of a column the method needs.
#[must_use]
pub(crate) const fn needs(name: &'static str, help: &'static str) -> Role {
    Role { name, help, required: true }
}

/// The role of a column the method can use.
#[must_use]
pub(crate) const fn may_have(name: &'static str, help: &'static str) -> Role {
    Role { name, help, required: false }
}

/// The option that most methods share.
pub(crate) const CONFIDENCE: Choice = Choice {
    name: "confidence",
    help: "confidence level of the limits: 0.95 or 95, from 90% up; 0.95,0.998 gives both",
    kind: Kind::Levels,
    default: "0.95",
};
