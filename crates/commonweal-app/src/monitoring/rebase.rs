//! Where do limits start anew, and why? `definitions/monitoring.toml`, read and checked.
//!
//! ```toml
//! [[rebase]]
//! indicator = "nhs_health_check"
//! area = "QT1-MID"
//! from = "2025-04-01"
//! reason = "Checks moved from practices to the new mobile service"
//! ```
//!
//! A rebase without a reason is an error: limits are not drawn anew because the chart looks better for it.

use commonweal_cohort::{Diagnostic, Library, SourceFile};
use commonweal_model::AreaCode;
use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

/// The file, below `definitions/`.
const FILE: &str = "monitoring.toml";

/// The fewest letters that can say why.
const SHORTEST_REASON: usize = 8;

/// A day from which mean and limits of an indicator in an area are worked out anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebasing {
    /// The indicator.
    pub indicator: String,
    /// The area; groups of people within it are rebased with it.
    pub area: AreaCode,
    /// The first day of what is new: the first period that begins on it or later opens the new stretch.
    pub from: Date,
    /// Why, for the reader of the chart.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    #[serde(default)]
    rebase: Vec<Rebase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rebase {
    indicator: Spanned<String>,
    area: Spanned<String>,
    from: Spanned<String>,
    reason: Spanned<String>,
}

/// The rebasings of the definitions, by indicator, area and day; none where there is no such file.
///
/// # Errors
/// Every problem found, each with its place.
pub(crate) fn read_rebasings(files: &[SourceFile], library: &Library) -> Result<Vec<Rebasing>, Vec<Diagnostic>> {
    let is_it = |file: &&SourceFile| file.path.rsplit('/').next() == Some(FILE);
    let Some(file) = files.iter().find(is_it) else { return Ok(Vec::new()) };
    let read: Settings = toml::from_str(&file.text)
        .map_err(|error| vec![file.problem(error.span().unwrap_or(0..1), error.message().to_owned())])?;
    let (mut problems, mut rebasings) = (Vec::new(), Vec::<Rebasing>::new());
    for rebase in read.rebase {
        let before = problems.len();
        let mut wrong = |span: std::ops::Range<usize>, message: String| problems.push(file.problem(span, message));
        let indicator = rebase.indicator.get_ref();
        if !library.indicators.contains_key(indicator) {
            wrong(rebase.indicator.span(), format!("there is no indicator `{indicator}`"));
        }
        let area = rebase.area.get_ref().parse::<AreaCode>();
        if let Err(error) = &area {
            wrong(rebase.area.span(), error.to_string());
        }
        let from = rebase.from.get_ref().parse::<Date>();
        if from.is_err() {
            wrong(rebase.from.span(), "a day is written as \"2025-04-01\"".to_owned());
        }
        let reason = rebase.reason.get_ref().trim();
        if reason.chars().count() < SHORTEST_REASON {
            let message = "say in a few words what changed that day: limits are drawn anew for a reason only";
            wrong(rebase.reason.span(), message.to_owned());
        }
        let is_known = |known: &Rebasing| {
            known.indicator == *indicator && area.as_ref() == Ok(&known.area) && from.as_ref().ok() == Some(&known.from)
        };
        if rebasings.iter().any(is_known) {
            wrong(rebase.from.span(), "this indicator is rebased on this day in this area already".to_owned());
        }
        if let (Ok(area), Ok(from), true) = (area, from, problems.len() == before) {
            rebasings.push(Rebasing { indicator: indicator.clone(), area, from, reason: reason.to_owned() });
        }
    }
    rebasings.sort_by(|a, b| (&a.indicator, &a.area, a.from).cmp(&(&b.indicator, &b.area, b.from)));
    if problems.is_empty() { Ok(rebasings) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definitions::{files, load_library};
    use jiff::civil::date;

    fn read(text: &str) -> Result<Vec<Rebasing>, Vec<Diagnostic>> {
        let file = SourceFile { path: "definitions/monitoring.toml".to_owned(), text: text.to_owned() };
        read_rebasings(&[file], &load_library(None).expect("the shipped definitions are sound"))
    }

    fn rebase(area: &str, from: &str, reason: &str) -> String {
        format!(
            "[[rebase]]\nindicator = \"smoking_prevalence\"\narea = \"{area}\"\nfrom = \"{from}\"\nreason = \"{reason}\"\n"
        )
    }

    #[test]
    fn the_shipped_file_is_sound() {
        let library = load_library(None).expect("the shipped definitions are sound");
        let files = files(None).expect("the shipped files can be read");
        assert_eq!(read_rebasings(&files, &library), Ok(Vec::new()), "nothing is rebased unless somebody says why");
    }

    #[test]
    fn a_rebase_has_a_day_and_a_reason() {
        let text = rebase("QT1-MID", "2025-04-01", "The new service opened");
        let found = read(&text).expect("a sound file");
        assert_eq!((found[0].from, found[0].reason.as_str()), (date(2025, 4, 1), "The new service opened"));
    }

    #[test]
    fn a_rebase_without_a_reason_is_refused_with_its_place() {
        for reason in ["", "   ", "better"] {
            let problems = read(&rebase("QT1-MID", "2025-04-01", reason)).expect_err("no reason");
            assert_eq!((problems.len(), problems[0].line), (1, 5), "{reason:?}");
            assert!(problems[0].message.contains("say in a few words what changed"), "{reason:?}");
        }
        let text = rebase("QT1-MID", "2025-04-01", "x").replace("reason = \"x\"\n", "");
        assert!(read(&text).expect_err("no reason at all")[0].message.contains("reason"));
    }

    #[test]
    fn what_names_nothing_is_pointed_at() {
        let text = rebase("Mid Notts!", "April", "The new service opened").replace("smoking_prevalence", "smoking");
        let problems = read(&text).expect_err("three problems");
        assert_eq!(problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [2, 3, 4]);
        let twice = rebase("QT1-MID", "2025-04-01", "The new service opened").repeat(2);
        assert!(read(&twice).expect_err("twice")[0].message.contains("already"));
    }
}
