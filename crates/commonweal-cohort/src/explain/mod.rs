//! What a definition says, in plain English.

pub(crate) mod claims;
mod flow;
mod indicator;
mod nouns;
mod rows;

use crate::{Basis, CohortKind, Expr, Library, LowerError, NamedValue, Parameter, Rule};
use claims::Speaker;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

pub use indicator::{IndicatorExplanation, explain_indicator};

/// A claim in words, and the claims it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// A clause without a full stop: `they are alive`, `any of these is true`.
    pub text: String,
    /// The claims it speaks of, in order; none for a plain claim.
    pub parts: Vec<Words>,
}

/// A cohort in plain English.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The cohort's id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// What it is for.
    pub kind: CohortKind,
    /// Whose rule it is.
    pub basis: Basis,
    /// What it is, as the definition puts it.
    pub about: String,
    /// What must be true of somebody who belongs, one after the other: the flow of exclusions.
    pub steps: Vec<Words>,
    /// Named values and parameters that the words speak of: name and meaning.
    pub terms: Vec<(String, Words)>,
    /// For a score: points and what they are for.
    pub points: Vec<(f64, Words)>,
    /// For a score: what the sum of the points is divided by.
    pub divide_by: Option<f64>,
    /// For a score: each band's name and the least score in it, lowest first.
    pub bands: Vec<(String, f64)>,
    /// For a segmentation: each segment's name and who is in it of those in none before.
    pub segments: Vec<(String, Words)>,
    /// The codelists of its own features: id, title, version, and how sure they are.
    pub codelists: Vec<(String, String, String, Option<String>)>,
    /// Where the rule comes from.
    pub source: Option<String>,
    /// What a reader should bear in mind.
    pub caveats: Vec<String>,
}

/// The clause of a claim that asks for any of its parts.
pub(crate) const ANY: &str = "any of these is true";
/// The clause of a claim that asks for all of its parts.
pub(crate) const ALL: &str = "all of these are true";

/// Puts a cohort into plain English.
///
/// # Errors
/// [`LowerError::Unknown`] where the library has none of that id.
pub fn explain(library: &Library, id: &str) -> Result<Explanation, LowerError> {
    let Some(cohort) = library.cohorts.get(id) else {
        return Err(crate::lower::unknown("cohort", id, library.cohorts.keys()));
    };
    let speaker = Speaker { library, features: &cohort.features, values: &cohort.values, row: None };
    let steps: Vec<Words> = steps(&cohort.rule).into_iter().map(|step| speaker.claim(step)).collect();
    let score = cohort.score.iter();
    let points = score.clone().flat_map(|score| &score.points).map(|points| {
        let words = points.about.as_ref().map(|about| Words::plain(claims::lowered(about)));
        (points.points, words.unwrap_or_else(|| speaker.claim(&points.rule.expr)))
    });
    let own: BTreeSet<&String> = cohort.features.values().flat_map(|feature| &feature.codelists).collect();
    let segment = |segment: &crate::Segment| (segment.title.clone(), speaker.claim(&segment.rule.expr));
    Ok(Explanation {
        id: id.to_owned(),
        title: cohort.title.clone(),
        kind: cohort.kind,
        basis: cohort.basis,
        about: cohort.about.clone(),
        steps,
        terms: terms_of(&cohort.values, &cohort.parameters, &speaker),
        points: points.collect(),
        divide_by: score.clone().find_map(|score| score.divide_by),
        bands: score.flat_map(|score| &score.bands).map(|band| (band.title.clone(), band.from)).collect(),
        segments: cohort.segments.iter().map(segment).collect(),
        codelists: own.into_iter().filter_map(|id| library.codelists.get(id)).map(listed).collect(),
        source: cohort.source.clone(),
        caveats: cohort.caveats.clone(),
    })
}

/// The parts of a rule that must all be true, in order; brackets round an `and` within an `and` fall away.
pub(crate) fn steps(rule: &Rule) -> Vec<&Expr> {
    fn spread<'e>(expr: &'e Expr, steps: &mut Vec<&'e Expr>) {
        match expr {
            Expr::All(parts) => parts.iter().for_each(|part| spread(part, steps)),
            Expr::Truth(true) => {}
            other => steps.push(other),
        }
    }
    let mut found = Vec::new();
    spread(&rule.expr, &mut found);
    found
}

/// Id, title, version, and how sure a codelist is.
type ListedCodelist = (String, String, String, Option<String>);

fn listed(codelist: &crate::Codelist) -> ListedCodelist {
    (codelist.id.clone(), codelist.title.clone(), codelist.version.clone(), codelist.assurance.clone())
}

/// The named values that have words of their own, and the parameters that say what they are.
fn terms_of(
    values: &[NamedValue],
    parameters: &BTreeMap<String, Parameter>,
    speaker: &Speaker<'_>,
) -> Vec<(String, Words)> {
    let mut terms = Vec::new();
    for value in values.iter().filter(|value| value.about.is_some()) {
        let about = value.about.as_deref().map(claims::lowered).unwrap_or_default();
        terms.push((about, speaker.value(&value.is.expr)));
    }
    let about = |parameter: &Parameter| parameter.about.as_deref().map(claims::lowered);
    let said = parameters.values().filter_map(|parameter| Some((about(parameter)?, parameter.to_string())));
    terms.extend(said.map(|(about, value)| (about, Words::plain(value))));
    terms
}

impl Words {
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), parts: Vec::new() }
    }

    /// The clause and its parts, a line each.
    fn write(&self, f: &mut fmt::Formatter<'_>, indent: usize, mark: &str) -> fmt::Result {
        let end = if self.parts.is_empty() { "" } else { ":" };
        writeln!(f, "{:indent$}{mark}{}{end}", "", sentence(&self.text))?;
        self.parts.iter().try_for_each(|part| part.write(f, indent + 3, "- "))
    }
}

impl fmt::Display for Words {
    /// In one line: `either they smoke, or they have asthma`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |part: &Words| if part.parts.is_empty() { part.to_string() } else { format!("({part})") };
        let parts: Vec<String> = self.parts.iter().map(part).collect();
        match (parts.as_slice(), self.text.as_str()) {
            ([], text) => f.write_str(text),
            (parts, ANY) => write!(f, "either {}", parts.join(", or ")),
            (parts, ALL) => f.write_str(&parts.join(", and ")),
            (parts, text) => write!(f, "{text} ({})", parts.join("; ")),
        }
    }
}

/// A clause with a capital.
fn sentence(clause: &str) -> String {
    let mut characters = clause.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

impl fmt::Display for Explanation {
    /// A page of plain text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{} ({}). {}\n\n{}", self.title, self.kind.label(), self.id, self.basis.label(), self.about)?;
        match self.steps.len() {
            0 => writeln!(f, "\nEverybody in the records is looked at.")?,
            _ => writeln!(f, "\nA person belongs when all of this is true on the index date:")?,
        }
        for (number, step) in (1..).zip(&self.steps) {
            step.write(f, 2, &format!("{number}. "))?;
        }
        if !self.points.is_empty() {
            let divided = self.divide_by.map_or(String::new(), |by| format!(", divided by {by}"));
            writeln!(f, "\nThe score is the sum of these points{divided}:")?;
            for (points, words) in &self.points {
                words.write(f, 2, &format!("{points}: "))?;
            }
        }
        if !self.bands.is_empty() {
            writeln!(f, "\nBands:")?;
            self.bands.iter().try_for_each(|(title, from)| writeln!(f, "  {title}: {from} or more"))?;
        }
        if !self.segments.is_empty() {
            writeln!(f, "\nEach person is in the first of these that fits:")?;
            for (number, (title, words)) in (1..).zip(&self.segments) {
                words.write(f, 2, &format!("{number}. {title}: "))?;
            }
        }
        if !self.terms.is_empty() {
            writeln!(f, "\nIn these words:")?;
            self.terms.iter().try_for_each(|(term, words)| words.write(f, 2, &format!("{}: ", sentence(term))))?;
        }
        write_codelists(f, &self.codelists)?;
        if let Some(source) = &self.source {
            writeln!(f, "\nSource: {source}")?;
        }
        write_caveats(f, &self.caveats)
    }
}

fn write_codelists(f: &mut fmt::Formatter<'_>, codelists: &[ListedCodelist]) -> fmt::Result {
    if !codelists.is_empty() {
        writeln!(f, "\nCodelists:")?;
    }
    for (id, title, version, assurance) in codelists {
        let assurance = assurance.as_ref().map_or(String::new(), |word| format!(", {word}"));
        writeln!(f, "  {id}: {title} (version {version}{assurance})")?;
    }
    Ok(())
}

fn write_caveats(f: &mut fmt::Formatter<'_>, caveats: &[String]) -> fmt::Result {
    if !caveats.is_empty() {
        writeln!(f, "\nBear in mind:")?;
    }
    caveats.iter().try_for_each(|caveat| writeln!(f, "  - {caveat}"))
}
