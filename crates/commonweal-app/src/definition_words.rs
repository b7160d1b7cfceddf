//! A definition for a reader: its rule in plain English, the lists it rests on, where it is used.

use commonweal_cohort::{
    Codelist, CohortDefinition, Explanation, IndicatorDefinition, Library, Words, explain, explain_indicator,
};
use std::fmt;

/// What is defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DefinitionKind {
    /// A measure of a population.
    Indicator,
    /// A named group of people.
    Cohort,
    /// Which codes mean a thing.
    Codelist,
}

impl DefinitionKind {
    /// Every kind, in reading order.
    pub const ALL: [Self; 3] = [Self::Indicator, Self::Cohort, Self::Codelist];

    /// The word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Indicator => "indicator",
            Self::Cohort => "cohort",
            Self::Codelist => "codelist",
        }
    }
}

impl fmt::Display for DefinitionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A definition in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionEntry {
    /// What it is.
    pub kind: DefinitionKind,
    /// Its id; a cohort and a codelist may share one.
    pub id: String,
    /// Its name.
    pub title: String,
    /// In a few words, what it says.
    pub about: String,
}

/// One claim of a rule, and how deep it lies within others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Nought for a claim of the rule itself.
    pub depth: usize,
    /// A sentence without a full stop.
    pub text: String,
}

/// A part of a rule: who could be counted, who is, what the score adds up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulePart {
    /// What the part says.
    pub what: RulePartKind,
    /// In the definition's own words, where it has any.
    pub text: String,
    /// What must be true, one after the other.
    pub claims: Vec<Claim>,
}

/// What a part of a rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RulePartKind {
    /// Who could be counted.
    Denominator,
    /// Who of them is.
    Numerator,
    /// How the value is made of the two.
    Method,
    /// Who belongs.
    Members,
    /// What a score adds up.
    Points,
    /// What scores are called.
    Bands,
    /// Who is in which segment.
    Segments,
    /// What named values and parameters mean.
    Terms,
}

/// A codelist that a definition rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodelistLine {
    /// Its id.
    pub id: String,
    /// What it lists.
    pub title: String,
    /// The coding system.
    pub system: String,
    /// The publisher's version, or its fingerprint.
    pub version: String,
    /// How sure it is, where the manifest says.
    pub assurance: Option<String>,
    /// How many codes.
    pub codes: usize,
}

/// One definition in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionWords {
    /// What it is, its id and its name.
    pub entry: DefinitionEntry,
    /// Other definitions of the same id.
    pub others: Vec<DefinitionKind>,
    /// The rule, part by part.
    pub rule: Vec<RulePart>,
    /// The flow of exclusions, a line for each step; empty for what has none.
    pub flow: Vec<String>,
    /// Who is left out, in the definition's words.
    pub exclusions: Vec<String>,
    /// What to bear in mind.
    pub caveats: Vec<String>,
    /// The lists it rests on.
    pub codelists: Vec<CodelistLine>,
    /// The cohorts it rests on.
    pub cohorts: Vec<DefinitionEntry>,
    /// What rests on it.
    pub used_by: Vec<DefinitionEntry>,
    /// Codes with their terms, for a codelist.
    pub codes: Vec<(String, String)>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// Disclosure class, in words.
    pub class: Option<&'static str>,
    /// Requirements it serves.
    pub requirements: Vec<String>,
    /// Fingerprint of its content.
    pub hash: String,
    /// Path of the file.
    pub path: String,
}

/// Every definition, by kind and id.
pub(crate) fn entries(library: &Library) -> Vec<DefinitionEntry> {
    let indicators = library.indicators.values().map(of_indicator);
    let cohorts = library.cohorts.values().map(of_cohort);
    indicators.chain(cohorts).chain(library.codelists.values().map(of_codelist)).collect()
}

fn of_indicator(of: &IndicatorDefinition) -> DefinitionEntry {
    DefinitionEntry {
        kind: DefinitionKind::Indicator,
        id: of.id.clone(),
        title: of.title.clone(),
        about: of.question.clone(),
    }
}

fn of_cohort(of: &CohortDefinition) -> DefinitionEntry {
    DefinitionEntry {
        kind: DefinitionKind::Cohort,
        id: of.id.clone(),
        title: of.title.clone(),
        about: of.about.clone(),
    }
}

fn of_codelist(of: &Codelist) -> DefinitionEntry {
    let number = of.codes.len();
    DefinitionEntry {
        kind: DefinitionKind::Codelist,
        id: of.id.clone(),
        title: of.title.clone(),
        about: format!("{number} code{} of {}", if number == 1 { "" } else { "s" }, of.coding_system),
    }
}

/// The definition of this id; of several, the kind asked for, else the first.
pub(crate) fn definition_words(library: &Library, id: &str, kind: Option<DefinitionKind>) -> Option<DefinitionWords> {
    let has = |kind: &DefinitionKind| match kind {
        DefinitionKind::Indicator => library.indicators.contains_key(id),
        DefinitionKind::Cohort => library.cohorts.contains_key(id),
        DefinitionKind::Codelist => library.codelists.contains_key(id),
    };
    let kinds: Vec<DefinitionKind> = DefinitionKind::ALL.into_iter().filter(has).collect();
    let chosen = kinds.iter().copied().find(|of| kind.is_none_or(|kind| kind == *of))?;
    let mut words = match chosen {
        DefinitionKind::Indicator => indicator_words(library, library.indicators.get(id)?)?,
        DefinitionKind::Cohort => cohort_words(library, library.cohorts.get(id)?)?,
        DefinitionKind::Codelist => codelist_words(library, library.codelists.get(id)?),
    };
    words.others = kinds.into_iter().filter(|kind| *kind != chosen).collect();
    Some(words)
}

fn empty(entry: DefinitionEntry, hash: &str, path: &str) -> DefinitionWords {
    DefinitionWords {
        entry,
        others: Vec::new(),
        rule: Vec::new(),
        flow: Vec::new(),
        exclusions: Vec::new(),
        caveats: Vec::new(),
        codelists: Vec::new(),
        cohorts: Vec::new(),
        used_by: Vec::new(),
        codes: Vec::new(),
        owner: None,
        source: None,
        class: None,
        requirements: Vec::new(),
        hash: hash.to_owned(),
        path: path.to_owned(),
    }
}

fn indicator_words(library: &Library, of: &IndicatorDefinition) -> Option<DefinitionWords> {
    let explained = explain_indicator(library, &of.id).ok()?;
    let part =
        |what, (text, steps): &(String, Vec<Words>)| RulePart { what, text: text.clone(), claims: claims(steps) };
    let mut rule = vec![
        part(RulePartKind::Denominator, &explained.denominator),
        part(RulePartKind::Numerator, &explained.numerator),
    ];
    if let Some(method) = &explained.method {
        rule.push(RulePart { what: RulePartKind::Method, text: sentence(method), claims: Vec::new() });
    }
    rule.extend(terms(&explained.terms));
    let flow = flow_of(&explained.denominator.1, &explained.numerator.1);
    Some(DefinitionWords {
        rule,
        flow: if of.is_published() { Vec::new() } else { flow },
        exclusions: of.exclusions.clone(),
        caveats: of.caveats.clone(),
        codelists: codelists(library, &of.codelists),
        cohorts: of.cohorts.iter().filter_map(|id| library.cohorts.get(id)).map(of_cohort).collect(),
        owner: Some(of.owner.clone()),
        source: Some(of.source.clone()),
        class: Some(of.class.label()),
        requirements: of.requirements.clone(),
        ..empty(of_indicator(of), &of.hash, &of.path)
    })
}

/// The steps by which everybody becomes those counted.
fn flow_of(denominator: &[Words], numerator: &[Words]) -> Vec<String> {
    let step = |words: &Words| sentence(&words.to_string());
    let could = denominator.iter().map(step);
    could.chain(numerator.iter().map(step)).collect()
}

fn cohort_words(library: &Library, of: &CohortDefinition) -> Option<DefinitionWords> {
    let explained: Explanation = explain(library, &of.id).ok()?;
    let plain = |text: String| Claim { depth: 0, text };
    let mut rule =
        vec![RulePart { what: RulePartKind::Members, text: of.about.clone(), claims: claims(&explained.steps) }];
    let mut more = |what, text: String, claims: Vec<Claim>| {
        if !claims.is_empty() {
            rule.push(RulePart { what, text, claims });
        }
    };
    let points =
        explained.points.iter().map(|(points, words)| plain(format!("{points}: {}", sentence(&words.to_string()))));
    let divided = explained.divide_by.map(|by| format!("The sum is divided by {by}.")).unwrap_or_default();
    more(RulePartKind::Points, divided, points.collect());
    let bands = explained.bands.iter().map(|(title, from)| plain(format!("{title}: {from} or more")));
    more(RulePartKind::Bands, String::new(), bands.collect());
    let segments =
        explained.segments.iter().map(|(title, words)| plain(format!("{title}: {}", sentence(&words.to_string()))));
    more(RulePartKind::Segments, String::new(), segments.collect());
    rule.extend(terms(&explained.terms));
    let uses = |cohorts: &[String]| cohorts.contains(&of.id);
    let indicators = library.indicators.values().filter(|other| uses(&other.cohorts)).map(of_indicator);
    let cohorts = library.cohorts.values().filter(|other| uses(&other.cohorts)).map(of_cohort);
    Some(DefinitionWords {
        flow: flow_of(&explained.steps, &[]),
        rule,
        caveats: of.caveats.clone(),
        codelists: codelists(library, &of.codelists),
        cohorts: of.cohorts.iter().filter_map(|id| library.cohorts.get(id)).map(of_cohort).collect(),
        used_by: indicators.chain(cohorts).collect(),
        owner: of.owner.clone(),
        source: of.source.clone(),
        class: Some(of.class.label()),
        requirements: of.requirements.clone(),
        ..empty(of_cohort(of), &of.hash, &of.path)
    })
}

fn codelist_words(library: &Library, of: &Codelist) -> DefinitionWords {
    let uses = |codelists: &[String]| codelists.contains(&of.id);
    let indicators = library.indicators.values().filter(|other| uses(&other.codelists)).map(of_indicator);
    let cohorts = library.cohorts.values().filter(|other| uses(&other.codelists)).map(of_cohort);
    let codes = of.codes.iter().map(|code| (code.clone(), of.terms.get(code).cloned().unwrap_or_default()));
    DefinitionWords {
        codelists: codelists(library, std::slice::from_ref(&of.id)),
        used_by: indicators.chain(cohorts).collect(),
        codes: codes.collect(),
        source: Some(of.published_as.clone()).filter(|source| !source.is_empty()),
        ..empty(of_codelist(of), &of.content_hash(), &of.path)
    }
}

fn codelists(library: &Library, ids: &[String]) -> Vec<CodelistLine> {
    let line = |of: &Codelist| CodelistLine {
        id: of.id.clone(),
        title: of.title.clone(),
        system: of.coding_system.clone(),
        version: of.version.clone(),
        assurance: of.assurance.clone(),
        codes: of.codes.len(),
    };
    ids.iter().filter_map(|id| library.codelists.get(id)).map(line).collect()
}

fn terms(terms: &[(String, Words)]) -> Option<RulePart> {
    let claim = |(term, words): &(String, Words)| Claim { depth: 0, text: format!("{}: {words}", sentence(term)) };
    (!terms.is_empty()).then(|| RulePart {
        what: RulePartKind::Terms,
        text: String::new(),
        claims: terms.iter().map(claim).collect(),
    })
}

/// Claims and the claims they are made of, each before its parts.
fn claims(steps: &[Words]) -> Vec<Claim> {
    fn add(words: &Words, depth: usize, into: &mut Vec<Claim>) {
        let end = if words.parts.is_empty() { "" } else { ":" };
        into.push(Claim { depth, text: format!("{}{end}", sentence(&words.text)) });
        words.parts.iter().for_each(|part| add(part, depth + 1, into));
    }
    let mut claims = Vec::new();
    steps.iter().for_each(|step| add(step, 0, &mut claims));
    claims
}

/// A clause with a capital.
fn sentence(clause: &str) -> String {
    let mut characters = clause.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definitions::load_library;

    #[test]
    fn every_shipped_definition_has_a_page_of_words() {
        let library = load_library(None).unwrap();
        let entries = entries(&library);
        assert!(entries.len() > 300, "{}", entries.len());
        for entry in &entries {
            let words = definition_words(&library, &entry.id, Some(entry.kind)).unwrap();
            assert_eq!(&words.entry, entry);
            assert!(!words.hash.is_empty() && !words.path.is_empty(), "{}", entry.id);
            match entry.kind {
                DefinitionKind::Codelist => assert!(!words.codes.is_empty(), "{}", entry.id),
                _ => assert!(!words.rule.is_empty(), "{}", entry.id),
            }
        }
    }

    #[test]
    fn definitions_of_one_id_name_one_another() {
        let library = load_library(None).unwrap();
        let cohort = definition_words(&library, "asthma", None).unwrap();
        assert_eq!(
            (cohort.entry.kind, cohort.others.as_slice()),
            (DefinitionKind::Cohort, &[DefinitionKind::Codelist][..])
        );
        let list = definition_words(&library, "asthma", Some(DefinitionKind::Codelist)).unwrap();
        assert_eq!(list.entry.kind, DefinitionKind::Codelist);
        assert!(list.used_by.iter().any(|entry| entry.id == "asthma" && entry.kind == DefinitionKind::Cohort));
        assert_eq!(definition_words(&library, "asthmma", None), None);
    }
}
