//! Which indicators somebody else publishes too: `definitions/reconcile.toml`, read and checked.

use commonweal_cohort::{Diagnostic, Library, Severity, SourceFile};
use commonweal_model::AreaCode;
use serde::Deserialize;
use toml::Spanned;

/// The file of pairs, below `definitions/`.
const FILE: &str = "reconcile.toml";

/// An indicator counted here, one published elsewhere, and why they differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReconcilePair {
    /// The indicator counted here.
    pub local: String,
    /// The published one.
    pub published: String,
    /// How the people counted over differ, in words.
    pub denominator: String,
    /// How what is counted differs, in words.
    pub numerator: String,
    /// Whom one leaves out and the other does not, in words.
    pub exclusions: String,
    /// Areas that are nearly the same where the two use different geographies: ours, theirs.
    pub areas: Vec<(AreaCode, AreaCode)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pairs {
    #[serde(default)]
    pairs: Vec<Pair>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    local: Spanned<String>,
    published: Spanned<String>,
    denominator: String,
    numerator: String,
    exclusions: String,
    #[serde(default)]
    areas: Vec<[Spanned<String>; 2]>,
}

/// The pairs of the definitions; none where there is no such file.
///
/// # Errors
/// Every problem found, each with its place.
pub(crate) fn read_pairs(files: &[SourceFile], library: &Library) -> Result<Vec<ReconcilePair>, Vec<Diagnostic>> {
    let is_it = |file: &&SourceFile| file.path.rsplit('/').next() == Some(FILE);
    let Some(file) = files.iter().find(is_it) else { return Ok(Vec::new()) };
    let read: Pairs = toml::from_str(&file.text).map_err(|error| {
        let span = error.span().unwrap_or(0..1);
        vec![problem(file, span, error.message().to_owned(), None)]
    })?;
    let mut problems = Vec::new();
    let mut pairs = Vec::new();
    for pair in read.pairs {
        for (id, published) in [(&pair.local, false), (&pair.published, true)] {
            problems.extend(wrong_indicator(file, library, id, published));
        }
        let mut areas = Vec::new();
        for [ours, theirs] in &pair.areas {
            match (ours.get_ref().parse(), theirs.get_ref().parse()) {
                (Ok(ours), Ok(theirs)) => areas.push((ours, theirs)),
                (Err(error), _) => problems.push(problem(file, ours.span(), error_text(&error), None)),
                (_, Err(error)) => problems.push(problem(file, theirs.span(), error_text(&error), None)),
            }
        }
        pairs.push(ReconcilePair {
            local: pair.local.into_inner(),
            published: pair.published.into_inner(),
            denominator: pair.denominator,
            numerator: pair.numerator,
            exclusions: pair.exclusions,
            areas,
        });
    }
    if problems.is_empty() { Ok(pairs) } else { Err(problems) }
}

fn error_text(error: &dyn std::error::Error) -> String {
    error.to_string()
}

/// What is wrong with the indicator a pair names, if anything.
fn wrong_indicator(file: &SourceFile, library: &Library, id: &Spanned<String>, published: bool) -> Option<Diagnostic> {
    let name = id.get_ref();
    match library.indicators.get(name) {
        None => {
            let help = "see `commonweal indicator --help`, or the folders below definitions/indicators".to_owned();
            Some(problem(file, id.span(), format!("there is no indicator `{name}`"), Some(help)))
        }
        Some(found) if found.is_published() != published => {
            let (is, wanted) = if published {
                ("counted here", "`published` names a series that somebody else publishes")
            } else {
                ("published elsewhere", "`local` names an indicator that is counted here")
            };
            Some(problem(file, id.span(), format!("the indicator `{name}` is {is}"), Some(wanted.to_owned())))
        }
        Some(_) => None,
    }
}

fn problem(file: &SourceFile, span: std::ops::Range<usize>, message: String, help: Option<String>) -> Diagnostic {
    let before = file.text.get(..span.start).unwrap_or(&file.text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let source_line = file.text[line_start..].lines().next().unwrap_or_default().to_owned();
    Diagnostic {
        severity: Severity::Error,
        file: file.path.clone(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        width: file.text.get(span).map_or(1, |text| text.lines().next().unwrap_or_default().chars().count()).max(1),
        message,
        source_line,
        help,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definitions::{files, load_library};

    fn read(text: &str) -> Result<Vec<ReconcilePair>, Vec<Diagnostic>> {
        let file = SourceFile { path: "definitions/reconcile.toml".to_owned(), text: text.to_owned() };
        read_pairs(&[file], &load_library(None).unwrap())
    }

    #[test]
    fn the_shipped_pairs_are_sound() {
        let pairs = read_pairs(&files(None).unwrap(), &load_library(None).unwrap()).unwrap();
        assert!(pairs.len() >= 8, "{} pairs", pairs.len());
    }

    #[test]
    fn a_pair_that_names_nothing_is_pointed_at() {
        let text = "[[pairs]]\nlocal = \"smoking\"\npublished = \"smoking_prevalence_survey\"\ndenominator = \"a\"\nnumerator = \"b\"\nexclusions = \"c\"\n";
        let problems = read(text).unwrap_err();
        assert_eq!((problems.len(), problems[0].line, problems[0].column), (1, 2, 9), "{problems:?}");
        assert!(problems[0].message.contains("there is no indicator `smoking`"));
    }

    #[test]
    fn the_two_sides_are_not_confused() {
        let text = "[[pairs]]\nlocal = \"smoking_prevalence_survey\"\npublished = \"smoking_prevalence\"\ndenominator = \"a\"\nnumerator = \"b\"\nexclusions = \"c\"\n";
        let problems = read(text).unwrap_err();
        assert_eq!(problems.len(), 2);
        assert!(
            problems[0].message.contains("is published elsewhere") && problems[1].message.contains("is counted here")
        );
    }

    #[test]
    fn a_key_nobody_knows_is_a_problem_with_a_place() {
        let problems = read("[[pairs]]\ncolour = 1\n").unwrap_err();
        assert_eq!(problems[0].line, 2, "{problems:?}");
    }
}
